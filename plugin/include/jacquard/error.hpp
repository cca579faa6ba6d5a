// SPDX-License-Identifier: BSD-2-Clause
// The few kinds of error that a caller can react to.
#pragma once

#include <stdexcept>

namespace jacquard {

/// Root of everything Jacquard throws. A message names the place, what was expected and what was found.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The residual cannot be captured as it stands (unset dependent, value used after its recorder, ...).
class CaptureError : public Error {
 public:
  using Error::Error;
};

/// An elimination order does not fit its graph.
class OrderError : public Error {
 public:
  using Error::Error;
};

/// An extent disagrees with a program or a pattern; nothing was evaluated.
class ShapeError : public Error {
 public:
  using Error::Error;
};

/// A graph or policy file is damaged, of a newer format, or does not say what it should.
class LibraryError : public Error {
 public:
  using Error::Error;
};

/// Called at the wrong time: Kokkos not started, solver not set up, captured values out of date.
class StateError : public Error {
 public:
  using Error::Error;
};

}  // namespace jacquard
