// SPDX-License-Identifier: BSD-2-Clause
// Hash-consing of parameter expressions.
#include "parameter_table.hpp"

#include "hash_words.hpp"
#include "jacquard/graph_builder.hpp"

namespace jacquard {

std::size_t ParameterTable::Hash::operator()(const Operation& operation) const noexcept {
  std::uint64_t hash = hash_word(0, std::uint64_t(operation.elemental));
  for (std::size_t k = 0; k < 3; ++k)
    hash = hash_word(hash_word(hash, std::uint64_t(operation.kinds[k])), operation.arguments[k]);
  return hash;
}

std::uint32_t ParameterTable::find_or_append(const Operation& operation, double value) {
  const auto [position, is_new] = known_.try_emplace(operation, static_cast<std::uint32_t>(expressions_.size()));
  if (is_new) expressions_.push_back({operation, value});
  return position->second;
}

std::uint32_t ParameterTable::leaf(const double* address) {
  Operation operation;
  operation.elemental = Elemental::parameter;
  operation.arguments[0] = reinterpret_cast<std::uintptr_t>(address);
  const std::size_t num_before = expressions_.size();
  const std::uint32_t expression = find_or_append(operation, *address);
  if (expressions_.size() > num_before) addresses_.push_back(address);
  return expression;
}

std::uint32_t ParameterTable::apply(const Operation& operation, double value) {
  return find_or_append(operation, value);
}

void ParameterTable::guard(std::uint32_t expression, bool outcome) { guards_.emplace(expression, outcome); }

ComputationalGraph ParameterTable::graph(std::span<const std::uint32_t> expressions) const {
  GraphBuilder builder(addresses_.size(), 0, Folding::exact);
  std::vector<VertexId> vertices;
  vertices.reserve(expressions_.size());
  std::size_t num_leaves = 0;
  for (const auto& [operation, value] : expressions_) {
    if (operation.elemental == Elemental::parameter) {
      vertices.push_back(VertexId(num_leaves++));
      continue;
    }
    std::array<VertexId, 3> arguments{};
    for (std::size_t k = 0; k < arity(operation); ++k) {
      arguments[k] = operation.kinds[k] == ActiveKind::literal ? builder.literal(literal_argument(operation, k))
                                                               : vertices[operation.arguments[k]];
    }
    vertices.push_back(builder.apply(operation.elemental, std::span(arguments).first(arity(operation))));
  }
  for (const std::uint32_t expression : expressions) builder.add_dependent(vertices[expression]);
  for (const auto& [condition, outcome] : guards_) builder.add_guard(vertices[condition], outcome);
  return std::move(builder).seal();
}

}  // namespace jacquard
