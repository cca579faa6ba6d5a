// SPDX-License-Identifier: BSD-2-Clause
// How an emitted functor runs over a batch with a point a thread; what every kernel for devices is built around.
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

#include "jacquard/batch.hpp"
#include "jacquard/kernels/point_value.hpp"
#include "jacquard/quantity.hpp"

namespace jacquard::kernels {

/// What a caller hands to a kernel for a device. Memory is the execution space's unless said otherwise.
struct DeviceCall {
  const void* space = nullptr;         ///< an instance of the execution space that the kernel is for
  const std::string* label = nullptr;  ///< of its launches
  Batch batch;
  Quantity quantity = Quantity::both;
  std::size_t entry_stride = 0;               ///< lanes of the Jacobian's layout
  const double* literals = nullptr;           ///< of the program of `quantity`; host memory
  const double* literals_in_space = nullptr;  ///< the same
  double* carried = nullptr;                  ///< [BuiltInDeviceKernel::num_carried(quantity) x points_a_chunk]
  std::size_t points_a_chunk = 0;             ///< whose values have room there; a multiple of 32
  std::size_t* flipped = nullptr;             ///< count and lowest of points whose guards flip; added to
};

/// k * stride, for addresses. NVIDIA's compiler would derive each such address from others and keep many of them,
/// two registers each; a product that it cannot look into makes it compute each where it is used.
/// @pre k and stride < 2^32
JACQUARD_FUNCTION inline std::size_t distance(std::size_t k, std::size_t stride) {
#if defined(__CUDA_ARCH__)
  std::size_t product;
  asm("mul.wide.u32 %0, %1, %2;"
      : "=l"(product)
      : "r"(static_cast<std::uint32_t>(stride)), "r"(static_cast<std::uint32_t>(k)));
  return product;
#else
  return k * stride;
#endif
}

/// first + k * stride. @pre k < 2^29, stride < 2^32
template <class T>
JACQUARD_FUNCTION T* in_column(T* first, std::size_t k, std::size_t stride) {
  using Byte = std::conditional_t<std::is_const_v<T>, const char, char>;
  return reinterpret_cast<T*>(reinterpret_cast<Byte*>(first) + distance(k * sizeof(T), stride));
}

/// Where a value of one point stands.
class PointPlace {
 public:
  JACQUARD_FUNCTION explicit PointPlace(double* at) : at_(at) {}
  JACQUARD_FUNCTION operator PointValue() const { return *at_; }
  JACQUARD_FUNCTION void operator=(PointValue value) const { *at_ = value.value; }

 private:
  double* at_;
};

/// The Jacobian's entries of one point.
struct PointEntries {
  double* first;
  std::size_t stride;

  JACQUARD_FUNCTION PointPlace operator[](std::size_t k) const { return PointPlace(in_column(first, k, stride)); }
};

/// What the pieces of one point hand on: [group of points][value][point of the group], so that places are constant
/// distances apart.
struct PointHandover {
  static constexpr std::size_t group = 32;  ///< points; threads that access memory together
  double* first;

  JACQUARD_FUNCTION PointHandover(double* all, std::size_t num_values, std::size_t lane)
      : first(all + lane / group * group * num_values + lane % group) {}
  JACQUARD_FUNCTION PointPlace operator[](std::size_t k) const { return PointPlace(first + k * group); }
};

/// Where residual m of one point goes.
struct PointResiduals {
  const Batch& batch;
  std::size_t point;

  JACQUARD_FUNCTION PointPlace operator[](std::size_t m) const {
    const std::size_t at =
        batch.scatter == nullptr
            ? point + distance(m, batch.scatter_stride)
            : static_cast<std::size_t>(*in_column(batch.scatter + point, m, batch.scatter_stride));
    return PointPlace(batch.result + at);
  }
};

/// Parameters of one point, and the program's literals.
struct PointParameters {
  const Batch& batch;
  std::size_t point;
  const double* literals;

  JACQUARD_FUNCTION PointValue operator[](std::size_t k) const {
    return batch.parameters[k][point * batch.parameter_strides[k]];
  }
};

/// Outcomes of `num_guards` guards as they were captured, one bit each.
template <std::size_t num_guards>
struct GuardOutcomes {
  std::uint64_t bits[num_guards / 64 + 1] = {};

