// SPDX-License-Identifier: BSD-2-Clause
// Reads a graph file, checks every field, and numbers its vertices.
#include "jacquard/policies/graph_file.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "file_tensors.hpp"
#include "json_value.hpp"

namespace jacquard::policies {

namespace {

constexpr std::uintmax_t largest_file = std::uintmax_t{1} << 28;  // bytes; a vertex takes about 80

JsonDocument parse(const std::filesystem::path& path) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error) throw LibraryError(path.string() + ": expected a readable graph file, found: " + error.message());
  if (size > largest_file) {
    throw LibraryError(path.string() + ": expected at most " + std::to_string(largest_file) + " bytes, found " +
                       std::to_string(size));
  }
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw LibraryError(path.string() + ": expected a readable graph file, found none that opens");
  std::string text(size, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(size));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return JsonDocument(path.string(), text);
}

void add_id(PositionOf& positions, const JsonValue& place, std::int64_t id) {
  const auto [entry, is_new] = positions.emplace(id, static_cast<Position>(positions.size()));
  if (!is_new) place.refuse("an id that stands once", std::to_string(id) + " again");
}

Argument read_argument(const PositionOf& positions, const JsonValue& value) {
  if (!value.is_array()) return {position_of(positions, value, "the id of an input or of an earlier vertex"), 0.0};
  if (value.size() != 2 || !value[0].is_string() || value[0].string() != "lit") {
    value.refuse("an id or [\"lit\", number]", value.describe());
  }
  if (value[1].is_array()) return {{}, 0.0, false};
  return {{}, value[1].number()};
}

std::optional<double> read_exponent(const JsonValue& vertex) {
  if (!vertex.has("params") || !vertex.member("params").has("y")) return {};
  const JsonValue exponent = vertex.member("params").member("y");
  return exponent.is_number() ? std::optional(exponent.number()) : std::nullopt;
}

// Every predecessor must be an argument and the other way round: a file in which they differ is damaged.
void check_arguments(const JsonValue& value, const FileVertex& vertex) {
  std::vector<Position> from_arguments, predecessors = vertex.predecessors;
  for (const Argument& argument : vertex.arguments) {
    if (argument.vertex) from_arguments.push_back(*argument.vertex);
  }
  std::ranges::sort(predecessors);
  std::ranges::sort(from_arguments);
  from_arguments.erase(std::unique(from_arguments.begin(), from_arguments.end()), from_arguments.end());
  if (from_arguments != predecessors) {
    value.refuse("args that name exactly the preds", std::to_string(from_arguments.size()) + " vertices in args, " +
                                                         std::to_string(vertex.predecessors.size()) + " in preds");
  }
}

FileVertex read_vertex(const PositionOf& positions, const JsonValue& entry) {
  FileVertex vertex;
  vertex.id = entry.member("id").integer();
  const JsonValue value = entry.noted("vertex", vertex.id);
  vertex.operation = value.member("op").string();
  const JsonValue predecessors = value.member("preds");
  for (std::size_t k = 0; k < predecessors.size(); ++k) {
    const Position p = position_of(positions, predecessors[k], "the id of an input or of an earlier vertex");
    if (std::find(vertex.predecessors.begin(), vertex.predecessors.end(), p) == vertex.predecessors.end()) {
      vertex.predecessors.push_back(p);
    }
  }
  const JsonValue arguments = value.member("args");
  for (std::size_t k = 0; k < arguments.size(); ++k) {
    vertex.arguments.push_back(read_argument(positions, arguments[k]));
  }
  vertex.exponent = read_exponent(value);
  check_arguments(value, vertex);
  return vertex;
}

void read_inputs(const JsonValue& inputs, FileVertices& file, PositionOf& positions) {
  file.num_inputs = inputs.size();
  for (std::size_t k = 0; k < file.num_inputs; ++k) {
    FileVertex vertex;
    vertex.id = inputs[k].integer(std::numeric_limits<std::int64_t>::min(), -1);
    vertex.operation = "input";
    add_id(positions, inputs[k], vertex.id);
    file.vertices.push_back(std::move(vertex));
  }
}

