// SPDX-License-Identifier: BSD-2-Clause
// Places the points of each layer close to their neighbours without changing their order.
#include <algorithm>
#include <cstdint>
#include <limits>

#include "layered_graph.hpp"

namespace jacquard::cli {

namespace {

// A run of points that stand as close as they may, at the weighted mean of where they want to be.
struct Block {
  double weighted_sum = 0.0;
  double weight = 0.0;
  std::size_t count = 0;
  double place() const { return weighted_sum / weight; }
};

// Least squares under x[k + 1] - x[k] >= gap[k]: in y = x - (sum of gaps) it is isotonic regression, solved by
// pooling adjacent violators.
std::vector<double> spread(const std::vector<double>& wanted, const std::vector<double>& weight,
                           const std::vector<double>& gaps) {
  std::vector<Block> blocks;
  double offset = 0.0;
  for (std::size_t k = 0; k < wanted.size(); ++k) {
    if (k > 0) offset += gaps[k - 1];
    Block block{weight[k] * (wanted[k] - offset), weight[k], 1};
    while (!blocks.empty() && blocks.back().place() > block.place()) {
      block.weighted_sum += blocks.back().weighted_sum;
      block.weight += blocks.back().weight;
      block.count += blocks.back().count;
      blocks.pop_back();
    }
    blocks.push_back(block);
  }
  std::vector<double> places;
  offset = 0.0;
  for (const Block& block : blocks) {
    for (std::size_t k = 0; k < block.count; ++k) {
      if (!places.empty()) offset += gaps[places.size() - 1];
      places.push_back(block.place() + offset);
    }
  }
  return places;
}

enum class Towards : std::uint8_t { left, right, both };

class Placement {
 public:
  Placement(const LayeredGraph& graph, const Spacing& spacing) : graph_(graph), across_(graph.num_points(), 0.0) {
    for (const auto& layer : graph.layers) {
      gaps_.emplace_back();
      for (std::size_t k = 1; k < layer.size(); ++k) {
        const bool wide = !graph.is_way_point(layer[k - 1]) && !graph.is_way_point(layer[k]);
        gaps_.back().push_back(wide ? spacing.vertex : spacing.way_point);
      }
      stack(layer, gaps_.back());
    }
  }

  void settle(std::size_t l, Towards towards) {
    const auto& layer = graph_.layers[l];
    std::vector<double> wanted, weight;
    for (const std::size_t point : layer) {
      double sum = 0.0, total = 0.0;
      if (towards != Towards::right) add(graph_.before[point], point, sum, total);
      if (towards != Towards::left) add(graph_.after[point], point, sum, total);
      wanted.push_back(total > 0.0 ? sum / total : across_[point]);
      weight.push_back(total > 0.0 ? total : 0.01);
    }
    const std::vector<double> places = spread(wanted, weight, gaps_[l]);
    for (std::size_t k = 0; k < layer.size(); ++k) across_[layer[k]] = places[k];
  }

  std::vector<double> take() && {
    const double least = across_.empty() ? 0.0 : *std::min_element(across_.begin(), across_.end());
    for (double& place : across_) place -= least;
    return std::move(across_);
  }

 private:
  void stack(const std::vector<std::size_t>& layer, const std::vector<double>& gaps) {
    double total = 0.0;
    for (const double gap : gaps) total += gap;
    double place = -0.5 * total;
    for (std::size_t k = 0; k < layer.size(); ++k) {
      across_[layer[k]] = place;
      if (k < gaps.size()) place += gaps[k];
    }
  }

  // Links between way points pull hardest, so that long edges run straight.
  void add(const std::vector<std::size_t>& neighbours, std::size_t point, double& sum, double& total) const {
    for (const std::size_t neighbour : neighbours) {
      const int way_points = graph_.is_way_point(point) + graph_.is_way_point(neighbour);
      const double weight = way_points == 2 ? 8.0 : way_points == 1 ? 2.0 : 1.0;
      sum += weight * across_[neighbour];
      total += weight;
    }
  }

  const LayeredGraph& graph_;
  std::vector<std::vector<double>> gaps_;
  std::vector<double> across_;
};

}  // namespace

std::vector<double> place_across(const LayeredGraph& graph, const Spacing& spacing) {
  constexpr int num_sweeps = 12, num_final_sweeps = 8;
  Placement placement(graph, spacing);
  const std::size_t num_layers = graph.layers.size();
  for (int k = 0; k < num_sweeps; ++k) {
    for (std::size_t l = 1; l < num_layers; ++l) placement.settle(l, Towards::left);
    for (std::size_t l = num_layers; l-- > 1;) placement.settle(l - 1, Towards::right);
  }
  for (int k = 0; k < num_final_sweeps; ++k) {
    for (std::size_t l = 0; l < num_layers; ++l) placement.settle(l, Towards::both);
    for (std::size_t l = num_layers; l-- > 0;) placement.settle(l, Towards::both);
  }
  return std::move(placement).take();
}

}  // namespace jacquard::cli
