// SPDX-License-Identifier: BSD-2-Clause
// Reads kinetics mechanisms from YAML files.
#pragma once

#include <string>

#include "residuals/kinetics.hpp"

namespace jacquard::examples {

/// Reads the first phase of a mechanism in Cantera's YAML format, with NASA7 thermodynamics and elementary,
/// three-body, Lindemann and Troe falloff reactions in cm, mol, s, cal/mol.
/// @throws std::runtime_error naming file, reaction and what is not supported or not there.
Mechanism read_mechanism(const std::string& path);

}  // namespace jacquard::examples
