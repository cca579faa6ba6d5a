// SPDX-License-Identifier: BSD-2-Clause
// xsimd, with the fused multiply-add of AVX-512 that version 8 lacks.
#pragma once

// clang-format off: in xsimd.hpp's own order up to the batch type; what follows must be seen before its functions are.
#define XSIMD_NO_DISCARD __attribute__((warn_unused_result))  // as there, word for word
#include <xsimd/arch/xsimd_scalar.hpp>
#include <xsimd/config/xsimd_config.hpp>
#include <xsimd/memory/xsimd_aligned_allocator.hpp>
#include <xsimd/types/xsimd_batch.hpp>
// clang-format on

// Version 8 writes x * y + z there and leaves it to the compiler whether that is one rounding or two.
#if XSIMD_WITH_AVX512F && XSIMD_VERSION_MAJOR < 9
namespace xsimd::kernel {

template <class A>
batch<double, A> fma(const batch<double, A>& x, const batch<double, A>& y, const batch<double, A>& z,
                     requires_arch<avx512f>) noexcept {
  return _mm512_fmadd_pd(x, y, z);
}

template <class A>
batch<double, A> fms(const batch<double, A>& x, const batch<double, A>& y, const batch<double, A>& z,
                     requires_arch<avx512f>) noexcept {
  return _mm512_fmsub_pd(x, y, z);
}

template <class A>
batch<double, A> fnma(const batch<double, A>& x, const batch<double, A>& y, const batch<double, A>& z,
                      requires_arch<avx512f>) noexcept {
  return _mm512_fnmadd_pd(x, y, z);
}

template <class A>
batch<double, A> fnms(const batch<double, A>& x, const batch<double, A>& y, const batch<double, A>& z,
                      requires_arch<avx512f>) noexcept {
  return _mm512_fnmsub_pd(x, y, z);
}

}  // namespace xsimd::kernel
#endif

#include <xsimd/xsimd.hpp>
