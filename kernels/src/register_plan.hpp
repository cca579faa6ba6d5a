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

  std::uint8_t argument = nothing;  ///< which argument the registers hold already; all but that and `kept` are in
                                    ///< memory
  bool is_stored = true;            ///< else no step reads the result from memory; only loads have a slot then
  std::uint8_t kept = nothing;      ///< which argument is in the spare registers
  bool fetches = false;             ///< it comes there from memory first
  bool keeps = false;               ///< what the registers hold after the step goes to the spare ones

  friend bool operator==(const Forwarding&, const Forwarding&) = default;
};

/// Steps in an order and with slots that suit forwarding.
struct RegisterPlan {
  std::vector<TileStep> steps;
  std::vector<Forwarding> forwardings;  ///< [steps.size()]
  std::size_t num_slots = 0;            ///< for the results that are stored
};

/// Whether there are as many registers again, which keep one value while steps pass by that do not need it.
enum class SpareRegisters : bool { no, yes };

/// The registers hold what the step before has loaded, computed or stored, if it works on them; the next one that
/// does takes one argument there if it is that value. The order is that of ordered_steps. Cost: linear in the
/// steps, with spare registers n log n.
RegisterPlan plan_registers(const TileProgram& program, SpareRegisters spare = SpareRegisters::no);

}  // namespace jacquard::kernels
