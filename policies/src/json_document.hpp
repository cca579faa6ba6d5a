// SPDX-License-Identifier: BSD-2-Clause
// A parsed JSON text in three flat arrays: a tree with memory for each node takes several times as long.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jacquard::policies {

enum class JsonKind : std::uint8_t { null, boolean, integer, large_integer, number, string, array, object };

/// Values by number; 0 is the root.
class JsonDocument {
 public:
  using Id = std::uint32_t;

  /// @param name  of the file, for messages
  /// @param text  of less than 4 GiB
  /// @throws LibraryError with line and column if `text` is no JSON.
  JsonDocument(std::string name, const std::string& text);

  const std::string& name() const { return name_; }

  JsonKind kind(Id value) const { return values_[value].kind; }
  /// Of an array or an object; else 0.
  std::size_t size(Id value) const { return is_container(value) ? values_[value].size : 0; }
  /// Of an array that has as many.
  Id element(Id array, std::size_t k) const { return children_[values_[array].bits + k].value; }
  /// Of members of the same name the last one counts.
  std::optional<Id> member(Id object, std::string_view name) const;
  std::string_view string(Id value) const { return text_of(values_[value].bits, values_[value].size); }
  /// Of what is no array and no object.
  nlohmann::json scalar(Id value) const;
  /// Of JsonKind::integer.
  std::int64_t integer(Id value) const { return static_cast<std::int64_t>(values_[value].bits); }

 private:
  class Handler;

  struct Value {
    JsonKind kind = JsonKind::null;
    std::uint32_t size = 0;  ///< of the string or the container
    std::uint64_t bits = 0;  ///< of the number; of others the position in `characters_` or `children_`
  };
  struct Child {
    std::uint32_t name = 0;  ///< position in `characters_`
    std::uint32_t name_size = 0;
    Id value = 0;
  };

  bool is_container(Id value) const { return kind(value) == JsonKind::array || kind(value) == JsonKind::object; }
  std::string_view text_of(std::size_t position, std::size_t size) const {
    return std::string_view(characters_).substr(position, size);
  }

  std::string name_;
  std::vector<Value> values_;
  std::vector<Child> children_;
  std::string characters_;
};

}  // namespace jacquard::policies
