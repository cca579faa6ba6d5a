// SPDX-License-Identifier: BSD-2-Clause
// Prints programs, cut into pieces.
#include "jacquard/kernels/emission.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <numeric>

#include "formula.hpp"
#include "jacquard/error.hpp"
#include "joint_values.hpp"
#include "piece_plan.hpp"

namespace jacquard::kernels {
namespace {

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

/// Writes one program as one function, or as the pieces of one.
class Writer {
 public:
  Writer(const Program& program, const EmissionOptions& options)
      : code_(program),
        plan_(options.live_values == 0 ? plan_pieces(code_, options.statements_a_piece)
                                       : plan_live_pieces(code_, options.live_values)),
        options_(options),
        joint_(is_for_packs() ? JointValues(code_, plan_, options.literals)
                              : JointValues(code_, plan_.num_pieces())) {
    stores_in_order_ =
        plan_.num_pieces() == 1 && is_for_packs() && program.instructions.size() < 2 * program.stores.size();
  }

  std::string write() {
    for (std::size_t piece = 0; piece < plan_.num_pieces(); ++piece) write_piece(piece);
    return text_;
  }

  const PiecePlan& plan() const { return plan_; }
  std::size_t num_literals() const {
    return options_.literals == Literals::as_data ? code_.program.literals.size() : 0;
  }
  std::string quantity() const { return std::string(name_of(code_.program.quantity)); }
  std::string piece_name(std::size_t piece) const {
    return plan_.num_pieces() == 1 ? quantity() : quantity() + "_" + std::to_string(piece);
  }

  /// The statements that run a piece. Ranges of several angles that it finds computed are tested together.
  std::string call(std::size_t piece) const {
    const std::string call = "return " + piece_name(piece) + "<T>(x, p, f, j, g, carried";
    const std::vector<ValueId>& angles = joint_.angles[piece];
    if (angles.empty()) return call + ");\n";
    std::string list;
    for (const ValueId angle : angles) list += (list.empty() ? "T(" : ", T(") + place(angle) + ")";
    return "{\n      if (are_moderate_angles(" + list + ")) " + call +
           ", jacquard::kernels::ModerateAngles());\n      " + call + ", jacquard::kernels::AnyAngles());\n    }\n";
  }

 private:
  /// Its instructions, each with the stores that follow it, and what later pieces need.
  void write_piece(std::size_t piece) {
    piece_ = piece;
    const bool has_angles = !joint_.angles[piece].empty();
    text_ += "\n  template <class T, class X, class P, class F, class J, class G, class C" +
             std::string(has_angles ? ", class A" : "") + ">\n  JACQUARD_FUNCTION static void " +
             piece_name(piece) +
             "([[maybe_unused]] X x, [[maybe_unused]] P p, [[maybe_unused]] F f, [[maybe_unused]] J j,\n"
             "      [[maybe_unused]] G g, [[maybe_unused]] C carried" +
             (has_angles ? ", A angles" : "") + ") {\n";
    first_ = plan_.bounds[piece];
    const std::size_t last = plan_.bounds[piece + 1];
    is_here_.assign(first_, false);
    if (first_ == 0) stores_at(0);
    for (std::size_t k = first_; k < last; ++k) {
      declare(static_cast<ValueId>(k));
      hand_on(static_cast<ValueId>(k));
      stores_at(k + 1);
    }
    if (stores_in_order_) write_stores_in_order();
    text_ += "  }\n";
  }

  void hand_on(ValueId value) {
    if (plan_.places[value] != no_value) text_ += "    " + carried(value) + " = " + variable(value) + ";\n";
  }

  /// Where a value of earlier pieces is read.
  std::string place(ValueId value) const {
    const Instruction& instruction = code_.program.instructions[value];
    if (instruction.elemental == Elemental::independent) return "x[" + std::to_string(instruction.index) + "]";
    if (instruction.elemental == Elemental::parameter) return "p[" + std::to_string(instruction.index) + "]";
    return carried(value);
  }

  /// Else for one point a thread.
  bool is_for_packs() const { return options_.live_values == 0; }

  std::string carried(ValueId value) const { return "carried[" + std::to_string(plan_.places[value]) + "]"; }

