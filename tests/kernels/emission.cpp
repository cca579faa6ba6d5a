// SPDX-License-Identifier: BSD-2-Clause
// What emitted text says.
#include "jacquard/kernels/emission.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "../../kernels/src/emission_input.hpp"
#include "jacquard/elimination.hpp"
#include "jacquard/error.hpp"
#include "jacquard/graph_builder.hpp"
#include "jacquard/kernels/built_in.hpp"
#include "jacquard/order.hpp"

using namespace jacquard;
using kernels::emit;

namespace {

Program lowered(GraphBuilder builder, Quantity quantity) {
  Linearization linearization = linearize(std::move(builder).seal());
  const EliminationOrder order = reverse_order(linearization.graph);
  return lower(accumulate(std::move(linearization), order), quantity);
}

/// f0 = x0 x1 - 0.1, guarded by x0 < 2.
Program sample(Quantity quantity) {
  GraphBuilder builder(2, 0, Folding::exact);
  const VertexId product = builder.apply(Elemental::mul, {VertexId(0), VertexId(1)});
  builder.add_dependent(builder.apply(Elemental::sub, {product, builder.literal(0.1)}));
  builder.add_guard(builder.apply(Elemental::less, {VertexId(0), builder.literal(2.0)}), true);
  return lowered(std::move(builder), quantity);
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t times = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++times;
  return times;
}

}  // namespace

TEST_CASE("Emitted text names the residual, its comments and its extents, and prints numbers exactly",
          "[kernels]") {
  const Program program = sample(Quantity::both);
  const std::span<const Program> programs(&program, 1);
  const std::string text = emit(programs, {.name = "my flux", .comments = {"order: reverse"}});
  CHECK_THAT(text, Catch::Contains("/// order: reverse\nstruct my_flux_kernel {"));
  CHECK_THAT(text, Catch::Contains("num_independents = 2;"));
  CHECK_THAT(text, Catch::Contains("guard_outcomes = {true};"));
  CHECK_THAT(text, Catch::Contains("T(0.1)"));
  CHECK_THAT(text, Catch::Contains("x[0]"));
  CHECK(count(text, "j[") == 2);  // one for each entry
}

TEST_CASE("Long programs are cut into pieces that are called by number", "[kernels]") {
  const Program program = sample(Quantity::both);
  const std::span<const Program> programs(&program, 1);
  const std::string text = emit(programs, {.name = "pieces", .comments = {}, .statements_a_piece = 2});
  CHECK(count(text, "static void both_") == (program.instructions.size() + 1) / 2);
  CHECK_THAT(text, Catch::Contains("piece == 1) return both_1<T>("));
}

TEST_CASE("Functions for threads are cut by live values and hand on what they compute at once", "[kernels]") {
  const Program program = sample(Quantity::both);
  const std::span<const Program> programs(&program, 1);
  const auto text = [&](std::size_t live_values) {
    return emit(programs, {.name = "cut", .comments = {}, .live_values = live_values});
  };
  CHECK_THAT(text(100), Catch::Contains("static void both("));
  CHECK_THAT(text(100), !Catch::Contains("carried[0]"));
  const std::string cut = text(1);
  CHECK(count(cut, "static void both_") == program.instructions.size());
  CHECK_THAT(cut, Catch::Contains("case jacquard::Quantity::both: return " +
                                  std::to_string(program.instructions.size()) + ";"));
}

TEST_CASE("A quotient by a root is computed with the root, where one piece has both and the numerator is known",
          "[kernels]") {
  // df/dx = 0.5 / sqrt(x).
  GraphBuilder builder(1, 0, Folding::exact);
  builder.add_dependent(builder.apply(Elemental::sqrt, {VertexId(0)}));
  const Program program = lowered(std::move(builder), Quantity::jacobian);
  const std::span<const Program> programs(&program, 1);
  CHECK_THAT(emit(programs, {}), Catch::Contains("] = root_and_quotient(v0, T(0.5));"));
  CHECK_THAT(emit(programs, {.statements_a_piece = 1}), !Catch::Contains("_and_quotient"));
  CHECK_THAT(emit(programs, {.literals = kernels::Literals::as_data}), !Catch::Contains("_and_quotient"));
}

