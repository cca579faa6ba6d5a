// SPDX-License-Identifier: BSD-2-Clause
// A header before the HDF5 part of a file, which vouches for everything in it but the data.
#pragma once

#include <cstdint>
#include <filesystem>

namespace jacquard::policies {

/// Bytes before the HDF5 part: HDF5 calls them the user block and does not look at them.
inline constexpr std::uint64_t seal_bytes = 512;

/// Where the data of all datasets stand, without anything else between them.
struct DataRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  ///< one past the end
};

/// Writes length, data range and checksum of everything outside of the data into the first bytes.
/// @throws LibraryError if the file cannot be read or written.
void seal_file(const std::filesystem::path& path, const DataRange& data);

/// Checks that the file is as long as it was and that nothing but its data can have changed.
///
/// HDF5 is not made for damaged metadata: it then leaks, and says so when the process ends. It is therefore shown
/// only files whose metadata are as they were written; data have checksums of their own.
/// @throws LibraryError naming the file, what was expected and what was found.
/// Cost: reading the metadata, some 32 KiB whatever the library's size.
void check_seal(const std::filesystem::path& path);

}  // namespace jacquard::policies
