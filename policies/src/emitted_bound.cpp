// SPDX-License-Identifier: BSD-2-Clause
// A lower bound on the emitted cost of any order, by counting values that every program has to compute.
//
// Every program of J, whatever the order and whatever lowering shares, has each of its values from one operation.
// Values that differ in magnitude at one point stem from different operations, but for negations, which are free.
// The bound is the number of different magnitudes, at some point, that every program has and that no free
// operation gives. Zeros do not count: a product with a literal zero may be dropped. Programs have
//  - every entry of J that is no constant;
//  - every argument of an opaque elemental (exp, atan2, select, ...) that J depends on. Nothing rewrites these but
//  by
//    sharing equal ones: were such a function another one close to this argument, the programs would still hold.
//    If J then changes, each program must evaluate the function here, hence compute the argument;
//  - likewise the argument x of roots, reciprocals and quotients by x. Lowering knows 1/x = (1/sqrt x)^2 and
//    a/x = a (1/x): seen together, with sqrt x scaled by s and reciprocals by s^-2, they are opaque. The same
//    holds for powers of x, all scaled alike, since lowering knows x^y = x x^(y-1);
//  - what decides a comparison that is a guard: lowering leaves that as it is.
// Free are leaves, literals and what emitted_cost does not count, among them the reciprocals and reciprocal roots
// that lowering brings in. An operation that is fused into a sum gives no value; the sums, the arguments and the
// outputs above do: no product that one of them is gets fused away.
//
// Values are computed in double and in long double; those on which the two disagree are not counted, those that
// agree to six digits count as one. Points, functions and sums that happen to coincide only lower the bound.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "jacquard/policies/bounds.hpp"
#include "jacquard/program.hpp"
#include "point_evaluation.hpp"

namespace jacquard::policies {
namespace {

constexpr long double equal_within = 1e-6L;
constexpr long double exact_within = 1e-9L;  // between double and long double

bool is_trusted(double coarse, long double fine) {
  return std::isfinite(fine) && std::abs(static_cast<long double>(coarse) - fine) <= exact_within * std::abs(fine);
}

/// Magnitudes at one point, equal ones in one group.
class Magnitudes {
 public:
  using Group = std::uint32_t;
  static constexpr Group none = std::numeric_limits<Group>::max();

  /// @returns the number of the value, by which its group is asked for.
  std::size_t add(double coarse, long double fine) {
    values_.push_back(std::abs(fine));
    trusted_.push_back(is_trusted(coarse, fine));
    return values_.size() - 1;
  }

  void group_equal() {
    std::vector<std::size_t> ascending;
    for (std::size_t k = 0; k < values_.size(); ++k) {
      if (std::isfinite(values_[k])) ascending.push_back(k);
    }
    std::ranges::sort(ascending, {}, [&](std::size_t k) { return values_[k]; });
    groups_.assign(values_.size(), none);
    for (std::size_t k = 0; k < ascending.size(); ++k) {
      const long double value = values_[ascending[k]];
      if (k > 0 && value > values_[ascending[k - 1]] * (1.0L + equal_within)) ++num_groups_;
      groups_[ascending[k]] = num_groups_;
    }
    ++num_groups_;
    required_.assign(num_groups_, false);
    free_.assign(num_groups_, false);
  }

  bool is_trusted_value(std::size_t number) const { return trusted_[number] && groups_[number] != none; }
  Group group(std::size_t number) const { return groups_[number]; }
  void require(std::size_t number) {
    if (is_trusted_value(number) && values_[number] > 0.0L) required_[groups_[number]] = true;
  }
  void set_free(std::size_t number) {
    if (groups_[number] != none) free_[groups_[number]] = true;
  }

  std::uint64_t count() const {
    std::uint64_t count = 0;
    for (std::size_t g = 0; g < num_groups_; ++g) count += required_[g] && !free_[g] ? 1 : 0;
    return count;
  }

 private:
  std::vector<long double> values_;
  std::vector<bool> trusted_;
  std::vector<Group> groups_;
  Group num_groups_ = 0;
  std::vector<bool> required_, free_;
};

/// Elementals that lowering rewrites into each other are one function; all others are of their own.
enum class Family : std::uint8_t { none, inverse, power, opaque };

Family family_of(Elemental elemental) {
  switch (elemental) {
    case Elemental::sqrt:
    case Elemental::reciprocal:
    case Elemental::div:
      return Family::inverse;
    case Elemental::pow:
      return Family::power;
    case Elemental::neg:
      return Family::none;
    default:
      return is_leaf(elemental) || is_counted_as_emitted(elemental) ? Family::none : Family::opaque;
  }
}

/// The arguments at which the function that `vertex` belongs to is evaluated.
std::span<const VertexId> subjects_of(const Vertex& vertex) {
  const std::span<const VertexId> arguments(vertex.arguments);
  if (vertex.elemental == Elemental::div) return arguments.subspan(1, 1);
  if (vertex.elemental == Elemental::pow) return arguments.first(1);
  return arguments.first(static_cast<std::size_t>(arity(vertex.elemental)));
}

/// How the value scales with its function: see the top of the file.
int exponent_of(Elemental elemental) {
  return elemental == Elemental::reciprocal || elemental == Elemental::div ? -2 : 1;
}

/// Counts at one point.
class RequiredValues {
 public:
  RequiredValues(const Linearization& linearization, std::uint64_t seed, const PointRange& range,
                 const KeepGoing& keep_going)
      : linearization_(linearization),
        fine_(linearization, seed, range, keep_going),
        coarse_(linearization, seed, range, keep_going) {
    for (std::size_t v = 0; v < num_vertices(); ++v) magnitudes_.add(coarse_.values()[v], fine_.values()[v]);
    // Both list entries in the same order; one may have been given more time than the other.
    const std::size_t num_entries = std::min(fine_.entries().size(), coarse_.entries().size());
    for (std::size_t k = 0; k < num_entries; ++k)
      entries_.push_back(magnitudes_.add(coarse_.entries()[k].value, fine_.entries()[k].value));
    for (std::size_t v = 0; v < num_vertices(); ++v) add_reciprocal(vertex(v), v);
    magnitudes_.group_equal();
  }

