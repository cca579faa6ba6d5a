// SPDX-License-Identifier: BSD-2-Clause
// Small residuals on a line whose cells, faces and points take branches.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "jacquard/active.hpp"
#include "support/random_state.hpp"

namespace jacquard::test {

/// First-order upwinding alone: each branch has an entry that the other lacks, and a constant that it does not
/// have.
struct Advection {
  std::size_t num_cells = 12;
  std::size_t size() const { return num_cells; }
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    for (std::size_t i = 0; i < num_cells; ++i) {
      if (i == 0 || i + 1 == num_cells) {
        f[i] = x[i] * x[i];
      } else if (x[i] > 0.0) {
        f[i] = 3.0 * x[i] - 2.0 * x[i - 1];
      } else {
        f[i] = x[i] * x[i + 1];
      }
    }
  }
};

/// One branch reads a neighbour by a table without any order.
struct Irregular {
  std::vector<std::size_t> other{5, 9, 0, 7, 11, 2, 4, 1, 10, 3, 8, 6};
  std::size_t size() const { return other.size(); }
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    for (std::size_t i = 0; i < size(); ++i) {
      if (x[i] > 0.0) {
        f[i] = x[i] * x[i];
      } else {
        f[i] = x[i] * x[other[i]];
      }
    }
  }
};

/// Periodic: the last points have their neighbours at the other end.
struct Periodic {
  std::size_t size() const { return 40; }
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    for (std::size_t i = 0; i < size(); ++i) {
      if (x[i] > 0.0) {
        f[i] = x[i] * x[(i + size() - 1) % size()];
      } else {
        f[i] = x[i] * x[i] * x[(i + 1) % size()];
      }
    }
  }
};

/// Regular but for one point.
struct OneStranger {
  std::size_t size() const { return 12; }
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    f[size() - 1] = x[size() - 1];
    for (std::size_t i = 0; i + 1 < size(); ++i) {
      const std::size_t other = i == 7 ? 1 : i + 1;
      if (x[i] > 0.0) {
        f[i] = x[i] * x[i];
      } else {
        f[i] = x[i] * x[other];
      }
    }
  }
};

/// Coefficients of the cells are literals; one branch may have a table of its own.
struct Layers {
  std::vector<double> conductivity = random_state(60, 1), reactivity = random_state(60, 2);
  bool has_own_table = false;
  std::size_t size() const { return conductivity.size(); }
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    f[size() - 1] = x[size() - 1];
    for (std::size_t i = 0; i + 1 < size(); ++i) {
      if (x[i] > 0.0) {
        f[i] = conductivity[i] * x[i] * x[i];
      } else {
        f[i] = (has_own_table ? reactivity[i] : conductivity[i]) * x[i] * x[i + 1];
      }
    }
  }
};

/// A branch inside a branch, and one on what the first has computed.
struct Nested {
  std::size_t size() const { return 16; }
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    f[size() - 1] = x[size() - 1];
    for (std::size_t i = 0; i + 1 < size(); ++i) {
      const Scalar& next = x[i + 1];
      Scalar slope = x[i] * next;
      if (x[i] > 0.0) {
        slope = x[i] - next;
        if (next > 0.25) slope = slope * next;
      }
      if (slope > 0.1) slope = slope * slope;
      f[i] = x[i] + slope;
    }
  }
};

/// Parameters: one of the whole residual in one branch only, one of each cell in both.
struct Heated {
  double threshold_source = 2.0;
  std::vector<double> sources{1.5, 2.5, 0.5, 4.0, 3.0, 7.0, 2.0, 9.0};
  std::size_t size() const { return sources.size(); }
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    const Scalar threshold = parameter<Scalar>(threshold_source);
    f[size() - 1] = x[size() - 1];
    for (std::size_t i = 0; i + 1 < size(); ++i) {
      const Scalar source = parameter<Scalar>(sources[i]);
      if (x[i] > 0.0) {
        f[i] = x[i] * x[i] * source;
      } else {
        f[i] = x[i] * source + threshold * threshold * x[i + 1];
      }
    }
  }
};

/// Finite volumes: an upwinded flux of two quantities on every face, taken from one side by a branch.
template <class Scalar>
std::pair<Scalar, Scalar> upwind_flux(std::span<const Scalar> x, std::size_t left, std::size_t right) {
  const Scalar velocity = 0.5 * (x[2 * left] + x[2 * right]);
  if (velocity > 0.0) return {velocity * x[2 * left], velocity * x[2 * left] * x[2 * left + 1]};
  return {velocity * x[2 * right], velocity * x[2 * right] * x[2 * right + 1]};
}

/// The fluxes are added to both cells of each face.
struct SummedFluxes {
  std::size_t num_cells = 14;
  std::size_t size() const { return 2 * num_cells; }
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    for (Scalar& entry : f) entry = 0.0;
    for (std::size_t face = 0; face + 1 < num_cells; ++face) {
      const auto [mass, tracer] = upwind_flux(x, face, face + 1);
      f[2 * face] += mass;
      f[2 * face + 1] += tracer;
      f[2 * face + 2] -= mass;
      f[2 * face + 3] -= tracer;
    }
  }
};

/// The fluxes are kept in an array; cells have a branch of their own on what they gather.
struct KeptFluxes {
  std::size_t num_cells = 14;
  std::size_t size() const { return 2 * num_cells; }
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    std::vector<Scalar> flux(2 * num_cells + 2, 0.0);
    for (std::size_t face = 1; face < num_cells; ++face) {
      const auto [mass, tracer] = upwind_flux(x, face - 1, face);
      flux[2 * face] = mass;
      flux[2 * face + 1] = tracer;
    }
    for (std::size_t cell = 0; cell < num_cells; ++cell) {
      const Scalar change = flux[2 * cell + 2] - flux[2 * cell];
      Scalar gain = x[2 * cell];
      if (change > 0.0) gain = gain + change * change;
      f[2 * cell] = gain + change;
      f[2 * cell + 1] = x[2 * cell + 1] + flux[2 * cell + 3] - flux[2 * cell + 1];
    }
  }
};

/// A branch on what was assigned already: where it is not taken, its guard belongs to the next cell.
struct Afterwards {
  std::size_t size() const { return 16; }
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    for (std::size_t i = 0; i < size(); ++i) {
      f[i] = x[i] * x[(i + 1) % size()];
      if (f[i] > 0.1) f[i] = f[i] * x[i];
    }
  }
};

/// The sign of one unknown decides about every cell's work.
struct Remote {
  std::size_t size() const { return 8; }
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    const bool is_hot = x[0] > 0.0;
    f[0] = x[0] * x[1];
    for (std::size_t i = 1; i < size(); ++i) {
      if (is_hot) {
        f[i] = x[i] * x[i];
      } else {
        f[i] = x[i] * x[i - 1];
      }
    }
  }
};

}  // namespace jacquard::test
