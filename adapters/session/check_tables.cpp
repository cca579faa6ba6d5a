// SPDX-License-Identifier: BSD-2-Clause
// Refuses tables that would make an evaluation read or write the wrong place.
#include <algorithm>
#include <string>
#include <vector>

#include "jacquard/error.hpp"
#include "site_evaluation.hpp"

namespace jacquard {
namespace {

class TableCheck {
 public:
  explicit TableCheck(const CapturedResidual& captured) : captured_(captured), written_(captured.num_state(), 0) {
    std::fill_n(written_.begin(), captured.num_independents, std::uint8_t{1});
  }

  void run() {
    for (const SiteClass& site_class : captured_.classes) check_extents(site_class);
    std::vector<std::size_t> num_staged(captured_.classes.size(), 0);
    for (const Stage& stage : captured_.stages) {
      if (stage.site_class >= captured_.classes.size()) fail("a stage names class", stage.site_class);
      const SiteClass& site_class = captured_.classes[stage.site_class];
      if (stage.first + stage.count > site_class.num_sites)
        fail("a stage runs past the last site of class", stage.site_class);
      num_staged[stage.site_class] += stage.count;
      check_stage(site_class, stage);
    }
    for (std::size_t c = 0; c < num_staged.size(); ++c) {
      if (num_staged[c] != captured_.classes[c].num_sites) fail("stages do not cover the sites of class", c);
    }
    check_accumulations();
    for (std::size_t s = 0; s < written_.size(); ++s) {
      if (!written_[s]) fail("nothing writes", s);
    }
  }

 private:
  [[noreturn]] static void fail(const char* what, std::size_t where) {
    throw CaptureError("session: captured tables: " + std::string(what) + " " + std::to_string(where));
  }

  void check_extents(const SiteClass& site_class) const {
    const std::size_t sites = site_class.num_sites;
    const ComputationalGraph& graph = site_class.graph;
    if (site_class.gather.size() != graph.num_independents() * sites)
      fail("gather table has", site_class.gather.size());
    if (site_class.scatter.size() != graph.dependents().size() * sites)
      fail("scatter table has", site_class.scatter.size());
    if (site_class.data.size() != graph.num_parameters()) fail("data columns:", site_class.data.size());
    for (const SiteData& column : site_class.data) {
      if (column.values.size() != 1 && column.values.size() != sites) fail("data column has", column.values.size());
    }
  }

  std::size_t checked(StateIndex index) const {
    if (index < 0 || static_cast<std::size_t>(index) >= written_.size())
      fail("index out of range:", static_cast<std::size_t>(index));
    return static_cast<std::size_t>(index);
  }

  void check_stage(const SiteClass& site_class, const Stage& stage) {
    for (std::size_t k = 0; k < site_class.graph.num_independents(); ++k) {
      for (std::size_t p = stage.first; p < stage.first + stage.count; ++p) {
        const std::size_t s = checked(site_class.gather[k * site_class.num_sites + p]);
        if (!written_[s]) fail("read before it is written:", s);
      }
    }
    for (std::size_t m = 0; m < site_class.graph.dependents().size(); ++m) {
      for (std::size_t p = stage.first; p < stage.first + stage.count; ++p) {
        write(checked(site_class.scatter[m * site_class.num_sites + p]));
      }
    }
  }

  void write(std::size_t s) {
    if (written_[s]) fail("written twice:", s);
    written_[s] = 1;
  }

  void check_accumulations() {
    const auto& offsets = captured_.accumulation_offsets;
    const std::size_t num = captured_.accumulated_dependents.size();
    if (num == 0) return;
    if (offsets.size() != num + 1 || offsets.back() != captured_.accumulation_terms.size() ||
        captured_.accumulation_signs.size() != captured_.accumulation_terms.size()) {
      fail("sums have", offsets.size());
    }
    for (StateIndex term : captured_.accumulation_terms) {
      if (!written_[checked(term)]) fail("a sum reads what nothing writes:", checked(term));
    }
    const std::size_t first_dependent = captured_.num_independents + captured_.num_cuts;
    for (std::uint32_t dependent : captured_.accumulated_dependents) {
      write(checked(static_cast<StateIndex>(first_dependent + dependent)));
    }
  }

  const CapturedResidual& captured_;
  std::vector<std::uint8_t> written_;  ///< [num_state]
};

}  // namespace

void check_tables(const CapturedResidual& captured) { TableCheck(captured).run(); }

}  // namespace jacquard
