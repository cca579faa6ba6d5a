// SPDX-License-Identifier: BSD-2-Clause
// Value and partials of every elemental in quadruple precision, from the textbook and not from the table.
#pragma once

#include <quadmath.h>

#include <array>

#include "jacquard/elemental.hpp"

namespace jacquard::reference {

using Quad = __float128;

inline const Quad undefined = nanq("");

/// psi^(n)(x), n = 0 ... 21, by recurrence to x >= 60 and the asymptotic series there, for negative x too: nowhere
/// by reflection. Bernoulli numbers come from their recurrence. Cost: at most 240 terms. NaN at the poles.
///
/// Source: Abramowitz & Stegun, Handbook of Mathematical Functions, 6.3.5, 6.3.18, 6.4.6, 6.4.11, 23.1.
Quad polygamma(int n, Quad x);

/// One specialisation per elemental: a row without one does not compile.
template <Elemental E>
struct Reference;

// Arguments are called x, y, z in the formulas.
#define JACQUARD_REFERENCE1(elemental, f, fx)                                             \
  template <>                                                                             \
  struct Reference<Elemental::elemental> {                                                \
    static Quad value(Quad x) { return f; }                                               \
    static std::array<Quad, 1> partials([[maybe_unused]] Quad x) { return {Quad(fx)}; }   \
  };
#define JACQUARD_REFERENCE2(elemental, f, fx, fy)                                         \
  template <>                                                                             \
  struct Reference<Elemental::elemental> {                                                \
    static Quad value(Quad x, Quad y) { return f; }                                       \
    static std::array<Quad, 2> partials([[maybe_unused]] Quad x, [[maybe_unused]] Quad y) { \
      return {Quad(fx), Quad(fy)};                                                        \
    }                                                                                     \
  };
#define JACQUARD_REFERENCE3(elemental, f, fx, fy, fz)                                     \
  template <>                                                                             \
  struct Reference<Elemental::elemental> {                                                \
    static Quad value(Quad x, Quad y, Quad z) { return f; }                               \
    static std::array<Quad, 3> partials([[maybe_unused]] Quad x, [[maybe_unused]] Quad y, \
                                        [[maybe_unused]] Quad z) {                        \
      return {Quad(fx), Quad(fy), Quad(fz)};                                              \
    }                                                                                     \
  };

JACQUARD_REFERENCE2(add, x + y, 1, 1)
JACQUARD_REFERENCE2(sub, x - y, 1, -1)
JACQUARD_REFERENCE2(mul, x * y, y, x)
JACQUARD_REFERENCE2(div, x / y, 1 / y, -x / (y * y))
JACQUARD_REFERENCE1(neg, -x, -1)
JACQUARD_REFERENCE3(fma, fmaq(x, y, z), y, x, 1)
JACQUARD_REFERENCE3(fms, fmaq(x, y, -z), y, x, -1)
JACQUARD_REFERENCE3(fnma, fmaq(-x, y, z), -y, -x, 1)
JACQUARD_REFERENCE3(fnms, fmaq(-x, y, -z), -y, -x, -1)

JACQUARD_REFERENCE1(square, x * x, 2 * x)
JACQUARD_REFERENCE1(reciprocal, 1 / x, -1 / (x * x))
JACQUARD_REFERENCE1(sqrt, sqrtq(x), 1 / (2 * sqrtq(x)))
JACQUARD_REFERENCE1(cbrt, cbrtq(x), 1 / (3 * cbrtq(x * x)))
JACQUARD_REFERENCE2(pow, powq(x, y), y == 0 ? 0 : x == 0 ? y * powq(x, y - 1) : y * powq(x, y) / x,
                    x == 0 && y > 0 ? 0 : powq(x, y) * logq(x))  // limits where IEEE products give 0 inf
JACQUARD_REFERENCE2(hypot, sqrtq(x * x + y * y), x / sqrtq(x * x + y * y), y / sqrtq(x * x + y * y))
JACQUARD_REFERENCE3(hypot3, sqrtq(x * x + y * y + z * z), x / sqrtq(x * x + y * y + z * z),
                    y / sqrtq(x * x + y * y + z * z), z / sqrtq(x * x + y * y + z * z))

JACQUARD_REFERENCE1(exp, expq(x), expq(x))
JACQUARD_REFERENCE1(exp2, powq(2, x), M_LN2q * powq(2, x))
JACQUARD_REFERENCE1(expm1, expm1q(x), expq(x))
JACQUARD_REFERENCE1(log, logq(x), 1 / x)
JACQUARD_REFERENCE1(log2, log2q(x), 1 / (x * M_LN2q))
JACQUARD_REFERENCE1(log10, log10q(x), 1 / (x * M_LN10q))
JACQUARD_REFERENCE1(log1p, log1pq(x), 1 / (1 + x))

JACQUARD_REFERENCE1(sin, sinq(x), cosq(x))
JACQUARD_REFERENCE1(cos, cosq(x), -sinq(x))
JACQUARD_REFERENCE1(tan, tanq(x), 1 / (cosq(x) * cosq(x)))
JACQUARD_REFERENCE1(asin, asinq(x), 1 / sqrtq(1 - x * x))
JACQUARD_REFERENCE1(acos, acosq(x), -1 / sqrtq(1 - x * x))
JACQUARD_REFERENCE1(atan, atanq(x), 1 / (1 + x * x))
JACQUARD_REFERENCE2(atan2, atan2q(x, y), y / (x * x + y * y), -x / (x * x + y * y))

JACQUARD_REFERENCE1(sinh, sinhq(x), coshq(x))
JACQUARD_REFERENCE1(cosh, coshq(x), sinhq(x))
JACQUARD_REFERENCE1(tanh, tanhq(x), 1 / (coshq(x) * coshq(x)))
JACQUARD_REFERENCE1(asinh, asinhq(x), 1 / sqrtq(x * x + 1))
JACQUARD_REFERENCE1(acosh, acoshq(x), 1 / sqrtq(x * x - 1))
JACQUARD_REFERENCE1(atanh, atanhq(x), 1 / (1 - x * x))

JACQUARD_REFERENCE1(erf, erfq(x), M_2_SQRTPIq * expq(-x * x))
JACQUARD_REFERENCE1(erfc, erfcq(x), -M_2_SQRTPIq * expq(-x * x))
JACQUARD_REFERENCE1(tgamma, tgammaq(x), tgammaq(x) * polygamma(0, x))
JACQUARD_REFERENCE1(lgamma, lgammaq(x), polygamma(0, x))
JACQUARD_REFERENCE1(digamma, polygamma(0, x), polygamma(1, x))
JACQUARD_REFERENCE1(trigamma, polygamma(1, x), polygamma(2, x))
JACQUARD_REFERENCE2(polygamma, polygamma(static_cast<int>(x), y), undefined,
                    x < 20 ? polygamma(static_cast<int>(x) + 1, y) : undefined)

JACQUARD_REFERENCE1(abs, fabsq(x), copysignq(1, x))
JACQUARD_REFERENCE2(copysign, copysignq(x, y), copysignq(1, x) * copysignq(1, y), 0)
JACQUARD_REFERENCE2(min, y < x ? y : x, y < x ? 0 : 1, y < x ? 1 : 0)
JACQUARD_REFERENCE2(max, x < y ? y : x, x < y ? 0 : 1, x < y ? 1 : 0)
JACQUARD_REFERENCE2(fdim, x > y ? x - y : 0, x > y ? 1 : 0, x > y ? -1 : 0)
JACQUARD_REFERENCE2(fmod, fmodq(x, y), fmodq(x, y) == 0 && x != 0 ? undefined : 1,
                    fmodq(x, y) == 0 && x != 0 ? undefined : -truncq(x / y))
JACQUARD_REFERENCE2(remainder, remainderq(x, y), 2 * fabsq(remainderq(x, y)) == fabsq(y) ? undefined : 1,
                    2 * fabsq(remainderq(x, y)) == fabsq(y) ? undefined : -rintq((x - remainderq(x, y)) / y))
JACQUARD_REFERENCE1(floor, floorq(x), floorq(x) == x ? undefined : 0)
JACQUARD_REFERENCE1(ceil, ceilq(x), ceilq(x) == x ? undefined : 0)
JACQUARD_REFERENCE1(trunc, truncq(x), truncq(x) == x && x != 0 ? undefined : 0)
JACQUARD_REFERENCE1(round, roundq(x), fabsq(x - truncq(x)) == 0.5 ? undefined : 0)
JACQUARD_REFERENCE1(rint, rintq(x), fabsq(x - truncq(x)) == 0.5 ? undefined : 0)

JACQUARD_REFERENCE2(less, x < y ? 1 : 0, 0, 0)
JACQUARD_REFERENCE2(less_equal, x <= y ? 1 : 0, 0, 0)
JACQUARD_REFERENCE2(equal, x == y ? 1 : 0, 0, 0)
JACQUARD_REFERENCE3(select, x != 0 ? y : z, 0, x != 0 ? 1 : 0, x != 0 ? 0 : 1)

#undef JACQUARD_REFERENCE1
#undef JACQUARD_REFERENCE2
#undef JACQUARD_REFERENCE3

}  // namespace jacquard::reference
