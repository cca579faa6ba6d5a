// SPDX-License-Identifier: BSD-2-Clause
// The order sources that sessions use unless told otherwise.
#include "jacquard/policies/order_sources.hpp"

#include <cstdlib>
#include <string_view>
#include <utility>

#include "jacquard/error.hpp"
#include "jacquard/policies/library_source.hpp"
#include "jacquard/policies/policy.hpp"
#include "jacquard/policies/search_source.hpp"
#include "library_format.hpp"

namespace jacquard::policies {

namespace {

bool is_to_remember() {
  const char* value = std::getenv("JACQUARD_REMEMBER");
  return value != nullptr && *value != '\0' && std::string_view(value) != "0";
}

std::vector<std::unique_ptr<OrderSource>> libraries_then(std::unique_ptr<OrderSource> search,
                                                          const MachineName& machine = {}) {
  std::vector<std::unique_ptr<OrderSource>> in_turn = library_sources();
  if (machine) in_turn.insert(in_turn.begin(), std::make_unique<TunedOrderSource>(library_paths(), machine));
  in_turn.push_back(std::move(search));
  std::vector<std::unique_ptr<OrderSource>> sources;
  sources.push_back(std::make_unique<FirstOrderSource>(std::move(in_turn)));
  return sources;
}

}  // namespace

FirstOrderSource::FirstOrderSource(std::vector<std::unique_ptr<OrderSource>> sources)
    : sources_(std::move(sources)) {}

std::optional<OrderProposal> FirstOrderSource::propose(const Linearization& linearization, CostModel model) {
  std::optional<LibraryError> damage;
  for (const std::unique_ptr<OrderSource>& source : sources_) {
    try {
      std::optional<OrderProposal> proposal = source->propose(linearization, model);
      if (!proposal) continue;
      if (damage) proposal->source += std::string("; passed over ") + damage->what();
      return proposal;
    } catch (const LibraryError& error) {
      if (!damage) damage = error;
    }
  }
  if (damage) throw *damage;
  return {};
}

std::vector<std::unique_ptr<OrderSource>> usual_order_sources(const std::string& name, const MachineName& machine) {
  std::unique_ptr<OrderSource> search =
      std::make_unique<SearchOrderSource>(SearchOptions{}, std::make_unique<PolicyOrderSource>());
  const std::filesystem::path library = user_library_path();
  if (is_to_remember() && !library.empty()) {
    search =
        std::make_unique<RememberingOrderSource>(std::move(search), library, name.substr(0, format::name_bytes));
  }
  return libraries_then(std::move(search), machine);
}

std::vector<std::unique_ptr<OrderSource>> reproducible_order_sources(std::uint64_t moves, std::uint64_t seed) {
  SearchOptions options;
  options.moves = moves;
  options.seed = seed;
  return libraries_then(std::make_unique<SearchOrderSource>(std::move(options)));
}

}  // namespace jacquard::policies
