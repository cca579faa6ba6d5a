// SPDX-License-Identifier: BSD-2-Clause
// From slots back to values that are assigned once, cut into pieces.
#include "jacquard/kernels/emission.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

#include "jacquard/error.hpp"

namespace jacquard::kernels {
namespace {

/// The instruction that defines what a slot holds.
using ValueId = std::uint32_t;
constexpr ValueId no_value = 0xffffffffu;

/// A program with every slot resolved to the instruction that last wrote it.
struct AssignedOnce {
  const Program& program;
  std::vector<std::array<ValueId, 3>> arguments;  // [num_instructions], no_value for literals
  std::vector<ValueId> stored;                    // [num_stores], no_value for literals
  std::vector<std::uint32_t> last_use;            // [num_instructions], a position in the program

  explicit AssignedOnce(const Program& of) : program(of), last_use(of.instructions.size(), 0) {
    std::vector<ValueId> holder(program.num_slots, no_value);
    auto store = program.stores.begin();
    const auto use = [&](Operand operand, std::size_t position) {
      if (operand.is_literal()) return no_value;
      const ValueId value = holder[operand.index()];
      last_use[value] = static_cast<std::uint32_t>(position);
      return value;
    };
    for (std::size_t position = 0; position <= program.instructions.size(); ++position) {
      for (; store != program.stores.end() && store->position == position; ++store)
        stored.push_back(use(store->value, position == 0 ? 0 : position - 1));
      if (position == program.instructions.size()) break;
      const Instruction& instruction = program.instructions[position];
      auto& resolved = arguments.emplace_back(std::array{no_value, no_value, no_value});
      for (int k = 0; k < arity(instruction.elemental); ++k) resolved[k] = use(instruction.arguments[k], position);
      holder[instruction.result.value] = static_cast<ValueId>(position);
    }
  }
};

std::string_view name_of(Quantity quantity) {
  switch (quantity) {
    case Quantity::residual:
      return "residual";
    case Quantity::jacobian:
      return "jacobian";
    case Quantity::both:
      return "both";
  }
  return "";
}

/// The shortest text that reads back as `value`.
std::string number(double value) {
  if (std::isnan(value)) return "std::numeric_limits<double>::quiet_NaN()";
  if (std::isinf(value)) return std::string(value < 0 ? "-" : "") + "std::numeric_limits<double>::infinity()";
  std::array<char, 32> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  std::string written(text.data(), end);
  if (written.find_first_of(".en") == std::string::npos) written += ".0";
  return written;
}

std::string variable(ValueId value) { return "v" + std::to_string(value); }

std::string expression(Elemental elemental, const std::array<std::string, 3>& a) {
  switch (elemental) {
    case Elemental::add:
      return a[0] + " + " + a[1];
    case Elemental::sub:
      return a[0] + " - " + a[1];
    case Elemental::mul:
      return a[0] + " * " + a[1];
    case Elemental::div:
      return a[0] + " / " + a[1];
    case Elemental::neg:
      return "-" + a[0];
    case Elemental::square:
      return a[0] + " * " + a[0];
    case Elemental::reciprocal:
      return "T(1.0) / " + a[0];
    case Elemental::hypot3:
      return "hypot(hypot(" + a[0] + ", " + a[1] + "), " + a[2] + ")";
    default:
      break;
  }
  std::string call = std::string(name(elemental)) + "(" + a[0];
  for (int k = 1; k < arity(elemental); ++k) call += ", " + a[k];
  return call + ")";
}

/// Writes one program as one function, or as a chain of pieces and a function that calls them.
class Writer {
 public:
  Writer(const Program& program, const EmissionOptions& options)
      : code_(program), piece_(std::max<std::size_t>(options.statements_a_piece, 1)), literals_(options.literals) {}

  std::string write() {
    const std::size_t num_instructions = code_.program.instructions.size();
    if (num_instructions <= piece_) {
      open(std::string(name_of(code_.program.quantity)), false);
      statements(0, num_instructions);
      text_ += "  }\n";
      return text_;
    }
    std::size_t num_pieces = 0;
    for (std::size_t first = 0; first < num_instructions; first += piece_) {
      open(piece_name(num_pieces++), true);
      statements(first, std::min(first + piece_, num_instructions));
      text_ += "  }\n\n";
    }
    chain(num_pieces);
    return text_;
  }

 private:
  std::string piece_name(std::size_t k) const {
    return std::string(name_of(code_.program.quantity)) + "_" + std::to_string(k);
  }

  void open(const std::string& function, bool is_piece) {
    text_ += "  template <class T, class Inputs, class Outputs, class Entries>\n  ";
    text_ += is_piece ? "JACQUARD_PIECE" : "JACQUARD_FUNCTION";
    text_ += " static void " + function;
    text_ += "([[maybe_unused]] Inputs x, [[maybe_unused]] Inputs p, [[maybe_unused]] Outputs f,\n      ";
    text_ += "[[maybe_unused]] Entries j, [[maybe_unused]] Outputs g";
    text_ += is_piece ? ", [[maybe_unused]] T* carried) {\n" : ") {\n";
  }

  void chain(std::size_t num_pieces) {
    open(std::string(name_of(code_.program.quantity)), false);
    text_ += "    T carried[" + std::to_string(std::max<std::size_t>(code_.program.num_slots, 1)) + "];\n";
    for (std::size_t k = 0; k < num_pieces; ++k) text_ += "    " + piece_name(k) + "<T>(x, p, f, j, g, carried);\n";
    text_ += "  }\n";
  }

