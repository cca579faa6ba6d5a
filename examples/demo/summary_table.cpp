// SPDX-License-Identifier: BSD-2-Clause
// Prints runs side by side.
#include "summary_table.hpp"

#include <cstdio>
#include <functional>
#include <iomanip>
#include <vector>

namespace jacquard::demo {
namespace {

constexpr int title_width = 30, column_width = 20;

std::string seconds(double value) {
  if (value < 0.0) return "-";
  char text[32];
  std::snprintf(text, sizeof text, "%.3g ms", 1e3 * value);
  return text;
}

std::string scientific(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1e", value);
  return text;
}

struct Row {
  std::string title;
  std::function<std::string(const RunSummary&)> text;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> all = {
      {"", [](const RunSummary& run) { return run.problem; }},
      {"Jacobian", [](const RunSummary& run) { return run.method; }},
      {"Newton or time steps", [](const RunSummary& run) { return std::to_string(run.steps); }},
      {"residual evaluations", [](const RunSummary& run) { return std::to_string(run.residual_evaluations); }},
      {"Jacobian evaluations", [](const RunSummary& run) { return std::to_string(run.jacobian_evaluations); }},
      {"time in Jacobian, set-up once", [](const RunSummary& run) { return seconds(run.set_up); }},
      {"time in Jacobian, values", [](const RunSummary& run) { return seconds(run.values); }},
      {"time in Jacobian, checks", [](const RunSummary& run) { return seconds(run.checks); }},
      {"time in Jacobian, insertion", [](const RunSummary& run) { return seconds(run.insertion); }},
      {"total time", [](const RunSummary& run) { return seconds(run.total); }},
      {"final |F| or relative error", [](const RunSummary& run) { return scientific(run.norm); }},
      {"order", [](const RunSummary& run) { return run.order; }},
      {"its cost", [](const RunSummary& run) { return run.cost; }},
      {"its source", [](const RunSummary& run) { return run.source; }},
  };
  return all;
}

}  // namespace

void print_table(std::ostream& out, std::span<const RunSummary> runs) {
  for (const Row& row : rows()) {
    out << std::left << std::setw(title_width) << row.title;
    for (const RunSummary& run : runs) out << ' ' << std::right << std::setw(column_width) << row.text(run);
    out << '\n';
  }
}

}  // namespace jacquard::demo
