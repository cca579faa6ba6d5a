// SPDX-License-Identifier: BSD-2-Clause
// The main job: a cavity with SNES and a stiff reaction with CVODE, each with exact Jacobians and with differences.
#include <petscsnes.h>

#include <array>
#include <exception>
#include <filesystem>
#include <iostream>

#include "cavity_run.hpp"
#include "jacquard/petsc.hpp"
#include "robertson_run.hpp"
#include "summary_table.hpp"
#include "temperature_picture.hpp"

using namespace jacquard::demo;

static constexpr char help[] =
    "Runs the driven cavity and Robertson's kinetics, with exact Jacobians and with differences.\n"
    "  -grid <64>  -lid_velocity <50>  -grashof <1e4>  -picture <cavity_temperature.png>\n"
    "All of PETSc's options apply; -jacquard_view shows what was captured, -jacquard_evaluator tile|compiled|auto\n"
    "chooses what runs it, with SNES and CVODE.\n\n";

static PetscErrorCode report(const CavitySettings& settings, std::span<const RunSummary> runs,
                             const Temperature& temperature) {
  PetscFunctionBegin;
  char path[PETSC_MAX_PATH_LEN] = "cavity_temperature.png";
  PetscCall(PetscOptionsGetString(nullptr, nullptr, "-picture", path, sizeof path, nullptr));
  print_table(std::cout, runs);
  write_picture(temperature, static_cast<int>(settings.points), path);
  std::cout << "\ntemperature of the cavity: " << std::filesystem::absolute(path).string() << std::endl;
  PetscFunctionReturn(0);
}

static PetscErrorCode run() {
  PetscFunctionBegin;
  jacquard::EvaluatorKind evaluator;
  PetscBool is_viewed;
  PetscCall(JacquardOptionsGetEvaluator(nullptr, nullptr, &evaluator));  // CVODE has no options of its own
  CavitySettings settings{.lid_velocity = 50.0, .grashof = 1e4};
  std::array<RunSummary, 4> runs;
  Temperature exact, differences;
  PetscCall(read_settings(&settings));
  std::cout << "Solving the cavity with exact Jacobians" << std::endl;
  PetscCall(solve_cavity(settings, JacobianSource::exact, &runs[0], &exact));
  std::cout << "Solving the cavity with coloured finite differences" << std::endl;
  PetscCall(solve_cavity(settings, JacobianSource::differences, &runs[1], &differences));
  std::cout << "Integrating Robertson's kinetics both ways\n" << std::endl;
  runs[2] = integrate_robertson(JacobianSource::exact, evaluator);
  runs[3] = integrate_robertson(JacobianSource::differences, evaluator);
  PetscCall(PetscOptionsHasName(nullptr, nullptr, "-jacquard_view", &is_viewed));
  if (is_viewed) std::cout << runs[2].report << std::endl;
  PetscCall(report(settings, runs, exact));
  PetscFunctionReturn(0);
}

int main(int argc, char** argv) {
  PetscCall(PetscInitialize(&argc, &argv, nullptr, help));
  PetscCall(PetscLogDefaultBegin());  // the table's times are those of PETSc's events
  try {
    PetscCall(run());
  } catch (const std::exception& error) {
    std::cerr << "jacquard-demo: " << error.what() << '\n';
    return 1;
  }
  PetscCall(PetscFinalize());
  return 0;
}
