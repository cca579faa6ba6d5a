// SPDX-License-Identifier: BSD-2-Clause
// Dual numbers as one writes them by hand: a value and its tangents in all directions.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <span>

namespace jacquard::bench {

/// @tparam Value  double, or a pack of points.
template <class Value, std::size_t num_directions>
struct Dual {
  Value value;
  std::array<Value, num_directions> tangent;

  Dual() = default;
  Dual(double constant) : value(constant) { tangent.fill(Value(0.0)); }

  /// g(a) with g' = slope.
  static Dual chain(const Value& value, const Value& slope, const Dual& a) {
    Dual result;
    result.value = value;
    for (std::size_t k = 0; k < num_directions; ++k) result.tangent[k] = slope * a.tangent[k];
    return result;
  }
  /// g(a, b) with these two slopes.
  static Dual chain(const Value& value, const Value& slope_a, const Dual& a, const Value& slope_b, const Dual& b) {
    Dual result;
    result.value = value;
    for (std::size_t k = 0; k < num_directions; ++k) {
      result.tangent[k] = slope_a * a.tangent[k] + slope_b * b.tangent[k];
    }
    return result;
  }

  friend Dual operator-(const Dual& a) {
    Dual result;
    result.value = -a.value;
    for (std::size_t k = 0; k < num_directions; ++k) result.tangent[k] = -a.tangent[k];
    return result;
  }
  friend Dual operator+(const Dual& a, const Dual& b) {
    Dual result;
    result.value = a.value + b.value;
    for (std::size_t k = 0; k < num_directions; ++k) result.tangent[k] = a.tangent[k] + b.tangent[k];
    return result;
  }
  friend Dual operator-(const Dual& a, const Dual& b) {
    Dual result;
    result.value = a.value - b.value;
    for (std::size_t k = 0; k < num_directions; ++k) result.tangent[k] = a.tangent[k] - b.tangent[k];
    return result;
  }
  friend Dual operator*(const Dual& a, const Dual& b) { return chain(a.value * b.value, b.value, a, a.value, b); }
  friend Dual operator/(const Dual& a, const Dual& b) {
    const Value reciprocal = 1.0 / b.value, quotient = a.value * reciprocal;
    return chain(quotient, reciprocal, a, -quotient * reciprocal, b);
  }
  friend Dual operator+(const Dual& a, double b) {
    Dual result = a;
    result.value = a.value + b;
    return result;
  }
  friend Dual operator+(double a, const Dual& b) { return b + a; }
  friend Dual operator-(const Dual& a, double b) { return a + -b; }
  friend Dual operator-(double a, const Dual& b) { return -b + a; }
  friend Dual operator*(const Dual& a, double b) { return chain(a.value * b, Value(b), a); }
  friend Dual operator*(double a, const Dual& b) { return b * a; }
  friend Dual operator/(const Dual& a, double b) { return a * (1.0 / b); }
  friend Dual operator/(double a, const Dual& b) {
    const Value reciprocal = 1.0 / b.value, quotient = a * reciprocal;
    return chain(quotient, -quotient * reciprocal, b);
  }
  Dual& operator+=(const Dual& b) { return *this = *this + b; }
  Dual& operator-=(const Dual& b) { return *this = *this - b; }
  friend auto operator<(const Dual& a, double b) { return a.value < b; }
};

template <class Value, std::size_t n>
Dual<Value, n> sqrt(const Dual<Value, n>& a) {
  using std::sqrt;
  const Value root = sqrt(a.value);
  return Dual<Value, n>::chain(root, 0.5 / root, a);
}

template <class Value, std::size_t n>
Dual<Value, n> exp(const Dual<Value, n>& a) {
  using std::exp;
  const Value value = exp(a.value);
  return Dual<Value, n>::chain(value, value, a);
}

template <class Value, std::size_t n>
Dual<Value, n> log(const Dual<Value, n>& a) {
  using std::log;
  return Dual<Value, n>::chain(log(a.value), 1.0 / a.value, a);
}

template <class Value, std::size_t n>
Dual<Value, n> log10(const Dual<Value, n>& a) {
  using std::log10;
  return Dual<Value, n>::chain(log10(a.value), 1.0 / (a.value * std::log(10.0)), a);
}

template <class Value, std::size_t n>
Dual<Value, n> sin(const Dual<Value, n>& a) {
  using std::cos;
  using std::sin;
  return Dual<Value, n>::chain(sin(a.value), cos(a.value), a);
}

template <class Value, std::size_t n>
Dual<Value, n> cos(const Dual<Value, n>& a) {
  using std::cos;
  using std::sin;
  return Dual<Value, n>::chain(cos(a.value), -sin(a.value), a);
}

template <class Value, std::size_t n>
Dual<Value, n> atan2(const Dual<Value, n>& a, const Dual<Value, n>& b) {
  using std::atan2;
  const Value scale = 1.0 / (a.value * a.value + b.value * b.value);
  return Dual<Value, n>::chain(atan2(a.value, b.value), b.value * scale, a, -a.value * scale, b);
}

template <class Value, std::size_t n>
Dual<Value, n> hypot(const Dual<Value, n>& a, const Dual<Value, n>& b) {
  using std::hypot;
  const Value value = hypot(a.value, b.value), scale = 1.0 / value;
  return Dual<Value, n>::chain(value, a.value * scale, a, b.value * scale, b);
}

/// 1 where a < b, else 0.
inline double one_if_less(double a, double b) { return a < b ? 1.0 : 0.0; }

template <class Value, std::size_t n>
Dual<Value, n> abs(const Dual<Value, n>& a) {
  using std::abs;
  const Value sign = 1.0 - 2.0 * one_if_less(a.value, Value(0.0));
  return Dual<Value, n>::chain(abs(a.value), sign, a);
}

template <class Value, std::size_t n>
Dual<Value, n> max(const Dual<Value, n>& a, const Dual<Value, n>& b) {
  using std::max;
  const Value of_b = one_if_less(a.value, b.value);
  return Dual<Value, n>::chain(max(a.value, b.value), 1.0 - of_b, a, of_b, b);
}

template <class Value, std::size_t n>
Dual<Value, n> min(const Dual<Value, n>& a, const Dual<Value, n>& b) {
  using std::min;
  const Value of_b = one_if_less(b.value, a.value);
  return Dual<Value, n>::chain(min(a.value, b.value), 1.0 - of_b, a, of_b, b);
}

/// J of `task` at the independents `x`, [num_dependents x num_independents], column fastest.
template <class Value, class TaskKind>
void dual_jacobian(const TaskKind& task, const Value* x, Value* jacobian) {
  constexpr std::size_t n = TaskKind::num_independents, m = TaskKind::num_dependents;
  std::array<Dual<Value, n>, n> independents;
  std::array<Dual<Value, n>, m> dependents;
  for (std::size_t k = 0; k < n; ++k) {
    independents[k].value = x[k];
    independents[k].tangent.fill(Value(0.0));
    independents[k].tangent[k] = Value(1.0);
  }
  task(std::span<const Dual<Value, n>>(independents), std::span<Dual<Value, n>>(dependents));
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t k = 0; k < n; ++k) jacobian[i * n + k] = dependents[i].tangent[k];
  }
}

}  // namespace jacquard::bench
