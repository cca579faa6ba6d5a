// SPDX-License-Identifier: BSD-2-Clause
// What passes from step to step in registers: the plan, and the cases that run it.
#include "../../kernels/src/register_plan.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <map>
#include <random>

#include "../../kernels/src/host_tile.hpp"
#include "../support/started_kokkos.hpp"
#include "batch_arrays.hpp"
#include "jacquard/kernels/tile_evaluator.hpp"
#include "random_straight_line.hpp"

using namespace jacquard;
using namespace jacquard::test;
using namespace jacquard::kernels;

namespace {

constexpr std::uint64_t seed = 20261121;

TileOperand slot(std::uint32_t index) { return {TileOperand::Kind::slot, index}; }
TileOperand entry(std::uint32_t index) { return {TileOperand::Kind::entry, index}; }

TileStep load(std::uint32_t result) {
  return {.operation = TileOperation::load_independent, .index = result, .result = slot(result)};
}
TileStep compute(Elemental elemental, TileOperand result, TileOperand a, TileOperand b = {}, TileOperand c = {}) {
  return {.elemental = elemental, .result = result, .arguments = {a, b, c}};
}

std::vector<Elemental> elementals_of(const RegisterPlan& plan) {
  std::vector<Elemental> elementals;
  for (const TileStep& step : plan.steps) {
    if (step.operation == TileOperation::compute) elementals.push_back(step.elemental);
  }
  return elementals;
}

const std::vector<Elemental> short_elementals{
#define JACQUARD_NAME(name) Elemental::name,
    JACQUARD_SHORT_ELEMENTALS(JACQUARD_NAME)
#undef JACQUARD_NAME
};

/// Runs steps with names instead of numbers: a name is what was computed, from what.
class Namer {
 public:
  using Name = std::uint64_t;

  explicit Namer(std::size_t num_slots) : slots_(num_slots, nobody) {}

  void run(const TileStep& step, Forwarding forwarding) {
    Name name = mixed(static_cast<Name>(step.operation), step.index);
    if (step.operation == TileOperation::compute) name = static_cast<Name>(step.elemental);
    const bool is_load = step.operation < TileOperation::compute;
    const int num_arguments = is_load ? 0 : step.operation == TileOperation::compute ? arity(step.elemental) : 1;
    for (int k = 0; k < num_arguments; ++k) {
      if (k == forwarding.kept && forwarding.fetches) kept_ = read(step.arguments[k]);
      const Name argument = k == forwarding.argument ? held_
                            : k == forwarding.kept   ? kept_
                                                     : read(step.arguments[k]);
      CHECK(argument != nobody);
      name = mixed(name, argument);
      if (step.operation > TileOperation::compute) held_after_store_ = argument;
    }
    write(step, forwarding, name);
    if (!works_on_registers(step)) kept_ = nobody;
    if (forwarding.keeps) kept_ = held_;
  }

  std::map<std::pair<int, std::uint32_t>, Name> outputs;

 private:
  static constexpr Name nobody = 0;
  static Name mixed(Name a, Name b) { return (a * 0x9e3779b97f4a7c15u ^ b) * 0xff51afd7ed558ccdu + 1; }

  Name read(TileOperand operand) const {
    return operand.kind == TileOperand::Kind::literal ? mixed(3, operand.index) : slots_.at(operand.index);
  }

  void write(const TileStep& step, Forwarding forwarding, Name name) {
    held_ = works_on_registers(step) ? name : nobody;
    if (step.operation == TileOperation::store_entry) {
      held_ = held_after_store_;
      outputs[{2, step.index}] = held_after_store_;
    } else if (step.operation > TileOperation::compute) {
      if (step.operation == TileOperation::store_residual) held_ = held_after_store_;
      outputs[{static_cast<int>(step.operation), step.index}] = name;
    } else if (step.result.kind == TileOperand::Kind::entry) {
      outputs[{2, step.result.index}] = name;
    } else if (forwarding.is_stored) {
      slots_.at(step.result.index) = name;
    } else if (step.operation != TileOperation::compute) {
      slots_.at(step.result.index) = nobody;  // loads may use the slot that they do not need
    }
  }

