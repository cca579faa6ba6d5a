// SPDX-License-Identifier: BSD-2-Clause
// The list of elementals, from which enumerators, rows, names and dispatch are generated.
#pragma once

#include <cstdint>

/// Marks what device code may call as well; nothing outside a device compiler.
#if defined(__CUDACC__) || defined(__HIPCC__)
#define JACQUARD_FUNCTION __host__ __device__
#else
#define JACQUARD_FUNCTION
#endif

namespace jacquard {

/// Every row of the table, leaves aside. Order is part of no file format; names are.
/// The last three, a*b - c, c - a*b and -(a*b) - c with one rounding, come from lowering; capture never makes them.
#define JACQUARD_ELEMENTALS(ROW)                                                                      \
  ROW(add) ROW(sub) ROW(mul) ROW(div) ROW(neg) ROW(fma)                                               \
  ROW(square) ROW(reciprocal) ROW(sqrt) ROW(cbrt) ROW(pow) ROW(hypot) ROW(hypot3)                     \
  ROW(exp) ROW(exp2) ROW(expm1) ROW(log) ROW(log2) ROW(log10) ROW(log1p)                              \
  ROW(sin) ROW(cos) ROW(tan) ROW(asin) ROW(acos) ROW(atan) ROW(atan2)                                 \
  ROW(sinh) ROW(cosh) ROW(tanh) ROW(asinh) ROW(acosh) ROW(atanh)                                      \
  ROW(erf) ROW(erfc) ROW(tgamma) ROW(lgamma) ROW(digamma) ROW(trigamma) ROW(polygamma)                \
  ROW(abs) ROW(copysign) ROW(min) ROW(max) ROW(fdim) ROW(fmod) ROW(remainder)                         \
  ROW(floor) ROW(ceil) ROW(trunc) ROW(round) ROW(rint)                                                \
  ROW(less) ROW(less_equal) ROW(equal) ROW(select)                                                    \
  ROW(fms) ROW(fnma) ROW(fnms)

/// What a vertex computes. The first three are leaves.
enum class Elemental : std::uint8_t {
  independent,
  parameter,
  literal,
#define JACQUARD_ENUMERATOR(name) name,
  JACQUARD_ELEMENTALS(JACQUARD_ENUMERATOR)
#undef JACQUARD_ENUMERATOR
};

namespace rows {

/// Value and local partials of one elemental; one specialisation per row of the list.
///
/// `Row<E>::arity`; `value(arguments...)`; `partials(arguments..., v)` with v the value already computed.
/// T is float, double, long double, a pack of them, or symbolic::Expression: bodies use only + - * /, T(constant) and
/// functions of the table, called unqualified. Partials are the cheapest forms that stay within 4 ulp.
template <Elemental E>
struct Row;

}  // namespace rows

}  // namespace jacquard
