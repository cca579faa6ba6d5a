// SPDX-License-Identifier: BSD-2-Clause
// The functions that the rows of the table call, for packs: found through their arguments.
#pragma once

#include <limits>

#include "jacquard/kernels/exponential.hpp"
#include "jacquard/kernels/pack.hpp"
#include "jacquard/kernels/sine.hpp"

// Each hands xsimd only what it computes well (the ranges in instruction_set.hpp, measured by a test) and leaves
// the other lanes to the scalar table: NaN, infinities, subnormal numbers, borders, huge angles.
namespace jacquard::kernels {

inline constexpr double smallest_normal = std::numeric_limits<double>::min();
inline constexpr double largest = std::numeric_limits<double>::max();

/// `function(a)` in the lanes where `good`, in which others it sees `safe` instead.
template <class Arch, class Function>
Pack<Arch> guarded(Elemental elemental, Pack<Arch> a, Mask<Arch> good, double safe, Function function) {
  return repaired(elemental, Pack<Arch>(function(select(good, a, Pack<Arch>(safe)).lanes)), good, a);
}

template <class Arch>
Mask<Arch> between(Pack<Arch> low, Pack<Arch> x, Pack<Arch> high) {
  return (low <= x) & (x <= high);
}

template <class Arch>
Pack<Arch> one_if(Mask<Arch> condition) {
  return select(condition, Pack<Arch>(1.0), Pack<Arch>(0.0));
}

template <class Arch>
Pack<Arch> abs(Pack<Arch> x) {
  return xsimd::abs(x.lanes);
}

template <class Arch>
Pack<Arch> copysign(Pack<Arch> x, Pack<Arch> y) {
  return xsimd::abs(x.lanes) | (y.lanes & typename Pack<Arch>::Lanes(-0.0));
}

#if defined(JACQUARD_NEWTON_DIVISION)
template <class Arch>
inline constexpr bool has_newton_roots = Pack<Arch>::size == 8;
#else
template <class Arch>
inline constexpr bool has_newton_roots = false;
#endif

/// Where x > 0 is neither subnormal nor infinite.
template <class Arch>
Mask<Arch> is_positive_normal(Pack<Arch> x) {
#if defined(JACQUARD_NEWTON_DIVISION)
  if constexpr (has_newton_roots<Arch>) return {xsimd::batch_bool<double, Arch>(is_positive_normal(x.lanes))};
#endif
  return between(Pack<Arch>(smallest_normal), x, Pack<Arch>(largest));
}

/// A root and a number over it, which partials need: together they cost little more than one.
template <class Arch>
struct RootAndQuotient {
  Pack<Arch> root, quotient;
};

/// sqrt(x) of a positive normal number.
template <class Arch>
Pack<Arch> root_of_normal(Pack<Arch> x) {
#if defined(JACQUARD_NEWTON_DIVISION)
  if constexpr (has_newton_roots<Arch>) return typename Pack<Arch>::Lanes(NewtonRoot(x.lanes).value);
#endif
  return xsimd::sqrt(x.lanes);
}

/// sqrt(x) and c / sqrt(x) of a positive normal number. 2^-400 <= |c| <= 2^400
template <class Arch>
RootAndQuotient<Arch> root_of_normal_and_quotient(Pack<Arch> x, Pack<Arch> c) {
#if defined(JACQUARD_NEWTON_DIVISION)
  using Lanes = typename Pack<Arch>::Lanes;
  if constexpr (has_newton_roots<Arch>) {
    const NewtonRoot newton(x.lanes);
    return {Lanes(newton.value), Lanes(newton.divide(c.lanes))};
  }
#endif
  const Pack<Arch> root = xsimd::sqrt(x.lanes);
  return {root, c / root};
}

template <class Arch>
Pack<Arch> sqrt(Pack<Arch> x) {
  if (has_newton_roots<Arch> && __builtin_expect(all(is_positive_normal(x)), true)) return root_of_normal(x);
  return xsimd::sqrt(x.lanes);
}

/// sqrt(x) and c / sqrt(x). 2^-400 <= |c| <= 2^400
template <class Arch>
RootAndQuotient<Arch> root_and_quotient(Pack<Arch> x, Pack<Arch> c) {
  if (has_newton_roots<Arch> && __builtin_expect(all(is_positive_normal(x)), true))
    return root_of_normal_and_quotient(x, c);
  const Pack<Arch> root = xsimd::sqrt(x.lanes);
  return {root, c / root};
}

template <class Arch>
Pack<Arch> less(Pack<Arch> a, Pack<Arch> b) {
  return one_if(a < b);
}

template <class Arch>
Pack<Arch> less_equal(Pack<Arch> a, Pack<Arch> b) {
  return one_if(a <= b);
}

template <class Arch>
Pack<Arch> equal(Pack<Arch> a, Pack<Arch> b) {
  return one_if(a == b);
}

template <class Arch>
Pack<Arch> select(Pack<Arch> condition, Pack<Arch> a, Pack<Arch> b) {
  return select(condition != Pack<Arch>(0.0), a, b);
}

template <class Arch>
Pack<Arch> min(Pack<Arch> a, Pack<Arch> b) {
  return select(b < a, b, a);
}

template <class Arch>
Pack<Arch> max(Pack<Arch> a, Pack<Arch> b) {
  return select(a < b, b, a);
}

template <class Arch>
Pack<Arch> fdim(Pack<Arch> x, Pack<Arch> y) {
  return select(x <= y, Pack<Arch>(0.0), x - y);
}

template <class Arch>
Pack<Arch> floor(Pack<Arch> x) {
  return copysign(Pack<Arch>(xsimd::floor(x.lanes)), x);
}

template <class Arch>
Pack<Arch> ceil(Pack<Arch> x) {
  return copysign(Pack<Arch>(xsimd::ceil(x.lanes)), x);
}

template <class Arch>
Pack<Arch> trunc(Pack<Arch> x) {
  return copysign(Pack<Arch>(xsimd::trunc(x.lanes)), x);
}

template <class Arch>
Pack<Arch> rint(Pack<Arch> x) {
  return copysign(Pack<Arch>(xsimd::nearbyint(x.lanes)), x);
}

// x - trunc(x) is exact, unlike x + 0.5. An infinity leaves NaN there, which is not above one half.
template <class Arch>
Pack<Arch> round(Pack<Arch> x) {
  const Pack<Arch> whole = trunc(abs(x));
  return copysign(whole + one_if(Pack<Arch>(0.5) <= abs(x) - whole), x);
}

/// a b + c with the error of one rounding, where the instruction set has no such instruction.
///
/// The product is split in two exactly (T. J. Dekker, Numer. Math. 18, 1971), the sum too (D. E. Knuth); products
/// so large or small that the splitting would overflow or lose bits go to the scalar table.
template <class Arch>
Pack<Arch> fma_in_two_parts(Pack<Arch> a, Pack<Arch> b, Pack<Arch> c) {
  using P = Pack<Arch>;
  const auto high_half = [](P x) {
    const P scaled = x * P(134217729.0);  // 2^27 + 1
    return scaled - (scaled - x);
  };
  const P product = a * b;
  const P a_high = high_half(a), b_high = high_half(b);
  const P a_low = a - a_high, b_low = b - b_high;
  const P product_error = a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low);
  const P sum = product + c;
  const P c_part = sum - product;
  const P sum_error = (product - (sum - c_part)) + (c - c_part);
  const auto fits = [](P x) { return between(P(0x1p-400), abs(x), P(0x1p400)) | (x == P(0.0)); };
  const Mask<Arch> good = fits(a) & fits(b) & (abs(c) <= P(0x1p1000));
  const P error = product_error + sum_error;
  const P value = select(error == P(0.0), sum, sum + error);  // a sum of -0 stays one
  return repaired(Elemental::fma, value, good, a, b, c);
}

