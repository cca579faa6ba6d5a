// SPDX-License-Identifier: BSD-2-Clause
// Runs vertex-scoring networks: a perceptron on the features of each vertex, and the order that follows its scores.
#include "jacquard/policies/policy.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "jacquard/policies/library_source.hpp"
#include "library_entry.hpp"
#include "vertex_features.hpp"

namespace jacquard::policies {

namespace {

constexpr std::string_view architecture_prefix = "vertex-scores:";
constexpr CostModel trainable_models[] = {CostModel::plain, CostModel::effective, CostModel::emitted};
constexpr std::uint32_t widest_layer = 4096;

/// y = weights x + bias, followed by max(y, 0) unless it is the last.
struct Layer {
  std::uint32_t rows = 0, columns = 0;
  std::vector<double> weights;  ///< [columns x rows], row fastest: an input that is 0 costs nothing
  std::vector<double> bias;     ///< [rows]
};

Layer read_layer(std::span<const float> weights, std::uint32_t rows, std::uint32_t columns) {
  Layer layer{rows, columns, std::vector<double>(std::size_t{rows} * columns), {}};
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c) layer.weights[c * rows + r] = weights[r * columns + c];
  }
  const auto bias = weights.subspan(std::size_t{rows} * columns, rows);
  layer.bias.assign(bias.begin(), bias.end());
  return layer;
}

std::string extents_text(std::uint32_t rows, std::uint32_t columns) {
  return std::to_string(rows) + " x " + std::to_string(columns);
}

void check_kind(const NetworkRecord& network, const std::string& place) {
  const auto is_architecture = [&](CostModel model) { return network.architecture == policy_architecture(model); };
  if (std::ranges::none_of(trainable_models, is_architecture)) {
    refuse_entry(place, "an architecture " + std::string(architecture_prefix) + "MODEL", network.architecture);
  }
  if (network.feature_version != policy_feature_version) {
    refuse_entry(place, "feature version " + std::to_string(policy_feature_version),
                 std::to_string(network.feature_version));
  }
}

/// Pairs of a matrix and its bias that fit one after the other, from the features to one score.
std::vector<Layer> read_layers(const NetworkRecord& network, const std::string& place) {
  const std::vector<std::uint32_t>& shapes = network.shapes;
  if (shapes.empty() || shapes.size() % 4 != 0) {
    refuse_entry(place, "a matrix and a bias for each layer", std::to_string(shapes.size() / 2) + " shapes");
  }
  std::vector<Layer> layers;
  std::span<const float> weights(network.weights);
  std::uint32_t inputs = num_policy_features;
  for (std::size_t k = 0; k < shapes.size(); k += 4) {
    const std::uint32_t outputs = shapes[k];
    if (outputs == 0 || outputs > widest_layer || shapes[k + 1] != inputs) {
      refuse_entry(place, "a matrix of 1 to " + std::to_string(widest_layer) + " x " + std::to_string(inputs),
                   extents_text(outputs, shapes[k + 1]));
    }
    if (shapes[k + 2] != outputs || shapes[k + 3] != 1) {
      refuse_entry(place, "a bias of " + extents_text(outputs, 1), extents_text(shapes[k + 2], shapes[k + 3]));
    }
    layers.push_back(read_layer(weights, outputs, inputs));
    weights = weights.subspan(std::size_t{outputs} * (inputs + 1));
    inputs = outputs;
  }
  if (inputs != 1) refuse_entry(place, "one score", std::to_string(inputs));
  return layers;
}

/// Sums in a fixed order, in double. What overflows counts as the least there is: scores must stay comparable.
double score(const std::vector<Layer>& layers, std::span<const double> features) {
  std::vector<double> input(features.begin(), features.end()), output;
  for (const Layer& layer : layers) {
    output = layer.bias;
    for (std::size_t c = 0; c < layer.columns; ++c) {
      if (input[c] == 0.0) continue;
      const double* column = layer.weights.data() + c * layer.rows;
      for (std::size_t r = 0; r < layer.rows; ++r) output[r] += column[r] * input[c];
    }
    if (&layer != &layers.back()) {
      for (double& value : output) value = std::max(value, 0.0);
    }
    input.swap(output);
  }
  return std::isfinite(input[0]) ? input[0] : std::numeric_limits<double>::lowest();
}

}  // namespace

struct Policy::State {
  std::string name;
  std::vector<Layer> layers;
};

std::string policy_architecture(CostModel model) {
  constexpr const char* names[] = {"plain", "effective", "emitted"};
  return std::string(architecture_prefix) + names[static_cast<std::size_t>(model)];
}

Policy::Policy(const NetworkRecord& network, const std::string& place) {
  check_kind(network, place);
  check_network(network, place);
  state_ = std::make_unique<const State>(State{network.name, read_layers(network, place)});
}

Policy::~Policy() = default;
Policy::Policy(Policy&&) noexcept = default;
Policy& Policy::operator=(Policy&&) noexcept = default;

const std::string& Policy::name() const { return state_->name; }

std::vector<double> Policy::scores(const LinearizedGraph& graph) const {
  const VertexFeatures features(graph);
  std::vector<double> scores;
  for (std::uint32_t v = features.first_intermediate(); v < features.first_dependent(); ++v) {
    scores.push_back(score(state_->layers, features[v]));
  }
  return scores;
}

EliminationOrder Policy::order(const LinearizedGraph& graph) const {
  return *order(graph, [] { return true; });
}

std::optional<EliminationOrder> Policy::order(const LinearizedGraph& graph, const KeepGoing& keep_going) const {
  VertexFeatures features(graph);
  const std::uint32_t first = features.first_intermediate();
  std::vector<double> scores = this->scores(graph);
  EliminationOrder order;
  while (order.vertices.size() < graph.num_intermediates()) {
    if (!keep_going()) return std::nullopt;
    const auto best = std::ranges::max_element(scores);  // the first of equal ones
    const auto v = first + static_cast<std::uint32_t>(best - scores.begin());
    order.vertices.push_back(VertexId(v));
    for (const std::uint32_t w : features.eliminate(v)) scores[w - first] = score(state_->layers, features[w]);
    *best = -std::numeric_limits<double>::infinity();
  }
  return order;
}

std::optional<Policy> find_policy(const std::vector<std::filesystem::path>& libraries, CostModel model) {
  const std::string architecture = policy_architecture(model);
  for (const std::filesystem::path& path : libraries) {
    const PolicyLibrary library(path);
    for (std::size_t k = 0; k < library.num_networks(); ++k) {
      const NetworkRecord network = library.network(k);
      if (network.architecture == architecture) return Policy(network, path.string() + ": network " + network.name);
    }
  }
  return {};
}

std::optional<OrderProposal> PolicyOrderSource::propose(const Linearization& linearization, CostModel model) {
  if (linearization.graph.num_intermediates() > most_vertices_) return {};
  auto known = std::ranges::find(known_, model, &Known::model);
  if (known == known_.end()) {
    known_.push_back({model, find_policy(library_paths(), model)});
    known = known_.end() - 1;
  }
  if (!known->policy) return {};
  return OrderProposal{known->policy->order(linearization.graph), "policy " + known->policy->name()};
}

}  // namespace jacquard::policies
