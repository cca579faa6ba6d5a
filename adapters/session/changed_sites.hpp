// SPDX-License-Identifier: BSD-2-Clause
// Which sites two captures of one residual have on different branches.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "branch_relations.hpp"

namespace jacquard {

/// A site that has another class in each of two captures.
struct ChangedSite {
  std::uint32_t class_before = 0;
  std::uint32_t class_after = 0;
  std::size_t site_before = 0;
  std::size_t site_after = 0;
};

/// All sites that changed; sites are the same where they write the same state.
///
/// Nothing if the two captures may number their state in different ways: then some site that did not change
/// gathers other state, or a sum has other terms. Cost: a pass over all tables.
std::optional<std::vector<ChangedSite>> find_changed_sites(const CaptureView& before, const CaptureView& after);

/// Whether some guard of `site` flips where `state` was evaluated.
bool guard_flips(const SiteClass& site_class, std::size_t site, std::span<const double> state);

}  // namespace jacquard
