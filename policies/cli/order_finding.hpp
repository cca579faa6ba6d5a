// SPDX-License-Identifier: BSD-2-Clause
// Finds an order of a subject by the method that was asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "costs.hpp"

namespace jacquard::cli {

enum class Method { forward, reverse, markowitz_low, markowitz_high, search, exact, library, policy, best };

/// An order that is known already, and what found it.
struct KnownStart {
  EliminationOrder order;
  std::string method;
};

struct FindOptions {
  std::optional<CostChoice> cost;  ///< plain where it is not set, tensor for a graph of tensors
  Method method = Method::best;
  double milliseconds = 50.0;          ///< for everything, the count under every model at the end among it
  double spent = 0.0;                  ///< of that, before the order is looked for
  std::optional<std::uint64_t> moves;  ///< instead of milliseconds
  std::uint64_t seed = 1;
  std::optional<double> exact_fraction;  ///< of the budget that goes into a proof
  std::vector<KnownStart> starts;
};

struct FoundOrder {
  EliminationOrder order;
  std::string method;  ///< what found it
  Costs costs;
  std::uint64_t bound = 0;  ///< on the cost that was asked for; 0 if none is known
  bool optimal = false;
  std::uint64_t moves = 0;    ///< that a search tried
  double milliseconds = 0.0;  ///< with what was spent before
};

/// @throws OrderError if the cost does not apply to the subject; LibraryError if a library is damaged or, for
///         Method::library, has no such graph.
FoundOrder find_order(const policies::GraphFile& subject, const FindOptions& options);

/// The cost that `options` ask for, checked against the subject.
CostChoice cost_choice(const policies::GraphFile& subject, const FindOptions& options);

/// The member of `costs` that `choice` names; it must be there.
std::uint64_t cost_of(const Costs& costs, CostChoice choice);

const char* name_of(CostChoice choice);
const char* name_of(Method method);

}  // namespace jacquard::cli
