// SPDX-License-Identifier: BSD-2-Clause
// Programs and options as bytes. Structures are taken apart whole: a member that is new does not compile here.
#include "emission_input.hpp"

#include <string_view>
#include <type_traits>
#include <utility>

#include "jacquard/elementals.hpp"

namespace jacquard::kernels {
namespace {

class Bytes {
 public:
  template <class Number>
  void add(Number number) {
    static_assert(std::is_arithmetic_v<Number> || std::is_enum_v<Number>);
    bytes_.append(reinterpret_cast<const char*>(&number), sizeof number);
  }
  void add(std::string_view text) {
    add(text.size());
    bytes_ += text;
  }
  void add(Operand operand) {
    add(operand.is_literal());
    add(operand.index());
  }

  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

void add_instructions(const std::vector<Instruction>& instructions, Bytes& bytes) {
  bytes.add(instructions.size());
  for (const auto& [elemental, index, result, arguments] : instructions) {
    bytes.add(jacquard::name(elemental));  // numbers change with the table, and built-in kernels may be older
    bytes.add(index);
    bytes.add(result.value);
    for (const Operand argument : arguments) bytes.add(argument);
  }
}

void add_stores(const std::vector<Store>& stores, Bytes& bytes) {
  bytes.add(stores.size());
  for (const auto& [position, kind, index, value] : stores) {
    bytes.add(position);
    bytes.add(kind);
    bytes.add(index);
    bytes.add(value);
  }
}

void add_program(const Program& program, Literals form, Bytes& bytes) {
  const auto& [quantity, num_independents, num_parameters, num_residuals, num_slots, literals, instructions, stores,
               guard_outcomes, pattern, provenance] = program;
  bytes.add(quantity);
  for (const std::size_t extent : {num_independents, num_parameters, num_residuals, num_slots,
                                   pattern.rows.num_entries(), literals.size(), guard_outcomes.size()})
    bytes.add(extent);
  if (form == Literals::in_text)
    for (const double literal : literals) bytes.add(literal);
  for (const bool outcome : guard_outcomes) bytes.add(outcome);
  add_instructions(instructions, bytes);
  add_stores(stores, bytes);
}

}  // namespace

std::string emission_input(std::span<const Program> programs, const EmissionOptions& options) {
  const auto& [name, comments, statements_a_piece, live_values, literals] = options;
  Bytes bytes;
  bytes.add(std::string_view(name));
  bytes.add(statements_a_piece);
  bytes.add(live_values);
  bytes.add(literals);
  for (const Program& program : programs) add_program(program, literals, bytes);
  return bytes.take();
}

}  // namespace jacquard::kernels
