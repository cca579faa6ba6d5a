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

/// An angle |x| <= 2^19 as k steps and a rest of at most half a step. A step is pi/2 divided by `steps_a_quarter`,
/// a power of two.
template <class Lanes, int steps_a_quarter>
struct ReducedAngle {
  using Integers = xsimd::batch<std::int64_t, typename Lanes::arch_type>;

  Integers num_steps;  ///< k in the lowest bits
  Lanes rest;

  /// The first difference is exact: both terms are multiples of the last place of the first part of a step, and it
  /// is less than half of one. All parts are positive, so that -0 stays -0.
  explicit ReducedAngle(Lanes x) {
    constexpr double n = steps_a_quarter;
    const Lanes shift(0x1.8p52);
    const Lanes shifted = xsimd::fma(x, Lanes(0x1.45f306dc9c883p-1 * n), shift);
    const Lanes k = shifted - shift;
    num_steps = xsimd::bitwise_cast<Integers>(shifted);
    rest = xsimd::fnma(k, Lanes(0x1.921fb54442d18p0 / n), x);
    rest = xsimd::fnma(k, Lanes(0x1.1a62633145c06p-54 / n), rest);
    rest = xsimd::fnma(k, Lanes(0x1.c1cd129024e09p-107 / n), rest);
  }
};

/// sin(r + k pi/2) out of the sine and the cosine of r, k in the lowest bits of `quarter_turns`; for `ahead` = 1
/// the cosine. Integers are shifted, never added: xsimd 8 adds those of AVX-512 one by one.
template <int ahead, class Lanes>
Lanes turned(xsimd::batch<std::int64_t, typename Lanes::arch_type> quarter_turns, Lanes sine, Lanes cosine) {
  // The sign of a sine is bit 1 of k, that of a cosine bit 1 of k + 1, which is the sum of both bits without carry.
  const Lanes bit_1 = xsimd::bitwise_cast<Lanes>(quarter_turns << 62);
  const Lanes bit_0 = xsimd::bitwise_cast<Lanes>(quarter_turns << 63);
  const auto is_odd = (bit_0 | Lanes(1.0)) < Lanes(0.0);
  const Lanes value = ahead == 0 ? xsimd::select(is_odd, cosine, sine) : xsimd::select(is_odd, sine, cosine);
  const Lanes sign = (ahead == 0 ? bit_1 : bit_1 ^ bit_0) & Lanes(-0.0);
  return value ^ sign;
}

/// sin(r) for small r out of the polynomial (sin(r) / r - 1) / r^2. The zero keeps the sign of r = -0.
template <class Lanes>
Lanes sine_of_rest(Lanes r, Lanes z, Lanes odd) {
  return xsimd::fma(r, xsimd::fma(z, odd, Lanes(0.0)), r);
}

/// The sine of `ahead` quarter turns more than x, by quarter turns. The polynomials on [-pi/4, pi/4] are those of
/// fdlibm (k_sin.c, k_cos.c), off by less than 2^-57.
template <int ahead, class Lanes>
Lanes sine_by_quarters(Lanes x) {
  const ReducedAngle<Lanes, 1> angle(x);
  const Lanes r = angle.rest, z = r * r;
  const Lanes odd = horner(z, 0x1.5d93a5acfd57cp-33, -0x1.ae5e68a2b9cebp-26, 0x1.71de357b1fe7dp-19,
                           -0x1.a01a019c161d5p-13, 0x1.111111110f8a6p-7, -0x1.5555555555549p-3);
  const Lanes cosine = horner(z, -0x1.8fae9be8838d4p-37, 0x1.1ee9ebdb4b1c4p-29, -0x1.27e4f809c52adp-22,
                              0x1.a01a019cb159p-16, -0x1.6c16c16c15177p-10, 0x1.555555555554cp-5, -0.5, 1.0);
  return turned<ahead>(angle.num_steps, sine_of_rest(r, z, odd), cosine);
}

#if defined(__AVX512F__)
/// The same by eighths of a turn, whose sines and cosines are out of a register, and the theorem of addition. Zeros
/// are negative, so that added to a sine of -0 they leave it. The polynomials interpolate sin(r) / r and cos(r) in
/// r^2 at 0 and the other zeros of a Chebyshev polynomial; on [-pi/8, pi/8] they are off by less than 2^-59 and
/// 2^-55.
template <int ahead>
inline __m512d sine_by_eighths(__m512d x) {
  using Lanes = xsimd::batch<double, xsimd::avx512bw>;
  constexpr double h = 0x1.6a09e667f3bcdp-1;  // sqrt(1/2)
  const ReducedAngle<Lanes, 2> angle(x);
  const Lanes r = angle.rest, z = r * r;
  const Lanes odd = horner(z, -0x1.ad23af05b2636p-26, 0x1.71ddcdec0240ap-19, -0x1.a01a017ed127ep-13,
                           0x1.111111110c9b4p-7, -0x1.5555555555549p-3);
  const Lanes cosine = horner(z, -0x1.26e08156aa5f6p-22, 0x1.a01951814908fp-16, -0x1.6c16c13604a53p-10,
                              0x1.5555555546d7bp-5, -0x1.fffffffffffafp-2, 1.0);
  const __m512d sine = sine_of_rest(r, z, odd);
  const __m512d s = _mm512_permutexvar_pd(angle.num_steps, _mm512_setr_pd(-0.0, h, 1, h, -0.0, -h, -1, -h));
  const __m512d c = _mm512_permutexvar_pd(angle.num_steps, _mm512_setr_pd(1, h, -0.0, -h, -1, -h, -0.0, h));
  return ahead == 0 ? _mm512_fmadd_pd(s, cosine, c * sine) : _mm512_fmsub_pd(c, cosine, s * sine);
}
#endif

/// The sine of `ahead` quarter turns more than x; 0 gives sin(x), 1 gives cos(x). |x| <= 2^19, or the result is
/// some number.
template <int ahead, class Lanes>
Lanes turned_sine(Lanes x) {
#if defined(__AVX512F__)
  if constexpr (Lanes::size == 8) return Lanes(sine_by_eighths<ahead>(x));
#endif
  return sine_by_quarters<ahead>(x);
}

}  // namespace jacquard::kernels
