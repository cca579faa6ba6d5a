// SPDX-License-Identifier: BSD-2-Clause
// Expressions over parameters and literals only, each kept once.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <unordered_map>
#include <vector>

#include "jacquard/graph.hpp"
#include "operation.hpp"

namespace jacquard {

/// Hash-consed expressions; leaves are addresses of doubles.
class ParameterTable {
 public:
  /// The expression that reads `address`; its value is taken now.
  std::uint32_t leaf(const double* address);
  /// The expression `operation`, whose arguments are literals and parameters.
  std::uint32_t apply(const Operation& operation, double value);

  /// The capture is valid only where `expression`, a condition, is `outcome`.
  void guard(std::uint32_t expression, bool outcome);

  double value(std::uint32_t expression) const { return expressions_[expression].value; }
  std::span<const double* const> addresses() const { return addresses_; }

  /// A graph over all addresses, as independents, with all guards, whose dependents are `expressions`.
  ComputationalGraph graph(std::span<const std::uint32_t> expressions) const;

 private:
  struct Hash {
    std::size_t operator()(const Operation& operation) const noexcept;
  };
  struct Expression {
    Operation operation;  ///< a leaf has elemental `parameter` and its address as argument
    double value = 0.0;
  };

  std::uint32_t find_or_append(const Operation& operation, double value);

  std::vector<Expression> expressions_;
  std::vector<const double*> addresses_;
  std::map<std::uint32_t, bool> guards_;  ///< each condition once: it has one value
  std::unordered_map<Operation, std::uint32_t, Hash> known_;
};

}  // namespace jacquard
