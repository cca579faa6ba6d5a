// SPDX-License-Identifier: BSD-2-Clause
// How an emitted functor runs over a batch on a CPU; what every compiled kernel is built around.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "jacquard/evaluator.hpp"
#include "jacquard/kernels/instruction_set.hpp"
#include "jacquard/kernels/pack_functions.hpp"

/// One piece of a large kernel: never merged into its neighbours, so that no function outgrows the optimiser. What it
/// calls is merged into it: around a call all packs would go to memory, since no register of theirs outlives calls.
#define JACQUARD_PIECE __attribute__((noinline, flatten))

namespace jacquard::kernels {

/// What a caller hands to a compiled kernel.
struct CompiledCall {
  const Batch* batch = nullptr;
  Quantity quantity = Quantity::both;
  std::size_t first_group = 0;
  std::size_t last_group = 0;
  EvaluationStatus* status = nullptr;  ///< added to
  const double* literals = nullptr;    ///< of the program of `quantity`; for kernels that have them as data
};

using ScalarFunction = double (*)(Elemental, double, double, double);

/// Entry point of a compiled kernel. `bind` comes first, once, with the scalar table of this process.
struct CompiledKernel {
  void (*bind)(ScalarFunction);
  void (*run)(const CompiledCall&);
};

/// Jacobian entries of one pack of points: entry k stands group_size doubles behind entry k - 1.
template <class P>
class Entries {
 public:
  struct Entry {
    double* at;
    void operator=(const P& value) const { value.store(at); }
  };

  explicit Entries(double* first) : first_(first) {}
  Entry operator[](std::size_t k) const { return {first_ + k * group_size}; }

 private:
  double* first_;
};

/// What a pack of points reads: values of one kind and, for kernels that have them as data, the program's literals.
template <class P>
struct Inputs {
  const P* first;
  const double* literals = nullptr;
  const P& operator[](std::size_t k) const { return first[k]; }
};

/// Where values of one kind go within a pack of points.
template <class P>
struct Values {
  P* first;
  P& operator[](std::size_t k) const { return first[k]; }
};

/// Runs `Kernel` over groups of points, a pack at a time. Allocates nothing.
template <class Kernel, class P>
class CompiledBatch {
 public:
  explicit CompiledBatch(const CompiledCall& call) : call_(call), batch_(*call.batch) {}

  void run() {
    switch (call_.quantity) {
      case Quantity::residual: return run_as<Quantity::residual>();
      case Quantity::jacobian: return run_as<Quantity::jacobian>();
      case Quantity::both: return run_as<Quantity::both>();
    }
  }

 private:
  /// A function for each quantity: in one, the programs would share registers and stack.
  template <Quantity quantity>
  JACQUARD_PIECE void run_as() {
    for (std::size_t group = call_.first_group; group < call_.last_group; ++group)
      for (std::size_t lane = 0; lane < group_size; lane += P::size) {
        const std::size_t first = group * group_size + lane;
        if (first >= batch_.num_points) return;
        run_pack<quantity>(first, batch_.jacobian + group * group_size * Kernel::num_entries + lane);
      }
  }

  /// Points first, first + 1, ...; lanes beyond the last point repeat it.
  template <Quantity quantity>
  void run_pack(std::size_t first, double* entries) {
    const std::size_t num_lanes = std::min(P::size, batch_.num_points - first);
    if (num_lanes == P::size) {
      load_whole(first);
    } else {
      load_ragged(first, num_lanes);
    }
    const Inputs<P> x{x_.data()}, p{p_.data(), call_.literals};
    const Values<P> f{f_.data()}, g{g_.data()};
    Kernel::template compute<P>(quantity, x, p, f, Entries<P>(entries), g);
    if constexpr (Kernel::num_guards > 0) check_guards(first, num_lanes);
    if constexpr (quantity != Quantity::jacobian) store(first, num_lanes);
  }

  void load_whole(std::size_t first) {
    for (std::size_t k = 0; k < Kernel::num_independents; ++k) {
      const std::size_t at = k * batch_.gather_stride + first;
      x_[k] = batch_.gather == nullptr ? P::load(batch_.state + at) : P::gather(batch_.state, batch_.gather + at);
    }
    for (std::size_t k = 0; k < Kernel::num_parameters; ++k) {
      const double* column = batch_.parameters[k];
      p_[k] = batch_.parameter_strides[k] == 0 ? P(*column) : P::load(column + first);
    }
  }

  void load_ragged(std::size_t first, std::size_t num_lanes) {
    std::array<double, P::size> lanes;
    const auto point = [&](std::size_t lane) { return first + std::min(lane, num_lanes - 1); };
    for (std::size_t k = 0; k < Kernel::num_independents; ++k) {
      for (std::size_t lane = 0; lane < P::size; ++lane) {
        const std::size_t at = k * batch_.gather_stride + point(lane);
        lanes[lane] = batch_.state[batch_.gather == nullptr ? at : static_cast<std::size_t>(batch_.gather[at])];
      }
      x_[k] = P::load(lanes.data());
    }
    for (std::size_t k = 0; k < Kernel::num_parameters; ++k) {
      for (std::size_t lane = 0; lane < P::size; ++lane)
        lanes[lane] = batch_.parameters[k][point(lane) * batch_.parameter_strides[k]];
      p_[k] = P::load(lanes.data());
    }
  }

  void store(std::size_t first, std::size_t num_lanes) {
    std::array<double, P::size> lanes;
    for (std::size_t k = 0; k < Kernel::num_residuals; ++k) {
      const std::size_t at = k * batch_.scatter_stride + first;
      if (batch_.scatter == nullptr && num_lanes == P::size) {
        f_[k].store(batch_.result + at);
        continue;
      }
      f_[k].store(lanes.data());
      for (std::size_t lane = 0; lane < num_lanes; ++lane)
        batch_.result[batch_.scatter == nullptr ? at + lane : static_cast<std::size_t>(batch_.scatter[at + lane])] =
            lanes[lane];
    }
  }

  void check_guards(std::size_t first, std::size_t num_lanes) {
    std::array<bool, P::size> flipped{};
    for (std::size_t k = 0; k < Kernel::num_guards; ++k) {
      std::array<double, P::size> lanes;
      g_[k].store(lanes.data());
      for (std::size_t lane = 0; lane < num_lanes; ++lane)
        flipped[lane] |= (lanes[lane] != 0.0) != Kernel::guard_outcomes[k];
    }
    for (std::size_t lane = 0; lane < num_lanes; ++lane) {
      if (batch_.flipped != nullptr) batch_.flipped[first + lane] = flipped[lane];
      if (flipped[lane]) add_flip(*call_.status, first + lane);
    }
  }

  static void add_flip(EvaluationStatus& status, std::size_t point) {
    if (status.num_flipped == 0 || point < status.first_flipped) status.first_flipped = point;
    ++status.num_flipped;
  }

  const CompiledCall& call_;
  const Batch& batch_;
  std::array<P, Kernel::num_independents + 1> x_;
  std::array<P, Kernel::num_parameters + 1> p_;
  std::array<P, Kernel::num_residuals + 1> f_;
  std::array<P, Kernel::num_guards + 1> g_;
};

}  // namespace jacquard::kernels
