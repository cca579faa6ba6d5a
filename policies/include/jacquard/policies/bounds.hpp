// SPDX-License-Identifier: BSD-2-Clause
// Lower bounds on the cost of any elimination order.
#pragma once

#include <cstdint>

#include "jacquard/cost.hpp"

namespace jacquard::policies {

/// A number that no elimination order of `graph` stays below under the plain model; the effective model gives 0.
///
/// Sum over the intermediates v of kappa_in(v) kappa_out(v): the minimum vertex cuts between the independents
/// and v, and between v and the dependents. Whatever is eliminated before v, as many disjoint paths stay.
/// Cost: O(E) for each vertex and unit of its cuts.
/// Source: A. Griewank, A. Walther, Evaluating Derivatives, 2nd ed., section 10.3.
std::uint64_t lower_bound(const LinearizedGraph& graph, CostModel model);

}  // namespace jacquard::policies
