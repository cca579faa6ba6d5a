// SPDX-License-Identifier: BSD-2-Clause
// A linearized graph prepared for the eye: labels and roles, whatever it was read from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "jacquard/policies/graph_file.hpp"

namespace jacquard::cli {

enum class Role : std::uint8_t { independent, intermediate, dependent };

struct DrawnVertex {
  Role role = Role::intermediate;
  std::string symbol;     ///< short enough for a disc: "+", "sin", "x3"
  std::string operation;  ///< the elemental's or the file's name
  std::int64_t id = 0;    ///< the subject's id
};

struct DrawnEdge {
  std::size_t tail = 0;
  std::size_t head = 0;
  EdgeKind kind = EdgeKind::variable;
  double constant = 0.0;
};

/// Tails stand before heads.
struct Drawing {
  std::string title;
  std::vector<DrawnVertex> vertices;
  std::vector<DrawnEdge> edges;
  std::size_t num_eliminated = 0;
};

/// Draws `subject` after the first `num_eliminated` vertices of `order` are gone.
Drawing draw(const policies::GraphFile& subject, const EliminationOrder& order, std::size_t num_eliminated);

/// "6 independents, 96 intermediates, 3 dependents; 151 edges (40 unit, 3 constant)", what is there.
std::string summary(const Drawing& drawing);

/// The drawing in the language of Graphviz.
std::string to_dot(const Drawing& drawing);

/// The drawing as a picture of its own, laid out in layers from the independents on the left to the dependents.
/// Cost: O(sweeps x (V + length of all edges in layers)).
std::string to_svg(const Drawing& drawing);

}  // namespace jacquard::cli
