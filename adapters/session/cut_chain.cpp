// SPDX-License-Identifier: BSD-2-Clause
// The chain rule between units: which products of unit Jacobians make up the entries behind cuts and sums.
#include "cut_chain.hpp"

#include <algorithm>
#include <span>

namespace jacquard {
namespace {

/// d state / d source = buffer[slot], by one unit or one term of a sum.
struct Link {
  StateIndex source = 0;
  SlotIndex slot = 0;
};

/// A contribution buffer[left] * buffer[right] to the derivative with respect to an independent.
struct Term {
  StateIndex column = 0;
  SlotIndex left = 0;
  SlotIndex right = 0;
};

// Hidden targets follow the visible ones, whose number is not known until all are there.
constexpr SlotIndex hidden_bit = 0x80000000u;

/// Links of every state that is not an independent, in compressed rows.
class LinkTable {
 public:
  LinkTable(const SiteEvaluation& evaluation, const ValueBlocks& blocks)
      : captured_(evaluation.captured()), offsets_(captured_.num_state() - captured_.num_independents + 1, 0) {
    const auto visit_all = [&](auto&& visit) {
      for (std::size_t s = 0; s < evaluation.stages().size(); ++s) {
        for_each_entry(evaluation.stages()[s], blocks.first_slot(s),
                       [&](StateIndex row, StateIndex source, SlotIndex slot) {
                         if (is_inner(source) || evaluation.is_read(row)) visit(row, Link{source, slot});
                       });
      }
      for_each_summand(visit);
    };
    visit_all([&](StateIndex row, Link) { ++offsets_[number(row) + 1]; });
    for (std::size_t k = 1; k < offsets_.size(); ++k) offsets_[k] += offsets_[k - 1];
    links_.resize(offsets_.back());
    std::vector<std::uint32_t> next(offsets_.begin(), offsets_.end() - 1);
    visit_all([&](StateIndex row, Link link) { links_[next[number(row)]++] = link; });
  }

  std::span<const Link> of(StateIndex row) const {
    return std::span(links_).subspan(offsets_[number(row)], offsets_[number(row) + 1] - offsets_[number(row)]);
  }
  bool empty() const { return links_.empty(); }
  bool is_inner(StateIndex state) const { return static_cast<std::size_t>(state) >= captured_.num_independents; }
  std::size_t number(StateIndex inner) const {
    return static_cast<std::size_t>(inner) - captured_.num_independents;
  }

 private:
  template <class Visitor>
  void for_each_summand(Visitor&& visit) const {
    const std::size_t first_dependent = captured_.num_independents + captured_.num_cuts;
    for (std::size_t i = 0; i < captured_.accumulated_dependents.size(); ++i) {
      const auto row = static_cast<StateIndex>(first_dependent + captured_.accumulated_dependents[i]);
      for (std::uint32_t t = captured_.accumulation_offsets[i]; t < captured_.accumulation_offsets[i + 1]; ++t) {
        visit(row, Link{captured_.accumulation_terms[t],
                        captured_.accumulation_signs[t] > 0 ? one_slot : minus_one_slot});
      }
    }
  }

  const CapturedResidual& captured_;
  std::vector<std::uint32_t> offsets_;
  std::vector<Link> links_;
};

class ChainBuilder {
 public:
  ChainBuilder(const SiteEvaluation& evaluation, const ValueBlocks& blocks)
      : evaluation_(evaluation), links_(evaluation, blocks), end_of_blocks_(static_cast<SlotIndex>(blocks.end())) {}

  CutChain build() && {
    if (links_.empty()) return {};
    rows_.resize(evaluation_.captured().num_state() - evaluation_.captured().num_independents);
    for (const StageBatch& stage : evaluation_.stages()) {
      if (stage.feeds_others) derive_read_states(stage);
    }
    derive_dependents();
    place_hidden_targets();
    return std::move(chain_);
  }

 private:
  /// Derivatives of one inner state: a range of `derivatives_`.
  struct Row {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };

  void derive_read_states(const StageBatch& stage) {
    const Batch& batch = stage.batch;
    for (std::size_t m = 0; m < stage.kernel->pattern().rows.num_rows(); ++m) {
      for (std::size_t p = 0; p < batch.num_points; ++p) {
        const StateIndex state = batch.scatter[m * batch.scatter_stride + p];
        if (evaluation_.is_read(state)) derive_read_state(state);
      }
    }
  }

