// SPDX-License-Identifier: BSD-2-Clause
// Which orders a session uses, in the words of the table.
#include "class_orders.hpp"

namespace jacquard::demo {

void describe_orders(const Session& session, RunSummary* summary) {
  const auto& classes = session.captured().classes;
  std::uint64_t most = 0;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const OrderChoice& choice = session.order(c);
    const std::uint64_t in_all_sites = choice.emitted * classes[c].num_sites;
    if (in_all_sites < most) continue;
    most = in_all_sites;
    summary->order = std::to_string(choice.proposal.order.vertices.size()) + " vertices";
    summary->cost = std::to_string(choice.emitted) + " operations";
    summary->source = choice.proposal.source;
  }
}

}  // namespace jacquard::demo
