// SPDX-License-Identifier: BSD-2-Clause
// Active records what is done with it; what cannot be captured is refused by name.
#include "jacquard/capture.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <thread>
#include <vector>

#include "jacquard/error.hpp"
#include "jacquard/interpreter.hpp"

using namespace jacquard;

namespace {

using Catch::Matchers::Contains;

const std::vector<double> point{0.3, 0.7, -0.4};

/// Values of the dependents of a graph over three independents.
std::vector<double> values_at(const ComputationalGraph& graph, std::span<const double> x) {
  const auto all = evaluate<double>(graph, x, {});
  std::vector<double> values;
  for (const VertexId dependent : graph.dependents()) values.push_back(all[dependent.value]);
  return values;
}

/// Captures a function of three arguments and gives back its graph.
template <class Function>
ComputationalGraph capture_function(const Function& function) {
  return capture_graph([&](auto x, auto f) { f[0] = function(x[0], x[1], x[2]); }, point, 1).graph;
}

/// The captured graph computes elsewhere what the function computes on doubles.
template <class Function>
void check_function(const Function& function) {
  const std::vector<double> elsewhere{0.25, 0.8, -0.3};
  const double found = values_at(capture_function(function), elsewhere).at(0);
  const double expected = function(elsewhere[0], elsewhere[1], elsewhere[2]);
  CHECK(found == Approx(expected).epsilon(4 * std::numeric_limits<double>::epsilon()));
}

void capture(const ActiveResidual& residual, CaptureShape shape) { capture_sites(residual, point, shape); }

}  // namespace

TEST_CASE("Arithmetic on Active is recorded as written", "[plugin]") {
  check_function([](auto a, auto b, auto c) { return a + b * c - a / b; });
  check_function([](auto a, auto b, auto c) { return -a + 2.0 * b - (3.0 - c) / 4.0 + (+a); });
  check_function([](auto a, auto b, auto c) {
    a += b;
    a -= 1.0;
    a *= c;
    a /= 2.0;
    auto before = a++;
    --a;
    ++b;
    before = before + b--;
    return before * a + b;
  });
}

TEST_CASE("Functions of cmath on Active are recorded by name", "[plugin]") {
  using namespace std;
  check_function([](auto a, auto b, auto c) { return sqrt(a) + cbrt(b) + exp(c) + exp2(a) + expm1(b); });
  check_function([](auto a, auto b, auto) { return log(a) + log2(b) + log10(a) + log1p(b); });
  check_function([](auto a, auto b, auto c) { return sin(a) + cos(b) + tan(c) + asin(a) + acos(b) + atan(c); });
  check_function(
      [](auto a, auto b, auto c) { return sinh(a) + cosh(b) + tanh(c) + asinh(a) + acosh(1.0 + b) + atanh(c); });
  check_function(
      [](auto a, auto b, auto c) { return erf(a) + erfc(b) + tgamma(a) + lgamma(b) + abs(c) + fabs(c); });
  check_function(
      [](auto a, auto b, auto c) { return hypot(a, b) + hypot(a, b, c) + atan2(a, c) + pow(a, b) + fma(a, b, c); });
  check_function([](auto a, auto b, auto c) { return copysign(a, c) + fdim(b, a) + fmod(b, a) + remainder(b, a); });
  check_function([](auto a, auto b, auto c) { return max(a, b) + min(b, c) + fmax(a, c) + fmin(a, c); });
  check_function([](auto a, auto b, auto c) {
    return a * floor(b) + b * ceil(c) + c * trunc(a) + round(b) + rint(c) + nearbyint(a);
  });
  check_function([](auto a, auto b, auto) { return ldexp(a, 5) + scalbn(b, -3); });
  check_function([](auto a, auto b, auto c) { return lerp(a, b, c); });
}

TEST_CASE("select chooses by a condition and leaves no guard", "[plugin]") {
  const auto graph = capture_function([](auto a, auto b, auto c) { return select(!(a > b), b * c, a - c); });
  CHECK(graph.guards().empty());
  CHECK(values_at(graph, std::vector<double>{0.9, 0.1, 2.0}).at(0) == 0.9 - 2.0);
  CHECK(values_at(graph, std::vector<double>{0.1, 0.9, 2.0}).at(0) == 0.9 * 2.0);
}

