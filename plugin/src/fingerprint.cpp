// SPDX-License-Identifier: BSD-2-Clause
// Canonical numbering: colour sweeps, then individualisation and refinement of what they leave tied.
#include "jacquard/fingerprint.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <queue>
#include <utility>

#include "hash_words.hpp"
#include "jacquard/error.hpp"
#include "ordered_partition.hpp"

namespace jacquard {
namespace {

/// Vertices and edges that breaking ties may look at. Beyond it the first of the tied vertices is taken
/// unseen: the fingerprint stays invariant, but two numberings may then get different canonical graphs.
constexpr std::uint64_t tie_breaking_effort = 5'000'000;

enum Role : std::uint64_t { role_independent = 1, role_intermediate = 2, role_dependent = 3 };

Role role(const LinearizedGraph& graph, std::size_t v) {
  if (v < graph.num_independents()) return role_independent;
  return graph.is_intermediate(VertexId(v)) ? role_intermediate : role_dependent;
}

/// Its kind and, for units, the sign.
std::uint64_t kind_label(const Edge& edge) {
  const bool is_negative_unit = edge.kind == EdgeKind::unit && edge.constant < 0.0;
  return scramble(is_negative_unit ? 7u : 8u + static_cast<std::uint64_t>(edge.kind));
}

using Colours = std::vector<std::uint64_t>;

std::size_t num_distinct(Colours colours) {
  std::sort(colours.begin(), colours.end());
  return static_cast<std::size_t>(std::unique(colours.begin(), colours.end()) - colours.begin());
}

// Each sweep follows the topological order, so that one reaches as far as the longest path does.
void sweep_forward(const LabelledGraph& labelled, Colours& colours) {
  const LinearizedGraph& graph = labelled.graph;
  for (std::size_t v = 0; v < graph.num_vertices(); ++v) {
    std::uint64_t sum = 0;
    for (const Edge& edge : graph.predecessors(VertexId(v))) {
      sum += scramble(colours[edge.tail.value] ^ labelled.label(edge));
    }
    colours[v] = scramble(colours[v] + scramble(sum));
  }
}

void sweep_backward(const LabelledGraph& labelled, Colours& colours) {
  const LinearizedGraph& graph = labelled.graph;
  for (std::size_t v = graph.num_vertices(); v-- > 0;) {
    std::uint64_t sum = 1;
    for (EdgeId e : graph.successors(VertexId(v))) {
      sum += scramble(colours[graph[e].head.value] ^ labelled.label(graph[e]));
    }
    colours[v] = scramble(colours[v] + scramble(sum));
  }
}

/// Colours that two vertices share only if their neighbourhoods look alike at every depth.
Colours stable_colours(const LabelledGraph& graph) {
  Colours colours(graph.graph.num_vertices());
  for (std::size_t v = 0; v < colours.size(); ++v) colours[v] = role(graph.graph, v);
  for (std::size_t before = 0, now = num_distinct(colours); now != before;) {
    before = now;
    sweep_forward(graph, colours);
    sweep_backward(graph, colours);
    now = num_distinct(colours);
  }
  return colours;
}

Fingerprint fingerprint_of(const LinearizedGraph& graph, const Colours& colours) {
  Fingerprint fingerprint;
  fingerprint.words = {scramble(graph.num_vertices()), scramble(graph.edges().size())};
  for (std::uint64_t colour : colours) {
    fingerprint.words[0] += scramble(colour);
    fingerprint.words[1] += scramble(~colour);
  }
  return fingerprint;
}

/// The refinement, among those that individualise one member of an open cell, of least trace.
OrderedPartition break_tie(const OrderedPartition& partition, const LabelledNeighbours& neighbours,
                           std::uint64_t& effort) {
  OrderedPartition best = partition;
  std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
  bool is_first = true;
  for (std::uint32_t vertex : partition.smallest_open_cell()) {
    if (!is_first && effort >= tie_breaking_effort) break;
    OrderedPartition candidate = partition;
    const std::uint64_t trace = candidate.individualise(vertex, neighbours);
    effort += neighbours.offsets.size() + candidate.work() - partition.work();
    if (is_first || trace < least) {
      least = trace;
      best = std::move(candidate);
    }
    is_first = false;
  }
  return best;
}

/// Rank of every vertex in a discrete refinement of `colours`.
std::vector<std::uint32_t> rank_vertices(const LabelledGraph& graph, const Colours& colours) {
  OrderedPartition partition(colours);
  if (!partition.is_discrete()) {
    const LabelledNeighbours neighbours(graph);
    for (std::uint64_t effort = 0; !partition.is_discrete();) partition = break_tie(partition, neighbours, effort);
  }
  std::vector<std::uint32_t> ranks(graph.graph.num_vertices());
  for (std::uint32_t v = 0; v < ranks.size(); ++v) ranks[v] = partition.cell(v);
  return ranks;
}

/// Numbers vertices topologically, by role and then by rank among those whose predecessors are numbered.
std::vector<VertexId> number_topologically(const LinearizedGraph& graph, const std::vector<std::uint32_t>& ranks) {
  using Key = std::pair<std::pair<Role, std::uint32_t>, std::uint32_t>;
  std::priority_queue<Key, std::vector<Key>, std::greater<>> ready;
  std::vector<std::size_t> missing(graph.num_vertices());
  const auto make_ready = [&](std::uint32_t v) { ready.push({{role(graph, v), ranks[v]}, v}); };
  for (std::uint32_t v = 0; v < missing.size(); ++v) {
    missing[v] = graph.predecessors(VertexId(v)).size();
    if (missing[v] == 0) make_ready(v);
  }
  std::vector<VertexId> numbers(graph.num_vertices());
  for (std::size_t next = 0; !ready.empty(); ++next) {
    const std::uint32_t v = ready.top().second;
    ready.pop();
    numbers[v] = VertexId(next);
    for (EdgeId e : graph.successors(VertexId(v))) {
      if (--missing[graph[e].head.value] == 0) make_ready(graph[e].head.value);
    }
  }
  return numbers;
}

LinearizedGraph renumber(const LinearizedGraph& graph, const std::vector<VertexId>& numbers) {
  std::vector<Edge> edges;
  edges.reserve(graph.edges().size());
  for (const Edge& edge : graph.edges()) {
    const double sign = edge.kind == EdgeKind::unit ? edge.constant : 0.0;
    edges.push_back({numbers[edge.tail.value], numbers[edge.head.value], edge.kind, sign, {}});
  }
  return LinearizedGraph(graph.num_independents(), graph.num_intermediates(), graph.num_dependents(),
                         std::move(edges));
}

CanonicalForm canonicalize(const LabelledGraph& labelled) {
  const LinearizedGraph& graph = labelled.graph;
  const Colours colours = stable_colours(labelled);
  CanonicalForm form;
  form.fingerprint = fingerprint_of(graph, colours);
  form.canonical_of = number_topologically(graph, rank_vertices(labelled, colours));
  form.graph = renumber(graph, form.canonical_of);
  return form;
}

}  // namespace

std::string to_string(const Fingerprint& fingerprint) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (std::uint64_t word : fingerprint.words) {
    for (int shift = 60; shift >= 0; shift -= 4) text += digits[(word >> shift) & 15u];
  }
  return text;
}

