// SPDX-License-Identifier: BSD-2-Clause
// Rows of the table: functions made of pieces, and comparisons.
#pragma once

#include "jacquard/arithmetic_rows.hpp"

namespace jacquard::rows {

/// |x|. At a zero the partial is the one-sided derivative that the zero's sign names, an element of the generalised
/// derivative.
template <>
struct Row<Elemental::abs> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return abs(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T&) {
    return {copysign(T(1), x)};
  }
};

/// |x| with the sign of y; zeros count by their sign, as in abs. The partial in y is 0 at y = 0 too, where the value
/// jumps: slope limiters multiply that jump by 0.
template <>
struct Row<Elemental::copysign> {
  static constexpr int arity = 2;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x, const T& y) {
    return copysign(x, y);
  }
  template <class T>
  static std::array<T, 2> partials(const T& x, const T& y, const T&) {
    return {copysign(T(1), x) * copysign(T(1), y), T(0)};
  }
};

/// The smaller, as std::min: a on ties and where a comparison has a NaN. A choice: the partial is that of the
/// argument returned, the other does not count.
template <>
struct Row<Elemental::min> {
  static constexpr int arity = 2;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& a, const T& b) {
    return min(a, b);
  }
  template <class T>
  static std::array<T, 2> partials(const T& a, const T& b, const T&) {
    return {select(less(b, a), T(0), T(1)), select(less(b, a), T(1), T(0))};
  }
};

/// The larger, as std::max: a on ties and where a comparison has a NaN. A choice: the partial is that of the
/// argument returned, the other does not count.
template <>
struct Row<Elemental::max> {
  static constexpr int arity = 2;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& a, const T& b) {
    return max(a, b);
  }
  template <class T>
  static std::array<T, 2> partials(const T& a, const T& b, const T&) {
    return {select(less(a, b), T(0), T(1)), select(less(a, b), T(1), T(0))};
  }
};

/// x - y where x > y, else 0. A choice: on ties too neither argument counts, as in the constant branch.
template <>
struct Row<Elemental::fdim> {
  static constexpr int arity = 2;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x, const T& y) {
    return fdim(x, y);
  }
  template <class T>
  static std::array<T, 2> partials(const T& x, const T& y, const T&) {
    return {select(less(y, x), T(1), T(0)), select(less(y, x), T(-1), T(0))};
  }
};

/// a - b trunc(a / b). Jumps where a is a multiple of b other than 0, and NaN there; domain b != 0, a finite.
/// The quotient is whole, so that rounding cures the error of both divisions up to 2^51.
template <>
struct Row<Elemental::fmod> {
  static constexpr int arity = 2;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& a, const T& b) {
    return fmod(a, b);
  }
  template <class T>
  static std::array<T, 2> partials(const T& a, const T& b, const T& v) {
    const T quotient = rint(a / b - v / b);
    const T smooth = less(T(0), abs(v)) + equal(quotient, T(0));
    return {select(smooth, T(1), not_a_number<T>()), select(smooth, -quotient, not_a_number<T>())};
  }
};

/// a - b rint(a / b). Jumps where a / b lies half-way between whole numbers, and NaN there; domain b != 0, a
/// finite.
template <>
struct Row<Elemental::remainder> {
  static constexpr int arity = 2;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& a, const T& b) {
    return remainder(a, b);
  }
  template <class T>
  static std::array<T, 2> partials(const T& a, const T& b, const T& v) {
    const T smooth = less(abs(v + v), abs(b));
    return {select(smooth, T(1), not_a_number<T>()), select(smooth, -rint(a / b - v / b), not_a_number<T>())};
  }
};

/// Partial 0 between the jumps, NaN at them: the whole numbers.
template <>
struct Row<Elemental::floor> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return floor(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T& v) {
    return {select(less(v, x), T(0), not_a_number<T>())};
  }
};

/// Partial 0 between the jumps, NaN at them: the whole numbers.
template <>
struct Row<Elemental::ceil> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return ceil(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T& v) {
    return {select(less(x, v), T(0), not_a_number<T>())};
  }
};

/// Partial 0 between the jumps, NaN at them: the whole numbers but 0.
template <>
struct Row<Elemental::trunc> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return trunc(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T& v) {
    const T smooth = less(abs(v), abs(x)) + equal(x, T(0));
    return {select(smooth, T(0), not_a_number<T>())};
  }
};

/// Nearest whole number, ties away from 0. Partial 0 between the jumps, NaN at them: half-way points.
template <>
struct Row<Elemental::round> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return round(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T& v) {
    return {select(less(abs(x - v), T(0.5)), T(0), not_a_number<T>())};
  }
};

/// Nearest whole number, ties to even. Partial 0 between the jumps, NaN at them: half-way points.
template <>
struct Row<Elemental::rint> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return rint(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T& v) {
    return {select(less(abs(x - v), T(0.5)), T(0), not_a_number<T>())};
  }
};

/// 1 where a < b, else 0. Conditions are not differentiated: no edges.
template <>
struct Row<Elemental::less> {
  static constexpr int arity = 2;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& a, const T& b) {
    return less(a, b);
  }
  template <class T>
  static std::array<T, 2> partials(const T&, const T&, const T&) {
    return {T(0), T(0)};
  }
};

/// 1 where a <= b, else 0. Conditions are not differentiated: no edges.
template <>
struct Row<Elemental::less_equal> {
  static constexpr int arity = 2;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& a, const T& b) {
    return less_equal(a, b);
  }
  template <class T>
  static std::array<T, 2> partials(const T&, const T&, const T&) {
    return {T(0), T(0)};
  }
};

/// 1 where a == b, else 0. Conditions are not differentiated: no edges.
template <>
struct Row<Elemental::equal> {
  static constexpr int arity = 2;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& a, const T& b) {
    return equal(a, b);
  }
  template <class T>
  static std::array<T, 2> partials(const T&, const T&, const T&) {
    return {T(0), T(0)};
  }
};

/// a where c is not 0, else b; the partial is that of the argument returned. No edge from c, whose jump is not
/// seen. A choice: the other argument does not count, whatever derivative it has. Only where a residual over a mesh
/// stores it, and another kernel chooses, are Jacobians multiplied as numbers: 0 times infinity is NaN there.
template <>
struct Row<Elemental::select> {
  static constexpr int arity = 3;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& c, const T& a, const T& b) {
    return select(c, a, b);
  }
  template <class T>
  static std::array<T, 3> partials(const T& c, const T&, const T&, const T&) {
    return {T(0), select(c, T(1), T(0)), select(c, T(0), T(1))};
  }
};

}  // namespace jacquard::rows
