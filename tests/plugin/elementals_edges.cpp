// SPDX-License-Identifier: BSD-2-Clause
// Values and partials of every elemental at zeros, infinities, NaN and the borders of domains.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "jacquard/elementals.hpp"

namespace jacquard {
namespace {

using E = Elemental;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double tiny = std::numeric_limits<float>::denorm_min();
constexpr double pi = 3.141592653589793;
constexpr double euler_gamma = 0.5772156649015329;
constexpr double slope_at_0 = 1.1283791670955126;  // 2 / sqrt(pi)

struct Edge {
  Elemental elemental;
  std::array<double, 3> arguments;
  double value;
  std::array<double, 3> partials;
};

// Signs of zeros and infinities count; a NaN stands for any NaN.
const std::vector<Edge> edges = {
    // Arithmetic: what IEEE gives.
    {E::add, {inf, -inf}, nan, {1, 1}},
    {E::sub, {inf, inf}, nan, {1, -1}},
    {E::sub, {0.0, 0.0}, 0.0, {1, -1}},
    {E::mul, {0.0, inf}, nan, {inf, 0.0}},
    {E::mul, {-0.0, 2}, -0.0, {2, -0.0}},
    {E::div, {1, 0.0}, inf, {inf, -inf}},
    {E::div, {1, -0.0}, -inf, {-inf, -inf}},
    {E::div, {0.0, 0.0}, nan, {inf, nan}},
    {E::div, {1, inf}, 0.0, {0.0, -0.0}},
    {E::neg, {0.0}, -0.0, {-1}},
    {E::fma, {0.0, inf, 1}, nan, {inf, 0.0, 1}},
    {E::fms, {1, 1, inf}, -inf, {1, 1, -1}},
    {E::fnma, {1, 1, inf}, inf, {-1, -1, 1}},
    {E::fnms, {1, 1, inf}, -inf, {-1, -1, -1}},
    {E::square, {-0.0}, 0.0, {-0.0}},
    {E::square, {-inf}, inf, {-inf}},
    {E::reciprocal, {0.0}, inf, {-inf}},
    {E::reciprocal, {-0.0}, -inf, {-inf}},
    {E::reciprocal, {-inf}, -0.0, {-0.0}},
    // Roots and powers.
    {E::sqrt, {0.0}, 0.0, {inf}},
    {E::sqrt, {-0.0}, -0.0, {-inf}},
    {E::sqrt, {inf}, inf, {0.0}},
    {E::sqrt, {-tiny}, nan, {nan}},
    {E::cbrt, {-0.0}, -0.0, {inf}},
    {E::cbrt, {-inf}, -inf, {0.0}},
    {E::pow, {0.0, 3}, 0.0, {0.0, 0.0}},
    {E::pow, {0.0, 1}, 0.0, {1, 0.0}},
    {E::pow, {0.0, 0.5}, 0.0, {inf, 0.0}},
    {E::pow, {0.0, 0.0}, 1, {0.0, -inf}},
    {E::pow, {0.0, -2}, inf, {-inf, -inf}},
    {E::pow, {inf, 0.5}, inf, {nan, inf}},
    {E::pow, {inf, 2}, inf, {inf, inf}},
    {E::pow, {inf, -2}, 0.0, {-0.0, 0.0}},
    {E::pow, {-2, 3}, -8, {12, nan}},
    {E::pow, {-2, -1}, -0.5, {-0.25, nan}},
    {E::pow, {-2, 0.5}, nan, {nan, nan}},
    {E::pow, {-2, 1.5}, nan, {nan, nan}},
    {E::pow, {nan, 0.0}, 1, {0.0, nan}},
    {E::pow, {1, nan}, 1, {nan, 0.0}},
    {E::pow, {nan, 2}, nan, {nan, nan}},
    {E::hypot, {0.0, 0.0}, 0.0, {nan, nan}},
    {E::hypot, {-3, 0.0}, 3, {-1, 0.0}},
    {E::hypot, {inf, 1}, inf, {nan, 0.0}},
    {E::hypot3, {0.0, -0.0, 0.0}, 0.0, {nan, nan, nan}},
    {E::hypot3, {0.0, 0.0, -2}, 2, {0.0, 0.0, -1}},
    // Exponentials and logarithms: 0 times infinity nowhere.
    {E::exp, {-inf}, 0.0, {0.0}},
    {E::exp, {inf}, inf, {inf}},
    {E::exp2, {-inf}, 0.0, {0.0}},
    {E::expm1, {-0.0}, -0.0, {1}},
    {E::expm1, {-inf}, -1, {0.0}},
    {E::log, {0.0}, -inf, {inf}},
    {E::log, {-0.0}, -inf, {-inf}},
    {E::log, {inf}, inf, {0.0}},
    {E::log, {-1}, nan, {inf}},
    {E::log, {-tiny}, nan, {inf}},
    {E::log, {-inf}, nan, {inf}},
    {E::log2, {0.0}, -inf, {inf}},
    {E::log2, {-1}, nan, {inf}},
    {E::log10, {0.0}, -inf, {inf}},
    {E::log10, {-1}, nan, {inf}},
    {E::log1p, {-0.0}, -0.0, {1}},
    {E::log1p, {-1}, -inf, {inf}},
    {E::log1p, {-1.0000001192092896}, nan, {inf}},
    {E::log1p, {inf}, inf, {0.0}},
    // Trigonometric functions and their inverses.
    {E::sin, {-0.0}, -0.0, {1}},
    {E::sin, {inf}, nan, {nan}},
    {E::cos, {0.0}, 1, {-0.0}},
    {E::cos, {inf}, nan, {nan}},
    {E::tan, {-0.0}, -0.0, {1}},
    {E::tan, {-inf}, nan, {nan}},
    {E::asin, {1}, pi / 2, {inf}},
    {E::asin, {-1}, -pi / 2, {inf}},
    {E::asin, {1.0000001192092896}, nan, {nan}},
    {E::asin, {inf}, nan, {nan}},
    {E::acos, {1}, 0.0, {-inf}},
    {E::acos, {-1}, pi, {-inf}},
    {E::acos, {-1.0000001192092896}, nan, {nan}},
    {E::atan, {inf}, pi / 2, {0.0}},
    {E::atan, {-0.0}, -0.0, {1}},
    {E::atan2, {0.0, 0.0}, 0.0, {nan, nan}},
    {E::atan2, {0.0, -1}, pi, {-1, -0.0}},
    {E::atan2, {-0.0, -1}, -pi, {-1, 0.0}},
    {E::atan2, {1, 0.0}, pi / 2, {0.0, -1}},
    {E::atan2, {1, inf}, 0.0, {nan, -0.0}},
    // Hyperbolic functions and their inverses.
    {E::sinh, {-inf}, -inf, {inf}},
    {E::cosh, {-inf}, inf, {-inf}},
    {E::tanh, {-0.0}, -0.0, {1}},
    {E::tanh, {-inf}, -1, {0.0}},
    {E::asinh, {-inf}, -inf, {0.0}},
    {E::acosh, {1}, 0.0, {inf}},
    {E::acosh, {0.99999994039535522}, nan, {nan}},
    {E::acosh, {-2}, nan, {nan}},
    {E::acosh, {inf}, inf, {0.0}},
    {E::atanh, {1}, inf, {inf}},
    {E::atanh, {-1}, -inf, {inf}},
    {E::atanh, {-1.0000001192092896}, nan, {inf}},
    {E::atanh, {inf}, nan, {inf}},
    // Special functions.
    {E::erf, {0.0}, 0.0, {slope_at_0}},
    {E::erf, {inf}, 1, {0.0}},
    {E::erf, {1e30}, 1, {0.0}},
    {E::erfc, {-0.0}, 1, {-slope_at_0}},
    {E::erfc, {inf}, 0.0, {-0.0}},
    {E::tgamma, {0.0}, inf, {-inf}},
    {E::tgamma, {-0.0}, -inf, {-inf}},
    {E::tgamma, {1}, 1, {-euler_gamma}},
    {E::tgamma, {-1}, nan, {nan}},
    {E::tgamma, {-inf}, nan, {nan}},
    {E::tgamma, {inf}, inf, {inf}},
    {E::lgamma, {0.0}, inf, {-inf}},
    {E::lgamma, {-0.0}, inf, {inf}},
    {E::lgamma, {1}, 0.0, {-euler_gamma}},
    {E::lgamma, {-3}, inf, {nan}},
    {E::lgamma, {inf}, inf, {inf}},
    {E::digamma, {0.0}, -inf, {inf}},
    {E::digamma, {-0.0}, inf, {inf}},
    {E::digamma, {-2}, nan, {inf}},
    {E::digamma, {inf}, inf, {0.0}},
    {E::digamma, {1}, -euler_gamma, {pi * pi / 6}},
    {E::trigamma, {0.0}, inf, {-inf}},
    {E::trigamma, {-2}, inf, {nan}},
    {E::trigamma, {inf}, 0.0, {-0.0}},
    {E::polygamma, {0, 1}, -euler_gamma, {nan, pi* pi / 6}},
    {E::polygamma, {1, 0.0}, inf, {nan, -inf}},
    {E::polygamma, {2, -1}, nan, {nan, inf}},
    {E::polygamma, {-1, 1}, nan, {nan, nan}},
    {E::polygamma, {0.5, 1}, nan, {nan, nan}},
    {E::polygamma, {20, inf}, -0.0, {nan, nan}},
    {E::polygamma, {21, 1}, nan, {nan, nan}},
    // Pieces: one-sided derivatives where continuous, NaN at jumps.
    {E::abs, {0.0}, 0.0, {1}},
    {E::abs, {-0.0}, 0.0, {-1}},
    {E::abs, {-inf}, inf, {-1}},
    {E::copysign, {-2, 0.0}, 2, {-1, 0.0}},
    {E::copysign, {2, -0.0}, -2, {-1, 0.0}},
    {E::copysign, {-0.0, 1}, 0.0, {-1, 0.0}},
    {E::min, {1, 1}, 1, {1, 0.0}},
    {E::min, {nan, 1}, nan, {1, 0.0}},
    {E::min, {1, nan}, 1, {1, 0.0}},
    {E::min, {2, -inf}, -inf, {0.0, 1}},
    {E::max, {1, 1}, 1, {1, 0.0}},
    {E::max, {nan, 1}, nan, {1, 0.0}},
    {E::max, {1, nan}, 1, {1, 0.0}},
    {E::max, {2, inf}, inf, {0.0, 1}},
    {E::fdim, {1, 1}, 0.0, {0.0, 0.0}},
    {E::fdim, {inf, inf}, 0.0, {0.0, 0.0}},
    {E::fdim, {inf, 1}, inf, {1, -1}},
    {E::fmod, {5.5, 2}, 1.5, {1, -2}},
    {E::fmod, {-5.5, 2}, -1.5, {1, 2}},
    {E::fmod, {4, 2}, 0.0, {nan, nan}},
    {E::fmod, {0.0, 2}, 0.0, {1, -0.0}},
    {E::fmod, {1, 0.0}, nan, {nan, nan}},
    {E::fmod, {inf, 2}, nan, {nan, nan}},
    {E::fmod, {1, inf}, 1, {1, -0.0}},
    {E::remainder, {5.5, 2}, -0.5, {1, -3}},
    {E::remainder, {5, 2}, 1, {nan, nan}},
    {E::remainder, {4, 2}, 0.0, {1, -2}},
    {E::remainder, {1, 0.0}, nan, {nan, nan}},
    {E::remainder, {inf, 2}, nan, {nan, nan}},
    {E::floor, {-0.0}, -0.0, {nan}},
    {E::floor, {-0.5}, -1, {0.0}},
    {E::floor, {inf}, inf, {nan}},
    {E::ceil, {2}, 2, {nan}},
    {E::ceil, {-0.5}, -0.0, {0.0}},
    {E::trunc, {2}, 2, {nan}},
    {E::trunc, {-0.0}, -0.0, {0.0}},
    {E::trunc, {-0.5}, -0.0, {0.0}},
    {E::round, {2.5}, 3, {nan}},
    {E::round, {2}, 2, {0.0}},
    {E::round, {-inf}, -inf, {nan}},
    {E::rint, {2.5}, 2, {nan}},
    {E::rint, {-0.0}, -0.0, {0.0}},
    // Comparisons: NaN is neither less nor equal.
    {E::less, {nan, 1}, 0.0, {0.0, 0.0}},
    {E::less, {-0.0, 0.0}, 0.0, {0.0, 0.0}},
    {E::less_equal, {-0.0, 0.0}, 1, {0.0, 0.0}},
    {E::less_equal, {1, nan}, 0.0, {0.0, 0.0}},
    {E::equal, {nan, nan}, 0.0, {0.0, 0.0}},
    {E::equal, {-0.0, 0.0}, 1, {0.0, 0.0}},
    {E::select, {0.0, nan, 1}, 1, {0.0, 0.0, 1}},
    {E::select, {1, nan, 1}, nan, {0.0, 1, 0.0}},
    {E::select, {nan, 1, 2}, 1, {0.0, 1, 0.0}},
};

/// Ordinary numbers need to agree to the rounding of what this file writes in double: see elementals_accuracy.cpp.
template <class T>
bool agrees(T found, double expected) {
  if (std::isnan(expected)) return std::isnan(found);
  if (std::signbit(found) != std::signbit(expected)) return false;
  if (expected == 0.0 || std::isinf(expected)) return found == static_cast<T>(expected);
  const T epsilon = std::max<T>(std::numeric_limits<T>::epsilon(), std::numeric_limits<double>::epsilon());
  return std::abs(found - static_cast<T>(expected)) <= 4 * epsilon * std::abs(static_cast<T>(expected));
}

template <class T>
void check_edges() {
  for (const Edge& edge : edges) {
    std::array<T, 3> a;
    for (int k = 0; k < 3; ++k) a[k] = static_cast<T>(edge.arguments[k]);
    const T v = value(edge.elemental, a);
    const std::array<T, 3> slopes = partials(edge.elemental, a, v);
    INFO(name(edge.elemental) << " at " << a[0] << ", " << a[1] << ", " << a[2] << ": " << v << "; " << slopes[0]
                              << ", " << slopes[1] << ", " << slopes[2]);
    CHECK(agrees(v, edge.value));
    for (int k = 0; k < arity(edge.elemental); ++k) CHECK(agrees(slopes[k], edge.partials[k]));
  }
}

}  // namespace

TEST_CASE("Every elemental has its documented value and partials at the edges of its domain", "[plugin]") {
  check_edges<float>();
  check_edges<double>();
  check_edges<long double>();
}

TEST_CASE("No elemental is missing from the table of edges", "[plugin]") {
#define JACQUARD_LISTED(name) \
  CHECK(std::any_of(edges.begin(), edges.end(), [](const Edge& e) { return e.elemental == Elemental::name; }));
  JACQUARD_ELEMENTALS(JACQUARD_LISTED)
#undef JACQUARD_LISTED
}

TEST_CASE("A NaN passes through value and partial of every function of one argument", "[plugin]") {
  const auto check = []<class Row>(Elemental elemental) {
    if constexpr (Row::arity == 1) {
      const double v = Row::value(nan);
      INFO(name(elemental));
      CHECK(std::isnan(v));
      const bool has_slope_of_one = elemental == E::neg || elemental == E::abs;
      CHECK(std::isnan(Row::partials(nan, v)[0]) != has_slope_of_one);
    }
  };
#define JACQUARD_PASS_NAN(name) check.operator()<elementals::name>(Elemental::name);
  JACQUARD_ELEMENTALS(JACQUARD_PASS_NAN)
#undef JACQUARD_PASS_NAN
}

}  // namespace jacquard
