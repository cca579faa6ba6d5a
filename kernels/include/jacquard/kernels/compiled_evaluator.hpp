// SPDX-License-Identifier: BSD-2-Clause
// An evaluator that compiles its programs in the background and switches over when they are ready.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "jacquard/evaluator.hpp"
#include "jacquard/kernels/emission.hpp"

namespace jacquard::kernels {

struct CompilationOptions {
  EmissionOptions emission;
  std::optional<std::filesystem::path>
      cache;  ///< folder of kernels and, to be read, their sources; by default the user's (JACQUARD_CACHE_DIR, XDG)
  std::string compiler;  ///< by default JACQUARD_CXX, else the host compiler that built Jacquard
  std::chrono::milliseconds deadline{std::chrono::minutes(5)};  ///< a compiler that takes longer is stopped
  int niceness = 19;                                            ///< of the compiler; 0 for those who wait() for it
  /// The cache is not asked until `meanwhile` has worked for so long.
  std::chrono::milliseconds patience{0};
  /// No compiler is started until `meanwhile` has worked for so long, or somebody waits.
  std::chrono::milliseconds compiler_patience{0};
  /// Jacobians of more bytes that change, aligned to cache lines, are written past the caches; by default a third
  /// of last_level_cache_bytes(), which others use, too; an eighth if a point's entries are many (256).
  std::optional<std::size_t> most_cached_bytes;
};

/// Runs `meanwhile` until the same programs are compiled, loaded from the cache or found impossible to compile.
/// Where the program was built with a kernel for them (built_in.hpp), that one runs at once.
///
/// One compiler runs at a time in a process, and one for each kernel on a machine.
/// Both do the same operations on the same packs, nothing contracted or reordered: results are the same bit for
/// bit, with two exceptions. AVX-512 kernels compute quotients by roots with the roots, and leave both to the
/// divider where it is quick (has_quick_divider), where tiles do so at every other eight points: either may round
/// the last place otherwise in one of 2^30 cases. And both partials of an angle (atan2) come from the square of the
/// distance, not from the distance: either way they are off by 4 ulp at most. Without a compiler, a folder to write
/// to or enough disk, `meanwhile` goes on and description() says why. Only files that this user alone may write are
/// loaded. Host memory.
class CompiledEvaluator final : public Evaluator {
 public:
  /// @param programs   of one residual, one for each quantity that is to be compiled
  /// @param meanwhile  an evaluator of the same programs
  CompiledEvaluator(std::vector<Program> programs, std::unique_ptr<Evaluator> meanwhile,
                    CompilationOptions options = {});
  /// Stops a compilation that is still running.
  ~CompiledEvaluator() override;

  BatchLayout layout(std::size_t num_points) const override;
  void write_constants(const Batch& batch) const override;
  EvaluationStatus evaluate(const Batch& batch, Quantity quantity) const override;

  enum class Stage : std::uint8_t { pending, ready, unavailable };
  Stage stage() const;

  /// Blocks until the stage is no longer `pending`, whatever the patience.
  Stage wait() const;

  /// "compiled, built in (avx512)", "compiled, from the cache (avx512)", or what `meanwhile` says and why it still
  /// is what runs.
  std::string description() const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace jacquard::kernels
