// SPDX-License-Identifier: BSD-2-Clause
// From a Program to the steps that tiles run.
#include "jacquard/kernels/tile_program.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "jacquard/error.hpp"

namespace jacquard::kernels {
namespace {

// Appends steps and follows the value that each slot holds, to find those used by one Jacobian entry alone.
class StepWriter {
 public:
  explicit StepWriter(const Program& program) : program_(program), values_(program.num_slots) {}

  void append(const Instruction& instruction);
  void append(const Store& store);
  std::vector<TileStep> finish() &&;

 private:
  struct SlotValue {
    std::optional<std::size_t> writer;  // step that computed it, if it is an elemental
    std::size_t num_uses = 0;
    std::optional<std::size_t> entry_store;
  };

  TileOperand read(Operand operand);
  TileOperand write(SlotId slot);
  void end_of_value(SlotValue& value);

  const Program& program_;
  std::vector<SlotValue> values_;
  std::vector<TileStep> steps_;
  std::vector<bool> is_fused_;  // the store's work is done by the step that computes the value
};

[[noreturn]] void refuse(const char* what, std::size_t found, std::size_t extent) {
  throw ShapeError("tile program: " + std::string(what) + " " + std::to_string(found) + " of " +
                   std::to_string(extent));
}

void check_index(const char* what, std::size_t found, std::size_t extent) {
  if (found >= extent) refuse(what, found, extent);
}

void StepWriter::append(const Instruction& instruction) {
  TileStep step;
  step.elemental = instruction.elemental;
  step.index = instruction.index;
  switch (instruction.elemental) {
    case Elemental::independent:
      check_index("independent", instruction.index, program_.num_independents);
      step.operation = TileOperation::load_independent;
      break;
    case Elemental::parameter:
      check_index("parameter", instruction.index, program_.num_parameters);
      step.operation = TileOperation::load_parameter;
      break;
    case Elemental::literal:
      throw ShapeError("tile program: a literal is an operand, not an instruction");
    default:
      for (int k = 0; k < arity(instruction.elemental); ++k) {
        step.arguments[k] = read(instruction.arguments[k]);
      }
  }
  step.result = write(instruction.result);
  if (step.operation == TileOperation::compute) values_[instruction.result.value].writer = steps_.size();
  steps_.push_back(step);
  is_fused_.push_back(false);
}

void StepWriter::append(const Store& store) {
  TileStep step;
  step.index = store.index;
  step.arguments[0] = read(store.value);
  switch (store.kind) {
    case OutputKind::residual:
      check_index("residual", store.index, program_.num_residuals);
      step.operation = TileOperation::store_residual;
      break;
    case OutputKind::jacobian:
      check_index("entry", store.index, program_.pattern.rows.num_entries());
      step.operation = TileOperation::store_entry;
      if (!store.value.is_literal()) values_[store.value.index()].entry_store = steps_.size();
      break;
    case OutputKind::guard:
      check_index("guard", store.index, program_.guard_outcomes.size());
      step.operation = TileOperation::check_guard;
      step.outcome = program_.guard_outcomes[store.index];
      break;
  }
  steps_.push_back(step);
  is_fused_.push_back(false);
}

TileOperand StepWriter::read(Operand operand) {
  if (operand.is_literal()) {
    check_index("literal", operand.index(), program_.literals.size());
    return {TileOperand::Kind::literal, operand.index()};
  }
  check_index("slot", operand.index(), program_.num_slots);
  ++values_[operand.index()].num_uses;
  return {TileOperand::Kind::slot, operand.index()};
}

TileOperand StepWriter::write(SlotId slot) {
  check_index("slot", slot.value, program_.num_slots);
  end_of_value(values_[slot.value]);
  values_[slot.value] = {};
  return {TileOperand::Kind::slot, slot.value};
}

void StepWriter::end_of_value(SlotValue& value) {
  if (!value.writer || !value.entry_store || value.num_uses != 1) return;
  steps_[*value.writer].result = {TileOperand::Kind::entry, steps_[*value.entry_store].index};
  is_fused_[*value.entry_store] = true;
}

std::vector<TileStep> StepWriter::finish() && {
  for (SlotValue& value : values_) end_of_value(value);
  std::vector<TileStep> kept;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    if (!is_fused_[i]) kept.push_back(steps_[i]);
  }
  return kept;
}

}  // namespace

TileProgram tile_program(const Program& program) {
  StepWriter writer(program);
  auto store = program.stores.begin();
  for (std::size_t i = 0; i <= program.instructions.size(); ++i) {
    for (; store != program.stores.end() && store->position <= i; ++store) writer.append(*store);
    if (i < program.instructions.size()) writer.append(program.instructions[i]);
  }
  if (store != program.stores.end())
    refuse("store after instruction", store->position, program.instructions.size());
  return {.quantity = program.quantity,
          .num_slots = program.num_slots,
          .has_guards = !program.guard_outcomes.empty(),
          .steps = std::move(writer).finish(),
          .literals = program.literals};
}

}  // namespace jacquard::kernels
