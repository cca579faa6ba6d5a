// SPDX-License-Identifier: BSD-2-Clause
// Compares elimination orders on Roe's flux: what each costs under the three cost models.
#include <iomanip>
#include <iostream>

#include "jacquard/capture.hpp"
#include "jacquard/cost.hpp"
#include "jacquard/graph_builder.hpp"
#include "jacquard/linearized_graph.hpp"
#include "jacquard/order.hpp"
#include "jacquard/order_source.hpp"
#include "jacquard/program.hpp"
#include "residuals/roe_flux.hpp"

using namespace jacquard;
using Flux = examples::RoeFlux<1>;

static void print_costs(const char* name, const ComputationalGraph& residual, const LinearizedGraph& graph,
                        const EliminationOrder& order) {
  std::cout << std::left << std::setw(18) << name << std::right << std::setw(8)
            << elimination_cost(graph, order, CostModel::plain) << std::setw(11)
            << elimination_cost(graph, order, CostModel::effective) << std::setw(9) << emitted_cost(residual, order)
            << '\n';
}

int main() {
  const auto x = Flux::sample();
  const auto flux = [](std::span<const Active> state, std::span<Active> f) { Flux{}(state, f); };
  const ComputationalGraph residual = simplify(capture_graph(flux, x, Flux::num_dependents).graph);
  const LinearizedGraph graph = linearize(residual).graph;
  std::cout << "Roe's flux: " << graph.num_independents() << " independents, " << graph.num_intermediates()
            << " intermediates, " << graph.num_dependents() << " dependents, " << graph.edges().size()
            << " edges\n\n"
            << "order                plain  effective  emitted\n";
  print_costs("forward", residual, graph, forward_order(graph));
  print_costs("reverse", residual, graph, reverse_order(graph));
  print_costs("Markowitz, lowest", residual, graph, markowitz_order(graph, TieBreak::lowest_id));
  print_costs("Markowitz, highest", residual, graph, markowitz_order(graph, TieBreak::highest_id));

  // What a session does: it takes the order whose emitted program is cheapest.
  const OrderChoice choice = choose_order(residual, {});
  std::cout << "\nchosen: " << choice.proposal.source << ", " << choice.emitted << " operations emitted\n";
}