TEST_CASE("A branch on a condition leaves a guard with the outcome taken", "[plugin]") {
  const auto graph = capture_function([](auto a, auto b, auto c) -> decltype(a) {
    if (a >= b) return a;
    if (a != c) return b * c;
    return c;
  });
  REQUIRE(graph.guards().size() == 2);
  const auto values = evaluate<double>(graph, point, {});
  for (const Guard& guard : graph.guards()) CHECK((values[guard.condition.value] != 0.0) == guard.outcome);
  const auto flipped = evaluate<double>(graph, std::vector<double>{0.9, 0.7, -0.4}, {});
  CHECK((flipped[graph.guards()[0].condition.value] != 0.0) != graph.guards()[0].outcome);
}

TEST_CASE("Questions about the kind of a number become guards when they are branched on", "[plugin]") {
  const auto graph = capture_function([](auto a, auto b, auto c) -> decltype(a) {
    if (isnan(a) || isinf(b) || !isfinite(c) || !isnormal(a) || signbit(b)) return a;
    return b;
  });
  CHECK(graph.guards().size() == 5);
}

TEST_CASE("Work on literals alone is done at capture", "[plugin]") {
  const auto graph = capture_function([](auto a, auto, auto) {
    decltype(a) factor = 2.0;
    factor = sqrt(factor * 8.0);
    return a * factor;
  });
  CHECK(graph.literals().size() == 1);
  CHECK(graph.literals()[0] == 4.0);
}

TEST_CASE("A dependent may be an independent, a constant or another dependent", "[plugin]") {
  const auto captured = capture_graph(
      [](auto x, auto f) {
        f[0] = x[2];
        f[1] = 5.0;
        f[2] = f[0];
      },
      point, 3);
  CHECK(values_at(captured.graph, point) == std::vector<double>{-0.4, 5.0, -0.4});
}

TEST_CASE("A capture within a capture keeps to itself", "[plugin]") {
  const auto captured = capture_graph(
      [](auto x, auto f) {
        const auto inner = capture_graph([](auto y, auto g) { g[0] = y[0] * y[0]; }, std::vector<double>{3.0}, 1);
        f[0] = values_at(inner.graph, std::vector<double>{3.0})[0] * x[0];
      },
      point, 1);
  CHECK(values_at(captured.graph, point).at(0) == 9.0 * 0.3);
}

TEST_CASE("A dependent that is never assigned is named", "[plugin]") {
  const ActiveResidual residual = [](auto x, auto f) {
    for (std::size_t k = 0; k < f.size(); ++k)
      if (k != 3) f[k] = x[0];
  };
  CHECK_THROWS_WITH(capture_graph(residual, point, 4), "capture: dependent 3 is never assigned");
  CHECK_THROWS_WITH(capture(residual, {4, 2}), "capture: dependent 3 (point 1, component 1) is never assigned");
  CHECK_THROWS_AS(capture(residual, {4, 2}), CaptureError);
}

TEST_CASE("A dependent that is read before it is assigned is named", "[plugin]") {
  const ActiveResidual residual = [](auto x, auto f) { f[0] = f[1] + x[0]; };
  CHECK_THROWS_WITH(capture_graph(residual, point, 2), "capture: dependent 1 is read before it is assigned");
  CHECK_THROWS_WITH(capture(residual, {2, 1}), "capture: dependent 1 is read before it is assigned");
  const ActiveResidual sum = [](auto x, auto f) { f[1] += x[0]; };
  CHECK_THROWS_WITH(capture(sum, {2, 1}), "capture: dependent 1 is read before it is assigned");
  const ActiveResidual copy = [](auto, auto f) { f[0] = f[1]; };
  CHECK_THROWS_WITH(capture(copy, {2, 1}), "capture: dependent 1 is read before it is assigned");
}

