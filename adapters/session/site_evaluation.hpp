// SPDX-License-Identifier: BSD-2-Clause
// Runs the stages of one capture over the state vector [independents | cuts | dependents].
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "class_kernel.hpp"
#include "jacquard/sites.hpp"
#include "parameter_values.hpp"

namespace jacquard {

/// One stage with its tables resolved to pointers.
struct StageBatch {
  const ClassKernel* kernel = nullptr;
  const SiteClass* site_class = nullptr;
  bool feeds_others = false;  ///< what it computes is read by later stages or summed up
  Batch batch;                ///< `jacobian` is for whoever owns the buffer to set
};

/// What an evaluation does when a guard flips.
enum class OnFlip : std::uint8_t {
  stop,      ///< return at once; nothing computed is to be used
  carry_on,  ///< finish along the captured branches
};

/// One capture, its kernels and the numbers they work on. Evaluations allocate nothing.
class SiteEvaluation {
 public:
  SiteEvaluation(CapturedResidual captured, ClassKernelCache& kernels);
  SiteEvaluation(const SiteEvaluation&) = delete;
  SiteEvaluation& operator=(const SiteEvaluation&) = delete;

  const CapturedResidual& captured() const { return captured_; }
  std::span<StageBatch> stages() { return stages_; }
  std::span<const StageBatch> stages() const { return stages_; }
  std::span<const std::shared_ptr<const ClassKernel>> kernels() const { return kernels_; }

  /// Evaluates all stages at `x` with the parameters as they are in memory now.
  ///
  /// F of stages that feed others is computed whatever the quantity; dependents() only if it asks for F.
  /// @return how many sites had a flipped guard.
  std::size_t evaluate(std::span<const double> x, Quantity quantity, OnFlip on_flip);

  /// As evaluate(), F only, and notes which dependents stem from a site whose guard flipped.
  /// @param tainted  [num_dependents] 1 where a branch other than the captured one applies
  void evaluate_noting_flips(std::span<const double> x, std::span<std::uint8_t> tainted);

  /// Whether a stage or a sum reads state `s`.
  bool is_read(StateIndex s) const { return is_read_[s] != 0; }
  std::span<const std::uint8_t> read_independents() const {
    return std::span(is_read_).first(captured_.num_independents);
  }
  /// F of the last evaluation, [num_dependents].
  std::span<const double> dependents() const;

 private:
  void mark_read_states();
  bool feeds_others(const Stage& stage) const;
  void build_stages();
  std::size_t set_point(std::span<const double> x);  ///< how many branches on parameters have flipped
  void accumulate_dependents();
  void spread_taint(const StageBatch& stage);
  void accumulate_taint();

  CapturedResidual captured_;
  std::vector<std::shared_ptr<const ClassKernel>> kernels_;  ///< [num_classes]
  ParameterValues parameters_;
  std::vector<std::uint8_t> is_read_;  ///< [num_state]
  std::vector<double> state_;
  std::vector<StageBatch> stages_;
  std::vector<const double*> parameter_pointers_;  ///< by stage, then column
  std::vector<std::uint8_t> parameter_strides_;
  std::vector<std::uint8_t> flipped_;  ///< [largest stage]
  std::vector<std::uint8_t> tainted_;  ///< [num_state]
};

/// @throws CaptureError unless tables are within range, every cut and dependent is written exactly once, and
/// nothing is read before it is written.
void check_tables(const CapturedResidual& captured);

}  // namespace jacquard
