// SPDX-License-Identifier: BSD-2-Clause
// What a session says about itself.
#include <sstream>

#include "jacquard/fingerprint.hpp"
#include "session_state.hpp"

namespace jacquard {
namespace {

void write_extents(std::ostream& out, const SiteEvaluation& evaluation, const JacobianValues& jacobian) {
  const CapturedResidual& captured = evaluation.captured();
  out << "  residual: " << captured.num_dependents << " dependents of " << captured.num_independents
      << " independents, " << captured.num_cuts << " cuts, " << captured.accumulated_dependents.size() << " sums, "
      << captured.parameters.size() << " parameters\n"
      << "  Jacobian: " << jacobian.num_entries() << " entries, " << jacobian.num_constant_entries()
      << " of them constant, " << jacobian.num_zeros() << " zeros for symmetry"
      << (jacobian.writer() ? ", written to the matrix\n" : "\n") << "  classes: " << captured.classes.size()
      << ", in " << captured.stages.size() << " stages\n";
}

void write_class(std::ostream& out, std::size_t number, const SiteClass& site_class, const ClassKernel& kernel) {
  const ComputationalGraph& graph = kernel.graph;
  out << "  class " << number << ": " << site_class.num_sites << " sites of " << graph.num_independents()
      << " independents, " << graph.num_parameters() << " parameters, " << graph.dependents().size()
      << " dependents, " << graph.guards().size() << " guards\n"
      << describe(kernel.order) << describe(kernel.programs);
}

void write_counters(std::ostream& out, const SessionStatistics& s) {
  out << "  captures: " << s.num_captures << " (" << s.num_branch_recaptures << " for branches, "
      << s.num_stale_recaptures << " for stale constants) in " << s.capture_seconds << " s\n"
      << "  moves to known branches: " << s.num_moves << ", refuted by the residual " << s.num_refuted_moves
      << " times\n"
      << "  kernels: " << s.num_kernels_built << ", with all tables in " << s.build_seconds << " s\n"
      << "  evaluations: " << s.num_evaluations << " in " << s.evaluation_seconds << " s\n"
      << "  checks: " << s.num_checks << " at x, " << s.num_perturbed_checks << " at a perturbed x ("
      << s.num_inconclusive_checks << " inconclusive) in " << s.check_seconds << " s; " << s.num_foreign_residuals
      << " times the F(x) handed over was not the residual's\n";
}

/// "7-12 3 20-15": neighbours that go up or down by one stand together.
std::string runs_of(const EliminationOrder& order) {
  std::string text;
  const auto at = [&](std::size_t k) { return static_cast<std::int64_t>(order.vertices[k].value); };
  for (std::size_t first = 0, last; first < order.vertices.size(); first = last + 1) {
    last = first;
    const std::int64_t step = first + 1 < order.vertices.size() ? at(first + 1) - at(first) : 0;
    if (step == 1 || step == -1)
      while (last + 1 < order.vertices.size() && at(last + 1) - at(last) == step) ++last;
    text += (text.empty() ? "" : " ") + std::to_string(at(first));
    if (last > first) text += "-" + std::to_string(at(last));
  }
  return text.empty() ? "none" : text;
}

/// With the bounds that are not 0.
std::string costs_of(const OrderReport& report, std::uint64_t plain_bound, std::uint64_t emitted_bound) {
  const OrderChoice& choice = report.choice;
  std::ostringstream out;
  out << "order: " << choice.proposal.source << "; plain " << choice.plain << " (forward " << report.forward_cost
      << ", reverse " << report.reverse_cost;
  if (plain_bound != 0) out << ", at least " << plain_bound;
  out << "), effective " << choice.effective << ", emitted " << choice.emitted;
  if (emitted_bound != 0) out << " (at least " << emitted_bound << ")";
  return out.str();
}

}  // namespace

std::string describe(const OrderReport& report) {
  const OrderChoice& choice = report.choice;
  std::ostringstream out;
  out << "    " << costs_of(report, choice.lower_bound.value(), choice.emitted_lower_bound.value()) << "\n";
  for (const std::string& reason : choice.refused) out << "    refused: " << reason << "\n";
  return out.str();
}

std::vector<std::string> provenance_of(const OrderReport& report, const LinearizedGraph& graph) {
  std::vector<std::string> lines{costs_of(report, 0, 0)};  // bounds take a while to find
  for (const std::string& reason : report.choice.refused) lines.push_back("refused: " + reason);
  lines.push_back("vertices in order: " + runs_of(report.choice.proposal.order));
  lines.push_back("fingerprint: " + to_string(canonicalize(graph).fingerprint) + ", of " +
                  std::to_string(graph.num_vertices()) + " vertices and " + std::to_string(graph.edges().size()) +
                  " edges");
  return lines;
}

std::string describe(const KernelPrograms& programs) {
  std::ostringstream out;
  out << "    evaluator: " << programs.evaluator->description() << "; " << programs.num_instructions
      << " instructions, " << programs.num_slots << " slots\n";
  return out.str();
}

std::string Session::report() const {
  std::ostringstream out;
  out.precision(3);
  out << "Jacquard session " << state_->options.name << ":\n";
  if (!state_->evaluation) {
    out << "  nothing is captured yet\n";
    return out.str();
  }
  const SiteEvaluation& evaluation = *state_->evaluation;
  write_extents(out, evaluation, *state_->jacobian);
  for (std::size_t c = 0; c < evaluation.kernels().size(); ++c) {
    write_class(out, c, evaluation.captured().classes[c], *evaluation.kernels()[c]);
  }
  out << "  branches: " << state_->branches.num_usable() << " relations known, " << evaluation.num_sites_away()
      << " sites on another than captured\n";
  write_counters(out, state_->statistics);
  return out.str();
}

}  // namespace jacquard
