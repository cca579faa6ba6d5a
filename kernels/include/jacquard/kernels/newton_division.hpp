// SPDX-License-Identifier: BSD-2-Clause
// Quotients and square roots of AVX-512 by Newton's iteration: on Intel's processors a third of the time of the
// processor's own, which take turns on one unit while these use the multipliers. Where that unit is quicker
// (has_quick_divider), pack_roots.hpp leaves roots to it.
#pragma once

#if defined(__AVX512F__) && defined(__AVX512DQ__)
#define JACQUARD_NEWTON_DIVISION
#include <immintrin.h>

namespace jacquard::kernels {

// As _mm512_fpclass_pd_mask numbers them.
inline constexpr int fp_zero_infinite_subnormal_or_nan = 0x01 | 0x02 | 0x04 | 0x08 | 0x10 | 0x20 | 0x80;
inline constexpr int fp_not_positive_normal = fp_zero_infinite_subnormal_or_nan | 0x40;

/// 1 / b to 42 bits: an approximation to 14 and a step of third order.
inline __m512d near_reciprocal(__m512d b) {
  const __m512d start = _mm512_rcp14_pd(b);
  const __m512d error = _mm512_fnmadd_pd(b, start, _mm512_set1_pd(1.0));
  return _mm512_fmadd_pd(start, _mm512_fmadd_pd(error, error, error), start);
}

/// a / b, at most 0.5 + 2^-30 ulp off; 1.5 where |a| < 2^-960. The remainder of a times near_reciprocal(b) is exact
/// enough for one more step to leave but the last rounding. Quotients that are zero, subnormal, infinite or NaN are
/// left to the processor, as are those whose steps met such numbers.
inline __m512d quotient(__m512d a, __m512d b) {
  const __m512d inverse = near_reciprocal(b);
  const __m512d near = a * inverse;
  const __m512d remainder = _mm512_fnmadd_pd(b, near, a);
  const __m512d result = _mm512_fmadd_pd(remainder, inverse, near);
  if (__builtin_expect(_mm512_fpclass_pd_mask(result, fp_zero_infinite_subnormal_or_nan), 0))
    return _mm512_div_pd(a, b);
  return result;
}

/// 1 / b, as accurate, where b and it are positive and normal; else some number.
struct NewtonReciprocal {
  __m512d value;
  bool is_normal;  ///< in every lane

  explicit NewtonReciprocal(__m512d b) {
    const __m512d near = near_reciprocal(b);
    value = _mm512_fmadd_pd(_mm512_fnmadd_pd(b, near, _mm512_set1_pd(1.0)), near, near);
    is_normal = _kortestz_mask8_u8(_mm512_fpclass_pd_mask(b, fp_not_positive_normal),
                                   _mm512_fpclass_pd_mask(near, fp_not_positive_normal)) != 0;
  }
};

/// The square root of a positive normal number, as accurate (0.75 ulp below 2^-960), and half its reciprocal to 42
/// bits: a step of third order for both together, then one with the exact remainder.
struct NewtonRoot {
  __m512d value, half_inverse;

  explicit NewtonRoot(__m512d x) {
    const __m512d start = _mm512_rsqrt14_pd(x);
    const __m512d root = x * start;
    const __m512d half = start * _mm512_set1_pd(0.5);
    const __m512d error = _mm512_fnmadd_pd(root, half, _mm512_set1_pd(0.5));
    const __m512d step = error * _mm512_fmadd_pd(error, _mm512_set1_pd(1.5), _mm512_set1_pd(1.0));
    const __m512d near = _mm512_fmadd_pd(root, step, root);
    half_inverse = _mm512_fmadd_pd(half, step, half);
    const __m512d remainder = _mm512_fnmadd_pd(near, near, x);
    value = _mm512_fmadd_pd(remainder, half_inverse, near);
  }

  /// c over the root, as accurate, for a quarter of a division. 2^-400 <= |c| <= 2^400, so that quotients by roots
  /// of normal numbers are normal.
  __m512d divide(__m512d c) const {
    const __m512d near = half_inverse * (c + c);
    const __m512d remainder = _mm512_fnmadd_pd(value, near, c);
    return _mm512_fmadd_pd(remainder, half_inverse + half_inverse, near);
  }
};

inline __mmask8 is_positive_normal(__m512d x) {
  return static_cast<__mmask8>(~_mm512_fpclass_pd_mask(x, fp_not_positive_normal));
}

}  // namespace jacquard::kernels
#endif
