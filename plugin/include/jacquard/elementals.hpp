// SPDX-License-Identifier: BSD-2-Clause
// The one table of elementals: name, arity, value and local partials.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "jacquard/arithmetic_rows.hpp"
#include "jacquard/elemental.hpp"
#include "jacquard/piecewise_rows.hpp"
#include "jacquard/transcendental_rows.hpp"

namespace jacquard {

/// The rows by name: elementals::exp::value(x), elementals::exp::partials(x, v)[0].
///
/// Accuracy: for float and double on the host, value and partials are within 4 ulp of exact wherever arguments, value
/// and partial are in the normal range; exceptions and what happens at the borders of a domain stand at each row.
/// At finite arguments outside a domain the value is NaN and no partial is finite. An argument that is NaN reaches the
/// partials whose formula has it, not the constants that sums and pieces have.
namespace elementals {
#define JACQUARD_ALIAS(name) using name = rows::Row<Elemental::name>;
JACQUARD_ELEMENTALS(JACQUARD_ALIAS)
#undef JACQUARD_ALIAS
}  // namespace elementals

/// Independents, parameters and literals have no row.
JACQUARD_FUNCTION constexpr bool is_leaf(Elemental elemental) { return elemental <= Elemental::literal; }

/// Conditions: 1 or 0, never differentiated.
JACQUARD_FUNCTION constexpr bool is_comparison(Elemental elemental) {
  return elemental == Elemental::less || elemental == Elemental::less_equal || elemental == Elemental::equal;
}

/// The four choices of signs in a b + c, rounded once.
JACQUARD_FUNCTION constexpr bool is_fused(Elemental elemental) {
  return elemental == Elemental::fma || elemental == Elemental::fms || elemental == Elemental::fnma ||
         elemental == Elemental::fnms;
}

/// Whether the first two arguments may be exchanged without changing a bit.
JACQUARD_FUNCTION constexpr bool is_commutative(Elemental elemental) {
  return elemental == Elemental::add || elemental == Elemental::mul || elemental == Elemental::hypot ||
         elemental == Elemental::equal || is_fused(elemental);
}

/// Elementals that return one of several values as it is. Their partials are select(condition, 1 or -1, 0) or the
/// reverse, and an edge whose partial is 0 is taken for none: an infinite or NaN derivative behind it does not
/// count.
JACQUARD_FUNCTION constexpr bool is_choice(Elemental elemental) {
  return elemental == Elemental::select || elemental == Elemental::min || elemental == Elemental::max ||
         elemental == Elemental::fdim;
}

/// Calls f.template operator()<elementals::X>() for the row X of `elemental`, which must not be a leaf.
template <class Function>
constexpr decltype(auto) visit(Elemental elemental, Function&& function) {
  switch (elemental) {
#define JACQUARD_CASE(name) \
  case Elemental::name:     \
    return function.template operator()<elementals::name>();
    JACQUARD_ELEMENTALS(JACQUARD_CASE)
#undef JACQUARD_CASE
    default:
      break;
  }
  __builtin_unreachable();
}

/// How many arguments `elemental` takes, 0 to 3.
JACQUARD_FUNCTION constexpr int arity(Elemental elemental) {
  constexpr int arities[] = {0, 0, 0,
#define JACQUARD_ARITY(name) elementals::name::arity,
                             JACQUARD_ELEMENTALS(JACQUARD_ARITY)
#undef JACQUARD_ARITY
  };
  return arities[static_cast<int>(elemental)];
}

/// The enumerator's spelling.
std::string_view name(Elemental elemental);

/// The elemental of that name, leaves included, or nothing.
std::optional<Elemental> elemental_from_name(std::string_view name);

namespace rows {

/// Row::value of the first Row::arity arguments.
template <class R, class T>
JACQUARD_FUNCTION T value(const T& a, [[maybe_unused]] const T& b, [[maybe_unused]] const T& c) {
  if constexpr (R::arity == 1) {
    return R::value(a);
  } else if constexpr (R::arity == 2) {
    return R::value(a, b);
  } else {
    return R::value(a, b, c);
  }
}

/// Row::partials with its arguments in an array.
template <class R, class T>
std::array<T, R::arity> partials(const std::array<T, 3>& a, const T& v) {
  if constexpr (R::arity == 1) {
    return R::partials(a[0], v);
  } else if constexpr (R::arity == 2) {
    return R::partials(a[0], a[1], v);
  } else {
    return R::partials(a[0], a[1], a[2], v);
  }
}

}  // namespace rows

/// Value of `elemental`, which must not be a leaf, at its first arity(elemental) arguments.
template <class T>
T value(Elemental elemental, const std::array<T, 3>& arguments) {
  return visit(elemental, [&]<class Row>() { return rows::value<Row>(arguments[0], arguments[1], arguments[2]); });
}

/// Local partials of `elemental`, which must not be a leaf, with respect to its arguments; `v` is its value there.
template <class T>
std::array<T, 3> partials(Elemental elemental, const std::array<T, 3>& arguments, const T& v) {
  return visit(elemental, [&]<class Row>() {
    const auto own = rows::partials<Row>(arguments, v);
    std::array<T, 3> all{};
    for (int k = 0; k < Row::arity; ++k) all[k] = own[k];
    return all;
  });
}

}  // namespace jacquard
