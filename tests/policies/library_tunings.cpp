// SPDX-License-Identifier: BSD-2-Clause
// Orders that were fastest on a machine: kept, replaced, proposed there and nowhere else.
#include <catch2/catch.hpp>

#include "jacquard/error.hpp"
#include "jacquard/graph_builder.hpp"
#include "jacquard/policies/library_source.hpp"
#include "jacquard/program.hpp"
#include "sample_library.hpp"

using namespace jacquard;
using namespace jacquard::policies;
using namespace jacquard::test;

namespace {

const Machine here{"this processor", "this compiler 1.2"}, elsewhere{"this processor", "another compiler"};

/// f = sin(x0 x1) x1, twice over: orders differ.
Linearization sample() {
  GraphBuilder builder(2, 0, Folding::exact);
  const VertexId product = builder.apply(Elemental::mul, {VertexId(0), VertexId(1)});
  const VertexId sine = builder.apply(Elemental::sin, {product});
  builder.add_dependent(builder.apply(Elemental::mul, {sine, VertexId(1)}));
  builder.add_dependent(builder.apply(Elemental::mul, {sine, product}));
  return linearize(std::move(builder).seal());
}

/// An entry whose tuned order, for `machine`, is `order`.
LibraryEntry tuned_entry(const Linearization& linearization, const Machine& machine,
                         const EliminationOrder& order) {
  LibraryEntry entry = entry_of(linearization.graph, "sample");
  const CanonicalForm form = canonicalize(linearization.graph);
  entry.tunings = {{machine, to_canonical(form, order), 17, 2.5, 0.75, "search seed 3", "tests"}};
  return entry;
}

}  // namespace

TEST_CASE("A library keeps one tuned order for each machine, the latest", "[policies]") {
  const ScratchFolder folder;
  const Linearization linearization = sample();
  const LibraryEntry first = tuned_entry(linearization, here, forward_order(linearization.graph));
  const LibraryEntry other = tuned_entry(linearization, elsewhere, forward_order(linearization.graph));
  const LibraryEntry second = tuned_entry(linearization, here, reverse_order(linearization.graph));
  CHECK(add_to_library(folder / "a.h5", {{first, other}, {}}).tunings_kept == 2);
  add_to_library(folder / "a.h5", {{second}, {}});
  const LibraryContents contents = read_library(folder / "a.h5");
  REQUIRE(contents.entries.size() == 1);
  CHECK(contents.entries[0].orders == first.orders);
  CHECK(contents.entries[0].tunings == std::vector{other.tunings[0], second.tunings[0]});
  CHECK_NOTHROW(verify_library(folder / "a.h5"));
}

TEST_CASE("Tuned orders that are no orders, or two for a machine, are refused", "[policies]") {
  const ScratchFolder folder;
  const Linearization linearization = sample();
  LibraryEntry entry = tuned_entry(linearization, here, forward_order(linearization.graph));
  std::string reason;
  SECTION("a vertex twice") {
    entry.tunings[0].order.vertices[0] = entry.tunings[0].order.vertices[1];
    reason = "appears twice";
  }
  SECTION("two for a machine") {
    entry.tunings.push_back(entry.tunings[0]);
    reason = "one order for a machine";
  }
  SECTION("no time") {
    entry.tunings[0].nanoseconds = 0.0;
    reason = "a positive time";
  }
  CHECK_THROWS_WITH(add_to_library(folder / "a.h5", {{entry}, {}}), Catch::Contains(reason));
}

TEST_CASE("On the machine where it was tuned an order goes before cheaper ones, elsewhere it is not asked for",
          "[policies]") {
  const ScratchFolder folder;
  const Linearization linearization = sample();
  const EliminationOrder forward = forward_order(linearization.graph), reverse = reverse_order(linearization.graph);
  const bool forward_is_dearer = emitted_cost(linearization, forward) >= emitted_cost(linearization, reverse);
  const EliminationOrder& tuned = forward_is_dearer ? forward : reverse;
  add_to_library(folder / "a.h5", {{tuned_entry(linearization, here, tuned)}, {}});

  const auto choice_on = [&](const Machine& machine) {
    std::vector<std::unique_ptr<OrderSource>> sources;
    const auto name = [machine] { return machine; };
    sources.push_back(
        std::make_unique<TunedOrderSource>(std::vector<std::filesystem::path>{folder / "a.h5"}, name));
    return choose_order(linearization, sources);
  };
  CHECK(choice_on(here).proposal.source == "library a.h5: sample (tuned here)");
  CHECK(choice_on(here).proposal.order == tuned);
  CHECK_THAT(choice_on(elsewhere).proposal.source, !Catch::Contains("tuned"));
}
