// SPDX-License-Identifier: BSD-2-Clause
// What a session says about itself.
#include <cstdarg>
#include <cstdio>

#include "session_state.hpp"

namespace jacquard {
namespace {

/// Appends one line, formatted as by printf.
[[gnu::format(printf, 2, 3)]] void add_line(std::string& text, const char* format, ...) {
  char line[512];
  std::va_list arguments;
  va_start(arguments, format);
  const int length = std::vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  text.append(line, std::min<std::size_t>(static_cast<std::size_t>(std::max(length, 0)), sizeof line - 1));
  text += '\n';
}

using Count = unsigned long long;

void add_extents(std::string& text, const SiteEvaluation& evaluation, const JacobianValues& jacobian) {
  const CapturedResidual& captured = evaluation.captured();
  add_line(text, "  residual: %zu dependents of %zu independents, %zu cuts, %zu sums, %zu parameters", captured.num_dependents,
           captured.num_independents, captured.num_cuts, captured.accumulated_dependents.size(), captured.parameters.size());
  add_line(text, "  Jacobian: %zu entries, %zu of them constant", jacobian.num_entries(), jacobian.num_constant_entries());
  add_line(text, "  classes: %zu, in %zu stages", captured.classes.size(), captured.stages.size());
}

void add_order(std::string& text, const ClassKernel& kernel) {
  const OrderChoice& choice = kernel.choice;
  add_line(text, "    order: %s; plain %llu (forward %llu, reverse %llu), effective %llu, emitted %llu", choice.proposal.source.c_str(),
           Count(choice.plain), Count(kernel.forward_cost), Count(kernel.reverse_cost), Count(choice.effective),
           Count(choice.emitted));
  if (choice.lower_bound != 0) add_line(text, "    lower bound: plain %llu", Count(choice.lower_bound));
  for (const std::string& reason : choice.refused) add_line(text, "    refused: %s", reason.c_str());
}

void add_class(std::string& text, std::size_t number, const SiteClass& site_class, const ClassKernel& kernel) {
  add_line(text, "  class %zu: %zu sites of %zu independents, %zu parameters, %zu dependents, %zu guards", number, site_class.num_sites,
           kernel.graph.num_independents(), kernel.graph.num_parameters(), kernel.graph.dependents().size(),
           kernel.graph.guards().size());
  add_order(text, kernel);
  add_line(text, "    evaluator: %s; %zu instructions, %zu slots", kernel.named.name.c_str(), kernel.num_instructions, kernel.num_slots);
}

void add_counters(std::string& text, const SessionStatistics& s) {
  add_line(text, "  captures: %llu (%llu for branches, %llu for stale constants) in %.3g s; %llu kernels, tables in %.3g s",
           Count(s.num_captures), Count(s.num_branch_recaptures), Count(s.num_stale_recaptures), s.capture_seconds,
           Count(s.num_kernels_built), s.build_seconds);
  add_line(text, "  evaluations: %llu in %.3g s", Count(s.num_evaluations), s.evaluation_seconds);
  add_line(text, "  checks: %llu at x, %llu at a perturbed x (%llu inconclusive), in %.3g s; %llu times the caller's F(x) was another's",
           Count(s.num_checks), Count(s.num_perturbed_checks), Count(s.num_inconclusive_checks), s.check_seconds,
           Count(s.num_foreign_residuals));
}

}  // namespace

std::string Session::report() const {
  std::string text = "Jacquard session " + state_->options.name + ":\n";
  if (!state_->evaluation) return text + "  nothing is captured yet\n";
  const SiteEvaluation& evaluation = *state_->evaluation;
  add_extents(text, evaluation, *state_->jacobian);
  for (std::size_t c = 0; c < evaluation.kernels().size(); ++c) {
    add_class(text, c, evaluation.captured().classes[c], *evaluation.kernels()[c]);
  }
  add_counters(text, state_->statistics);
  return text;
}

}  // namespace jacquard
