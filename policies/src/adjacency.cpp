// SPDX-License-Identifier: BSD-2-Clause
// Vertex elimination on sorted neighbour lists.
#include "adjacency.hpp"

#include <algorithm>
#include <iterator>

namespace jacquard::policies {
namespace {

/// `row` without `gone`, united with `gained`.
void replace(std::vector<std::uint32_t>& row, std::uint32_t gone, const std::vector<std::uint32_t>& gained) {
  std::vector<std::uint32_t> merged;
  merged.reserve(row.size() + gained.size());
  std::set_union(row.begin(), row.end(), gained.begin(), gained.end(), std::back_inserter(merged));
  merged.erase(std::lower_bound(merged.begin(), merged.end(), gone));
  row.swap(merged);
}

}  // namespace

Adjacency::Adjacency(const LinearizedGraph& graph)
    : first_intermediate_(static_cast<std::uint32_t>(graph.num_independents())),
      first_dependent_(static_cast<std::uint32_t>(graph.num_independents() + graph.num_intermediates())),
      predecessors_(graph.num_vertices()),
      successors_(graph.num_vertices()) {
  for (const Edge& edge : graph.edges()) {
    predecessors_[edge.head.value].push_back(edge.tail.value);
    successors_[edge.tail.value].push_back(edge.head.value);
  }
}

void Adjacency::eliminate(std::uint32_t v) {
  for (const std::uint32_t head : successors_[v]) replace(predecessors_[head], v, predecessors_[v]);
  for (const std::uint32_t tail : predecessors_[v]) replace(successors_[tail], v, successors_[v]);
  predecessors_[v].clear();
  successors_[v].clear();
}

}  // namespace jacquard::policies
