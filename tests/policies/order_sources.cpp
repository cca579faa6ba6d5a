// SPDX-License-Identifier: BSD-2-Clause
// Libraries as sources of orders: found, passed over, remembered.
#include "jacquard/policies/order_sources.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "jacquard/error.hpp"
#include "jacquard/policies/bounds.hpp"
#include "jacquard/policies/library_source.hpp"
#include "jacquard/policies/policy.hpp"
#include "jacquard/policies/search_source.hpp"
#include "jacquard/program.hpp"
#include "sample_library.hpp"
#include "support/random_graph.hpp"

using namespace jacquard;
using namespace jacquard::policies;

namespace {

constexpr std::uint64_t seed = 20240705;

using Sources = std::vector<std::unique_ptr<OrderSource>>;

/// Sets a variable of the environment while it lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) { setenv(name, value.c_str(), 1); }
  ~Variable() { unsetenv(name_); }

 private:
  const char* name_;
};

LibraryEntry searched_entry(const Linearization& linearization, const std::string& name) {
  const CanonicalForm form = canonicalize(linearization.graph);
  const EliminationOrder order = reverse_order(linearization.graph);
  LibraryEntry entry{name, form.fingerprint, form.graph, {}};
  for (const CostModel model : {CostModel::plain, CostModel::effective, CostModel::emitted}) {
    entry.orders.push_back(make_record(linearization, form, order, model));
    entry.orders.back().method = "reverse";
  }
  return entry;
}

SearchOptions few_moves() {
  SearchOptions options;
  options.moves = 2000;
  return options;
}

}  // namespace

TEST_CASE("A library proposes its order for the graph, with its entry's name", "[policies]") {
  std::mt19937_64 random(seed);
  test::RandomGraphGenerator generate(random);
  const test::ScratchFolder folder;
  for (int k = 0; k < 20; ++k) {
    INFO("seed " << seed << " case " << k);
    const Linearization linearization = linearize(generate(40).graph);
    add_to_library(folder / "a.h5", {{searched_entry(linearization, "mine")}, {}});
    LibraryOrderSource source(folder / "a.h5");
    for (const CostModel model : {CostModel::plain, CostModel::effective, CostModel::emitted}) {
      const auto proposal = source.propose(linearization, model);
      REQUIRE(proposal);
      CHECK_NOTHROW(check_order(linearization.graph, proposal->order));
      CHECK(proposal->source == "library a.h5: mine (reverse)");
    }
    std::filesystem::remove(folder / "a.h5");
  }
}

TEST_CASE("A choice of orders carries the bound on the emitted cost, from libraries and from searches",
          "[policies]") {
  std::mt19937_64 random(seed);
  test::RandomGraphGenerator generate(random);
  const test::ScratchFolder folder;
  std::size_t num_bounded = 0;
  for (int k = 0; k < 20; ++k) {
    INFO("seed " << seed << " case " << k);
    const Linearization linearization = linearize(generate(40).graph);
    add_to_library(folder / "a.h5", {{searched_entry(linearization, "mine")}, {}});
    for (const bool is_searched : {true, false}) {
      Sources sources;
      if (is_searched) {
        sources.push_back(std::make_unique<SearchOrderSource>(few_moves()));
      } else {
        sources.push_back(std::make_unique<LibraryOrderSource>(folder / "a.h5"));
      }
      const OrderChoice choice = choose_order(linearization, sources);
      CHECK(choice.emitted_lower_bound.value() == emitted_lower_bound(linearization));
      CHECK(choice.emitted_lower_bound.value() <= choice.emitted);
      if (choice.emitted_lower_bound.value() > 0) ++num_bounded;
    }
  }
  CHECK(num_bounded > 10);
}

TEST_CASE("A session's search starts from the network that a library has", "[policies]") {
  std::mt19937_64 random(seed);
  test::RandomGraphGenerator generate(random);
  const test::ScratchFolder folder;
  NetworkRecord network{"trained",
                        policy_architecture(CostModel::emitted),
                        policy_feature_version,
                        {1, num_policy_features, 1, 1},
                        std::vector<float>(num_policy_features + 1, 0.0f),
                        "tests"};
  network.weights[2] = -1.0f;
  add_to_library(folder / "a.h5", {{}, {network}});
  const Variable path("JACQUARD_POLICY_PATH", (folder / "a.h5").string());
  const Variable home("XDG_DATA_HOME", (folder / "none").string());
  const Linearization linearization = linearize(generate(60).graph);
  PolicyOrderSource policy;
  const auto chosen = policy.propose(linearization, CostModel::emitted);
  REQUIRE(chosen);
  CHECK(chosen->source == "policy trained");
  CHECK(chosen->order == markowitz_order(linearization.graph, TieBreak::lowest_id));
  CHECK_FALSE(policy.propose(linearization, CostModel::plain));
  Sources sources = usual_order_sources("test");
  const auto found = sources.front()->propose(linearization, CostModel::emitted);
  REQUIRE(found);
  CHECK_THAT(found->source, Catch::Contains("policy trained"));
}

