// SPDX-License-Identifier: BSD-2-Clause
// Builds the kernels of site classes and finds those that exist.
#include "class_kernel.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "jacquard/graph_builder.hpp"
#include "jacquard/kernels/built_in.hpp"

namespace jacquard {
namespace {

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

bool same_but_for_literals(const ComputationalGraph& a, const ComputationalGraph& b) {
  return std::ranges::equal(a.vertices(), b.vertices()) && std::ranges::equal(a.dependents(), b.dependents()) &&
         std::ranges::equal(a.guards(), b.guards()) && a.num_independents() == b.num_independents() &&
         a.num_parameters() == b.num_parameters();
}

/// Bit for bit: operator== would never find a graph with a NaN literal, and would mix up 0 and -0.
bool same_graph(const ComputationalGraph& a, const ComputationalGraph& b) {
  return same_but_for_literals(a, b) && std::ranges::equal(a.literals(), b.literals(), same_bits);
}

/// What the program was built with for `graph`.
std::optional<OrderProposal> built_in_order(const LinearizedGraph& graph) {
  if (kernels::num_built_in_orders() == 0) return {};
  const kernels::BuiltInOrder* found = kernels::find_built_in_order(kernels::order_key(graph));
  if (found == nullptr) return {};
  OrderProposal proposal;
  proposal.source = std::string("built in: ") + found->source;
  proposal.is_settled = true;
  for (const std::uint32_t v : found->vertices) proposal.order.vertices.push_back(VertexId(v));
  return proposal;
}

/// Proposes one order.
class KnownOrderSource final : public OrderSource {
 public:
  explicit KnownOrderSource(OrderProposal proposal) : proposal_(std::move(proposal)) {}
  std::optional<OrderProposal> propose(const Linearization&, CostModel) override { return proposal_; }

 private:
  OrderProposal proposal_;
};

/// Literals that fold (a coefficient that became 1) change edges; elsewhere an order of one is one of the other.
bool same_edges(const LinearizedGraph& a, const LinearizedGraph& b) {
  const auto same = [](const Edge& x, const Edge& y) {
    return x.tail == y.tail && x.head == y.head && x.kind == y.kind;
  };
  return a.num_independents() == b.num_independents() && a.num_intermediates() == b.num_intermediates() &&
         a.num_dependents() == b.num_dependents() && std::ranges::equal(a.edges(), b.edges(), same);
}

}  // namespace

OrderReport order_of(const Linearization& linearization, std::span<const std::unique_ptr<OrderSource>> sources) {
  const LinearizedGraph& graph = linearization.graph;
  std::vector<std::unique_ptr<OrderSource>> built_in;
  if (auto proposal = built_in_order(graph))
    built_in.push_back(std::make_unique<KnownOrderSource>(std::move(*proposal)));
  return {choose_order(linearization, built_in.empty() ? sources : built_in),
          elimination_cost(graph, forward_order(graph), CostModel::plain),
          elimination_cost(graph, reverse_order(graph), CostModel::plain)};
}

KernelPrograms build_programs(const AccumulatedJacobian& jacobian, const std::vector<std::string>& provenance,
                              const EvaluatorFactory& factory) {
  std::array programs{lower(jacobian, Quantity::residual), lower(jacobian, Quantity::jacobian),
                      lower(jacobian, Quantity::both)};
  for (Program& program : programs) program.provenance = provenance;
  const Program& both = programs.back();
  return {jacobian.pattern, factory(programs), both.instructions.size(), both.num_slots};
}

ClassKernelCache::ClassKernelCache(std::vector<std::unique_ptr<OrderSource>> order_sources,
                                   EvaluatorFactory factory)
    : order_sources_(std::move(order_sources)), factory_(std::move(factory)) {}

std::shared_ptr<const ClassKernel> ClassKernelCache::find_or_build(const SiteClass& site_class) {
  const auto [first, last] = kernels_.equal_range(site_class.hash);
  for (auto it = first; it != last; ++it) {
    if (same_graph(it->second->graph, site_class.graph)) return it->second;
  }
  auto kernel = std::make_shared<ClassKernel>();
  Linearization linearization = linearize(simplify(site_class.graph));
  kernel->graph = site_class.graph;
  kernel->linearized = linearization.graph;
  kernel->order = find_or_choose(linearization, site_class.graph);
  kernel->programs = build_programs(accumulate(std::move(linearization), kernel->order.choice.proposal.order),
                                    provenance_of(kernel->order, kernel->linearized), factory_);
  ++num_built_;
  return kernels_.emplace(site_class.hash, std::move(kernel))->second;
}

// Sources may search for a while: what differs from a known class in literals only is not asked for again.
OrderReport ClassKernelCache::find_or_choose(const Linearization& linearization,
                                             const ComputationalGraph& graph) const {
  for (const auto& [hash, known] : kernels_) {
    if (same_but_for_literals(known->graph, graph) && same_edges(known->linearized, linearization.graph)) {
      return known->order;
    }
  }
  return order_of(linearization, order_sources_);
}

}  // namespace jacquard
