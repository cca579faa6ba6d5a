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

/// An elemental of many instructions.
template <Elemental elemental>
void run_long(const HostStep& step, const HostTile& tile) {
  const auto a = source(tile, step.arguments[0]), b = source(tile, step.arguments[1]),
             c = source(tile, step.arguments[2]);
  const auto result = target(tile, step);
  const std::size_t num_packs = tile.num_groups * packs_a_group;
  for (std::size_t pack = 0; pack < num_packs; ++pack)
    value<elemental>(Doubles::load(a[pack]), Doubles::load(b[pack]), Doubles::load(c[pack])).store(result[pack]);
  repeat_last_group(result, tile);
}

/// Two elementals of one pack at a time, by `function(pack)`, into result and the slot at `index`.
template <class Function>
[[gnu::always_inline]] inline void run_joint(const HostStep& step, const HostTile& tile, Function function) {
  const Place<double> first(tile.workspace, step.result), second(tile.workspace, {step.index, group_size});
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
  const auto angle = source(tile, step.arguments[0]);
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

template <Elemental root, Elemental second>
void run_root_and_quotient(const HostStep& step, const HostTile& tile) {
  const auto x = source(tile, step.arguments[0]), y = source(tile, step.arguments[1]);
  const Doubles numerator =
      second == Elemental::reciprocal ? Doubles(1.0) : Doubles::load(source(tile, step.arguments[2])[0]);
  run_joint(
      step, tile, [&](std::size_t pack) __attribute__((flatten)) {
        if constexpr (root == Elemental::sqrt) {
          return root_and_quotient(Doubles::load(x[pack]), numerator);
        } else {
          return hypot_and_quotient(Doubles::load(x[pack]), Doubles::load(y[pack]), numerator);
        }
      });
}

template <Elemental root>
HostHandler quotient_handler(Elemental second) {
  return second == Elemental::reciprocal ? run_root_and_quotient<root, Elemental::reciprocal>
         : second == Elemental::div      ? run_root_and_quotient<root, Elemental::div>
                                         : nullptr;
}

HostHandler joint_handler(Elemental first, Elemental second) {
  if (first == Elemental::sin && second == Elemental::cos) return run_sine_and_cosine;
  if (first == Elemental::sqrt) return quotient_handler<Elemental::sqrt>(second);
  if (first == Elemental::hypot) return quotient_handler<Elemental::hypot>(second);
  return nullptr;
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
  double* const to = tile.workspace + step.result.offset;
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
  double* const to = tile.workspace + step.result.offset;
  copy(tile.batch->parameters[step.index] + tile.first_point, to, tile);
  pad(to, tile);
}

// Points whose guard flips are rare; groups without one are passed over whole.
void check_guard(const HostStep& step, const HostTile& tile) {
  const Place<const double> condition = source(tile, step.arguments[0]);
  for (std::size_t pack = 0; pack * Doubles::size < tile.num_points; ++pack) {
    const auto is_true = Doubles::load(condition[pack]) != Doubles(0.0);
    if (all(step.outcome ? is_true : !is_true)) continue;
    const std::size_t first = pack * Doubles::size, last = first + Doubles::size;
    for (std::size_t p = first; p < last && p < tile.num_points; ++p)
      tile.flipped[p] |= static_cast<std::uint8_t>((condition[pack][p - first] != 0.0) != step.outcome);
  }
}

template <Elemental elemental>
HostHandler long_handler() {
  if constexpr (is_short(elemental)) {
    return nullptr;
  } else {
    return run_long<elemental>;
  }
}

HostHandler handler(TileOperation operation, Elemental elemental) {
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
    return long_handler<Elemental::name>();
    JACQUARD_ELEMENTALS(JACQUARD_LONG)
#undef JACQUARD_LONG
    default:
      return nullptr;
  }
}

}  // namespace
}  // namespace jacquard::kernels
