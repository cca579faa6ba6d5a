// SPDX-License-Identifier: BSD-2-Clause
// Reads kinetics mechanisms from YAML files with yaml-cpp.
#include "mechanism_file.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace jacquard::examples {
namespace {

constexpr double gas_constant_cal = 8.31446261815324 / 4.184;  // cal/(mol K)

[[noreturn]] void refuse(const std::string& place, const std::string& what) {
  throw std::runtime_error("mechanism: " + place + ": " + what);
}

std::size_t index_of(const std::vector<std::string>& species, const std::string& name, const std::string& place) {
  const auto found = std::find(species.begin(), species.end(), name);
  if (found == species.end()) refuse(place, "species " + name + " is not in the phase");
  return static_cast<std::size_t>(found - species.begin());
}

Nasa7 read_thermo(const YAML::Node& species) {
  const std::string name = species["name"].as<std::string>();
  const YAML::Node thermo = species["thermo"];
  if (thermo["model"].as<std::string>() != "NASA7") refuse(name, "expected NASA7 thermodynamics");
  const auto ranges = thermo["temperature-ranges"].as<std::vector<double>>();
  if (ranges.size() != 3 || thermo["data"].size() != 2) refuse(name, "expected two temperature ranges");
  return {ranges[1], thermo["data"][0].as<std::array<double, 7>>(), thermo["data"][1].as<std::array<double, 7>>()};
}

Arrhenius read_rate(const YAML::Node& node) {
  return {std::log(node["A"].as<double>()), node["b"].as<double>(), node["Ea"].as<double>() / gas_constant_cal};
}

/// Species of one side of an equation, repeated by their coefficient; third bodies are left out.
std::vector<std::size_t> read_side(const std::string& side, const std::vector<std::string>& species,
                                   const std::string& equation) {
  std::vector<std::size_t> result;
  std::istringstream words(side);
  std::size_t coefficient = 1;
  for (std::string word; words >> word;) {
    if (word == "+" || word == "M" || word == "(+M)") continue;
    if (word.find_first_not_of("0123456789") == std::string::npos) {
      coefficient = std::stoul(word);
      continue;
    }
    result.insert(result.end(), coefficient, index_of(species, word, equation));
    coefficient = 1;
  }
  if (result.empty()) refuse(equation, "a side has no species");
  return result;
}

void read_equation(const std::string& equation, const std::vector<std::string>& species, Reaction& reaction) {
  reaction.reversible = equation.find("<=>") != std::string::npos;
  const std::string arrow = reaction.reversible ? "<=>" : "=>";
  const auto split = equation.find(arrow);
  if (split == std::string::npos) refuse(equation, "expected <=> or =>");
  reaction.reactants = read_side(equation.substr(0, split), species, equation);
  reaction.products = read_side(equation.substr(split + arrow.size()), species, equation);
}

void read_falloff(const YAML::Node& node, Reaction& reaction) {
  reaction.rate = read_rate(node["high-P-rate-constant"]);
  reaction.low_rate = read_rate(node["low-P-rate-constant"]);
  reaction.kind = ReactionKind::lindemann;
  if (const YAML::Node troe = node["Troe"]) {
    reaction.kind = ReactionKind::troe;
    reaction.troe = {troe["A"].as<double>(), troe["T3"].as<double>(), troe["T1"].as<double>(),
                     troe["T2"] ? troe["T2"].as<double>() : 0.0};
  }
}

Reaction read_reaction(const YAML::Node& node, const std::vector<std::string>& species) {
  const std::string equation = node["equation"].as<std::string>();
  const std::string type = node["type"] ? node["type"].as<std::string>() : "elementary";
  Reaction reaction;
  read_equation(equation, species, reaction);
  if (type == "falloff") {
    read_falloff(node, reaction);
  } else if (type == "elementary" || type == "three-body") {
    reaction.rate = read_rate(node["rate-constant"]);
    if (type == "three-body") reaction.kind = ReactionKind::three_body;
  } else {
    refuse(equation, "type " + type + " is not supported");
  }
  for (const auto& entry : node["efficiencies"]) {
    reaction.efficiencies.emplace_back(index_of(species, entry.first.as<std::string>(), equation),
                                       entry.second.as<double>());
  }
  return reaction;
}

void check_units(const YAML::Node& units) {
  const auto expect = [&](const char* quantity, const std::string& unit) {
    const std::string found = units[quantity] ? units[quantity].as<std::string>() : "nothing";
    if (found != unit) refuse("units", std::string(quantity) + " expected in " + unit + ", found " + found);
  };
  expect("length", "cm");
  expect("quantity", "mol");
  expect("activation-energy", "cal/mol");
}

}  // namespace

Mechanism read_mechanism(const std::string& path) {
  try {
    const YAML::Node file = YAML::LoadFile(path);
    check_units(file["units"]);
    Mechanism mechanism;
    mechanism.species = file["phases"][0]["species"].as<std::vector<std::string>>();
    mechanism.thermo.resize(mechanism.species.size());
    for (const auto& species : file["species"]) {
      const std::string name = species["name"].as<std::string>();
      mechanism.thermo[index_of(mechanism.species, name, "species")] = read_thermo(species);
    }
    for (const auto& node : file["reactions"]) mechanism.reactions.push_back(read_reaction(node, mechanism.species));
    return mechanism;
  } catch (const std::exception& error) {
    throw std::runtime_error(path + ": " + error.what());
  }
}

}  // namespace jacquard::examples
