// SPDX-License-Identifier: BSD-2-Clause
// What the libraries know of a subject.
#include "library_lookup.hpp"

namespace jacquard::cli {

std::vector<KnownOrder> look_up(const LinearizedGraph& graph, const std::vector<std::filesystem::path>& libraries) {
  std::vector<KnownOrder> known;
  if (libraries.empty()) return known;
  const CanonicalForm form = canonicalize(graph);
  for (const std::filesystem::path& path : libraries) {
    const policies::PolicyLibrary library(path);
    const auto entry = library.find(form);
    if (!entry) continue;
    for (const policies::OrderRecord& record : entry->orders) {
      known.push_back({policies::from_canonical(form, record.order),
                       "library " + path.filename().string() + ": " + entry->name + " (" + record.method + ")",
                       record.method, record.model, record.bound, record.optimal});
    }
  }
  return known;
}

}  // namespace jacquard::cli