  std::string operand(Operand operand, ValueId value) {
    return operand.is_literal() ? literal(operand.index()) : declared(value);
  }

  std::string declared(ValueId value) {
    if (value < first_ && !is_here_[value]) {
      is_here_[value] = true;
      text_ += "    const T " + variable(value) + " = " + place(value) + ";\n";
    }
    return variable(value);
  }

  std::string literal(std::uint32_t index) const {
    if (options_.literals == Literals::as_data) return "T(p.literals[" + std::to_string(index) + "])";
    return "T(" + number(code_.program.literals[index]) + ")";
  }

  void declare_with_quotient(ValueId root) {
    const ValueId quotient = joint_.quotient_by[root];
    const Instruction& divided = code_.program.instructions[quotient];
    const bool is_distance = code_.program.instructions[root].elemental == Elemental::hypot;
    std::string call = is_distance ? "hypot_and_quotient(" : "root_and_quotient(";
    for (int k = 0; k < (is_distance ? 2 : 1); ++k) call += argument(root, k) + ", ";
    call += divided.elemental == Elemental::reciprocal ? "T(1.0)" : argument(quotient, 0);
    text_ += "    const auto [" + variable(root) + ", " + variable(quotient) + "] = " + call + ");\n";
  }

  void declare_inverted(const InvertedPoint& point) {
    std::array<std::string, 2> names, coordinates;
    for (std::size_t k = 0; k < 2; ++k) {
      const auto& coordinate = point.coordinates[k];
      names[k] = variable(coordinate.inverted);
      coordinates[k] = (coordinate.is_negated ? "-" : "") + declared(coordinate.value);
    }
    text_ += "    const auto [" + names[0] + ", " + names[1] + "] = inverted(" + coordinates[0] + ", " +
             coordinates[1] + ");\n";
  }

  std::string argument(ValueId value, int k) {
    return operand(code_.program.instructions[value].arguments[k], code_.arguments[value][k]);
  }

  void declare(ValueId value) {
    if (joint_.has_no_declaration[value]) return;
    if (const InvertedPoint* point = joint_.point_at(value)) return declare_inverted(*point);
    if (joint_.quotient_by[value] != no_value) return declare_with_quotient(value);
    const Instruction& instruction = code_.program.instructions[value];
    std::string right;
    if (code_.is_input(value)) {
      right = place(value);
    } else {
      std::array<std::string, 3> arguments;
      for (int a = 0; a < arity(instruction.elemental); ++a) arguments[a] = argument(value, a);
      if (has_tested_angle(value)) arguments[0] += ", angles";
      right = expression(instruction.elemental, arguments);
    }
    text_ += "    const T " + variable(value) + " = " + right + ";\n";
  }

  /// Whether `value` is a sine or cosine whose range is known.
  bool has_tested_angle(ValueId value) const {
    const std::vector<ValueId>& angles = joint_.angles[piece_];
    return std::ranges::find(angles, code_.angle_below(value)) != angles.end();
  }

  void stores_at(std::size_t position) {
    for (; store_ < code_.stored.size() && code_.program.stores[store_].position == position; ++store_)
      if (!stores_in_order_) write_store(store_);
  }

  void write_store(std::size_t number) {
    const Store& store = code_.program.stores[number];
    const std::string value = operand(store.value, code_.stored[number]);
    constexpr std::array<const char*, 3> array = {"f[", "j[", "g["};
    text_ += std::string("    ") + array[static_cast<std::size_t>(store.kind)] + std::to_string(store.index) +
             "] = " + value + ";";
    text_ += "  // " + formula_of(code_, number, options_.literals, joint_.is_inverted);
    text_ += "\n";
  }

  void write_stores_in_order() {
    std::vector<std::size_t> numbers(code_.stored.size());
    std::iota(numbers.begin(), numbers.end(), std::size_t{0});
    std::ranges::sort(numbers, {}, [&](std::size_t number) {
      const Store& store = code_.program.stores[number];
      return std::pair(store.kind, store.index);
    });
    for (const std::size_t number : numbers) write_store(number);
  }

