// SPDX-License-Identifier: BSD-2-Clause
// Random residuals full of branches: whatever a session infers about them, its Jacobian is right.
#include <catch2/catch.hpp>
#include <limits>
#include <random>

#include "support/dense_jacobian.hpp"
#include "support/random_state.hpp"
#include "support/started_kokkos.hpp"

using namespace jacquard;
using namespace jacquard::test;

namespace {

/// values.push_back(a op b), on one branch or on the other by the sign of values[condition].
struct Statement {
  enum class Kind { product, sum, wave, scaled } kinds[2];
  std::size_t arguments[2][2];
  std::size_t condition;
  bool has_branch;
};

/// The same statements for every unit of a ring, on what it reads at some neighbours.
///
/// A unit is a cell, assigning one dependent, or a face, adding to two; neighbours are at constant distances, but
/// for some that a table has.
class RandomResidual {
 public:
  explicit RandomResidual(std::uint32_t seed) : generator_(seed) {
    adds_ = draw(2) == 1;
    keeps_ = draw(3) == 0;
    trails_ = draw(3) == 0;
    for (std::size_t k = 0; k < num_reads; ++k) {
      distances_[k] = draw(5);
      for (std::size_t i = 0; i < size(); ++i) tables_[k].push_back(draw(size()));
      uses_table_[k] = draw(6) == 0;
    }
    for (std::size_t i = 0; i < size(); ++i) coefficients_.push_back(0.5 + 0.125 * static_cast<double>(draw(8)));
    for (std::size_t k = num_reads; k < num_reads + 6; ++k) statements_.push_back(statement(k));
  }

  std::size_t size() const { return 18; }

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    if (adds_) {
      for (Scalar& entry : f) entry = 0.0;
    }
    std::vector<Scalar> kept;
    if (keeps_) {
      for (std::size_t i = 0; i < size(); ++i) kept.push_back(unit(x, i));
    }
    for (std::size_t i = 0; i < size(); ++i) {
      const std::size_t next = (i + 1) % size();
      const Scalar value = keeps_ ? Scalar(kept[i] - 0.3 * kept[next]) : unit(x, i);
      if (adds_) {
        f[i] += value;
        f[next] -= value;
      } else {
        f[i] = x[i] + value;
        // Where it is not taken, its guard belongs to the next cell.
        if (trails_ && x[(i + 1) % size()] > 0.3) f[i] = f[i] * x[i];
      }
    }
  }

 private:
  static constexpr std::size_t num_reads = 3;

  std::size_t draw(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(generator_);
  }

  Statement statement(std::size_t num_values) {
    Statement drawn{};
    for (auto& kind : drawn.kinds) kind = static_cast<Statement::Kind>(draw(4));
    for (auto& branch : drawn.arguments) {
      for (auto& argument : branch) argument = draw(num_values);
    }
    drawn.condition = draw(num_values);
    drawn.has_branch = draw(3) != 0;
    return drawn;
  }

  template <class Scalar>
  Scalar apply(Statement::Kind kind, const Scalar& a, const Scalar& b, std::size_t i) const {
    using std::sin;
    if (kind == Statement::Kind::product) return a * b;
    if (kind == Statement::Kind::sum) return a - 0.7 * b;  // no coefficient, so that nothing cancels exactly
    if (kind == Statement::Kind::wave) return sin(a + b);
    return coefficients_[i] * a;
  }

  template <class Scalar>
  Scalar unit(std::span<const Scalar> x, std::size_t i) const {
    std::vector<Scalar> values;
    for (std::size_t k = 0; k < num_reads; ++k)
      values.push_back(x[uses_table_[k] ? tables_[k][i] : (i + distances_[k]) % size()]);
    for (const Statement& s : statements_) {
      const bool other = s.has_branch && values[s.condition] > 0.0;
      values.push_back(apply(s.kinds[other], values[s.arguments[other][0]], values[s.arguments[other][1]], i));
    }
    return values.back();
  }

  std::mt19937 generator_;
  bool adds_ = false, keeps_ = false, trails_ = false;
  std::size_t distances_[num_reads] = {};
  bool uses_table_[num_reads] = {};
  std::vector<std::size_t> tables_[num_reads];
  std::vector<double> coefficients_;
  std::vector<Statement> statements_;
};

}  // namespace

TEST_CASE("Jacobians of random residuals with branches are right at every state, with checks and without",
          "[adapters]") {
  start_kokkos();
  // Sums of a few dozen terms below 2^6 times the row's largest, which may cancel: 2^10 roundings.
  constexpr double rounding = 1024 * std::numeric_limits<double>::epsilon();
  std::uint64_t num_moves = 0, num_captures = 0, num_states = 0;
  for (std::uint32_t seed = 1; seed <= 60; ++seed) {
    const RandomResidual residual(seed);
    const ResidualShape shape{residual.size(), residual.size(), 1};
    SessionOptions options;
    if (seed % 2 == 0) options.cross_check = {.every_use = false, .perturbed_period = 0};
    Session session(residual_of(residual), shape, {}, options);
    for (std::uint32_t state = 1; state <= 12; ++state) {
      INFO("residual of seed " << seed << ", state of seed " << state);
      std::vector<double> x = random_state(residual.size(), state / 3);
      for (std::uint32_t k = 0; k < state % 3; ++k) x[5 * k + state] = -x[5 * k + state];
      session.evaluate_jacobian(x, {});
      CHECK(row_relative_error(dense_jacobian(session, shape), swept_jacobian(residual, x, residual.size()),
                               residual.size()) <= rounding);
      ++num_states;
    }
    num_moves += session.statistics().num_moves;
    num_captures += session.statistics().num_captures;
  }
  INFO(num_moves << " moves and " << num_captures << " captures at " << num_states << " states");
  CHECK(num_moves > num_states);
}
