// SPDX-License-Identifier: BSD-2-Clause
// Values and partials of every elemental against quadruple precision, over the whole domain.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <sstream>

#include "jacquard/elementals.hpp"
#include "quad_references.hpp"

namespace jacquard {
namespace {

using reference::Quad;

constexpr std::uint64_t seed = 20240611;
constexpr int num_points = 6000;

/// Arguments spread over exponents, over ordinary sizes, and about points where some elemental changes its ways.
template <class T>
class ArgumentSource {
 public:
  explicit ArgumentSource(std::uint64_t seed) : engine_(seed) {}

  T argument() {
    using Limits = std::numeric_limits<T>;
    constexpr int num_exponents = Limits::max_exponent - Limits::min_exponent + 1;
    switch (index(5)) {
      case 0:
        return sign() * std::ldexp(real(1, 2), Limits::min_exponent - 1 + index(num_exponents));
      case 1:
        return real(-1, 1);
      case 2:
        return real(-40, 40);
      case 3:
        return special_point() + sign() * std::ldexp(real(1, 2), -index(Limits::digits));
      default: {
        T x = special_point();
        for (int step = index(4); step > 0; --step) x = std::nextafter(x, sign() * Limits::infinity());
        return x;
      }
    }
  }

  template <Elemental E>
  std::array<T, 3> arguments() {
    std::array<T, 3> a{argument(), argument(), argument()};
    if (index(4) == 0) a[1] = sign() * a[0] * (1 + index(3) * std::numeric_limits<T>::epsilon());
    if (E == Elemental::polygamma) a[0] = T(index(21));
    if (E == Elemental::select) a[0] = T(index(2));
    return a;
  }

 private:
  int index(int count) { return std::uniform_int_distribution<int>(0, count - 1)(engine_); }
  T real(T low, T high) { return std::uniform_real_distribution<T>(low, high)(engine_); }
  T sign() { return index(2) == 0 ? T(-1) : T(1); }

  T special_point() {
    const double overflow = std::log(static_cast<double>(std::numeric_limits<T>::max()));
    const double points[] = {0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 10.0,                 // borders, whole and half numbers
                             1.5707963267948966, 3.1415926535897931, 14.137166941154069,  // multiples of pi / 2
                             1.4616321449683622, 0.5040830082644554, 1.5734984731623904,  // zeros of digamma
                             5.6671624415568855, 2.4570247382208006,                      // and of lgamma
                             overflow, overflow / 2, std::sqrt(overflow), 1022.5, 171.6};
    return sign() * static_cast<T>(points[index(std::size(points))]);
  }

