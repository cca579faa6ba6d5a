// SPDX-License-Identifier: BSD-2-Clause
// Users of values and the count of live ones.
#include "liveness.hpp"

#include <algorithm>

namespace jacquard {

DistinctArguments distinct_arguments(const StraightLine& line, VertexId v) {
  DistinctArguments result;
  for (const VertexId argument : arguments_of(line[v])) {
    const bool known = std::find(result.begin(), result.end(), argument) != result.end();
    if (!known && !line.is_literal(argument)) result.vertices[result.count++] = argument;
  }
  return result;
}

Users::Users(const StraightLine& line) : offsets_(line.vertices.size() + 1, 0) {
  const std::size_t num_vertices = line.vertices.size();
  for (std::size_t v = 0; v < num_vertices; ++v) {
    for (const VertexId argument : distinct_arguments(line, VertexId(v))) ++offsets_[argument.value + 1];
  }
  for (std::size_t v = 0; v < num_vertices; ++v) offsets_[v + 1] += offsets_[v];
  users_.resize(offsets_.back());
  std::vector<std::uint32_t> next(offsets_.begin(), offsets_.end() - 1);
  for (std::size_t v = 0; v < num_vertices; ++v) {
    for (const VertexId argument : distinct_arguments(line, VertexId(v))) {
      users_[next[argument.value]++] = static_cast<std::uint32_t>(v);
    }
  }
}

Liveness::Liveness(const StraightLine& line, const Users& users) : line_(line), remaining_(line.vertices.size()) {
  for (std::size_t v = 0; v < remaining_.size(); ++v) remaining_[v] = users.count(VertexId(v));
}

int Liveness::growth(VertexId v) const {
  int growth = remaining_[v.value] == 0 ? 0 : 1;
  for (const VertexId argument : distinct_arguments(line_, v)) growth -= dies_with_next_user(argument) ? 1 : 0;
  return growth;
}

void Liveness::schedule(VertexId v) {
  for (const VertexId argument : distinct_arguments(line_, v)) {
    if (--remaining_[argument.value] == 0) --live_;
  }
  peak_ = std::max(peak_, ++live_);
  total_ += live_;
  if (remaining_[v.value] == 0) --live_;
}

}  // namespace jacquard
