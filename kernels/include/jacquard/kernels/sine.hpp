// SPDX-License-Identifier: BSD-2-Clause
// Sine and cosine of registers with fused multiply-add, without branches: of one angle they share all but the last
// steps, which the compiler sees.
#pragma once

#include <cstdint>

#include "jacquard/kernels/xsimd_with_fma.hpp"

namespace jacquard::kernels {

/// The polynomial in `z` with these coefficients, that of the highest power first. No loop: at -O2 compilers keep
/// one.
template <class Lanes, class... Coefficients>
Lanes horner(Lanes z, double highest, Coefficients... lower) {
  Lanes sum(highest);
  ((sum = xsimd::fma(sum, z, Lanes(lower))), ...);
  return sum;
}

/// An angle |x| <= 2^19 as k pi/2 + rest, |rest| <= pi/4.
template <class Lanes>
struct ReducedAngle {
  using Integers = xsimd::batch<std::int64_t, typename Lanes::arch_type>;

  Integers quarter_turns;  ///< k in the lowest bits
  Lanes rest;

  /// The first difference is exact: k has 20 bits at most, and both terms are multiples of the last place of pi/2.
  /// All parts of pi/2 are positive, so that -0 stays -0.
  explicit ReducedAngle(Lanes x) {
    const Lanes shift(0x1.8p52);
    const Lanes shifted = xsimd::fma(x, Lanes(0x1.45f306dc9c883p-1), shift);
    const Lanes k = shifted - shift;
    quarter_turns = xsimd::bitwise_cast<Integers>(shifted);
    rest = xsimd::fnma(k, Lanes(0x1.921fb54442d18p0), x);
    rest = xsimd::fnma(k, Lanes(0x1.1a62633145c06p-54), rest);
    rest = xsimd::fnma(k, Lanes(0x1.c1cd129024e09p-107), rest);
  }
};

/// sin(r + k pi/2) out of the sine and the cosine of r, k in the lowest bits of `quarter_turns`; for `ahead` = 1
/// the cosine. Integers are shifted, never added: xsimd 8 adds those of AVX-512 one by one.
template <int ahead, class Lanes>
Lanes turned(typename ReducedAngle<Lanes>::Integers quarter_turns, Lanes sine, Lanes cosine) {
  // The sign of a sine is bit 1 of k, that of a cosine bit 1 of k + 1, which is the sum of both bits without carry.
  const Lanes bit_1 = xsimd::bitwise_cast<Lanes>(quarter_turns << 62);
  const Lanes bit_0 = xsimd::bitwise_cast<Lanes>(quarter_turns << 63);
  const auto is_odd = (bit_0 | Lanes(1.0)) < Lanes(0.0);
  const Lanes value = ahead == 0 ? xsimd::select(is_odd, cosine, sine) : xsimd::select(is_odd, sine, cosine);
  const Lanes sign = (ahead == 0 ? bit_1 : bit_1 ^ bit_0) & Lanes(-0.0);
  return value ^ sign;
}

#if defined(__AVX512F__)
/// The same by the theorem of addition: the sine and the cosine of k pi/2 are 0, 1 or -1 and out of a register. The
/// zeros are negative, so that added to a sine of -0 they leave it.
template <int ahead>
inline __m512d turned_in_register(__m512i quarter_turns, __m512d sine, __m512d cosine) {
  const __m512d s = _mm512_permutexvar_pd(quarter_turns, _mm512_setr_pd(-0.0, 1, -0.0, -1, -0.0, 1, -0.0, -1));
  const __m512d c = _mm512_permutexvar_pd(quarter_turns, _mm512_setr_pd(1, -0.0, -1, -0.0, 1, -0.0, -1, -0.0));
  return ahead == 0 ? _mm512_fmadd_pd(c, sine, s * cosine) : _mm512_fnmadd_pd(s, sine, c * cosine);
}
#endif

/// The sine of `quarters` quarter turns more than x; 0 gives sin(x), 1 gives cos(x). |x| <= 2^19, or the result is
/// some number. The polynomials on [-pi/4, pi/4] are those of fdlibm (k_sin.c, k_cos.c), off by less than 2^-57.
template <int quarters, class Lanes>
Lanes turned_sine(Lanes x) {
  const ReducedAngle<Lanes> angle(x);
  const Lanes r = angle.rest, z = r * r;
  const Lanes odd = horner(z, 0x1.5d93a5acfd57cp-33, -0x1.ae5e68a2b9cebp-26, 0x1.71de357b1fe7dp-19,
                           -0x1.a01a019c161d5p-13, 0x1.111111110f8a6p-7, -0x1.5555555555549p-3);
  const Lanes cosine = horner(z, -0x1.8fae9be8838d4p-37, 0x1.1ee9ebdb4b1c4p-29, -0x1.27e4f809c52adp-22,
                              0x1.a01a019cb159p-16, -0x1.6c16c16c15177p-10, 0x1.555555555554cp-5, -0.5, 1.0);
  const Lanes sine = xsimd::fma(r, xsimd::fma(z, odd, Lanes(0.0)), r);  // the zero keeps the sign of r = -0
#if defined(__AVX512F__)
  if constexpr (Lanes::size == 8) return Lanes(turned_in_register<quarters>(angle.quarter_turns, sine, cosine));
#endif
  return turned<quarters>(angle.quarter_turns, sine, cosine);
}

}  // namespace jacquard::kernels
