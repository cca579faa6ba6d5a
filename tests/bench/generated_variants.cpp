// SPDX-License-Identifier: BSD-2-Clause
// C code of other generators, compiled and loaded.
#include <dlfcn.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <stdexcept>

#include "generated_code.hpp"
#include "variant.hpp"

namespace jacquard::bench {
namespace {

std::shared_ptr<void> loaded(const std::string& path) {
  void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(std::string("generated code: ") + dlerror());
  return {library, dlclose};
}

Variant variant_of(const std::filesystem::path& path, const std::string& generator, Extents extents) {
  const std::shared_ptr<void> library = loaded(path);
  const auto* code = static_cast<const GeneratedCode*>(dlsym(library.get(), JACQUARD_GENERATED_SYMBOL));
  if (code == nullptr) throw std::runtime_error(path.string() + ": expected the symbol " JACQUARD_GENERATED_SYMBOL);
  const Origin origin = code->lanes == 1 ? Origin::peer : Origin::retyped;
  return {generator, Quantity::jacobian, origin, false, [=](const Points& points) {
            Run run;
            run.extent = code->num_entries * points.num_points;
            const std::size_t num_points = points.num_points;
            const double* const x = code->lanes == 1 ? points.by_point.data() : points.by_component.data();
            run.evaluate = [=](double* output) { code->run(x, num_points, output); };
            run.read = [=, keep = library](const double* output, std::size_t point, PointResults& results) {
              results.jacobian.assign(extents.num_dependents * extents.num_independents, 0.0);
              for (std::size_t k = 0; k < code->num_entries; ++k) {
                const std::size_t at =
                    (point / code->lanes * code->num_entries + k) * code->lanes + point % code->lanes;
                results.jacobian[code->rows[k] * extents.num_independents + code->columns[k]] = output[at];
              }
            };
            return run;
          }};
}

}  // namespace

std::vector<Variant> generated_variants(const Task& task, const std::string& folder) {
  std::vector<Variant> variants;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::filesystem::path path = entry.path();
    const std::string stem = path.stem().string(), prefix = name_of(task) + ".";
    if (path.extension() != ".so" || !stem.starts_with(prefix)) continue;
    variants.push_back(variant_of(path, stem.substr(prefix.size()), extents_of(task)));
  }
  std::ranges::sort(variants, {}, &Variant::name);
  return variants;
}

}  // namespace jacquard::bench
