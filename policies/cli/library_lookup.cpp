// SPDX-License-Identifier: BSD-2-Clause
// What the libraries know of a subject.
#include "library_lookup.hpp"

#include "jacquard/kernels/host_machine.hpp"

namespace jacquard::cli {

policies::Machine this_machine() { return {kernels::processor_name(), kernels::compiler_name()}; }

std::vector<KnownOrder> look_up(const LinearizedGraph& graph, const std::vector<std::filesystem::path>& libraries) {
  std::vector<KnownOrder> known;
  if (libraries.empty()) return known;
  const CanonicalForm form = canonicalize(graph);
  for (const std::filesystem::path& path : libraries) {
    const policies::PolicyLibrary library(path);
    const auto entry = library.find(form);
    if (!entry) continue;
    if (const policies::TunedOrder* tuned = policies::tuned_for(*entry, this_machine)) {
      known.push_back({policies::from_canonical(form, tuned->order),
                       "library " + path.filename().string() + ": " + entry->name + " (tuned here)", tuned->method,
                       CostModel::emitted, 0, false, true});
    }
    for (const policies::OrderRecord& record : entry->orders) {
      known.push_back({policies::from_canonical(form, record.order),
                       "library " + path.filename().string() + ": " + entry->name + " (" + record.method + ")",
                       record.method, record.model, record.bound, record.optimal, false});
    }
  }
  return known;
}

}  // namespace jacquard::cli
