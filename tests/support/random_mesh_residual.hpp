// SPDX-License-Identifier: BSD-2-Clause
// Random residuals over rows of points: loops that store, carry, add up, read back and branch.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <span>
#include <vector>

#include "jacquard/active.hpp"

namespace jacquard::test {

/// Loops over points whose bodies are random statements. All values stay within [-1, 1] but for sums.
///
/// Registers live through the whole residual, so that values are carried from point to point and from
/// loop to loop; dependents are assigned, added to and read back in any order.
class RandomMeshResidual {
 public:
  RandomMeshResidual(unsigned seed, std::size_t num_points, std::size_t per_point)
      : generator_(seed), num_points_(num_points), per_point_(per_point), parameters_(num_points) {
    for (double& value : parameters_) value = 0.5 + 0.5 * fraction();
    const std::size_t num_loops = 1 + below(3);
    for (std::size_t k = 0; k < num_loops; ++k) loops_.push_back(random_loop());
    starts_from_zero_ = below(2) == 0;
  }

  std::size_t size() const { return num_points_ * per_point_; }

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    for (std::size_t k = 0; k < f.size(); ++k) f[k] = starts_from_zero_ ? Scalar(0.0) : Scalar(x[k] * 0.5);
    std::vector<Scalar> registers(num_registers);
    for (std::size_t k = 0; k < num_registers; ++k) registers[k] = x[k % x.size()];
    for (const Loop& loop : loops_)
      for (std::size_t step = 0; step < num_points_; ++step) {
        const std::size_t point = (step * loop.stride) % num_points_;
        for (const Statement& statement : loop.body) run<Scalar>(statement, point, x, f, registers);
      }
  }

 private:
  static constexpr std::size_t num_registers = 5;

  enum class Action { average, multiply, bend, larger, weigh, scale, branch, assign, add, subtract, read, halve };
  struct Statement {
    Action action;
    std::size_t target, first, second;  ///< registers
    std::size_t shift, component;       ///< of an entry of x or f, relative to the point
    double literal;
  };
  struct Loop {
    std::vector<Statement> body;
    std::size_t stride;  ///< coprime to the number of points
  };

  std::size_t below(std::size_t bound) { return generator_() % bound; }
  double fraction() { return static_cast<double>(generator_() >> 11) * 0x1p-53; }

  Loop random_loop() {
    Loop loop{{}, below(3) == 0 ? num_points_ - 1 : 1};
    const std::size_t num_statements = 2 + below(7);
    for (std::size_t k = 0; k < num_statements; ++k)
      loop.body.push_back({Action(below(12)), below(num_registers), below(num_registers), below(num_registers),
                           below(3), below(per_point_), 0.25 + 0.5 * fraction()});
    return loop;
  }

  template <class Scalar>
  void run(const Statement& s, std::size_t point, std::span<const Scalar> x, std::span<Scalar> f,
           std::vector<Scalar>& registers) const {
    using std::max;
    using std::sin;
    const std::size_t entry = ((point + s.shift) % num_points_) * per_point_ + s.component;
    Scalar& target = registers[s.target];
    const Scalar first = registers[s.first], second = registers[s.second];
    switch (s.action) {
      case Action::average:
        target = 0.5 * (first + x[entry]);
        break;
      case Action::multiply:
        target = first * x[entry];
        break;
      case Action::bend:
        target = sin(second);
        break;
      case Action::larger:
        target = max(first, x[entry]);
        break;
      case Action::weigh:
        target = parameter<Scalar>(parameters_[point]) * second;
        break;
      case Action::scale:
        target = (s.literal + 0.01 * static_cast<double>(point)) * x[entry];
        break;
      case Action::branch:
        if (first < x[entry])
          target = first * second;
        else
          target = x[entry];
        break;
      case Action::assign:
        f[entry] = first;
        break;
      case Action::add:
        f[entry] += first * x[entry];
        break;
      case Action::subtract:
        f[entry] -= second;
        break;
      case Action::read:
        target = sin(f[entry]);
        break;
      case Action::halve:
        f[entry] = f[entry] * 0.5;
        break;
    }
  }

  std::mt19937_64 generator_;
  std::size_t num_points_, per_point_;
  std::vector<double> parameters_;
  std::vector<Loop> loops_;
  bool starts_from_zero_ = false;
};

}  // namespace jacquard::test
