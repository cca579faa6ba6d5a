// SPDX-License-Identifier: BSD-2-Clause
// Distances of an elemental's value and partials from quadruple precision, in units of the last place.
#pragma once

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <ostream>
#include <utility>

#include "jacquard/elementals.hpp"
#include "quad_references.hpp"

namespace jacquard::reference {

template <class T>
bool is_normal(Quad x) {
  return fabsq(x) >= std::numeric_limits<T>::min() && fabsq(x) <= std::numeric_limits<T>::max();
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

/// The worst of all points of one elemental: of its value (0) or partial k (k).
struct Worst {
  double ulps = 0.0;
  int which = 0;
  std::array<long double, 3> arguments{};
  int num_compared = 0;
};

inline std::ostream& operator<<(std::ostream& out, const Worst& worst) {
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
    const T v = rows::value<Row>(a[0], a[1], a[2]);
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
    return note(which, ulps(found, exact), a);
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

}  // namespace jacquard::reference
