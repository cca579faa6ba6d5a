// SPDX-License-Identifier: BSD-2-Clause
// Records as JSON, as a table and as a picture.
#include "report.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace jacquard::bench {
namespace {

constexpr const char* quantity_names[] = {"F", "J", "FJ"};  // in records, by Quantity

Quantity quantity_from(const std::string& name) {
  for (std::size_t k = 0; k < 3; ++k) {
    if (name == quantity_names[k]) return static_cast<Quantity>(k);
  }
  throw std::runtime_error("quantity: expected F, J or FJ, found " + name);
}

nlohmann::json json_of(const Record& record) {
  return {{"task", record.task},
          {"points", record.num_points},
          {"variant", record.variant},
          {"quantity", quantity_names[static_cast<std::size_t>(record.quantity)]},
          {"minimum_ns", record.minimum_ns},
          {"median_ns", record.median_ns},
          {"peer", record.origin == Origin::peer || record.origin == Origin::retyped},
          {"retyped", record.origin == Origin::retyped},
          {"max_relative_error", record.max_relative_error}};
}

Record record_from(const nlohmann::json& json) {
  const Origin origin = json.at("retyped").get<bool>() ? Origin::retyped
                        : json.at("peer").get<bool>()  ? Origin::peer
                                                       : Origin::ours;
  return {json.at("task"), json.at("points"),     json.at("variant"),   quantity_from(json.at("quantity")),
          origin,          json.at("minimum_ns"), json.at("median_ns"), json.at("max_relative_error")};
}

/// Values of `member` in the order of their first appearance.
template <class Member>
auto distinct(const std::vector<Record>& records, Member member) {
  std::vector<std::decay_t<decltype(records.front().*member)>> values;
  for (const Record& record : records) {
    if (std::ranges::find(values, record.*member) == values.end()) values.push_back(record.*member);
  }
  return values;
}

const char* mark_of(Origin origin) {
  switch (origin) {
    case Origin::ours:
      return "*";
    case Origin::retyped:
      return "~";
    case Origin::peer:
      return " ";
    case Origin::baseline:
      return "F";
  }
  return "";
}

}  // namespace

void require_writable(const std::string& path) {
  if (!std::ofstream(path, std::ios::app)) throw std::runtime_error(path + ": cannot be written");
}

void write_json(const std::string& path, const std::vector<Record>& records) {
  nlohmann::json array = nlohmann::json::array();
  for (const Record& record : records) array.push_back(json_of(record));
  std::ofstream file(path);
  file << array.dump(1) << '\n';
  file.close();
  if (!file) throw std::runtime_error(path + ": cannot be written");
}

std::vector<Record> read_json(const std::string& path) {
  try {
    std::vector<Record> records;
    std::ifstream file(path);
    for (const auto& json : nlohmann::json::parse(file)) records.push_back(record_from(json));
    return records;
  } catch (const std::exception& error) {
    throw std::runtime_error(path + ": " + error.what());
  }
}

void print_table(const std::vector<Record>& records) {
  const auto sizes = distinct(records, &Record::num_points);
  std::printf(
      "Median nanoseconds a point, one core (* ours, ~ a peer's method or code on our packs, F the residual)\n"
      "%-48s",
      "");
  for (const std::size_t size : sizes) std::printf(" %11zu", size);
  std::printf(" %10s\n", "error");
  for (const std::string& task : distinct(records, &Record::task)) {
    std::printf("%s\n", task.c_str());
    std::vector<Record> of_task;
    std::ranges::copy_if(records, std::back_inserter(of_task), [&](const Record& r) { return r.task == task; });
    for (const std::string& variant : distinct(of_task, &Record::variant)) {
      const auto first = std::ranges::find(of_task, variant, &Record::variant);
      std::printf("  %s %-44s", mark_of(first->origin), variant.c_str());
      double error = 0.0;
      for (const std::size_t size : sizes) {
        const auto found = std::ranges::find_if(
            of_task, [&](const Record& r) { return r.variant == variant && r.num_points == size; });
        if (found == of_task.end()) {
          std::printf(" %11s", "-");
          continue;
        }
        std::printf(" %11.2f", found->median_ns);
        error = std::max(error, found->max_relative_error);
      }
      std::printf(" %10.1e\n", error);
    }
  }
}

void print_picture(const std::vector<Record>& records, std::size_t num_points) {
  constexpr double columns_a_decade = 12.0;
  std::printf("\nJacobians at %zu points: median nanoseconds a point, logarithmic\n", num_points);
  for (const std::string& task : distinct(records, &Record::task)) {
    std::vector<Record> bars;
    std::ranges::copy_if(records, std::back_inserter(bars), [&](const Record& r) {
      return r.task == task && r.num_points == num_points && r.quantity == Quantity::jacobian;
    });
    if (bars.empty()) continue;
    std::ranges::sort(bars, {}, &Record::median_ns);
    std::printf("%s\n", task.c_str());
    for (const Record& bar : bars) {
      const int length =
          1 + static_cast<int>(columns_a_decade * std::log10(bar.median_ns / bars.front().median_ns));
      std::string blocks;
      for (int k = 0; k < length; ++k) blocks += "\u2588";
      std::printf("  %s %-36s %s %.1f\n", mark_of(bar.origin), bar.variant.c_str(), blocks.c_str(), bar.median_ns);
    }
  }
}

}  // namespace jacquard::bench
