// SPDX-License-Identifier: BSD-2-Clause
// ADOL-C: the tape with its vector forward and Jacobian drivers, and the tapeless type.
#include <adolc/adolc.h>
#include <adolc/adtl.h>

#include <memory>

#include "variant.hpp"

// ADOL-C has no hypot; this is how its users write it.
inline adouble hypot(const badouble& a, const badouble& b) { return sqrt(a * a + b * b); }
inline adouble abs(const badouble& a) { return fabs(a); }
namespace adtl {
inline adouble hypot(const adouble& a, const adouble& b) { return sqrt(a * a + b * b); }
inline adouble abs(const adouble& a) { return fabs(a); }
}  // namespace adtl

namespace jacquard::bench {
namespace {

/// Rows of a dense matrix, as ADOL-C takes them.
struct Rows {
  std::vector<double> values;
  std::vector<double*> rows;
  Rows(std::size_t num_rows, std::size_t num_columns) : values(num_rows * num_columns) {
    for (std::size_t k = 0; k < num_rows; ++k) rows.push_back(values.data() + k * num_columns);
  }
};

/// What the drivers of one tape read and write; made once.
struct Tape {
  short tag;
  int n, m;
  Rows identity, jacobian;
  std::vector<double> residual;
  Tape(short number, std::size_t num_independents, std::size_t num_dependents)
      : tag(number),
        n(static_cast<int>(num_independents)),
        m(static_cast<int>(num_dependents)),
        identity(num_independents, num_independents),
        jacobian(num_dependents, num_independents),
        residual(num_dependents) {
    for (std::size_t k = 0; k < num_independents; ++k) identity.rows[k][k] = 1.0;
  }
};

template <class TaskKind>
std::shared_ptr<Tape> taped(const TaskKind& task) {
  static short next_tag = 0;
  constexpr std::size_t n = TaskKind::num_independents, m = TaskKind::num_dependents;
  auto tape = std::make_shared<Tape>(++next_tag, n, m);
  const std::vector<double> sample = task.sample();
  trace_on(tape->tag);
  {
    std::vector<adouble> x(n), f(m);
    double ignored = 0.0;
    for (std::size_t k = 0; k < n; ++k) x[k] <<= sample[k];
    task(std::span<const adouble>(x), std::span<adouble>(f));
    for (std::size_t i = 0; i < m; ++i) f[i] >>= ignored;
  }
  trace_off();
  return tape;
}

void copy_rows(const Tape& tape, double* jacobian) {
  std::copy(tape.jacobian.values.begin(), tape.jacobian.values.end(), jacobian);
}

/// The number of directions belongs to the type; setting it anew while numbers live is an error of use.
std::size_t in_directions(std::size_t count) {
  if (adtl::getNumDir() != count) adtl::setNumDir(count);
  return count;
}

template <class TaskKind>
void tapeless_jacobian(const TaskKind& task, std::vector<adtl::adouble>& x, std::vector<adtl::adouble>& f,
                       const double* point, double* jacobian) {
  constexpr std::size_t n = TaskKind::num_independents;
  for (std::size_t k = 0; k < n; ++k) x[k].setValue(point[k]);
  task(std::span<const adtl::adouble>(x), std::span<adtl::adouble>(f));
  for (std::size_t i = 0; i < f.size(); ++i) std::copy_n(f[i].getADValue(), n, jacobian + i * n);
}

template <class TaskKind>
Variant tapeless_variant(const TaskKind& task) {
  constexpr std::size_t n = TaskKind::num_independents, m = TaskKind::num_dependents;
  return {"ADOL-C tapeless", Quantity::jacobian, Origin::peer, false, [task](const Points& points) {
            struct Numbers {
              std::vector<adtl::adouble> x, f;
              Numbers() : x(in_directions(n)), f(m) {
                for (std::size_t k = 0; k < n; ++k) {
                  for (std::size_t j = 0; j < n; ++j) x[k].setADValue(static_cast<unsigned>(j), j == k ? 1.0 : 0.0);
                }
              }
            };
            const auto numbers = std::make_shared<Numbers>();
            return run_by_point(points, {n, m}, Quantity::jacobian,
                                [task, numbers](const double* x, double* jacobian) {
                                  tapeless_jacobian(task, numbers->x, numbers->f, x, jacobian);
                                });
          }};
}

template <class TaskKind>
std::vector<Variant> variants_of(const TaskKind& task) {
  constexpr std::size_t n = TaskKind::num_independents, m = TaskKind::num_dependents;
  const std::shared_ptr<Tape> tape = taped(task);
  const auto tape_variant = [&](const std::string& name, auto driver) -> Variant {
    return {"ADOL-C tape, " + name, Quantity::jacobian, Origin::peer, false, [tape, driver](const Points& points) {
              return run_by_point(points, {n, m}, Quantity::jacobian,
                                  [tape, driver](const double* x, double* jacobian) {
                                    driver(*tape, x);
                                    copy_rows(*tape, jacobian);
                                  });
            }};
  };
  return {tape_variant("vector forward",
                       [](Tape& t, const double* x) {
                         fov_forward(t.tag, t.m, t.n, t.n, x, t.identity.rows.data(), t.residual.data(),
                                     t.jacobian.rows.data());
                       }),
          tape_variant("jacobian",
                       [](Tape& t, const double* x) { jacobian(t.tag, t.m, t.n, x, t.jacobian.rows.data()); }),
          tapeless_variant(task)};
}

}  // namespace

std::vector<Variant> adolc_variants(const Task& task) {
  return std::visit([](const auto& kind) { return variants_of(kind); }, task);
}

}  // namespace jacquard::bench
