// SPDX-License-Identifier: BSD-2-Clause
// Trained networks that choose the next vertex to eliminate.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "jacquard/order_source.hpp"
#include "jacquard/policies/library.hpp"

namespace jacquard::policies {

/// Architecture of the networks that run here: "vertex-scores:plain", ":effective" or ":emitted", by the cost model
/// that they were trained for. share/policies/FORMAT.md says what they compute.
std::string policy_architecture(CostModel model);

/// Version and number of the features that such a network looks at.
inline constexpr std::uint64_t policy_feature_version = 1;
inline constexpr std::size_t num_policy_features = 66;

/// A vertex-scoring network, checked: at each step the vertex of the highest score goes first, of equal ones that
/// of the lowest id.
class Policy {
 public:
  /// @param network  of any architecture of policy_architecture.
  /// @throws LibraryError naming `place` if architecture, feature version, sizes or a weight are not what they
  /// should be.
  Policy(const NetworkRecord& network, const std::string& place);
  ~Policy();
  Policy(Policy&&) noexcept;
  Policy& operator=(Policy&&) noexcept;

  const std::string& name() const;

  /// The order that the network chooses; the same on every machine with IEEE arithmetic.
  /// Cost: a few thousand operations for each vertex near an eliminated one; milliseconds for 100 vertices.
  EliminationOrder order(const LinearizedGraph& graph) const;
  /// The same; nothing once `keep_going`, asked for each vertex, says no.
  std::optional<EliminationOrder> order(const LinearizedGraph& graph, const KeepGoing& keep_going) const;

  /// What the network says of each intermediate of `graph`, [num_intermediates], before any elimination.
  std::vector<double> scores(const LinearizedGraph& graph) const;

 private:
  struct State;
  std::unique_ptr<const State> state_;
};

/// What a network sees of every intermediate of `graph` after `eliminated` have gone, computed anew;
/// [num_intermediates x num_policy_features], zeros for those that are gone. What training and inference share.
std::vector<double> policy_features(const LinearizedGraph& graph, std::span<const VertexId> eliminated);

/// The first network for `model` in `libraries`, or none.
/// @throws LibraryError if a library or a network of this architecture is damaged.
std::optional<Policy> find_policy(const std::vector<std::filesystem::path>& libraries, CostModel model);

/// Proposes what the first network for the model in library_paths() chooses; its source reads "policy NAME".
/// Networks are looked for once, at the first question for their model.
class PolicyOrderSource final : public OrderSource {
 public:
  /// @param most_vertices  larger graphs get no proposal, so that what comes next keeps its time.
  explicit PolicyOrderSource(std::size_t most_vertices = 1000) : most_vertices_(most_vertices) {}

  std::optional<OrderProposal> propose(const Linearization& linearization, CostModel model) override;

 private:
  struct Known {
    CostModel model;
    std::optional<Policy> policy;
  };

  std::size_t most_vertices_;
  std::vector<Known> known_;
};

}  // namespace jacquard::policies
