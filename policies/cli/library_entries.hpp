// SPDX-License-Identifier: BSD-2-Clause
// Library entries as text and as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "jacquard/policies/library.hpp"

namespace jacquard::cli {

/// "plain", "effective", "emitted".
const char* name_of(CostModel model);

/// "RoeFlux_1d  6 + 87 + 3 vertices, 151 edges; plain 200 (bound 180), effective 100".
std::string summary(const policies::LibraryEntry& entry);
std::string summary(const policies::TensorEntry& entry);

/// Everything there is of an entry; orders in canonical vertices.
std::string details(const policies::LibraryEntry& entry);
std::string details(const policies::TensorEntry& entry);

nlohmann::ordered_json to_json(const policies::LibraryEntry& entry);
nlohmann::ordered_json to_json(const policies::TensorEntry& entry);

}  // namespace jacquard::cli
