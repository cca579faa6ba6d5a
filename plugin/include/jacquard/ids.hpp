// SPDX-License-Identifier: BSD-2-Clause
// Typed indices: an id of one kind cannot be passed where another is meant.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>

namespace jacquard {

/// Index into one flat table; `Tag` says which.
template <class Tag>
struct Id {
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

  std::uint32_t value = none;

  constexpr Id() = default;
  constexpr explicit Id(std::size_t index) : value(static_cast<std::uint32_t>(index)) {}

  constexpr bool valid() const { return value != none; }
  friend constexpr auto operator<=>(Id, Id) = default;
};

using VertexId = Id<struct VertexTag>;
using EdgeId = Id<struct EdgeTag>;
using SlotId = Id<struct SlotTag>;

}  // namespace jacquard

template <class Tag>
struct std::hash<jacquard::Id<Tag>> {
  std::size_t operator()(jacquard::Id<Tag> id) const noexcept { return std::hash<std::uint32_t>{}(id.value); }
};
