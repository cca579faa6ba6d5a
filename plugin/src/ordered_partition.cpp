// SPDX-License-Identifier: BSD-2-Clause
// Splits cells by the labelled edges that their vertices share with a splitter cell.
#include "ordered_partition.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

namespace jacquard {

LabelledNeighbours::LabelledNeighbours(const LabelledGraph& labelled) : offsets{0} {
  const LinearizedGraph& graph = labelled.graph;
  neighbours.reserve(2 * graph.edges().size());
  for (std::size_t v = 0; v < graph.num_vertices(); ++v) {
    for (const Edge& edge : graph.predecessors(VertexId(v))) {
      neighbours.push_back({edge.tail.value, scramble(labelled.label(edge))});
    }
    for (EdgeId e : graph.successors(VertexId(v)))
      neighbours.push_back({graph[e].head.value, labelled.label(graph[e])});
    offsets.push_back(static_cast<std::uint32_t>(neighbours.size()));
  }
}

OrderedPartition::OrderedPartition(const std::vector<std::uint64_t>& colours)
    : vertices_(colours.size()),
      position_(colours.size()),
      cell_of_(colours.size()),
      size_(colours.size(), 0),
      is_queued_(colours.size(), false),
      signature_(colours.size(), 0) {
  std::iota(vertices_.begin(), vertices_.end(), 0u);
  std::sort(vertices_.begin(), vertices_.end(),
            [&](std::uint32_t a, std::uint32_t b) { return std::pair(colours[a], a) < std::pair(colours[b], b); });
  std::uint32_t start = 0;
  for (std::uint32_t p = 0; p < vertices_.size(); ++p) {
    const std::uint32_t v = vertices_[p];
    if (p == 0 || colours[v] != colours[vertices_[p - 1]]) {
      start = p;
      ++num_cells_;
    }
    position_[v] = p;
    cell_of_[v] = start;
    ++size_[start];
  }
}

std::vector<std::uint32_t> OrderedPartition::smallest_open_cell() const {
  std::uint32_t best = 0;
  std::uint32_t best_size = 0;
  for (std::uint32_t start = 0; start < size_.size(); start += size_[start]) {
    if (size_[start] > 1 && (best_size == 0 || size_[start] < best_size)) {
      best = start;
      best_size = size_[start];
    }
  }
  std::vector<std::uint32_t> members(vertices_.begin() + best, vertices_.begin() + best + best_size);
  std::sort(members.begin(), members.end());
  return members;
}

void OrderedPartition::exchange(std::uint32_t a, std::uint32_t b) {
  std::swap(vertices_[a], vertices_[b]);
  position_[vertices_[a]] = a;
  position_[vertices_[b]] = b;
}

void OrderedPartition::enqueue(std::uint32_t cell) {
  if (is_queued_[cell]) return;
  is_queued_[cell] = true;
  queue_.push_back(cell);
}

std::uint64_t OrderedPartition::individualise(std::uint32_t vertex, const LabelledNeighbours& graph) {
  trace_ = 0;
  const std::uint32_t start = cell_of_[vertex];
  exchange(position_[vertex], start + size_[start] - 1);
  --size_[start];
  const std::uint32_t alone = position_[vertex];
  cell_of_[vertex] = alone;
  size_[alone] = 1;
  ++num_cells_;
  enqueue(alone);
  for (std::size_t next = 0; next < queue_.size(); ++next) {
    const std::uint32_t splitter = queue_[next];
    is_queued_[splitter] = false;
    collect_touches(splitter, graph);
    for (std::size_t first = 0, last = 0; first < touches_.size(); first = last) {
      while (last < touches_.size() && touches_[last].cell == touches_[first].cell) ++last;
      split(first, last);
    }
  }
  queue_.clear();
  return trace_;
}

void OrderedPartition::collect_touches(std::uint32_t splitter, const LabelledNeighbours& graph) {
  touches_.clear();
  for (std::uint32_t p = splitter; p < splitter + size_[splitter]; ++p) {
    const std::uint32_t v = vertices_[p];
    work_ += 1 + graph.offsets[v + 1] - graph.offsets[v];
    for (std::uint32_t k = graph.offsets[v]; k < graph.offsets[v + 1]; ++k) {
      const auto& neighbour = graph.neighbours[k];
      // A sum of scrambled labels counts the edges of each label, whatever the order they come in.
      if (signature_[neighbour.vertex] == 0) touches_.push_back({cell_of_[neighbour.vertex], 0, neighbour.vertex});
      signature_[neighbour.vertex] += neighbour.label;
    }
  }
  for (Touch& touch : touches_) touch.signature = std::exchange(signature_[touch.vertex], 0);
  std::sort(touches_.begin(), touches_.end(), [](const Touch& a, const Touch& b) {
    return std::tie(a.cell, a.signature, a.vertex) < std::tie(b.cell, b.signature, b.vertex);
  });
}

void OrderedPartition::split(std::size_t first_touch, std::size_t last_touch) {
  const std::uint32_t start = touches_[first_touch].cell;
  const std::uint32_t end = start + size_[start];
  const bool has_untouched = last_touch - first_touch < size_[start];
  std::uint32_t boundary = end;
  for (std::size_t last = last_touch; last > first_touch;) {
    const std::uint64_t signature = touches_[last - 1].signature;
    const std::uint32_t group_end = boundary;
    for (; last > first_touch && touches_[last - 1].signature == signature; --last) {
      exchange(position_[touches_[last - 1].vertex], --boundary);
    }
    trace_ = scramble(trace_ ^ signature) + scramble((std::uint64_t{boundary} << 32) | group_end);
    if (boundary == start) {
      size_[start] = group_end - start;
      break;
    }
    for (std::uint32_t p = boundary; p < group_end; ++p) cell_of_[vertices_[p]] = boundary;
    size_[boundary] = group_end - boundary;
    ++num_cells_;
  }
  if (has_untouched) size_[start] = boundary - start;
  enqueue_all_but_largest(start, end);
}

void OrderedPartition::enqueue_all_but_largest(std::uint32_t first, std::uint32_t end) {
  if (size_[first] == end - first) return;
  std::uint32_t largest = first;
  for (std::uint32_t cell = first; cell < end; cell += size_[cell]) {
    if (size_[cell] > size_[largest]) largest = cell;
  }
  // A cell that waits in the queue now stands for its first part only, so every other part must wait as well.
  const bool keeps_all = is_queued_[first];
  for (std::uint32_t cell = first; cell < end; cell += size_[cell]) {
    if (keeps_all || cell != largest) enqueue(cell);
  }
}

}  // namespace jacquard