  JACQUARD_FUNCTION bool operator[](std::size_t k) const { return (bits[k / 64] >> (k % 64) & 1) != 0; }
};

/// Takes the conditions of one point's guards, and notes whether one is not what it was when captured.
template <std::size_t num_guards>
class PointConditions {
 public:
  class Place {
   public:
    JACQUARD_FUNCTION Place(bool outcome, bool& flipped) : outcome_(outcome), flipped_(flipped) {}
    JACQUARD_FUNCTION void operator=(PointValue condition) const {
      flipped_ = flipped_ || (condition.value != 0.0) != outcome_;
    }

   private:
    bool outcome_;
    bool& flipped_;
  };

  JACQUARD_FUNCTION PointConditions(const GuardOutcomes<num_guards>& outcomes, bool& flipped)
      : outcomes_(outcomes), flipped_(flipped) {}
  JACQUARD_FUNCTION Place operator[](std::size_t k) const { return {outcomes_[k], flipped_}; }

 private:
  const GuardOutcomes<num_guards>& outcomes_;
  bool& flipped_;
};

/// A program's literals in the functor of a launch, which devices keep where instructions read operands from
/// without loading them (CUDA: constant memory). What does not fit there stays in memory.
template <std::size_t num_literals>
class LaunchLiterals {
 public:
  explicit LaunchLiterals(const DeviceCall& call) {
    if constexpr (fits) {
      std::copy_n(call.literals, num_literals, values_);
    } else {
      values_ = call.literals_in_space;
    }
  }
  JACQUARD_FUNCTION const double* data() const { return values_; }

 private:
  static constexpr bool fits = num_literals <= 3000;  // of 32 KiB that Kokkos passes in constant memory
  std::conditional_t<fits, double[num_literals + 1], const double*> values_;
};

/// Values that a point needs room for in memory: those handed on, and whether a guard has flipped.
template <class Kernel>
constexpr std::size_t num_carried_in_memory(Quantity quantity) {
  if (Kernel::num_pieces(quantity) <= 1) return 0;
  return Kernel::num_carried(quantity) + (Kernel::num_guards > 0 ? 1 : 0);
}

/// One piece of `Kernel` at the points of one launch; public for device compilers only.
///
/// One launch a piece, so that each has the registers that it needs: 255 a thread on NVIDIA's devices, two for a
/// double. What one piece hands to later ones goes through memory, where neighbouring threads' accesses are one;
/// points are taken in chunks to bound it. Pieces are as long as registers allow and the first-level cache, where
/// spilled values stay (EmissionOptions::live_values), since each value handed on costs as much traffic as two
/// entries of the Jacobian: most residuals are one piece.
/// Independents are loaded first and together, so that their latencies overlap.
template <class Kernel, Quantity quantity, std::size_t piece>
class EmittedPiece {
 public:
  /// @param first_of_chunk  the point whose values are handed on in the first lane
  EmittedPiece(const DeviceCall& call, std::size_t first_of_chunk)
      : batch_(call.batch),
        entry_stride_(call.entry_stride),
        carried_(call.carried),
        first_of_chunk_(first_of_chunk),
        flipped_(call.flipped),
        literals_(call) {
    for (std::size_t k = 0; k < Kernel::num_guards; ++k)
      outcomes_.bits[k / 64] |= std::uint64_t{Kernel::guard_outcomes[k]} << (k % 64);
  }

  JACQUARD_FUNCTION void operator()(std::size_t p) const {
    PointValue x[Kernel::num_independents + 1];
    load_independents(p, x, std::make_index_sequence<Kernel::num_independents>());
    const PointHandover carried(carried_, num_carried_in_memory<Kernel>(quantity), p - first_of_chunk_);
    bool flipped = false;
    if constexpr (hands_flips_on && piece > 0) flipped = PointValue(carried[flip_place]).value != 0.0;
    Kernel::template compute<quantity, piece, PointValue>(
        static_cast<const PointValue*>(x), PointParameters{batch_, p, literals_.data()}, PointResiduals{batch_, p},
        PointEntries{batch_.jacobian + p, entry_stride_}, PointConditions<Kernel::num_guards>(outcomes_, flipped),
        carried);
    if constexpr (is_last) {
      finish(p, flipped);
    } else if constexpr (hands_flips_on) {
      carried[flip_place] = flipped ? 1.0 : 0.0;
    }
  }

