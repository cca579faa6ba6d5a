// SPDX-License-Identifier: BSD-2-Clause
// Steps over packs of points. Compiled once per instruction set: JACQUARD_ARCH names xsimd's, JACQUARD_FUNCTIONS
// the entry point. Every function here has internal linkage or depends on the architecture; any other would be
// merged with its copy for a narrower one.
#include "host_tile.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>

#include "jacquard/kernels/pack_functions.hpp"

namespace jacquard::kernels {
namespace {

using Doubles = Pack<xsimd::JACQUARD_ARCH>;
template <std::size_t num_packs>
using Registers = Doubles[num_packs];
constexpr std::size_t points_a_tile = packs_a_tile * Doubles::size;
constexpr std::size_t packs_a_group = group_size / Doubles::size;

// One value at all points of a tile, in memory. Dense: a slot, whose groups follow each other.
template <class Double, bool is_dense = false>
class Place {
 public:
  Place(Double* base, HostOperand operand) : first_(base + operand.offset), stride_(operand.stride) {}
  [[gnu::always_inline]] Double* operator[](std::size_t pack) const {
    return first_ + pack / packs_a_group * (is_dense ? group_size : stride_) + pack % packs_a_group * Doubles::size;
  }

 private:
  Double* first_;
  std::size_t stride_;
};

template <bool is_dense = false>
Place<const double, is_dense> source(const HostTile& tile, HostOperand operand) {
  return {tile.workspace, operand};
}
template <bool is_dense = false>
Place<double, is_dense> target(const HostTile& tile, const HostStep& step) {
  return {!is_dense && step.result_is_entry ? tile.jacobian : tile.workspace, step.result};
}

template <Elemental elemental>
constexpr int num_arguments = elemental == unchanged ? 1 : arity(elemental);

template <Elemental elemental>
[[gnu::always_inline]] inline Doubles value(Doubles a, [[maybe_unused]] Doubles b, [[maybe_unused]] Doubles c) {
  if constexpr (elemental == unchanged) {
    return a;
  } else {
    return rows::value<rows::Row<elemental>>(a, b, c);
  }
}

/// A step on one register: one argument is `held` there already, if `forwarded` says so; the result is left there.
template <Elemental elemental, std::uint8_t forwarded, bool is_stored, class Source, class Target>
[[gnu::always_inline]] inline void run_pack(const Source (&arguments)[3], const Target& result, Doubles& held,
                                            std::size_t pack) {
  constexpr int arity = num_arguments<elemental>;
  Doubles operands[3]{held, held, held};
  if constexpr (forwarded != 0) operands[0] = Doubles::load(arguments[0][pack]);
  if constexpr (forwarded != 1 && arity > 1) operands[1] = Doubles::load(arguments[1][pack]);
  if constexpr (forwarded != 2 && arity > 2) operands[2] = Doubles::load(arguments[2][pack]);
  held = value<elemental>(operands[0], operands[1], operands[2]);
  if constexpr (is_stored) held.store(result[pack]);
}

// Registers have no index that is known at run time only, so that there is no loop over them; but instrumented,
// what replaces it takes compilers many minutes.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool is_instrumented = true;
#else
constexpr bool is_instrumented = false;
#endif

/// A step on all registers.
template <Elemental elemental, std::uint8_t forwarded, bool is_stored, bool is_dense, std::size_t... pack>
[[gnu::always_inline]] inline void run_short(const HostStep& step, const HostTile& tile,
                                             Registers<sizeof...(pack)>& values, std::index_sequence<pack...>) {
  const Place<const double, is_dense> arguments[3]{{tile.workspace, step.arguments[0]},
                                                   {tile.workspace, step.arguments[1]},
                                                   {tile.workspace, step.arguments[2]}};
  const auto result = target<is_dense>(tile, step);
  if constexpr (is_instrumented) {
    for (std::size_t k = 0; k < sizeof...(pack); ++k)
      run_pack<elemental, forwarded, is_stored>(arguments, result, values[k], k);
  } else {
    (run_pack<elemental, forwarded, is_stored>(arguments, result, values[pack], pack), ...);
  }
}

// Groups without points get what the last group has got.
void repeat_last_group(const Place<double>& result, const HostTile& tile) {
  for (std::size_t pack = tile.num_groups * packs_a_group; pack < tile.width * packs_a_group; ++pack)
    Doubles::load(result[pack - packs_a_group]).store(result[pack]);
}

/// An elemental of many instructions.
template <Elemental elemental>
void run_long(const HostStep& step, const HostTile& tile) {
  const auto a = source(tile, step.arguments[0]), b = source(tile, step.arguments[1]),
             c = source(tile, step.arguments[2]);
  const auto result = target(tile, step);
  const std::size_t num_packs = tile.num_groups * packs_a_group;
  for (std::size_t pack = 0; pack < num_packs; ++pack)
    value<elemental>(Doubles::load(a[pack]), Doubles::load(b[pack]), Doubles::load(c[pack])).store(result[pack]);
  repeat_last_group(result, tile);
}

/// Two elementals of one pack at a time, by `function(pack)`, into result and the place of arguments[2].
template <class Function>
[[gnu::always_inline]] inline void run_joint(const HostStep& step, const HostTile& tile, Function function) {
  const Place<double> first(tile.workspace, step.result), second(tile.workspace, step.arguments[2]);
  const std::size_t num_packs = tile.num_groups * packs_a_group;
  for (std::size_t pack = 0; pack < num_packs; ++pack) {
    const auto [a, b] = function(pack);
    a.store(first[pack]);
    b.store(second[pack]);
  }
  repeat_last_group(first, tile);
  repeat_last_group(second, tile);
}

/// Sine and cosine of one angle: the compiler finds what they share once both are inlined.
[[gnu::flatten]] void run_sine_and_cosine(const HostStep& step, const HostTile& tile) {
  const auto angle = source(tile, step.arguments[0]);
  const auto run = [&](auto angles) {
    run_joint(step, tile, [&](std::size_t pack) {
      const Doubles x = Doubles::load(angle[pack]);
      return std::pair(sin(x, angles), cos(x, angles));
    });
  };
  Mask<xsimd::JACQUARD_ARCH> are_moderate = is_moderate_angle(Doubles::load(angle[0]));
  for (std::size_t pack = 1; pack < tile.num_groups * packs_a_group; ++pack)
    are_moderate = are_moderate & is_moderate_angle(Doubles::load(angle[pack]));
  all(are_moderate) ? run(ModerateAngles()) : run(AnyAngles());
}

[[gnu::flatten]] void run_sqrt_and_reciprocal(const HostStep& step, const HostTile& tile) {
  const auto x = source(tile, step.arguments[0]);
  run_joint(step, tile, [&](std::size_t pack) { return root_and_quotient(Doubles::load(x[pack]), Doubles(1.0)); });
}

[[gnu::flatten]] void run_hypot_and_reciprocal(const HostStep& step, const HostTile& tile) {
  const auto x = source(tile, step.arguments[0]), y = source(tile, step.arguments[1]);
  run_joint(step, tile, [&](std::size_t pack) {
    return hypot_and_quotient(Doubles::load(x[pack]), Doubles::load(y[pack]), Doubles(1.0));
  });
}

// The last point once more in the lanes beyond it: whatever they compute, the last point does too.
void pad(double* values, const HostTile& tile) {
  for (std::size_t p = tile.num_points; p < tile.width * group_size; ++p) values[p] = values[tile.num_points - 1];
}

void copy(const double* from, double* to, const HostTile& tile) {
  const std::size_t num_in_packs = tile.num_points / Doubles::size * Doubles::size;
  for (std::size_t p = 0; p < num_in_packs; p += Doubles::size) Doubles::load(from + p).store(to + p);
  for (std::size_t p = num_in_packs; p < tile.num_points; ++p) to[p] = from[p];
}

void load_independent(const HostStep& step, const HostTile& tile) {
  const Batch& batch = *tile.batch;
  double* const to = tile.workspace + step.result.offset;
  const std::size_t first = step.index * batch.gather_stride + tile.first_point;
  if (batch.gather) {
    const std::size_t num_in_packs = tile.num_points / Doubles::size * Doubles::size;
    for (std::size_t p = 0; p < num_in_packs; p += Doubles::size) {
      Doubles::gather(batch.state, batch.gather + first + p).store(to + p);
    }
    for (std::size_t p = num_in_packs; p < tile.num_points; ++p) to[p] = batch.state[batch.gather[first + p]];
  } else {
    copy(batch.state + first, to, tile);
  }
  pad(to, tile);
}

void load_parameter(const HostStep& step, const HostTile& tile) {
  double* const to = tile.workspace + step.result.offset;
  const double* const from = tile.batch->parameters[step.index];
  if (tile.batch->parameter_strides[step.index] == 0) {
    for (std::size_t p = 0; p < tile.width * group_size; p += Doubles::size) Doubles(*from).store(to + p);
    return;
  }
  copy(from + tile.first_point, to, tile);
  pad(to, tile);
}

void store_residual(const HostStep& step, const HostTile& tile) {
  const Batch& batch = *tile.batch;
  const double* const from = tile.workspace + step.arguments[0].offset;
  const std::size_t spread = step.arguments[0].stride == 0 ? 0 : 1;  // a literal is the same at all points
  const std::size_t first = step.index * batch.scatter_stride + tile.first_point;
  if (batch.scatter) {
    for (std::size_t p = 0; p < tile.num_points; ++p) batch.result[batch.scatter[first + p]] = from[p * spread];
  } else if (spread == 0) {
    for (std::size_t p = 0; p < tile.num_points; ++p) batch.result[first + p] = *from;
  } else {
    copy(from, batch.result + first, tile);
  }
}

// Points whose guard flips are rare; groups without one are passed over whole.
void check_guard(const HostStep& step, const HostTile& tile) {
  const Place<const double> condition = source(tile, step.arguments[0]);
  for (std::size_t pack = 0; pack * Doubles::size < tile.num_points; ++pack) {
    const auto is_true = Doubles::load(condition[pack]) != Doubles(0.0);
    if (all(step.outcome ? is_true : !is_true)) continue;
    const std::size_t first = pack * Doubles::size, last = first + Doubles::size;
    for (std::size_t p = first; p < last && p < tile.num_points; ++p)
      tile.flipped[p] |= static_cast<std::uint8_t>((condition[pack][p - first] != 0.0) != step.outcome);
  }
}

template <Elemental elemental>
HostHandler long_handler() {
  if constexpr (is_short(elemental)) {
    return nullptr;
  } else {
    return run_long<elemental>;
  }
}

HostHandler handler(TileOperation operation, Elemental elemental) {
  switch (operation) {
    case TileOperation::load_independent:
      return load_independent;
    case TileOperation::load_parameter:
      return load_parameter;
    case TileOperation::store_residual:
      return store_residual;
    case TileOperation::check_guard:
      return check_guard;
    case TileOperation::store_entry:
    case TileOperation::compute:
      break;
  }
  switch (elemental) {
#define JACQUARD_LONG(name) \
  case Elemental::name:     \
    return long_handler<Elemental::name>();
    JACQUARD_ELEMENTALS(JACQUARD_LONG)
#undef JACQUARD_LONG
    default:
      return nullptr;
  }
}

template <Elemental elemental, std::uint8_t forwarded, bool is_stored, bool is_dense, std::size_t num_packs>
[[gnu::always_inline]] inline void run_case(const HostStep& step, const HostTile& tile,
                                            Registers<num_packs>& values) {
  if constexpr (has_case(elemental, {forwarded, is_stored}, is_dense)) {
    run_short<elemental, forwarded, is_stored, is_dense>(step, tile, values, std::make_index_sequence<num_packs>());
  } else {
    __builtin_unreachable();
  }
}

template <std::size_t... pack>
[[gnu::always_inline]] inline void clear(Registers<sizeof...(pack)>& values, std::index_sequence<pack...>) {
  ((values[pack] = Doubles(0.0)), ...);
}

// One function, so that `values` are registers from the first step to the last.
template <std::size_t num_packs>
void run(const HostStep* step, const HostTile& tile) {
  Registers<num_packs> values{};
  for (;; ++step) {
    switch (step->code) {
#define JACQUARD_CASE(elemental, forwarded, is_stored, is_dense)              \
  case step_code(elemental, {forwarded, is_stored}, is_dense):                \
    run_case<elemental, forwarded, is_stored, is_dense>(*step, tile, values); \
    break;
#define JACQUARD_CASES_OF_ARGUMENT(elemental, forwarded) \
  JACQUARD_CASE(elemental, forwarded, false, false)      \
  JACQUARD_CASE(elemental, forwarded, false, true)       \
  JACQUARD_CASE(elemental, forwarded, true, false)       \
  JACQUARD_CASE(elemental, forwarded, true, true)
#define JACQUARD_CASES(name)                     \
  JACQUARD_CASES_OF_ARGUMENT(Elemental::name, 0) \
  JACQUARD_CASES_OF_ARGUMENT(Elemental::name, 1) \
  JACQUARD_CASES_OF_ARGUMENT(Elemental::name, 2) \
  JACQUARD_CASES_OF_ARGUMENT(Elemental::name, Forwarding::nothing)
      JACQUARD_SHORT_ELEMENTALS(JACQUARD_CASES)
      JACQUARD_CASE(unchanged, 0, true, false)
      JACQUARD_CASE(unchanged, Forwarding::nothing, true, false)
#undef JACQUARD_CASES
#undef JACQUARD_CASES_OF_ARGUMENT
#undef JACQUARD_CASE
      case handler_code:
        step->handler(*step, tile);
        clear(values, std::make_index_sequence<num_packs>());  // none need be saved around the call
        break;
      case end_code:
        return;
      default:
        __builtin_unreachable();
    }
  }
}

}  // namespace

const HostFunctions JACQUARD_FUNCTIONS{.points_a_tile = points_a_tile,
                                       .handler = handler,
                                       .sine_and_cosine = run_sine_and_cosine,
                                       .sqrt_and_reciprocal = run_sqrt_and_reciprocal,
                                       .hypot_and_reciprocal = run_hypot_and_reciprocal,
                                       .run = run<packs_a_tile>,
                                       .run_group = run<packs_a_group>};

}  // namespace jacquard::kernels
