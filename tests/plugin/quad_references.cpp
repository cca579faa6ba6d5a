// SPDX-License-Identifier: BSD-2-Clause
// Polygamma functions in quadruple precision, and constants of the literature that vouch for them.
#include "quad_references.hpp"

#include <catch2/catch.hpp>

namespace jacquard::reference {
namespace {

constexpr int num_terms = 24;  // at x = 60 and n = 21 the first one left out is below 1e-36 of the sum

/// B_2, B_4, ..., from the sum of binomial(m + 1, k) B_k = 0 over k <= m.
std::array<Quad, num_terms> bernoulli_numbers() {
  std::array<Quad, 2 * num_terms + 1> all{1};
  std::array<Quad, num_terms> even{};
  for (int m = 1; m <= 2 * num_terms; ++m) {
    Quad binomial = 1, sum = 0;
    for (int k = 0; k < m; ++k) {
      sum += binomial * all[k];
      binomial *= Quad(m + 1 - k) / (k + 1);
    }
    all[m] = -sum / (m + 1);
    if (m % 2 == 0) even[m / 2 - 1] = all[m];
  }
  return even;
}

Quad power(Quad x, int n) {
  Quad result = 1;
  for (int k = 0; k < n; ++k) result *= x;
  return result;
}

Quad factorial(int n) {
  Quad result = 1;
  for (int k = 2; k <= n; ++k) result *= k;
  return result;
}

/// (-1)^(n+1) psi^(n)(x) for large x.
Quad asymptotic(int n, Quad x) {
  static const auto bernoulli = bernoulli_numbers();
  Quad sum = n == 0 ? -logq(x) + 1 / (2 * x) : factorial(n - 1) / power(x, n) + factorial(n) / (2 * power(x, n + 1));
  Quad factor = factorial(n + 1) / (2 * power(x, n + 2));  // (2k + n - 1)! / (2k)! x^-(2k + n)
  for (int k = 1; k <= num_terms; ++k) {
    sum += bernoulli[k - 1] * factor;
    factor *= Quad(2 * k + n) * (2 * k + n + 1) / (Quad(2 * k + 1) * (2 * k + 2) * x * x);
  }
  return sum;
}

/// psi^(n)(x) for x < 0 from values at positive x: with t = x + m in (0, 1) both recurrences, that from t down to x
/// and that from 1 - t up to 1 - x, run over the same terms. Half-way between poles what is large cancels exactly.
Quad polygamma_of_negative(int n, Quad x) {
  const Quad t = x - floorq(x);
  const Quad upper = polygamma(n, 1 - x), lower = polygamma(n, 1 - t), start = polygamma(n, t);
  return n % 2 == 0 ? start - lower + upper : start + lower - upper;
}

}  // namespace

Quad polygamma(int n, Quad x) {
  if (x <= 0 && x == floorq(x)) return undefined;
  if (x < -1) return polygamma_of_negative(n, x);
  Quad sum = 0;
  for (; x < 60; x += 1) sum += 1 / power(x, n + 1);
  sum = factorial(n) * sum + asymptotic(n, x);
  return n % 2 == 0 ? -sum : sum;
}

TEST_CASE("The quadruple polygamma functions reproduce constants of the literature", "[plugin]") {
  const Quad gamma = 0.577215664901532860606512090082402431Q, zeta_3 = 1.202056903159594285399738161511449990Q;
  const Quad zero = 1.46163214496836234126265954232572132846819620400644629512598840859878644Q;
  const auto near = [](Quad a, Quad b) { return fabsq(a - b) <= 1e-31Q * fabsq(b); };  // 113 bits less 40 roundings
  CHECK(near(polygamma(0, 1), -gamma));
  CHECK(near(polygamma(0, 0.5Q), -gamma - 2 * M_LN2q));
  CHECK(near(polygamma(0, -1.5Q), polygamma(0, 0.5Q) + 2 + 2 / Quad(3)));
  CHECK(fabsq(polygamma(0, zero)) < 1e-31Q);
  CHECK(near(polygamma(1, 1), M_PIq * M_PIq / 6));
  CHECK(near(polygamma(1, -0.5Q), M_PIq * M_PIq / 2 + 4));
  CHECK(near(polygamma(2, 1), -2 * zeta_3));
  CHECK(near(polygamma(3, 1), power(M_PIq, 4) / 15));
  CHECK(near(polygamma(1, -1.25Q), polygamma(1, -0.25Q) + 1 / power(1.25Q, 2)));
  CHECK(near(polygamma(2, -1.25Q), polygamma(2, -0.25Q) + 2 / power(1.25Q, 3)));
  CHECK(near(polygamma(0, -1e6Q - 0.25Q), polygamma(0, 1e6Q + 1.25Q) + M_PIq));
  CHECK(near(polygamma(2, -1e6Q - 0.5Q), polygamma(2, 1e6Q + 1.5Q)));
  CHECK(near(polygamma(19, 1), factorial(19) * 174611 * power(2 * M_PIq, 20) / (330 * 2 * factorial(20))));
}

}  // namespace jacquard::reference