template <class Arch>
Pack<Arch> fma(Pack<Arch> a, Pack<Arch> b, Pack<Arch> c) {
  if constexpr (has_fma<Arch>) {
    return xsimd::fma(a.lanes, b.lanes, c.lanes);
  } else {
    return fma_in_two_parts(a, b, c);
  }
}

template <class Arch>
Pack<Arch> fms(Pack<Arch> a, Pack<Arch> b, Pack<Arch> c) {
  if constexpr (has_fma<Arch>) {
    return xsimd::fms(a.lanes, b.lanes, c.lanes);
  } else {
    return fma_in_two_parts(a, b, -c);
  }
}

template <class Arch>
Pack<Arch> fnma(Pack<Arch> a, Pack<Arch> b, Pack<Arch> c) {
  if constexpr (has_fma<Arch>) {
    return xsimd::fnma(a.lanes, b.lanes, c.lanes);
  } else {
    return fma_in_two_parts(-a, b, c);
  }
}

template <class Arch>
Pack<Arch> fnms(Pack<Arch> a, Pack<Arch> b, Pack<Arch> c) {
  if constexpr (has_fma<Arch>) {
    return xsimd::fnms(a.lanes, b.lanes, c.lanes);
  } else {
    return fma_in_two_parts(-a, b, -c);
  }
}