TEST_CASE("Both partials of an angle come from the inverted point, unless its distance is needed anyway",
          "[kernels]") {
  const auto text = [](bool with_distance, const kernels::EmissionOptions& options) {
    GraphBuilder builder(2, 0, Folding::exact);
    builder.add_dependent(builder.apply(Elemental::atan2, {VertexId(0), VertexId(1)}));
    if (with_distance) builder.add_dependent(builder.apply(Elemental::hypot, {VertexId(1), VertexId(0)}));
    const Program program = lowered(std::move(builder), Quantity::both);
    const std::span<const Program> programs(&program, 1);
    return emit(programs, options);
  };
  CHECK_THAT(text(false, {}), Catch::Contains("] = inverted("));
  CHECK_THAT(text(false, {}), !Catch::Contains("hypot"));
  CHECK_THAT(text(true, {}), Catch::Contains("] = hypot_and_quotient(") && !Catch::Contains("inverted("));
  CHECK_THAT(text(false, {.statements_a_piece = 1}), !Catch::Contains("inverted("));
  CHECK_THAT(text(false, {.live_values = 100}), !Catch::Contains("inverted("));
}

TEST_CASE("The ranges of several angles are tested together where they are there already", "[kernels]") {
  // f0 = sin(x0) cos(p0), f1 = sin(f0).
  GraphBuilder builder(1, 1, Folding::exact);
  const VertexId product = builder.apply(
      Elemental::mul, {builder.apply(Elemental::sin, {VertexId(0)}), builder.apply(Elemental::cos, {VertexId(1)})});
  builder.add_dependent(product);
  builder.add_dependent(builder.apply(Elemental::sin, {product}));
  const Program program = lowered(std::move(builder), Quantity::residual);
  const std::span<const Program> programs(&program, 1);
  const std::string text = emit(programs, {});
  CHECK(count(text, "are_moderate_angles(T(x[0]), T(p[0]))") +
            count(text, "are_moderate_angles(T(p[0]), T(x[0]))") ==
        1);
  CHECK(count(text, ", angles)") == 2);  // not of the product
  CHECK_THAT(emit(programs, {.statements_a_piece = 1}), !Catch::Contains("angles"));
  CHECK_THAT(emit(programs, {.live_values = 100}), !Catch::Contains("angles"));
}

TEST_CASE("Programs that store more than they compute store in order, at the end", "[kernels]") {
  // F = (x1, x0 x1): J = (., 1; x1, x0), scheduled in whatever order.
  GraphBuilder builder(2, 0, Folding::exact);
  builder.add_dependent(VertexId(1));
  builder.add_dependent(builder.apply(Elemental::mul, {VertexId(0), VertexId(1)}));
  const Program program = lowered(std::move(builder), Quantity::both);
  const std::span<const Program> programs(&program, 1);
  const std::string text = emit(programs, {});
  std::size_t last = 0;
  for (const std::string store : {"f[0] =", "f[1] =", "j[1] =", "j[2] ="}) {
    CHECK(text.find(store) != std::string::npos);
    CHECK(text.find(store) > last);
    last = text.find(store);
  }
  CHECK(text.find("const T", last) == std::string::npos);
}

TEST_CASE("Programs that cannot stand in one functor are refused", "[kernels]") {
  const Program program = sample(Quantity::both);
  const Program twice[] = {program, program};
  CHECK_THROWS_WITH(emit(twice, {}), Catch::Contains("found two for both"));
  CHECK_THROWS_AS(emit({}, {}), ShapeError);
}

TEST_CASE("Programs that differ in literals only have one key, and text that takes them as data", "[kernels]") {
  const auto program = [](double coefficient, Elemental elemental) {
    GraphBuilder builder(1, 0, Folding::exact);
    const VertexId scaled = builder.apply(Elemental::mul, {VertexId(0), builder.literal(coefficient)});
    builder.add_dependent(builder.apply(elemental, {scaled}));
    Linearization linearization = linearize(std::move(builder).seal());
    const EliminationOrder order = forward_order(linearization.graph);
    return std::vector{lower(accumulate(std::move(linearization), order), Quantity::both)};
  };
  const std::vector<Program> sine = program(3.0, Elemental::sin);
  CHECK_THAT(emit(sine, {.literals = kernels::Literals::as_data}),
             Catch::Contains("T(p.literals[0])") && !Catch::Contains("3.0"));
  CHECK(kernels::program_key(sine) == kernels::program_key(program(7.0, Elemental::sin)));
  CHECK(kernels::program_key(sine) != kernels::program_key(program(3.0, Elemental::cos)));
}