  std::vector<Name> slots_;
  Name held_ = nobody, held_after_store_ = nobody, kept_ = nobody;
};

/// How often each case is run.
using Cases = std::map<StepCode, int>;

void count_cases(const RegisterPlan& plan, Cases& cases) {
  for (std::size_t s = 0; s < plan.steps.size(); ++s) {
    TileStep step = plan.steps[s];
    Forwarding forwarding = plan.forwardings[s];
    exchange_arguments(step, forwarding);
    ++cases[case_of(step, forwarding)];
  }
}

/// Names of the cases that exist and were run fewer than five times. General ones are run where a literal is not
/// the last argument.
std::string rare_cases(const Cases& cases, bool has_spare) {
  std::string rare;
  for (unsigned c = 0; c < cases_an_elemental * std::size(with_cases); ++c) {
    const Elemental elemental = with_cases[c / cases_an_elemental];
    const Forwarding forwarding{static_cast<std::uint8_t>(c / num_shapes / 2 % 4), c / num_shapes % 2 != 0};
    const auto shape = static_cast<Shape>(c % num_shapes);
    const bool is_shape = shape <= (has_spare ? Shape::kept_third : Shape::entry);
    if (!is_shape || !has_case(elemental, forwarding, shape)) continue;
    const auto found = cases.find(step_code(elemental, forwarding, shape));
    if (found == cases.end() || found->second < 5)
      rare += " " + std::string(name(elemental)) + " " + std::to_string(c % cases_an_elemental);
  }
  return rare;
}

bool has_same_bits(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || std::memcmp(&a, &b, sizeof a) == 0;
}

/// Copies of a NaN may differ in its sign, which is nobody's business until copysign asks for it.
bool asks_for_signs(const Program& program) {
  return std::ranges::count(program.instructions, Elemental::copysign, &Instruction::elemental) > 0;
}

/// The last parameter is one number for all points.
void fill_with_any(BatchArrays& arrays, bool has_nan, std::mt19937_64& random) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const double nan = has_nan ? std::numeric_limits<double>::quiet_NaN() : 1.0;
  const double special[]{0.0, -0.0, infinity, -infinity, nan, 1e300, 5e-324};
  std::uniform_real_distribution<double> usual(-3.0, 3.0);
  const auto any = [&] { return random() % 8 == 0 ? special[random() % std::size(special)] : usual(random); };
  std::ranges::generate(arrays.state, any);
  for (std::vector<double>& column : arrays.parameters) std::ranges::generate(column, any);
  std::ranges::fill(arrays.parameters.back(), any());
  arrays.parameter_strides.back() = 0;
}

void check_bits(const Program& program, const TileOptions& options, std::size_t num_points,
                std::mt19937_64& random) {
  const TileEvaluator<Kokkos::DefaultHostExecutionSpace> evaluator(std::span(&program, 1), options);
  const BatchLayout layout = evaluator.layout(num_points);
  BatchArrays arrays(program, layout);
  fill_with_any(arrays, !asks_for_signs(program), random);
  std::vector<double> storage(layout.extent() + 7);
  Batch batch = arrays.view();
  batch.jacobian = at_cache_line(storage);
  evaluator.evaluate(batch, Quantity::both);
  std::size_t num_wrong = 0;
  for (std::size_t p = 0; p < num_points; ++p) {
    const PointValues<double> expected = arrays.interpreted(program, p);
    for (std::size_t m = 0; m < program.num_residuals; ++m)
      num_wrong += !has_same_bits(arrays.result[m * num_points + p], expected.residual[m]);
    for (std::size_t k = 0; k < layout.num_entries; ++k)
      num_wrong += !has_same_bits(batch.jacobian[layout.offset(k, p)], expected.jacobian[k]);
    num_wrong += (arrays.flipped[p] != 0) != (expected.flipped_guards[0] || expected.flipped_guards[1]);
  }
  CHECK(num_wrong == 0);
}

}  // namespace

TEST_CASE("What only the next step uses stays in registers and takes no slot", "[kernels]") {
  const RegisterPlan plan = plan_registers(
      {.num_slots = 3,
       .steps = {load(0), load(1), compute(Elemental::mul, slot(2), slot(0), slot(1)),
                 compute(Elemental::sub, slot(2), slot(0), slot(2)), compute(Elemental::neg, entry(0), slot(2))}});
  CHECK(plan.num_slots == 2);
  CHECK(plan.forwardings[1] == Forwarding{Forwarding::nothing, false});
  CHECK(plan.forwardings[2] == Forwarding{1, false});
  CHECK(plan.forwardings[3] == Forwarding{1, false});
  CHECK(plan.forwardings[4] == Forwarding{0, true});
}

