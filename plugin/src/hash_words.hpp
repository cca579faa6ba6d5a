// SPDX-License-Identifier: BSD-2-Clause
// Hashing of words, the same on every platform.
#pragma once

#include <cstdint>

namespace jacquard {

/// Mixes `word` into `hash`. Source: the finalizer of S. Vigna's splitmix64 (public domain).
constexpr std::uint64_t hash_word(std::uint64_t hash, std::uint64_t word) {
  std::uint64_t z = (hash ^ word) + 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

}  // namespace jacquard
