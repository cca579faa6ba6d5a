// SPDX-License-Identifier: BSD-2-Clause
// Quotients by exponentials, of which reaction rates are full: a product does.
#pragma once

#include <optional>

#include "jacquard/graph.hpp"

namespace jacquard {

/// Makes a / exp(e) into a exp(-e) and 1 / exp(e) into exp(-e), for exponentials (of e or of 2) that only such
/// quotients need and that decide no jump. They agree to rounding; where exp(e) is below 2^-1022, of which a
/// quotient has lost digits and its derivative 1 / exp(e) is not finite any more, the product may be infinite.
/// Nothing if there is no such exponential; what is left over stays in the graph. @pre no vertex of `graph` is
/// dead. Cost: linear in the number of vertices.
std::optional<ComputationalGraph> invert_exponents(const ComputationalGraph& graph);

}  // namespace jacquard
