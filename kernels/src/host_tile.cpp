// SPDX-License-Identifier: BSD-2-Clause
// Steps over packs of points. Compiled once per instruction set: JACQUARD_ARCH names xsimd's, JACQUARD_HANDLER the
// entry point. Every function here has internal linkage or depends on the architecture; any other would be merged
// with its copy for a narrower one.
#include "host_tile.hpp"

#include "jacquard/kernels/pack_functions.hpp"

namespace jacquard::kernels {
namespace {

using Doubles = Pack<xsimd::JACQUARD_ARCH>;
constexpr std::size_t usual_groups = usual_points_per_tile / group_size;

const double* source(const HostTile& tile, HostOperand operand) { return tile.workspace + operand.offset; }

double* target(const HostTile& tile, const HostStep& step) {
  return (step.result_is_entry ? tile.jacobian : tile.workspace) + step.result.offset;
}

template <Elemental elemental>
void compute_group(const double* a, const double* b, const double* c, double* result) {
  for (std::size_t lane = 0; lane < group_size; lane += Doubles::size) {
    rows::value<rows::Row<elemental>>(Doubles::load(a + lane), Doubles::load(b + lane), Doubles::load(c + lane))
        .store(result + lane);
  }
}

// Entries are written far apart, which no hardware prefetcher follows: the same entry of the next tile is asked for
// here. Beyond the last tile nothing is there, which prefetches may be told.
void prefetch_next(const double* entry, const HostStep& step, const HostTile& tile) {
  __builtin_prefetch(entry + tile.num_groups * step.result.stride, 1, 2);
}

template <Elemental elemental>
void compute(const HostStep& step, const HostTile& tile) {
  constexpr int arity = rows::Row<elemental>::arity;
  const double* a = source(tile, step.arguments[0]);
  const double* b = source(tile, step.arguments[arity > 1 ? 1 : 0]);
  const double* c = source(tile, step.arguments[arity > 2 ? 2 : 0]);
  double* result = target(tile, step);
  for (std::size_t group = 0; group < tile.num_groups; ++group) {
    if (step.result_is_entry) prefetch_next(result, step, tile);
    compute_group<elemental>(a, b, c, result);
    a += step.arguments[0].stride;
    b += step.arguments[arity > 1 ? 1 : 0].stride;
    c += step.arguments[arity > 2 ? 2 : 0].stride;
    result += step.result.stride;
  }
}

// The same where all operands are slots: one index serves them all.
template <Elemental elemental>
void compute_dense(const HostStep& step, const HostTile& tile) {
  constexpr int arity = rows::Row<elemental>::arity;
  const double* const a = source(tile, step.arguments[0]);
  const double* const b = source(tile, step.arguments[arity > 1 ? 1 : 0]);
  const double* const c = source(tile, step.arguments[arity > 2 ? 2 : 0]);
  double* const result = tile.workspace + step.result.offset;
  if (tile.num_groups == usual_groups) {
#pragma GCC unroll 8
    for (std::size_t lane = 0; lane < usual_groups * group_size; lane += group_size) {
      compute_group<elemental>(a + lane, b + lane, c + lane, result + lane);
    }
    return;
  }
  for (std::size_t lane = 0; lane < tile.num_groups * group_size; lane += group_size) {
    compute_group<elemental>(a + lane, b + lane, c + lane, result + lane);
  }
}

// The last point once more in the lanes beyond it: whatever they compute, the last point does too.
void pad(double* values, const HostTile& tile) {
  for (std::size_t p = tile.num_points; p < tile.num_groups * group_size; ++p)
    values[p] = values[tile.num_points - 1];
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
    for (std::size_t p = 0; p < tile.num_points; ++p) to[p] = batch.state[first + p];
  }
  pad(to, tile);
}

void load_parameter(const HostStep& step, const HostTile& tile) {
  double* const to = tile.workspace + step.result.offset;
  const double* const from = tile.batch->parameters[step.index];
  if (tile.batch->parameter_strides[step.index] == 0) {
    for (std::size_t p = 0; p < tile.num_points; ++p) to[p] = *from;
  } else {
    for (std::size_t p = 0; p < tile.num_points; ++p) to[p] = from[tile.first_point + p];
  }
  pad(to, tile);
}

void store_entry(const HostStep& step, const HostTile& tile) {
  const double* from = source(tile, step.arguments[0]);
  double* to = target(tile, step);
  for (std::size_t group = 0; group < tile.num_groups; ++group) {
    prefetch_next(to, step, tile);
    for (std::size_t lane = 0; lane < group_size; lane += Doubles::size)
      Doubles::load(from + lane).store(to + lane);
    from += step.arguments[0].stride;
    to += step.result.stride;
  }
}

void store_residual(const HostStep& step, const HostTile& tile) {
  const Batch& batch = *tile.batch;
  const double* const from = source(tile, step.arguments[0]);
  const std::size_t spread = step.arguments[0].stride == 0 ? 0 : 1;  // a literal is the same at all points
  const std::size_t first = step.index * batch.scatter_stride + tile.first_point;
  if (batch.scatter) {
    for (std::size_t p = 0; p < tile.num_points; ++p) batch.result[batch.scatter[first + p]] = from[p * spread];
  } else {
    for (std::size_t p = 0; p < tile.num_points; ++p) batch.result[first + p] = from[p * spread];
  }
}

void check_guard(const HostStep& step, const HostTile& tile) {
  const double* const condition = source(tile, step.arguments[0]);
  const std::size_t spread = step.arguments[0].stride == 0 ? 0 : 1;
  for (std::size_t p = 0; p < tile.num_points; ++p) {
    tile.flipped[p] |= static_cast<std::uint8_t>((condition[p * spread] != 0.0) != step.outcome);
  }
}

HostHandler compute_handler(HostHandlerKey key) {
  switch (key.elemental) {
#define JACQUARD_COMPUTE(name) \
  case Elemental::name:        \
    return key.is_dense ? compute_dense<Elemental::name> : compute<Elemental::name>;
    JACQUARD_ELEMENTALS(JACQUARD_COMPUTE)
#undef JACQUARD_COMPUTE
    default:
      return nullptr;
  }
}

}  // namespace

HostHandler JACQUARD_HANDLER(HostHandlerKey key) {
  switch (key.operation) {
    case TileOperation::load_independent:
      return load_independent;
    case TileOperation::load_parameter:
      return load_parameter;
    case TileOperation::compute:
      return compute_handler(key);
    case TileOperation::store_entry:
      return store_entry;
    case TileOperation::store_residual:
      return store_residual;
    case TileOperation::check_guard:
      return check_guard;
  }
  return nullptr;
}

}  // namespace jacquard::kernels
