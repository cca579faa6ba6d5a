// SPDX-License-Identifier: BSD-2-Clause
// SNES on the driven cavity: its Jacobian at every Newton step, its convergence, its report.
#include <catch2/catch.hpp>
#include <cmath>
#include <regex>

#include "cavity_solver.hpp"
#include "support/dense_jacobian.hpp"

using namespace jacquard;
using namespace jacquard::examples;
using namespace jacquard::test;
using Catch::Matchers::Contains;

namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

/// The ratios that -snes_test_jacobian prints.
std::vector<double> printed_ratios(const std::string& text) {
  static const std::regex line("\\|\\|J - Jfd\\|\\|_F/\\|\\|J\\|\\|_F = ([^,]+),");
  std::vector<double> ratios;
  for (std::sregex_iterator match(text.begin(), text.end(), line), end; match != end; ++match) {
    ratios.push_back(std::stod((*match)[1]));
  }
  return ratios;
}

int num_insertions() {
  PetscLogEvent event;
  PetscEventPerfInfo info;
  require(PetscLogEventGetId("JacquardInsert", &event));
  if (event < 0) return 0;
  require(PetscLogEventGetPerfInfo(0, event, &info));
  return info.count;
}

std::vector<double> residual_history(SNES snes) {
  PetscReal* norms;
  PetscInt count;
  require(SNESGetConvergenceHistory(snes, &norms, nullptr, &count));
  return {norms, norms + count};
}

}  // namespace

TEMPLATE_TEST_CASE("The test of -snes_test_jacobian finds nothing in the cavity's Jacobian", "[adapters]",
                   UpwindByParts, UpwindByMagnitude, UpwindByBranch) {
  CavitySolver<TestType> solver({.lid_velocity = 3.0, .prandtl = 0.7, .grashof = 20.0}, 8,
                                "-snes_test_jacobian -snes_max_it 3 -pc_type lu");
  solver.set_random_state(1);
  const PetscOutput output;
  require(SNESSolve(solver.snes, nullptr, solver.x));
  const auto ratios = printed_ratios(output.str());
  REQUIRE(ratios.size() == 3);
  // Forward differences with a step of sqrt(eps) are off by about as much, times a ratio of second to first
  // derivatives that is at most 1 here.
  for (const double ratio : ratios) CHECK(ratio <= std::sqrt(eps));
}

TEMPLATE_TEST_CASE("At every Newton step the matrix is the tangent of the whole residual on its branch",
                   "[adapters]", UpwindByParts, UpwindByMagnitude, UpwindByBranch) {
  CavitySolver<TestType> solver({.lid_velocity = 20.0, .prandtl = 1.0, .grashof = 100.0}, 10,
                                "-snes_max_it 1 -pc_type lu");
  const auto oracle = solver.on_grid();
  for (int step = 0; step < 6; ++step) {
    const auto x = solver.state();
    require(SNESSolve(solver.snes, nullptr, solver.x));
    const auto expected = swept_jacobian(oracle, x, oracle.size());
    INFO("Newton step " << step);
    // An entry is a sum of at most four terms of a few roundings each, relative to the largest of its row.
    CHECK(row_relative_error(solver.dense_matrix(), expected, oracle.size()) <= 32 * eps);
  }
  const bool has_branches = std::is_same_v<TestType, UpwindByBranch>;
  CHECK((solver.session().statistics().num_branch_recaptures > 0) == has_branches);
  CHECK(solver.session().statistics().num_stale_recaptures == 0);
}

TEST_CASE("Values are inserted once, when the pattern is new, and written from then on", "[adapters]") {
  CavitySolver<UpwindByParts> solver({.lid_velocity = 20.0, .prandtl = 1.0, .grashof = 100.0}, 10, "-pc_type lu");
  const auto oracle = solver.on_grid();
  Mat matrix, other;
  require(PetscLogDefaultBegin());
  require(SNESSetUp(solver.snes));
  require(SNESGetJacobian(solver.snes, &matrix, nullptr, nullptr, nullptr));
  require(MatDuplicate(matrix, MAT_DO_NOT_COPY_VALUES, &other));
  const int before = num_insertions();
  for (int repeat = 1; repeat <= 3; ++repeat) {
    solver.set_random_state(repeat);
    require(SNESComputeJacobian(solver.snes, solver.x, matrix, matrix));
    CHECK(row_relative_error(solver.dense_matrix(), swept_jacobian(oracle, solver.state(), oracle.size()),
                             oracle.size()) <= 32 * eps);
  }
  CHECK(num_insertions() == before + 1);
  PetscBool is_equal;
  require(SNESComputeJacobian(solver.snes, solver.x, other, other));  // a matrix of the user's, in between
  require(MatEqual(matrix, other, &is_equal));
  CHECK(is_equal);
  require(MatZeroEntries(matrix));
  require(SNESComputeJacobian(solver.snes, solver.x, matrix, matrix));
  require(MatEqual(matrix, other, &is_equal));
  CHECK(is_equal);
  require(MatDestroy(&other));
}

