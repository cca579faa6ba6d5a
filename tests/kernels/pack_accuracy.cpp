// SPDX-License-Identifier: BSD-2-Clause
// How far the pack version of each elemental is from exact, inside its domain and at the edges.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cfenv>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "../support/started_kokkos.hpp"
#include "jacquard/kernels/host_evaluator.hpp"

using namespace jacquard;
using namespace jacquard::test;

namespace {

constexpr std::uint64_t seed = 20260119;
using Arguments = std::vector<std::array<double, 3>>;

/// result = elemental(x0, x1, x2), over a batch.
Program single_instruction(Elemental elemental) {
  Program program;
  program.quantity = Quantity::residual;
  program.num_independents = 3;
  program.num_residuals = 1;
  program.num_slots = 4;
  Instruction last{.elemental = elemental, .index = 0, .result = SlotId(3), .arguments = {}};
  for (std::uint32_t k = 0; k < 3; ++k) {
    program.instructions.push_back(
        {.elemental = Elemental::independent, .index = k, .result = SlotId(k), .arguments = {}});
    last.arguments[k] = Operand::slot(SlotId(k));
  }
  program.instructions.push_back(last);
  program.stores = {{.position = 4, .kind = OutputKind::residual, .index = 0, .value = Operand::slot(SlotId(3))}};
  return program;
}

bool is_root(Elemental elemental) { return elemental == Elemental::sqrt || elemental == Elemental::hypot; }

/// Every instruction set of this machine, and of roots both ways to take them.
std::vector<kernels::TileOptions> options_for(Elemental elemental) {
  std::vector<kernels::TileOptions> options;
  for (const kernels::InstructionSet set : kernels::available_instruction_sets()) {
    options.push_back({.instruction_set = set, .shares_roots = false});
    if (is_root(elemental) && set == kernels::InstructionSet::avx512)
      options.push_back({.instruction_set = set, .shares_roots = true});
  }
  return options;
}

std::string name_of(const kernels::TileOptions& options) {
  return std::string(name(*options.instruction_set)) + (*options.shares_roots ? ", roots shared" : "");
}

std::vector<double> values_in_packs(Elemental elemental, const kernels::TileOptions& options,
                                    const Arguments& arguments) {
  start_kokkos();
  const Program program = single_instruction(elemental);
  const auto evaluator = kernels::make_host_evaluator(std::span(&program, 1), options);
  std::vector<double> columns(3 * arguments.size()), result(arguments.size());
  for (std::size_t p = 0; p < arguments.size(); ++p) {
    for (std::size_t k = 0; k < 3; ++k) columns[k * arguments.size() + p] = arguments[p][k];
  }
  Batch batch;
  batch.num_points = arguments.size();
  batch.state = columns.data();
  batch.result = result.data();
  batch.gather_stride = batch.scatter_stride = arguments.size();
  evaluator->evaluate(batch, Quantity::residual);
  return result;
}

long double exact(Elemental elemental, const std::array<double, 3>& x) {
  return value(elemental, std::array<long double, 3>{x[0], x[1], x[2]});
}

/// Distance in units of the last place of the exact value's double; at least those of the smallest normal number.
double distance_in_ulp(double found, long double expected) {
  const double rounded = static_cast<double>(expected);
  if (found == rounded || (std::isnan(found) && std::isnan(rounded))) return 0.0;
  if (!std::isfinite(found) || !std::isfinite(rounded)) return std::numeric_limits<double>::infinity();
  int exponent = 0;
  std::frexp(rounded, &exponent);
  const int last_place = std::max(exponent, std::numeric_limits<double>::min_exponent) - 53;
  return static_cast<double>(std::abs(found - expected) * std::ldexp(1.0L, -last_place));
}

/// An interval of one argument, sampled evenly or evenly in the exponent and with both signs.
struct Interval {
  double low = 0.0, high = 1.0;
  enum class Kind { even, positive, signed_ } kind = Kind::even;

