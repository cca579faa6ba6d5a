// SPDX-License-Identifier: BSD-2-Clause
// The scalar that emitted functors are instantiated for where a thread computes one point.
#pragma once

#include <concepts>

#include "jacquard/elementals.hpp"

namespace jacquard::kernels {

/// One double, whose functions are the rows of the table of elementals. They are found through the argument, so
/// that neither the C library's functions nor those of packs are taken for them. On a device the rows call what its
/// compiler has under the names of <cmath>.
struct PointValue {
  double value = 0.0;

  PointValue() = default;
  JACQUARD_FUNCTION PointValue(double of) : value(of) {}

  friend JACQUARD_FUNCTION PointValue operator+(PointValue a, PointValue b) { return a.value + b.value; }
  friend JACQUARD_FUNCTION PointValue operator-(PointValue a, PointValue b) { return a.value - b.value; }
  friend JACQUARD_FUNCTION PointValue operator*(PointValue a, PointValue b) { return a.value * b.value; }
  friend JACQUARD_FUNCTION PointValue operator/(PointValue a, PointValue b) { return a.value / b.value; }
  friend JACQUARD_FUNCTION PointValue operator-(PointValue a) { return -a.value; }

#define JACQUARD_POINT_FUNCTION(name)                                        \
  template <std::same_as<PointValue>... Rest>                                \
  friend JACQUARD_FUNCTION PointValue name(PointValue first, Rest... rest) { \
    return elementals::name::value(first.value, rest.value...);              \
  }
  JACQUARD_ELEMENTALS(JACQUARD_POINT_FUNCTION)
#undef JACQUARD_POINT_FUNCTION
};

}  // namespace jacquard::kernels
