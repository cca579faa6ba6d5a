// SPDX-License-Identifier: BSD-2-Clause
// Numbers a file's vertices as independents, intermediates, dependents.
#include "file_numbering.hpp"

namespace jacquard::policies {

FileNumbering number_vertices(const FileVertices& file, const std::vector<bool>& is_used) {
  FileNumbering numbering;
  numbering.num_independents = file.num_inputs;
  numbering.num_dependents = file.outputs.size();
  std::vector<bool> is_sink(file.vertices.size(), false);
  for (const Position p : file.outputs) is_sink[p] = p >= file.num_inputs && !is_used[p];

  std::size_t next = 0;
  numbering.vertex_of.resize(file.vertices.size());
  for (Position p = 0; p < file.vertices.size(); ++p) {
    if (!is_sink[p]) numbering.vertex_of[p] = VertexId(next++);
  }
  numbering.num_intermediates = next - file.num_inputs;
  for (const Position p : file.outputs) {
    if (is_sink[p]) {
      numbering.vertex_of[p] = VertexId(next++);
    } else {
      numbering.copies.push_back({p, VertexId(next++)});
    }
  }
  return numbering;
}

}  // namespace jacquard::policies
