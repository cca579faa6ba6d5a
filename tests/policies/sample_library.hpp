// SPDX-License-Identifier: BSD-2-Clause
// Libraries of random graphs.
#pragma once

#include <string>
#include <utility>

#include "jacquard/policies/library.hpp"
#include "random_tensor_graph.hpp"
#include "support/scratch_folder.hpp"

namespace jacquard::test {

inline policies::OrderRecord record_of(const CanonicalForm& form, CostModel model, const EliminationOrder& order) {
  policies::OrderRecord record;
  record.model = model;
  record.order = policies::to_canonical(form, order);
  record.cost = model == CostModel::emitted ? 100 : elimination_cost(form.graph, record.order, model);
  record.bound = record.cost / 2;
  record.method = "markowitz-low";
  record.seed = 42;
  record.milliseconds = 1.5;
  record.producer = "tests";
  return record;
}

/// An entry for `graph` with orders for all models.
inline policies::LibraryEntry entry_of(const LinearizedGraph& graph, std::string name) {
  const CanonicalForm form = canonicalize(graph);
  const EliminationOrder order = markowitz_order(graph, TieBreak::lowest_id);
  policies::LibraryEntry entry{std::move(name), form.fingerprint, form.graph, {}};
  for (const CostModel model : {CostModel::plain, CostModel::effective, CostModel::emitted}) {
    entry.orders.push_back(record_of(form, model, order));
  }
  return entry;
}

inline LinearizedGraph random_graph(Random& random) {
  return random_linearized_graph(random, {.num_independents = uniform(random, 1, 6),
                                          .num_intermediates = uniform(random, 0, 30),
                                          .num_dependents = uniform(random, 1, 5),
                                          .most_arguments = 3});
}

/// An entry for `graph` with its reverse order.
inline policies::TensorEntry entry_of(const policies::TensorGraph& graph, std::string name) {
  const policies::TensorForm form = canonicalize(graph);
  policies::OrderRecord record;
  record.order = to_canonical(form, reverse_order(skeleton(graph)));
  record.cost = tensor_cost(form.graph, record.order);
  record.bound = record.cost / 3;
  record.method = "reverse";
  record.seed = 7;
  record.milliseconds = 2.5;
  record.producer = "tests";
  return {std::move(name), form.fingerprint, form.graph, std::move(record)};
}

inline policies::NetworkRecord random_network(Random& random, std::string name) {
  policies::NetworkRecord network{std::move(name), "message passing", 3, {4, 5, 5, 2}, {}, "tests"};
  for (int k = 0; k < 30; ++k)
    network.weights.push_back(static_cast<float>(uniform(random, 0, 1000)) / 7.0f - 60.0f);
  return network;
}

inline policies::LibraryContents random_contents(Random& random, std::size_t num_graphs) {
  policies::LibraryContents contents;
  for (std::size_t k = 0; k < num_graphs; ++k) {
    policies::LibraryEntry& entry =
        contents.entries.emplace_back(entry_of(random_graph(random), "graph " + std::to_string(k)));
    if (k % 3 == 0)
      entry.tunings = {{{"processor", "compiler"}, entry.orders[0].order, 90, 1.5, 0.9, "search", "tests"}};
  }
  for (std::size_t k = 0; k < num_graphs / 4 + 1; ++k) {
    contents.tensors.push_back(
        entry_of(random_tensor_graph(random, uniform(random, 1, 20)), "tensors " + std::to_string(k)));
  }
  contents.networks.push_back(random_network(random, "policy"));
  return contents;
}

/// Everything a reader can see of an entry; constants that are not +1 or -1 are not kept.
inline bool same_entry(const policies::LibraryEntry& a, const policies::LibraryEntry& b) {
  return a.name == b.name && a.fingerprint == b.fingerprint && policies::same_structure(a.graph, b.graph) &&
         a.orders == b.orders && a.tunings == b.tunings;
}

inline bool same_entry(const policies::TensorEntry& a, const policies::TensorEntry& b) { return a == b; }

}  // namespace jacquard::test
