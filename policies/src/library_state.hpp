// SPDX-License-Identifier: BSD-2-Clause
// An open library and what has been read of it.
#pragma once

#include <optional>

#include "library_rows.hpp"

namespace jacquard::policies {

struct PolicyLibrary::State {
  std::filesystem::path path;
  Hdf5Reader file;
  std::uint64_t version_minor = 0;
  std::optional<FingerprintIndex> index, tensor_index;  ///< once they have been asked for
  std::vector<std::uint64_t> tuning_offsets;  ///< [num_graphs + 1], with the index; empty before minor version 1

  explicit State(const std::filesystem::path& library) : path(library), file(library) {}

  void check_version();
  const FingerprintIndex& scalar_graphs();
  const FingerprintIndex& tensor_graphs();
  void read_tuning_offsets(std::uint64_t num_graphs);
};

}  // namespace jacquard::policies
