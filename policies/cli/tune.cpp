// SPDX-License-Identifier: BSD-2-Clause
// `jacquard tune`: measures the cheapest orders and keeps the fastest for this machine.
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "jacquard/error.hpp"
#include "library_lookup.hpp"
#include "tune_measurement.hpp"

namespace jacquard::cli {

namespace {

using policies::GraphFile;
using policies::Machine;

constexpr std::size_t longest_name = 64, longest_machine = 64, longest_method = 32;

/// Everything that was found out about one graph.
struct Tuning {
  Machine machine;
  std::vector<TuneCandidate> candidates;  ///< the cheapest first
  std::vector<TuneTime> times;
  std::size_t fastest = 0;
};

/// The cheapest of those that are at most a hundredth slower than the fastest: another run may exchange these.
std::size_t fastest_of(const std::vector<TuneTime>& times) {
  const double least = std::ranges::min_element(times, {}, &TuneTime::ratio)->ratio;
  const auto first = std::ranges::find_if(times, [&](const TuneTime& time) { return time.ratio <= 1.01 * least; });
  return static_cast<std::size_t>(first - times.begin());
}

Tuning measure(const GraphFile& subject, const TuneOptions& options) {
  Tuning tuning;
  tuning.machine = this_machine();
  tuning.candidates = tune_candidates(subject, options);
  const TunePoints points = tune_points(tuning.candidates.front().program, known_point(options.subject),
                                        options.num_points, options.find.seed);
  tuning.times = tune_times(tuning.candidates, points, subject.name);
  tuning.fastest = fastest_of(tuning.times);
  return tuning;
}

policies::LibraryEntry entry_of(const GraphFile& subject, const Tuning& tuning, std::uint64_t seed) {
  const CanonicalForm form = canonicalize(subject.graph);
  const std::string producer = "jacquard " JACQUARD_VERSION;
  const FoundOrder &cheapest = tuning.candidates.front().found, &fastest = tuning.candidates[tuning.fastest].found;
  policies::OrderRecord record;
  record.model = CostModel::emitted;
  record.order = policies::to_canonical(form, cheapest.order);
  record.cost = *cheapest.costs.emitted;
  record.method = cheapest.method.substr(0, longest_method);
  record.seed = seed;
  record.producer = producer;
  policies::TunedOrder tuned;
  tuned.machine = {tuning.machine.processor.substr(0, longest_machine),
                   tuning.machine.compiler.substr(0, longest_machine)};
  tuned.order = policies::to_canonical(form, fastest.order);
  tuned.cost = *fastest.costs.emitted;
  tuned.nanoseconds = tuning.times[tuning.fastest].nanoseconds;
  tuned.ratio = tuning.times[tuning.fastest].ratio;
  tuned.method = fastest.method.substr(0, longest_method);
  tuned.producer = producer;
  return {subject.name.substr(0, longest_name), form.fingerprint, form.graph, {record}, {tuned}};
}

std::filesystem::path library_of(const TuneOptions& options) {
  const std::filesystem::path library =
      options.library.empty() ? policies::user_library_path() : std::filesystem::path(options.library);
  if (library.empty())
    throw LibraryError("tune: expected --library, or HOME or XDG_DATA_HOME for the user's own, found none");
  return library;
}

void print_text(const GraphFile& subject, const Tuning& tuning) {
  std::cout << subject.name << " on " << tuning.machine.processor << " with " << tuning.machine.compiler << '\n'
            << "   emitted  time ratio  ns a Jacobian  found by\n";
  for (std::size_t k = 0; k < tuning.candidates.size(); ++k) {
    char row[64];
    std::snprintf(row, sizeof row, "%c %8llu %11.3f %14.2f  ", k == tuning.fastest ? '*' : ' ',
                  static_cast<unsigned long long>(*tuning.candidates[k].found.costs.emitted), tuning.times[k].ratio,
                  tuning.times[k].nanoseconds);
    std::cout << row << tuning.candidates[k].found.method << '\n';
  }
}

void print_json(const GraphFile& subject, const Tuning& tuning, const std::filesystem::path& library,
                std::size_t num_points) {
  nlohmann::ordered_json json{{"name", subject.name},
                              {"processor", tuning.machine.processor},
                              {"compiler", tuning.machine.compiler},
                              {"points", num_points},
                              {"orders", nlohmann::ordered_json::array()}};
  for (std::size_t k = 0; k < tuning.candidates.size(); ++k) {
    const FoundOrder& found = tuning.candidates[k].found;
    json["orders"].push_back({{"emitted", *found.costs.emitted},
                              {"ratio", tuning.times[k].ratio},
                              {"nanoseconds", tuning.times[k].nanoseconds},
                              {"method", found.method},
                              {"order", policies::ids_of(subject, found.order)}});
  }
  json["fastest"] = tuning.fastest;
  json["library"] = library.string();
  std::cout << json.dump() << '\n';
}

}  // namespace

void tune(const TuneOptions& options) {
  const std::filesystem::path library = library_of(options);
  const GraphFile subject = load(options.subject);
  policies::check_before_adding(library);
  const Tuning tuning = measure(subject, options);
  const bool is_text = options.format == OutputFormat::text;
  if (is_text) print_text(subject, tuning);
  policies::add_to_library(library, {{entry_of(subject, tuning, options.find.seed)}, {}});
  if (is_text) {
    std::cout << "* kept in " << library.string() << '\n';
  } else {
    print_json(subject, tuning, library, options.num_points);
  }
}

}  // namespace jacquard::cli
