// SPDX-License-Identifier: BSD-2-Clause
// Integers modulo the Mersenne prime 2^61 - 1: exact sums and products that can be taken back.
#pragma once

#include <cmath>
#include <cstdint>

namespace jacquard::policies {

/// An element of the field with 2^61 - 1 elements.
class Residue {
 public:
  static constexpr std::uint64_t modulus = (std::uint64_t{1} << 61) - 1;

  constexpr Residue() = default;
  constexpr explicit Residue(std::uint64_t value) : value_(reduce(value)) {}

  /// The finite double `value` = m 2^e exactly; two doubles collide with probability 2^-61. Non-finite gives 0.
  static Residue from_double(double value) {
    if (!std::isfinite(value)) return {};
    int exponent = 0;
    const double mantissa = std::frexp(value, &exponent);
    const auto integer = static_cast<std::int64_t>(std::ldexp(mantissa, 53));
    // 2 has order 61, so powers of two are rotations.
    const Residue magnitude = power_of_two(exponent - 53) * Residue(static_cast<std::uint64_t>(std::abs(integer)));
    return integer < 0 ? Residue() - magnitude : magnitude;
  }

  constexpr bool is_zero() const { return value_ == 0; }
  constexpr bool is_unit() const { return value_ == 1 || value_ == modulus - 1; }

  friend constexpr Residue operator+(Residue a, Residue b) {
    const std::uint64_t sum = a.value_ + b.value_;
    return Residue(Reduced{}, sum >= modulus ? sum - modulus : sum);
  }
  friend constexpr Residue operator-(Residue a, Residue b) {
    return Residue(Reduced{}, a.value_ >= b.value_ ? a.value_ - b.value_ : a.value_ + modulus - b.value_);
  }
  friend constexpr Residue operator*(Residue a, Residue b) {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(a.value_) * b.value_;
    const std::uint64_t sum = static_cast<std::uint64_t>(product & modulus) + static_cast<std::uint64_t>(product >> 61);
    return Residue(Reduced{}, sum >= modulus ? sum - modulus : sum);
  }
  friend constexpr bool operator==(Residue, Residue) = default;

 private:
  struct Reduced {};
  constexpr Residue(Reduced, std::uint64_t value) : value_(value) {}

  static constexpr std::uint64_t reduce(std::uint64_t value) {
    value = (value & modulus) + (value >> 61);
    return value >= modulus ? value - modulus : value;
  }
  static constexpr Residue power_of_two(int exponent) {
    return Residue(Reduced{}, std::uint64_t{1} << (((exponent % 61) + 61) % 61));
  }

  std::uint64_t value_ = 0;
};

}  // namespace jacquard::policies
