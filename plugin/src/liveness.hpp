// SPDX-License-Identifier: BSD-2-Clause
// Who uses a value, and how many values an order of evaluation keeps alive.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "straight_line.hpp"

namespace jacquard {

/// The distinct vertices that take each vertex as an argument, in compressed rows.
class Users {
 public:
  explicit Users(const StraightLine& line);

  std::span<const std::uint32_t> of(VertexId v) const {
    return std::span(users_).subspan(offsets_[v.value], offsets_[v.value + 1] - offsets_[v.value]);
  }
  std::uint32_t count(VertexId v) const { return offsets_[v.value + 1] - offsets_[v.value]; }

 private:
  std::vector<std::uint32_t> offsets_;
  std::vector<std::uint32_t> users_;
};

/// Which values are alive while vertices are scheduled one after the other.
///
/// A value dies with its last user; a result may take over the place of an argument that dies with it.
class Liveness {
 public:
  Liveness(const StraightLine& line, const Users& users);

  /// How many more values are alive after `v` than before, were it scheduled next.
  int growth(VertexId v) const;
  void schedule(VertexId v);

  std::size_t peak() const { return peak_; }
  /// Sum over the instructions so far of the number of live values: what caches feel.
  std::uint64_t total() const { return total_; }
  bool dies_with_next_user(VertexId v) const { return remaining_[v.value] == 1; }

 private:
  const StraightLine& line_;
  std::vector<std::uint32_t> remaining_;
  std::size_t live_ = 0;
  std::size_t peak_ = 0;
  std::uint64_t total_ = 0;
};

/// The distinct non-literal arguments of `v`; the first `count` are valid.
struct DistinctArguments {
  std::array<VertexId, 3> vertices{};
  std::size_t count = 0;

  auto begin() const { return vertices.begin(); }
  auto end() const { return vertices.begin() + static_cast<std::ptrdiff_t>(count); }
};
DistinctArguments distinct_arguments(const StraightLine& line, VertexId v);

}  // namespace jacquard