Fingerprint fingerprint_of(std::string_view text) {
  Fingerprint fingerprint{{text.size(), ~text.size()}};
  for (std::size_t first = 0; first < text.size(); first += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    for (std::size_t k = first; k < std::min(first + sizeof word, text.size()); ++k)
      word = word << 8 | static_cast<unsigned char>(text[k]);
    for (std::uint64_t& hash : fingerprint.words) hash = hash_word(hash, word);
  }
  return fingerprint;
}

namespace {

LabelledGraph labelled_by_kind(const LinearizedGraph& graph) {
  LabelledGraph labelled{graph, {}};
  for (const Edge& edge : graph.edges()) labelled.labels.push_back(kind_label(edge));
  return labelled;
}

}  // namespace

Fingerprint fingerprint_of(const LinearizedGraph& graph) {
  return fingerprint_of(graph, stable_colours(labelled_by_kind(graph)));
}

CanonicalForm canonicalize(const LinearizedGraph& graph) { return canonicalize(labelled_by_kind(graph)); }

CanonicalForm canonicalize(const LinearizedGraph& graph, std::span<const std::uint64_t> labels) {
  if (labels.size() != graph.edges().size()) {
    throw ShapeError("canonicalize: expected " + std::to_string(graph.edges().size()) + " labels, found " +
                     std::to_string(labels.size()));
  }
  LabelledGraph labelled{graph, {}};
  for (const std::uint64_t label : labels) labelled.labels.push_back(scramble(label));
  return canonicalize(labelled);
}

}  // namespace jacquard