FileVertices read_vertices(const JsonValue& root, PositionOf& positions) {
  FileVertices file;
  file.name = root.member("name").string();
  read_inputs(root.member("inputs"), file, positions);
  const JsonValue vertices = root.member("vertices");
  file.vertices.reserve(file.num_inputs + vertices.size());
  positions.reserve(file.num_inputs + vertices.size());
  for (std::size_t k = 0; k < vertices.size(); ++k) {
    file.vertices.push_back(read_vertex(positions, vertices[k]));
    add_id(positions, vertices[k].member("id"), file.vertices.back().id);
  }
  return file;
}

void read_outputs(const JsonValue& outputs, FileVertices& file, const PositionOf& positions) {
  if (outputs.size() == 0) outputs.refuse("at least one output", "none");
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    const Position p = position_of(positions, outputs[k], "the id of an input or vertex");
    if (std::find(file.outputs.begin(), file.outputs.end(), p) == file.outputs.end()) file.outputs.push_back(p);
  }
}

// Copies of outputs that are used further stand among a tensor file's sinks only.
void read_sinks(const JsonValue& sinks, FileVertices& file, PositionOf& positions) {
  for (std::size_t k = 0; k < sinks.size(); ++k) {
    const std::int64_t id = sinks[k].integer();
    if (positions.contains(id)) continue;
    add_id(positions, sinks[k], id);
    FileVertex copy;
    copy.id = id;
    copy.operation = "copy";
    file.vertices.push_back(std::move(copy));
  }
  read_outputs(sinks, file, positions);
}

std::vector<Edge> plain_edges(const FileVertices& file, const FileNumbering& numbering) {
  std::vector<Edge> edges;
  for (Position head = 0; head < file.vertices.size(); ++head) {
    const FileVertex& vertex = file.vertices[head];
    if (!has_partials(vertex)) continue;
    for (const Position tail : vertex.predecessors) {
      const PartialKind partial = partial_kind(vertex, tail);
      edges.push_back({numbering.vertex_of[tail], numbering.vertex_of[head], partial.kind, partial.constant, {}});
    }
  }
  for (const SinkCopy& copy : numbering.copies) {
    edges.push_back({numbering.vertex_of[copy.original], copy.dependent, EdgeKind::unit, 1.0, {}});
  }
  return edges;
}

std::vector<bool> used_by_operations(const FileVertices& file) {
  std::vector<bool> is_used(file.vertices.size(), false);
  for (const FileVertex& vertex : file.vertices) {
    if (!has_partials(vertex)) continue;
    for (const Position p : vertex.predecessors) is_used[p] = true;
  }
  return is_used;
}

void describe_vertices(const FileVertices& file, const FileNumbering& numbering, GraphFile& result) {
  result.name = file.name;
  result.ids.resize(numbering.num_vertices());
  result.operations.resize(numbering.num_vertices());
  for (Position p = 0; p < file.vertices.size(); ++p) {
    result.ids[numbering.vertex_of[p].value] = file.vertices[p].id;
    result.operations[numbering.vertex_of[p].value] = file.vertices[p].operation;
  }
  for (const SinkCopy& copy : numbering.copies) {
    result.ids[copy.dependent.value] = file.vertices[copy.original].id;
    result.operations[copy.dependent.value] = "copy";
  }
}

GraphFile number_plain(const FileVertices& file) {
  GraphFile result;
  const FileNumbering numbering = number_vertices(file, used_by_operations(file));
  describe_vertices(file, numbering, result);
  result.graph = LinearizedGraph(numbering.num_independents, numbering.num_intermediates, numbering.num_dependents,
                                 plain_edges(file, numbering));
  if (std::optional<FileResidual> residual = build_residual(file)) {
    result.residual_vertices.resize(numbering.num_vertices());
    for (Position p = 0; p < file.vertices.size(); ++p) {
      result.residual_vertices[numbering.vertex_of[p].value] = std::move(residual->vertices[p]);
    }
    result.residual = std::move(residual->graph);
  }
  return result;
}

GraphFile number_tensors(const FileVertices& file, const std::vector<FileTensorEdge>& tensor_edges) {
  GraphFile result;
  std::vector<bool> is_used(file.vertices.size(), false);
  for (const FileTensorEdge& edge : tensor_edges) is_used[edge.tail] = true;
  const FileNumbering numbering = number_vertices(file, is_used);
  describe_vertices(file, numbering, result);
  result.tensors = build_tensor_graph(numbering, tensor_edges);
  std::vector<Edge> edges;
  for (const TensorEdge& edge : result.tensors->edges) {
    edges.push_back({edge.tail, edge.head, EdgeKind::variable, 0.0, {}});
  }
  result.graph = LinearizedGraph(numbering.num_independents, numbering.num_intermediates, numbering.num_dependents,
                                 std::move(edges));
  return result;
}

}  // namespace

