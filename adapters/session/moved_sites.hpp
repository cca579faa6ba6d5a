// SPDX-License-Identifier: BSD-2-Clause
// The sites of one stage that are on another branch than the one they were captured on.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "class_branches.hpp"
#include "stage_batch.hpp"

namespace jacquard {

/// Moves sites between the branches known for them, as their guards demand, and evaluates those away from home.
///
/// A stage is evaluated on the branch of its capture throughout; what sites on other branches compute then
/// replaces it: in the state, and entry by entry in the stage's block of Jacobian values. Allocates only where
/// sites move.
class MovedSites {
 public:
  /// @param stage_of_state  [num_state] by which stage each state is written, counted from 1; independents by 0;
  /// kept
  MovedSites(const StageBatch& stage, std::span<const std::uint32_t> stage_of_state, std::uint32_t own_stage);

  /// Evaluates the whole stage. @return how many sites are on no branch that is known; results are then invalid.
  std::size_t evaluate(const StageBatch& stage, Quantity quantity);

  /// F of the whole stage, every site on the branch where it is now.
  /// @param tainted  [num_state]
  /// @param flipped  [stage.batch.num_points] 1 where that branch does not apply, or where a moved site reads
  ///                 something tainted
  void evaluate_in_place(const StageBatch& stage, std::span<const std::uint8_t> tainted,
                         std::span<std::uint8_t> flipped);

  bool is_away(std::size_t point) const { return branch_of_[point] != home; }
  std::size_t num_away() const { return num_away_; }      ///< sites on other branches now
  std::uint64_t num_moves() const { return num_moves_; }  ///< so far, back home included

  /// Sites that are on a branch on which they have not been compared with the residual yet.
  std::size_t num_unproven() const;
  /// Calls visit(path) with the relations by which each of them has moved.
  template <class Visitor>
  void for_each_unproven_path(Visitor&& visit) const {
    for (const Away& away : away_) {
      if (num_unproven(away) != 0) visit(std::span<const std::uint32_t>(away.branch->path));
    }
  }
  /// Sites away from home for which is_proof(site of the stage) holds have been compared.
  template <class Predicate>
  void note_proven(Predicate&& is_proof) {
    for (const Away& away : away_) {
      for (const std::uint32_t p : away.points) {
        if (is_proof(p)) proven_[p] |= bit(away.number);
      }
    }
  }
  /// Calls visit(site of the stage, state) for all that sites away from home gather.
  template <class Visitor>
  void for_each_gathered(Visitor&& visit) const {
    for (const Away& away : away_) {
      for (std::size_t k = 0; k < away.gather.size(); ++k)
        visit(away.points[k % away.points.size()], away.gather[k]);
    }
  }

 private:
  static constexpr std::uint16_t home = 0;

  /// Sites on one other branch.
  struct Away {
    const OtherBranch* branch = nullptr;
    std::uint16_t number = 0;  ///< 1 + that of the branch
    std::vector<std::uint32_t> points;
    std::vector<StateIndex> gather, scatter;  ///< [columns x points]
    std::vector<double> data;                 ///< [columns x points], of columns that sites do not share
    std::vector<const double*> parameters;
    std::vector<std::uint8_t> strides;
    std::vector<double> jacobian;
    std::vector<std::uint8_t> flipped;
  };

  static constexpr std::uint64_t bit(std::uint16_t number) { return std::uint64_t(1) << (number - 1); }

  std::size_t num_unproven(const Away& away) const;
  void look_at_home_guards(const StageBatch& stage);
  void unsettle_flipped(const StageBatch& stage);
  void settle(const StageBatch& stage);
  bool can_gather(const StageBatch& stage, const OtherBranch& branch, std::uint32_t point) const;
  Away gathered(const StageBatch& stage, std::uint16_t number, std::vector<std::uint32_t> points) const;
  void fill_tables(const StageBatch& stage, Away& away) const;
  void refresh_data(const StageBatch& stage, Away& away) const;
  std::size_t run(const StageBatch& stage, Away& away, Quantity quantity) const;
  std::size_t run_all(const StageBatch& stage, Quantity quantity);
  void place(std::uint32_t point, std::uint16_t number);
  void regroup(const StageBatch& stage);
  void leave(const StageBatch& stage, std::uint32_t point) const;
  void copy_jacobian(const StageBatch& stage, const Away& away) const;

  const ClassBranches& branches_;
  std::span<const std::uint32_t> stage_of_state_;
  std::uint32_t own_stage_;
  std::vector<std::uint16_t> branch_of_;  ///< [num_points] home, or 1 + which other
  std::vector<std::uint64_t> proven_;     ///< [num_points] by bit()
  std::vector<std::uint8_t> flipped_;     ///< [num_points] guards of the home
  std::vector<std::uint32_t> unsettled_;
  std::vector<Away> away_;
  std::size_t num_away_ = 0;
  std::uint64_t num_moves_ = 0;
  bool has_moved_ = false;  ///< `away_` is not what branch_of_ says
};

}  // namespace jacquard
