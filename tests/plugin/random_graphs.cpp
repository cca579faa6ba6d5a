// SPDX-License-Identifier: BSD-2-Clause
// Random graphs under random orders: programs agree with tangents propagated in long double.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "../support/random_graph.hpp"
#include "../support/running_error.hpp"
#include "jacquard/interpreter.hpp"

using namespace jacquard;
using namespace jacquard::test;

namespace {

constexpr std::uint64_t seed = 20260117;

std::vector<long double> widened(const std::vector<double>& values) { return {values.begin(), values.end()}; }

/// Sizes from 5 to 200, as many below as above their geometric mean.
std::size_t random_size(std::mt19937_64& random) {
  return static_cast<std::size_t>(
      std::exp(std::uniform_real_distribution<double>(std::log(5.0), std::log(201.0))(random)));
}

EliminationOrder random_order(const LinearizedGraph& graph, std::mt19937_64& random) {
  EliminationOrder order = forward_order(graph);
  std::ranges::shuffle(order.vertices, random);
  return order;
}

Program lowered_in_random_order(const ComputationalGraph& graph, Quantity quantity, std::mt19937_64& random) {
  Linearization linearization = linearize(graph);
  const EliminationOrder order = random_order(linearization.graph, random);
  return lower(accumulate(std::move(linearization), order), quantity);
}

/// Entries of a dense matrix that a pattern holds, in its order; the others must be zero.
template <class Real>
std::vector<Real> entries_of(const JacobianPattern& pattern, const std::vector<Real>& dense,
                             std::size_t num_columns) {
  std::vector<Real> entries;
  std::vector<bool> is_entry(dense.size(), false);
  for (std::size_t row = 0; row < pattern.rows.num_rows(); ++row) {
    for (std::uint32_t k = pattern.rows.row_offsets[row]; k < pattern.rows.row_offsets[row + 1]; ++k) {
      const std::size_t position = row * num_columns + pattern.rows.columns[k];
      is_entry[position] = true;
      entries.push_back(dense[position]);
    }
  }
  for (std::size_t position = 0; position < dense.size(); ++position) {
    if (!is_entry[position] && dense[position] != Real(0))
      FAIL_CHECK("entry " << position << " is not in the pattern");
  }
  return entries;
}

/// Values against their references, where a relative 1e-12 is asked for unless rounding alone may do worse.
class Agreement {
 public:
  /// `allowance` times the running error bound is what rounding may do.
  explicit Agreement(long double allowance) : allowance_(allowance) {}

  void check(const char* what, std::size_t index, long double found, const BoundedValue& reference) {
    const long double relative = 1e-12L * std::abs(reference.value);
    const long double tolerance = std::max(relative, allowance_ * reference.error);
    if (std::abs(found - reference.value) > tolerance || !std::isfinite(tolerance)) {
      INFO(what << " " << index << ": found " << found << ", expected " << reference.value << " +- " << tolerance);
      CHECK(false);
    }
    if (reference.value == 0.0L) return;
    ++num_checked_;
    num_sharp_ += tolerance <= relative ? 1 : 0;
  }

  /// Values other than zero.
  std::size_t num_checked() const { return num_checked_; }
  /// The share of values that were held to 1e-12.
  double sharp() const { return static_cast<double>(num_sharp_) / static_cast<double>(num_checked_); }

