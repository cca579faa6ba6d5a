// SPDX-License-Identifier: BSD-2-Clause
// Linear scan: a value takes the most recently freed slot and gives it back after its last use.
#include <algorithm>

#include "liveness.hpp"
#include "straight_line.hpp"

namespace jacquard {
namespace {

/// Hands out slots; the last one given back goes first, because its memory is the warmest.
class SlotPool {
 public:
  SlotId take() {
    if (free_.empty()) return SlotId(num_slots_++);
    const SlotId slot = free_.back();
    free_.pop_back();
    return slot;
  }
  void give_back(SlotId slot) { free_.push_back(slot); }
  std::size_t num_slots() const { return num_slots_; }

 private:
  std::vector<SlotId> free_;
  std::size_t num_slots_ = 0;
};

class SlotAssignment {
 public:
  SlotAssignment(const StraightLine& line, Program& program)
      : line_(line),
        program_(program),
        remaining_(line.vertices.size()),
        slots_(line.vertices.size()),
        outputs_of_(line.vertices.size()),
        literals_(line.vertices.size(), unused) {
    const Users users(line);
    for (std::size_t v = 0; v < remaining_.size(); ++v) remaining_[v] = users.count(VertexId(v));
    for (std::size_t k = 0; k < line.outputs.size(); ++k) outputs_of_[line.outputs[k].value.value].push_back(k);
  }

  /// Outputs whose value is a literal need no instruction.
  void store_literals() {
    for (const Output& output : line_.outputs) {
      if (line_.is_literal(output.value)) store(output);
    }
  }

  void append(VertexId v) {
    const Vertex& vertex = line_[v];
    Instruction instruction{vertex.elemental, vertex.index, {}, {}};
    const auto arguments = arguments_of(vertex);
    for (std::size_t k = 0; k < arguments.size(); ++k) instruction.arguments[k] = operand(arguments[k]);
    for (const VertexId argument : distinct_arguments(line_, v)) release_after_use(argument);
    slots_[v.value] = instruction.result = pool_.take();
    program_.instructions.push_back(instruction);
    for (const std::size_t k : outputs_of_[v.value]) store(line_.outputs[k]);
    if (remaining_[v.value] == 0) pool_.give_back(slots_[v.value]);
  }

  std::size_t num_slots() const { return pool_.num_slots(); }

 private:
  static constexpr std::uint32_t unused = 0xffffffffu;

  Operand operand(VertexId v) {
    if (!line_.is_literal(v)) return Operand::slot(slots_[v.value]);
    std::uint32_t& index = literals_[v.value];
    if (index == unused) {
      index = static_cast<std::uint32_t>(program_.literals.size());
      program_.literals.push_back(line_.literals[line_[v].index]);
    }
    return Operand::literal(index);
  }

  void release_after_use(VertexId argument) {
    if (--remaining_[argument.value] == 0) pool_.give_back(slots_[argument.value]);
  }

  void store(const Output& output) {
    const auto position = static_cast<std::uint32_t>(program_.instructions.size());
    program_.stores.push_back({position, output.kind, output.index, operand(output.value)});
  }

  const StraightLine& line_;
  Program& program_;
  SlotPool pool_;
  std::vector<std::uint32_t> remaining_;
  std::vector<SlotId> slots_;
  std::vector<std::vector<std::size_t>> outputs_of_;
  std::vector<std::uint32_t> literals_;
};

}  // namespace

Program assign_slots(const StraightLine& line, std::span<const VertexId> scheduled) {
  Program program;
  SlotAssignment assignment(line, program);
  assignment.store_literals();
  for (const VertexId v : scheduled) assignment.append(v);
  program.num_slots = assignment.num_slots();
  return program;
}

}  // namespace jacquard