TEST_CASE("What decides a functor changes with all that is printed of its programs, and not with comments",
          "[kernels]") {
  const Program program = sample(Quantity::both);
  const auto input = [](const Program& of, const kernels::EmissionOptions& options) {
    return kernels::emission_input(std::span(&of, 1), options);
  };
  const auto changed = [&](auto&& change) {
    Program other = program;
    change(other);
    return input(other, {});
  };
  const std::string same = input(program, {});
  CHECK(input(program, {.comments = {"a comment"}}) == same);
  CHECK(changed([](Program& p) { p.provenance = {"order: reverse"}; }) == same);

  const std::vector<std::string> inputs = {
      same,
      input(program, {.name = "another"}),
      input(program, {.statements_a_piece = 2}),
      input(program, {.live_values = 9}),
      input(program, {.literals = kernels::Literals::as_data}),
      kernels::emission_input(std::vector{program, program}, {}),
      changed([](Program& p) { p.quantity = Quantity::jacobian; }),
      changed([](Program& p) { ++p.num_independents; }),
      changed([](Program& p) { ++p.num_parameters; }),
      changed([](Program& p) { ++p.num_residuals; }),
      changed([](Program& p) { p.literals.front() = std::nextafter(p.literals.front(), 1.0); }),
      changed([](Program& p) { p.pattern.rows.columns.emplace_back(); }),
      changed([](Program& p) { p.guard_outcomes.flip(); }),
      changed([](Program& p) { p.instructions.front().elemental = Elemental::parameter; }),
      changed([](Program& p) { ++p.instructions.front().index; }),
      changed([](Program& p) { ++p.instructions.back().result.value; }),
      changed([](Program& p) { p.instructions.back().arguments[0] = Operand::literal(0); }),
      changed([](Program& p) { p.instructions.back().arguments[0] = Operand::slot(SlotId(77)); }),
      changed([](Program& p) { ++p.stores.back().position; }),
      changed([](Program& p) { p.stores.front().kind = OutputKind::guard; }),
      changed([](Program& p) { ++p.stores.front().index; }),
      changed([](Program& p) { p.stores.front().value = Operand::literal(0); }),
  };
  CHECK(std::set(inputs.begin(), inputs.end()).size() == inputs.size());
}

TEST_CASE("Kernels built in are found as long as they are registered, for registers that this machine has",
          "[kernels]") {
  const kernels::BuiltInKernel table[] = {{"a", kernels::available_instruction_sets().front(), nullptr},
                                          {"a", kernels::available_instruction_sets().back(), nullptr}};
  const std::span<const kernels::BuiltInKernel> tables[] = {table};
  const std::size_t before = kernels::num_built_in_kernels();
  {
    const kernels::BuiltInRegistration registration(tables, {});
    CHECK(kernels::num_built_in_kernels() == before + 2);
    REQUIRE(kernels::find_built_in_kernel("a") != nullptr);
    CHECK(kernels::find_built_in_kernel("a")->set == kernels::available_instruction_sets().back());
    CHECK(kernels::find_built_in_kernel("b") == nullptr);
  }
  CHECK(kernels::find_built_in_kernel("a") == nullptr);
}

TEST_CASE("Comments say what is stored and where the programs come from, in lines that nothing can break",
          "[kernels]") {
  Program program = sample(Quantity::both);
  program.provenance = {"order: reverse\nint broken; \\"};
  const std::span<const Program> programs(&program, 1);
  const std::string text = emit(programs, {});
  CHECK_THAT(text, Catch::Contains("/// order: reverse int broken;  \nstruct residual_kernel {"));
  CHECK_THAT(text, Catch::Contains("// F0 = fms(x0, x1, 0.1)") || Catch::Contains("// F0 = (x0 * x1) - 0.1"));
  CHECK_THAT(text, Catch::Contains("// dF0/dx0 = x1\n") && Catch::Contains("// dF0/dx1 = x0\n"));
  CHECK_THAT(text, Catch::Contains("// branch 0 = less(x0, 2)"));
  CHECK_THAT(emit(programs, {.literals = kernels::Literals::as_data}), Catch::Contains("// branch 0 = less(x0, c"));
}
