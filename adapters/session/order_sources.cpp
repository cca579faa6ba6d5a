// SPDX-License-Identifier: BSD-2-Clause
// Where sessions of the adapters get their orders: the policy library, then search.
#include "jacquard/policies/order_sources.hpp"

#include <optional>

#include "jacquard/kernels/host_machine.hpp"
#include "jacquard/session.hpp"

namespace jacquard {

std::vector<std::unique_ptr<OrderSource>> default_order_sources(const std::string& name) {
  const auto machine = [known = std::optional<policies::Machine>()]() mutable {
    if (!known) known = policies::Machine{kernels::processor_name(), kernels::compiler_name()};  // runs the compiler
    return *known;
  };
  return policies::usual_order_sources(name, machine);
}

std::vector<std::unique_ptr<OrderSource>> reproducible_order_sources(std::uint64_t moves, std::uint64_t seed) {
  return policies::reproducible_order_sources(moves, seed);
}

}  // namespace jacquard
