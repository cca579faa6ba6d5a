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

namespace {

/// (a / b) / b, as in the partials of atan2: of those in x and y, with b = hypot(x, y), one overflows with 1 / b.
bool divides_twice(const StraightLine& line, const Vertex& vertex) {
  const Vertex& numerator = line[vertex.arguments[0]];
  return vertex.elemental == Elemental::div && numerator.elemental == Elemental::div &&
         numerator.arguments[1] == vertex.arguments[1];
}

/// How a vertex is divided by.
struct Denominator {
  std::uint32_t num_divisions = 0;
  bool is_inverted = false;  ///< by something as large as the reciprocal

  bool is_shared() const { return is_inverted && num_divisions > 1; }
};

std::vector<Denominator> denominators(const StraightLine& line) {
  std::vector<Denominator> found(line.vertices.size());
  for (std::size_t v = 0; v < line.vertices.size(); ++v) {
    const Vertex& vertex = line.vertices[v];
    const VertexId below = denominator(vertex);
    if (!below.valid() || (line.roles[v].decides && vertex.elemental == Elemental::div)) continue;
    ++found[below.value].num_divisions;
    if (is_as_large_as_reciprocal(line, VertexId(v)) || divides_twice(line, vertex))
      found[below.value].is_inverted = true;
  }
  return found;
}

}  // namespace

void share_reciprocals(StraightLine& line) {
  const std::vector<Denominator> found = denominators(line);
  if (std::ranges::none_of(found, &Denominator::is_shared)) return;
  StraightLine result = begin_rewrite(line);
  std::vector<VertexId> renamed(line.vertices.size()), reciprocals(line.vertices.size());
  for (std::size_t v = 0; v < line.vertices.size(); ++v) {
    const VertexId below = denominator(line.vertices[v]);
    const Vertex vertex = with_renamed_arguments(line.vertices[v], renamed);
    const bool is_quotient = vertex.elemental == Elemental::div;
    if (!below.valid() || !found[below.value].is_shared() || (is_quotient && line.roles[v].decides)) {
      renamed[v] = result.append(vertex, line.roles[v].decides);
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
