// SPDX-License-Identifier: BSD-2-Clause
// One power where a residual has x^y and its partial x^(y-1).
#include <algorithm>
#include <map>
#include <utility>

#include "straight_line.hpp"

namespace jacquard {
namespace {

/// Rebuilds a straight line with x^y as x times x^(y-1), for literal y > 1, where the latter is there anyway.
class PowerSharing {
 public:
  explicit PowerSharing(const StraightLine& line)
      : old_(line), result_(begin_rewrite(line)), renamed_(line.vertices.size()) {
    for (std::size_t v = 0; v < line.vertices.size(); ++v) {
      if (is_literal_power(VertexId(v)))
        powers_.try_emplace({line.vertices[v].arguments[0], exponent(VertexId(v))}, v);
    }
    for (std::size_t v = 0; v < line.vertices.size(); ++v) rebuild(VertexId(v));
    for (Output& output : result_.outputs) output.value = renamed_[output.value.value];
  }

  StraightLine take() && { return std::move(result_); }

 private:
  bool is_literal_power(VertexId v) const {
    return old_[v].elemental == Elemental::pow && old_.is_literal(old_[v].arguments[1]);
  }

  double exponent(VertexId power) const { return old_.literal_value(old_[power].arguments[1]); }

  /// The vertex x^(y-1) for the vertex x^y; invalid if there is none, or x^y is to keep its own rounding.
  VertexId lower_power(VertexId v) const {
    if (!is_literal_power(v) || old_.decides(v) || !(exponent(v) > 1.0)) return {};
    const auto lower = powers_.find({old_[v].arguments[0], exponent(v) - 1.0});
    return lower == powers_.end() ? VertexId() : VertexId(lower->second);
  }

  void rebuild(VertexId v) {
    if (renamed_[v.value].valid()) return;
    if (const VertexId lower = lower_power(v); lower.valid()) {
      rebuild(old_[lower].arguments[1]);  // the partial's vertices may stand behind the residual's
      rebuild(lower);
      const VertexId base = renamed_[old_[v].arguments[0].value];
      renamed_[v.value] = result_.append({Elemental::mul, 0, {base, renamed_[lower.value]}});
      return;
    }
    renamed_[v.value] = result_.append(with_renamed_arguments(old_[v], renamed_), old_.decides(v));
  }

  const StraightLine& old_;
  StraightLine result_;
  std::vector<VertexId> renamed_;
  std::map<std::pair<VertexId, double>, std::size_t> powers_;  ///< by base and exponent
};

}  // namespace

void share_powers(StraightLine& line) {
  if (std::ranges::count(line.vertices, Elemental::pow, &Vertex::elemental) < 2) return;
  line = PowerSharing(line).take();
  remove_dead(line);
}

}  // namespace jacquard
