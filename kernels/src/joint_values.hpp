// SPDX-License-Identifier: BSD-2-Clause
// What packs compute together for less than one by one.
#pragma once

#include <array>
#include <vector>

#include "jacquard/kernels/emission.hpp"
#include "piece_plan.hpp"

namespace jacquard::kernels {

/// Whether packs compute `numerator` over a root with the root: such quotients of normal numbers are normal.
constexpr bool is_divided_with_root(double numerator) {
  const double magnitude = numerator < 0.0 ? -numerator : numerator;
  return 0x1p-400 <= magnitude && magnitude <= 0x1p400;
}

/// x / (x^2 + y^2) and y / (x^2 + y^2), which programs compute through the distance of (x, y): partials of atan2.
struct InvertedPoint {
  struct Coordinate {
    ValueId value = no_value;     ///< what the distance is of, up to its sign
    ValueId product = no_value;   ///< value / distance, which nothing else needs
    ValueId inverted = no_value;  ///< product / distance, or minus that
    bool is_negated = false;
  };

  ValueId distance = no_value;
  std::array<Coordinate, 2> coordinates;
};

/// Groups of values of one piece that one call computes, and angles whose ranges one test covers.
struct JointValues {
  std::vector<ValueId> quotient_by;      ///< [num_instructions], of a root or distance: its quotient, or no_value
  std::vector<InvertedPoint> points;     ///< by position of the distance, in whose place they are computed
  std::vector<bool> has_no_declaration;  ///< [num_instructions]: is computed with another one, or not at all
  std::vector<bool> is_inverted;         ///< [num_instructions]: a coordinate of an inverted point

  /// [num_pieces]: what the piece takes sines and cosines of and does not compute itself; none of fewer than two
  std::vector<std::vector<ValueId>> angles;

  /// No groups.
  JointValues(const AssignedOnce& code, std::size_t num_pieces);
  /// Nothing is known of literals that are data. Cost: O(instructions).
  JointValues(const AssignedOnce& code, const PiecePlan& plan, Literals literals);

  /// The point that is computed in the place of `value`; null for most.
  const InvertedPoint* point_at(ValueId value) const;

 private:
  void add_point(const InvertedPoint& point);
  void add_quotient(ValueId root, ValueId quotient);
};

}  // namespace jacquard::kernels
