// SPDX-License-Identifier: BSD-2-Clause
// What an order costs on a subject, under every model that applies.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "jacquard/policies/graph_file.hpp"

namespace jacquard::cli {

/// What an order is to be cheap at.
enum class CostChoice { plain, effective, emitted, tensor };

/// A typed graph has a tensor count only; emitted needs operations that are all known.
struct Costs {
  std::optional<std::uint64_t> plain, effective, emitted, tensor;
};

/// @throws OrderError if `order` does not fit.
/// @param emitted  where that is known already.
Costs count_all(const policies::GraphFile& subject, const EliminationOrder& order,
                std::optional<std::uint64_t> emitted = {});

/// {"plain": 295, "effective": 184, "emitted": 301}; null where a model does not apply.
nlohmann::ordered_json to_json(const Costs& costs);

/// "plain 295, effective 184, emitted 301".
std::string to_text(const Costs& costs);

}  // namespace jacquard::cli
