// SPDX-License-Identifier: BSD-2-Clause
// The array a DMDA local function takes, over contiguous memory of any scalar.
#pragma once

#include <petscdmda.h>

#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "jacquard/error.hpp"

namespace jacquard::petsc {

/// Which grid points a local array holds: x fastest, then y, then z; the components of a point are innermost.
struct ArrayBox {
  PetscInt dim = 0;
  PetscInt first[3] = {};   ///< global numbers of the first point
  PetscInt extent[3] = {};  ///< points in each direction
  PetscInt dof = 1;

  /// Points of this process and its ghost points: what a local vector holds.
  static ArrayBox ghosted(const DMDALocalInfo& info) {
    return {info.dim, {info.gxs, info.gys, info.gzs}, {info.gxm, info.gym, info.gzm}, info.dof};
  }
  /// Points of this process: what a global vector holds.
  static ArrayBox owned(const DMDALocalInfo& info) {
    return {info.dim, {info.xs, info.ys, info.zs}, {info.xm, info.ym, info.zm}, info.dof};
  }
};

/// Becomes whatever array the user's function asks for: `Field**`, `const double* const*`, `Field***`, ...
///
/// Indexed by global grid point, as DMDAVecGetArray's are. The conversion reveals the depth and the type
/// of a point; both are checked against the DMDA. The array lives as long as this object.
template <class Scalar>
class LocalArray {
 public:
  /// @param storage  [extent z x extent y x extent x x dof], host memory
  LocalArray(Scalar* storage, const ArrayBox& box) : storage_(storage), box_(box) {}

  /// @throws ShapeError if the number of stars or the size of a point does not fit the DMDA.
  template <class Target>
  operator Target*() const {  // NOLINT: being converted is its purpose
    constexpr int depth = depth_of<Target*>();
    using Point = std::remove_cv_t<Pointee<Target*>>;
    check(depth, sizeof(Point));
    Point* first = reinterpret_cast<Point*>(storage_) - box_.first[0];
    if constexpr (depth == 1) {
      return first;
    } else if constexpr (depth == 2) {
      return rows(first, box_.extent[1]) - box_.first[1];
    } else {
      static_assert(depth == 3, "a DMDA has one to three dimensions");
      return planes(rows(first, box_.extent[1] * box_.extent[2]));
    }
  }

 private:
  template <class T>
  static constexpr int depth_of() {
    if constexpr (std::is_pointer_v<T>) return 1 + depth_of<std::remove_pointer_t<T>>();
    return 0;
  }

  template <class T>
  struct PointeeOf {
    using type = T;
  };
  template <class T>
  requires std::is_pointer_v<T>
  struct PointeeOf<T> : PointeeOf<std::remove_pointer_t<T>> {
  };
  template <class T>
  using Pointee = typename PointeeOf<T>::type;

  void check(PetscInt depth, std::size_t point_size) const {
    if (depth != box_.dim) {
      throw ShapeError("local function: the DMDA has " + std::to_string(box_.dim) + " dimensions, the array " +
                       std::to_string(depth));
    }
    if (point_size != static_cast<std::size_t>(box_.dof) * sizeof(Scalar)) {
      throw ShapeError("local function: the DMDA has " + std::to_string(box_.dof) +
                       " unknowns a point, the array's type holds " + std::to_string(point_size / sizeof(Scalar)));
    }
  }

  template <class Point>
  Point** rows(Point* first, PetscInt count) const {
    auto pointers = std::make_shared<std::vector<Point*>>(static_cast<std::size_t>(count));
    for (PetscInt j = 0; j < count; ++j) (*pointers)[static_cast<std::size_t>(j)] = first + j * box_.extent[0];
    rows_ = pointers;
    return pointers->data();
  }

  template <class Point>
  Point*** planes(Point** first_row) const {
    auto pointers = std::make_shared<std::vector<Point**>>(static_cast<std::size_t>(box_.extent[2]));
    for (PetscInt k = 0; k < box_.extent[2]; ++k) {
      (*pointers)[static_cast<std::size_t>(k)] = first_row + k * box_.extent[1] - box_.first[1];
    }
    planes_ = pointers;
    return pointers->data() - box_.first[2];
  }

  Scalar* storage_;
  ArrayBox box_;
  mutable std::shared_ptr<void> rows_, planes_;  // made by the conversion, which alone knows their type
};

}  // namespace jacquard::petsc