TEST_CASE("A matrix whose pattern the user has changed gets that of the Jacobian back", "[adapters]") {
  CavitySolver<UpwindByParts> solver({.lid_velocity = 20.0, .prandtl = 1.0, .grashof = 100.0}, 10, "-pc_type lu");
  solver.set_random_state(1);
  const auto oracle = solver.on_grid();
  const auto expected = swept_jacobian(oracle, solver.state(), oracle.size());
  Mat matrix;
  require(SNESSetUp(solver.snes));
  require(SNESGetJacobian(solver.snes, &matrix, nullptr, nullptr, nullptr));
  for (int repeat = 0; repeat < 3; ++repeat) {
    INFO("repeat " << repeat);
    require(SNESComputeJacobian(solver.snes, solver.x, matrix, matrix));
    CHECK(row_relative_error(solver.dense_matrix(), expected, oracle.size()) <= 32 * eps);
    const PetscInt rows[] = {3, 250};
    require(MatZeroRows(matrix, 2, rows, 1.0, nullptr, nullptr));  // leaves one entry in each
  }
}

TEST_CASE("Newton converges quadratically on the cavity", "[adapters]") {
  CavitySolver<> solver({.lid_velocity = 10.0, .prandtl = 1.0, .grashof = 100.0}, 16,
                        "-pc_type lu -snes_rtol 1e-14 -snes_stol 0 -snes_linesearch_type basic");
  require(SNESSetConvergenceHistory(solver.snes, nullptr, nullptr, PETSC_DECIDE, PETSC_TRUE));
  require(SNESSolve(solver.snes, nullptr, solver.x));
  const auto norms = residual_history(solver.snes);
  // |F| cannot fall below the rounding of its terms: 1024 entries of terms of at most some hundred.
  const double floor = 1e-11;
  double order = 0.0;
  for (std::size_t k = 2; k < norms.size() && norms[k] > floor; ++k) {
    order = std::log(norms[k] / norms[k - 1]) / std::log(norms[k - 1] / norms[k - 2]);
  }
  // Order 2 in the limit. An error e of the Jacobian makes the last factor e instead of the norm before, which is
  // below 1e-3 by then: an order of 1.7 rules out all e beyond a few times that.
  INFO("norms " << Catch::StringMaker<std::vector<double>>::convert(norms));
  CHECK(order >= 1.7);
  CHECK(norms.back() < 1e-9);
}

TEST_CASE("A coefficient that changes after the capture is noticed, and the Jacobian follows", "[adapters]") {
  CavitySolver<> solver({.lid_velocity = 5.0, .prandtl = 1.0, .grashof = 10.0}, 10, "-snes_max_it 2 -pc_type lu");
  require(SNESSolve(solver.snes, nullptr, solver.x));
  solver.cavity.equations.prandtl = 3.0;
  require(SNESSetTolerances(solver.snes, PETSC_DEFAULT, PETSC_DEFAULT, PETSC_DEFAULT, 1, PETSC_DEFAULT));
  const auto x = solver.state();
  require(SNESSolve(solver.snes, nullptr, solver.x));
  const auto oracle = solver.on_grid();
  CHECK(row_relative_error(solver.dense_matrix(), swept_jacobian(oracle, x, oracle.size()), oracle.size()) <=
        32 * eps);
  CHECK(solver.session().statistics().num_stale_recaptures == 1);
}

TEST_CASE("Option -jacquard_view prints classes, orders, evaluator and checks after a solve", "[adapters]") {
  CavitySolver<> solver({}, 8, "-jacquard_view -pc_type lu");
  const PetscOutput output;
  require(SNESSolve(solver.snes, nullptr, solver.x));
  for (const char* expected : {"Jacquard session residual", "256 dependents of 256 independents", "classes: 5",
                               "36 sites of 20 independents", "order: ", "emitted ", "evaluator: ", "checks: "}) {
    CHECK_THAT(output.str(), Contains(expected));
  }
}

TEST_CASE("Option -jacquard_check off compares nothing, and a negative period is refused", "[adapters]") {
  CavitySolver<> silent({}, 8, "-jacquard_check false -jacquard_check_period 0 -pc_type lu");
  require(SNESSolve(silent.snes, nullptr, silent.x));
  CHECK(silent.session().statistics().num_checks == 0);
  CHECK(silent.session().statistics().num_perturbed_checks == 0);
  CavitySolver<> refused({}, 8, "-jacquard_check_period -1");
  CHECK(SNESSolve(refused.snes, nullptr, refused.x) == PETSC_ERR_ARG_OUTOFRANGE);
  CHECK_THAT(petsc_message(), Contains("must not be negative, it is -1"));
}

TEST_CASE("The user's solver options work as always", "[adapters]") {
  const auto* const options = GENERATE(
      "-pc_type lu", "-ksp_type gmres -pc_type ilu -ksp_rtol 1e-10", "-snes_mf_operator -pc_type lu",
      "-snes_mf -pc_type none -ksp_rtol 1e-8 -ksp_max_it 5000 -ksp_gmres_restart 300", "-snes_fd -pc_type lu",
      "-snes_fd_color -pc_type lu", "-dm_mat_type baij -pc_type lu", "-snes_type newtontr -pc_type lu",
      "-snes_lag_jacobian 2 -pc_type lu", "-da_refine 1 -pc_type mg -pc_mg_levels 2 -pc_mg_galerkin both");
  INFO(options);
  CavitySolver<> solver({.lid_velocity = 2.0, .prandtl = 1.0, .grashof = 5.0}, 9, options);
  SNESConvergedReason reason;
  Vec x;
  require(DMCreateGlobalVector(solver.dm, &x));  // -da_refine has changed the extent
  require(SNESSolve(solver.snes, nullptr, x));
  require(VecDestroy(&x));
  require(SNESGetConvergedReason(solver.snes, &reason));
  CHECK(reason > 0);
}
