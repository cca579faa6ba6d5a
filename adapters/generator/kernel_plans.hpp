// SPDX-License-Identifier: BSD-2-Clause
// What sessions asked for while the residuals of a list were captured.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "jacquard/kernel_list.hpp"
#include "jacquard/kernels/built_in_source.hpp"

namespace jacquard {

/// Every kernel and every order once, in the order of their first use.
struct KernelList::Plans {
  std::uint64_t search_moves = 0;
  std::uint64_t seed = 0;
  std::vector<kernels::KernelPlan> kernels;
  std::vector<kernels::OrderPlan> orders;

  /// The order sources and evaluators of a session whose kernels are to be built in.
  std::vector<std::unique_ptr<OrderSource>> recording_sources();
  EvaluatorFactory recording_evaluators(const std::string& name);

  std::set<std::string> known_kernels, known_orders;  ///< keys
};

}  // namespace jacquard
