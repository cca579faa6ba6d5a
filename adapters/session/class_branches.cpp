// SPDX-License-Identifier: BSD-2-Clause
// Ties related branches to the entries and data of the class that their sites were captured in.
#include "class_branches.hpp"

#include <algorithm>

namespace jacquard {
namespace {

/// Calls visit(dependent, independent) for every entry, in pattern order.
template <class Visitor>
void for_each_coordinate(const JacobianPattern& pattern, Visitor&& visit) {
  for (std::uint32_t m = 0; m < pattern.rows.num_rows(); ++m) {
    for (std::uint32_t e = pattern.rows.row_offsets[m]; e < pattern.rows.row_offsets[m + 1]; ++e) {
      visit(m, pattern.rows.columns[e]);
    }
  }
}

/// What a column that varies is at each site of the home: as seen, or else as most others have it.
std::vector<StateIndex> site_table(const ClassBranches& branches, const SiteClass& home,
                                   const RelatedBranch& branch, std::size_t column) {
  const GatherSource& source = branch.relation.gather[column];
  std::vector<StateIndex> table(home.num_sites, -1);
  for (std::size_t p = 0; p < home.num_sites; ++p) {
    if (branch.seen) table[p] = branch.seen->gathered(SeenSites::first_target(home, p), column);
    if (table[p] < 0 && source.column != GatherSource::none) table[p] = branches.state(home, source, p);
  }
  return table;
}

/// Where work on parameters that all sites share is refreshed for some class.
const double* find_shared(const CapturedResidual& captured, std::span<const std::uint64_t> expressions,
                          std::uint64_t expression) {
  for (const SiteClass& site_class : captured.classes) {
    for (const SiteData& column : site_class.data) {
      for (std::size_t k = 0; k < column.parameters.size(); ++k) {
        if (expressions[column.parameters[k]] == expression) return &column.values[k];
      }
    }
  }
  return nullptr;
}

class BranchTie {
 public:
  BranchTie(const CapturedResidual& captured, const SiteClass& site_class, const ClassKernel& home,
            std::span<const std::uint64_t> expressions)
      : captured_(captured), site_class_(site_class), expressions_(expressions), branches_(captured) {
    for_each_coordinate(home.pattern(), [&](std::uint32_t dependent, std::uint32_t column) {
      entries_.push_back({dependent, {column, 0}});
    });
    guards_.push_back(guard_keys(home.graph, identity_relation(site_class)));
  }

  void add(RelatedBranch related) {
    OtherBranch other{std::move(related), {}, {}, {}};
    if (branches_.others.size() == ClassBranches::max_others || !find_data(other)) return;
    make_tables(other);
    if (!is_told_apart(other)) return;
    find_targets(other);
    branches_.others.push_back(std::move(other));
  }

  ClassBranches finish() && { return std::move(branches_); }

 private:
  bool find_data(OtherBranch& other) const {
    for (DataSource& source : other.relation.data) {
      if (source.column == DataSource::none) source = own_column_of(source);
      const auto& [column, expression] = source;
      const double* shared = nullptr;
      if (column == DataSource::none) {
        shared = find_shared(captured_, expressions_, expression);
        if (!shared) return false;
      } else if (site_class_.data[column].values.size() == 1) {
        shared = site_class_.data[column].values.data();
      }
      other.shared_data.push_back(shared);
    }
    return true;
  }

  /// The column of the home with the same work on parameters for all sites, if there is one.
  DataSource own_column_of(const DataSource& source) const {
    for (std::uint32_t d = 0; d < site_class_.data.size(); ++d) {
      const std::vector<std::uint32_t>& parameters = site_class_.data[d].parameters;
      if (parameters.size() == 1 && expressions_[parameters.front()] == source.expression) return {d, 0};
    }
    return source;
  }

  /// From the home and all others by guards, so that no two of them apply at one state.
  bool is_told_apart(const OtherBranch& other) {
    std::vector<GuardKey> own = guard_keys(other.kernel->graph, other.relation);
    if (!std::ranges::all_of(guards_, [&](const auto& guards) { return branch_apart(guards, own); })) return false;
    guards_.push_back(std::move(own));
    return true;
  }

