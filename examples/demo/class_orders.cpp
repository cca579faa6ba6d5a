// SPDX-License-Identifier: BSD-2-Clause
// Which orders a session uses, in the words of the table.
#include "class_orders.hpp"

#include "jacquard/order_source.hpp"

namespace jacquard::demo {

void describe_orders(const Session& session, RunSummary* summary) {
  // The class that costs most in all its sites together.
  std::uint64_t most = 0;
  for (const SiteClass& site_class : session.captured().classes) {
    const OrderChoice choice = choose_order(site_class.graph, {});
    if (choice.emitted * site_class.num_sites < most) continue;
    most = choice.emitted * site_class.num_sites;
    summary->cost = std::to_string(choice.emitted) + " operations";
    summary->source = choice.proposal.source;
    summary->order = std::to_string(choice.proposal.order.vertices.size()) + " vertices";
  }
}

}  // namespace jacquard::demo
