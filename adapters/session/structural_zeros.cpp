// SPDX-License-Identifier: BSD-2-Clause
// Which zeros make a pattern structurally symmetric, its diagonal included.
#include "structural_zeros.hpp"

#include <algorithm>

namespace jacquard {
namespace {

/// The entries between dependents, row by row: sorted, each once.
class SquarePattern {
 public:
  SquarePattern(std::span<const std::int32_t> rows, std::span<const std::int32_t> columns,
                std::span<const std::int32_t> equation_of, std::size_t num_dependents)
      : offsets_(num_dependents + 2, 0) {
    const auto is_inside = [&](std::size_t k) { return rows[k] >= 0 && equation_of[columns[k]] >= 0; };
    for (std::size_t k = 0; k < rows.size(); ++k) {
      if (is_inside(k)) ++offsets_[rows[k] + 2];
    }
    for (std::size_t i = 2; i < offsets_.size(); ++i) offsets_[i] += offsets_[i - 1];
    partners_.resize(offsets_.back());
    for (std::size_t k = 0; k < rows.size(); ++k) {  // leaves the end of row i in offsets_[i + 1]
      if (is_inside(k)) partners_[offsets_[rows[k] + 1]++] = equation_of[columns[k]];
    }
    for (std::size_t i = 0; i < num_dependents; ++i) sort_row(i);
  }

  std::span<const std::int32_t> row(std::size_t i) const { return {partners_.data() + offsets_[i], sizes_[i]}; }
  bool contains(std::size_t i, std::int32_t partner) const { return std::ranges::binary_search(row(i), partner); }

 private:
  void sort_row(std::size_t i) {
    const auto begin = partners_.begin() + offsets_[i], end = partners_.begin() + offsets_[i + 1];
    std::sort(begin, end);
    sizes_.push_back(static_cast<std::size_t>(std::unique(begin, end) - begin));
  }

  std::vector<std::ptrdiff_t> offsets_;
  std::vector<std::int32_t> partners_;
  std::vector<std::size_t> sizes_;
};

/// The first independent of each equation, or -1.
std::vector<std::int32_t> unknowns(std::span<const std::int32_t> equation_of, std::size_t num_dependents) {
  std::vector<std::int32_t> unknown_of(num_dependents, -1);
  for (std::size_t k = equation_of.size(); k-- > 0;) {
    if (equation_of[k] >= 0) unknown_of[equation_of[k]] = static_cast<std::int32_t>(k);
  }
  return unknown_of;
}

}  // namespace

Coordinates missing_mirror_images(std::span<const std::int32_t> rows, std::span<const std::int32_t> columns,
                                  std::span<const std::int32_t> equation_of, std::size_t num_dependents) {
  const std::vector<std::int32_t> unknown_of = unknowns(equation_of, num_dependents);
  const SquarePattern pattern(rows, columns, equation_of, num_dependents);
  Coordinates missing;
  const auto add = [&](std::int32_t row, std::int32_t partner) {
    if (unknown_of[partner] < 0) return;
    missing.rows.push_back(row);
    missing.columns.push_back(unknown_of[partner]);
  };
  for (std::size_t i = 0; i < num_dependents; ++i) {
    const auto own = static_cast<std::int32_t>(i);
    if (!pattern.contains(i, own)) add(own, own);
    for (const std::int32_t partner : pattern.row(i)) {
      if (!pattern.contains(partner, own)) add(partner, own);
    }
  }
  return missing;
}

}  // namespace jacquard
