// SPDX-License-Identifier: BSD-2-Clause
// Numbers a file's vertices as independents, intermediates, dependents.
#pragma once

#include <vector>

#include "file_vertices.hpp"

namespace jacquard::policies {

/// A dependent that repeats a vertex which is used further, or an independent.
struct SinkCopy {
  Position original = 0;
  VertexId dependent;
};

/// Where each position of a file stands in its graph.
struct FileNumbering {
  std::vector<VertexId> vertex_of;  ///< by position
  std::vector<SinkCopy> copies;
  std::size_t num_independents = 0;
  std::size_t num_intermediates = 0;
  std::size_t num_dependents = 0;

  std::size_t num_vertices() const { return num_independents + num_intermediates + num_dependents; }
};

/// Outputs that nothing uses become dependents, in the order of `file.outputs`; the others get a copy.
/// @param is_used  by position: an edge leaves the vertex
FileNumbering number_vertices(const FileVertices& file, const std::vector<bool>& is_used);

}  // namespace jacquard::policies
