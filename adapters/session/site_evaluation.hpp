// SPDX-License-Identifier: BSD-2-Clause
// Runs the stages of one capture over the state vector [independents | cuts | dependents].
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "branch_relations.hpp"
#include "class_kernel.hpp"
#include "jacquard/sites.hpp"
#include "moved_sites.hpp"
#include "parameter_values.hpp"
#include "stage_batch.hpp"

namespace jacquard {

class MatrixWriter;

/// The numbers of a matrix that Jacobian values are written to while an evaluation goes on; or none.
struct Destination {
  const MatrixWriter* writer = nullptr;  ///< null: all values stay in their buffer
  double* stored = nullptr;
};

/// What an evaluation does when a guard flips.
enum class OnFlip : std::uint8_t {
  stop,      ///< move the site to the branch that applies; return at once where that is not known
  carry_on,  ///< finish along the captured branches
};

/// One capture, its kernels and the numbers they work on. Evaluations allocate nothing, but where sites move.
class SiteEvaluation {
 public:
  SiteEvaluation(CapturedResidual captured, ClassKernelCache& kernels);
  SiteEvaluation(const SiteEvaluation&) = delete;
  SiteEvaluation& operator=(const SiteEvaluation&) = delete;

  /// Lets sites move between branches. @pre nothing has been evaluated but by OnFlip::carry_on, no Jacobian at all
  /// @param branches  [num_classes]
  void set_branches(std::vector<ClassBranches> branches);

  const CapturedResidual& captured() const { return captured_; }
  CaptureView view() const { return {captured_, kernels_}; }
  std::span<const double> state() const { return state_; }
  std::span<StageBatch> stages() { return stages_; }
  std::span<const StageBatch> stages() const { return stages_; }
  std::span<const std::shared_ptr<const ClassKernel>> kernels() const { return kernels_; }

  /// Evaluates all stages at `x` with the parameters as they are in memory now.
  ///
  /// F of stages that feed others is computed whatever the quantity; dependents() only if it asks for F.
  /// @param destination  of the values of stages that it has pieces for
  /// @return how many sites are on a branch that is not known: with OnFlip::carry_on, on another than captured.
  std::size_t evaluate(std::span<const double> x, Quantity quantity, OnFlip on_flip,
                       const Destination& destination = {});

  /// As evaluate(), F only, without moves, and notes which dependents stem from a site whose guard flipped.
  /// @param tainted  [num_dependents] 1 where a branch applies other than at the last evaluate()
  void evaluate_noting_flips(std::span<const double> x, std::span<std::uint8_t> tainted);

  /// Sites on a branch that was inferred for them and not compared with the residual yet.
  std::size_t num_unproven_moves() const;
  /// F of the last evaluate_noting_flips() has proved right: so have the moved sites that nothing tainted hides.
  void note_proven_moves();
  /// Calls visit(path) with the relations by which unproven sites have moved.
  template <class Visitor>
  void for_each_unproven_path(Visitor&& visit) const {
    for (const auto& moved : moved_) {
      if (moved) moved->for_each_unproven_path(visit);
    }
  }
  std::size_t num_sites_away() const;  ///< on another branch than captured
  std::uint64_t num_moves() const;     ///< of sites between branches, so far

  /// Whether a stage or a sum reads state `s`.
  bool is_read(StateIndex s) const { return is_read_[s] != 0; }
  std::span<const std::uint8_t> read_independents() const {
    return std::span(is_read_).first(captured_.num_independents);
  }
  /// F of the last evaluation, [num_dependents].
  std::span<const double> dependents() const;

 private:
  void mark_read_states();
  void mark_states_read_elsewhere();
  void number_states_by_stage();
  std::size_t run(std::size_t stage, Quantity quantity, OnFlip on_flip);
  std::size_t run_in_pieces(std::size_t stage, Quantity quantity, const Destination& destination);
  Batch piece_of(const StageBatch& stage, std::size_t first, std::size_t num_points);
  void evaluate_in_place(std::size_t stage, std::span<std::uint8_t> flipped);
  bool feeds_others(const Stage& stage) const;
  bool is_fed(const SiteClass& site_class) const;
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
  std::vector<const double*> piece_parameters_;  ///< [most columns of a class], of piece_of()
  std::vector<std::uint8_t> flipped_;            ///< [largest stage]
  std::vector<std::uint8_t> tainted_;            ///< [num_state]
  std::vector<ClassBranches> branches_;          ///< [num_classes], or empty
  std::vector<std::uint32_t> stage_of_state_;
  std::vector<std::unique_ptr<MovedSites>> moved_;  ///< [num_stages], null where no other branch is known; or empty
};

/// @throws CaptureError unless tables are within range, every cut and dependent is written exactly once, and
/// nothing is read before it is written.
void check_tables(const CapturedResidual& captured);

}  // namespace jacquard
