// SPDX-License-Identifier: BSD-2-Clause
// What a program stores, in words for whoever reads emitted text.
#include "formula.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace jacquard::kernels {
namespace {

/// Operations that are written out below a stored value; what lies deeper is named.
constexpr int deepest = 3;

const char* infix(Elemental elemental) {
  switch (elemental) {
    case Elemental::add:
      return " + ";
    case Elemental::sub:
      return " - ";
    case Elemental::mul:
      return " * ";
    case Elemental::div:
      return " / ";
    default:
      return nullptr;
  }
}

std::string number(double value) {
  std::array<char, 32> text;
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

/// Without the parentheses around an infix operation.
std::string bare(const std::string& text) { return text.starts_with('(') ? text.substr(1, text.size() - 2) : text; }

/// Writes values as trees of operations.
class Formula {
 public:
  Formula(const AssignedOnce& code, Literals literals, const std::vector<bool>& is_named)
      : code_(code), literals_(literals), is_named_(is_named) {}

  /// `depth` operations deep; an infix operation stands in parentheses.
  std::string value(Operand operand, ValueId value, int depth) const {
    if (operand.is_literal()) return literal(operand.index());
    const Instruction& instruction = code_.program.instructions[value];
    if (instruction.elemental == Elemental::independent) return "x" + std::to_string(instruction.index);
    if (instruction.elemental == Elemental::parameter) return "p" + std::to_string(instruction.index);
    return depth == 0 || is_named_[value] ? "v" + std::to_string(value) : operation(value, depth);
  }

 private:
  std::string literal(std::uint32_t index) const {
    return literals_ == Literals::as_data ? "c" + std::to_string(index) : number(code_.program.literals[index]);
  }

  std::string operation(ValueId result, int depth) const {
    const Instruction& instruction = code_.program.instructions[result];
    const auto argument = [&](int k) {
      return value(instruction.arguments[k], code_.arguments[result][k], depth - 1);
    };
    if (const char* sign = infix(instruction.elemental)) return "(" + argument(0) + sign + argument(1) + ")";
    std::string text = std::string(name(instruction.elemental)) + "(" + bare(argument(0));
    for (int k = 1; k < arity(instruction.elemental); ++k) text += ", " + bare(argument(k));
    return text + ")";
  }

  const AssignedOnce& code_;
  Literals literals_;
  const std::vector<bool>& is_named_;
};

std::string output_name(const Program& program, const Store& store) {
  switch (store.kind) {
    case OutputKind::residual:
      return "F" + std::to_string(store.index);
    case OutputKind::guard:
      return "branch " + std::to_string(store.index);
    case OutputKind::jacobian:
      break;
  }
  const CompressedRows& rows = program.pattern.rows;
  const auto after = std::ranges::upper_bound(rows.row_offsets, store.index);
  return "dF" + std::to_string(after - rows.row_offsets.begin() - 1) + "/dx" +
         std::to_string(rows.columns[store.index]);
}

}  // namespace

std::string formula_of(const AssignedOnce& code, std::size_t store, Literals literals,
                       const std::vector<bool>& is_named) {
  const Store& written = code.program.stores[store];
  const std::string value = Formula(code, literals, is_named).value(written.value, code.stored[store], deepest);
  return output_name(code.program, written) + " = " + bare(value);
}

}  // namespace jacquard::kernels
