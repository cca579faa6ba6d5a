// SPDX-License-Identifier: BSD-2-Clause
// How an emitted functor runs over a batch on a CPU; what every compiled kernel is built around.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "jacquard/batch.hpp"
#include "jacquard/kernels/instruction_set.hpp"
#include "jacquard/kernels/pack_functions.hpp"
#include "jacquard/quantity.hpp"

/// One piece of a kernel over all packs of a tile: never merged into its neighbours, so that no function outgrows
/// the optimiser. What it calls is merged into it: around a call all packs would go to memory, since no register of
/// theirs outlives calls.
#define JACQUARD_PIECE __attribute__((noinline, flatten))

namespace jacquard::kernels {

/// More than these are many for a Jacobian of one point.
inline constexpr std::size_t many_entries = 256;

/// What a caller hands to a compiled kernel.
struct CompiledCall {
  const Batch* batch = nullptr;
  Quantity quantity = Quantity::both;
  std::size_t first_group = 0;
  std::size_t last_group = 0;
  EvaluationStatus* status = nullptr;  ///< added to
  const double* literals = nullptr;    ///< of the program of `quantity`; for kernels that have them as data
  bool streams = false;                ///< writes the Jacobian past the caches; it is aligned to cache lines
  bool one_piece_fetches = false;      ///< kernels of one piece fetch lines of the Jacobian, whatever its size
  bool fetches_ahead = false;          ///< others do, since it outgrows the second-level cache
};

using ScalarFunction = double (*)(Elemental, double, double, double);

/// Entry point of a compiled kernel. `bind` comes first, once, with the scalar table of this process.
struct CompiledKernel {
  void (*bind)(ScalarFunction);
  void (*run)(const CompiledCall&);
};

/// Has the processor bring the cache line of `value` near: a store would start that only once all stores before it
/// are done. Beyond an array it does no harm.
inline void fetch(const double* value, std::size_t ahead = 0) {
  const auto address = reinterpret_cast<std::uintptr_t>(value) + ahead * sizeof(double);
  __builtin_prefetch(reinterpret_cast<const void*>(address), 1);
}

/// Values of one pack of points in columns: value k stands k * stride doubles behind the first. A stride that is
/// known when kernels are compiled becomes part of their instructions' addresses.
/// @tparam fetched_ahead  every store has a line fetched that is so many doubles ahead; 0 for none
/// @tparam may_stream     whether stores may go past the caches
template <class P, std::size_t known_stride = 0, std::size_t fetched_ahead = 0, bool may_stream = false>
class Columns {
 public:
  class Place {
   public:
    Place(double* at, bool streams) : at_(at), streams_(streams) {}
    operator P() const { return P::load(at_); }
    void operator=(const P& value) const {
      if (may_stream && streams_) return value.stream(at_);
      value.store(at_);
      if constexpr (fetched_ahead > 0) fetch(at_, fetched_ahead);
    }

   private:
    double* at_;
    bool streams_;
  };

  Columns() = default;
  explicit Columns(double* first, std::size_t stride = known_stride, bool streams = false)
      : first_(first), stride_(stride), streams_(streams) {}
  Place operator[](std::size_t k) const {
    return Place(first_ + k * (known_stride > 0 ? known_stride : stride_), streams_);
  }

 private:
  double* first_ = nullptr;
  std::size_t stride_ = known_stride;
  bool streams_ = false;
};

/// What all pieces read: parameters and, for kernels that have them as data, the program's literals.
template <class P>
struct Parameters {
  const P* first;
  const double* literals;
  const P& operator[](std::size_t k) const { return first[k]; }
};

/// Runs `Kernel` over groups of points, tile by tile. Allocates nothing.
///
/// A tile is a few packs, and each piece of the kernel runs over all of them before the next one does: a processor
/// looks some hundred instructions ahead, so that short pieces of several packs overlap where a long kernel of one
/// would wait for its own divisions and roots.
template <Quantity quantity, class Kernel, class P>
class CompiledBatch {
 public:
  explicit CompiledBatch(const CompiledCall& call) : call_(call), batch_(*call.batch) {
    for (std::size_t k = 0; k < Kernel::num_parameters; ++k) {
      if (batch_.parameter_strides[k] != 0) {
        stands_together_ = false;
        continue;
      }
      for (PackOfPoints& pack : packs_) pack.parameters[k] = P(*batch_.parameters[k]);
    }
  }