  std::uint64_t count() {
    for (const std::size_t entry : entries_) magnitudes_.require(entry);
    require_subjects();
    require_guards();
    for (std::size_t v = 0; v < num_vertices(); ++v) {
      if (!is_counted_as_emitted(vertex(v).elemental) && vertex(v).elemental != Elemental::neg)
        magnitudes_.set_free(v);
    }
    for (const std::size_t number : reciprocals_) magnitudes_.set_free(number);
    return magnitudes_.count();
  }

  /// Whether every entry of J has a value here that can be trusted.
  bool has_all_entries() const {
    return std::ranges::all_of(entries_, [&](std::size_t entry) { return magnitudes_.is_trusted_value(entry); });
  }

 private:
  struct Sensitivity {
    double coarse = 0.0;
    long double fine = 0.0L;
    std::vector<std::size_t> subjects;
  };
  using Key = std::tuple<Family, Elemental, std::array<Magnitudes::Group, 3>>;

  std::size_t num_vertices() const { return linearization_.expressions.num_vertices(); }
  const Vertex& vertex(std::size_t v) const { return linearization_.expressions[VertexId(v)]; }

  /// Lowering may bring in the reciprocal of whatever is divided by, and of every root.
  void add_reciprocal(const Vertex& vertex, std::size_t v) {
    if (family_of(vertex.elemental) != Family::inverse) return;
    const std::size_t below = vertex.elemental == Elemental::sqrt ? v : subjects_of(vertex)[0].value;
    reciprocals_.push_back(magnitudes_.add(1.0 / coarse_.values()[below], 1.0L / fine_.values()[below]));
  }

  void require_subjects() {
    std::map<Key, Sensitivity> functions;
    std::map<std::pair<Family, Elemental>, bool> is_doubtful;
    for (std::size_t v = 0; v < num_vertices(); ++v) {
      const Family family = family_of(vertex(v).elemental);
      if (family == Family::none) continue;
      const Elemental elemental = family == Family::opaque ? vertex(v).elemental : Elemental::literal;
      Key key{family, elemental, {Magnitudes::none, Magnitudes::none, Magnitudes::none}};
      Sensitivity own{exponent_of(vertex(v).elemental) * coarse_.sensitivities()[v],
                      exponent_of(vertex(v).elemental) * fine_.sensitivities()[v],
                      {}};
      for (const VertexId subject : subjects_of(vertex(v))) {
        std::get<2>(key)[own.subjects.size()] = magnitudes_.group(subject.value);
        own.subjects.push_back(subject.value);
        // What is equal to what is not known then: no function of the kind may be taken for alone.
        if (!magnitudes_.is_trusted_value(subject.value)) is_doubtful[{family, elemental}] = true;
      }
      Sensitivity& function = functions[key];
      function.coarse += own.coarse;
      function.fine += own.fine;
      function.subjects.insert(function.subjects.end(), own.subjects.begin(), own.subjects.end());
    }
    for (const auto& [key, function] : functions) {
      if (is_doubtful.contains({std::get<0>(key), std::get<1>(key)})) continue;
      if (function.fine == 0.0L || !is_trusted(function.coarse, function.fine)) continue;
      for (const std::size_t subject : function.subjects) require_value(subject);
    }
  }

  void require_guards() {
    std::vector<bool> deciding(num_vertices(), false);
    for (const Guard& guard : linearization_.guards) {
      if (is_comparison(linearization_.expressions[guard.condition].elemental))
        deciding[guard.condition.value] = true;
    }
    for (std::size_t v = num_vertices(); v-- > 0;) {
      if (!deciding[v]) continue;
      require_value(v);
      for (int k = 0; k < arity(vertex(v).elemental); ++k) deciding[vertex(v).arguments[k].value] = true;
    }
  }

  void require_value(std::size_t v) {
    if (!linearization_.expressions.is_literal(VertexId(v))) magnitudes_.require(v);
  }

  const Linearization& linearization_;
  PointEvaluation<long double> fine_;
  PointEvaluation<double> coarse_;
  Magnitudes magnitudes_;
  std::vector<std::size_t> entries_, reciprocals_;
};

}  // namespace

std::uint64_t emitted_lower_bound(const Linearization& linearization, const KeepGoing& keep_going) {
  // Domains differ: many a density is positive, many an angle small, an energy exceeds its kinetic part.
  constexpr PointRange linear[] = {{0.5, 1.5}, {0.1, 0.9}, {1.0, 4.0}, {-1.0, 1.0}};
  constexpr PointRange wide{-3.0, 3.0, true};
  constexpr std::uint64_t num_points = 16;
  std::uint64_t bound = 0;
  bool is_in_domain = false;
  for (std::uint64_t seed = 0; seed < num_points && keep_going(); ++seed) {
    if (seed >= std::size(linear) && is_in_domain) break;
    RequiredValues values(linearization, seed, seed < std::size(linear) ? linear[seed] : wide, keep_going);
    bound = std::max(bound, values.count());
    is_in_domain = is_in_domain || values.has_all_entries();
  }
  return bound;
}

}  // namespace jacquard::policies
