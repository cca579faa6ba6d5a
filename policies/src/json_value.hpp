// SPDX-License-Identifier: BSD-2-Clause
// A JSON value that knows where it stands, so that every refusal can name the place.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "jacquard/error.hpp"
#include "json_document.hpp"

namespace jacquard::policies {

/// The way from the root of a file to a value, in steps: refusals alone need it in words.
class JsonPlace {
 public:
  /// The root of a file called `file`, which must outlive the place.
  explicit JsonPlace(const std::string& file) : file_(&file) {}

  JsonPlace member(const char* name) const { return with({name, none}); }
  JsonPlace element(std::size_t k) const { return with({nullptr, static_cast<std::int64_t>(k)}); }
  /// The same place with a note on what stands there, e.g. "vertex" 7.
  JsonPlace noted(const char* what, std::int64_t id) const { return with({what, id}); }

  /// "graph.json: vertices[3] (vertex 7).args[0]".
  std::string text() const {
    std::string text = *file_ + ": ";
    for (std::size_t k = 0; k < num_steps_; ++k) text += text_of(steps_[k], k == 0);
    return text;
  }
  bool is_root() const { return num_steps_ == 0; }

 private:
  static constexpr std::int64_t none = std::numeric_limits<std::int64_t>::min();

  /// A member has a name, an element a number, a note both.
  struct Step {
    const char* name = nullptr;
    std::int64_t number = none;
  };

  static std::string text_of(const Step& step, bool is_first) {
    if (step.name == nullptr) return '[' + std::to_string(step.number) + ']';
    if (step.number == none) return (is_first ? "" : ".") + std::string(step.name);
    return " (" + std::string(step.name) + ' ' + std::to_string(step.number) + ')';
  }

  JsonPlace with(const Step& step) const {
    JsonPlace place = *this;
    place.steps_.at(place.num_steps_++) = step;
    return place;
  }

  const std::string* file_;
  std::size_t num_steps_ = 0;
  std::array<Step, 6> steps_;  ///< no file is read deeper
};

/// Read access with the type that is expected; everything else throws LibraryError.
class JsonValue {
 public:
  /// The root of `document`, which must outlive the value.
  explicit JsonValue(const JsonDocument& document) : JsonValue(document, JsonPlace(document.name()), 0) {}

  [[noreturn]] void refuse(const std::string& expected, const std::string& found) const {
    throw LibraryError(place_.text() + (place_.is_root() ? "" : ": ") + "expected " + expected + ", found " +
                       found);
  }

  /// The same value with a note in its place.
  JsonValue noted(const char* what, std::int64_t id) const { return {*document_, place_.noted(what, id), id_}; }

  bool has(const char* name) const { return is(JsonKind::object) && document_->member(id_, name); }

  JsonValue member(const char* name) const {
    if (!is(JsonKind::object)) refuse("an object", describe());
    const auto found = document_->member(id_, name);
    if (!found) refuse("a member \"" + std::string(name) + "\"", "none");
    return {*document_, place_.member(name), *found};
  }

  std::size_t size() const {
    if (!is_array()) refuse("an array", describe());
    return document_->size(id_);
  }

  /// Of an array that has as many elements.
  JsonValue operator[](std::size_t k) const { return {*document_, place_.element(k), document_->element(id_, k)}; }

  std::int64_t integer(std::int64_t least = std::numeric_limits<std::int64_t>::min(),
                       std::int64_t greatest = std::numeric_limits<std::int64_t>::max()) const {
    const bool fits = is(JsonKind::integer);
    if (!fits || document_->integer(id_) < least || document_->integer(id_) > greatest) {
      refuse("an integer" + range(least, greatest), describe());
    }
    return document_->integer(id_);
  }

  double number() const {
    if (is(JsonKind::boolean)) return document_->scalar(id_).get<bool>() ? 1.0 : 0.0;
    if (!is_number()) refuse("a number", describe());
    return document_->scalar(id_).get<double>();
  }

  std::string_view string() const {
    if (!is_string()) refuse("a string", describe());
    return document_->string(id_);
  }

  bool is_array() const { return is(JsonKind::array); }
  bool is_number() const { return is(JsonKind::integer) || is(JsonKind::large_integer) || is(JsonKind::number); }
  bool is_string() const { return is(JsonKind::string); }

  // Containers are not printed: printing recurses, and a hostile file nests deeply.
  std::string describe() const {
    if (is_array()) return "an array of " + std::to_string(document_->size(id_));
    if (is(JsonKind::object)) return "an object";
    std::string text = document_->scalar(id_).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    return text.size() > 40 ? text.substr(0, 40) + "..." : text;
  }

 private:
  JsonValue(const JsonDocument& document, const JsonPlace& place, JsonDocument::Id id)
      : document_(&document), id_(id), place_(place) {}

  bool is(JsonKind kind) const { return document_->kind(id_) == kind; }

  static std::string range(std::int64_t least, std::int64_t greatest) {
    if (least == std::numeric_limits<std::int64_t>::min()) return "";
    return " from " + std::to_string(least) + " to " + std::to_string(greatest);
  }

  const JsonDocument* document_;
  JsonDocument::Id id_;
  JsonPlace place_;
};

}  // namespace jacquard::policies