  void derive_read_state(StateIndex state) {
    terms_.clear();
    for (const Link& link : links_.of(state)) append_terms(link);
    Row& row = rows_[links_.number(state)];
    row.first = static_cast<std::uint32_t>(derivatives_.size());
    for_each_column([&](std::span<const Term> terms) {
      derivatives_.push_back({terms.front().column, single_slot_or_target(terms)});
    });
    row.count = static_cast<std::uint32_t>(derivatives_.size()) - row.first;
  }

  SlotIndex single_slot_or_target(std::span<const Term> terms) {
    if (terms.size() == 1 && terms.front().right == one_slot) return terms.front().left;
    for (const Term& term : terms) chain_.hidden.products.push_back({term.left, term.right});
    return chain_.hidden.close_sum() | hidden_bit;
  }

  void derive_dependents() {
    const CapturedResidual& captured = evaluation_.captured();
    const std::size_t first_dependent = captured.num_independents + captured.num_cuts;
    for (std::size_t i = 0; i < captured.num_dependents; ++i) {
      terms_.clear();
      for (const Link& link : links_.of(static_cast<StateIndex>(first_dependent + i))) {
        if (!is_entry_already(link)) append_terms(link);
      }
      for_each_column([&](std::span<const Term> terms) {
        for (const Term& term : terms) chain_.visible.products.push_back({term.left, term.right});
        chain_.visible.close_sum();
        chain_.rows.push_back(static_cast<std::int32_t>(i));
        chain_.columns.push_back(terms.front().column);
      });
    }
  }

  // What a unit that ends in a dependent computes for an independent stands in the Jacobian as it is.
  bool is_entry_already(const Link& link) const {
    return !links_.is_inner(link.source) && link.slot >= num_constant_slots;
  }

  void append_terms(const Link& link) {
    if (!links_.is_inner(link.source)) {
      terms_.push_back({link.source, link.slot, one_slot});
      return;
    }
    const Row row = rows_[links_.number(link.source)];
    for (std::uint32_t k = row.first; k < row.first + row.count; ++k) {
      const SlotIndex slot = derivatives_[k].slot;
      if (link.slot == one_slot) {
        terms_.push_back({derivatives_[k].source, slot, one_slot});
      } else {
        terms_.push_back({derivatives_[k].source, link.slot, slot});
      }
    }
  }

  template <class Visitor>
  void for_each_column(Visitor&& visit) {
    std::ranges::stable_sort(terms_, {}, &Term::column);
    for (std::size_t first = 0; first < terms_.size();) {
      std::size_t last = first + 1;
      while (last < terms_.size() && terms_[last].column == terms_[first].column) ++last;
      visit(std::span<const Term>(terms_).subspan(first, last - first));
      first = last;
    }
  }

  void place_hidden_targets() {
    const auto first_hidden = static_cast<SlotIndex>(end_of_blocks_ + chain_.visible.num_targets());
    const auto place = [&](SlotIndex& slot) {
      if (slot & hidden_bit) slot = (slot & ~hidden_bit) + first_hidden;
    };
    for (ProductSums* sums : {&chain_.visible, &chain_.hidden}) {
      for (ProductSums::Product& product : sums->products) {
        place(product.left);
        place(product.right);
      }
    }
    chain_.visible.place_targets(end_of_blocks_);
    chain_.hidden.place_targets(first_hidden);
  }

  const SiteEvaluation& evaluation_;
  LinkTable links_;
  SlotIndex end_of_blocks_;
  std::vector<Row> rows_;          ///< [num_cuts + num_dependents]
  std::vector<Link> derivatives_;  ///< source: an independent
  std::vector<Term> terms_;        ///< of the state at hand
  CutChain chain_;
};

}  // namespace

CutChain chain_cuts(const SiteEvaluation& evaluation, const ValueBlocks& blocks) {
  return ChainBuilder(evaluation, blocks).build();
}

void CutChain::move_hidden(std::size_t first_hidden, std::size_t count) {
  const auto move = [&](SlotIndex& slot) {
    if (slot >= first_hidden) slot += static_cast<SlotIndex>(count);
  };
  for (ProductSums* sums : {&visible, &hidden}) {
    for (ProductSums::Product& product : sums->products) {
      move(product.left);
      move(product.right);
    }
  }
  for (SlotIndex& target : hidden.targets) move(target);
}

}  // namespace jacquard
