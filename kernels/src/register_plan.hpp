// SPDX-License-Identifier: BSD-2-Clause
// Which results pass from one step to the next in registers, so that they are neither stored nor loaded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "jacquard/kernels/tile_program.hpp"
#include "step_order.hpp"

namespace jacquard::kernels {

/// How one step gets its operands and leaves its result.
struct Forwarding {
  static constexpr std::uint8_t nothing = 3;

  std::uint8_t argument = nothing;  ///< which argument is in the registers already; all others are in memory
  bool is_stored = true;            ///< else no step reads the result from memory; only loads have a slot then

  friend bool operator==(const Forwarding&, const Forwarding&) = default;
};

/// Steps in an order and with slots that suit forwarding.
struct RegisterPlan {
  std::vector<TileStep> steps;
  std::vector<Forwarding> forwardings;  ///< [steps.size()]
  std::size_t num_slots = 0;            ///< for the results that are stored
};

/// The registers hold what the step before has loaded, computed or stored, if it works on them; the next one that
/// does takes one argument there if it is that value. The order is that of ordered_steps. Cost: linear in the steps.
RegisterPlan plan_registers(const TileProgram& program);

}  // namespace jacquard::kernels
