// SPDX-License-Identifier: BSD-2-Clause
// The exponential of registers with fused multiply-add.
#pragma once

#include <cstdint>

#include "jacquard/kernels/xsimd_with_fma.hpp"

namespace jacquard::kernels {

/// exp(r) - 1 for |r| <= log(2) / 2, off by less than 2^-61 exp(r): the polynomial of degree 12 that interpolates
/// (exp(r) - 1 - r) / r^2 at Chebyshev's points. Evaluated in pairs (G. Estrin), as many chains of exponentials
/// overlap only if they are short.
template <class Lanes>
Lanes expm1_near_zero(Lanes r) {
  const auto pair = [r](double low, double high) { return xsimd::fma(Lanes(high), r, Lanes(low)); };
  const Lanes r2 = r * r, r4 = r2 * r2, r8 = r4 * r4;
  const Lanes c2 =
      xsimd::fma(pair(0x1.5555555555556p-5, 0x1.11111111100d8p-7), r2, pair(0.5, 0x1.5555555555557p-3));
  const Lanes c6 = xsimd::fma(pair(0x1.a01a01a6d9931p-16, 0x1.71de022bd5558p-19), r2,
                              pair(0x1.6c16c16c162d2p-10, 0x1.a01a01abe9ce8p-13));
  const Lanes c10 = xsimd::fma(Lanes(0x1.1f730a202ec17p-29), r2, pair(0x1.27e4db6121beep-22, 0x1.af4df5750ec3p-26));
  const Lanes sum = xsimd::fma(r8, c10, xsimd::fma(r4, c6, c2));
  return xsimd::fma(sum, r2, r);
}

/// exp(x) for |x| <= 708: x = k log(2) + r, and k put into the exponent.
template <class Lanes>
Lanes exp_of_moderate(Lanes x) {
  using Integers = xsimd::batch<std::int64_t, typename Lanes::arch_type>;
  const Lanes shift(0x1.8p52 + 1023.0);  // leaves k + 1023 in the lowest bits
  const Lanes shifted = xsimd::fma(x, Lanes(0x1.71547652b82fep0), shift);
  const Lanes k = shifted - shift;
  const Lanes r_high = xsimd::fnma(k, Lanes(0x1.62e42fefa38p-1), x);  // exact, as k has 11 bits and the constant 45
  const Lanes tail = expm1_near_zero(xsimd::fnma(k, Lanes(0x1.ef35793c7673p-45), r_high));
  const Lanes scale = xsimd::bitwise_cast<Lanes>(xsimd::bitwise_cast<Integers>(shifted) << 52);
  return xsimd::fma(scale, tail, scale);
}

#if defined(__AVX512F__)
/// 2^(j / 16) in lane j of two registers, j modulo 16 in the lowest bits of `sixteenths`.
inline __m512d power_of_two_in_sixteenths(__m512i sixteenths) {
  const __m512d below =
      _mm512_setr_pd(0x1p0, 0x1.0b5586cf9890fp0, 0x1.172b83c7d517bp0, 0x1.2387a6e756238p0, 0x1.306fe0a31b715p0,
                     0x1.3dea64c123422p0, 0x1.4bfdad5362a27p0, 0x1.5ab07dd485429p0);
  const __m512d above =
      _mm512_setr_pd(0x1.6a09e667f3bcdp0, 0x1.7a11473eb0187p0, 0x1.8ace5422aa0dbp0, 0x1.9c49182a3f09p0,
                     0x1.ae89f995ad3adp0, 0x1.c199bdd85529cp0, 0x1.d5818dcfba487p0, 0x1.ea4afa2a490dap0);
  return _mm512_permutex2var_pd(below, sixteenths, above);
}

/// exp(x) for every x, without a branch: beyond the limits it is infinite or zero anyway, a NaN passes both.
/// x = k log(2) + r with k in sixteenths, |r| <= log(2) / 32; the polynomial for exp(r) - 1 is that of degree 6
/// with the least relative error of exp(r), 2^-56 (E. Remez' exchange).
inline __m512d exp_of_any(__m512d x) {
  using Lanes = xsimd::batch<double, xsimd::avx512bw>;
  const Lanes limited = _mm512_max_pd(_mm512_set1_pd(-746.0), _mm512_min_pd(_mm512_set1_pd(710.0), x));
  const Lanes shift(0x1.8p48);  // leaves 16 k in the lowest bits
  const Lanes shifted = xsimd::fma(limited, Lanes(0x1.71547652b82fep0), shift);
  const Lanes k = shifted - shift;
  const Lanes r_high = xsimd::fnma(k, Lanes(0x1.62e42fefap-1), limited);  // exact: 15 bits times 36
  const Lanes r = xsimd::fnma(k, Lanes(0x1.cf79abc9e3b3ap-40), r_high), r2 = r * r;
  const Lanes c4 = xsimd::fma(Lanes(0x1.6c14c6e29340dp-10), r2,
                              xsimd::fma(Lanes(0x1.11123ab0afe54p-7), r, Lanes(0x1.55555558fcbddp-5)));
  const Lanes c2 = xsimd::fma(c4, r2, xsimd::fma(Lanes(0x1.555555548f86p-3), r, Lanes(0x1.fffffffffffb9p-2)));
  const Lanes tail = xsimd::fma(c2, r2, r);
  const Lanes scale = power_of_two_in_sixteenths(_mm512_castpd_si512(shifted));
  return _mm512_scalef_pd(xsimd::fma(scale, tail, scale), k);
}
#endif

}  // namespace jacquard::kernels
