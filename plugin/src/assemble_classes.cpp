// SPDX-License-Identifier: BSD-2-Clause
// Classes, tables and stages out of interned units.
#include <algorithm>
#include <bit>
#include <map>
#include <numeric>

#include "class_table.hpp"
#include "jacquard/graph_builder.hpp"

namespace jacquard {

namespace {

/// Expressions over parameters that classes use, numbered as dependents of the parameter work.
class UsedExpressions {
 public:
  std::uint32_t number(std::uint32_t expression) {
    const auto [position, is_new] = numbers_.try_emplace(expression, static_cast<std::uint32_t>(used_.size()));
    if (is_new) used_.push_back(expression);
    return position->second;
  }
  std::span<const std::uint32_t> used() const { return used_; }

 private:
  std::unordered_map<std::uint32_t, std::uint32_t> numbers_;
  std::vector<std::uint32_t> used_;
};

/// The order of a class's sites: by level, then as they came.
std::vector<std::uint32_t> site_order(const UnitClass& unit_class) {
  std::vector<std::uint32_t> order(unit_class.num_sites);
  std::iota(order.begin(), order.end(), 0u);
  if (!unit_class.levels.is_shared())
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return unit_class.levels[a] < unit_class.levels[b]; });
  return order;
}

/// Turns one class into a SiteClass.
class ClassAssembly {
 public:
  ClassAssembly(UnitClass& source, const ParameterTable& parameters, UsedExpressions& expressions)
      : source_(source), parameters_(parameters), expressions_(expressions), order_(site_order(source)) {}

  SiteClass assemble(StateIndex first_dependent) {
    SiteClass result;
    result.num_sites = source_.num_sites;
    result.hash = source_.hash;
    result.gather = transposed(source_.inputs, source_.num_inputs, first_dependent);
    result.scatter = transposed(source_.outputs, source_.num_outputs, first_dependent);
    for (const auto& column : source_.parameters) result.data.push_back(parameter_data(column));
    place_literals(result.data);
    result.graph = graph(result.data.size());
    source_.literals.clear();
    return result;
  }

  std::span<const std::uint32_t> order() const { return order_; }

 private:
  /// [num_sites x count], count fastest, to site fastest; frees the source.
  std::vector<StateIndex> transposed(std::vector<StateIndex>& rows, std::size_t count,
                                     StateIndex first_dependent) const {
    std::vector<StateIndex> table(count * order_.size());
    for (std::size_t k = 0; k < count; ++k)
      for (std::size_t site = 0; site < order_.size(); ++site) {
        const StateIndex state = rows[order_[site] * count + k];
        table[k * order_.size() + site] = state >= 0 ? state : first_dependent - 1 - state;
      }
    std::vector<StateIndex>().swap(rows);
    return table;
  }

  SiteData parameter_data(const SiteColumn<std::uint32_t>& column) {
    SiteData data;
    const std::size_t extent = column.is_shared() ? 1 : order_.size();
    for (std::size_t site = 0; site < extent; ++site) {
      const std::uint32_t expression = column[order_[site]];
      data.values.push_back(parameters_.value(expression));
      data.parameters.push_back(expressions_.number(expression));
    }
    return data;
  }

  /// Literals on which the sites disagree become data; equal columns are kept once.
  void place_literals(std::vector<SiteData>& data) {
    std::multimap<std::uint64_t, std::size_t> known;  // by hash of the column
    for (const auto& column : source_.literals) {
      literal_data_.push_back(0);
      if (column.is_shared()) continue;
      std::vector<double> values(order_.size());
      std::uint64_t hash = 0;
      for (std::size_t site = 0; site < order_.size(); ++site) {
        const std::uint64_t bits = column[order_[site]];
        values[site] = std::bit_cast<double>(bits);
        hash = hash * 0x9e3779b97f4a7c15u + bits;
      }
      literal_data_.back() = find_or_append(data, known, hash, std::move(values));
    }
  }