  std::mt19937_64 engine_;
};

bool is_normal(Quad x, Quad min, Quad max) { return fabsq(x) >= min && fabsq(x) <= max; }

template <class T>
bool is_normal(Quad x) {
  return is_normal(x, std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
}

/// Distance in units of the last place of the exact result.
template <class T>
double ulps(T found, Quad exact) {
  if (!std::isfinite(found)) return std::numeric_limits<double>::infinity();
  const Quad unit = ldexpq(1, ilogbq(exact) + 1 - std::numeric_limits<T>::digits);
  return static_cast<double>(fabsq(found - exact) / unit);
}

constexpr bool is_gamma(Elemental e) {
  return e == Elemental::tgamma || e == Elemental::lgamma || e == Elemental::digamma || e == Elemental::trigamma ||
         e == Elemental::polygamma;
}

/// What the table documents for derivatives of lgamma of even order at negative x: cancelling terms, here bounded by
/// psi^(n)(x) near its two poles, leave an error of some roundings in the wider format.
template <Elemental E, class T>
Quad documented_error(int which, const std::array<T, 3>& a) {
  if (!is_gamma(E)) return 0;
  const T x = E == Elemental::polygamma ? a[1] : a[0];
  int order = E == Elemental::tgamma || E == Elemental::lgamma ? -1 : E == Elemental::trigamma ? 1 : 0;
  if (E == Elemental::polygamma) order = static_cast<int>(a[0]);
  order += which == 0 ? 0 : 1;
  if (x > 0 || order < 0 || order % 2 == 1 || (order == 0 && x > -10)) return 0;
  const Quad distance = fabsq(Quad(x) - rintq(x));
  Quad terms = 4 * tgammaq(order + 1) / powq(distance, order + 1);
  if (order == 0) terms += logq(-x);
  if (E == Elemental::tgamma) terms *= fabsq(tgammaq(x));
  return 16 * std::numeric_limits<scalar::Wider<T>>::epsilon() * terms;
}

/// The worst of all points of one elemental: of its value (0) or partial k (k).
struct Worst {
  double ulps = 0.0;
  int which = 0;
  std::array<long double, 3> arguments{};
  int num_compared = 0;
};

std::ostream& operator<<(std::ostream& out, const Worst& worst) {
  out.precision(21);
  out << worst.ulps << " ulp in " << worst.which << " (0: value, k: partial k) at";
  for (long double x : worst.arguments) out << ' ' << x;
  return out << "; " << worst.num_compared << " results compared";
}

template <Elemental E, class T>
class Comparison {
 public:
  void at(const std::array<T, 3>& a) {
    using Row = rows::Row<E>;
    const auto [exact, exact_partials] = reference_at(a);
    const T v = rows::value<Row>(a);
    const auto partials = rows::partials<Row>(a, v);
    if (isnanq(exact)) return refuse(a, v, partials);
    if (!compare(0, v, exact, a)) return;
    for (int k = 0; k < Row::arity; ++k) compare(k + 1, partials[k], exact_partials[k], a);
  }

  const Worst& worst() const { return worst_; }

 private:
  static auto reference_at(const std::array<T, 3>& a) {
    using R = reference::Reference<E>;
    const Quad x = a[0], y = a[1], z = a[2];
    if constexpr (rows::Row<E>::arity == 1) {
      return std::pair(R::value(x), R::partials(x));
    } else if constexpr (rows::Row<E>::arity == 2) {
      return std::pair(R::value(x, y), R::partials(x, y));
    } else {
      return std::pair(R::value(x, y, z), R::partials(x, y, z));
    }
  }

  /// Outside its domain an elemental is NaN, and no partial pretends otherwise.
  void refuse(const std::array<T, 3>& a, T v, const auto& partials) {
    CAPTURE(a);
    if (!std::isnan(v)) CHECK((std::isnan(v) || (is_gamma(E) && std::isinf(v))));
    for (T partial : partials)
      if (std::isfinite(partial)) CHECK_FALSE(std::isfinite(partial));
  }

  /// False where the exact result is outside the normal range, so that nothing can be said.
  bool compare(int which, T found, Quad exact, const std::array<T, 3>& a) {
    if (isnanq(exact)) return note(which, std::isfinite(found) ? HUGE_VAL : 0.0, a);
    if (exact == 0) return note(which, found == 0 ? 0.0 : HUGE_VAL, a);
    if (!is_normal<T>(exact)) return false;
    const Quad error = fabsq(found - exact);
    const bool documented = error <= documented_error<E>(which, a);
    return note(which, documented ? 0.0 : ulps(found, exact), a);
  }

  bool note(int which, double error, const std::array<T, 3>& a) {
    ++worst_.num_compared;
    if (!(error <= worst_.ulps)) {
      const int num_compared = worst_.num_compared;
      worst_ = {error, which, {a[0], a[1], a[2]}, num_compared};
    }
    return true;
  }

  Worst worst_;
};

/// Arguments of the normal range, or 0; the references of the gamma family count down term by term.
/// Powers of 0 with exponents that have no predecessor are documented as NaN.
template <Elemental E, class T>
bool is_compared(const std::array<T, 3>& a) {
  for (int k = 0; k < rows::Row<E>::arity; ++k) {
    if (a[k] != 0 && !std::isnormal(a[k])) return false;
    if (is_gamma(E) && a[k] < -60) return false;
  }
  return E != Elemental::pow || a[0] != 0 || a[1] * std::numeric_limits<T>::epsilon() < 1;
}

template <Elemental E, class T>
void compare_all() {
  ArgumentSource<T> source(seed);
  Comparison<E, T> comparison;
  for (int point = 0; point < num_points; ++point) {
    const auto a = source.template arguments<E>();
    if (is_compared<E>(a)) comparison.at(a);
  }
  INFO(name(E) << ", seed " << seed << ": " << comparison.worst());
  CHECK(comparison.worst().ulps <= 4.0);
  CHECK(comparison.worst().num_compared >= num_points / 3);
}

}  // namespace

#define JACQUARD_COMPARE(name) compare_all<Elemental::name, Real>();

TEST_CASE("Values and partials in double are within 4 ulp of quadruple precision", "[plugin]") {
  using Real = double;
  JACQUARD_ELEMENTALS(JACQUARD_COMPARE)
}

TEST_CASE("Values and partials in float are within 4 ulp of quadruple precision", "[plugin]") {
  using Real = float;
  JACQUARD_ELEMENTALS(JACQUARD_COMPARE)
}

}  // namespace jacquard
