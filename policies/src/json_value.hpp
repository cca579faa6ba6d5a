// SPDX-License-Identifier: BSD-2-Clause
// A JSON value that knows where it stands, so that every refusal can name the place.
#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "jacquard/error.hpp"

namespace jacquard::policies {

/// Read access with the type that is expected; everything else throws LibraryError.
class JsonValue {
 public:
  JsonValue(const nlohmann::json& value, std::string place) : value_(&value), place_(std::move(place)) {}

  [[noreturn]] void refuse(const std::string& expected, const std::string& found) const {
    throw LibraryError(place_ + (place_.ends_with(": ") ? "" : ": ") + "expected " + expected + ", found " + found);
  }

  /// The same value with a note in its place, e.g. the id of the vertex it describes.
  JsonValue noted(const std::string& note) const { return {*value_, place_ + " (" + note + ")"}; }

  bool has(const char* key) const { return value_->is_object() && value_->contains(key); }

  JsonValue member(const char* key) const {
    if (!value_->is_object()) refuse("an object", describe());
    const auto found = value_->find(key);
    if (found == value_->end()) refuse("a member \"" + std::string(key) + "\"", "none");
    return {*found, place_ + (place_.ends_with(": ") ? "" : ".") + key};
  }

  std::size_t size() const {
    if (!value_->is_array()) refuse("an array", describe());
    return value_->size();
  }

  JsonValue operator[](std::size_t k) const { return {(*value_)[k], place_ + '[' + std::to_string(k) + ']'}; }

  std::int64_t integer(std::int64_t least = std::numeric_limits<std::int64_t>::min(),
                       std::int64_t greatest = std::numeric_limits<std::int64_t>::max()) const {
    const bool fits = value_->is_number_integer() &&
                      (!value_->is_number_unsigned() || value_->get<std::uint64_t>() <= std::uint64_t(INT64_MAX));
    if (!fits || value_->get<std::int64_t>() < least || value_->get<std::int64_t>() > greatest) {
      refuse("an integer" + range(least, greatest), describe());
    }
    return value_->get<std::int64_t>();
  }

  double number() const {
    if (value_->is_boolean()) return value_->get<bool>() ? 1.0 : 0.0;
    if (!value_->is_number()) refuse("a number", describe());
    return value_->get<double>();
  }

  const std::string& string() const {
    if (!value_->is_string()) refuse("a string", describe());
    return value_->get_ref<const std::string&>();
  }

  bool is_array() const { return value_->is_array(); }
  bool is_number() const { return value_->is_number(); }
  bool is_string() const { return value_->is_string(); }

  // Containers are not printed: printing recurses, and a hostile file nests deeply.
  std::string describe() const {
    if (value_->is_array()) return "an array of " + std::to_string(value_->size());
    if (value_->is_object()) return "an object";
    std::string text = value_->dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    return text.size() > 40 ? text.substr(0, 40) + "..." : text;
  }

 private:
  static std::string range(std::int64_t least, std::int64_t greatest) {
    if (least == std::numeric_limits<std::int64_t>::min()) return "";
    return " from " + std::to_string(least) + " to " + std::to_string(greatest);
  }

  const nlohmann::json* value_;
  std::string place_;
};

}  // namespace jacquard::policies
