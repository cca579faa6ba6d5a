// SPDX-License-Identifier: BSD-2-Clause
// Roots, distances and inverted points of packs, alone or with what is divided by them.
#pragma once

#include <type_traits>

#include "jacquard/kernels/pack_arithmetic.hpp"

namespace jacquard::kernels {

/// Whether quotients are by Newton's iteration, and roots may be.
template <class Arch>
inline constexpr bool has_newton_division =
#if defined(JACQUARD_NEWTON_DIVISION)
    Pack<Arch>::size == 8;
#else
    false;
#endif

/// What takes roots and divides by them.
struct ByNewton {};   ///< Newton's iteration, on the multipliers; where has_newton_division
struct ByDivider {};  ///< the processor's divider: the root and the quotient are rounded once each

/// What does unless told otherwise. Units that run where has_quick_divider() holds, and nowhere else, define
/// JACQUARD_QUICK_DIVIDER.
#if defined(JACQUARD_QUICK_DIVIDER)
template <class Arch>
using UsualRoots = ByDivider;
#else
template <class Arch>
using UsualRoots = std::conditional_t<has_newton_division<Arch>, ByNewton, ByDivider>;
#endif

/// Where x > 0 is neither subnormal nor infinite.
template <class Arch>
Mask<Arch> is_positive_normal(Pack<Arch> x) {
#if defined(JACQUARD_NEWTON_DIVISION)
  if constexpr (has_newton_division<Arch>) return {xsimd::batch_bool<double, Arch>(is_positive_normal(x.lanes))};
#endif
  return between(Pack<Arch>(smallest_normal), x, Pack<Arch>(largest));
}

/// A root and a number over it, which partials need: together they cost little more than one.
template <class Arch>
struct RootAndQuotient {
  Pack<Arch> root, quotient;
};

template <class Arch>
Pack<Arch> sqrt(Pack<Arch> x, ByDivider) {
  return xsimd::sqrt(x.lanes);
}

template <class Arch>
RootAndQuotient<Arch> root_and_quotient(Pack<Arch> x, Pack<Arch> c, ByDivider) {
  const auto root = xsimd::sqrt(x.lanes);
  return {root, c.lanes / root};
}

/// sqrt(x) of a positive normal number.
template <class Arch>
Pack<Arch> root_of_normal(Pack<Arch> x, ByDivider by) {
  return sqrt(x, by);
}

/// sqrt(x) and c / sqrt(x) of a positive normal number. 2^-400 <= |c| <= 2^400
template <class Arch>
RootAndQuotient<Arch> root_of_normal_and_quotient(Pack<Arch> x, Pack<Arch> c, ByDivider by) {
  return root_and_quotient(x, c, by);
}

#if defined(JACQUARD_NEWTON_DIVISION)
template <class Arch>
Pack<Arch> root_of_normal(Pack<Arch> x, ByNewton) {
  return typename Pack<Arch>::Lanes(NewtonRoot(x.lanes).value);
}

template <class Arch>
RootAndQuotient<Arch> root_of_normal_and_quotient(Pack<Arch> x, Pack<Arch> c, ByNewton) {
  using Lanes = typename Pack<Arch>::Lanes;
  const NewtonRoot newton(x.lanes);
  return {Lanes(newton.value), Lanes(newton.divide(c.lanes))};
}

template <class Arch>
Pack<Arch> sqrt(Pack<Arch> x, ByNewton by) {
  if (__builtin_expect(all(is_positive_normal(x)), true)) return root_of_normal(x, by);
  return sqrt(x, ByDivider());
}

template <class Arch>
RootAndQuotient<Arch> root_and_quotient(Pack<Arch> x, Pack<Arch> c, ByNewton by) {
  if (__builtin_expect(all(is_positive_normal(x)), true)) return root_of_normal_and_quotient(x, c, by);
  return root_and_quotient(x, c, ByDivider());
}
#endif

template <class Arch>
Pack<Arch> sqrt(Pack<Arch> x) {
  return sqrt(x, UsualRoots<Arch>());
}

/// sqrt(x) and c / sqrt(x). 2^-400 <= |c| <= 2^400
template <class Arch>
RootAndQuotient<Arch> root_and_quotient(Pack<Arch> x, Pack<Arch> c) {
  return root_and_quotient(x, c, UsualRoots<Arch>());
}

template <class Arch>
Pack<Arch> sum_of_squares(Pack<Arch> x, Pack<Arch> y) {
  if constexpr (has_fma<Arch>) return fma(x, x, y * y);
  return x * x + y * y;
}

// Where the sum of the squares is normal, what underflows of them is less than its last place.
template <class Arch, class By = UsualRoots<Arch>>
Pack<Arch> hypot(Pack<Arch> x, Pack<Arch> y, By by = {}) {
  const Pack<Arch> sum = sum_of_squares(x, y);
  const Mask<Arch> good = is_positive_normal(sum);
  if (__builtin_expect(all(good), true)) return root_of_normal(sum, by);
  return repaired(Elemental::hypot, root_of_normal(select(good, sum, Pack<Arch>(1.0)), by), good, x, y);
}

/// hypot(x, y) and c / hypot(x, y). 2^-400 <= |c| <= 2^400
template <class Arch, class By = UsualRoots<Arch>>
RootAndQuotient<Arch> hypot_and_quotient(Pack<Arch> x, Pack<Arch> y, Pack<Arch> c, By by = {}) {
  const Pack<Arch> sum = sum_of_squares(x, y);
  if (__builtin_expect(all(is_positive_normal(sum)), true)) return root_of_normal_and_quotient(sum, c, by);
  const Pack<Arch> distance = hypot(x, y, by);
  return {distance, c.lanes / distance.lanes};
}

template <class Arch>
struct Point {
  Pack<Arch> x, y;
};

/// As `inverted`, through the distance, which neither overflows nor underflows.
template <class Arch>
__attribute__((noinline, cold)) Point<Arch> inverted_by_distance(Pack<Arch> x, Pack<Arch> y) {
  const Pack<Arch> distance = hypot(x, y);
  return {x / distance / distance, y / distance / distance};
}

/// The point (x, y) inverted in the unit circle: x / (x^2 + y^2) and y / (x^2 + y^2), as partials of angles need
/// them. Within 4 ulp: the sum is off by 2 u at most, u = 2^-53, its reciprocal and the products by one each.
template <class Arch>
Point<Arch> inverted(Pack<Arch> x, Pack<Arch> y) {
  const Pack<Arch> sum = sum_of_squares(x, y);
#if defined(JACQUARD_NEWTON_DIVISION)
  if constexpr (has_newton_division<Arch>) {
    const NewtonReciprocal newton(sum.lanes);
    if (__builtin_expect(!newton.is_normal, false)) return inverted_by_distance(x, y);
    const Pack<Arch> inverse = typename Pack<Arch>::Lanes(newton.value);
    return {x * inverse, y * inverse};
  }
#endif
  const Mask<Arch> good = between(Pack<Arch>(smallest_normal), sum, Pack<Arch>(1 / smallest_normal));
  if (__builtin_expect(!all(good), false)) return inverted_by_distance(x, y);
  const Pack<Arch> inverse = Pack<Arch>(1.0) / sum;
  return {x * inverse, y * inverse};
}

}  // namespace jacquard::kernels
