// SPDX-License-Identifier: BSD-2-Clause
// Contraction of products into the sums that use them.
#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "straight_line.hpp"

namespace jacquard {
namespace {

bool is_product(const Vertex& vertex) {
  return vertex.elemental == Elemental::mul || vertex.elemental == Elemental::square;
}

bool is_sum(const Vertex& vertex) {
  return vertex.elemental == Elemental::add || vertex.elemental == Elemental::sub;
}

/// The sum `sum` with its argument number `position`, the product `product`, written out.
Vertex contracted(const Vertex& sum, std::size_t position, const Vertex& product) {
  const VertexId left = product.arguments[0];
  const VertexId right = product.elemental == Elemental::square ? left : product.arguments[1];
  const VertexId addend = sum.arguments[1 - position];
  if (sum.elemental == Elemental::add) return {Elemental::fma, 0, {left, right, addend}};
  return {position == 0 ? Elemental::fms : Elemental::fnma, 0, {left, right, addend}};
}

/// Finds the products whose every use is a sum that is still free to take one in.
class Contraction {
 public:
  explicit Contraction(StraightLine& line)
      : line_(line), uses_(count_uses(line)), ends_(line.vertices.size() + 1, 0) {
    for_addends([this](const Use&, std::size_t addend) { ++ends_[addend + 1]; });
    std::partial_sum(ends_.begin(), ends_.end(), ends_.begin());
    sums_.resize(ends_.back());
    std::vector<std::uint32_t> next(ends_.begin(), ends_.end() - 1);
    for_addends([&](const Use& use, std::size_t addend) { sums_[next[addend]++] = use; });
  }

  /// Contracts the products with at most `most_uses` uses; returns how many.
  std::size_t run(std::uint32_t most_uses) {
    std::size_t num_contracted = 0;
    for (std::size_t v = 0; v < line_.vertices.size(); ++v) {
      if (!is_product(line_.vertices[v]) || uses_[v] > most_uses || !can_vanish(v)) continue;
      contract(v);
      ++num_contracted;
    }
    return num_contracted;
  }

 private:
  struct Use {
    std::uint32_t sum = 0;
    std::uint32_t position = 0;
  };

  /// Calls `visit` with every use in a sum that may be fused, and with the vertex that is used.
  template <class Visit>
  void for_addends(Visit&& visit) const {
    for (std::size_t v = 0; v < line_.vertices.size(); ++v) {
      if (!is_sum(line_.vertices[v]) || line_.roles[v].decides) continue;
      for (std::uint32_t k = 0; k < 2; ++k)
        visit(Use{static_cast<std::uint32_t>(v), k}, line_.vertices[v].arguments[k].value);
    }
  }

  std::span<const Use> sums_of(std::size_t v) const {
    return std::span(sums_).subspan(ends_[v], ends_[v + 1] - ends_[v]);
  }

  bool can_vanish(std::size_t product) const {
    const std::span<const Use> sums = sums_of(product);
    if (sums.size() != uses_[product]) return false;
    return std::ranges::all_of(sums, [&](const Use& use) {
      const Vertex& sum = line_.vertices[use.sum];
      return is_sum(sum) && sum.arguments[0] != sum.arguments[1];
    });
  }

  void contract(std::size_t product) {
    for (const auto& [sum, position] : sums_of(product)) {
      line_.vertices[sum] = contracted(line_.vertices[sum], position, line_.vertices[product]);
    }
  }

  StraightLine& line_;
  std::vector<std::uint32_t> uses_;
  std::vector<std::uint32_t> ends_;  ///< [num_vertices + 1] where the uses of each vertex begin in `sums_`
  std::vector<Use> sums_;
};

/// -(a b) is -0 - a b, zeros included.
Vertex negated(const Vertex& product, VertexId negative_zero) {
  const VertexId left = product.arguments[0];
  const VertexId right = product.elemental == Elemental::square ? left : product.arguments[1];
  return {Elemental::fnma, 0, {left, right, negative_zero}};
}

}  // namespace

std::size_t contract_products(StraightLine& line) {
  Contraction contraction(line);
  constexpr std::uint32_t single = 1, few = 3;
  const std::size_t num_contracted = contraction.run(single);
  return num_contracted + contraction.run(few);
}

void fuse_multiply_add(StraightLine& line) {
  contract_products(line);
  remove_dead(line);
}

void fuse_negated_products(StraightLine& line) {
  const std::vector<std::uint32_t> uses = count_uses(line);
  StraightLine result = begin_rewrite(line);
  const VertexId negative_zero = result.append_literal(-0.0);
  std::vector<VertexId> renamed(line.vertices.size());
  for (std::size_t v = 0; v < line.vertices.size(); ++v) {
    const Vertex vertex = with_renamed_arguments(line.vertices[v], renamed);
    const VertexId operand = line.vertices[v].arguments[0];
    const bool fuses = vertex.elemental == Elemental::neg && is_product(line[operand]) &&
                       uses[operand.value] == 1 && !line.roles[v].decides;
    renamed[v] =
        result.append(fuses ? negated(result[vertex.arguments[0]], negative_zero) : vertex, line.roles[v].decides);
  }
  for (Output& output : result.outputs) output.value = renamed[output.value.value];
  line = std::move(result);
  remove_dead(line);
}

}  // namespace jacquard
