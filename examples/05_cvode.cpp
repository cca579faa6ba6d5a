// SPDX-License-Identifier: BSD-2-Clause
// Integrates Robertson's stiff kinetics with SUNDIALS' CVODE and its exact Jacobian.
#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>

#include <cstdio>
#include <sundials/sundials_context.hpp>

#include "jacquard/sundials.hpp"
#include "residuals/robertson.hpp"

int main() {
  sundials::Context context;
  void* cvode = CVodeCreate(CV_BDF, context);
  N_Vector y = N_VNew_Serial(3, context);
  double* const species = N_VGetArrayPointer(y);
  species[0] = 1.0;
  species[1] = species[2] = 0.0;

  // Right-hand side, matrix, linear solver and exact Jacobian.
  const auto attachment = jacquard::sundials::attach(cvode, jacquard::examples::Robertson{}, 0.0, y);
  CVodeSStolerances(cvode, 1e-8, 1e-16);
  CVodeSetMaxNumSteps(cvode, 10000);

  for (double t_end = 0.4; t_end < 1e11; t_end *= 10.0) {
    double t = 0.0;
    attachment.check(CVode(cvode, t_end, y, &t, CV_NORMAL));
    std::printf("t = %7.1e  y = %.4e %.4e %.4e\n", t, species[0], species[1], species[2]);
  }
  N_VDestroy(y);
  CVodeFree(&cvode);
}
