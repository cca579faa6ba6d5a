// SPDX-License-Identifier: BSD-2-Clause
// Hash of what a vertex computes.
#pragma once

#include "hash_words.hpp"
#include "jacquard/graph.hpp"

namespace jacquard {

inline std::uint64_t hash_of(const Vertex& vertex) {
  std::uint64_t hash = hash_word(static_cast<std::uint64_t>(vertex.elemental), vertex.index);
  hash = hash_word(hash, (std::uint64_t{vertex.arguments[0].value} << 32) | vertex.arguments[1].value);
  return hash_word(hash, vertex.arguments[2].value);
}

}  // namespace jacquard
