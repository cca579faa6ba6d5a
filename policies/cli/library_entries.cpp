// SPDX-License-Identifier: BSD-2-Clause
// Library entries as text and as JSON.
#include "library_entries.hpp"

#include <nlohmann/json.hpp>
#include <sstream>

namespace jacquard::cli {

namespace {

using policies::LibraryEntry;
using policies::OrderRecord;
using policies::TensorEntry;
using policies::TensorGraph;
using policies::TunedOrder;

std::string extents_text(std::size_t independents, std::size_t intermediates, std::size_t dependents,
                         std::size_t edges) {
  return std::to_string(independents) + " independents, " + std::to_string(intermediates) + " intermediates, " +
         std::to_string(dependents) + " dependents, " + std::to_string(edges) + " edges";
}

std::string extents(const LinearizedGraph& graph) {
  return extents_text(graph.num_independents(), graph.num_intermediates(), graph.num_dependents(),
                      graph.edges().size());
}

std::string extents(const TensorGraph& graph) {
  return extents_text(graph.num_independents, graph.num_intermediates, graph.num_dependents, graph.edges.size()) +
         " of tensors";
}

std::string quality(const OrderRecord& record) {
  if (record.optimal) return " (optimal)";
  return record.bound == 0 ? "" : " (bound " + std::to_string(record.bound) + ")";
}

nlohmann::ordered_json to_json(const OrderRecord& record) {
  nlohmann::ordered_json json{{"cost", record.cost},        {"bound", record.bound},
                              {"optimal", record.optimal},  {"method", record.method},
                              {"seed", record.seed},        {"milliseconds", record.milliseconds},
                              {"producer", record.producer}};
  json["order"] = nlohmann::ordered_json::array();
  for (const VertexId v : record.order.vertices) json["order"].push_back(v.value);
  return json;
}

}  // namespace

const char* name_of(CostModel model) {
  switch (model) {
    case CostModel::plain:
      return "plain";
    case CostModel::effective:
      return "effective";
    case CostModel::emitted:
      return "emitted";
  }
  return "";
}

namespace {

std::string order_details(const char* model, const OrderRecord& record) {
  std::ostringstream text;
  text << "  " << model << ' ' << record.cost << quality(record) << " by " << record.method << ", seed "
       << record.seed << ", " << record.milliseconds << " ms, " << record.producer << "\n   ";
  for (const VertexId v : record.order.vertices) text << ' ' << v.value;
  text << '\n';
  return text.str();
}

template <class Entry>
std::string head(const Entry& entry) {
  return entry.name + "\n  fingerprint  " + to_string(entry.fingerprint) + "\n  graph        " +
         extents(entry.graph) + '\n';
}

std::string tuning_details(const TunedOrder& tuned) {
  std::ostringstream text;
  text << "  tuned for " << tuned.machine.processor << ", " << tuned.machine.compiler << ": emitted " << tuned.cost
       << ", " << tuned.ratio << " of the cheapest order's time, by " << tuned.method << ", " << tuned.producer
       << "\n   ";
  for (const VertexId v : tuned.order.vertices) text << ' ' << v.value;
  text << '\n';
  return text.str();
}

nlohmann::ordered_json to_json(const TunedOrder& tuned) {
  nlohmann::ordered_json order = nlohmann::ordered_json::array();
  for (const VertexId v : tuned.order.vertices) order.push_back(v.value);
  return {{"processor", tuned.machine.processor},
          {"compiler", tuned.machine.compiler},
          {"cost", tuned.cost},
          {"nanoseconds", tuned.nanoseconds},
          {"ratio", tuned.ratio},
          {"method", tuned.method},
          {"producer", tuned.producer},
          {"order", order}};
}

nlohmann::ordered_json head_json(const std::string& name, const Fingerprint& fingerprint, std::size_t independents,
                                 std::size_t intermediates, std::size_t dependents, std::size_t edges) {
  return {{"name", name},
          {"fingerprint", to_string(fingerprint)},
          {"independents", independents},
          {"intermediates", intermediates},
          {"dependents", dependents},
          {"edges", edges},
          {"orders", nlohmann::ordered_json::object()}};
}

}  // namespace

std::string summary(const LibraryEntry& entry) {
  std::string text = to_string(entry.fingerprint) + "  " + entry.name + ": " + extents(entry.graph);
  for (const OrderRecord& record : entry.orders) {
    text += std::string("; ") + name_of(record.model) + ' ' + std::to_string(record.cost) + quality(record);
  }
  return text;
}

std::string summary(const TensorEntry& entry) {
  return to_string(entry.fingerprint) + "  " + entry.name + ": " + extents(entry.graph) + "; tensor " +
         std::to_string(entry.order.cost) + quality(entry.order);
}

std::string details(const LibraryEntry& entry) {
  std::string text = head(entry);
  for (const OrderRecord& record : entry.orders) text += order_details(name_of(record.model), record);
  for (const TunedOrder& tuned : entry.tunings) text += tuning_details(tuned);
  return text;
}

std::string details(const TensorEntry& entry) { return head(entry) + order_details("tensor", entry.order); }

nlohmann::ordered_json to_json(const LibraryEntry& entry) {
  const LinearizedGraph& graph = entry.graph;
  nlohmann::ordered_json json = head_json(entry.name, entry.fingerprint, graph.num_independents(),
                                          graph.num_intermediates(), graph.num_dependents(), graph.edges().size());
  for (const OrderRecord& record : entry.orders) json["orders"][name_of(record.model)] = to_json(record);
  if (!entry.tunings.empty()) json["tunings"] = nlohmann::ordered_json::array();
  for (const TunedOrder& tuned : entry.tunings) json["tunings"].push_back(to_json(tuned));
  return json;
}

nlohmann::ordered_json to_json(const TensorEntry& entry) {
  const TensorGraph& graph = entry.graph;
  nlohmann::ordered_json json = head_json(entry.name, entry.fingerprint, graph.num_independents,
                                          graph.num_intermediates, graph.num_dependents, graph.edges.size());
  json["orders"]["tensor"] = to_json(entry.order);
  return json;
}

}  // namespace jacquard::cli
