// SPDX-License-Identifier: BSD-2-Clause
// Names of the elementals, by enumerator.
#include "jacquard/elementals.hpp"

#include <algorithm>

namespace jacquard {
namespace {

constexpr std::string_view names[] = {
    "independent", "parameter", "literal",
#define JACQUARD_NAME(name) #name,
    JACQUARD_ELEMENTALS(JACQUARD_NAME)
#undef JACQUARD_NAME
};

}  // namespace

std::string_view name(Elemental elemental) { return names[static_cast<std::size_t>(elemental)]; }

std::optional<Elemental> elemental_from_name(std::string_view name) {
  const auto* found = std::find(std::begin(names), std::end(names), name);
  if (found == std::end(names)) return std::nullopt;
  return static_cast<Elemental>(found - std::begin(names));
}

}  // namespace jacquard