  AssignedOnce code_;
  PiecePlan plan_;
  const EmissionOptions& options_;
  JointValues joint_;
  /// At the end, neighbours one after the other, as caches like them: for packs where storing takes longer than
  /// computing.
  bool stores_in_order_ = false;
  std::size_t piece_ = 0;      ///< that is being written
  std::size_t first_ = 0;      ///< instruction of that piece
  std::size_t store_ = 0;      ///< the next one
  std::vector<bool> is_here_;  ///< [first_]: whether the piece has declared the value of an earlier one
  std::string text_;
};

void check(std::span<const Program> programs) {
  if (programs.empty()) throw ShapeError("emission: expected at least one program, found none");
  std::array<bool, 3> seen{};
  for (const Program& program : programs) {
    bool& is_seen = seen[static_cast<std::size_t>(program.quantity)];
    if (is_seen)
      throw ShapeError("emission: expected one program a quantity, found two for " +
                       std::string(name_of(program.quantity)));
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

/// The entries that programs write; the others are constant.
std::string variable_entries(std::span<const Program> programs) {
  std::string list;
  std::size_t count = 0;
  for (const Program& program : programs) {
    if (program.quantity == Quantity::residual || count > 0) continue;
    for (const Store& store : program.stores) {
      if (store.kind != OutputKind::jacobian) continue;
      list += (count++ > 0 ? ", " : "") + std::to_string(store.index);
    }
  }
  return "  static constexpr std::array<std::uint32_t, " + std::to_string(count) + "> variable_entries = {" + list +
         "};\n";
}

/// A constant member function of a quantity: `values` in the order of `programs`, 0 elsewhere.
std::string constant_by_quantity(const char* name, std::span<const Writer> writers,
                                 std::size_t (*value)(const Writer&)) {
  std::string text = std::string("  static constexpr std::size_t ") + name +
                     "(jacquard::Quantity quantity) {\n    switch (quantity) {\n";
  for (const Writer& writer : writers)
    text +=
        "      case jacquard::Quantity::" + writer.quantity() + ": return " + std::to_string(value(writer)) + ";\n";
  return text + "      default: return 0;\n    }\n  }\n";
}

/// One line, which nothing in `text` can continue or end.
std::string comment(std::string text) {
  for (char& c : text)
    if (c == '\\' || std::iscntrl(static_cast<unsigned char>(c)) != 0) c = ' ';
  return "/// " + text + "\n";
}

/// The member function that picks a piece.
std::string dispatch(std::span<const Writer> writers) {
  std::string text =
      "  template <jacquard::Quantity quantity, std::size_t piece, class T, class X, class P, class F, class J, "
      "class G,\n"
      "            class C>\n"
      "  JACQUARD_FUNCTION static void compute(X x, P p, F f, J j, G g, C carried) {\n";
  for (const Writer& writer : writers)
    for (std::size_t piece = 0; piece < writer.plan().num_pieces(); ++piece)
      text += "    if constexpr (quantity == jacquard::Quantity::" + writer.quantity() +
              " && piece == " + std::to_string(piece) + ") " + writer.call(piece);
  return text + "  }\n";
}

}  // namespace

std::string functor_name(const std::string& name) {
  std::string result = name + "_kernel";
  for (char& c : result)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  if (std::isdigit(static_cast<unsigned char>(result.front())) != 0) result.insert(0, "_");
  return result;
}

std::string emit(std::span<const Program> programs, const EmissionOptions& options) {
  check(programs);
  std::string text;
  for (const std::string& line : options.comments) text += comment(line);
  for (const std::string& line : programs.front().provenance) text += comment(line);
  text += "struct " + functor_name(options.name) + " {\n" + extents(programs.front()) + variable_entries(programs);
  std::vector<Writer> writers;
  for (const Program& program : programs) writers.emplace_back(program, options);
  for (Writer& writer : writers) text += writer.write();
  text += "\n" + constant_by_quantity("num_pieces", writers,
                                      [](const Writer& writer) { return writer.plan().num_pieces(); });
  text +=
      constant_by_quantity("num_carried", writers, [](const Writer& writer) { return writer.plan().num_carried; });
  text += constant_by_quantity("num_literals", writers, [](const Writer& writer) { return writer.num_literals(); });
  return text + "\n" + dispatch(writers) + "};\n";
}

}  // namespace jacquard::kernels