 private:
  static constexpr bool is_last = piece + 1 == Kernel::num_pieces(quantity);
  static constexpr bool hands_flips_on = Kernel::num_guards > 0 && Kernel::num_pieces(quantity) > 1;
  static constexpr std::size_t flip_place = Kernel::num_carried(quantity);

  template <std::size_t... k>
  JACQUARD_FUNCTION void load_independents(std::size_t p, PointValue* x, std::index_sequence<k...>) const {
    const std::size_t stride = batch_.gather_stride;
    if (batch_.gather == nullptr) {
      ((x[k] = *in_column(batch_.state + p, k, stride)), ...);
    } else {
      ((x[k] = batch_.state[*in_column(batch_.gather + p, k, stride)]), ...);
    }
  }

  JACQUARD_FUNCTION void finish(std::size_t p, bool flipped) const {
    if (batch_.flipped != nullptr) batch_.flipped[p] = flipped ? 1 : 0;
    if (!flipped) return;
    Kokkos::atomic_add(flipped_, std::size_t{1});
    Kokkos::atomic_fetch_min(flipped_ + 1, p);
  }

  Batch batch_;
  std::size_t entry_stride_;
  double* carried_;
  std::size_t first_of_chunk_;
  std::size_t* flipped_;
  GuardOutcomes<Kernel::num_guards> outcomes_;
  LaunchLiterals<Kernel::num_literals(quantity)> literals_;
};

/// The policy of a piece's launches: as an argument of the launch where it fits, which costs no copy ahead.
template <class Space, class Functor>
using EmittedPolicy =
    std::conditional_t<(sizeof(Functor) < 3500),  // of the 4 KiB that a launch's arguments may have
                       Kokkos::RangePolicy<Space, Kokkos::Experimental::WorkItemProperty::HintLightWeight_t>,
                       Kokkos::RangePolicy<Space>>;

/// Enqueues all pieces of `Kernel` for one quantity, chunk by chunk. Allocates nothing.
template <class Kernel, Quantity quantity, class Space>
class DeviceBatch {
 public:
  explicit DeviceBatch(const DeviceCall& call) : call_(call) {}

  void enqueue() const {
    const std::size_t num_points = call_.batch.num_points;
    const std::size_t chunk = num_carried_in_memory<Kernel>(quantity) == 0 ? num_points : call_.points_a_chunk;
    for (std::size_t first = 0; first < num_points; first += chunk)
      enqueue(first, std::min(first + chunk, num_points), std::make_index_sequence<Kernel::num_pieces(quantity)>());
  }

 private:
  template <std::size_t... piece>
  void enqueue(std::size_t first, std::size_t last, std::index_sequence<piece...>) const {
    (enqueue_piece<EmittedPiece<Kernel, quantity, piece>>(first, last), ...);
  }

  template <class Piece>
  void enqueue_piece(std::size_t first, std::size_t last) const {
    const Space& space = *static_cast<const Space*>(call_.space);
    Kokkos::parallel_for(*call_.label, EmittedPolicy<Space, Piece>(space, first, last), Piece(call_, first));
  }

  const DeviceCall& call_;
};

/// Enqueues `Kernel` for the quantity that is asked for.
template <class Kernel, class Space>
void run_on_device(const DeviceCall& call) {
  switch (call.quantity) {
    case Quantity::residual:
      return DeviceBatch<Kernel, Quantity::residual, Space>(call).enqueue();
    case Quantity::jacobian:
      return DeviceBatch<Kernel, Quantity::jacobian, Space>(call).enqueue();
    case Quantity::both:
      return DeviceBatch<Kernel, Quantity::both, Space>(call).enqueue();
  }
}

}  // namespace jacquard::kernels
