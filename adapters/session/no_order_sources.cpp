// SPDX-License-Identifier: BSD-2-Clause
// Sessions of builds without policies (JACQUARD_POLICIES=OFF) choose among the heuristic orders.
#include "jacquard/session.hpp"

namespace jacquard {

std::vector<std::unique_ptr<OrderSource>> default_order_sources(const std::string&) { return {}; }
std::vector<std::unique_ptr<OrderSource>> reproducible_order_sources(std::uint64_t, std::uint64_t) { return {}; }

}  // namespace jacquard
