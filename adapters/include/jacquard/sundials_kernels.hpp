// SPDX-License-Identifier: BSD-2-Clause
// Right-hand sides as SUNDIALS has them in the list that jacquard_add_kernels builds kernels for.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>

#include "jacquard/kernel_list.hpp"
#include "jacquard/sundials.hpp"

namespace jacquard::sundials {

/// Adds the kernels of a functor as for attach(), captured at (t0, y0).
/// @param dependents_per_point  as in AttachOptions.
/// @throws what KernelList::add throws; StateError if the functor returns an error flag.
template <class Functor>
void add_kernels(KernelList& kernels, const std::string& name, Functor functor, double t0,
                 std::span<const double> y0, std::size_t dependents_per_point = 0) {
  const auto time = std::make_shared<const double>(t0);  // a parameter of the capture, by this address
  const auto call = [functor = std::move(functor), name](const auto& t, auto y, auto ydot) {
    using Scalar = typename decltype(ydot)::element_type;
    const auto& function = static_cast<const std::unwrap_reference_t<Functor>&>(functor);
    if (call_right_hand_side<Scalar>(function, t, y, ydot) != 0)
      throw StateError("kernels of " + name + ": the right-hand side returned an error");
  };
  const Residual residual{
      [=](std::span<const double> y, std::span<double> ydot) { call(*time, y, ydot); },
      [=](std::span<const Active> y, std::span<Active> ydot) { call(parameter<Active>(*time), y, ydot); }};
  kernels.add(name, residual, {y0.size(), y0.size(), dependents_per_point == 0 ? y0.size() : dependents_per_point},
              y0);
}

}  // namespace jacquard::sundials
