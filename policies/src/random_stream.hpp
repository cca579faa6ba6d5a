// SPDX-License-Identifier: BSD-2-Clause
// Random numbers that are the same everywhere for a seed.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include "prime_field.hpp"

namespace jacquard::policies {

/// xoshiro256**, seeded through splitmix64.
/// Source: D. Blackman, S. Vigna, Scrambled linear pseudorandom number generators, ACM TOMS 47, 2021.
class RandomStream {
 public:
  explicit RandomStream(std::uint64_t seed) {
    for (std::uint64_t& word : state_) {
      seed += 0x9e3779b97f4a7c15u;
      word = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9u;
      word = (word ^ (word >> 27)) * 0x94d049bb133111ebu;
      word ^= word >> 31;
    }
  }

  std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  /// Uniform in [0, limit), limit below 2^32; the bias is below 2^-32.
  std::uint32_t below(std::uint32_t limit) {
    return static_cast<std::uint32_t>(((next() >> 32) * limit) >> 32);
  }
  /// Uniform in (0, 1].
  double uniform() { return (static_cast<double>(next() >> 11) + 1.0) * 0x1.0p-53; }
  /// Of mean one.
  double exponential() { return -std::log(uniform()); }
  Residue residue() { return Residue(next()); }

 private:
  std::uint64_t state_[4];
};

}  // namespace jacquard::policies