  double draw(std::mt19937_64& random) const {
    if (kind == Kind::even) return std::uniform_real_distribution<double>(low, high)(random);
    const double magnitude =
        std::exp2(std::uniform_real_distribution<double>(std::log2(low), std::log2(high))(random));
    return kind == Kind::signed_ && random() % 2 == 0 ? -magnitude : magnitude;
  }
};

Interval any(double low, double high) { return {low, high, Interval::Kind::signed_}; }
Interval positive(double low, double high) { return {low, high, Interval::Kind::positive}; }

/// The bound that instruction_set.hpp states, and where it is measured.
struct Bound {
  Elemental elemental;
  double ulp;
  std::vector<std::array<Interval, 3>> domains;
};

constexpr double huge = 1e300, tiny = 1e-300;

std::vector<Bound> bounds() {
  using E = Elemental;
  const auto one = [](Interval x) { return std::array<Interval, 3>{x, Interval{}, Interval{}}; };
  const auto two = [](Interval x, Interval y) { return std::array<Interval, 3>{x, y, Interval{}}; };
  const std::array<Interval, 3> wide{any(1e-90, 1e90), any(1e-90, 1e90), any(1e-180, 1e180)};
  const std::array<Interval, 3> near{any(0.1, 10), any(0.1, 10), any(0.1, 10)};
  return {
      {E::add, 0.5, {wide, near}},
      {E::sub, 0.5, {wide, near}},
      {E::mul, 0.5, {wide, near}},
      {E::div, 0.5, {wide, near}},
      {E::neg, 0.0, {wide}},
      {E::square, 0.5, {wide}},
      {E::reciprocal, 0.5, {wide}},
      {E::sqrt, 0.5, {one(positive(tiny, huge))}},
      {E::fma, 1.0, {wide, near}},
      {E::fms, 1.0, {wide, near}},
      {E::fnma, 1.0, {wide, near}},
      {E::fnms, 1.0, {wide, near}},
      {E::abs, 0.0, {wide}},
      {E::copysign, 0.0, {wide}},
      {E::min, 0.0, {near}},
      {E::max, 0.0, {near}},
      {E::fdim, 0.5, {near}},
      {E::less, 0.0, {near}},
      {E::less_equal, 0.0, {near}},
      {E::equal, 0.0, {near}},
      {E::select, 0.0, {near}},
      {E::floor, 0.0, {near, one(any(1, huge))}},
      {E::ceil, 0.0, {near, one(any(1, huge))}},
      {E::trunc, 0.0, {near, one(any(1, huge))}},
      {E::round, 0.0, {near, one(any(1, huge))}},
      {E::rint, 0.0, {near, one(any(1, huge))}},
      {E::fmod, 0.0, {near, two(any(1, 1e9), any(0.1, 1))}},
      {E::remainder, 0.0, {near, two(any(1, 1e9), any(0.1, 1))}},
      {E::hypot,
       1.5,
       {two(any(tiny, huge), any(tiny, huge)), near, two(any(0x1p-511, 0x1p-500), any(0x1p-520, 0x1p-500))}},
      {E::hypot3, 2.5, {near}},
      {E::cbrt, 1.0, {one(any(tiny, huge)), one(any(0.1, 10))}},
      {E::pow, 1.0, {two(positive(1e-30, 1e30), any(0.1, 9)), two(positive(0.1, 10), any(1e-3, 300))}},
      {E::exp, 1.25, {one({-745, 709}), one(any(1e-20, 1))}},
      {E::exp2, 1.5, {one({-1070, 1023}), one(any(1e-20, 1))}},
      {E::expm1, 2.0, {one({-40, 709}), one(any(tiny, 1)), one({-1, 1})}},
      {E::log, 1.0, {one(positive(tiny, huge)), one({0.5, 2})}},
      {E::log2, 1.0, {one(positive(tiny, huge)), one({0.5, 2})}},
      {E::log10, 1.0, {one(positive(tiny, huge)), one({0.5, 2})}},
      {E::log1p, 1.0, {one(positive(tiny, huge)), one(any(tiny, 0.9999)), one({-0.9, 2})}},
      {E::sin, 3.25, {one(any(tiny, 1)), one({-30, 30}), one(any(1, 1e6)), one(any(1, huge))}},
      {E::cos, 3.25, {one(any(tiny, 1)), one({-30, 30}), one(any(1, 1e6)), one(any(1, huge))}},
      {E::tan, 3.0, {one(any(tiny, 1)), one({-30, 30}), one(any(1, 1e6)), one(any(1, huge))}},
      {E::asin, 1.5, {one(any(tiny, 1)), one({-1, 1})}},
      {E::acos, 1.5, {one(any(tiny, 1)), one({-1, 1}), one({0.99, 1})}},
      {E::atan, 2.5, {one(any(tiny, huge)), one({-3, 3})}},
      {E::atan2, 1.0, {two(any(1e-90, 1e90), any(1e-90, 1e90)), near}},
      {E::sinh, 2.0, {one(any(tiny, 1)), one({-3, 3}), one({-710, 710})}},
      {E::cosh, 2.0, {one(any(tiny, 1)), one({-3, 3}), one({-710, 710})}},
      {E::tanh, 1.5, {one(any(tiny, huge)), one({-3, 3})}},
      {E::asinh, 2.0, {one(any(tiny, huge)), one({-3, 3})}},
      {E::acosh, 2.5, {one(positive(1, huge)), one({1, 1.1})}},
      {E::atanh, 2.0, {one(any(tiny, 1)), one({-1, 1})}},
      {E::erf, 1.0, {one(any(tiny, 6)), one({-3, 3})}},
      {E::erfc, 0.5, {one({-6, 26})}},
      {E::tgamma, 0.5, {one({0.01, 30}), one({-9.9, 0})}},
      {E::lgamma, 0.5, {one({0.01, 30}), one(positive(1, 1e200))}},
      {E::digamma, 1.0, {one({2, 30})}},
      {E::trigamma, 1.0, {one({0.01, 30})}},
      {E::polygamma, 0.0, {}},  // its order is a whole number: edges only
  };
}

Arguments sampled(const std::array<Interval, 3>& domain, std::mt19937_64& random) {
  Arguments arguments(4000);
  for (auto& x : arguments) {
    for (std::size_t k = 0; k < 3; ++k) x[k] = domain[k].draw(random);
  }
  return arguments;
}

/// Twice, since where roots are shared every other pack of eight goes to the divider.
Arguments in_packs_of_both_parities(const Arguments& arguments) {
  Arguments twice = arguments;
  twice.resize(arguments.size() / 16 * 16 + 24, arguments.front());
  twice.insert(twice.end(), arguments.begin(), arguments.end());
  return twice;
}

/// Every combination, for the elemental's arity, of values at which something may change.
Arguments edges(Elemental elemental) {
  using Limits = std::numeric_limits<double>;
  std::vector<double> values{0.0,
                             0.5,
                             0.49999999999999994,
                             1.0,
                             1.5,
                             2.0,
                             3.0,
                             10.0,
                             708.5,
                             709.79,
                             1024.0,
                             524288.5,
                             4503599627370495.5,
                             1e300,
                             Limits::denorm_min(),
                             Limits::min(),
                             Limits::max(),
                             1 + Limits::epsilon(),
                             1 - Limits::epsilon() / 2,
                             Limits::infinity(),
                             Limits::quiet_NaN()};
  for (std::size_t k = 0, n = values.size(); k < n; ++k) values.push_back(-values[k]);
  Arguments arguments;
  const int num = arity(elemental);
  for (const double a : values) {
    for (const double b : num > 1 ? values : std::vector<double>{1.0}) {
      for (const double c : num > 2 ? values : std::vector<double>{1.0}) arguments.push_back({a, b, c});
    }
  }
  return is_root(elemental) ? in_packs_of_both_parities(arguments) : arguments;
}

bool same_kind(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return std::signbit(a) == std::signbit(b) && std::isinf(a) == std::isinf(b) && (a == 0.0) == (b == 0.0);
}

}  // namespace

