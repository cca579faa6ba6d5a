// SPDX-License-Identifier: BSD-2-Clause
// A session's coordinates in compressed rows or columns, with the diagonal that implicit steps add to.
#include "compressed_pattern.hpp"

#include <algorithm>

namespace jacquard::sundials {

CompressedPattern compress(std::span<const std::int32_t> lines, std::span<const std::int32_t> indices,
                           std::size_t num_lines) {
  std::vector<std::vector<sunindextype>> stored(num_lines);
  for (std::size_t line = 0; line < num_lines; ++line) stored[line].push_back(static_cast<sunindextype>(line));
  for (std::size_t k = 0; k < lines.size(); ++k) {
    if (lines[k] >= 0) stored[static_cast<std::size_t>(lines[k])].push_back(indices[k]);
  }

  CompressedPattern pattern;
  pattern.line_offsets.push_back(0);
  for (auto& line : stored) {
    std::sort(line.begin(), line.end());
    line.erase(std::unique(line.begin(), line.end()), line.end());
    pattern.indices.insert(pattern.indices.end(), line.begin(), line.end());
    pattern.line_offsets.push_back(static_cast<sunindextype>(pattern.indices.size()));
  }

  for (std::size_t k = 0; k < lines.size(); ++k) {
    if (lines[k] < 0) continue;
    const auto line = static_cast<std::size_t>(lines[k]);
    const auto position = std::lower_bound(stored[line].begin(), stored[line].end(), indices[k]);
    const auto slot = pattern.line_offsets[line] + (position - stored[line].begin());
    pattern.additions.push_back({k, static_cast<std::size_t>(slot)});
  }
  return pattern;
}

}  // namespace jacquard::sundials