TEST_CASE("What the next step and a later one use is forwarded and stored", "[kernels]") {
  const RegisterPlan plan = plan_registers({.num_slots = 3,
                                            .steps = {load(0), compute(Elemental::square, slot(1), slot(0)),
                                                      compute(Elemental::add, slot(2), slot(1), slot(0)),
                                                      compute(Elemental::mul, entry(0), slot(2), slot(1))}});
  CHECK(plan.forwardings[1] == Forwarding{0, true});
  CHECK(plan.forwardings[2] == Forwarding{0, false});
  CHECK(plan.forwardings[3] == Forwarding{0, true});
}

TEST_CASE("A step that uses a value twice reads it from memory once", "[kernels]") {
  const RegisterPlan plan = plan_registers({.num_slots = 2,
                                            .steps = {load(0), compute(Elemental::neg, slot(1), slot(0)),
                                                      compute(Elemental::mul, entry(0), slot(1), slot(1))}});
  CHECK(plan.forwardings[1].is_stored);
  CHECK(plan.forwardings[2].argument == 0);
}

TEST_CASE("Registers outlive no elemental of many instructions", "[kernels]") {
  using enum Elemental;
  const RegisterPlan plan =
      plan_registers({.num_slots = 3,
                      .steps = {load(0), compute(square, slot(1), slot(0)), compute(exp, slot(2), slot(1)),
                                compute(neg, entry(0), slot(2)), compute(sub, entry(1), slot(1), slot(2))}});
  CHECK(elementals_of(plan) == std::vector<Elemental>{square, exp, neg, sub});
  for (const std::size_t step : {1, 2}) CHECK(plan.forwardings[step].is_stored);
  for (const std::size_t step : {3, 4}) CHECK(plan.forwardings[step].argument == Forwarding::nothing);
}

TEST_CASE("Spare registers keep what several steps need, but not around an elemental of many instructions",
          "[kernels]") {
  using enum Elemental;
  const bool has_exp = GENERATE(false, true);
  const SpareRegisters spare = GENERATE(SpareRegisters::no, SpareRegisters::yes);
  std::vector<TileStep> steps{load(0), load(1), compute(mul, entry(0), slot(0), slot(1)),
                              compute(add, entry(1), slot(0), slot(1)), compute(sub, entry(2), slot(0), slot(1))};
  if (has_exp) steps.insert(steps.begin() + 3, compute(exp, entry(3), slot(1)));
  const RegisterPlan plan = plan_registers({.num_slots = 2, .steps = steps}, spare);
  const bool is_kept = spare == SpareRegisters::yes, is_kept_throughout = is_kept && !has_exp;
  CHECK(plan.forwardings.front().keeps == is_kept);
  CHECK(plan.forwardings.front().is_stored == !is_kept_throughout);
  CHECK(plan.forwardings[2].kept == (is_kept ? 0 : Forwarding::nothing));
  for (const std::size_t from_end : {2, 1}) {
    const Forwarding& forwarding = plan.forwardings[steps.size() - from_end];
    CHECK((forwarding.kept != Forwarding::nothing) == is_kept);
    CHECK(forwarding.fetches == (is_kept && has_exp && from_end == 2));
  }
}

TEST_CASE("A run of steps that begins with what another one ends in becomes one with it", "[kernels]") {
  using enum Elemental;
  std::vector<TileStep> steps{load(0), compute(exp, slot(1), slot(0)), compute(square, slot(2), slot(1))};
  std::vector<Elemental> expected;
  SECTION("the later one moves") {
    steps.push_back(compute(exp, slot(3), slot(0)));
    steps.push_back(compute(sub, entry(1), slot(2), slot(1)));
    expected = {exp, square, sub, exp, fma};
  }
  SECTION("or else the earlier one") {
    steps.push_back(compute(exp, slot(3), slot(0)));
    steps.push_back(compute(sub, entry(1), slot(2), slot(3)));
    expected = {exp, exp, square, sub, fma};
  }
  SECTION("but neither where what is between them needs the one and makes the other") {
    steps.push_back(compute(exp, slot(3), slot(2)));
    steps.push_back(compute(sub, entry(1), slot(2), slot(3)));
    expected = {exp, square, exp, sub, fma};
  }
  steps.push_back(compute(fma, entry(0), slot(3), slot(3), slot(2)));
  CHECK(elementals_of(plan_registers({.num_slots = 4, .steps = steps})) == expected);
}

