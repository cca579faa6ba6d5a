// SPDX-License-Identifier: BSD-2-Clause
// From a file's operations to a computational graph over the table of elementals.
#include <array>
#include <initializer_list>
#include <string_view>

#include "file_vertices.hpp"

namespace jacquard::policies {

namespace {

using Operands = std::vector<VertexId>;

// An operation that is one elemental, its operands picked in the given order.
struct Translation {
  std::string_view operation;
  Elemental elemental;
  std::size_t arity;
  std::array<std::uint8_t, 3> operands = {0, 1, 2};
};

constexpr Translation translations[] = {
    {"add", Elemental::add, 2},       {"add_any", Elemental::add, 2}, {"sub", Elemental::sub, 2},
    {"mul", Elemental::mul, 2},       {"div", Elemental::div, 2},     {"neg", Elemental::neg, 1},
    {"square", Elemental::square, 1}, {"sqrt", Elemental::sqrt, 1},   {"cbrt", Elemental::cbrt, 1},
    {"pow", Elemental::pow, 2},       {"exp", Elemental::exp, 1},     {"exp2", Elemental::exp2, 1},
    {"expm1", Elemental::expm1, 1},   {"log", Elemental::log, 1},     {"log1p", Elemental::log1p, 1},
    {"sin", Elemental::sin, 1},       {"cos", Elemental::cos, 1},     {"tan", Elemental::tan, 1},
    {"asin", Elemental::asin, 1},     {"acos", Elemental::acos, 1},   {"atan", Elemental::atan, 1},
    {"atan2", Elemental::atan2, 2},   {"sinh", Elemental::sinh, 1},   {"cosh", Elemental::cosh, 1},
    {"tanh", Elemental::tanh, 1},     {"asinh", Elemental::asinh, 1}, {"acosh", Elemental::acosh, 1},
    {"atanh", Elemental::atanh, 1},   {"erf", Elemental::erf, 1},     {"erfc", Elemental::erfc, 1},
    {"lgamma", Elemental::lgamma, 1}, {"digamma", Elemental::digamma, 1},
    {"abs", Elemental::abs, 1},       {"min", Elemental::min, 2},     {"max", Elemental::max, 2},
    {"floor", Elemental::floor, 1},   {"ceil", Elemental::ceil, 1},   {"rem", Elemental::fmod, 2},
    {"lt", Elemental::less, 2},       {"le", Elemental::less_equal, 2},
    {"gt", Elemental::less, 2, {1, 0}},
    {"ge", Elemental::less_equal, 2, {1, 0}},
    {"eq", Elemental::equal, 2},
    {"select_n", Elemental::select, 3, {0, 2, 1}},  // the file lists the value for false first
};

constexpr std::string_view scalar_copies[] = {"copy", "copy_p", "convert_element_type", "squeeze", "reshape"};

bool is_copy(const std::string& operation) {
  for (const std::string_view name : scalar_copies) {
    if (operation == name) return true;
  }
  return false;
}

// Appends vertices and notes which of them one file vertex stands for; the last one is its value.
class VertexWriter {
 public:
  VertexWriter(GraphBuilder& builder, std::vector<VertexId>& written) : builder_(builder), written_(written) {}

  VertexId apply(Elemental elemental, std::initializer_list<VertexId> operands) {
    return apply(elemental, std::span(operands.begin(), operands.size()));
  }
  VertexId apply(Elemental elemental, std::span<const VertexId> operands) {
    written_.push_back(builder_.apply(elemental, operands));
    return written_.back();
  }
  VertexId literal(double value) { return builder_.literal(value); }

 private:
  GraphBuilder& builder_;
  std::vector<VertexId>& written_;
};

std::optional<VertexId> write_power(VertexWriter& writer, VertexId x, double exponent) {
  if (exponent == 1.0) return x;
  if (exponent == 2.0) return writer.apply(Elemental::square, {x});
  if (exponent == -1.0) return writer.apply(Elemental::reciprocal, {x});
  return writer.apply(Elemental::pow, {x, writer.literal(exponent)});
}

VertexId write_logistic(VertexWriter& writer, VertexId x) {
  const VertexId power = writer.apply(Elemental::exp, {writer.apply(Elemental::neg, {x})});
  return writer.apply(Elemental::reciprocal, {writer.apply(Elemental::add, {writer.literal(1.0), power})});
}

// Operations that are no single elemental.
std::optional<VertexId> write_compound(VertexWriter& writer, const FileVertex& vertex, const Operands& x) {
  if (x.size() != 1) return {};
  if (is_copy(vertex.operation)) return x[0];
  if (vertex.operation == "integer_pow" && vertex.exponent) return write_power(writer, x[0], *vertex.exponent);
  if (vertex.operation == "logistic") return write_logistic(writer, x[0]);
  if (vertex.operation == "rsqrt") {
    return writer.apply(Elemental::reciprocal, {writer.apply(Elemental::sqrt, {x[0]})});
  }
  return {};
}

std::optional<VertexId> write(VertexWriter& writer, const FileVertex& vertex, const Operands& x) {
  for (const Translation& row : translations) {
    if (vertex.operation != row.operation) continue;
    if (x.size() != row.arity) return {};
    Operands operands;
    for (std::size_t k = 0; k < row.arity; ++k) operands.push_back(x[row.operands[k]]);
    return writer.apply(row.elemental, operands);
  }
  return write_compound(writer, vertex, x);
}

}  // namespace

std::optional<FileResidual> build_residual(const FileVertices& file) {
  GraphBuilder builder(file.num_inputs, 0, Folding::none);
  FileResidual residual;
  residual.vertices.resize(file.vertices.size());
  std::vector<VertexId> values;
  for (std::size_t k = 0; k < file.num_inputs; ++k) {
    values.push_back(VertexId(k));
    residual.vertices[k] = {VertexId(k)};
  }
  for (std::size_t p = file.num_inputs; p < file.vertices.size(); ++p) {
    Operands operands;
    for (const Argument& argument : file.vertices[p].arguments) {
      if (!argument.vertex && !argument.is_scalar) return {};
      operands.push_back(argument.vertex ? values[*argument.vertex] : builder.literal(argument.literal));
    }
    VertexWriter writer(builder, residual.vertices[p]);
    const std::optional<VertexId> value = write(writer, file.vertices[p], operands);
    if (!value) return {};
    values.push_back(*value);
  }
  for (const Position output : file.outputs) builder.add_dependent(values[output]);
  residual.graph = std::move(builder).seal();
  return residual;
}

}  // namespace jacquard::policies
