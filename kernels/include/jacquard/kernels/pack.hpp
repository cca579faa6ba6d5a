// SPDX-License-Identifier: BSD-2-Clause
// A register of doubles that the table of elementals is instantiated for; arithmetic, comparison, selection.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "jacquard/kernels/newton_division.hpp"
#include "jacquard/kernels/scalar_value.hpp"
#include "jacquard/kernels/xsimd_with_fma.hpp"

namespace jacquard::kernels {

/// Whether `Arch` multiplies and adds with one rounding.
template <class Arch>
inline constexpr bool has_fma = !std::is_same_v<Arch, xsimd::sse2>;

/// One outcome per lane.
template <class Arch>
struct Mask {
  xsimd::batch_bool<double, Arch> lanes;

  friend Mask operator&(Mask a, Mask b) { return {a.lanes & b.lanes}; }
  friend Mask operator|(Mask a, Mask b) { return {a.lanes | b.lanes}; }
  friend Mask operator!(Mask a) { return {!a.lanes}; }
  friend bool all(Mask a) { return xsimd::all(a.lanes); }
};

/// `size` doubles of one register of `Arch`; every operation is IEEE, lane by lane.
template <class Arch>
struct Pack {
  using Lanes = xsimd::batch<double, Arch>;
  static constexpr std::size_t size = Lanes::size;

  Lanes lanes;

  Pack() = default;
  Pack(Lanes value) : lanes(value) {}
  Pack(double value) : lanes(value) {}

  static Pack load(const double* from) { return Lanes::load_unaligned(from); }
  /// Lane k from from[indices[k]].
  static Pack gather(const double* from, const std::int32_t* indices) {
#if defined(__AVX512F__)
    if constexpr (size == 8) {
      return Lanes(_mm512_i32gather_pd(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(indices)), from, 8));
    }
#endif
#if defined(__AVX2__)
    if constexpr (size == 4) {
      return Lanes(_mm256_i32gather_pd(from, _mm_loadu_si128(reinterpret_cast<const __m128i*>(indices)), 8));
    }
#endif
    double lanes[size];
    for (std::size_t k = 0; k < size; ++k) lanes[k] = from[indices[k]];
    return load(lanes);
  }
  void store(double* to) const { lanes.store_unaligned(to); }
  /// Past the caches, which lines written whole need not be read into; `to` is aligned to the register. Others see
  /// it after finish_streaming.
  void stream(double* to) const {
#if defined(__AVX512F__)
    if constexpr (size == 8) return _mm512_stream_pd(to, lanes);
#endif
#if defined(__AVX__)
    if constexpr (size == 4) return _mm256_stream_pd(to, lanes);
#endif
#if defined(__SSE2__)
    if constexpr (size == 2) return _mm_stream_pd(to, lanes);
#endif
    lanes.store_aligned(to);
  }
  static void finish_streaming() {
#if defined(__SSE2__)
    _mm_sfence();
#endif
  }

  friend Pack operator+(Pack a, Pack b) { return a.lanes + b.lanes; }
  friend Pack operator-(Pack a, Pack b) { return a.lanes - b.lanes; }
  friend Pack operator*(Pack a, Pack b) { return a.lanes * b.lanes; }
  friend Pack operator/(Pack a, Pack b) {
#if defined(JACQUARD_NEWTON_DIVISION)
    if constexpr (size == 8) return Lanes(quotient(a.lanes, b.lanes));
#endif
    return a.lanes / b.lanes;
  }
  friend Pack operator-(Pack a) { return a.lanes ^ Lanes(-0.0); }

  friend Mask<Arch> operator<(Pack a, Pack b) { return {a.lanes < b.lanes}; }
  friend Mask<Arch> operator<=(Pack a, Pack b) { return {a.lanes <= b.lanes}; }
  friend Mask<Arch> operator>(Pack a, Pack b) { return {b.lanes < a.lanes}; }
  friend Mask<Arch> operator>=(Pack a, Pack b) { return {b.lanes <= a.lanes}; }
  friend Mask<Arch> operator==(Pack a, Pack b) { return {a.lanes == b.lanes}; }
  friend Mask<Arch> operator!=(Pack a, Pack b) { return {!(a.lanes == b.lanes)}; }
};

template <class Arch>
Pack<Arch> select(Mask<Arch> condition, Pack<Arch> a, Pack<Arch> b) {
  return xsimd::select(condition.lanes, a.lanes, b.lanes);
}

/// `fast` where `good`, the scalar table's value in the other lanes. Apart, so that what calls it stays small.
template <class Arch>
__attribute__((noinline, cold)) Pack<Arch> repaired_lanes(Elemental elemental, Pack<Arch> fast, Mask<Arch> good,
                                                          Pack<Arch> a, Pack<Arch> b, Pack<Arch> c) {
  constexpr std::size_t size = Pack<Arch>::size;
  double value[size], first[size], second[size], third[size], is_good[size];
  fast.store(value);
  a.store(first);
  b.store(second);
  c.store(third);
  select(good, Pack<Arch>(1.0), Pack<Arch>(0.0)).store(is_good);
  for (std::size_t lane = 0; lane < size; ++lane) {
    if (is_good[lane] == 0.0) value[lane] = scalar_value(elemental, first[lane], second[lane], third[lane]);
  }
  return Pack<Arch>::load(value);
}

/// The same, at the cost of one test where all lanes are good.
template <class Arch>
Pack<Arch> repaired(Elemental elemental, Pack<Arch> fast, Mask<Arch> good, Pack<Arch> a, Pack<Arch> b = 0.0,
                    Pack<Arch> c = 0.0) {
  if (__builtin_expect(all(good), true)) return fast;
  return repaired_lanes(elemental, fast, good, a, b, c);
}

/// The scalar table's value in every lane.
template <class Arch>
Pack<Arch> lanewise(Elemental elemental, Pack<Arch> a, Pack<Arch> b = 0.0, Pack<Arch> c = 0.0) {
  return repaired(elemental, a, Mask<Arch>{xsimd::batch_bool<double, Arch>(false)}, a, b, c);
}

}  // namespace jacquard::kernels
