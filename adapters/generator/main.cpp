// SPDX-License-Identifier: BSD-2-Clause
// The program that jacquard_add_kernels builds around a user's list of residuals and runs: writes their kernels.
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "jacquard/error.hpp"
#include "kernel_plans.hpp"

namespace {

using namespace jacquard;

struct Arguments {
  std::string id;
  std::filesystem::path folder;
  std::uint64_t search_moves = 0;
  std::uint64_t seed = 0;
  std::size_t live_values = 0;
  kernels::BuiltInUnits units;
};

kernels::InstructionSet instruction_set(const std::string& word) {
  using kernels::InstructionSet;
  for (const InstructionSet set :
       {InstructionSet::sse2, InstructionSet::avx2, InstructionSet::avx512, InstructionSet::neon})
    if (kernels::name(set) == word) return set;
  throw StateError("expected device or one of the instruction sets sse2, avx2, avx512, neon; found " + word);
}

Arguments read_arguments(int argc, char** argv) {
  if (argc < 7) throw StateError("expected the arguments ID FOLDER MOVES SEED LIVE_VALUES UNIT...");
  const auto number = [&](int k) { return std::strtoull(argv[k], nullptr, 10); };
  Arguments arguments{argv[1], argv[2], number(3), number(4), number(5), {}};
  if (arguments.live_values == 0) throw StateError("expected LIVE_VALUES above 0, found " + std::string(argv[5]));
  for (int k = 6; k < argc; ++k) {
    if (std::string(argv[k]) == "device") {
      arguments.units.for_devices = true;
    } else {
      arguments.units.sets.push_back(instruction_set(argv[k]));
    }
  }
  return arguments;
}

/// Leaves a file that says so already alone, so that nothing is compiled again.
void write(const std::filesystem::path& path, const std::string& text) {
  std::ifstream present(path, std::ios::binary);
  if (present && std::string(std::istreambuf_iterator<char>(present), {}) == text) return;
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) throw StateError("cannot write " + path.string());
}

void run(const Arguments& arguments) {
  KernelList list(arguments.search_moves, arguments.seed);
  jacquard_kernels(list);
  const KernelList::Plans& plans = list.plans();
  if (plans.kernels.empty()) throw StateError("expected jacquard_kernels to add a residual, found none");
  const auto unit = [&](std::string_view name) {
    return arguments.folder / (arguments.id + "_" + std::string(name) + ".cpp");
  };
  for (const kernels::InstructionSet set : arguments.units.sets)
    write(unit(kernels::name(set)), kernels::built_in_unit(arguments.id, plans.kernels, set));
  if (arguments.units.for_devices)
    write(unit("device"), kernels::built_in_device_unit(arguments.id, plans.kernels, arguments.live_values));
  write(arguments.folder / (arguments.id + ".cpp"),
        kernels::registration_unit(arguments.id, arguments.units, plans.kernels.size(), plans.orders));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run(read_arguments(argc, argv));
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "jacquard_add_kernels: " << error.what() << '\n';
    return 1;
  }
}