TEST_CASE("Every elemental has a bound for its pack version", "[kernels]") {
  const std::vector<Bound> all = bounds();
#define JACQUARD_EXPECT(row)                  \
  CHECK(std::count_if(all.begin(), all.end(), \
                      [](const Bound& bound) { return bound.elemental == Elemental::row; }) == 1);
  JACQUARD_ELEMENTALS(JACQUARD_EXPECT)
#undef JACQUARD_EXPECT
}

TEST_CASE("Pack functions keep their bounds on every instruction set", "[kernels][random]") {
  for (const Bound& bound : bounds()) {
    std::mt19937_64 random(seed);
    for (const auto& domain : bound.domains) {
      const Arguments arguments = sampled(domain, random);
      std::vector<long double> expected;
      for (const auto& x : arguments) expected.push_back(exact(bound.elemental, x));
      for (const kernels::TileOptions& options : options_for(bound.elemental)) {
        const std::vector<double> found = values_in_packs(bound.elemental, options, arguments);
        double worst = 0.0;
        std::size_t at = 0;
        for (std::size_t p = 0; p < arguments.size(); ++p) {
          const double distance = distance_in_ulp(found[p], expected[p]);
          if (distance > worst) {
            worst = distance;
            at = p;
          }
        }
        INFO("seed " << seed << ", " << name(bound.elemental) << " on " << name_of(options) << " at "
                     << arguments[at][0] << ", " << arguments[at][1] << ", " << arguments[at][2]);
        CHECK(worst <= bound.ulp + 1e-3);  // the reference itself is rounded, to 2^-11 ulp
      }
    }
  }
}

