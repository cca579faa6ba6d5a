// SPDX-License-Identifier: BSD-2-Clause
// From programs to steps: order kept, values of single entries computed in place, bad indices refused.
#include "jacquard/kernels/tile_program.hpp"

#include <catch2/catch.hpp>

#include "jacquard/error.hpp"

using namespace jacquard;
using namespace jacquard::kernels;

namespace {

constexpr auto slot = [](std::uint32_t index) { return Operand::slot(SlotId(index)); };

/// One residual and one entry: s0 = x0; s1 = s0 * s0; J0 = s1 after the product, F0 = s1 when asked for.
Program square_program() {
  Program program;
  program.num_independents = program.num_residuals = 1;
  program.num_slots = 2;
  program.instructions = {{.elemental = Elemental::independent, .index = 0, .result = SlotId(0), .arguments = {}},
                          {.elemental = Elemental::mul, .result = SlotId(1), .arguments = {slot(0), slot(0)}}};
  program.stores = {{.position = 2, .kind = OutputKind::jacobian, .index = 0, .value = slot(1)}};
  program.pattern = {.rows = {.row_offsets = {0, 1}, .columns = {0}}, .is_constant = {false}, .constants = {0.0}};
  return program;
}

}  // namespace

TEST_CASE("A value that only one Jacobian entry uses is computed in place", "[kernels]") {
  const TileProgram steps = tile_program(square_program());
  REQUIRE(steps.steps.size() == 2);
  CHECK(steps.steps[1].operation == TileOperation::compute);
  CHECK(steps.steps[1].result == TileOperand{TileOperand::Kind::entry, 0});
}

TEST_CASE("A value that is used again is computed in its slot and then stored", "[kernels]") {
  Program program = square_program();
  program.stores.push_back({.position = 2, .kind = OutputKind::residual, .index = 0, .value = slot(1)});
  const TileProgram steps = tile_program(program);
  REQUIRE(steps.steps.size() == 4);
  CHECK(steps.steps[1].result == TileOperand{TileOperand::Kind::slot, 1});
  CHECK(steps.steps[2].operation == TileOperation::store_entry);
  CHECK(steps.steps[3].operation == TileOperation::store_residual);
}

TEST_CASE("A store sees the value that its slot has at its position, not a later one", "[kernels]") {
  Program program = square_program();
  program.instructions.push_back({.elemental = Elemental::neg, .result = SlotId(1), .arguments = {slot(1)}});
  program.stores[0].position = 2;
  const TileProgram steps = tile_program(program);
  REQUIRE(steps.steps.size() == 4);
  CHECK(steps.steps[2].operation == TileOperation::store_entry);
  CHECK(steps.steps[3].elemental == Elemental::neg);
  CHECK(steps.steps[3].result == TileOperand{TileOperand::Kind::slot, 1});
}

TEST_CASE("Indices out of range are refused with what was found and expected", "[kernels]") {
  Program program = square_program();
  SECTION("slot") {
    program.num_slots = 1;
    CHECK_THROWS_WITH(tile_program(program), Catch::Contains("slot 1 of 1"));
  }
  SECTION("independent") {
    program.num_independents = 0;
    CHECK_THROWS_WITH(tile_program(program), Catch::Contains("independent 0 of 0"));
  }
  SECTION("literal") {
    program.instructions[1].arguments[1] = Operand::literal(3);
    CHECK_THROWS_WITH(tile_program(program), Catch::Contains("literal 3 of 0"));
  }
  SECTION("entry") {
    program.stores[0].index = 4;
    CHECK_THROWS_WITH(tile_program(program), Catch::Contains("entry 4 of 1"));
  }
  SECTION("position") {
    program.stores[0].position = 3;
    CHECK_THROWS_WITH(tile_program(program), Catch::Contains("store after instruction 3 of 2"));
  }
  CHECK_THROWS_AS(tile_program(program), ShapeError);
}
