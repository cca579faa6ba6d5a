// SPDX-License-Identifier: BSD-2-Clause
// Where the values of a tile lie in memory, in packs. For host_tile.cpp alone: JACQUARD_ARCH names xsimd's
// architecture, and everything here has internal linkage.
#pragma once

#include <cstddef>

#include "host_tile.hpp"
#include "jacquard/kernels/pack_functions.hpp"

namespace jacquard::kernels {
namespace {

using Doubles = Pack<xsimd::JACQUARD_ARCH>;
constexpr std::size_t packs_a_group = group_size / Doubles::size;

#if defined(__AVX512F__) || defined(__aarch64__)
constexpr SpareRegisters spare_registers = SpareRegisters::yes;  // of 32; eight hold a value, eight operands
#else
constexpr SpareRegisters spare_registers = SpareRegisters::no;
#endif

// One value at all points of a tile, in memory, its groups `stride` doubles apart. Contiguous: they follow each
// other.
template <class Double, bool is_contiguous = false>
class Place {
 public:
  explicit Place(Double* first, std::size_t stride = group_size) : first_(first), stride_(stride) {}
  [[gnu::always_inline]] Double* operator[](std::size_t pack) const {
    return first_ + pack / packs_a_group * (is_contiguous ? group_size : stride_) +
           pack % packs_a_group * Doubles::size;
  }

 private:
  Double* first_;
  std::size_t stride_;
};

/// Where argument k begins.
[[gnu::always_inline]] inline std::size_t offset(const HostStep& step, std::uint64_t first_two, int k) {
  return k == 0 ? static_cast<std::uint32_t>(first_two) : k == 1 ? first_two >> 32 : step.third;
}

/// Argument k. @param first_two  those of the step
template <bool is_contiguous = false>
[[gnu::always_inline]] inline Place<const double, is_contiguous> source(const HostStep& step, double* workspace,
                                                                        std::uint64_t first_two, int k) {
  const bool is_literal = !is_contiguous && (step.literals >> k & 1);
  return Place<const double, is_contiguous>(workspace + offset(step, first_two, k), is_literal ? 0 : group_size);
}
inline Place<const double> source(const HostTile& tile, const HostStep& step, int k) {
  return source(step, tile.workspace, step.first_two, k);
}
Place<double> target(const HostTile& tile, const HostStep& step) {
  return step.result_is_entry ? Place<double>(tile.jacobian + step.result, tile.entries_a_group)
                              : Place<double>(tile.workspace + step.result);
}

template <Elemental elemental>
constexpr int num_operands = elemental == unchanged ? 1 : arity(elemental);

template <Elemental elemental>
[[gnu::always_inline]] inline Doubles value(Doubles a, [[maybe_unused]] Doubles b, [[maybe_unused]] Doubles c) {
  if constexpr (elemental == unchanged) {
    return a;
  } else {
    return rows::value<rows::Row<elemental>>(a, b, c);
  }
}

}  // namespace
}  // namespace jacquard::kernels
