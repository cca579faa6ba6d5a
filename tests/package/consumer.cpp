// SPDX-License-Identifier: BSD-2-Clause
// A user's program: a nonlinear system by SNES and an initial value problem by CVODE.
#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <petscsnes.h>

#include <cmath>
#include <cstdio>
#include <jacquard/petsc.hpp>
#include <jacquard/sundials.hpp>
#include <span>

namespace {

/// x_k^2 + x_0 = k + 2, solved by x_0 = 1, x_k = sqrt(k + 1).
struct Squares {
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    for (std::size_t k = 0; k < x.size(); ++k) f[k] = x[k] * x[k] + x[0] - (static_cast<double>(k) + 2.0);
  }
};

PetscErrorCode solve_squares(double& error) {
  constexpr PetscInt size = 4;
  SNES snes = nullptr;
  Vec x = nullptr, r = nullptr;
  PetscFunctionBeginUser;
  PetscCall(VecCreateSeq(PETSC_COMM_SELF, size, &x));
  PetscCall(VecDuplicate(x, &r));
  PetscCall(VecSet(x, 2.0));
  PetscCall(SNESCreate(PETSC_COMM_SELF, &snes));
  PetscCall(JacquardSNESSetFunction(snes, r, Squares{}));
  PetscCall(SNESSetFromOptions(snes));
  PetscCall(SNESSolve(snes, nullptr, x));
  const PetscScalar* values = nullptr;
  PetscCall(VecGetArrayRead(x, &values));
  error = 0.0;
  for (PetscInt k = 0; k < size; ++k) error = std::fmax(error, std::abs(values[k] - std::sqrt(k + 1.0)));
  PetscCall(VecRestoreArrayRead(x, &values));
  PetscCall(SNESDestroy(&snes));
  PetscCall(VecDestroy(&x));
  PetscCall(VecDestroy(&r));
  PetscFunctionReturn(0);
}

/// y' = -y, y(0) = 1.
struct Decay {
  template <class Scalar>
  void operator()(double, std::span<const Scalar> y, std::span<Scalar> ydot) const {
    ydot[0] = -y[0];
  }
};

double decay_error() {
  SUNContext context = nullptr;
  SUNContext_Create(nullptr, &context);
  N_Vector y = N_VNew_Serial(1, context);
  NV_Ith_S(y, 0) = 1.0;
  void* cvode = CVodeCreate(CV_BDF, context);
  double t = 0.0;
  {
    auto attachment = jacquard::sundials::attach(cvode, Decay{}, t, y);
    attachment.check(CVodeSStolerances(cvode, 1e-9, 1e-12));
    attachment.check(CVode(cvode, 1.0, y, &t, CV_NORMAL));
    CVodeFree(&cvode);
  }
  const double error = std::abs(NV_Ith_S(y, 0) - std::exp(-1.0));
  N_VDestroy(y);
  SUNContext_Free(&context);
  return error;
}

}  // namespace

int main(int argc, char** argv) {
  PetscCall(PetscInitialize(&argc, &argv, nullptr, nullptr));
  double squares = 0.0;
  PetscCall(solve_squares(squares));
  const double decay = decay_error();
  PetscCall(PetscFinalize());
  std::printf("errors: SNES %.1e, CVODE %.1e\n", squares, decay);
  return squares < 1e-6 && decay < 1e-6 ? 0 : 1;  // SNES stops at a relative norm of 1e-8, CVODE at 1e-9 a step
}
