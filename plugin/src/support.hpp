// SPDX-License-Identifier: BSD-2-Clause
// Where a partial derivative is there at all: conditions on the arms that choices take.
#pragma once

#include "jacquard/graph_builder.hpp"

namespace jacquard {

/// A condition as a vertex: it holds where the value is not 0. Without a vertex it always holds.
///
/// Conditions are decision diagrams made of selects, with conditions of lower id nearer to the root, so that equal,
/// complementary and redundant ones are recognised. What would take too many vertices stays unrecognised, never
/// wrong.
///
/// Source: R. Bryant, Graph-Based Algorithms for Boolean Function Manipulation (1986).
using Support = VertexId;

/// The complement of `condition`.
Support complement(GraphBuilder& builder, VertexId condition);

/// Where both hold.
Support intersection(GraphBuilder& builder, Support a, Support b);

/// Where either holds.
Support union_of(GraphBuilder& builder, Support a, Support b);

/// Known to hold nowhere.
bool is_empty(const GraphBuilder& builder, Support support);

/// `inside` where `support` holds, `outside` elsewhere, by one select.
VertexId chosen(GraphBuilder& builder, Support support, VertexId inside, VertexId outside);

}  // namespace jacquard
