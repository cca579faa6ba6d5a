// SPDX-License-Identifier: BSD-2-Clause
// The headers that kernels are compiled with at run time: those that this library was built from.
#pragma once

#include <span>
#include <string_view>

namespace jacquard::kernels {

struct EmbeddedHeader {
  const char* path;  ///< as it is included
  std::string_view text;
};

/// jacquard/kernels/compiled_unit.hpp, and what it includes of Jacquard.
std::span<const EmbeddedHeader> embedded_headers();

}  // namespace jacquard::kernels
