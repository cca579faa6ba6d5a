// SPDX-License-Identifier: BSD-2-Clause
// Writes a whole library into a new file.
#pragma once

#include "jacquard/policies/library.hpp"

namespace jacquard::policies {

/// Creates `path`, or overwrites it; entries are sorted by fingerprint first. Equal contents give equal bytes.
/// @throws LibraryError if an entry breaks a rule of the format, or the file cannot be written.
void write_library(const std::filesystem::path& path, LibraryContents contents);

}  // namespace jacquard::policies