  void run() {
    const std::size_t last = std::min(call_.last_group * group_size, batch_.num_points);
    std::size_t first = call_.first_group * group_size;
    if constexpr (Kernel::num_pieces(quantity) == 1 && Kernel::num_guards == 0) {
      if (stands_together_)
        first = fetches_ahead() ? run_in_place<FetchedEntries>(first, last) : run_in_place<Entries>(first, last);
    }
    for (; first < last; first += packs_a_tile * P::size) run_tile(first, last);
    if (streams() || streams_at_once()) P::finish_streaming();
  }

 private:
  /// Inputs and results of one pack of points; lanes beyond the last point repeat it. What stands together in the
  /// caller's arrays is read and written there.
  struct PackOfPoints {
    std::size_t first = 0;
    std::size_t num_lanes = 0;
    Columns<P> x, f;
    double* entries = nullptr;
    std::array<P, Kernel::num_independents + 1> copied_x;
    std::array<P, Kernel::num_residuals + 1> copied_f;
    std::array<P, Kernel::num_parameters + 1> parameters;
    std::array<P, Kernel::num_guards + 1> conditions;
    std::array<P, Kernel::num_carried(quantity) + 1> carried;

    bool is_whole() const { return num_lanes == P::size; }
  };

  static constexpr std::size_t tile_bytes = 24 * 1024;  ///< half of a usual first-level cache
  static constexpr std::size_t packs_a_tile = std::clamp<std::size_t>(tile_bytes / sizeof(PackOfPoints), 1, 4);

  /// Kernels of many entries compute for longer than their results take to memory: there is no need to bring lines
  /// near, nor to put results that go past the caches in order first. But each must be a whole line.
  static constexpr bool has_few_entries = quantity != Quantity::residual && Kernel::num_entries <= many_entries;
  static constexpr bool may_stream_at_once =
      quantity != Quantity::residual && !has_few_entries && P::size == group_size;
  bool streams() const { return has_few_entries && call_.streams; }
  bool streams_at_once() const { return may_stream_at_once && call_.streams; }
  /// Kernels of one piece are done before the second-level cache has taken what they wrote, for which some
  /// processors wait at any size.
  bool fetches_ahead() const {
    return has_few_entries && !streams() &&
           (Kernel::num_pieces(quantity) == 1 ? call_.one_piece_fetches : call_.fetches_ahead);
  }

  using Entries = Columns<P, group_size, 0, may_stream_at_once>;
  /// Storing one has that of the next group fetched.
  using FetchedEntries = Columns<P, group_size, has_few_entries ? Kernel::num_entries * group_size : 0>;
  /// The last of many pieces store most entries, faster than lines arrive: each piece has a share of them fetched.
  static constexpr bool is_fetched_by_piece = has_few_entries && Kernel::num_pieces(quantity) >= 4;

  /// Whole packs from `first` on by a kernel of one piece, which needs no tiles.
  /// @return  the first point that is left
  template <class PackEntries>
  JACQUARD_PIECE std::size_t run_in_place(std::size_t first, std::size_t last) {
    PackOfPoints& pack = packs_.front();
    const Parameters<P> parameters{pack.parameters.data(), call_.literals};
    for (; first + P::size <= last; first += P::size) {
      start_in_place(pack, first);
      Kernel::template compute<quantity, 0, P>(pack.x, parameters, pack.f, entries_of<PackEntries>(pack),
                                               pack.conditions.data(), pack.carried.data());
    }
    return first;
  }

  void run_tile(std::size_t first, std::size_t last) {
    const std::size_t num_packs = std::min(packs_a_tile, (last - first + P::size - 1) / P::size);
    const bool is_in_place = stands_together_ && first + num_packs * P::size <= batch_.num_points;
    for (std::size_t k = 0; k < num_packs; ++k)
      is_in_place ? start_in_place(packs_[k], first + k * P::size) : start(k, first + k * P::size);
    run_pieces(num_packs);
    if (is_in_place && Kernel::num_guards == 0) return;
    for (std::size_t k = 0; k < num_packs; ++k) finish(k);
  }