  void make_tables(OtherBranch& other) {
    for (std::size_t k = 0; k < other.relation.gather.size(); ++k) {
      if (!other.relation.gather[k].varies) continue;
      std::vector<StateIndex> table = site_table(branches_, site_class_, other, k);
      const auto found = std::ranges::find(branches_.tables, table);
      const auto number = static_cast<StateIndex>(found - branches_.tables.begin());
      if (found == branches_.tables.end()) branches_.tables.push_back(std::move(table));
      other.relation.gather[k] = {GatherSource::none, number, true};
    }
  }

  void find_targets(OtherBranch& other) {
    std::vector<bool> is_vacant(entries_.size(), true);
    for_each_coordinate(other.kernel->pattern(), [&](std::uint32_t dependent, std::uint32_t column) {
      const ExtraEntry entry{other.relation.scatter[dependent], other.relation.gather[column]};
      // Two columns of a branch may stem from one of the home: each gets an entry of its own.
      const std::uint32_t target = find_or_append(entry, other.targets);
      other.targets.push_back(target);
      if (target < entries_.size()) is_vacant[target] = false;
    });
    for (std::uint32_t e = 0; e < entries_.size(); ++e) {
      if (is_vacant[e]) other.vacant.push_back(e);
    }
  }

  std::uint32_t find_or_append(const ExtraEntry& entry, std::span<const std::uint32_t> taken) {
    const auto is_free = [&](std::size_t target) {
      return std::ranges::find(taken, static_cast<std::uint32_t>(target)) == taken.end();
    };
    std::vector<ExtraEntry>& extras = branches_.extras;
    const std::size_t num_own = entries_.size();
    for (std::size_t e = 0; e < num_own; ++e) {
      if (entries_[e] == entry && is_free(e)) return static_cast<std::uint32_t>(e);
    }
    for (std::size_t e = 0; e < extras.size(); ++e) {
      if (extras[e] == entry && is_free(num_own + e)) return static_cast<std::uint32_t>(num_own + e);
    }
    extras.push_back(entry);
    return static_cast<std::uint32_t>(num_own + extras.size() - 1);
  }

  const CapturedResidual& captured_;
  const SiteClass& site_class_;
  std::span<const std::uint64_t> expressions_;
  std::vector<ExtraEntry> entries_;  ///< of the home itself
  ClassBranches branches_;
  std::vector<std::vector<GuardKey>> guards_;  ///< of the home and all others
};

}  // namespace

StateIndex SeenSites::first_target(const SiteClass& site_class, std::size_t site) {
  StateIndex first = site_class.scatter[site];
  for (std::size_t k = site; k < site_class.scatter.size(); k += site_class.num_sites)
    first = std::min(first, site_class.scatter[k]);
  return first;
}

void SeenSites::add(const SiteClass& site_class) {
  num_columns_ = site_class.graph.num_independents();
  for (std::size_t p = 0; p < site_class.num_sites; ++p) {
    if (!row_of_.try_emplace(first_target(site_class, p), row_of_.size()).second) continue;
    for (std::size_t k = 0; k < num_columns_; ++k) rows_.push_back(site_class.gather[k * site_class.num_sites + p]);
  }
}

StateIndex SeenSites::gathered(StateIndex first_target, std::size_t column) const {
  const auto row = row_of_.find(first_target);
  return row == row_of_.end() ? -1 : rows_[row->second * num_columns_ + column];
}

ClassBranches tie_branches(const CapturedResidual& captured, std::size_t site_class, const ClassKernel& home,
                           std::vector<RelatedBranch> related, std::span<const std::uint64_t> expressions) {
  BranchTie tie(captured, captured.classes[site_class], home, expressions);
  for (RelatedBranch& branch : related) tie.add(std::move(branch));
  return std::move(tie).finish();
}

}  // namespace jacquard
