// SPDX-License-Identifier: BSD-2-Clause
// Stays of values in the spare registers: of all that could be, those that together save the most.
#include "kept_values.hpp"

#include <algorithm>
#include <limits>

namespace jacquard::kernels {
namespace {

using Kind = TileOperand::Kind;
constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

// A value is in the spare registers from one step to the next one that reads it there.
struct Stay {
  std::size_t first = 0, last = 0;                   // steps
  std::uint8_t read_by_first = 0, read_by_last = 0;  // argument; nothing: the first one leaves it in the registers
  std::size_t before = none;                         // a stay of the same value that ends where this one begins

  bool is_fetched() const { return read_by_first != Forwarding::nothing; }
  // A step fetches, reads, and keeps what it leaves, in this order.
  std::size_t begin() const { return 3 * first + (is_fetched() ? 0 : 2); }
  std::size_t end() const { return 3 * last + 1; }
};

// Whether argument k of a step, which is in memory, may be in the spare registers instead: one, and no literal with
// it.
bool may_be_kept(const TileStep& step, const Forwarding& forwarding, int k) {
  const bool has_cases = step.operation == TileOperation::compute || step.operation == TileOperation::store_entry;
  if (!has_cases || !works_on_registers(step) || k == forwarding.argument || step.arguments[k].kind != Kind::slot)
    return false;
  for (int other = 0; other < num_arguments(step); ++other) {
    if (other == k || other == forwarding.argument) continue;
    if (step.arguments[other].kind != Kind::slot || step.arguments[other] == step.arguments[k]) return false;
  }
  return true;
}

// All stays that are possible, by where they end.
std::vector<Stay> possible_stays(const std::vector<TileStep>& steps, const std::vector<Forwarding>& forwardings) {
  std::vector<Stay> stays;
  std::vector<Stay> begun(steps.size(), {.first = none});  // by value
  std::size_t first_alive = 0;                             // nothing outlives the step before
  for (std::size_t s = 0; s < steps.size(); ++s) {
    for (int k = 0; k < num_arguments(steps[s]); ++k) {
      if (!may_be_kept(steps[s], forwardings[s], k)) continue;
      Stay& stay = begun[steps[s].arguments[k].index];
      const auto argument = static_cast<std::uint8_t>(k);
      const bool is_alive = stay.first != none && stay.first >= first_alive;
      if (is_alive) {
        stay.last = s;
        stay.read_by_last = argument;
        stays.push_back(stay);
      }
      stay = {.first = s, .read_by_first = argument, .before = is_alive ? stays.size() - 1 : none};
    }
    if (!works_on_registers(steps[s])) first_alive = s + 1;
    const auto held = held_after(steps[s]);
    if (held && begun[*held].first != s) begun[*held] = {.first = s, .read_by_first = Forwarding::nothing};
  }
  return stays;
}

// Best sums over stays that do not overlap, from the first to the last.
class Selection {
 public:
  explicit Selection(const std::vector<Stay>& stays)
      : stays_(stays), best_(stays.size() + 1, 0), with_(stays.size()) {
    for (std::size_t k = 0; k < stays.size(); ++k) {
      const int alone = best_[num_before(k)] - (stays[k].is_fetched() ? cost_of_fetching : cost_of_keeping);
      const std::size_t before = stays[k].before;
      with_[k] = saved_by_stay + (before == none ? alone : std::max(alone, with_[before]));
      best_[k + 1] = std::max(best_[k], with_[k]);
    }
  }

  void apply(std::vector<Forwarding>& forwardings) const {
    for (std::size_t k = stays_.size(); k > 0;) {
      if (best_[k] == best_[k - 1]) {
        --k;
        continue;
      }
      std::size_t stay = k - 1;
      forwardings[stays_[stay].last].kept = stays_[stay].read_by_last;
      while (continues(stay)) {
        stay = stays_[stay].before;
        forwardings[stays_[stay].last].kept = stays_[stay].read_by_last;
      }
      fill(stays_[stay], forwardings[stays_[stay].first]);
      k = num_before(stay);
    }
  }

 private:
  // What reading a value from memory takes, and the steps that fetch or keep one: measured on Zen 5, in thirds of a
  // nanosecond.
  static constexpr int saved_by_stay = 5, cost_of_fetching = 4, cost_of_keeping = 1;

  static void fill(const Stay& stay, Forwarding& first) {
    if (!stay.is_fetched()) {
      first.keeps = true;
      return;
    }
    first.kept = stay.read_by_first;
    first.fetches = true;
  }

  bool continues(std::size_t k) const {
    const std::size_t before = stays_[k].before;
    return before != none && with_[k] == saved_by_stay + with_[before];
  }

  // How many stays end before that one begins.
  std::size_t num_before(std::size_t k) const {
    const auto found = std::ranges::lower_bound(stays_, stays_[k].begin(), {}, &Stay::end);
    return static_cast<std::size_t>(found - stays_.begin());
  }

  const std::vector<Stay>& stays_;
  std::vector<int> best_;  // [stays + 1]: of the stays before
  std::vector<int> with_;  // [stays]: of those up to this one, with it
};

}  // namespace

void keep_values(const std::vector<TileStep>& steps, std::vector<Forwarding>& forwardings) {
  const std::vector<Stay> stays = possible_stays(steps, forwardings);
  Selection(stays).apply(forwardings);
}

}  // namespace jacquard::kernels