  void run_pieces(std::size_t num_packs) {
    constexpr std::make_index_sequence<Kernel::num_pieces(quantity)> pieces;
    if constexpr (!is_fetched_by_piece) {
      if (fetches_ahead()) return run_pieces<FetchedEntries>(num_packs, pieces);
    }
    run_pieces<Entries>(num_packs, pieces);
  }

  template <class PackEntries, std::size_t... piece>
  void run_pieces(std::size_t num_packs, std::index_sequence<piece...>) {
    (run_piece<PackEntries, piece>(num_packs), ...);
  }

  template <class PackEntries, std::size_t piece>
  JACQUARD_PIECE void run_piece(std::size_t num_packs) {
    for (PackOfPoints* pack = packs_.data(); pack != packs_.data() + num_packs; ++pack) {
      if constexpr (is_fetched_by_piece) {
        if (fetches_ahead()) fetch_share<piece>(pack->entries);
      }
      const Parameters<P> parameters{pack->parameters.data(), call_.literals};
      Kernel::template compute<quantity, piece, P>(pack->x, parameters, pack->f, entries_of<PackEntries>(*pack),
                                                   pack->conditions.data(), pack->carried.data());
    }
  }

  template <class PackEntries>
  PackEntries entries_of(const PackOfPoints& pack) const {
    return PackEntries(pack.entries, group_size, streams_at_once());
  }

  template <std::size_t piece>
  static void fetch_share(const double* entries) {
    constexpr std::size_t num_variable = Kernel::variable_entries.size(), num_pieces = Kernel::num_pieces(quantity);
    for (std::size_t k = num_variable * piece / num_pieces; k < num_variable * (piece + 1) / num_pieces; ++k)
      fetch(entries + Kernel::variable_entries[k] * group_size);
  }

  /// Where there is nothing to copy. Small kernels take little longer than this.
  void start_in_place(PackOfPoints& pack, std::size_t first) const {
    pack.first = first;
    pack.num_lanes = P::size;
    pack.x = Columns<P>(const_cast<double*>(batch_.state) + first, batch_.gather_stride);
    pack.f = Columns<P>(batch_.result + first, batch_.scatter_stride);
    pack.entries = first_entry(first);
  }

  void start(std::size_t k, std::size_t first) {
    PackOfPoints& pack = packs_[k];
    pack.first = first;
    pack.num_lanes = std::min(P::size, batch_.num_points - first);
    pack.entries = streams() ? streamed_[k].data() : first_entry(first);
    load_independents(pack);
    load_parameters(pack);
    if (writes_residuals_in_place(pack)) {
      pack.f = Columns<P>(batch_.result + first, batch_.scatter_stride);
    } else {
      pack.f = Columns<P>(reinterpret_cast<double*>(pack.copied_f.data()), P::size);
    }
  }

  double* first_entry(std::size_t point) const {
    return batch_.jacobian + point / group_size * group_size * Kernel::num_entries + point % group_size;
  }

  void load_independents(PackOfPoints& pack) const {
    if (batch_.gather == nullptr && pack.is_whole()) {
      pack.x = Columns<P>(const_cast<double*>(batch_.state) + pack.first, batch_.gather_stride);
      return;
    }
    pack.x = Columns<P>(reinterpret_cast<double*>(pack.copied_x.data()), P::size);
    for (std::size_t k = 0; k < Kernel::num_independents; ++k) {
      const std::size_t column = k * batch_.gather_stride;
      if (pack.is_whole()) {
        pack.copied_x[k] = P::gather(batch_.state, batch_.gather + column + pack.first);
        continue;
      }
      pack.copied_x[k] = ragged(pack, [&](std::size_t point) {
        return batch_.state[batch_.gather == nullptr ? column + point
                                                     : static_cast<std::size_t>(batch_.gather[column + point])];
      });
    }
  }

  void load_parameters(PackOfPoints& pack) const {
    for (std::size_t k = 0; k < Kernel::num_parameters; ++k) {
      const double* column = batch_.parameters[k];
      const std::size_t stride = batch_.parameter_strides[k];
      if (stride == 0) continue;
      if (pack.is_whole()) {
        pack.parameters[k] = P::load(column + pack.first);
      } else {
        pack.parameters[k] = ragged(pack, [&](std::size_t point) { return column[point * stride]; });
      }
    }
  }