TEST_CASE("A value that outlives its capture is refused wherever it is used", "[plugin]") {
  Active kept;
  capture_graph([&](auto x, auto f) { f[0] = kept = x[0] * 2.0; }, point, 1);
  CHECK_THROWS_WITH(kept + 1.0, Contains("used after its capture has ended"));
  CHECK_THROWS_WITH(sin(kept), Contains("used after its capture has ended"));
  CHECK_THROWS_WITH(bool(kept < 1.0), Contains("used after its capture has ended"));
  const ActiveResidual later = [&](auto, auto f) { f[0] = kept; };
  CHECK_THROWS_WITH(capture_graph(later, point, 1), Contains("value of an earlier or outer capture"));
  CHECK_THROWS_WITH(capture(later, {1, 1}), Contains("value of an earlier or outer capture"));
  const ActiveResidual work = [&](auto x, auto f) { f[0] = kept * x[0]; };
  CHECK_THROWS_WITH(capture(work, {1, 1}), Contains("value of an earlier or outer capture"));
}

TEST_CASE("Work on another thread is refused", "[plugin]") {
  std::string message;
  capture_graph(
      [&](auto x, auto f) {
        std::thread([&] {
          try {
            (void)(x[0] * 2.0);
          } catch (const CaptureError& error) {
            message = error.what();
          }
        }).join();
        f[0] = x[0];
      },
      point, 1);
  CHECK_THAT(message, Contains("on another thread"));
}

TEST_CASE("An independent that the residual overwrites is named", "[plugin]") {
  const ActiveResidual residual = [](auto x, auto f) {
    f[0] = x[0];
    const_cast<Active&>(x[1]) = 0.0;
  };
  CHECK_THROWS_WITH(capture(residual, {1, 1}), "capture: the residual overwrites independent 1");
}

TEST_CASE("A point that is not a number is refused: no branch is right there", "[plugin]") {
  const ActiveResidual residual = [](auto x, auto f) { f[0] = x[0]; };
  const std::vector<double> x{1.0, std::numeric_limits<double>::quiet_NaN()};
  CHECK_THROWS_WITH(capture_graph(residual, x, 1), "capture: independent 1 is not a number");
  CHECK_THROWS_WITH(capture_sites(residual, x, {1, 1}), "capture: independent 1 is not a number");
}

TEST_CASE("Extents that do not fit are refused with both numbers", "[plugin]") {
  const ActiveResidual residual = [](auto x, auto f) { f[0] = x[0]; };
  CHECK_THROWS_WITH(capture(residual, {7, 2}), "capture: 7 dependents are no multiple of the 2 of a point");
  CHECK_THROWS_WITH(capture(residual, {0, 1}), Contains("found 0 and 1"));
  CHECK_THROWS_WITH(capture(residual, {1, 0}), Contains("found 1 and 0"));
}

TEST_CASE("A residual that is different at every call is refused", "[plugin]") {
  std::size_t num_calls = 0;
  const ActiveResidual residual = [&](auto x, auto f) {
    Active shared = x[0];
    for (std::size_t k = 0; k <= num_calls; ++k) shared = shared * x[1];
    ++num_calls;
    for (std::size_t k = 0; k < f.size(); ++k) f[k] = shared + x[k];
  };
  CHECK_THROWS_WITH(capture(residual, {3, 1}), Contains("does the residual do the same every time"));
}

TEST_CASE("Parameters are registered within a capture only", "[plugin]") {
  const double value = 2.0;
  CHECK(parameter<double>(value) == 2.0);
  CHECK_THROWS_WITH(parameter<Active>(value), Contains("outside of a capture"));
}

TEST_CASE("Parameters of a graph are read from where they live", "[plugin]") {
  double factor = 2.0;
  const auto captured = capture_graph([&](auto x, auto f) { f[0] = parameter<Active>(factor) * x[0]; }, point, 1);
  REQUIRE(captured.parameters == std::vector<const double*>{&factor});
  factor = 5.0;
  const auto values = evaluate<double>(captured.graph, point, std::vector<double>{*captured.parameters[0]});
  CHECK(values[captured.graph.dependents()[0].value] == 1.5);
}
