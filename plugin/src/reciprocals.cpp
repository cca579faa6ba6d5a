// SPDX-License-Identifier: BSD-2-Clause
// One division for each denominator whose reciprocal is needed anyway.
#include <algorithm>
#include <cmath>
#include <utility>

#include "straight_line.hpp"

namespace jacquard {
bool is_as_large_as_reciprocal(const StraightLine& line, VertexId v) {
  const Vertex& vertex = line[v];
  if (vertex.elemental == Elemental::reciprocal) return true;
  if (vertex.elemental != Elemental::div || !line.is_literal(vertex.arguments[0])) return false;
  const double numerator = std::abs(line.literal_value(vertex.arguments[0]));
  constexpr double smallest = 1.0 / 16;
  return smallest <= numerator && std::isfinite(numerator);
}

VertexId denominator(const Vertex& vertex) {
  if (vertex.elemental == Elemental::reciprocal) return vertex.arguments[0];
  return vertex.elemental == Elemental::div ? vertex.arguments[1] : VertexId();
}

namespace {

/// (a / b) / b, as in the partials of atan2: of those in x and y, with b = hypot(x, y), one overflows with 1 / b.
bool divides_twice(const StraightLine& line, const Vertex& vertex) {
  const Vertex& numerator = line[vertex.arguments[0]];
  return vertex.elemental == Elemental::div && numerator.elemental == Elemental::div &&
         numerator.arguments[1] == vertex.arguments[1];
}

/// Denominators of several divisions, of which at least one is as large as the reciprocal.
std::vector<bool> shared_denominators(const StraightLine& line) {
  std::vector<std::uint32_t> num_divisions(line.vertices.size(), 0);
  std::vector<bool> is_inverted(line.vertices.size(), false);
  for (std::size_t v = 0; v < line.vertices.size(); ++v) {
    const Vertex& vertex = line.vertices[v];
    const VertexId below = denominator(vertex);
    if (!below.valid() || (line.deciding[v] && vertex.elemental == Elemental::div)) continue;
    ++num_divisions[below.value];
    if (is_as_large_as_reciprocal(line, VertexId(v)) || divides_twice(line, vertex))
      is_inverted[below.value] = true;
  }
  std::vector<bool> shared(line.vertices.size(), false);
  for (std::size_t v = 0; v < shared.size(); ++v) shared[v] = is_inverted[v] && num_divisions[v] > 1;
  return shared;
}

}  // namespace

void share_reciprocals(StraightLine& line) {
  const std::vector<bool> shared = shared_denominators(line);
  if (std::ranges::find(shared, true) == shared.end()) return;
  StraightLine result{{}, {}, {}, {}, std::move(line.literals), std::move(line.outputs)};
  std::vector<VertexId> renamed(line.vertices.size()), reciprocals(line.vertices.size());
  for (std::size_t v = 0; v < line.vertices.size(); ++v) {
    Vertex vertex = line.vertices[v];
    const VertexId below = denominator(vertex);
    const bool is_quotient = vertex.elemental == Elemental::div;
    for (std::size_t k = 0; k < arguments_of(vertex).size(); ++k)
      vertex.arguments[k] = renamed[vertex.arguments[k].value];
    if (!below.valid() || !shared[below.value] || (is_quotient && line.deciding[v])) {
      renamed[v] = result.append(vertex, line.deciding[v]);
      continue;
    }
    VertexId& reciprocal = reciprocals[below.value];
    if (!reciprocal.valid()) reciprocal = result.append({Elemental::reciprocal, 0, {renamed[below.value]}});
    renamed[v] = is_quotient ? result.append({Elemental::mul, 0, {vertex.arguments[0], reciprocal}}) : reciprocal;
  }
  for (Output& output : result.outputs) output.value = renamed[output.value.value];
  line = std::move(result);
}

}  // namespace jacquard
