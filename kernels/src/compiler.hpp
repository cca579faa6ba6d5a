// SPDX-License-Identifier: BSD-2-Clause
// The host's C++ compiler as a child process: at low priority, with a deadline, and stoppable.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace jacquard::kernels {

struct Compiler {
  std::string command;             ///< a path, or a name that PATH resolves
  std::vector<std::string> flags;  ///< all but source and output
  std::chrono::milliseconds deadline{std::chrono::minutes(5)};
  int niceness = 0;  ///< 19: only what nobody else wants of the processor
};

struct CompilerRun {
  bool succeeded = false;
  std::string message;  ///< what the compiler printed, or why it did not run; at most 2,000 characters
};

/// What `command --version` prints, by way of the file `output`, which is gone afterwards. Returns early,
/// unsuccessful, once `stop` is set.
CompilerRun compiler_version(const Compiler& compiler, const std::filesystem::path& output,
                             const std::atomic<bool>& stop);

/// Compiles `source` to `target`, a shared object. Returns early, unsuccessful, once `stop` is set.
CompilerRun compile(const Compiler& compiler, const std::filesystem::path& source,
                    const std::filesystem::path& target, const std::atomic<bool>& stop);

}  // namespace jacquard::kernels
