// SPDX-License-Identifier: BSD-2-Clause
// Hash of what a vertex computes.
#pragma once

#include "hash_words.hpp"
#include "jacquard/graph.hpp"

namespace jacquard {

/// Few operations, since every vertex that is appended is looked up: a sum of odd multiples, mixed once.
inline std::uint64_t hash_of(const Vertex& vertex) {
  const std::uint64_t what = (std::uint64_t{vertex.index} << 8) | static_cast<std::uint64_t>(vertex.elemental);
  const std::uint64_t first = (std::uint64_t{vertex.arguments[0].value} << 32) | vertex.arguments[1].value;
  return hash_word(first * 0xd6e8feb86659fd93u + vertex.arguments[2].value * 0xa0761d6478bd642fu, what);
}

}  // namespace jacquard
