// SPDX-License-Identifier: BSD-2-Clause
// Runs the stages of one capture over the state vector [independents | cuts | dependents].
#include "site_evaluation.hpp"

#include <algorithm>

#include "jacquard/error.hpp"
#include "matrix_writer.hpp"

namespace jacquard {

SiteEvaluation::SiteEvaluation(CapturedResidual captured, ClassKernelCache& kernels)
    : captured_(std::move(captured)),
      parameters_(captured_),
      state_(captured_.num_state()),
      tainted_(captured_.num_state()) {
  check_tables(captured_);
  mark_read_states();
  for (const SiteClass& site_class : captured_.classes) kernels_.push_back(kernels.find_or_build(site_class));
  build_stages();
}

void SiteEvaluation::build_stages() {
  std::size_t num_columns = 0;
  std::size_t largest = 0, most_columns = 0;
  for (const Stage& stage : captured_.stages) {
    num_columns += captured_.classes[stage.site_class].data.size();
    largest = std::max(largest, stage.count);
    most_columns = std::max(most_columns, captured_.classes[stage.site_class].data.size());
  }
  parameter_pointers_.reserve(num_columns);  // batches point into both: they must not move
  parameter_strides_.reserve(num_columns);
  piece_parameters_.resize(most_columns);
  flipped_.resize(largest);
  for (const Stage& stage : captured_.stages) {
    const SiteClass& site_class = captured_.classes[stage.site_class];
    StageBatch resolved{kernels_[stage.site_class].get(), &site_class, stage.first, feeds_others(stage),
                        is_fed(site_class), {}, nullptr};
    Batch& batch = resolved.batch;
    batch.num_points = stage.count;
    batch.state = state_.data();
    batch.gather = site_class.gather.data() + stage.first;
    batch.gather_stride = site_class.num_sites;
    batch.parameters = parameter_pointers_.data() + parameter_pointers_.size();
    batch.parameter_strides = parameter_strides_.data() + parameter_strides_.size();
    batch.result = state_.data();
    batch.scatter = site_class.scatter.data() + stage.first;
    batch.scatter_stride = site_class.num_sites;
    for (const SiteData& column : site_class.data) {
      const bool per_site = column.values.size() == site_class.num_sites && site_class.num_sites > 1;
      parameter_pointers_.push_back(column.values.data() + (per_site ? stage.first : 0));
      parameter_strides_.push_back(per_site ? 1 : 0);
    }
    stages_.push_back(resolved);
  }
}

void SiteEvaluation::mark_read_states() {
  is_read_.assign(captured_.num_state(), 0);
  for (const SiteClass& site_class : captured_.classes) {
    for (StateIndex s : site_class.gather) is_read_[s] = 1;
  }
  for (StateIndex s : captured_.accumulation_terms) is_read_[s] = 1;
}

bool SiteEvaluation::feeds_others(const Stage& stage) const {
  const SiteClass& site_class = captured_.classes[stage.site_class];
  for (std::size_t m = 0; m < site_class.graph.dependents().size(); ++m) {
    for (std::size_t p = stage.first; p < stage.first + stage.count; ++p) {
      if (is_read(site_class.scatter[m * site_class.num_sites + p])) return true;
    }
  }
  return false;
}

bool SiteEvaluation::is_fed(const SiteClass& site_class) const {
  return std::ranges::any_of(site_class.gather, [&](StateIndex s) {
    return static_cast<std::size_t>(s) >= captured_.num_independents;
  });
}

std::size_t SiteEvaluation::set_point(std::span<const double> x) {
  std::copy(x.begin(), x.end(), state_.begin());
  return parameters_.refresh(captured_);
}

std::size_t SiteEvaluation::evaluate(std::span<const double> x, Quantity quantity, OnFlip on_flip,
                                     const Destination& destination) {
  std::size_t num_flipped = set_point(x);
  if (num_flipped != 0 && on_flip == OnFlip::stop) return num_flipped;
  for (std::size_t s = 0; s < stages_.size(); ++s) {
    const bool needs_both = stages_[s].feeds_others && quantity == Quantity::jacobian;
    const bool is_written =
        destination.writer && quantity != Quantity::residual && destination.writer->points_of_piece(s) != 0;
    num_flipped += is_written ? run_in_pieces(s, quantity, destination)
                              : run(s, needs_both ? Quantity::both : quantity, on_flip);
    if (num_flipped != 0 && on_flip == OnFlip::stop) return num_flipped;
  }
  if (quantity != Quantity::jacobian) accumulate_dependents();
  return num_flipped;
}

std::size_t SiteEvaluation::run(std::size_t stage, Quantity quantity, OnFlip on_flip) {
  const StageBatch& own = stages_[stage];
  const bool may_move = !moved_.empty() && moved_[stage] && on_flip == OnFlip::stop;
  return may_move ? moved_[stage]->evaluate(own, quantity)
                  : own.kernel->evaluator().evaluate(own.batch, quantity).num_flipped;
}

// Values go where those of the first piece stand, and so do the constants among them. The last piece has its own
// place: evaluators may write the lanes beyond its last point.
std::size_t SiteEvaluation::run_in_pieces(std::size_t stage, Quantity quantity, const Destination& destination) {
  const StageBatch& own = stages_[stage];
  const std::size_t num_points = own.batch.num_points;
  const std::size_t points_of_piece = destination.writer->points_of_piece(stage);
  std::size_t num_flipped = 0;
  for (std::size_t first = 0; first < num_points; first += points_of_piece) {
    Batch piece = piece_of(own, first, std::min(points_of_piece, num_points - first));
    if (first + points_of_piece >= num_points) piece.jacobian += own.layout().offset(0, first);
    num_flipped += own.kernel->evaluator().evaluate(piece, quantity).num_flipped;
    destination.writer->write_piece(stage, first, piece.jacobian, destination.stored);
  }
  return num_flipped;
}

Batch SiteEvaluation::piece_of(const StageBatch& stage, std::size_t first, std::size_t num_points) {
  const Batch& whole = stage.batch;
  for (std::size_t k = 0; k < stage.site_class->data.size(); ++k)
    piece_parameters_[k] = whole.parameters[k] + first * whole.parameter_strides[k];
  Batch piece = whole;
  piece.num_points = num_points;
  piece.gather += first;
  piece.scatter += first;
  piece.parameters = piece_parameters_.data();
  return piece;
}

void SiteEvaluation::evaluate_noting_flips(std::span<const double> x, std::span<std::uint8_t> tainted) {
  const bool all_tainted = set_point(x) != 0;
  std::fill(tainted_.begin(), tainted_.end(), std::uint8_t{all_tainted});
  bool any_tainted = all_tainted;
  for (std::size_t s = 0; s < stages_.size(); ++s) {
    const std::span<std::uint8_t> flipped = std::span(flipped_).first(stages_[s].batch.num_points);
    evaluate_in_place(s, flipped);
    any_tainted |= std::ranges::find(flipped, std::uint8_t{1}) != flipped.end();
    if (any_tainted) spread_taint(stages_[s]);
  }
  accumulate_dependents();
  if (any_tainted) accumulate_taint();
  std::copy(tainted_.end() - static_cast<std::ptrdiff_t>(tainted.size()), tainted_.end(), tainted.begin());
}

void SiteEvaluation::evaluate_in_place(std::size_t stage, std::span<std::uint8_t> flipped) {
  if (!moved_.empty() && moved_[stage]) return moved_[stage]->evaluate_in_place(stages_[stage], tainted_, flipped);
  Batch batch = stages_[stage].batch;
  batch.flipped = flipped.data();
  stages_[stage].kernel->evaluator().evaluate(batch, Quantity::residual);
}

// What a site computes is tainted where its own guard flipped or where it reads something tainted; independents
// never are.
void SiteEvaluation::spread_taint(const StageBatch& stage) {
  const Batch& batch = stage.batch;
  const std::size_t num_gathered = stage.is_fed ? stage.site_class->graph.num_independents() : 0;
  const std::size_t num_scattered = stage.site_class->graph.dependents().size();
  for (std::size_t p = 0; p < batch.num_points; ++p) {
    bool hit = flipped_[p] != 0;
    for (std::size_t k = 0; k < num_gathered; ++k) hit |= tainted_[batch.gather[k * batch.gather_stride + p]] != 0;
    if (!hit) continue;
    for (std::size_t m = 0; m < num_scattered; ++m) tainted_[batch.scatter[m * batch.scatter_stride + p]] = 1;
  }
}

std::span<const double> SiteEvaluation::dependents() const {
  return std::span(state_).last(captured_.num_dependents);
}

void SiteEvaluation::accumulate_dependents() {
  double* const f = state_.data() + captured_.num_independents + captured_.num_cuts;
  for (std::size_t i = 0; i < captured_.accumulated_dependents.size(); ++i) {
    double sum = 0.0;
    for (std::uint32_t t = captured_.accumulation_offsets[i]; t < captured_.accumulation_offsets[i + 1]; ++t) {
      sum += captured_.accumulation_signs[t] * state_[captured_.accumulation_terms[t]];
    }
    f[captured_.accumulated_dependents[i]] = sum;
  }
}

void SiteEvaluation::accumulate_taint() {
  std::uint8_t* const f = tainted_.data() + captured_.num_independents + captured_.num_cuts;
  for (std::size_t i = 0; i < captured_.accumulated_dependents.size(); ++i) {
    for (std::uint32_t t = captured_.accumulation_offsets[i]; t < captured_.accumulation_offsets[i + 1]; ++t) {
      f[captured_.accumulated_dependents[i]] |= tainted_[captured_.accumulation_terms[t]];
    }
  }
}

}  // namespace jacquard
