// SPDX-License-Identifier: BSD-2-Clause
// Which local partials are known from a file's operations alone.
#include <array>
#include <string_view>

#include "file_vertices.hpp"

namespace jacquard::policies {

namespace {

constexpr PartialKind variable{};

PartialKind known(double value) {
  const bool is_unit = value == 1.0 || value == -1.0;
  return {is_unit ? EdgeKind::unit : EdgeKind::constant, value};
}

template <std::size_t n>
bool is_one_of(const std::string& operation, const std::array<std::string_view, n>& names) {
  for (const std::string_view name : names) {
    if (operation == name) return true;
  }
  return false;
}

// Scalar copies: their partial is one.
constexpr std::array<std::string_view, 9> copies{"copy",    "copy_p",    "convert_element_type", "reshape", "squeeze",
                                                 "transpose", "broadcast_in_dim", "reduce_sum", "expand_dims"};
// Piecewise constant.
constexpr std::array<std::string_view, 8> steps{"floor", "ceil", "round", "trunc", "sign", "lt", "gt", "eq"};

PartialKind factor(const FileVertex& vertex, std::size_t other) {
  if (vertex.arguments.size() != 2) return variable;
  const Argument& argument = vertex.arguments[other];
  return argument.vertex || !argument.is_scalar ? variable : known(argument.literal);
}

PartialKind quotient(const FileVertex& vertex, std::size_t slot) {
  const PartialKind divisor = factor(vertex, 1);
  if (slot != 0 || divisor.kind == EdgeKind::variable) return variable;
  return known(1.0 / divisor.constant);
}

PartialKind power(const FileVertex& vertex, std::optional<double> exponent, std::size_t slot) {
  if (!exponent || slot != 0 || vertex.arguments.empty()) return variable;
  if (*exponent == 0.0 || *exponent == 1.0) return known(*exponent);
  return variable;
}

std::optional<double> literal_exponent(const FileVertex& vertex) {
  if (vertex.arguments.size() != 2 || vertex.arguments[1].vertex || !vertex.arguments[1].is_scalar) return {};
  return vertex.arguments[1].literal;
}

PartialKind partial_of_argument(const FileVertex& vertex, std::size_t slot) {
  const std::string& operation = vertex.operation;
  if (operation == "add" || operation == "add_any" || is_one_of(operation, copies)) return known(1.0);
  if (operation == "sub") return known(slot == 0 ? 1.0 : -1.0);
  if (operation == "neg") return known(-1.0);
  if (operation == "mul") return factor(vertex, 1 - slot);
  if (operation == "div") return quotient(vertex, slot);
  if (operation == "integer_pow") return power(vertex, vertex.exponent, slot);
  if (operation == "pow") return power(vertex, literal_exponent(vertex), slot);
  if (is_one_of(operation, steps)) return known(0.0);
  return variable;
}

}  // namespace

bool has_partials(const FileVertex& vertex) { return vertex.operation != "stop_gradient"; }

PartialKind partial_kind(const FileVertex& vertex, Position predecessor) {
  double constant = 0.0;
  for (std::size_t slot = 0; slot < vertex.arguments.size(); ++slot) {
    if (vertex.arguments[slot].vertex != predecessor) continue;
    const PartialKind partial = partial_of_argument(vertex, slot);
    if (partial.kind == EdgeKind::variable) return partial;
    constant += partial.constant;
  }
  return known(constant);
}

}  // namespace jacquard::policies
