// SPDX-License-Identifier: BSD-2-Clause
// The functions that the rows of the table call, for packs: found through their arguments.
#pragma once

#include "jacquard/kernels/exponential.hpp"
#include "jacquard/kernels/pack_roots.hpp"
#include "jacquard/kernels/sine.hpp"

// Each hands xsimd only what it computes well (the ranges in instruction_set.hpp, measured by a test) and leaves
// the other lanes to the scalar table: NaN, infinities, subnormal numbers, borders, huge angles.
namespace jacquard::kernels {

/// `function(a)` in the lanes where `good`, in which others it sees `safe` instead.
template <class Arch, class Function>
Pack<Arch> guarded(Elemental elemental, Pack<Arch> a, Mask<Arch> good, double safe, Function function) {
  return repaired(elemental, Pack<Arch>(function(select(good, a, Pack<Arch>(safe)).lanes)), good, a);
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
