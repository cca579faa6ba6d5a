// SPDX-License-Identifier: BSD-2-Clause
// Recovers decimals, reciprocals and fractions from the doubles they were rounded to.
#include "constant_residue.hpp"

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

namespace jacquard::policies {
namespace {

constexpr std::size_t most_digits = 15;  // so many survive in any double
constexpr double largest_term = 0x1p26;  // two fractions of such terms never round to one double
constexpr double largest_exact = 0x1p53;

Residue power(Residue base, std::uint64_t exponent) {
  Residue result(1);
  for (; exponent != 0; exponent >>= 1, base = base * base) {
    if ((exponent & 1) != 0) result = result * base;
  }
  return result;
}

/// Of what is not zero; Fermat's little theorem.
Residue inverse(Residue value) { return power(value, Residue::modulus - 2); }

/// The shortest decimal that rounds to `value` > 0, if it is short.
std::optional<Residue> decimal(double value) {
  char text[32];
  const auto [end, error] = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific);
  const std::string_view number(text, static_cast<std::size_t>(end - text));
  const std::size_t exponent_mark = number.find('e');
  std::uint64_t digits = 0;
  std::size_t num_digits = 0;
  for (const char c : number.substr(0, exponent_mark)) {
    if (c == '.') continue;
    digits = 10 * digits + static_cast<std::uint64_t>(c - '0');
    ++num_digits;
  }
  if (num_digits > most_digits) return {};
  const bool is_negative = number[exponent_mark + 1] == '-';  // the sign is always there
  int exponent = 0;
  std::from_chars(number.data() + exponent_mark + 2, end, exponent);
  exponent = (is_negative ? -exponent : exponent) - static_cast<int>(num_digits - 1);
  const Residue scale = power(Residue(10), static_cast<std::uint64_t>(std::abs(exponent)));
  return Residue(digits) * (exponent < 0 ? inverse(scale) : scale);
}

/// By continued fractions.
std::optional<Residue> fraction(double value) {
  double p = 1.0, q = 0.0, previous_p = 0.0, previous_q = 1.0;
  for (double rest = value; std::isfinite(rest); rest = 1.0 / (rest - std::floor(rest))) {
    const double whole = std::floor(rest);
    previous_p = std::exchange(p, whole * p + previous_p);
    previous_q = std::exchange(q, whole * q + previous_q);
    if (!(p < largest_term && q < largest_term)) return {};
    if (p / q == value) {
      return Residue(static_cast<std::uint64_t>(p)) * inverse(Residue(static_cast<std::uint64_t>(q)));
    }
  }
  return {};
}

std::optional<Residue> reciprocal_of_decimal(double value) {
  const double below = 1.0 / value;
  if (!std::isfinite(below) || 1.0 / below != value) return {};
  const std::optional<Residue> found = decimal(below);
  return found ? std::optional(inverse(*found)) : found;
}

}  // namespace

Residue constant_residue(double value) {
  const double magnitude = std::abs(value);
  const bool is_exact = magnitude < largest_exact && std::trunc(magnitude) == magnitude;
  if (is_exact || !std::isfinite(value)) return Residue::from_double(value);
  std::optional<Residue> found = decimal(magnitude);
  if (!found) found = reciprocal_of_decimal(magnitude);
  if (!found) found = fraction(magnitude);
  if (!found) return Residue::from_double(value);
  return value < 0.0 ? Residue() - *found : *found;
}

}  // namespace jacquard::policies
