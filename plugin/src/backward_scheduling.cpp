// SPDX-License-Identifier: BSD-2-Clause
// List scheduling from the last instruction to the first, by the growth in live values.
#include <algorithm>
#include <queue>
#include <tuple>

#include "hash_words.hpp"
#include "liveness.hpp"
#include "scheduling.hpp"

namespace jacquard {
namespace {

/// Places, time reversed, the instruction before which fewest values are live.
class BackwardListScheduling {
 public:
  BackwardListScheduling(const StraightLine& line, const Users& users, std::uint64_t seed)
      : seed_(seed),
        line_(line),
        users_(users),
        unplaced_users_(line.vertices.size()),
        live_(line.vertices.size(), false),
        turn_(line.vertices.size(), 0) {
    for (std::size_t v = 0; v < unplaced_users_.size(); ++v) {
      unplaced_users_[v] = users.count(VertexId(v));
      if (unplaced_users_[v] == 0 && !line.is_literal(VertexId(v))) make_ready(VertexId(v));
    }
  }

  std::vector<VertexId> run() {
    while (!queue_.empty()) {
      const Choice choice = queue_.top();
      queue_.pop();
      if (turn_[choice.vertex.value] == choice.turn) place(choice.vertex);
    }
    std::ranges::reverse(order_);
    return std::move(order_);
  }

 private:
  struct Choice {
    int growth;
    std::uint64_t rank;  ///< decides between equal growths: the greatest goes first
    std::uint32_t turn;  ///< unique; an older turn of the same vertex is out of date
    VertexId vertex;

    bool operator<(const Choice& other) const {
      return std::tuple(other.growth, rank) < std::tuple(growth, other.rank);
    }
  };
  static constexpr std::uint32_t placed = 0;

  int growth(VertexId v) const {
    int growth = live_[v.value] ? -1 : 0;
    for (const VertexId argument : distinct_arguments(line_, v)) growth += live_[argument.value] ? 0 : 1;
    return growth;
  }

  /// Without a seed the vertex that got ready last, so that an operand is computed shortly before its user.
  std::uint64_t rank(VertexId v) const { return seed_ == 0 ? last_turn_ : hash_word(seed_, v.value); }

  void make_ready(VertexId v) {
    turn_[v.value] = ++last_turn_;
    queue_.push({growth(v), rank(v), last_turn_, v});
  }

  void place(VertexId v) {
    turn_[v.value] = placed;
    live_[v.value] = false;
    order_.push_back(v);
    for (const VertexId argument : distinct_arguments(line_, v)) {
      --unplaced_users_[argument.value];
      if (!live_[argument.value]) bring_to_life(argument);
      if (unplaced_users_[argument.value] == 0) make_ready(argument);
    }
  }

  /// Users that wait for their turn get cheaper by a value that is live already.
  void bring_to_life(VertexId v) {
    live_[v.value] = true;
    for (const std::uint32_t user : users_.of(v)) {
      if (turn_[user] != placed) make_ready(VertexId(user));
    }
  }

  std::uint64_t seed_;
  const StraightLine& line_;
  const Users& users_;
  std::vector<std::uint32_t> unplaced_users_;
  std::vector<bool> live_;
  std::vector<std::uint32_t> turn_;
  std::priority_queue<Choice> queue_;
  std::vector<VertexId> order_;
  std::uint32_t last_turn_ = placed;
};

}  // namespace

std::vector<VertexId> backward_list_schedule(const StraightLine& line, const Users& users, std::uint64_t seed) {
  return BackwardListScheduling(line, users, seed).run();
}

}  // namespace jacquard