 private:
  long double allowance_;
  std::size_t num_checked_ = 0;
  std::size_t num_sharp_ = 0;
};

/// Runs `program` in Real and holds it to the tangents of `random.graph` in long double.
template <class Real>
void check_program(const RandomGraph& random, const Program& program, Agreement& agreement) {
  const std::vector<Real> x(random.independents.begin(), random.independents.end());
  const std::vector<Real> p(random.parameters.begin(), random.parameters.end());
  const auto wide_x = widened(random.independents), wide_p = widened(random.parameters);
  const BoundedOutputs bounds = RunningErrorAnalysis<Real>(program, wide_x, wide_p).run();
  const auto dense = forward_sweep<long double>(random.graph, wide_x, wide_p);
  const auto jacobian = entries_of(program.pattern, dense, random.graph.num_independents());
  const auto values = evaluate<long double>(random.graph, wide_x, wide_p);

  const PointValues<Real> point = interpret<Real>(program, x, p);
  for (std::size_t k = 0; k < point.jacobian.size(); ++k) {
    agreement.check("entry", k, point.jacobian[k], {jacobian[k], bounds.jacobian[k].error});
  }
  for (std::size_t i = 0; i < point.residual.size(); ++i) {
    const long double value = values[random.graph.dependents()[i].value];
    agreement.check("dependent", i, point.residual[i], {value, bounds.residual[i].error});
  }
  if (std::ranges::count(point.flipped_guards, true) != 0) FAIL_CHECK("a guard flipped at its own point");
}

/// Slots hold what they are read for, and every output of the quantity that is not constant is stored once.
void check_structure(const Program& program) {
  std::vector<bool> written(program.num_slots, false);
  std::vector<int> num_stores[3] = {std::vector<int>(program.num_residuals),
                                    std::vector<int>(program.pattern.is_constant.size()),
                                    std::vector<int>(program.guard_outcomes.size())};
  const auto is_readable = [&](Operand operand) {
    return operand.is_literal() ? operand.index() < program.literals.size() : written[operand.index()];
  };
  auto store = program.stores.begin();
  bool readable = true;
  for (std::size_t position = 0; position <= program.instructions.size(); ++position) {
    for (; store != program.stores.end() && store->position == position; ++store) {
      readable = readable && is_readable(store->value);
      ++num_stores[static_cast<std::size_t>(store->kind)][store->index];
    }
    if (position == program.instructions.size()) break;
    const Instruction& instruction = program.instructions[position];
    for (int k = 0; k < arity(instruction.elemental); ++k)
      readable = readable && is_readable(instruction.arguments[static_cast<std::size_t>(k)]);
    written[instruction.result.value] = true;
  }
  CHECK(readable);
  CHECK(store == program.stores.end());
  const bool with_residual = program.quantity != Quantity::jacobian,
             with_jacobian = program.quantity != Quantity::residual;
  CHECK(std::ranges::all_of(num_stores[0], [&](int n) { return n == (with_residual ? 1 : 0); }));
  for (std::size_t k = 0; k < num_stores[1].size(); ++k) {
    if (num_stores[1][k] != (with_jacobian && !program.pattern.is_constant[k] ? 1 : 0)) FAIL_CHECK("entry " << k);
  }
  CHECK(std::ranges::all_of(num_stores[2], [](int n) { return n == 1; }));
}

}  // namespace

// Cancellation makes some entries as inaccurate as their terms are large, whatever the order; the running error
// bound of the very program that is tested says how much, and replaces 1e-12 there (twice, being of first order).
// Run in long double the same program has no such excuse: the bound is 2048 times smaller there, so that 64 times
// the bound, which leaves room for the reference's own rounding, is still 64 times sharper than in double.
TEST_CASE("Ten thousand random graphs under random orders give the Jacobian that tangents give",
          "[plugin][random]") {
  constexpr std::size_t num_graphs = 10000;
  std::mt19937_64 random(seed);
  Agreement in_double(2), in_long_double(64);
  for (std::size_t k = 0; k < num_graphs; ++k) {
    const RandomGraph drawn = RandomGraphGenerator(random)(random_size(random));
    INFO("seed " << seed << ", graph " << k << " of " << drawn.graph.num_vertices() << " vertices");
    const Program program = lowered_in_random_order(drawn.graph, Quantity::both, random);
    check_program<double>(drawn, program, in_double);
    check_program<long double>(drawn, program, in_long_double);
  }
  INFO("seed " << seed << ", " << in_double.num_checked() << " values; held to 1e-12 in double: "
               << in_double.sharp() << ", in long double: " << in_long_double.sharp());
  CHECK(in_double.num_checked() > 4 * num_graphs);
  CHECK(in_double.sharp() > 0.98);
  CHECK(in_long_double.sharp() > 0.999);
}