  static std::size_t find_or_append(std::vector<SiteData>& data, std::multimap<std::uint64_t, std::size_t>& known,
                                    std::uint64_t hash, std::vector<double> values) {
    const auto [begin, end] = known.equal_range(hash);
    const auto same_bits = [](double a, double b) {
      return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
    };
    for (auto candidate = begin; candidate != end; ++candidate) {
      const std::vector<double>& other = data[candidate->second].values;
      if (std::equal(other.begin(), other.end(), values.begin(), values.end(), same_bits)) return candidate->second;
    }
    known.emplace(hash, data.size());
    data.push_back({std::move(values), {}});
    return data.size() - 1;
  }

  VertexId vertex(GraphBuilder& builder, UnitReference reference) const {
    switch (reference.kind()) {
      case UnitReference::Kind::operation:
        return vertices_[reference.number()];
      case UnitReference::Kind::input:
        return VertexId(reference.number());
      case UnitReference::Kind::parameter:
        return VertexId(source_.num_inputs + reference.number());
      default: {
        const auto& column = source_.literals[reference.number()];
        if (!column.is_shared()) return VertexId(source_.num_inputs + literal_data_[reference.number()]);
        return builder.literal(std::bit_cast<double>(column[0]));
      }
    }
  }

  ComputationalGraph graph(std::size_t num_parameters) {
    GraphBuilder builder(source_.num_inputs, num_parameters, Folding::exact);  // so that equal guards meet
    auto word = source_.structure.cbegin();
    const std::uint32_t num_operations = *word++, num_outputs = *word++, num_guards = *word++;
    for (std::uint32_t k = 0; k < num_operations; ++k) {
      const auto elemental = static_cast<Elemental>(*word++);
      const auto count = static_cast<std::size_t>(arity(elemental));
      std::array<VertexId, 3> arguments{};
      for (std::size_t a = 0; a < count; ++a) arguments[a] = vertex(builder, UnitReference(*word++));
      vertices_.push_back(builder.apply(elemental, std::span(arguments).first(count)));
    }
    for (std::uint32_t k = 0; k < num_outputs; ++k) builder.add_dependent(vertex(builder, UnitReference(*word++)));
    std::vector<Guard> guards;
    for (std::uint32_t k = 0; k < num_guards; ++k) {
      const VertexId condition = vertex(builder, UnitReference(*word++));
      const Guard guard{condition, *word++ != 0};
      if (std::find(guards.begin(), guards.end(), guard) == guards.end()) guards.push_back(guard);
    }
    for (const Guard& guard : guards) builder.add_guard(guard.condition, guard.outcome);
    return simplify(std::move(builder).seal());
  }

  UnitClass& source_;
  const ParameterTable& parameters_;
  UsedExpressions& expressions_;
  std::vector<std::uint32_t> order_;
  std::vector<std::size_t> literal_data_;  ///< [num_literals]: which data column, where sites disagree
  std::vector<VertexId> vertices_;
};

struct LevelledStage {
  std::uint32_t level;
  Stage stage;
};

/// Runs of equal level in the class's final order.
void append_stages(const UnitClass& source, std::span<const std::uint32_t> order, std::uint32_t number,
                   std::vector<LevelledStage>& stages) {
  for (std::size_t first = 0; first < order.size();) {
    const std::uint32_t level = source.levels[order[first]];
    std::size_t last = source.levels.is_shared() ? order.size() : first + 1;
    while (last < order.size() && source.levels[order[last]] == level) ++last;
    stages.push_back({level, {number, first, last - first}});
    first = last;
  }
}

}  // namespace

void assemble_classes(std::span<UnitClass> classes, const ParameterTable& parameters, CapturedResidual& captured) {
  const auto first_dependent = static_cast<StateIndex>(captured.num_independents + captured.num_cuts);
  UsedExpressions expressions;
  std::vector<LevelledStage> stages;
  for (UnitClass& source : classes) {
    ClassAssembly assembly(source, parameters, expressions);
    append_stages(source, assembly.order(), static_cast<std::uint32_t>(captured.classes.size()), stages);
    captured.classes.push_back(assembly.assemble(first_dependent));
  }
  std::stable_sort(stages.begin(), stages.end(),
                   [](const LevelledStage& a, const LevelledStage& b) { return a.level < b.level; });
  for (const LevelledStage& levelled : stages) captured.stages.push_back(levelled.stage);
  captured.parameters.assign(parameters.addresses().begin(), parameters.addresses().end());
  captured.parameter_work = parameters.graph(expressions.used());
}

}  // namespace jacquard
