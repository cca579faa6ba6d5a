// SPDX-License-Identifier: BSD-2-Clause
// Functions that SNES is given: arrays of any depth, plain vectors, errors on their way back to PETSc.
#include <catch2/catch.hpp>
#include <cmath>

#include "cavity_solver.hpp"
#include "residuals/reaction_diffusion.hpp"

using namespace jacquard;
using namespace jacquard::test;
using Catch::Matchers::Contains;

namespace {

template <class Scalar>
struct FourUnknowns {
  Scalar values[4];
};

/// f = x^2 - 1 everywhere, with what may go wrong.
struct Squares {
  enum class Mistake { none, exception, code, unset, not_a_number } mistake = Mistake::none;

  template <class Scalar>
  PetscErrorCode operator()(DMDALocalInfo* info, const FourUnknowns<Scalar>* const* x,
                            FourUnknowns<Scalar>** f) const {
    if (mistake == Mistake::exception) throw std::runtime_error("no such material");
    if (mistake == Mistake::code) return PETSC_ERR_USER_INPUT;
    for (int j = info->ys; j < info->ys + info->ym; ++j) {
      for (int i = info->xs; i < info->xs + info->xm; ++i) set_point(x[j][i], f[j][i]);
    }
    return 0;
  }

  template <class Scalar>
  void set_point(const FourUnknowns<Scalar>& x, FourUnknowns<Scalar>& f) const {
    const int num_set = mistake == Mistake::unset ? 3 : 4;
    for (int k = 0; k < num_set; ++k) f.values[k] = x.values[k] * x.values[k] - 1.0;
    if (mistake == Mistake::not_a_number) f.values[0] = x.values[0] * std::nan("");
  }
};

/// Asks for three unknowns a point where the DMDA has four.
struct WrongPoint {
  template <class Scalar>
  struct Three {
    Scalar a, b, c;
  };
  template <class Scalar>
  PetscErrorCode operator()(DMDALocalInfo*, const Three<Scalar>* const*, Three<Scalar>**) const {
    return 0;
  }
};

/// f = x^2 - 4 on a line or in a box, one unknown a point.
struct OnALine {
  template <class Scalar>
  void operator()(DMDALocalInfo* info, const Scalar* x, Scalar* f) const {
    for (int i = info->xs; i < info->xs + info->xm; ++i) f[i] = x[i] * x[i] - 4.0 + 0.1 * (x[i + 1] - x[i - 1]);
  }
};
struct InABox {
  template <class Scalar>
  void operator()(DMDALocalInfo* info, const Scalar* const* const* x, Scalar*** f) const {
    for (int k = info->zs; k < info->zs + info->zm; ++k) {
      for (int j = info->ys; j < info->ys + info->ym; ++j) {
        for (int i = info->xs; i < info->xs + info->xm; ++i) f[k][j][i] = x[k][j][i] * x[k][j][i] - 4.0;
      }
    }
  }
};

PetscErrorCode solve_squares(Squares::Mistake mistake) {
  GridSolver solver(5, "-pc_type lu");
  solver.set_function(Squares{mistake});
  require(VecSet(solver.x, 2.0));
  return SNESSolve(solver.snes, nullptr, solver.x);
}

/// Largest |x - expected| after solving on `dm` from 3 everywhere.
template <class Functor>
double error_on(DM dm, Functor functor, double expected) {
  SNES snes;
  Vec x;
  PetscReal error;
  require(DMSetUp(dm));
  require(DMCreateGlobalVector(dm, &x));
  require(SNESCreate(PETSC_COMM_SELF, &snes));
  require(JacquardSNESSetFunctionDMDA(snes, dm, functor));
  require(VecSet(x, 3.0));
  require(SNESSolve(snes, nullptr, x));
  require(VecShift(x, -expected));
  require(VecNorm(x, NORM_INFINITY, &error));
  require(VecDestroy(&x));
  require(SNESDestroy(&snes));
  require(DMDestroy(&dm));
  return error;
}

}  // namespace

TEST_CASE("A correct function of four unknowns a point converges", "[adapters]") {
  CHECK(solve_squares(Squares::Mistake::none) == 0);
}

TEST_CASE("An exception in the user's function comes back as an error code with its message", "[adapters]") {
  CHECK(solve_squares(Squares::Mistake::exception) == PETSC_ERR_LIB);
  CHECK_THAT(petsc_message(), Contains("no such material"));
}

