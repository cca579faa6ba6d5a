// SPDX-License-Identifier: BSD-2-Clause
// Rows of the table: arithmetic, roots and powers.
#pragma once

#include <array>
#include <limits>

#include "jacquard/elemental.hpp"
#include "jacquard/scalar_functions.hpp"

namespace jacquard::rows {

using namespace scalar;  // overloads for packs and expressions are found through their arguments

template <class T>
T not_a_number() {
  return T(std::numeric_limits<double>::quiet_NaN());
}

/// a + b.
template <>
struct Row<Elemental::add> {
  static constexpr int arity = 2;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& a, const T& b) {
    return a + b;
  }
  template <class T>
  static std::array<T, 2> partials(const T&, const T&, const T&) {
    return {T(1), T(1)};
  }
};

/// a - b.
template <>
struct Row<Elemental::sub> {
  static constexpr int arity = 2;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& a, const T& b) {
    return a - b;
  }
  template <class T>
  static std::array<T, 2> partials(const T&, const T&, const T&) {
    return {T(1), T(-1)};
  }
};

/// a b.
template <>
struct Row<Elemental::mul> {
  static constexpr int arity = 2;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& a, const T& b) {
    return a * b;
  }
  template <class T>
  static std::array<T, 2> partials(const T& a, const T& b, const T&) {
    return {b, a};
  }
};

/// a / b, not differentiable at b = 0 (infinite or NaN there). Both partials share one reciprocal.
template <>
struct Row<Elemental::div> {
  static constexpr int arity = 2;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& a, const T& b) {
    return a / b;
  }
  template <class T>
  static std::array<T, 2> partials(const T&, const T& b, const T& v) {
    const T r = T(1) / b;
    return {r, -(v * r)};
  }
};

/// -x.
template <>
struct Row<Elemental::neg> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return -x;
  }
  template <class T>
  static std::array<T, 1> partials(const T&, const T&) {
    return {T(-1)};
  }
};

/// a b + c, rounded once.
template <>
struct Row<Elemental::fma> {
  static constexpr int arity = 3;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& a, const T& b, const T& c) {
    return fma(a, b, c);
  }
  template <class T>
  static std::array<T, 3> partials(const T& a, const T& b, const T&, const T&) {
    return {b, a, T(1)};
  }
};

/// a b - c, rounded once.
template <>
struct Row<Elemental::fms> {
  static constexpr int arity = 3;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& a, const T& b, const T& c) {
    return fms(a, b, c);
  }
  template <class T>
  static std::array<T, 3> partials(const T& a, const T& b, const T&, const T&) {
    return {b, a, T(-1)};
  }
};

/// c - a b, rounded once.
template <>
struct Row<Elemental::fnma> {
  static constexpr int arity = 3;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& a, const T& b, const T& c) {
    return fnma(a, b, c);
  }
  template <class T>
  static std::array<T, 3> partials(const T& a, const T& b, const T&, const T&) {
    return {-b, -a, T(1)};
  }
};

/// -(a b) - c, rounded once.
template <>
struct Row<Elemental::fnms> {
  static constexpr int arity = 3;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& a, const T& b, const T& c) {
    return fnms(a, b, c);
  }
  template <class T>
  static std::array<T, 3> partials(const T& a, const T& b, const T&, const T&) {
    return {-b, -a, T(-1)};
  }
};

/// x^2.
template <>
struct Row<Elemental::square> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return x * x;
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T&) {
    return {x + x};
  }
};

/// 1 / x; the partial is -inf at both zeros.
template <>
struct Row<Elemental::reciprocal> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return T(1) / x;
  }
  template <class T>
  static std::array<T, 1> partials(const T&, const T& v) {
    return {-(v * v)};
  }
};

/// Square root, x >= 0. The partial is infinite at a zero, with that zero's sign, and NaN below.
template <>
struct Row<Elemental::sqrt> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return sqrt(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T&, const T& v) {
    return {T(0.5) / v};
  }
};

/// Cube root; the partial is +inf at both zeros.
template <>
struct Row<Elemental::cbrt> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return cbrt(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T&, const T& v) {
    return {T(1.0L / 3) / (v * v)};
  }
};

/// x^y: x > 0, or x = 0, or x < 0 with y a whole number (the partial in y is NaN then).
///
/// Where y - 1 is inexact or negative, x^(y-1) is v / x, which costs no second power; a literal y leaves one of the
/// two. At x = 0 the partial in x is infinite for y < 1 but 0 and NaN for y beyond 1 / epsilon, that in y is 0 for
/// y > 0 and infinite else. At x = inf the partial in x is NaN for 0 < y < 1. For y = 0 the value is 1 and the partial
/// in x is 0 whatever x.
template <>
struct Row<Elemental::pow> {
  static constexpr int arity = 2;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x, const T& y) {
    return pow(x, y);
  }
  template <class T>
  static std::array<T, 2> partials(const T& x, const T& y, const T& v) {
    const T lowered = y - T(1);
    const T is_root = less(T(0), y) * less(y, T(1));
    const T nonzero = select(is_root, select(equal(v, T(0)), T(1), v), v);  // 1 / 0 at x = 0, not 0 / 0
    const T slope = select(less_equal(T(0), lowered) * equal(y - lowered, T(1)), y * pow(x, lowered),
                           (y * nonzero) / x);
    return {select(equal(y, T(0)), T(0), slope),
            select(less_equal(T(0), x) * equal(v, T(0)), T(0), v * log(x))};
  }
};

/// sqrt(x^2 + y^2) without overflow. Not differentiable at (0, 0): NaN; NaN as well at infinite arguments.
template <>
struct Row<Elemental::hypot> {
  static constexpr int arity = 2;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x, const T& y) {
    return hypot(x, y);
  }
  template <class T>
  static std::array<T, 2> partials(const T& x, const T& y, const T& v) {
    return {x / v, y / v};
  }
};

/// sqrt(x^2 + y^2 + z^2) without overflow; edges as hypot.
template <>
struct Row<Elemental::hypot3> {
  static constexpr int arity = 3;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x, const T& y, const T& z) {
    return hypot(hypot(x, y), z);
  }
  template <class T>
  static std::array<T, 3> partials(const T& x, const T& y, const T& z, const T& v) {
    return {x / v, y / v, z / v};
  }
};

}  // namespace jacquard::rows
