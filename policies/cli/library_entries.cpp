// SPDX-License-Identifier: BSD-2-Clause
// Library entries as text and as JSON.
#include "library_entries.hpp"

#include <nlohmann/json.hpp>
#include <sstream>

namespace jacquard::cli {

namespace {

using policies::LibraryEntry;
using policies::OrderRecord;

std::string extents(const LinearizedGraph& graph) {
  return std::to_string(graph.num_independents()) + " independents, " + std::to_string(graph.num_intermediates()) +
         " intermediates, " + std::to_string(graph.num_dependents()) + " dependents, " +
         std::to_string(graph.edges().size()) + " edges";
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

std::string summary(const LibraryEntry& entry) {
  std::string text = to_string(entry.fingerprint) + "  " + entry.name + ": " + extents(entry.graph);
  for (const OrderRecord& record : entry.orders) {
    text += std::string("; ") + name_of(record.model) + ' ' + std::to_string(record.cost) + quality(record);
  }
  return text;
}

std::string details(const LibraryEntry& entry) {
  std::ostringstream text;
  text << entry.name << "\n  fingerprint  " << to_string(entry.fingerprint) << "\n  graph        "
       << extents(entry.graph) << '\n';
  for (const OrderRecord& record : entry.orders) {
    text << "  " << name_of(record.model) << ' ' << record.cost << quality(record) << " by " << record.method
         << ", seed " << record.seed << ", " << record.milliseconds << " ms, " << record.producer << "\n   ";
    for (const VertexId v : record.order.vertices) text << ' ' << v.value;
    text << '\n';
  }
  for (const policies::TunedOrder& tuned : entry.tunings) {
    text << "  tuned for " << tuned.machine.processor << ", " << tuned.machine.compiler << ": emitted " << tuned.cost
         << ", " << tuned.ratio << " of the cheapest order's time, by " << tuned.method << ", " << tuned.producer
         << "\n   ";
    for (const VertexId v : tuned.order.vertices) text << ' ' << v.value;
    text << '\n';
  }
  return text.str();
}

nlohmann::ordered_json to_json(const LibraryEntry& entry) {
  nlohmann::ordered_json json{{"name", entry.name},
                              {"fingerprint", to_string(entry.fingerprint)},
                              {"independents", entry.graph.num_independents()},
                              {"intermediates", entry.graph.num_intermediates()},
                              {"dependents", entry.graph.num_dependents()},
                              {"edges", entry.graph.edges().size()},
                              {"orders", nlohmann::ordered_json::object()}};
  for (const OrderRecord& record : entry.orders) json["orders"][name_of(record.model)] = to_json(record);
  if (!entry.tunings.empty()) json["tunings"] = nlohmann::ordered_json::array();
  for (const policies::TunedOrder& tuned : entry.tunings) {
    nlohmann::ordered_json order = nlohmann::ordered_json::array();
    for (const VertexId v : tuned.order.vertices) order.push_back(v.value);
    json["tunings"].push_back({{"processor", tuned.machine.processor},
                               {"compiler", tuned.machine.compiler},
                               {"cost", tuned.cost},
                               {"nanoseconds", tuned.nanoseconds},
                               {"ratio", tuned.ratio},
                               {"method", tuned.method},
                               {"producer", tuned.producer},
                               {"order", order}});
  }
  return json;
}

}  // namespace jacquard::cli
