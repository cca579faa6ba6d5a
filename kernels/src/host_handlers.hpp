// SPDX-License-Identifier: BSD-2-Clause
// Steps that work on memory: loads, elementals of many instructions, guards. For host_tile.cpp alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "host_place.hpp"

namespace jacquard::kernels {
namespace {

// Groups without points get what the last group has got.
void repeat_last_group(const Place<double>& result, const HostTile& tile) {
  for (std::size_t pack = tile.num_groups * packs_a_group; pack < tile.width * packs_a_group; ++pack)
    Doubles::load(result[pack - packs_a_group]).store(result[pack]);
}

/// Whether the divider takes the roots of the pack.
template <Roots roots>
constexpr bool is_divided(std::size_t pack) {
  return roots == Roots::shared && pack % 2 != 0;
}

template <Elemental root>
[[gnu::always_inline]] inline Doubles value_by_divider(Doubles a, [[maybe_unused]] Doubles b) {
  if constexpr (root == Elemental::sqrt) {
    return sqrt(a, ByDivider());
  } else {
    return hypot(a, b, ByDivider());
  }
}

/// An elemental of many instructions.
template <Elemental elemental, Roots roots>
void run_long(const HostStep& step, const HostTile& tile) {
  const auto a = source(tile, step, 0), b = source(tile, step, 1), c = source(tile, step, 2);
  const auto result = target(tile, step);
  const std::size_t num_packs = tile.num_groups * packs_a_group;
  for (std::size_t pack = 0; pack < num_packs; ++pack) {
    if constexpr (roots == Roots::shared) {
      if (is_divided<roots>(pack)) {
        value_by_divider<elemental>(Doubles::load(a[pack]), Doubles::load(b[pack])).store(result[pack]);
        continue;
      }
    }
    value<elemental>(Doubles::load(a[pack]), Doubles::load(b[pack]), Doubles::load(c[pack])).store(result[pack]);
  }
  repeat_last_group(result, tile);
}

/// Two elementals of one pack at a time, by `function(pack)`, into result and the slot at `index`.
template <class Function>
[[gnu::always_inline]] inline void run_joint(const HostStep& step, const HostTile& tile, Function function) {
  const Place<double> first(tile.workspace + step.result), second(tile.workspace + step.index);
  const std::size_t num_packs = tile.num_groups * packs_a_group;
  for (std::size_t pack = 0; pack < num_packs; ++pack) {
    const auto [a, b] = function(pack);
    a.store(first[pack]);
    b.store(second[pack]);
  }
  repeat_last_group(first, tile);
  repeat_last_group(second, tile);
}

/// Sine and cosine of one angle: the compiler finds what they share once both are inlined.
[[gnu::flatten]] void run_sine_and_cosine(const HostStep& step, const HostTile& tile) {
  const auto angle = source(tile, step, 0);
  const auto run = [&](auto angles) {
    run_joint(step, tile, [&](std::size_t pack) {
      const Doubles x = Doubles::load(angle[pack]);
      return std::pair(sin(x, angles), cos(x, angles));
    });
  };
  Mask<xsimd::JACQUARD_ARCH> are_moderate = is_moderate_angle(Doubles::load(angle[0]));
  for (std::size_t pack = 1; pack < tile.num_groups * packs_a_group; ++pack)
    are_moderate = are_moderate & is_moderate_angle(Doubles::load(angle[pack]));
  all(are_moderate) ? run(ModerateAngles()) : run(AnyAngles());
}

template <Elemental root, Elemental second, Roots roots>
void run_root_and_quotient(const HostStep& step, const HostTile& tile) {
  const auto x = source(tile, step, 0), y = source(tile, step, 1);
  const Doubles numerator =
      second == Elemental::reciprocal ? Doubles(1.0) : Doubles::load(source(tile, step, 2)[0]);
  const auto compute = [&](std::size_t pack, auto by) {
    if constexpr (root == Elemental::sqrt) {
      return root_and_quotient(Doubles::load(x[pack]), numerator, by);
    } else {
      return hypot_and_quotient(Doubles::load(x[pack]), Doubles::load(y[pack]), numerator, by);
    }
  };
  run_joint(
      step, tile, [&](std::size_t pack) __attribute__((flatten)) {
        return is_divided<roots>(pack) ? compute(pack, ByDivider())
                                       : compute(pack, UsualRoots<xsimd::JACQUARD_ARCH>());
      });
}

template <Elemental root, Roots roots>
HostHandler quotient_handler(Elemental second) {
  return second == Elemental::reciprocal ? run_root_and_quotient<root, Elemental::reciprocal, roots>
         : second == Elemental::div      ? run_root_and_quotient<root, Elemental::div, roots>
                                         : nullptr;
}

template <Roots roots>
HostHandler joint_handler(Elemental first, Elemental second) {
  if (first == Elemental::sin && second == Elemental::cos) return run_sine_and_cosine;
  if (first == Elemental::sqrt) return quotient_handler<Elemental::sqrt, roots>(second);
  if (first == Elemental::hypot) return quotient_handler<Elemental::hypot, roots>(second);
  return nullptr;
}

/// What `roots` stands for here: there is nothing to share where the divider takes all of them.
constexpr Roots shared = has_newton_division<xsimd::JACQUARD_ARCH> ? Roots::shared : Roots::usual;

HostHandler joint_handler(Elemental first, Elemental second, Roots roots) {
  return roots == Roots::shared ? joint_handler<shared>(first, second) : joint_handler<Roots::usual>(first, second);
}

// The last point once more in the lanes beyond it: whatever they compute, the last point does too.
void pad(double* values, const HostTile& tile) {
  for (std::size_t p = tile.num_points; p < tile.width * group_size; ++p) values[p] = values[tile.num_points - 1];
}

void copy(const double* from, double* to, const HostTile& tile) {
  const std::size_t num_in_packs = tile.num_points / Doubles::size * Doubles::size;
  for (std::size_t p = 0; p < num_in_packs; p += Doubles::size) Doubles::load(from + p).store(to + p);
  for (std::size_t p = num_in_packs; p < tile.num_points; ++p) to[p] = from[p];
}

void load_independent(const HostStep& step, const HostTile& tile) {
  const Batch& batch = *tile.batch;
  double* const to = tile.workspace + step.result;
  const std::size_t first = step.index * batch.gather_stride + tile.first_point;
  if (batch.gather) {
    const std::size_t num_in_packs = tile.num_points / Doubles::size * Doubles::size;
    for (std::size_t p = 0; p < num_in_packs; p += Doubles::size) {
      Doubles::gather(batch.state, batch.gather + first + p).store(to + p);
    }
    for (std::size_t p = num_in_packs; p < tile.num_points; ++p) to[p] = batch.state[batch.gather[first + p]];
  } else {
    copy(batch.state + first, to, tile);
  }
  pad(to, tile);
}

void load_parameter(const HostStep& step, const HostTile& tile) {
  double* const to = tile.workspace + step.result;
  copy(tile.batch->parameters[step.index] + tile.first_point, to, tile);
  pad(to, tile);
}

// Points whose guard flips are rare; groups without one are passed over whole.
void check_guard(const HostStep& step, const HostTile& tile) {
  const Place<const double> condition = source(tile, step, 0);
  for (std::size_t pack = 0; pack * Doubles::size < tile.num_points; ++pack) {
    const auto is_true = Doubles::load(condition[pack]) != Doubles(0.0);
    if (all(step.outcome ? is_true : !is_true)) continue;
    const std::size_t first = pack * Doubles::size, last = first + Doubles::size;
    for (std::size_t p = first; p < last && p < tile.num_points; ++p)
      tile.flipped[p] |= static_cast<std::uint8_t>((condition[pack][p - first] != 0.0) != step.outcome);
  }
}

template <Elemental elemental>
HostHandler long_handler([[maybe_unused]] Roots roots) {
  if constexpr (is_short(elemental)) {
    return nullptr;
  } else if constexpr (elemental == Elemental::sqrt || elemental == Elemental::hypot) {
    return roots == Roots::shared ? run_long<elemental, shared> : run_long<elemental, Roots::usual>;
  } else {
    return run_long<elemental, Roots::usual>;
  }
}

HostHandler handler(TileOperation operation, Elemental elemental, Roots roots) {
  switch (operation) {
    case TileOperation::load_independent:
      return load_independent;
    case TileOperation::load_parameter:
      return load_parameter;
    case TileOperation::check_guard:
      return check_guard;
    case TileOperation::store_residual:
    case TileOperation::store_entry:
    case TileOperation::compute:
      break;
  }
  switch (elemental) {
#define JACQUARD_LONG(name) \
  case Elemental::name:     \
    return long_handler<Elemental::name>(roots);
    JACQUARD_ELEMENTALS(JACQUARD_LONG)
#undef JACQUARD_LONG
    default:
      return nullptr;
  }
}

}  // namespace
}  // namespace jacquard::kernels
