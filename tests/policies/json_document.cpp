// SPDX-License-Identifier: BSD-2-Clause
// The flat form of JSON texts against the library's tree, and how refusals name a place in them.
#include "json_document.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <random>

#include "json_value.hpp"

using namespace jacquard;
using namespace jacquard::policies;
using nlohmann::json;

namespace {

constexpr std::uint64_t seed = 20240723;

json random_scalar(std::mt19937_64& random) {
  switch (random() % 7) {
    case 0:
      return nullptr;
    case 1:
      return random() % 2 == 0;
    case 2:
      return random();  // half of them are too large for a signed integer
    case 3:
      return -static_cast<std::int64_t>(random() >> 1);
    case 4:
      return std::ldexp(static_cast<double>(random() % 1000) + 0.5, static_cast<int>(random() % 100) - 50);
    case 5:
      return "";
    default:
      return "a \"text\" \u00e9 " + std::to_string(random() % 100);
  }
}

json random_value(std::mt19937_64& random, int depth) {
  const auto num_children = random() % 5;
  if (depth == 0 || random() % 4 == 0) return random_scalar(random);
  json value = random() % 2 == 0 ? json::array() : json::object();
  for (std::uint64_t k = 0; k < num_children; ++k) {
    json child = random_value(random, depth - 1);
    if (value.is_array()) {
      value.push_back(std::move(child));
    } else {
      value["member " + std::to_string(random() % 8)] = std::move(child);
    }
  }
  return value;
}

/// `value` of `document` as a tree, of an object the members that `names` has.
json tree_of(const JsonDocument& document, JsonDocument::Id value, const json& names) {
  if (document.kind(value) == JsonKind::array) {
    json tree = json::array();
    for (std::size_t k = 0; k < document.size(value); ++k)
      tree.push_back(tree_of(document, document.element(value, k), k < names.size() ? names[k] : json()));
    return tree;
  }
  if (document.kind(value) != JsonKind::object) return document.scalar(value);
  json tree = json::object();
  for (const auto& [name, member] : names.items()) {
    if (const auto found = document.member(value, name)) tree[name] = tree_of(document, *found, member);
  }
  return tree;
}

std::string message_of(const std::function<void()>& read) {
  try {
    read();
  } catch (const LibraryError& error) {
    return error.what();
  }
  return "nothing refused";
}

}  // namespace

TEST_CASE("A flat document holds what its text says", "[policies]") {
  std::mt19937_64 random(seed);
  for (int repeat = 0; repeat < 500; ++repeat) {
    const json expected = random_value(random, 5);
    const JsonDocument document("random.json", expected.dump());
    INFO("seed " << seed << ", case " << repeat << ": " << expected.dump());
    REQUIRE(tree_of(document, 0, expected) == expected);
    REQUIRE(document.size(0) == (expected.is_structured() ? expected.size() : 0));
  }
}

TEST_CASE("Of members of the same name the last one counts", "[policies]") {
  const JsonDocument document("twice.json", R"({"a": 1, "b": 2, "a": 3})");
  CHECK(JsonValue(document).member("a").integer() == 3);
  CHECK(JsonValue(document).member("b").integer() == 2);
  CHECK_FALSE(JsonValue(document).has("c"));
}

TEST_CASE("A refusal names the way to the value", "[policies]") {
  const JsonDocument document("graph.json",
                              R"({"vertices": [{"id": 7, "args": [["lit", "x"], 18446744073709551615]}]})");
  const JsonValue root(document);
  const JsonValue arguments = root.member("vertices")[0].noted("vertex", 7).member("args");
  CHECK(message_of([&] { root.member("inputs"); }) == "graph.json: expected a member \"inputs\", found none");
  CHECK(message_of([&] { root.member("vertices").integer(); }) ==
        "graph.json: vertices: expected an integer, found an array of 1");
  CHECK(message_of([&] { arguments[0][1].number(); }) ==
        "graph.json: vertices[0] (vertex 7).args[0][1]: expected a number, found \"x\"");
  CHECK(message_of([&] { arguments[1].integer(); }) ==
        "graph.json: vertices[0] (vertex 7).args[1]: expected an integer, found 18446744073709551615");
}

TEST_CASE("A text that is no JSON is refused, however deep it nests", "[policies]") {
  CHECK_THROWS_WITH(JsonDocument("cut.json", R"({"name": )"),
                    Catch::StartsWith("cut.json: expected JSON, found: ") && Catch::Contains("line 1"));
  CHECK_THROWS_AS(JsonDocument("large.json", "1e999"), LibraryError);
  CHECK_THROWS_AS(JsonDocument("deep.json", std::string(1 << 20, '[')), LibraryError);
}
