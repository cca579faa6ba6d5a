// SPDX-License-Identifier: BSD-2-Clause
// A user's program: runs both solvers and says how far they are off.
#include <cstdio>

#include "solvers.hpp"

int main(int argc, char** argv) {
  PetscCall(PetscInitialize(&argc, &argv, nullptr, nullptr));
  double squares = 0.0;
  PetscCall(solve_squares(squares));
  const double decay = decay_error();
  PetscCall(PetscFinalize());
  std::printf("errors: SNES %.1e, CVODE %.1e\n", squares, decay);
  return squares < 1e-6 && decay < 1e-6 ? 0 : 1;  // SNES stops at a relative norm of 1e-8, CVODE at 1e-9 a step
}
