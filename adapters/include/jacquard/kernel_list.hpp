// SPDX-License-Identifier: BSD-2-Clause
// What a program tells jacquard_add_kernels about the residuals whose kernels are to be built into it.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "jacquard/batched_kernel.hpp"
#include "jacquard/session.hpp"

namespace jacquard {

/// Residuals at the points where they are captured while the program is built.
///
/// What is compiled serves every session that captures the same operations in the same branches, whatever the
/// numbers in them: one grid stands for grids of other sizes and coefficients, unless those make a factor 0 or 1.
/// A session that finds no kernel works all the same, and its report says so.
class KernelList {
 public:
  KernelList(std::uint64_t search_moves, std::uint64_t seed);
  ~KernelList();
  KernelList(const KernelList&) = delete;
  KernelList& operator=(const KernelList&) = delete;

  /// The kernels of all classes that a Session finds at `x`.
  /// @param name  for reports and sources.
  /// @param x     [num_independents]
  /// @throws what Session::prepare throws.
  void add(const std::string& name, Residual residual, const ResidualShape& shape, std::span<const double> x);

  /// The kernels of all branches that a BatchedKernel finds at `samples`, [num_samples x num_independents].
  /// @throws what the constructor of BatchedKernel throws.
  void add_batched(const std::string& name, Residual residual, const KernelShape& shape,
                   std::span<const double> samples);

  struct Plans;
  const Plans& plans() const { return *plans_; }

 private:
  std::unique_ptr<Plans> plans_;
};

}  // namespace jacquard

/// Defined in the file that RESIDUALS names; runs while the program is built.
void jacquard_kernels(jacquard::KernelList& kernels);
