// SPDX-License-Identifier: BSD-2-Clause
// Prints runs side by side.
#include "summary_table.hpp"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <iomanip>
#include <vector>

namespace jacquard::demo {
namespace {

constexpr int title_width = 30;

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
  std::vector<int> widths;
  for (const RunSummary& run : runs) {
    widths.push_back(0);
    for (const Row& row : rows()) widths.back() = std::max(widths.back(), static_cast<int>(row.text(run).size()));
  }
  for (const Row& row : rows()) {
    out << std::left << std::setw(title_width) << row.title;
    for (std::size_t k = 0; k < runs.size(); ++k)
      out << "  " << std::right << std::setw(widths[k]) << row.text(runs[k]);
    out << '\n';
  }
}

}  // namespace jacquard::demo
