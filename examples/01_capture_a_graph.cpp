// SPDX-License-Identifier: BSD-2-Clause
// Captures a residual of two variables and prints its computational graph.
#include <cmath>
#include <iostream>
#include <span>
#include <vector>

#include "jacquard/capture.hpp"
#include "jacquard/graph_builder.hpp"

// The residual as its user has it, but for the scalar: a template parameter.
template <class Scalar>
void residual(std::span<const Scalar> x, std::span<Scalar> f) {
  using std::exp;
  using std::sin;
  const Scalar product = x[0] * x[1];
  f[0] = sin(product) + 2.0 * x[0];
  f[1] = x[1] * exp(-(x[0] * x[1]));
}

static void print_vertex(const jacquard::ComputationalGraph& graph, std::size_t k) {
  const jacquard::Vertex& vertex = graph.vertices()[k];
  std::cout << "v" << k << " = " << jacquard::name(vertex.elemental);
  if (vertex.elemental == jacquard::Elemental::literal) {
    std::cout << ' ' << graph.literals()[vertex.index];
  } else if (jacquard::is_leaf(vertex.elemental)) {
    std::cout << ' ' << vertex.index;
  }
  for (int argument = 0; argument < jacquard::arity(vertex.elemental); ++argument) {
    std::cout << " v" << vertex.arguments[static_cast<std::size_t>(argument)].value;
  }
  std::cout << '\n';
}

static void print_graph(const char* title, const jacquard::ComputationalGraph& graph) {
  std::cout << title << ": " << graph.num_vertices() << " vertices\n";
  for (std::size_t k = 0; k < graph.num_vertices(); ++k) print_vertex(graph, k);
  for (std::size_t k = 0; k < graph.dependents().size(); ++k) {
    std::cout << "f" << k << " = v" << graph.dependents()[k].value << '\n';
  }
}

int main() {
  const std::vector<double> x = {0.5, 2.0};
  const auto captured = jacquard::capture_graph(residual<jacquard::Active>, x, 2);
  print_graph("as captured", captured.graph);
  print_graph("simplified", jacquard::simplify(captured.graph));  // the product that stands there twice is shared
}
