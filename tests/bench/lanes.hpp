// SPDX-License-Identifier: BSD-2-Clause
// A pack of points as the scalar of a residual template: compound assignment, branches that all lanes share.
#pragma once

#include <stdexcept>

#include "jacquard/kernels/pack_functions.hpp"

namespace jacquard::bench {

#if defined(__AVX512BW__)
using Architecture = xsimd::avx512bw;
#elif defined(__AVX2__)
using Architecture = xsimd::fma3<xsimd::avx2>;
#elif defined(__aarch64__)
using Architecture = xsimd::neon64;
#else
using Architecture = xsimd::sse2;
#endif
using Pack = kernels::Pack<Architecture>;

struct Lanes {
  static constexpr std::size_t size = Pack::size;
  Pack pack;

  Lanes() = default;
  Lanes(double value) : pack(value) {}
  Lanes(Pack value) : pack(value) {}

  friend Lanes operator-(Lanes a) { return -a.pack; }
  friend Lanes operator+(Lanes a, Lanes b) { return a.pack + b.pack; }
  friend Lanes operator-(Lanes a, Lanes b) { return a.pack - b.pack; }
  friend Lanes operator*(Lanes a, Lanes b) { return a.pack * b.pack; }
  friend Lanes operator/(Lanes a, Lanes b) { return a.pack / b.pack; }
  Lanes& operator+=(Lanes b) { return *this = *this + b; }
  Lanes& operator-=(Lanes b) { return *this = *this - b; }

  /// @throws std::domain_error if lanes disagree.
  friend bool operator<(Lanes a, Lanes b) {
    const auto outcome = a.pack < b.pack;
    if (all(outcome)) return true;
    if (!all(!outcome)) throw std::domain_error("lanes: points of one pack take different branches");
    return false;
  }
  friend bool operator>(Lanes a, Lanes b) { return b < a; }
  friend bool operator<=(Lanes a, Lanes b) { return !(b < a); }
  friend bool operator>=(Lanes a, Lanes b) { return !(a < b); }
  friend bool operator==(Lanes a, Lanes b) { return a <= b && b <= a; }
  friend bool operator!=(Lanes a, Lanes b) { return !(a == b); }
};

inline Lanes sqrt(Lanes a) { return sqrt(a.pack); }
inline Lanes exp(Lanes a) { return exp(a.pack); }
inline Lanes log(Lanes a) { return log(a.pack); }
inline Lanes log10(Lanes a) { return log10(a.pack); }
inline Lanes sin(Lanes a) { return sin(a.pack); }
inline Lanes cos(Lanes a) { return cos(a.pack); }
inline Lanes abs(Lanes a) { return abs(a.pack); }
inline Lanes atan2(Lanes a, Lanes b) { return atan2(a.pack, b.pack); }
inline Lanes hypot(Lanes a, Lanes b) { return hypot(a.pack, b.pack); }
inline Lanes max(Lanes a, Lanes b) { return max(a.pack, b.pack); }
inline Lanes min(Lanes a, Lanes b) { return min(a.pack, b.pack); }
inline Lanes fabs(Lanes a) { return abs(a.pack); }
inline Lanes fmax(Lanes a, Lanes b) { return max(a.pack, b.pack); }
inline Lanes fmin(Lanes a, Lanes b) { return min(a.pack, b.pack); }
inline Lanes one_if_less(Lanes a, Lanes b) { return kernels::one_if(a.pack < b.pack); }

}  // namespace jacquard::bench
