// SPDX-License-Identifier: BSD-2-Clause
// Reads elimination orders from the command line or from files.
#include "order_list.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "jacquard/error.hpp"

namespace jacquard::cli {

namespace {

std::vector<std::int64_t> ids_in_json(const std::string& path, const nlohmann::json& json) {
  const bool is_object = json.is_object() && json.contains("order");
  const nlohmann::json& list = is_object ? json["order"] : json;
  if (!list.is_array()) {
    throw LibraryError(path + ": expected an array of vertex ids, or an object with such an \"order\", found " +
                       std::string(list.type_name()));
  }
  std::vector<std::int64_t> ids;
  for (std::size_t k = 0; k < list.size(); ++k) {
    if (!list[k].is_number_integer()) {
      throw LibraryError(path + ": position " + std::to_string(k) + ": expected a vertex id, found " +
                         list[k].type_name());
    }
    ids.push_back(list[k].get<std::int64_t>());
  }
  return ids;
}

std::vector<std::int64_t> ids_in_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw LibraryError(path + ": expected a readable file with an order, found none that opens");
  try {
    return ids_in_json(path, nlohmann::json::parse(stream));
  } catch (const nlohmann::json::exception& failure) {
    throw LibraryError(path + ": expected JSON, found: " + failure.what());
  }
}

std::vector<std::int64_t> ids_in_list(const std::string& text) {
  std::vector<std::int64_t> ids;
  const char* const end = text.data() + text.size();
  for (const char* next = text.data(); next != end;) {
    if (*next == ',' || *next == ' ' || *next == '[' || *next == ']') {
      ++next;
      continue;
    }
    std::int64_t id = 0;
    const auto [after, error] = std::from_chars(next, end, id);
    if (error != std::errc{}) {
      throw LibraryError("--order: position " + std::to_string(ids.size()) +
                         ": expected a file, or vertex ids separated by commas, found \"" +
                         std::string(next, std::min(next + 20, end)) + '"');
    }
    ids.push_back(id);
    next = after;
  }
  return ids;
}

}  // namespace

EliminationOrder read_order(const policies::GraphFile& subject, const std::string& text) {
  std::error_code error;
  const bool is_file = std::filesystem::exists(text, error) && !std::filesystem::is_directory(text, error);
  return policies::order_of(subject, is_file ? ids_in_file(text) : ids_in_list(text));
}

}  // namespace jacquard::cli
