// SPDX-License-Identifier: BSD-2-Clause
// Compares what all order sources propose by the programs that come out.
#include <algorithm>
#include <limits>
#include <utility>

#include "jacquard/error.hpp"
#include "jacquard/order_source.hpp"
#include "jacquard/program.hpp"

namespace jacquard {
namespace {

/// The best proposal so far, by emitted cost.
class Comparison {
 public:
  explicit Comparison(const Linearization& linearization) : linearization_(linearization) {
    choice_.emitted = std::numeric_limits<std::uint64_t>::max();
  }

  /// A damaged library costs its proposal and a line in the report, not the session.
  void ask(OrderSource& source) {
    try {
      if (auto proposal = source.propose(linearization_, CostModel::emitted)) consider(std::move(*proposal));
    } catch (const LibraryError& error) {
      choice_.refused.push_back(error.what());
    }
  }

  void consider(OrderProposal proposal) {
    try {
      check_order(linearization_.graph, proposal.order);
    } catch (const OrderError& error) {
      choice_.refused.push_back(proposal.source + ": " + error.what());
      return;
    }
    choice_.lower_bound = larger(choice_.lower_bound, proposal.lower_bound);
    choice_.emitted_lower_bound = larger(choice_.emitted_lower_bound, proposal.emitted_lower_bound);
    if (choice_.proposal.is_settled) return;
    const std::uint64_t emitted = emitted_cost(linearization_, proposal.order);
    if (proposal.is_settled || emitted < choice_.emitted) {
      choice_.emitted = emitted;
      choice_.proposal = std::move(proposal);
    }
  }

  bool is_settled() const { return choice_.proposal.is_settled; }

  OrderChoice result() && {
    const Multiplications count = count_multiplications(linearization_.graph, choice_.proposal.order);
    choice_.plain = count.plain;
    choice_.effective = count.effective;
    return std::move(choice_);
  }

 private:
  const Linearization& linearization_;
  OrderChoice choice_;
};

}  // namespace

OrderChoice choose_order(const Linearization& linearization,
                         std::span<const std::unique_ptr<OrderSource>> sources) {
  Comparison comparison(linearization);
  for (const std::unique_ptr<OrderSource>& source : sources) {
    if (!comparison.is_settled()) comparison.ask(*source);
  }
  const LinearizedGraph& graph = linearization.graph;
  comparison.consider({forward_order(graph), "forward"});
  comparison.consider({reverse_order(graph), "reverse"});
  comparison.consider({markowitz_order(graph, TieBreak::lowest_id), "markowitz-low"});
  comparison.consider({markowitz_order(graph, TieBreak::highest_id), "markowitz-high"});
  return std::move(comparison).result();
}

OrderChoice choose_order(const ComputationalGraph& residual,
                         std::span<const std::unique_ptr<OrderSource>> sources) {
  return choose_order(linearize(residual), sources);
}

}  // namespace jacquard