TEST_CASE("An error code of the user's function comes back as it is", "[adapters]") {
  CHECK(solve_squares(Squares::Mistake::code) == PETSC_ERR_USER_INPUT);
}

TEST_CASE("A dependent that stays unset is named by point and component", "[adapters]") {
  CHECK(solve_squares(Squares::Mistake::unset) != 0);
  CHECK_THAT(petsc_message(), Contains("component 3"));
}

TEST_CASE("A function that is not a number ends the solve without a wrong number", "[adapters]") {
  GridSolver solver(5, "-pc_type lu");
  solver.set_function(Squares{Squares::Mistake::not_a_number});
  require(VecSet(solver.x, 2.0));
  SNESConvergedReason reason;
  require(SNESSolve(solver.snes, nullptr, solver.x));
  require(SNESGetConvergedReason(solver.snes, &reason));
  CHECK(reason == SNES_DIVERGED_FNORM_NAN);
}

TEST_CASE("Arrays whose points do not fit the DMDA are refused with both sizes", "[adapters]") {
  GridSolver solver(5, "");
  solver.set_function(WrongPoint{});
  CHECK(SNESSolve(solver.snes, nullptr, solver.x) == PETSC_ERR_ARG_SIZ);
  CHECK_THAT(petsc_message(), Contains("has 4 unknowns a point, the array's type holds 3"));
  solver.set_function(OnALine{});
  CHECK(SNESSolve(solver.snes, nullptr, solver.x) == PETSC_ERR_ARG_SIZ);
  CHECK_THAT(petsc_message(), Contains("has 2 dimensions, the array 1"));
}

TEST_CASE("A function set later on the same DMDA replaces the one before, any number of times", "[adapters]") {
  GridSolver solver(5, "-pc_type lu -jacquard_view");
  for (int repeat = 0; repeat < 7; ++repeat) solver.set_function(Squares{Squares::Mistake::exception});
  require(VecSet(solver.x, 2.0));
  CHECK(SNESSolve(solver.snes, nullptr, solver.x) != 0);
  solver.set_function(Squares{});
  const PetscOutput output;
  CHECK(SNESSolve(solver.snes, nullptr, solver.x) == 0);
  const std::string text = output.str();
  CHECK(text.find("Jacquard session") != std::string::npos);
  CHECK(text.find("Jacquard session") == text.rfind("Jacquard session"));
}

TEST_CASE("Lines with periodic ends and boxes are solved", "[adapters]") {
  start_petsc();
  DM line, box;
  require(DMDACreate1d(PETSC_COMM_SELF, DM_BOUNDARY_PERIODIC, 12, 1, 1, nullptr, &line));
  require(DMDACreate3d(PETSC_COMM_SELF, DM_BOUNDARY_NONE, DM_BOUNDARY_NONE, DM_BOUNDARY_NONE, DMDA_STENCIL_BOX, 4,
                       5, 6, 1, 1, 1, 1, 1, nullptr, nullptr, nullptr, &box));
  // Newton's last step leaves the square of 1e-8 |F|, far below; 4 eps is the rounding of a root of 4.
  CHECK(error_on(line, OnALine{}, 2.0) <= 1e-7);
  CHECK(error_on(box, InABox{}, 2.0) <= 1e-7);
}

TEST_CASE("A function over plain vectors is solved in an AIJ matrix of its own pattern", "[adapters]") {
  start_petsc();
  const examples::Bratu bratu{.num_x = 9, .num_y = 9, .lambda = 5.0};
  SNES snes;
  Vec x, r;
  Mat matrix;
  MatInfo info;
  PetscReal norm;
  require(VecCreateSeq(PETSC_COMM_SELF, 81, &x));
  require(VecDuplicate(x, &r));
  require(SNESCreate(PETSC_COMM_SELF, &snes));
  require(JacquardSNESSetFunction(snes, r, bratu));
  require(SNESSolve(snes, nullptr, x));
  require(SNESGetFunctionNorm(snes, &norm));
  CHECK(norm < 1e-7);
  require(SNESGetJacobian(snes, &matrix, nullptr, nullptr, nullptr));
  require(MatGetInfo(matrix, MAT_LOCAL, &info));
  // 49 inner points with 5 entries, 32 on the border with 1, and 28 zeros mirroring those next to the border.
  CHECK(info.nz_used == 49 * 5 + 32 + 28);
  require(VecDestroy(&x));
  require(VecDestroy(&r));
  require(SNESDestroy(&snes));
}