TEST_CASE("What a later step alone uses is computed right before it, with what led to it", "[kernels]") {
  using enum Elemental;
  const RegisterPlan plan =
      plan_registers({.num_slots = 4,
                      .steps = {load(0), compute(square, slot(1), slot(0)), compute(neg, slot(1), slot(1)),
                                compute(abs, entry(0), slot(0)), compute(sub, entry(1), slot(0), slot(1))}});
  CHECK(elementals_of(plan) == std::vector<Elemental>{abs, square, neg, sub});
  CHECK(plan.num_slots == 1);
}

TEST_CASE("Sine and cosine of one angle come together, and only of one", "[kernels]") {
  using enum Elemental;
  const RegisterPlan plan = plan_registers(
      {.num_slots = 4,
       .steps = {load(0), compute(cos, slot(1), slot(0)), compute(exp, slot(2), slot(0)),
                 compute(sin, slot(3), slot(0)), compute(add, entry(0), slot(1), slot(3)),
                 compute(sin, slot(2), slot(2)), compute(cos, slot(2), slot(2)), compute(neg, entry(1), slot(2))}});
  CHECK(elementals_of(plan) == std::vector<Elemental>{cos, sin, exp, add, sin, cos, neg});
  CHECK(are_sine_and_cosine(plan.steps[1], plan.steps[2]));
  CHECK_FALSE(are_sine_and_cosine(plan.steps[5], plan.steps[6]));  // in one slot, but the cosine of a sine
}

TEST_CASE("A root and what it divides come together, and no other quotient", "[kernels]") {
  using enum Elemental;
  const std::vector<double> literals{0.5, 0x1p500, 0.0};
  const auto number = [](std::uint32_t index) { return TileOperand{TileOperand::Kind::literal, index}; };
  const TileStep root = compute(sqrt, slot(1), slot(0)), distance = compute(hypot, slot(1), slot(0), slot(2));
  const auto are_joint = [&](const TileStep& a, const TileStep& b) {
    return are_root_and_quotient(a, b, literals);
  };
  for (const TileStep& first : {root, distance}) {
    CHECK(are_joint(first, compute(reciprocal, slot(2), slot(1))));
    CHECK_FALSE(are_joint(first, compute(reciprocal, slot(2), slot(0))));
    CHECK(are_joint(first, compute(div, slot(2), number(0), slot(1))));
    CHECK_FALSE(are_joint(first, compute(div, slot(2), number(0), slot(0))));
    CHECK_FALSE(are_joint(first, compute(div, slot(2), number(1), slot(1))));
    CHECK_FALSE(are_joint(first, compute(div, slot(2), number(2), slot(1))));
    CHECK_FALSE(are_joint(first, compute(div, slot(2), slot(0), slot(1))));
    CHECK_FALSE(are_joint(first, compute(div, entry(0), number(0), slot(1))));
  }
  CHECK_FALSE(are_joint(compute(exp, slot(1), slot(0)), compute(reciprocal, slot(2), slot(1))));
  const RegisterPlan plan =
      plan_registers({.num_slots = 3,
                      .steps = {load(0), root, compute(reciprocal, slot(2), slot(1)),
                                compute(reciprocal, slot(0), slot(0)), compute(add, entry(0), slot(2), slot(0))}});
  CHECK(are_joint(plan.steps[1], plan.steps[2]));
  CHECK_FALSE(are_joint(plan.steps[1], plan.steps[3]));
  CHECK_FALSE(are_joint(plan.steps[2], plan.steps[3]));
}

TEST_CASE("Plans of random programs read every value where it is, and compute what the steps compute",
          "[kernels][random]") {
  std::mt19937_64 random(seed);
  std::vector<Elemental> elementals = short_elementals;
  for (const Elemental elemental : {Elemental::exp, Elemental::sin, Elemental::cos, Elemental::sin, Elemental::cos})
    elementals.push_back(elemental);
  std::size_t num_pairs = 0, num_not_stored = 0, num_kept = 0;
  for (std::size_t g = 0; g < 3000; ++g) {
    const TileProgram program = tile_program(StraightLineGenerator(random, elementals)(5 + g % 120));
    const RegisterPlan plan = plan_registers(program, g % 2 == 0 ? SpareRegisters::no : SpareRegisters::yes);
    Namer expected(program.num_slots), found(plan.num_slots);
    INFO("seed " << seed << ", program " << g);
    for (const TileStep& step : program.steps) expected.run(step, {});
    for (std::size_t s = 0; s < plan.steps.size(); ++s) {
      found.run(plan.steps[s], plan.forwardings[s]);
      num_not_stored += !plan.forwardings[s].is_stored;
      num_kept += plan.forwardings[s].kept != Forwarding::nothing;
      num_pairs += s > 0 && are_sine_and_cosine(plan.steps[s - 1], plan.steps[s]);
    }
    CHECK(found.outputs == expected.outputs);
    CHECK(plan.num_slots <= program.num_slots + 64);
  }
  CHECK(num_pairs > 300);
  CHECK(num_not_stored > 10000);
  CHECK(num_kept > 5000);
}

