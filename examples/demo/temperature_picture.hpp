// SPDX-License-Identifier: BSD-2-Clause
// Draws a temperature field as a PNG: colours, isotherms and a colour bar.
#pragma once

#include <string>

#include "cavity_run.hpp"

namespace jacquard::demo {

/// Colours run from the coldest to the hottest point; ten isotherms between them.
/// @throws std::runtime_error naming the path that could not be written.
void write_picture(const Temperature& temperature, int points, const std::string& path);

}  // namespace jacquard::demo