// The remainders that Newton's iteration corrects with are subnormal there.
TEST_CASE("Quotients and roots of the smallest numbers are off by less than 1.5 ulp", "[kernels][random]") {
  std::mt19937_64 random(seed);
  const Arguments arguments = sampled({positive(0x1p-1022, 0x1p-950), any(0.1, 10), Interval{}}, random);
  for (const Elemental elemental : {Elemental::div, Elemental::sqrt}) {
    for (const kernels::TileOptions& options : options_for(elemental)) {
      const std::vector<double> found = values_in_packs(elemental, options, arguments);
      for (std::size_t p = 0; p < arguments.size(); ++p) {
        if (distance_in_ulp(found[p], exact(elemental, arguments[p])) <= 1.5) continue;
        INFO("seed " << seed << ", " << name(elemental) << " on " << name_of(options) << " at " << arguments[p][0]
                     << ", " << arguments[p][1] << ": found " << found[p]);
        CHECK(false);
      }
    }
  }
}

// The interpreter's own function is the measure here: its 4 ulp and the pack's.
TEST_CASE("At zeros, infinities, NaN and borders packs agree with the interpreter", "[kernels]") {
  for (const Bound& bound : bounds()) {
    const Arguments arguments = edges(bound.elemental);
    for (const kernels::TileOptions& options : options_for(bound.elemental)) {
      const std::vector<double> found = values_in_packs(bound.elemental, options, arguments);
      for (std::size_t p = 0; p < arguments.size(); ++p) {
        const double expected = value(bound.elemental, arguments[p]);
        if (same_kind(found[p], expected) && distance_in_ulp(found[p], expected) <= bound.ulp + 4.0) continue;
        INFO(name(bound.elemental) << " on " << name_of(options) << " at " << arguments[p][0] << ", "
                                   << arguments[p][1] << ", " << arguments[p][2] << ": found " << found[p]
                                   << ", expected " << expected);
        CHECK(false);
      }
    }
  }
}

// A host program may have floating-point exceptions trapped.
TEST_CASE("Ordinary arguments raise no floating-point exception but inexact", "[kernels]") {
  for (const Bound& bound : bounds()) {
    const Arguments arguments(45, {0.75, 0.5, 0.25});  // a tile that is not full, of several packs
    for (const kernels::TileOptions& options : options_for(bound.elemental)) {
      INFO(name(bound.elemental) << " on " << name_of(options));
      std::feclearexcept(FE_ALL_EXCEPT);
      const double expected = value(bound.elemental, arguments[0]);
      if (std::fetestexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW) != 0 || std::isnan(expected)) continue;
      values_in_packs(bound.elemental, options, arguments);
      CHECK(std::fetestexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW) == 0);
    }
  }
}
