// SPDX-License-Identifier: BSD-2-Clause
// The oracle for captured residuals: classes, sums and chains evaluated by plain host loops.
#pragma once

#include <algorithm>
#include <span>
#include <stdexcept>
#include <vector>

#include "jacquard/interpreter.hpp"
#include "jacquard/sites.hpp"

namespace jacquard::test {

/// F and dense J of a captured residual at one point.
struct SiteValues {
  std::vector<double> residual;  ///< [num_dependents]
  std::vector<double> jacobian;  ///< [num_dependents x num_independents], column fastest
  std::size_t num_flipped_guards = 0;
};

/// Evaluates stage by stage, and carries dense tangents of the whole state: for small domains.
class SiteOracle {
 public:
  explicit SiteOracle(const CapturedResidual& captured) : captured_(captured) {}

  SiteValues evaluate(std::span<const double> x) {
    start(x);
    for (const Stage& stage : captured_.stages)
      for (std::size_t site = stage.first; site < stage.first + stage.count; ++site)
        apply(captured_.classes[stage.site_class], site);
    add_up();
    const std::size_t first = captured_.num_independents + captured_.num_cuts;
    if (std::find(is_known_.begin(), is_known_.end(), false) != is_known_.end())
      throw std::logic_error("site oracle: an entry of the state is never written");
    return {{state_.begin() + static_cast<std::ptrdiff_t>(first), state_.end()},
            {tangents_.begin() + static_cast<std::ptrdiff_t>(first * captured_.num_independents), tangents_.end()},
            num_flipped_guards_};
  }

 private:
  void start(std::span<const double> x) {
    const std::size_t n = captured_.num_independents;
    state_.assign(captured_.num_state(), 0.0);
    is_known_.assign(captured_.num_state(), false);
    tangents_.assign(captured_.num_state() * n, 0.0);
    num_flipped_guards_ = 0;
    for (std::size_t k = 0; k < n; ++k) {
      write(static_cast<StateIndex>(k), x[k]);
      tangents_[k * n + k] = 1.0;
    }
    std::vector<double> leaves;
    for (const double* address : captured_.parameters) leaves.push_back(*address);
    const auto values = jacquard::evaluate<double>(captured_.parameter_work, leaves, {});
    parameters_.clear();
    for (const VertexId dependent : captured_.parameter_work.dependents())
      parameters_.push_back(values[dependent.value]);
    count_flips(captured_.parameter_work, values);
  }

  void write(StateIndex entry, double value) {
    const auto k = static_cast<std::size_t>(entry);
    if (is_known_.at(k)) throw std::logic_error("site oracle: an entry of the state is written twice");
    is_known_[k] = true;
    state_[k] = value;
  }

  double read(StateIndex entry) const {
    const auto k = static_cast<std::size_t>(entry);
    if (!is_known_.at(k)) throw std::logic_error("site oracle: an entry of the state is read before it is written");
    return state_[k];
  }

  void count_flips(const ComputationalGraph& graph, std::span<const double> values) {
    for (const Guard& guard : graph.guards())
      num_flipped_guards_ += (values[guard.condition.value] != 0.0) != guard.outcome;
  }

  std::vector<double> site_data(const SiteClass& site_class, std::size_t site) const {
    std::vector<double> data;
    for (const SiteData& column : site_class.data) {
      const std::size_t row = column.values.size() == 1 ? 0 : site;
      data.push_back(column.parameters.empty() ? column.values.at(row) : parameters_.at(column.parameters.at(row)));
    }
    return data;
  }

  void apply(const SiteClass& site_class, std::size_t site) {
    const ComputationalGraph& graph = site_class.graph;
    const std::size_t n = captured_.num_independents, num_inputs = graph.num_independents();
    std::vector<double> inputs(num_inputs);
    for (std::size_t k = 0; k < num_inputs; ++k)
      inputs[k] = read(site_class.gather.at(k * site_class.num_sites + site));
    const std::vector<double> data = site_data(site_class, site);
    const auto values = jacquard::evaluate<double>(graph, inputs, data);
    count_flips(graph, values);
    const auto local = forward_sweep<double>(graph, inputs, data);
    for (std::size_t row = 0; row < graph.dependents().size(); ++row) {
      const StateIndex target = site_class.scatter.at(row * site_class.num_sites + site);
      write(target, values[graph.dependents()[row].value]);
      for (std::size_t k = 0; k < num_inputs; ++k)
        add_tangent(target, site_class.gather[k * site_class.num_sites + site], local[row * num_inputs + k], n);
    }
  }

  void add_tangent(StateIndex target, StateIndex source, double factor, std::size_t n) {
    for (std::size_t j = 0; j < n; ++j)
      tangents_[static_cast<std::size_t>(target) * n + j] +=
          factor * tangents_[static_cast<std::size_t>(source) * n + j];
  }

  void add_up() {
    const std::size_t first = captured_.num_independents + captured_.num_cuts;
    for (std::size_t row = 0; row < captured_.accumulated_dependents.size(); ++row) {
      const auto target = static_cast<StateIndex>(first + captured_.accumulated_dependents[row]);
      double sum = 0.0;
      for (std::size_t k = captured_.accumulation_offsets[row]; k < captured_.accumulation_offsets[row + 1]; ++k) {
        const double sign = captured_.accumulation_signs[k];
        sum += sign * read(captured_.accumulation_terms[k]);
        add_tangent(target, captured_.accumulation_terms[k], sign, captured_.num_independents);
      }
      write(target, sum);
    }
  }

  const CapturedResidual& captured_;
  std::vector<double> state_, tangents_, parameters_;
  std::vector<bool> is_known_;
  std::size_t num_flipped_guards_ = 0;
};

}  // namespace jacquard::test