  template <class ValueOf>
  static P ragged(const PackOfPoints& pack, ValueOf value_of) {
    std::array<double, P::size> lanes;
    for (std::size_t lane = 0; lane < P::size; ++lane)
      lanes[lane] = value_of(pack.first + std::min(lane, pack.num_lanes - 1));
    return P::load(lanes.data());
  }

  bool writes_residuals_in_place(const PackOfPoints& pack) const {
    return batch_.scatter == nullptr && pack.is_whole();
  }

  void finish(std::size_t k) const {
    const PackOfPoints& pack = packs_[k];
    if (streams())
      for (const std::uint32_t entry : Kernel::variable_entries)
        P::load(pack.entries + entry * group_size).stream(first_entry(pack.first) + entry * group_size);
    if constexpr (Kernel::num_guards > 0) check_guards(pack);
    if constexpr (quantity != Quantity::jacobian)
      if (!writes_residuals_in_place(pack)) scatter(pack);
  }

  void scatter(const PackOfPoints& pack) const {
    std::array<double, P::size> lanes;
    for (std::size_t k = 0; k < Kernel::num_residuals; ++k) {
      const std::size_t at = k * batch_.scatter_stride + pack.first;
      pack.copied_f[k].store(lanes.data());
      for (std::size_t lane = 0; lane < pack.num_lanes; ++lane)
        batch_.result[batch_.scatter == nullptr ? at + lane : static_cast<std::size_t>(batch_.scatter[at + lane])] =
            lanes[lane];
    }
  }

  static auto guard_holds(const PackOfPoints& pack, std::size_t k) {
    const auto is_true = pack.conditions[k] != P(0.0);
    return Kernel::guard_outcomes[k] ? is_true : !is_true;
  }

  void check_guards(const PackOfPoints& pack) const {
    auto holds = guard_holds(pack, 0);
    for (std::size_t k = 1; k < Kernel::num_guards; ++k) holds = holds & guard_holds(pack, k);
    if (batch_.flipped != nullptr) std::fill_n(batch_.flipped + pack.first, pack.num_lanes, std::uint8_t{0});
    if (!all(holds)) report_flips(pack, select(holds, P(0.0), P(1.0)));
  }

  /// @param is_flipped  by lane, 1 or 0
  __attribute__((noinline, cold)) void report_flips(const PackOfPoints& pack, P is_flipped) const {
    std::array<double, P::size> lanes;
    is_flipped.store(lanes.data());
    for (std::size_t lane = 0; lane < pack.num_lanes; ++lane) {
      if (lanes[lane] == 0.0) continue;
      if (batch_.flipped != nullptr) batch_.flipped[pack.first + lane] = 1;
      add_flip(*call_.status, pack.first + lane);
    }
  }

  static void add_flip(EvaluationStatus& status, std::size_t point) {
    if (status.num_flipped == 0 || point < status.first_flipped) status.first_flipped = point;
    ++status.num_flipped;
  }

  const CompiledCall& call_;
  const Batch& batch_;
  /// Whether whole packs need no copy of their inputs and results, and all parameters are the same everywhere.
  bool stands_together_ = batch_.gather == nullptr && batch_.scatter == nullptr && !streams();
  std::array<PackOfPoints, packs_a_tile> packs_;
  using EntryLanes = std::array<double, has_few_entries ? Kernel::num_entries * group_size : 0>;
  alignas(64) std::array<EntryLanes, packs_a_tile> streamed_;  ///< of each pack, until it is finished
};

/// Runs `Kernel` for the quantity that is asked for.
template <class Kernel, class P>
void run_compiled(const CompiledCall& call) {
  switch (call.quantity) {
    case Quantity::residual:
      return CompiledBatch<Quantity::residual, Kernel, P>(call).run();
    case Quantity::jacobian:
      return CompiledBatch<Quantity::jacobian, Kernel, P>(call).run();
    case Quantity::both:
      return CompiledBatch<Quantity::both, Kernel, P>(call).run();
  }
}

}  // namespace jacquard::kernels
