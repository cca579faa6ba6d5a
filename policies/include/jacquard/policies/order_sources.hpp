// SPDX-License-Identifier: BSD-2-Clause
// The order sources that sessions use unless told otherwise.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "jacquard/order_source.hpp"
#include "jacquard/policies/library_source.hpp"

namespace jacquard::policies {

/// Asks sources in turn and passes on the first proposal; later sources are not asked.
class FirstOrderSource final : public OrderSource {
 public:
  explicit FirstOrderSource(std::vector<std::unique_ptr<OrderSource>> sources);

  /// A damaged library is passed over, which the proposal's source then says.
  /// @throws LibraryError naming the first damaged library, if no source has a proposal.
  std::optional<OrderProposal> propose(const Linearization& linearization, CostModel model) override;

 private:
  std::vector<std::unique_ptr<OrderSource>> sources_;
};

/// What was tuned for `machine` in one of library_paths(); else what those libraries have; for a graph that none of
/// them has, a search of 50 ms from what a trained policy chooses, if one of them has a network for the model, and
/// from the heuristic orders. What is searched for is kept in the user's library, under `name`, if the environment
/// sets JACQUARD_REMEMBER to anything but 0.
std::vector<std::unique_ptr<OrderSource>> usual_order_sources(const std::string& name, const MachineName& machine = {});

/// The same with a search of so many moves, which finds the same order on every machine; nothing is kept.
std::vector<std::unique_ptr<OrderSource>> reproducible_order_sources(std::uint64_t moves, std::uint64_t seed);

}  // namespace jacquard::policies
