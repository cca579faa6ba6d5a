// SPDX-License-Identifier: BSD-2-Clause
// The programs of one small residual, one for each branch met so far, all of one Jacobian pattern.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "class_kernel.hpp"
#include "jacquard/capture.hpp"

namespace jacquard {

/// One branch: valid where none of its guards flips.
struct KernelBranch {
  std::vector<const double*> parameters;        ///< re-read at every evaluation: a batch points here
  std::vector<std::uint8_t> parameter_strides;  ///< zeros: all points share them
  std::size_t num_guards = 0;
  OrderReport order;
  KernelPrograms programs;
};

/// A captured branch, accumulated in the pattern of its own.
struct DraftBranch {
  std::vector<const double*> parameters;
  OrderReport order;
  std::vector<std::string> provenance;
  AccumulatedJacobian jacobian;
};

DraftBranch draft_branch(CapturedGraph captured, std::span<const std::unique_ptr<OrderSource>> sources);

/// Entries that are in one of the patterns, or in `pattern`.
CompressedRows united(const CompressedRows& pattern, const CompressedRows& other);
bool contains(const CompressedRows& pattern, const CompressedRows& part);

/// Lowers a draft to a program over `pattern`, which contains its own; entries it lacks are the constant 0.
KernelBranch build_branch(DraftBranch draft, const CompressedRows& pattern, const EvaluatorFactory& factory);

}  // namespace jacquard
