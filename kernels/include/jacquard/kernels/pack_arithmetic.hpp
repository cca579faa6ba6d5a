// SPDX-License-Identifier: BSD-2-Clause
// Comparisons, choices, rounding to whole numbers and fused operations of packs.
#pragma once

#include <limits>

#include "jacquard/kernels/pack.hpp"

namespace jacquard::kernels {

inline constexpr double smallest_normal = std::numeric_limits<double>::min();
inline constexpr double largest = std::numeric_limits<double>::max();

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

}  // namespace jacquard::kernels
