// SPDX-License-Identifier: BSD-2-Clause
// What tests of kernels compiled at run time start from: a cache folder, a small program, an evaluator.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "../support/random_graph.hpp"
#include "../support/scratch_folder.hpp"
#include "../support/started_kokkos.hpp"
#include "batch_arrays.hpp"
#include "jacquard/kernels/compiled_evaluator.hpp"
#include "jacquard/kernels/host_evaluator.hpp"

namespace jacquard::test {

/// A user who is nobody else's, on Debian.
inline constexpr uid_t nobody = 65534;

/// An empty cache folder that goes with the object.
class CacheFolder {
 public:
  const std::filesystem::path& path() const { return folder_.path(); }
  kernels::CompilationOptions options() const {
    kernels::CompilationOptions options;
    options.cache = path();
    options.niceness = 0;
    return options;
  }
  std::vector<std::filesystem::path> kernel_files() const {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator(path()))
      if (entry.path().extension() == ".kernel") found.push_back(entry.path());
    return found;
  }

 private:
  ScratchFolder folder_;
};

/// A script that stands for a compiler and has a version.
inline std::filesystem::path script(const CacheFolder& folder, const std::string& body) {
  const std::filesystem::path path = folder.path() / "compiler.sh";
  std::ofstream(path) << "#!/bin/sh\n[ \"$1\" = --version ] && echo 1.0 && exit\n" << body << "\n";
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  return path;
}

inline Program lowered(const ComputationalGraph& graph, Quantity quantity) {
  Linearization linearization = linearize(graph);
  const EliminationOrder order = forward_order(linearization.graph);
  return lower(accumulate(std::move(linearization), order), quantity);
}

/// f0 = exp(x0) x1, guarded by x0 < 1.
inline Program small(Quantity quantity = Quantity::both) {
  GraphBuilder builder(2, 0, Folding::exact);
  builder.add_dependent(builder.apply(Elemental::mul, {builder.apply(Elemental::exp, {VertexId(0)}), VertexId(1)}));
  builder.add_guard(builder.apply(Elemental::less, {VertexId(0), builder.literal(1.0)}), true);
  return lowered(std::move(builder).seal(), quantity);
}

inline std::unique_ptr<kernels::CompiledEvaluator> evaluator(const std::vector<Program>& programs,
                                                             kernels::CompilationOptions options) {
  start_kokkos();
  return std::make_unique<kernels::CompiledEvaluator>(programs, kernels::make_host_evaluator(programs),
                                                      std::move(options));
}

inline BatchArrays filled(const Program& program, const BatchLayout& layout, const RandomGraph& at) {
  BatchArrays arrays(program, layout);
  for (std::size_t p = 0; p < layout.num_points; ++p) {
    const double factor = 1.0 + 1e-9 * static_cast<double>(p);
    for (std::size_t k = 0; k < at.independents.size(); ++k) arrays.independent(k, p) = at.independents[k] * factor;
    for (std::size_t k = 0; k < at.parameters.size(); ++k) arrays.parameters[k][p] = at.parameters[k];
  }
  return arrays;
}

}  // namespace jacquard::test
