// SPDX-License-Identifier: BSD-2-Clause
// Comparison of two captures of one residual, site by site.
#include "changed_sites.hpp"

#include <algorithm>

#include "jacquard/interpreter.hpp"

namespace jacquard {
namespace {

struct Owner {
  std::uint32_t site_class = 0;
  std::uint32_t site = 0;
};

/// The site that writes each state; sites that write nothing do not exist.
std::vector<Owner> owners(const CapturedResidual& captured) {
  std::vector<Owner> owner_of(captured.num_state());
  for (std::uint32_t c = 0; c < captured.classes.size(); ++c) {
    const SiteClass& site_class = captured.classes[c];
    for (std::uint32_t p = 0; p < site_class.num_sites; ++p) owner_of[site_class.scatter[p]] = {c, p};
  }
  return owner_of;
}

bool same_row(const std::vector<StateIndex>& a, std::size_t stride_a, std::size_t site_a,
              const std::vector<StateIndex>& b, std::size_t stride_b, std::size_t site_b) {
  for (; site_a < a.size(); site_a += stride_a, site_b += stride_b) {
    if (a[site_a] != b[site_b]) return false;
  }
  return true;
}

/// @pre of one kernel
bool same_tables(const SiteClass& a, std::size_t site_a, const SiteClass& b, std::size_t site_b) {
  return same_row(a.gather, a.num_sites, site_a, b.gather, b.num_sites, site_b) &&
         same_row(a.scatter, a.num_sites, site_a, b.scatter, b.num_sites, site_b);
}

bool same_sums(const CapturedResidual& a, const CapturedResidual& b) {
  return StateExtents(a) == StateExtents(b) && a.accumulated_dependents == b.accumulated_dependents &&
         a.accumulation_offsets == b.accumulation_offsets && a.accumulation_terms == b.accumulation_terms &&
         a.accumulation_signs == b.accumulation_signs;
}

}  // namespace

std::optional<std::vector<ChangedSite>> find_changed_sites(const CaptureView& before, const CaptureView& after) {
  if (!same_sums(before.captured, after.captured)) return std::nullopt;
  const std::vector<Owner> owner_of = owners(after.captured);
  std::vector<ChangedSite> changed;
  for (std::uint32_t c = 0; c < before.captured.classes.size(); ++c) {
    const SiteClass& site_class = before.captured.classes[c];
    for (std::size_t p = 0; p < site_class.num_sites; ++p) {
      const Owner owner = owner_of[site_class.scatter[p]];
      if (before.kernels[c] != after.kernels[owner.site_class]) {
        changed.push_back({c, owner.site_class, p, owner.site});
      } else if (!same_tables(site_class, p, after.captured.classes[owner.site_class], owner.site)) {
        return std::nullopt;
      }
    }
  }
  return changed;
}

bool guard_flips(const SiteClass& site_class, std::size_t site, std::span<const double> state) {
  const ComputationalGraph& graph = site_class.graph;
  std::vector<double> independents, parameters;
  for (std::size_t k = 0; k < graph.num_independents(); ++k)
    independents.push_back(state[site_class.gather[k * site_class.num_sites + site]]);
  for (const SiteData& column : site_class.data)
    parameters.push_back(column.values[column.values.size() == 1 ? 0 : site]);
  const std::vector<double> values = evaluate<double>(graph, independents, parameters);
  return std::ranges::any_of(
      graph.guards(), [&](const Guard& guard) { return (values[guard.condition.value] != 0.0) != guard.outcome; });
}

}  // namespace jacquard
