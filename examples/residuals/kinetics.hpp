// SPDX-License-Identifier: BSD-2-Clause
// Gas-phase kinetics of a mechanism: concentrations and temperature to net production rates.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace jacquard::examples {

/// NASA seven-coefficient fits below and above `middle_temperature` (K).
struct Nasa7 {
  double middle_temperature = 1000.0;
  std::array<double, 7> low{}, high{};
};

/// k = A T^b exp(-activation_temperature / T); A in mol, cm, s.
struct Arrhenius {
  double log_factor = 0.0, temperature_exponent = 0.0, activation_temperature = 0.0;
};

/// Centering of a falloff curve; T2 of 0 leaves the third term out.
struct Troe {
  double a = 1.0, t3 = 0.0, t1 = 0.0, t2 = 0.0;
};

enum class ReactionKind { elementary, three_body, lindemann, troe };

struct Reaction {
  ReactionKind kind = ReactionKind::elementary;
  bool reversible = true;
  Arrhenius rate;       ///< high-pressure limit for falloff reactions
  Arrhenius low_rate;   ///< low-pressure limit
  Troe troe;
  std::vector<std::size_t> reactants, products;               ///< species, repeated by their coefficient
  std::vector<std::pair<std::size_t, double>> efficiencies;   ///< of third bodies, where not 1
};

struct Mechanism {
  std::vector<std::string> species;
  std::vector<Nasa7> thermo;  ///< [species]
  std::vector<Reaction> reactions;
};

/// Net production rates of all species (mol/(cm^3 s)).
///
/// Independents: concentrations (mol/cm^3), then temperature (K). Dependents: one rate a species.
/// Source: R. Kee, M. Coltrin, P. Glarborg, Chemically Reacting Flow, sections 9.3 and 9.4.
struct NetProductionRates {
  Mechanism mechanism;

  std::size_t num_independents() const { return mechanism.species.size() + 1; }
  std::size_t num_dependents() const { return mechanism.species.size(); }

  /// Powers of T that every rate shares.
  template <class Scalar>
  struct Temperature {
    Scalar value, inverse, logarithm;
    explicit Temperature(const Scalar& t) : value(t), inverse(1.0 / t) {
      using std::log;
      logarithm = log(t);
    }
  };

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> rates) const {
    const std::size_t num_species = mechanism.species.size();
    const auto concentrations = x.first(num_species);
    const Temperature<Scalar> t(x[num_species]);
    Scalar total = concentrations[0];
    for (std::size_t s = 1; s < num_species; ++s) total += concentrations[s];
    std::vector<Scalar> gibbs;
    for (const Nasa7& fit : mechanism.thermo) gibbs.push_back(gibbs_over_rt(fit, t));

    std::vector<Scalar> sums(num_species, Scalar(0.0));
    for (const Reaction& reaction : mechanism.reactions) {
      const Scalar progress = rate_of_progress<Scalar>(reaction, concentrations, total, gibbs, t);
      for (std::size_t s : reaction.reactants) sums[s] -= progress;
      for (std::size_t s : reaction.products) sums[s] += progress;
    }
    for (std::size_t s = 0; s < num_species; ++s) rates[s] = sums[s];
  }

  template <class Scalar>
  static Scalar gibbs_over_rt(const Nasa7& fit, const Temperature<Scalar>& t) {
    const auto& a = t.value < fit.middle_temperature ? fit.low : fit.high;
    const Scalar series = a[1] / 2.0 + t.value * (a[2] / 6.0 + t.value * (a[3] / 12.0 + t.value * (a[4] / 20.0)));
    return a[0] * (1.0 - t.logarithm) - t.value * series + a[5] * t.inverse - a[6];
  }

  template <class Scalar>
  static Scalar arrhenius(const Arrhenius& rate, const Temperature<Scalar>& t) {
    using std::exp;
    return exp(rate.log_factor + rate.temperature_exponent * t.logarithm - rate.activation_temperature * t.inverse);
  }

  template <class Scalar>
  static Scalar third_body(const Reaction& reaction, std::span<const Scalar> concentrations, const Scalar& total) {
    Scalar sum = total;
    for (const auto& [species, efficiency] : reaction.efficiencies) sum += (efficiency - 1.0) * concentrations[species];
    return sum;
  }

  /// Troe's broadening factor at reduced pressure `reduced`.
  template <class Scalar>
  static Scalar broadening(const Troe& troe, const Scalar& reduced, const Temperature<Scalar>& t) {
    using std::exp;
    using std::log10;
    Scalar center = (1.0 - troe.a) * exp(t.value * (-1.0 / troe.t3)) + troe.a * exp(t.value * (-1.0 / troe.t1));
    if (troe.t2 != 0.0) center += exp(-troe.t2 * t.inverse);
    const Scalar log_center = log10(center);
    const Scalar shifted = log10(reduced) - 0.4 - 0.67 * log_center;
    const Scalar ratio = shifted / (0.75 - 1.27 * log_center - 0.14 * shifted);
    return exp(std::log(10.0) * log_center / (1.0 + ratio * ratio));
  }

  template <class Scalar>
  static Scalar forward_rate(const Reaction& reaction, std::span<const Scalar> concentrations, const Scalar& total,
                             const Temperature<Scalar>& t) {
    const Scalar high = arrhenius(reaction.rate, t);
    if (reaction.kind == ReactionKind::elementary) return high;
    const Scalar body = third_body<Scalar>(reaction, concentrations, total);
    if (reaction.kind == ReactionKind::three_body) return high * body;
    const Scalar reduced = arrhenius(reaction.low_rate, t) * body / high;
    const Scalar lindemann = high * reduced / (1.0 + reduced);
    if (reaction.kind == ReactionKind::lindemann) return lindemann;
    return lindemann * broadening<Scalar>(reaction.troe, reduced, t);
  }

  /// exp(-Delta G / RT) (p0 / RT)^(change of moles), with p0 / R in mol K / cm^3.
  template <class Scalar>
  static Scalar equilibrium_constant(const Reaction& reaction, const std::vector<Scalar>& gibbs,
                                     const Temperature<Scalar>& t) {
    using std::exp;
    constexpr double standard_pressure_over_gas_constant = 1.01325e6 / 8.31446261815324e7;
    Scalar exponent = 0.0;
    for (std::size_t s : reaction.reactants) exponent += gibbs[s];
    for (std::size_t s : reaction.products) exponent -= gibbs[s];
    const double moles = static_cast<double>(reaction.products.size()) - static_cast<double>(reaction.reactants.size());
    if (moles != 0.0) exponent += moles * (std::log(standard_pressure_over_gas_constant) - t.logarithm);
    return exp(exponent);
  }

  template <class Scalar>
  static Scalar product(std::span<const Scalar> concentrations, const std::vector<std::size_t>& species) {
    Scalar result = concentrations[species[0]];
    for (std::size_t k = 1; k < species.size(); ++k) result = result * concentrations[species[k]];
    return result;
  }

  template <class Scalar>
  static Scalar rate_of_progress(const Reaction& reaction, std::span<const Scalar> concentrations,
                                 const Scalar& total, const std::vector<Scalar>& gibbs,
                                 const Temperature<Scalar>& t) {
    const Scalar forward = product<Scalar>(concentrations, reaction.reactants);
    const Scalar rate = forward_rate<Scalar>(reaction, concentrations, total, t);
    if (!reaction.reversible) return rate * forward;
    const Scalar backward = product<Scalar>(concentrations, reaction.products);
    return rate * (forward - backward / equilibrium_constant<Scalar>(reaction, gibbs, t));
  }
};

}  // namespace jacquard::examples
