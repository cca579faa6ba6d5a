// SPDX-License-Identifier: BSD-2-Clause
// Finds roots with their quotients, points that are inverted, and angles.
#include "joint_values.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>

namespace jacquard::kernels {
namespace {

/// Who reads each value.
class Users {
 public:
  explicit Users(const AssignedOnce& code) : of_(code.last_use.size()), is_stored_(code.last_use.size(), false) {
    for (ValueId user = 0; user < of_.size(); ++user) {
      for (const ValueId argument : code.arguments[user])
        if (argument != no_value) of_[argument].push_back(user);
    }
    for (const ValueId value : code.stored)
      if (value != no_value) is_stored_[value] = true;
  }

  /// Instructions, one for each time they read `value`; none where it is stored, too.
  std::span<const ValueId> alone_of(ValueId value) const {
    return is_stored_[value] ? std::span<const ValueId>() : std::span<const ValueId>(of_[value]);
  }

 private:
  std::vector<std::vector<ValueId>> of_;
  std::vector<bool> is_stored_;
};

/// Looks for (x r) r and (y r) r, where r is the reciprocal of a distance and nothing else is made of either.
class PointSearch {
 public:
  PointSearch(const AssignedOnce& code, Literals literals) : code_(code), users_(code), literals_(literals) {}

  std::optional<InvertedPoint> find(ValueId distance) const {
    if (elemental(distance) != Elemental::hypot) return {};
    const auto quotients = users_.alone_of(distance);
    if (quotients.size() != 1 || elemental(quotients[0]) != Elemental::reciprocal) return {};
    const ValueId reciprocal = quotients[0];
    InvertedPoint point{.distance = distance, .coordinates = {}};
    std::size_t num_found = 0;
    const auto products = users_.alone_of(reciprocal);
    if (products.size() != 2 * point.coordinates.size()) return {};
    for (const ValueId product : products) {
      const auto coordinate = inverted_through(product, reciprocal);
      if (!coordinate || coordinate->value > distance) continue;
      if (num_found == point.coordinates.size()) return {};
      point.coordinates[num_found++] = *coordinate;
    }
    if (num_found < point.coordinates.size() || !is_of(point)) return {};
    return point;
  }

 private:
  /// `product` is x r. Is it needed for (x r) r alone?
  std::optional<InvertedPoint::Coordinate> inverted_through(ValueId product, ValueId reciprocal) const {
    const auto users = users_.alone_of(product);
    if (!is_product(product) || users.size() != 1) return {};
    const ValueId inverted = users[0];
    const bool is_negated = is_negated_product(inverted);
    if ((!is_product(inverted) && !is_negated) || other_factor(inverted, product) != reciprocal) return {};
    const ValueId value = other_factor(product, reciprocal);
    if (value == no_value) return {};
    return InvertedPoint::Coordinate{value, product, inverted, is_negated};
  }

  Elemental elemental(ValueId value) const { return code_.program.instructions[value].elemental; }
  bool is_product(ValueId value) const { return elemental(value) == Elemental::mul; }

  /// -a b, which programs have as -0 - a b.
  bool is_negated_product(ValueId value) const {
    const Operand last = code_.program.instructions[value].arguments[2];
    if (elemental(value) != Elemental::fnma || !last.is_literal() || literals_ == Literals::as_data) return false;
    const double literal = code_.program.literals[last.index()];
    return literal == 0.0 && std::signbit(literal);
  }

  ValueId other_factor(ValueId product, ValueId factor) const {
    const auto& arguments = code_.arguments[product];
    return arguments[0] == factor ? arguments[1] : arguments[0];
  }

  ValueId without_sign(ValueId value) const {
    const bool is_negation = value != no_value && elemental(value) == Elemental::neg;
    return is_negation ? code_.arguments[value][0] : value;
  }

  bool is_of(const InvertedPoint& point) const {
    const auto& [a, b] = point.coordinates;
    const ValueId x = without_sign(code_.arguments[point.distance][0]);
    const ValueId y = without_sign(code_.arguments[point.distance][1]);
    const ValueId first = without_sign(a.value), second = without_sign(b.value);
    return (first == x && second == y) || (first == y && second == x);
  }

  const AssignedOnce& code_;
  Users users_;
  Literals literals_;
};

/// See JointValues::angles.
std::vector<ValueId> angles_of(const AssignedOnce& code, const PiecePlan& plan, std::size_t piece) {
  std::vector<ValueId> angles;
  for (std::size_t value = plan.bounds[piece]; value < plan.bounds[piece + 1]; ++value) {
    const ValueId angle = code.angle_below(static_cast<ValueId>(value));
    const bool is_there = angle != no_value && (angle < plan.bounds[piece] || code.is_input(angle));
    if (is_there && std::ranges::find(angles, angle) == angles.end()) angles.push_back(angle);
  }
  return angles.size() < 2 ? std::vector<ValueId>() : angles;
}

}  // namespace

JointValues::JointValues(const AssignedOnce& code, std::size_t num_pieces)
    : quotient_by(code.last_use.size(), no_value),
      has_no_declaration(code.last_use.size(), false),
      is_inverted(code.last_use.size(), false),
      angles(num_pieces) {}

JointValues::JointValues(const AssignedOnce& code, const PiecePlan& plan, Literals literals)
    : JointValues(code, plan.num_pieces()) {
  const PointSearch search(code, literals);
  const auto are_together = [&](ValueId a, ValueId b) { return plan.piece_of(a) == plan.piece_of(b); };
  for (ValueId value = 0; value < quotient_by.size(); ++value) {
    const auto point = search.find(value);
    if (point && are_together(value, std::max(point->coordinates[0].inverted, point->coordinates[1].inverted)))
      add_point(*point);
    const ValueId root = code.root_below(value);
    if (root == no_value || quotient_by[root] != no_value || !are_together(root, value)) continue;
    const bool is_of_data =
        literals == Literals::as_data && code.program.instructions[value].elemental == Elemental::div;
    if (!is_of_data) add_quotient(root, value);
  }
  for (std::size_t piece = 0; piece < plan.num_pieces(); ++piece) angles[piece] = angles_of(code, plan, piece);
}

void JointValues::add_quotient(ValueId root, ValueId quotient) {
  has_no_declaration[quotient] = true;
  if (point_at(root) == nullptr) quotient_by[root] = quotient;
}

void JointValues::add_point(const InvertedPoint& point) {
  points.push_back(point);
  for (const auto& coordinate : point.coordinates) {
    is_inverted[coordinate.inverted] = true;
    has_no_declaration[coordinate.product] = has_no_declaration[coordinate.inverted] = true;
  }
}

const InvertedPoint* JointValues::point_at(ValueId value) const {
  const auto point = std::ranges::lower_bound(points, value, {}, &InvertedPoint::distance);
  return point != points.end() && point->distance == value ? &*point : nullptr;
}

}  // namespace jacquard::kernels