  /// Instructions [first, last), each with the stores that follow it, and what later pieces need.
  void statements(std::size_t first, std::size_t last) {
    is_here_.assign(code_.program.instructions.size(), false);
    first_ = first;
    if (first == 0) stores_at(0);
    for (std::size_t k = first; k < last; ++k) {
      statement(k);
      stores_at(k + 1);
    }
    for (std::size_t k = first; k < last; ++k)
      if (code_.last_use[k] >= last)
        text_ += "    carried[" + slot(k) + "] = " + variable(static_cast<ValueId>(k)) + ";\n";
  }

  std::string slot(std::size_t k) const { return std::to_string(code_.program.instructions[k].result.value); }

  std::string operand(Operand operand, ValueId value) {
    if (operand.is_literal()) return literal(operand.index());
    if (value < first_ && !is_here_[value]) {
      is_here_[value] = true;
      text_ += "    const T " + variable(value) + " = carried[" + slot(value) + "];\n";
    }
    return variable(value);
  }

  std::string literal(std::uint32_t index) const {
    if (literals_ == Literals::as_data) return "T(p.literals[" + std::to_string(index) + "])";
    return "T(" + number(code_.program.literals[index]) + ")";
  }

  void statement(std::size_t k) {
    const Instruction& instruction = code_.program.instructions[k];
    std::string right;
    if (instruction.elemental == Elemental::independent) {
      right = "x[" + std::to_string(instruction.index) + "]";
    } else if (instruction.elemental == Elemental::parameter) {
      right = "p[" + std::to_string(instruction.index) + "]";
    } else {
      std::array<std::string, 3> arguments;
      for (int a = 0; a < arity(instruction.elemental); ++a)
        arguments[a] = operand(instruction.arguments[a], code_.arguments[k][a]);
      right = expression(instruction.elemental, arguments);
    }
    text_ += "    const T " + variable(static_cast<ValueId>(k)) + " = " + right + ";\n";
  }

  void stores_at(std::size_t position) {
    for (; store_ < code_.stored.size() && code_.program.stores[store_].position == position; ++store_) {
      const Store& store = code_.program.stores[store_];
      const std::string value = operand(store.value, code_.stored[store_]);
      constexpr std::array<const char*, 3> array = {"f[", "j[", "g["};
      text_ += std::string("    ") + array[static_cast<std::size_t>(store.kind)] + std::to_string(store.index) +
               "] = " + value + ";\n";
    }
  }

  AssignedOnce code_;
  std::size_t piece_;
  Literals literals_;
  std::size_t first_ = 0;
  std::size_t store_ = 0;
  std::vector<bool> is_here_;
  std::string text_;
};

void check(std::span<const Program* const> programs) {
  if (programs.empty()) throw ShapeError("emission: expected at least one program, found none");
  std::array<bool, 3> seen{};
  for (const Program* program : programs) {
    bool& is_seen = seen[static_cast<std::size_t>(program->quantity)];
    if (is_seen)
      throw ShapeError("emission: expected one program a quantity, found two for " +
                       std::string(name_of(program->quantity)));
    is_seen = true;
  }
}

std::string extents(const Program& program) {
  const auto constant = [](const char* name, std::size_t value) {
    return std::string("  static constexpr std::size_t ") + name + " = " + std::to_string(value) + ";\n";
  };
  const std::size_t num_guards = program.guard_outcomes.size();
  std::string text =
      constant("num_independents", program.num_independents) + constant("num_parameters", program.num_parameters) +
      constant("num_residuals", program.num_residuals) +
      constant("num_entries", program.pattern.rows.num_entries()) + constant("num_guards", num_guards);
  text += "  static constexpr std::array<bool, num_guards> guard_outcomes = {";
  for (std::size_t k = 0; k < num_guards; ++k)
    text += std::string(k > 0 ? ", " : "") + (program.guard_outcomes[k] ? "true" : "false");
  return text + "};\n";
}

/// The member function that picks the one for a quantity.
std::string dispatch(std::span<const Program* const> programs) {
  std::string text =
      "  template <class T, class Inputs, class Outputs, class Entries>\n"
      "  JACQUARD_FUNCTION static void compute(jacquard::Quantity quantity, Inputs x, Inputs p, Outputs f, Entries "
      "j,\n"
      "                                        Outputs g) {\n"
      "    switch (quantity) {\n";
  for (const Program* program : programs) {
    const std::string quantity(name_of(program->quantity));
    text += "      case jacquard::Quantity::" + quantity + ": return " + quantity + "<T>(x, p, f, j, g);\n";
  }
  return text + "      default: return;\n    }\n  }\n";
}

}  // namespace

std::string functor_name(const std::string& name) {
  std::string result = name + "_kernel";
  for (char& c : result)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  if (std::isdigit(static_cast<unsigned char>(result.front())) != 0) result.insert(0, "_");
  return result;
}

std::string emit(std::span<const Program* const> programs, const EmissionOptions& options) {
  check(programs);
  std::string text;
  for (const std::string& line : options.comments) text += "/// " + line + "\n";
  text += "struct " + functor_name(options.name) + " {\n" + extents(*programs.front());
  for (const Program* program : programs) text += "\n" + Writer(*program, options).write();
  return text + "\n" + dispatch(programs) + "};\n";
}

}  // namespace jacquard::kernels