// Each elemental drawn here is rounded as the interpreter rounds it, wherever its operands are and whatever they
// are. Without fused multiply-add in the machine, that is an ulp off and left out. Signs are copied among
// elementals that make no NaN.
TEST_CASE(
    "Every case that tiles run gives the interpreter's bits, infinities and NaN among them, past the caches, too",
    "[kernels][random]") {
  using enum Elemental;
  start_kokkos();
  const std::vector<Elemental> signs{copysign, neg, abs, min, max, floor, less, select};
  for (const InstructionSet set : available_instruction_sets()) {
    const bool has_fma = set != InstructionSet::sse2;
    const TileLoop& tile = host_functions(set).tile;
    std::vector<Elemental> arithmetic{floor, equal};
    for (const Elemental elemental : short_elementals) {
      const bool is_fused = elemental == fma || elemental >= fms;
      if (elemental != copysign && (has_fma || !is_fused)) arithmetic.push_back(elemental);
    }
    std::mt19937_64 random(seed + 1);
    Cases cases, wide_cases;
    for (std::size_t g = 0; g < 6000; ++g) {
      INFO("seed " << seed + 1 << ", program " << g << ", " << name(set));
      const Program program = StraightLineGenerator(random, g % 3 == 0 ? signs : arithmetic)(5 + g % 80);
      TileOptions options{.instruction_set = set};
      if (g % 2 == 0) options.most_cached_bytes = 0;
      check_bits(program, options, 1 + g % 75, random);
      count_cases(plan_registers(tile_program(program), tile.spare_registers), cases);
      options.many_steps = 0;
      check_bits(program, options, 1 + g % 147, random);
      count_cases(plan_registers(tile_program(program), SpareRegisters::no), wide_cases);
    }
    if (!has_fma) continue;
    CHECK(rare_cases(cases, tile.spare_registers == SpareRegisters::yes) == "");
    CHECK(rare_cases(wide_cases, false) == "");
  }
}

// Within 2 ulp, as instruction_set.hpp has it for either function.
TEST_CASE("Sine and cosine that are computed together are as accurate as apart", "[kernels]") {
  start_kokkos();
  Program program;
  program.num_independents = 1;
  program.num_residuals = 2;
  program.num_slots = 2;
  const auto in = [](std::uint32_t index) { return Operand::slot(SlotId(index)); };
  const bool cosine_first = GENERATE(false, true);
  const Elemental first = cosine_first ? Elemental::cos : Elemental::sin;
  const Elemental second = cosine_first ? Elemental::sin : Elemental::cos;
  program.instructions = {{.elemental = Elemental::independent, .result = SlotId(0)},
                          {.elemental = first, .result = SlotId(1), .arguments = {in(0)}},
                          {.elemental = second, .result = SlotId(0), .arguments = {in(0)}}};
  program.stores = {{.position = 3, .kind = OutputKind::residual, .index = 0, .value = in(cosine_first ? 0 : 1)},
                    {.position = 3, .kind = OutputKind::residual, .index = 1, .value = in(cosine_first ? 1 : 0)}};
  program.pattern.rows.row_offsets = {0, 0, 0};
  program.quantity = Quantity::residual;
  for (const InstructionSet set : available_instruction_sets()) {
    const TileEvaluator<Kokkos::DefaultHostExecutionSpace> evaluator(std::span(&program, 1),
                                                                     {.instruction_set = set});
    BatchArrays arrays(program, evaluator.layout(77));
    for (std::size_t p = 0; p < 77; ++p)
      arrays.independent(0, p) = p == 70 ? 1e9 : 0.37 * static_cast<double>(p) - 9.0;
    evaluator.evaluate(arrays.view(), Quantity::residual);
    for (std::size_t p = 0; p < 77; ++p) {
      const double x = arrays.independent(0, p);
      CHECK(std::abs(arrays.result[p] - std::sin(x)) <= 5e-16 * std::abs(std::sin(x)));
      CHECK(std::abs(arrays.result[77 + p] - std::cos(x)) <= 5e-16 * std::abs(std::cos(x)));
    }
  }
}