TEST_CASE("A damaged library costs a line in the report, not the session", "[policies]") {
  std::mt19937_64 random(seed);
  test::RandomGraphGenerator generate(random);
  const ComputationalGraph residual = generate(30).graph;
  const test::ScratchFolder folder;
  std::ofstream(folder / "bad.h5") << "no library";

  Sources alone;
  alone.push_back(std::make_unique<LibraryOrderSource>(folder / "bad.h5"));
  const OrderChoice choice = choose_order(residual, alone);
  REQUIRE(choice.refused.size() == 1);
  CHECK_THAT(choice.refused[0], Catch::Contains("bad.h5: expected a policy library"));

  Sources in_turn;
  in_turn.push_back(std::make_unique<LibraryOrderSource>(folder / "bad.h5"));
  in_turn.push_back(std::make_unique<SearchOrderSource>(few_moves()));
  FirstOrderSource first(std::move(in_turn));
  const auto proposal = first.propose(linearize(residual), CostModel::emitted);
  REQUIRE(proposal);
  CHECK_THAT(proposal->source,
             Catch::Contains("search") && Catch::Contains("passed over") && Catch::Contains("bad.h5"));
}

TEST_CASE("What is searched for once is found in the library the next time", "[policies]") {
  std::mt19937_64 random(seed);
  test::RandomGraphGenerator generate(random);
  const Linearization linearization = linearize(generate(40).graph);
  const test::ScratchFolder folder;
  RememberingOrderSource searching(std::make_unique<SearchOrderSource>(few_moves()), folder / "user.h5", "mine");
  const auto searched = searching.propose(linearization, CostModel::emitted);
  REQUIRE(searched);
  LibraryOrderSource library(folder / "user.h5");
  const auto found = library.propose(linearization, CostModel::emitted);
  REQUIRE(found);
  CHECK(found->order == searched->order);
  const LibraryContents contents = read_library(folder / "user.h5");
  CHECK(contents.entries[0].orders[0].cost == emitted_cost(linearization, searched->order));
}

TEST_CASE("Libraries are looked for in the variable's path, then the user's, then the shipped one", "[policies]") {
  const test::ScratchFolder folder;
  std::filesystem::create_directories(folder / "data/jacquard/policies");
  std::filesystem::create_directories(folder / "many");
  for (const char* name : {"data/jacquard/policies/user.h5", "many/b.h5", "many/a.h5", "many/c.txt", "one.h5"}) {
    std::ofstream(folder / name) << "any";
  }
  const Variable data("XDG_DATA_HOME", (folder / "data").string());
  const Variable path("JACQUARD_POLICY_PATH", (folder / "many").string() + "::" + (folder / "one.h5").string());
  const auto paths = library_paths();
  REQUIRE(paths.size() >= 4);
  CHECK(paths[0] == folder / "many/a.h5");
  CHECK(paths[1] == folder / "many/b.h5");
  CHECK(paths[2] == folder / "one.h5");
  CHECK(paths[3] == folder / "data/jacquard/policies/user.h5");
}

TEST_CASE("What was tuned on this machine goes before every library, without it the first library answers",
          "[policies]") {
  std::mt19937_64 random(seed);
  test::RandomGraphGenerator generate(random);
  const Linearization linearization = linearize(generate(40).graph);
  const test::ScratchFolder folder;
  std::filesystem::create_directories(folder / "jacquard/policies");
  LibraryEntry tuned = searched_entry(linearization, "tuned");
  const Machine here{"processor", "compiler"};
  tuned.tunings = {{here, tuned.orders[0].order, 1, 1.0, 1.0, "search", "tests"}};
  add_to_library(folder / "jacquard/policies/user.h5", {{tuned}, {}});
  add_to_library(folder / "first.h5", {{searched_entry(linearization, "first")}, {}});
  const Variable data("XDG_DATA_HOME", (folder / "").string());
  const Variable path("JACQUARD_POLICY_PATH", (folder / "first.h5").string());
  const auto source_of = [&](const MachineName& machine) {
    return choose_order(linearization, usual_order_sources("any", machine)).proposal.source;
  };
  CHECK(source_of([&] { return here; }) == "library user.h5: tuned (tuned here)");
  CHECK_THAT(source_of({}), !Catch::Contains("tuned"));
}
