// SPDX-License-Identifier: BSD-2-Clause
// Lower bounds on the cost of any elimination order.
#pragma once

#include <cstdint>

#include "jacquard/cost.hpp"

namespace jacquard::policies {

/// A number that no elimination order of `graph` stays below under `model`; 0 for the emitted model, which needs
/// the expressions: see emitted_lower_bound.
///
/// At its elimination a vertex v has at least kappa_in(v) predecessors and kappa_out(v) successors: the minimum
/// vertex cuts between the independents and v, and between v and the dependents. Under the effective model
/// only paths that meet v by an edge whose value is not constant count. The sum of the products over all v is
/// the vertex-cut bound. It is raised by looking at clusters of neighbouring vertices: whichever of them goes
/// first, the others cannot yet be passed through.
/// @param most_cuts   how many cuts may be computed, about a microsecond each; more allow larger clusters.
/// @param keep_going  asked every few microseconds; once it says no, the bound is what was found by then: weaker.
/// Source of the vertex-cut bound: A. Griewank, A. Walther, Evaluating Derivatives, 2nd ed., chapter 10.
std::uint64_t lower_bound(
    const LinearizedGraph& graph, CostModel model, std::uint64_t most_cuts = 50'000,
    const KeepGoing& keep_going = [] { return true; });

/// A number that the emitted cost of J stays above or at for any elimination of vertices and edges.
///
/// Counts the values that differ at random points and that every program has to compute: entries of J, arguments of
/// functions that J depends on, and what decides guards. Holds whatever common subexpressions lowering finds.
/// Cost: O(V + n E) for n independents, a few milliseconds for thousands of vertices.
/// @param keep_going  asked before each point and each column; once it says no, the bound is what was found by
/// then.
std::uint64_t emitted_lower_bound(
    const Linearization& linearization, const KeepGoing& keep_going = [] { return true; });

}  // namespace jacquard::policies
