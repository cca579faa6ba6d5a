// SPDX-License-Identifier: BSD-2-Clause
// Steps over packs of points. Compiled once per instruction set: JACQUARD_ARCH names xsimd's, JACQUARD_FUNCTIONS
// the entry point. Every function here has internal linkage or depends on the architecture; any other would be
// merged with its copy for a narrower one.
#include "host_tile.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>

#include "host_handlers.hpp"
#include "host_place.hpp"

namespace jacquard::kernels {
namespace {

template <std::size_t num_packs>
using Registers = Doubles[num_packs];

/// What steps leave for those to come.
template <std::size_t num_packs>
struct State {
  Registers<num_packs> held;  ///< by the step before
  Registers<num_packs> kept;  ///< the spare ones
};

/// Literals of a step, each at all points of a pack.
struct Literals {
  Doubles first, second, third;
};

/// A step with what is in registers before it begins: where its first two arguments are, and the workspace.
struct Now {
  const HostStep& step;
  double* workspace;
  std::uint64_t first_two;

  template <bool is_contiguous = false>
  [[gnu::always_inline]] Place<const double, is_contiguous> source(int k) const {
    return kernels::source<is_contiguous>(step, workspace, first_two, k);
  }
};

template <Shape shape, int k, int last_in_memory>
[[gnu::always_inline]] inline Doubles literal(const Now& now) {
  if constexpr (is_literal(shape, k, last_in_memory)) {
    return Doubles::load(now.source<true>(k)[0]);
  } else {
    return Doubles(0.0);
  }
}

/// Argument k of a step, wherever it is.
template <int k, std::uint8_t forwarded, Shape shape, int last_in_memory>
[[gnu::always_inline]] inline Doubles argument(const Now& now, Doubles literal, Doubles held, Doubles kept,
                                               std::size_t pack) {
  if constexpr (k == forwarded) {
    return held;
  } else if constexpr (k == kept_argument(shape)) {
    return kept;
  } else if constexpr (is_literal(shape, k, last_in_memory)) {
    return literal;
  } else {
    return Doubles::load(now.source<shape != Shape::general>(k)[pack]);
  }
}

/// A step on one register, which holds one argument already, if `forwarded` says so.
template <Elemental elemental, std::uint8_t forwarded, Shape shape>
[[gnu::always_inline]] inline Doubles run_pack(const Now& now, const Literals& literals, Doubles held, Doubles kept,
                                               std::size_t pack) {
  constexpr int arity = num_operands<elemental>, last = last_argument_in_memory(arity, forwarded);
  Doubles a = argument<0, forwarded, shape, last>(now, literals.first, held, kept, pack), b = a, c = a;
  if constexpr (arity > 1) b = argument<1, forwarded, shape, last>(now, literals.second, held, kept, pack);
  if constexpr (arity > 2) c = argument<2, forwarded, shape, last>(now, literals.third, held, kept, pack);
  return value<elemental>(a, b, c);
}

// Registers have no index that is known at run time only, so that there is no loop over them, and all cases are one
// function; but instrumented, that takes compilers many minutes.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool is_instrumented = true;
#define JACQUARD_CASE_INLINING gnu::noinline
#else
constexpr bool is_instrumented = false;
#define JACQUARD_CASE_INLINING gnu::always_inline
#endif

template <class Function, std::size_t... pack>
[[gnu::always_inline]] inline void for_each_pack(std::index_sequence<pack...>, Function function) {
  if constexpr (is_instrumented) {
    for (std::size_t k = 0; k < sizeof...(pack); ++k) function(k);
  } else {
    (function(pack), ...);
  }
}
#define JACQUARD_OF_PACK [&](std::size_t pack) __attribute__((always_inline))

/// Results into the groups of an entry, which are far from each other; past the caches where the tile's entries go
/// so.
template <std::size_t num_packs>
[[gnu::always_inline]] inline void store_entry(const HostStep& step, const HostTile& tile,
                                               const Registers<num_packs>& values) {
  constexpr auto packs = std::make_index_sequence<num_packs>();
  double* group = tile.jacobian + step.result;
  const std::size_t stride = tile.entries_a_group;
  const auto to = [&](std::size_t pack) __attribute__((always_inline)) {
    double* const at = group + pack % packs_a_group * Doubles::size;
    if (pack % packs_a_group == packs_a_group - 1) group += stride;
    return at;
  };
  if (tile.streams) {
    for_each_pack(
        packs, JACQUARD_OF_PACK { values[pack].stream(to(pack)); });
  } else {
    for_each_pack(
        packs, JACQUARD_OF_PACK { values[pack].store(to(pack)); });
  }
}

template <Shape shape, std::size_t num_packs>
[[gnu::always_inline]] inline void store_result(const Now& now, const HostTile& tile,
                                                const Registers<num_packs>& values) {
  if (shape == Shape::entry || (shape != Shape::slots && now.step.result_is_entry)) {
    store_entry(now.step, tile, values);
    return;
  }
  const Place<double, true> slot(now.workspace + now.step.result);
  for_each_pack(
      std::make_index_sequence<num_packs>(), JACQUARD_OF_PACK { values[pack].store(slot[pack]); });
}

/// A step on all registers.
template <Elemental elemental, std::uint8_t forwarded, bool is_stored, Shape shape, std::size_t num_packs>
[[gnu::always_inline]] inline void run_short(const Now& now, const HostTile& tile, State<num_packs>& state) {
  constexpr int last = last_argument_in_memory(num_operands<elemental>, forwarded);
  const Literals literals{literal<shape, 0, last>(now), literal<shape, 1, last>(now), literal<shape, 2, last>(now)};
  for_each_pack(
      std::make_index_sequence<num_packs>(), JACQUARD_OF_PACK {
        state.held[pack] =
            run_pack<elemental, forwarded, shape>(now, literals, state.held[pack], state.kept[pack], pack);
      });
  if constexpr (is_stored) store_result<shape>(now, tile, state.held);
}

/// A value in memory goes to the spare registers.
template <std::size_t num_packs>
[[gnu::always_inline]] inline void run_fetch(const Now& now, Registers<num_packs>& kept) {
  const auto from = now.source<true>(0);
  for_each_pack(
      std::make_index_sequence<num_packs>(), JACQUARD_OF_PACK { kept[pack] = Doubles::load(from[pack]); });
}

/// What the registers hold goes to the spare ones.
template <std::size_t num_packs>
[[gnu::always_inline]] inline void keep_held(State<num_packs>& state) {
  for_each_pack(
      std::make_index_sequence<num_packs>(), JACQUARD_OF_PACK { state.kept[pack] = state.held[pack]; });
}

/// No register outlives a call: the spare ones go to memory around it, and only there.
template <std::size_t num_packs>
[[gnu::always_inline]] inline void call_handler(const HostStep& step, const HostTile& tile,
                                                Registers<num_packs>& kept) {
  constexpr auto packs = std::make_index_sequence<num_packs>();
  alignas(64) double saved[num_packs * Doubles::size];
  for_each_pack(
      packs, JACQUARD_OF_PACK { kept[pack].store(saved + pack * Doubles::size); });
  tile.handlers[step.handler](step, tile);
  for_each_pack(
      packs, JACQUARD_OF_PACK { kept[pack] = Doubles::load(saved + pack * Doubles::size); });
}

/// What fills a tile and lies in one row is loaded straight; else the step's handler brings it to its slot.
template <Elemental leaf, bool is_stored, std::size_t num_packs>
[[gnu::always_inline]] inline void run_load(const Now& now, const HostTile& tile, State<num_packs>& state) {
  const HostStep& step = now.step;
  Registers<num_packs>& values = state.held;
  constexpr auto packs = std::make_index_sequence<num_packs>();
  const Batch& batch = *tile.batch;
  const Place<double, true> slot(now.workspace + step.result);
  const bool is_shared = leaf == Elemental::parameter && batch.parameter_strides[step.index] == 0;
  const bool is_gathered = leaf == Elemental::independent && batch.gather != nullptr;
  if (!is_shared && (is_gathered || tile.num_points != num_packs * Doubles::size)) {
    call_handler(step, tile, state.kept);
    for_each_pack(
        packs, JACQUARD_OF_PACK { values[pack] = Doubles::load(slot[pack]); });
    return;
  }
  const double* const row = leaf == Elemental::independent ? batch.state + step.index * batch.gather_stride
                                                           : batch.parameters[step.index];
  for_each_pack(
      packs, JACQUARD_OF_PACK {
        values[pack] = is_shared ? Doubles(*row) : Doubles::load(row + tile.first_point + pack * Doubles::size);
        if constexpr (is_stored) values[pack].store(slot[pack]);
      });
}

/// What fills a tile and goes to one row is stored straight, anything else point by point.
template <bool is_forwarded, std::size_t num_packs>
[[gnu::always_inline]] inline void store_residual(const Now& now, const HostTile& tile,
                                                  Registers<num_packs>& values) {
  constexpr auto packs = std::make_index_sequence<num_packs>();
  const Batch& batch = *tile.batch;
  const auto from = now.source(0);
  if constexpr (!is_forwarded)
    for_each_pack(
        packs, JACQUARD_OF_PACK { values[pack] = Doubles::load(from[pack]); });
  const std::size_t first = now.step.index * batch.scatter_stride + tile.first_point;
  if (!batch.scatter && tile.num_points == num_packs * Doubles::size) {
    double* const row = batch.result + first;
    for_each_pack(
        packs, JACQUARD_OF_PACK { values[pack].store(row + pack * Doubles::size); });
    return;
  }
  alignas(64) double points[num_packs * Doubles::size];
  for_each_pack(
      packs, JACQUARD_OF_PACK { values[pack].store(points + pack * Doubles::size); });
  for (std::size_t p = 0; p < tile.num_points; ++p)
    batch.result[batch.scatter ? batch.scatter[first + p] : first + p] = points[p];
}

template <Elemental elemental, std::uint8_t forwarded, bool is_stored, Shape shape, SpareRegisters spare,
          std::size_t num_packs>
[[JACQUARD_CASE_INLINING]] inline void run_case(const Now& now, const HostTile& tile, State<num_packs>& state) {
  constexpr bool is_there = shape < Shape::kept_first || spare == SpareRegisters::yes;
  if constexpr (!is_there || !has_case(elemental, {forwarded, is_stored}, shape)) {
    __builtin_unreachable();
  } else if constexpr (elemental == unchanged && shape == Shape::slots) {
    store_residual<forwarded == 0>(now, tile, state.held);
  } else if constexpr (elemental != unchanged && arity(elemental) == 0) {
    run_load<elemental, is_stored>(now, tile, state);
  } else {
    run_short<elemental, forwarded, is_stored, shape>(now, tile, state);
  }
}

template <std::size_t... pack>
[[gnu::always_inline]] inline void clear(Registers<sizeof...(pack)>& values, std::index_sequence<pack...>) {
  ((values[pack] = Doubles(0.0)), ...);
}

#define JACQUARD_CASES_OF_SHAPES(name, forwarded, is_stored) \
  JACQUARD_CASE(name, forwarded, is_stored, general)         \
  JACQUARD_CASE(name, forwarded, is_stored, slots)           \
  JACQUARD_CASE(name, forwarded, is_stored, literal)         \
  JACQUARD_CASE(name, forwarded, is_stored, factor)          \
  JACQUARD_CASE(name, forwarded, is_stored, line)            \
  JACQUARD_CASE(name, forwarded, is_stored, entry)           \
  JACQUARD_CASE(name, forwarded, is_stored, kept_first)      \
  JACQUARD_CASE(name, forwarded, is_stored, kept_second)     \
  JACQUARD_CASE(name, forwarded, is_stored, kept_third)
#define JACQUARD_CASES_OF_ARGUMENT(name, forwarded) \
  JACQUARD_CASES_OF_SHAPES(name, forwarded, false)  \
  JACQUARD_CASES_OF_SHAPES(name, forwarded, true)
#define JACQUARD_CASES_OF_ELEMENTAL(name) \
  JACQUARD_CASES_OF_ARGUMENT(name, 0)     \
  JACQUARD_CASES_OF_ARGUMENT(name, 1)     \
  JACQUARD_CASES_OF_ARGUMENT(name, 2)     \
  JACQUARD_CASES_OF_ARGUMENT(name, 3)
/// JACQUARD_CASE for every case, in the order of their codes.
#define JACQUARD_CASES JACQUARD_ELEMENTALS_WITH_CASES(JACQUARD_CASES_OF_ELEMENTAL)

#define JACQUARD_CASE(name, forwarded, is_stored, shape) \
  step_code(Elemental::name, {forwarded, is_stored}, Shape::shape),
constexpr StepCode codes[]{end_code, handler_code, fetch_code, keep_code, JACQUARD_CASES};
#undef JACQUARD_CASE
static_assert([] {
  StepCode next = 0;
  for (const StepCode code : codes)
    if (code != next++) return false;
  return true;
}());

// One function, so that `state` is in registers from the first step to the last. Loads bound its speed, so that
// what a step is takes two, and both come a step ahead: no operand waits for its address, and a processor that
// guessed the next case wrong finds out at once. Not const void: nvcc goes there by no such pointer.
template <std::size_t num_packs, SpareRegisters spare>
void* const* run(const HostStep* step, const HostTile& tile) {
#define JACQUARD_LABEL(name, forwarded, is_stored, shape) name##_##forwarded##_##is_stored##_##shape
#define JACQUARD_CASE(name, forwarded, is_stored, shape) &&JACQUARD_LABEL(name, forwarded, is_stored, shape),
  static void* const cases[]{&&end, &&handler, &&fetch, &&keep, JACQUARD_CASES};
#undef JACQUARD_CASE
#define JACQUARD_NOW (Now{*step, workspace, first_two})
#define JACQUARD_RUN_NEXT               \
  {                                     \
    void* const begin = next_begin;     \
    first_two = next_first_two;         \
    ++step;                             \
    next_begin = step[1].begin;         \
    next_first_two = step[1].first_two; \
    goto* begin;                        \
  }

  if (!step) return cases;
  State<num_packs> state{};
  double* const workspace = tile.workspace;
  std::uint64_t first_two = step->first_two, next_first_two = step[1].first_two;
  void* next_begin = step[1].begin;
  goto * step->begin;

#define JACQUARD_CASE(name, forwarded, is_stored, shape)                                                 \
  JACQUARD_LABEL(name, forwarded, is_stored, shape)                                                      \
      : run_case<Elemental::name, forwarded, is_stored, Shape::shape, spare>(JACQUARD_NOW, tile, state); \
  JACQUARD_RUN_NEXT
  JACQUARD_CASES
#undef JACQUARD_CASE
#undef JACQUARD_LABEL

handler:
  tile.handlers[step->handler](*step, tile);
  clear(state.held, std::make_index_sequence<num_packs>());  // none need be saved around the call
  clear(state.kept, std::make_index_sequence<num_packs>());
  JACQUARD_RUN_NEXT
fetch:
  if constexpr (spare == SpareRegisters::yes) run_fetch(JACQUARD_NOW, state.kept);
  JACQUARD_RUN_NEXT
keep:
  if constexpr (spare == SpareRegisters::yes) keep_held(state);
  JACQUARD_RUN_NEXT
end:
  return cases;
#undef JACQUARD_RUN_NEXT
#undef JACQUARD_NOW
}
#undef JACQUARD_CASES
#undef JACQUARD_CASES_OF_ELEMENTAL
#undef JACQUARD_CASES_OF_ARGUMENT
#undef JACQUARD_CASES_OF_SHAPES

template <std::size_t num_packs, SpareRegisters spare>
constexpr TileLoop loop{
    .num_groups = num_packs / packs_a_group, .spare_registers = spare, .run = run<num_packs, spare>};

constexpr std::size_t packs_a_tile = 8;
constexpr std::size_t packs_a_wide_tile = spare_registers == SpareRegisters::yes ? 16 : packs_a_tile;

}  // namespace

const HostFunctions JACQUARD_FUNCTIONS{.group = loop<packs_a_group, spare_registers>,
                                       .tile = loop<packs_a_tile, spare_registers>,
                                       .wide = loop<packs_a_wide_tile, SpareRegisters::no>,
                                       .handler = handler,
                                       .joint_handler = joint_handler,
                                       .finish_streaming = Doubles::finish_streaming};

}  // namespace jacquard::kernels