template <class Arch>
Pack<Arch> sum_of_squares(Pack<Arch> x, Pack<Arch> y) {
  if constexpr (has_fma<Arch>) return fma(x, x, y * y);
  return x * x + y * y;
}

// Where the sum of the squares is normal, what underflows of them is less than its last place.
template <class Arch>
Pack<Arch> hypot(Pack<Arch> x, Pack<Arch> y) {
  const Pack<Arch> sum = sum_of_squares(x, y);
  const Mask<Arch> good = is_positive_normal(sum);
  if (__builtin_expect(all(good), true)) return root_of_normal(sum);
  return repaired(Elemental::hypot, root_of_normal(select(good, sum, Pack<Arch>(1.0))), good, x, y);
}

/// hypot(x, y) and c / hypot(x, y). 2^-400 <= |c| <= 2^400
template <class Arch>
RootAndQuotient<Arch> hypot_and_quotient(Pack<Arch> x, Pack<Arch> y, Pack<Arch> c) {
  const Pack<Arch> sum = sum_of_squares(x, y);
  if (__builtin_expect(all(is_positive_normal(sum)), true)) return root_of_normal_and_quotient(sum, c);
  const Pack<Arch> distance = hypot(x, y);
  return {distance, c / distance};
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
  if constexpr (has_newton_roots<Arch>) {
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

template <class Arch>
Pack<Arch> cbrt(Pack<Arch> x) {
  const Mask<Arch> good = between(Pack<Arch>(smallest_normal), abs(x), Pack<Arch>(largest));
  return guarded(Elemental::cbrt, x, good, 1.0, [](auto lanes) { return xsimd::cbrt(lanes); });
}

// xsimd's divides, which takes as long as all the rest.
template <class Arch>
Pack<Arch> exp(Pack<Arch> x) {
#if defined(__AVX512F__)
  if constexpr (Pack<Arch>::size == 8) return typename Pack<Arch>::Lanes(exp_of_any(x.lanes));
#endif
  const Mask<Arch> good = abs(x) <= Pack<Arch>(708.0);
  return guarded(Elemental::exp, x, good, 1.0, [](auto lanes) {
    if constexpr (has_fma<Arch>) {
      return exp_of_moderate(lanes);
    } else {
      return xsimd::exp(lanes);
    }
  });
}

template <class Arch>
Pack<Arch> exp2(Pack<Arch> x) {
  const Mask<Arch> good = abs(x) <= Pack<Arch>(1021.0);
  return guarded(Elemental::exp2, x, good, 1.0, [](auto lanes) { return xsimd::exp2(lanes); });
}

template <class Arch>
Pack<Arch> expm1(Pack<Arch> x) {
  const Mask<Arch> good = between(Pack<Arch>(0x1p-1000), abs(x), Pack<Arch>(708.0));
  return guarded(Elemental::expm1, x, good, 1.0, [](auto lanes) { return xsimd::expm1(lanes); });
}

template <class Arch>
Pack<Arch> log(Pack<Arch> x) {
  const Mask<Arch> good = between(Pack<Arch>(smallest_normal), x, Pack<Arch>(largest));
  return guarded(Elemental::log, x, good, 1.0, [](auto lanes) { return xsimd::log(lanes); });
}

template <class Arch>
Pack<Arch> log2(Pack<Arch> x) {
  const Mask<Arch> good = between(Pack<Arch>(smallest_normal), x, Pack<Arch>(largest));
  return guarded(Elemental::log2, x, good, 1.0, [](auto lanes) { return xsimd::log2(lanes); });
}

template <class Arch>
Pack<Arch> log10(Pack<Arch> x) {
  const Mask<Arch> good = between(Pack<Arch>(smallest_normal), x, Pack<Arch>(largest));
  return guarded(Elemental::log10, x, good, 1.0, [](auto lanes) { return xsimd::log10(lanes); });
}

template <class Arch>
Pack<Arch> log1p(Pack<Arch> x) {
  const Mask<Arch> good =
      between(Pack<Arch>(-0x1.fffffffffffffp-1), x, Pack<Arch>(largest)) & (Pack<Arch>(0x1p-1000) <= abs(x));
  return guarded(Elemental::log1p, x, good, 1.0, [](auto lanes) { return xsimd::log1p(lanes); });
}

template <class Arch>
Mask<Arch> is_moderate_angle(Pack<Arch> x) {
  return abs(x) <= Pack<Arch>(0x1p19);
}

template <class Arch>
Pack<Arch> sin(Pack<Arch> x) {
  if constexpr (has_fma<Arch>) {
    return repaired(Elemental::sin, Pack<Arch>(turned_sine<0>(x.lanes)), is_moderate_angle(x), x);
  } else {
    const Mask<Arch> good = is_moderate_angle(x) & (Pack<Arch>(0x1p-1000) <= abs(x));
    return guarded(Elemental::sin, x, good, 1.0, [](auto lanes) { return xsimd::sin(lanes); });
  }
}

template <class Arch>
Pack<Arch> cos(Pack<Arch> x) {
  if constexpr (has_fma<Arch>) {
    return repaired(Elemental::cos, Pack<Arch>(turned_sine<1>(x.lanes)), is_moderate_angle(x), x);
  } else {
    return guarded(Elemental::cos, x, is_moderate_angle(x), 1.0, [](auto lanes) { return xsimd::cos(lanes); });
  }
}

/// What is known of angles whose sines and cosines are asked for.
struct AnyAngles {};
struct ModerateAngles {};  ///< is_moderate_angle in every lane

/// Whether they are ModerateAngles; no for some others whose squares sum up to more than 2^38. A NaN is none.
template <class Arch, class... Packs>
bool are_moderate_angles(Pack<Arch> x, Packs... more) {
  Pack<Arch> sum = x * x;
  if constexpr (has_fma<Arch>) {
    ((sum = fma(more, more, sum)), ...);
  } else {
    ((sum = sum + more * more), ...);
  }
  return all(sum <= Pack<Arch>(0x1p38));
}

template <class Arch>
Pack<Arch> sin(Pack<Arch> x, ModerateAngles) {
  if constexpr (has_fma<Arch>) return turned_sine<0>(x.lanes);
  return sin(x);
}

template <class Arch>
Pack<Arch> cos(Pack<Arch> x, ModerateAngles) {
  if constexpr (has_fma<Arch>) return turned_sine<1>(x.lanes);
  return cos(x);
}

// Apart, as repaired_lanes is.
template <class Arch>
__attribute__((noinline, cold)) Pack<Arch> sin(Pack<Arch> x, AnyAngles) {
  return sin(x);
}

template <class Arch>
__attribute__((noinline, cold)) Pack<Arch> cos(Pack<Arch> x, AnyAngles) {
  return cos(x);
}

// Beyond 2^19 xsimd reduces lane by lane, and slowly.
template <class Arch>
Pack<Arch> tan(Pack<Arch> x) {
  const Mask<Arch> good = is_moderate_angle(x) & (Pack<Arch>(0x1p-1000) <= abs(x));
  return guarded(Elemental::tan, x, good, 1.0, [](auto lanes) { return xsimd::tan(lanes); });
}

template <class Arch>
Pack<Arch> asin(Pack<Arch> x) {
  const Mask<Arch> good = between(Pack<Arch>(0x1p-1000), abs(x), Pack<Arch>(1.0));
  return guarded(Elemental::asin, x, good, 0.5, [](auto lanes) { return xsimd::asin(lanes); });
}

template <class Arch>
Pack<Arch> acos(Pack<Arch> x) {
  return guarded(Elemental::acos, x, abs(x) <= Pack<Arch>(1.0), 0.5, [](auto lanes) { return xsimd::acos(lanes); });
}

template <class Arch>
Pack<Arch> atan(Pack<Arch> x) {
  const Mask<Arch> good = between(Pack<Arch>(0x1p-1000), abs(x), Pack<Arch>(0x1p1000));
  return guarded(Elemental::atan, x, good, 1.0, [](auto lanes) { return xsimd::atan(lanes); });
}

template <class Arch>
Pack<Arch> sinh(Pack<Arch> x) {
  const Mask<Arch> good = between(Pack<Arch>(0x1p-1000), abs(x), Pack<Arch>(708.0));
  return guarded(Elemental::sinh, x, good, 1.0, [](auto lanes) { return xsimd::sinh(lanes); });
}

template <class Arch>
Pack<Arch> cosh(Pack<Arch> x) {
  return guarded(Elemental::cosh, x, abs(x) <= Pack<Arch>(708.0), 1.0,
                 [](auto lanes) { return xsimd::cosh(lanes); });
}

template <class Arch>
Pack<Arch> tanh(Pack<Arch> x) {
  const Mask<Arch> good = between(Pack<Arch>(0x1p-1000), abs(x), Pack<Arch>(0x1p1000));
  return guarded(Elemental::tanh, x, good, 1.0, [](auto lanes) { return xsimd::tanh(lanes); });
}

template <class Arch>
Pack<Arch> asinh(Pack<Arch> x) {
  const Mask<Arch> good = between(Pack<Arch>(0x1p-1000), abs(x), Pack<Arch>(0x1p1000));
  return guarded(Elemental::asinh, x, good, 1.0, [](auto lanes) { return xsimd::asinh(lanes); });
}

template <class Arch>
Pack<Arch> acosh(Pack<Arch> x) {
  const Mask<Arch> good = between(Pack<Arch>(1.0), x, Pack<Arch>(0x1p1000));
  return guarded(Elemental::acosh, x, good, 2.0, [](auto lanes) { return xsimd::acosh(lanes); });
}

template <class Arch>
Pack<Arch> atanh(Pack<Arch> x) {
  const Mask<Arch> good = between(Pack<Arch>(0x1p-1000), abs(x), Pack<Arch>(0x1.fffffffffffffp-1));
  return guarded(Elemental::atanh, x, good, 0.5, [](auto lanes) { return xsimd::atanh(lanes); });
}

// xsimd's are off by 20 to 10^13 ulp or do not exist.
#define JACQUARD_LANEWISE_1(name)        \
  template <class Arch>                  \
  Pack<Arch> name(Pack<Arch> x) {        \
    return lanewise(Elemental::name, x); \
  }
#define JACQUARD_LANEWISE_2(name)               \
  template <class Arch>                         \
  Pack<Arch> name(Pack<Arch> x, Pack<Arch> y) { \
    return lanewise(Elemental::name, x, y);     \
  }
JACQUARD_LANEWISE_1(erf)
JACQUARD_LANEWISE_1(erfc)
JACQUARD_LANEWISE_1(tgamma)
JACQUARD_LANEWISE_1(lgamma)
JACQUARD_LANEWISE_1(digamma)
JACQUARD_LANEWISE_1(trigamma)
JACQUARD_LANEWISE_2(polygamma)
JACQUARD_LANEWISE_2(fmod)
JACQUARD_LANEWISE_2(remainder)
JACQUARD_LANEWISE_2(atan2)
JACQUARD_LANEWISE_2(pow)
#undef JACQUARD_LANEWISE_1
#undef JACQUARD_LANEWISE_2

}  // namespace jacquard::kernels
