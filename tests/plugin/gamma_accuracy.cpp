// SPDX-License-Identifier: BSD-2-Clause
// The gamma function's family at negative arguments, where values vanish between poles.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "comparison.hpp"
#include "jacquard/elementals.hpp"

namespace jacquard {
namespace {

using reference::Comparison, reference::Quad;

constexpr std::uint64_t seed = 20251121;

// References near a zero have lost what terms of at most 64 (or, for higher orders, of the size of the slope) leave
// of 113 digits: some 2^-105 absolutely, where the nearest double to a zero leaves 2^-50 or more. That is 2^-55 of
// the value, an eighth of a unit in the last place in double.

/// The two neighbours in T, or the two numbers apart by less than T's smallest, between which `f` changes its sign.
template <class T, class Function>
std::array<T, 2> sign_change(Function f, T low, T high) {
  const bool rises = f(high) > 0;
  for (;;) {
    const T middle = low + (high - low) / 2;
    if (middle == low || middle == high) return {low, high};
    ((f(middle) > 0) == rises ? high : low) = middle;
  }
}

/// Negative whole numbers: some of the first ones, and some of every size up to where T has no more than quarters.
template <class T>
std::vector<T> poles(std::mt19937_64& random) {
  std::vector<T> poles;
  for (int m = 0; m <= 10; m += m < 4 ? 1 : 3) poles.push_back(T(-m));
  const double most = std::log2(0.1 / std::numeric_limits<T>::epsilon());
  for (double size = 3.5; size < most; size += 2)
    poles.push_back(-std::floor(static_cast<T>(std::exp2(size)) * std::uniform_real_distribution<T>(1, 2)(random)));
  return poles;
}

/// Numbers about the place between two given ones: these themselves, and others further and further away.
template <class T>
std::vector<T> neighbourhood(const std::array<T, 2>& around, std::mt19937_64& random) {
  std::vector<T> points(around.begin(), around.end());
  for (const T x : around) {
    const T step = std::nextafter(x, T(-1e30)) - x;
    for (int exponent = 0; exponent < std::numeric_limits<T>::digits - 3; exponent += 1 + exponent / 4) {
      const T offset = std::ldexp(step, exponent) * std::uniform_real_distribution<T>(1, 2)(random);
      points.insert(points.end(), {x + offset, x - offset});
    }
  }
  return points;
}

/// Of the points in the open interval below `pole` that T can tell from its ends.
template <class T>
std::vector<T> between_poles(std::vector<T> points, T pole) {
  std::erase_if(points, [&](T x) { return !(pole - 1 < x && x < pole) || x == std::floor(x); });
  return points;
}

/// What the family is compared at below `pole`: about the zero of psi^(order), half-way between the poles, beside
/// them.
template <class T>
std::vector<T> points_about_zero(int order, T pole, std::mt19937_64& random) {
  const auto f = [&](T x) { return reference::polygamma(order, x); };
  const T lowest = std::nextafter(pole - 1, T(0)), highest = std::nextafter(pole, T(-1e30));
  const std::array<T, 2> ends{pole - 1, pole}, middle{pole - T(0.5), pole - T(0.5)};
  std::vector<T> points = neighbourhood(sign_change(f, lowest, highest), random);
  std::ranges::copy(neighbourhood(ends, random), std::back_inserter(points));
  std::ranges::copy(neighbourhood(middle, random), std::back_inserter(points));
  return between_poles(points, pole);
}

template <Elemental E, class T>
void compare_at(const std::vector<T>& points) {
  Comparison<E, T> comparison;
  for (const T x : points) comparison.at({x, T(0), T(0)});
  INFO(name(E) << ", seed " << seed << ": " << comparison.worst());
  CHECK(comparison.worst().ulps <= 4.0);
}

template <class T>
void compare_orders(const std::vector<T>& points, int order) {
  Comparison<Elemental::polygamma, T> comparison;
  for (const T x : points) comparison.at({T(order), x, T(0)});
  INFO("order " << order << ", seed " << seed << ": " << comparison.worst());
  CHECK(comparison.worst().ulps <= 4.0);
}

template <class T>
void compare_near_zeros_of_polygamma() {
  std::mt19937_64 random(seed);
  for (const int order : {0, 2, 6, 20}) {
    for (const T pole : poles<T>(random)) {
      const std::vector<T> points = points_about_zero(order, pole, random);
      CAPTURE(pole);
      REQUIRE(points.size() > 6);
      compare_orders(points, order);
      if (order == 2) compare_at<Elemental::trigamma>(points);
      if (order != 0) continue;
      compare_at<Elemental::digamma>(points);
      compare_at<Elemental::lgamma>(points);
      compare_at<Elemental::tgamma>(points);
    }
  }
}

/// Where |Gamma(x)| = 1, on both sides of each pole until T has no number between the pole and the zero.
template <class T>
void compare_near_zeros_of_lgamma() {
  std::mt19937_64 random(seed + 1);
  std::vector<T> points;
  for (T pole = -2; pole >= -22; pole -= 1) {
    const T lowest = std::nextafter(pole - 1, T(0)), highest = std::nextafter(pole, T(-1e30));
    const T bottom = sign_change([](T x) { return reference::polygamma(0, x); }, lowest, highest)[0];
    for (const auto& [from, to] : {std::pair(lowest, bottom), std::pair(bottom, highest)}) {
      if (lgammaq(from) < 0 && lgammaq(to) < 0) continue;
      const auto found = neighbourhood(sign_change([](T x) { return lgammaq(x); }, from, to), random);
      std::ranges::copy(between_poles(found, pole), std::back_inserter(points));
    }
  }
  REQUIRE(points.size() > 500);
  compare_at<Elemental::lgamma>(points);
}

/// The whole negative axis as far as values are in range, densely.
template <class T>
void compare_densely() {
  std::mt19937_64 random(seed + 2);
  std::vector<T> points;
  for (int k = 0; k < 4000; ++k) {
    const T size = std::exp2(std::uniform_real_distribution<T>(-8, k % 2 == 0 ? 8 : 20)(random));
    if (size != std::floor(size)) points.push_back(-size);
  }
  compare_at<Elemental::lgamma>(points);
  compare_at<Elemental::tgamma>(points);
  compare_at<Elemental::digamma>(points);
  compare_at<Elemental::trigamma>(points);
}

}  // namespace

TEMPLATE_TEST_CASE("Polygamma functions keep 4 ulp at the numbers next to their zeros and poles", "[plugin]", float,
                   double) {
  compare_near_zeros_of_polygamma<TestType>();
}

TEMPLATE_TEST_CASE("The logarithm of gamma keeps 4 ulp at the numbers next to its zeros", "[plugin]", float,
                   double) {
  compare_near_zeros_of_lgamma<TestType>();
}

TEMPLATE_TEST_CASE("Gamma, its logarithm and derivatives keep 4 ulp all along the negative axis", "[plugin]", float,
                   double) {
  compare_densely<TestType>();
}

}  // namespace jacquard
