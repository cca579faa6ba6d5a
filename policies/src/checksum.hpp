// SPDX-License-Identifier: BSD-2-Clause
// The checksum of library entries.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

namespace jacquard::policies {

/// h <- (h xor word) * 0x9e3779b97f4a7c15; h <- h xor (h >> 32), from h = 0x6a61637175617264, over 64-bit words.
///
/// Every step is a bijection of h and of the word, so that a change within one word never goes unseen.
/// Against accidents, not against forgery.
class Checksum {
 public:
  void add(std::uint64_t word) {
    value_ = (value_ ^ word) * 0x9e3779b97f4a7c15u;
    value_ ^= value_ >> 32;
  }
  void add(double value) { add(std::bit_cast<std::uint64_t>(value)); }
  void add(float value) { add(std::uint64_t{std::bit_cast<std::uint32_t>(value)}); }
  /// Length, then one word a byte.
  void add(std::string_view text) {
    add(std::uint64_t{text.size()});
    for (const char c : text) add(std::uint64_t{static_cast<unsigned char>(c)});
  }

  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0x6a61637175617264u;
};

}  // namespace jacquard::policies
