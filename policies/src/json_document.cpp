// SPDX-License-Identifier: BSD-2-Clause
// Gathers values as the parser meets them.
#include "json_document.hpp"

#include <bit>
#include <utility>

#include "jacquard/error.hpp"

namespace jacquard::policies {

/// Children of a container are known in full when it ends, those of containers inside of it before: they wait on a
/// stack until then.
class JsonDocument::Handler final : public nlohmann::json::json_sax_t {
 public:
  explicit Handler(JsonDocument& document) : document_(document) {}

  bool null() override { return add({JsonKind::null, 0, 0}); }
  bool boolean(bool value) override { return add({JsonKind::boolean, 0, value}); }
  bool number_integer(std::int64_t value) override {
    return add({JsonKind::integer, 0, static_cast<std::uint64_t>(value)});
  }
  bool number_unsigned(std::uint64_t value) override {
    return add({value <= std::uint64_t(INT64_MAX) ? JsonKind::integer : JsonKind::large_integer, 0, value});
  }
  bool number_float(double value, const std::string&) override {
    return add({JsonKind::number, 0, std::bit_cast<std::uint64_t>(value)});
  }
  bool string(std::string& value) override {
    return add({JsonKind::string, static_cast<std::uint32_t>(value.size()), keep(value)});
  }
  bool binary(nlohmann::json::binary_t&) override { return false; }  // not in texts
  bool key(std::string& name) override {
    name_size_ = static_cast<std::uint32_t>(name.size());
    name_ = keep(name);
    return true;
  }
  bool start_object(std::size_t) override { return start(JsonKind::object); }
  bool start_array(std::size_t) override { return start(JsonKind::array); }
  bool end_object() override { return end(); }
  bool end_array() override { return end(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& error) override {
    throw LibraryError(document_.name() + ": expected JSON, found: " + error.what());
  }

 private:
  struct Open {
    Id container = 0;
    std::size_t first_child = 0;  ///< in `waiting_`
  };

  std::uint32_t keep(const std::string& text) {
    const std::size_t position = document_.characters_.size();
    document_.characters_ += text;
    return static_cast<std::uint32_t>(position);
  }

  bool add(const Value& value) {
    waiting_.push_back({name_, name_size_, static_cast<Id>(document_.values_.size())});
    document_.values_.push_back(value);
    return true;
  }

  bool start(JsonKind kind) {
    add({kind, 0, 0});
    open_.push_back({waiting_.back().value, waiting_.size()});
    return true;
  }

  bool end() {
    const auto [container, first_child] = open_.back();
    open_.pop_back();
    auto& children = document_.children_;
    document_.values_[container].bits = children.size();
    document_.values_[container].size = static_cast<std::uint32_t>(waiting_.size() - first_child);
    children.insert(children.end(), waiting_.begin() + static_cast<std::ptrdiff_t>(first_child), waiting_.end());
    waiting_.resize(first_child);
    return true;
  }

  JsonDocument& document_;
  std::uint32_t name_ = 0;
  std::uint32_t name_size_ = 0;
  std::vector<Open> open_;
  std::vector<Child> waiting_;
};

JsonDocument::JsonDocument(std::string name, const std::string& text) : name_(std::move(name)) {
  Handler handler(*this);
  nlohmann::json::sax_parse(text, &handler);
}

std::optional<JsonDocument::Id> JsonDocument::member(Id object, std::string_view name) const {
  const Value& value = values_[object];
  for (std::size_t k = value.size; k-- > 0;) {
    const Child& child = children_[value.bits + k];
    if (text_of(child.name, child.name_size) == name) return child.value;
  }
  return {};
}

nlohmann::json JsonDocument::scalar(Id value) const {
  const std::uint64_t bits = values_[value].bits;
  switch (kind(value)) {
    case JsonKind::boolean:
      return bits != 0;
    case JsonKind::integer:
      return integer(value);
    case JsonKind::large_integer:
      return bits;
    case JsonKind::number:
      return std::bit_cast<double>(bits);
    case JsonKind::string:
      return string(value);
    default:
      return nullptr;
  }
}

}  // namespace jacquard::policies