GraphFile read_graph(const std::filesystem::path& path) {
  const JsonDocument document = parse(path);
  const JsonValue root(document);
  PositionOf positions;
  FileVertices file = read_vertices(root, positions);
  const bool has_tensors = root.has("edges");
  if (has_tensors && root.has("sinks")) {
    read_sinks(root.member("sinks"), file, positions);
  } else {
    read_outputs(root.member("outputs"), file, positions);
  }
  if (!has_tensors) return number_plain(file);
  return number_tensors(file, read_tensor_edges(root.member("edges"), positions, file.num_inputs));
}

std::vector<std::int64_t> ids_of(const GraphFile& file, const EliminationOrder& order) {
  std::vector<std::int64_t> ids;
  ids.reserve(order.vertices.size());
  for (const VertexId v : order.vertices) ids.push_back(file.ids[v.value]);
  return ids;
}

EliminationOrder order_of(const GraphFile& file, std::span<const std::int64_t> ids) {
  std::unordered_map<std::int64_t, VertexId> vertex_of;
  for (std::size_t k = 0; k < file.graph.num_intermediates(); ++k) {
    vertex_of.emplace(file.ids[file.graph.intermediate(k).value], file.graph.intermediate(k));
  }
  EliminationOrder order;
  std::unordered_map<std::int64_t, std::size_t> seen;
  for (std::size_t k = 0; k < ids.size(); ++k) {
    const auto found = vertex_of.find(ids[k]);
    if (found == vertex_of.end()) {
      throw OrderError("order: position " + std::to_string(k) + ": expected the id of an intermediate of " +
                       file.name + ", found " + std::to_string(ids[k]));
    }
    if (const auto [entry, is_new] = seen.emplace(ids[k], k); !is_new) {
      throw OrderError("order: vertex " + std::to_string(ids[k]) + " appears twice (positions " +
                       std::to_string(entry->second) + " and " + std::to_string(k) + ")");
    }
    order.vertices.push_back(found->second);
  }
  for (const auto& [id, vertex] : vertex_of) {
    if (!seen.contains(id)) {
      throw OrderError("order: expected " + std::to_string(vertex_of.size()) + " vertices, found " +
                       std::to_string(ids.size()) + "; vertex " + std::to_string(id) + " is missing");
    }
  }
  return order;
}

EliminationOrder residual_order(const GraphFile& file, const Linearization& linearization,
                                const EliminationOrder& order) {
  std::vector<VertexId> linearized(file.residual->num_vertices());
  for (std::size_t k = 0; k < linearization.graph.num_intermediates(); ++k) {
    const VertexId v = linearization.graph.intermediate(k);
    linearized[linearization.vertices[v.value].value] = v;
  }
  EliminationOrder named;
  for (const VertexId v : order.vertices) {
    for (const VertexId part : file.residual_vertices[v.value]) {
      const VertexId u = std::exchange(linearized[part.value], VertexId());
      if (u.valid()) named.vertices.push_back(u);
    }
  }
  EliminationOrder result;
  std::ranges::copy_if(linearized, std::back_inserter(result.vertices), [](VertexId u) { return u.valid(); });
  result.vertices.insert(result.vertices.end(), named.vertices.begin(), named.vertices.end());
  return result;
}

EliminationOrder file_order(const GraphFile& file, const Linearization& linearization,
                            const EliminationOrder& order) {
  std::vector<std::size_t> position(file.residual->num_vertices(), 0);  // from 1; 0 is not named
  for (std::size_t k = 0; k < order.vertices.size(); ++k) {
    position[linearization.vertices[order.vertices[k].value].value] = k + 1;
  }
  std::vector<std::pair<std::size_t, VertexId>> keys;
  for (std::size_t k = 0; k < file.graph.num_intermediates(); ++k) {
    const VertexId v = file.graph.intermediate(k);
    std::size_t last = 0;
    for (const VertexId part : file.residual_vertices[v.value]) last = std::max(last, position[part.value]);
    keys.emplace_back(last, v);
  }
  std::sort(keys.begin(), keys.end());
  EliminationOrder result;
  for (const auto& [last, v] : keys) result.vertices.push_back(v);
  return result;
}

}  // namespace jacquard::policies