// An infinite partial times an exact zero is NaN and infinities of both signs add up to NaN, in whatever way
// products and sums are associated: no order can make a number of what tangents find to be none. What is infinite
// in one order may be NaN in another, but neither is ever finite. Only
// literal zeros may hide what F shows, and the sign of a NaN, on which nothing depends.
TEST_CASE("A NaN or an infinity among the inputs reaches the entries that tangents say it reaches, or F",
          "[plugin][random]") {
  constexpr std::size_t num_graphs = 2000;
  std::mt19937_64 random(seed + 1);
  std::size_t num_lost = 0, num_hidden = 0;
  for (std::size_t k = 0; k < num_graphs; ++k) {
    RandomGraph drawn = RandomGraphGenerator(random)(random_size(random));
    const Program program =
        lowered_in_random_order(drawn.graph, k % 2 == 0 ? Quantity::both : Quantity::jacobian, random);
    const std::size_t poisoned = k % drawn.independents.size();
    for (const double poison :
         {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
      INFO("seed " << seed + 1 << ", graph " << k << ", independent " << poisoned << " is " << poison);
      drawn.independents[poisoned] = poison;
      const auto dense = forward_sweep<double>(drawn.graph, drawn.independents, drawn.parameters);
      const auto expected = entries_of(program.pattern, dense, drawn.graph.num_independents());
      const auto found = interpret<double>(program, drawn.independents, drawn.parameters).jacobian;
      const auto values = evaluate<double>(drawn.graph, drawn.independents, drawn.parameters);
      const bool residual_tells = std::ranges::any_of(
          drawn.graph.dependents(), [&](VertexId dependent) { return !std::isfinite(values[dependent.value]); });
      const bool sign_of_none = std::ranges::any_of(drawn.graph.vertices(), [&](const Vertex& vertex) {
        return vertex.elemental == Elemental::copysign && !std::isfinite(values[vertex.arguments[1].value]);
      });
      for (std::size_t e = 0; e < expected.size(); ++e) {
        if (std::isfinite(expected[e]) == std::isfinite(found[e])) continue;
        INFO("entry " << e << ": found " << found[e] << ", expected " << expected[e]);
        CHECK(((residual_tells || sign_of_none) && std::isfinite(found[e])));
        ++num_hidden;
      }
      num_lost +=
          static_cast<std::size_t>(std::ranges::count_if(expected, [](double e) { return !std::isfinite(e); }));
    }
  }
  CHECK(num_lost > num_graphs);
  CHECK(num_hidden < num_lost / 20);
}

TEST_CASE("Programs of every quantity are well formed and agree, and their costs are those of the order",
          "[plugin][random]") {
  constexpr std::size_t num_graphs = 500;
  std::mt19937_64 random(seed + 2);
  Agreement agreement(2);
  for (std::size_t k = 0; k < num_graphs; ++k) {
    const RandomGraph drawn = RandomGraphGenerator(random)(random_size(random));
    INFO("seed " << seed + 2 << ", graph " << k << " of " << drawn.graph.num_vertices() << " vertices");
    const Linearization linearization = linearize(drawn.graph);
    const EliminationOrder order = random_order(linearization.graph, random);
    const AccumulatedJacobian jacobian = accumulate(linearization, order);
    for (const Quantity quantity : {Quantity::residual, Quantity::jacobian, Quantity::both}) {
      const Program program = lower(jacobian, quantity);
      check_structure(program);
      check_program<double>(drawn, program, agreement);
      if (quantity != Quantity::jacobian) continue;
      CHECK(emitted_cost(program) == emitted_cost(drawn.graph, order));
      CHECK(emitted_cost(program) == emitted_cost(linearization, order));
    }
  }
  CHECK(agreement.num_checked() > num_graphs);
}

TEST_CASE("The emitted cost of an order is that of the program, instruction by instruction", "[plugin]") {
  std::mt19937_64 random(seed);
  RandomGraphGenerator generate(random);
  for (int k = 0; k < 200; ++k) {
    INFO("seed " << seed << " case " << k);
    const Linearization linearization = linearize(generate(random_size(random)).graph);
    const EliminationOrder order = random_order(linearization.graph, random);
    const Program program = lower(accumulate(linearization, order), Quantity::jacobian);
    CHECK(emitted_cost(linearization, order) == emitted_cost(program));
  }
}
