// SPDX-License-Identifier: BSD-2-Clause
// The commands `jacquard library ...` but for add.
#include "library_commands.hpp"

#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "jacquard/error.hpp"
#include "jacquard/policies/library_source.hpp"
#include "library_entries.hpp"

namespace jacquard::cli {

namespace {

namespace fs = std::filesystem;
using policies::LibraryEntry;
using policies::PolicyLibrary;
using policies::TensorEntry;

std::vector<fs::path> or_all(const std::vector<std::string>& libraries) {
  if (libraries.empty()) return policies::library_paths();
  return {libraries.begin(), libraries.end()};
}

/// Graphs of either kind that have a name or fingerprint.
struct NamedEntries {
  std::vector<LibraryEntry> scalars;
  std::vector<TensorEntry> tensors;

  std::size_t size() const { return scalars.size() + tensors.size(); }
};

void append_called(const fs::path& path, const std::string& graph, NamedEntries& found) {
  const PolicyLibrary library(path);
  const auto keep_called = [&](auto entry, auto& entries) {
    if (entry.name == graph || to_string(entry.fingerprint) == graph) entries.push_back(std::move(entry));
  };
  for (std::size_t k = 0; k < library.num_graphs(); ++k) keep_called(library.entry(k), found.scalars);
  for (std::size_t k = 0; k < library.num_tensor_graphs(); ++k) keep_called(library.tensor_entry(k), found.tensors);
}

[[noreturn]] void refuse_graph(const std::string& where, const std::string& graph) {
  throw LibraryError(where + ": expected a graph of name or fingerprint " + graph + ", found none");
}

std::string counts(const PolicyLibrary& library) {
  return std::to_string(library.num_graphs()) + " graphs, " + std::to_string(library.num_tensor_graphs()) +
         " graphs of tensors, " + std::to_string(library.num_networks()) + " networks";
}

nlohmann::ordered_json list_json(const fs::path& path) {
  const PolicyLibrary library(path);
  nlohmann::ordered_json json{{"library", path.string()},
                              {"graphs", nlohmann::ordered_json::array()},
                              {"tensor_graphs", nlohmann::ordered_json::array()},
                              {"networks", nlohmann::ordered_json::array()}};
  for (std::size_t k = 0; k < library.num_graphs(); ++k) json["graphs"].push_back(to_json(library.entry(k)));
  for (std::size_t k = 0; k < library.num_tensor_graphs(); ++k)
    json["tensor_graphs"].push_back(to_json(library.tensor_entry(k)));
  for (std::size_t k = 0; k < library.num_networks(); ++k) json["networks"].push_back(library.network(k).name);
  return json;
}

void list_text(const fs::path& path) {
  const PolicyLibrary library(path);
  std::cout << path.string() << ": " << counts(library) << '\n';
  for (std::size_t k = 0; k < library.num_graphs(); ++k) std::cout << "  " << summary(library.entry(k)) << '\n';
  for (std::size_t k = 0; k < library.num_tensor_graphs(); ++k)
    std::cout << "  " << summary(library.tensor_entry(k)) << '\n';
  for (std::size_t k = 0; k < library.num_networks(); ++k) {
    const policies::NetworkRecord network = library.network(k);
    std::cout << "  network " << network.name << ": " << network.architecture << ", " << network.weights.size()
              << " weights, " << network.producer << '\n';
  }
}

}  // namespace

void library_list(const LibraryListOptions& options) {
  const auto libraries =
      or_all(options.library.empty() ? std::vector<std::string>{} : std::vector{options.library});
  if (options.format == OutputFormat::text) {
    for (const fs::path& path : libraries) list_text(path);
    return;
  }
  nlohmann::ordered_json json{{"libraries", nlohmann::ordered_json::array()}};
  for (const fs::path& path : libraries) json["libraries"].push_back(list_json(path));
  std::cout << json.dump() << '\n';
}

void library_show(const LibraryShowOptions& options) {
  const std::string& graph = options.arguments.back();
  const bool is_given = options.arguments.size() == 2;
  const auto libraries = or_all(is_given ? std::vector{options.arguments.front()} : std::vector<std::string>{});
  NamedEntries found;
  for (const fs::path& path : libraries) append_called(path, graph, found);
  if (found.size() == 0) refuse_graph(is_given ? options.arguments.front() : "libraries", graph);
  const auto print = [&](const auto& entry) {
    std::cout << (options.format == OutputFormat::json ? to_json(entry).dump() + '\n' : details(entry));
  };
  for (const LibraryEntry& entry : found.scalars) print(entry);
  for (const TensorEntry& entry : found.tensors) print(entry);
}

void library_verify(const LibraryVerifyOptions& options) {
  for (const fs::path& path : or_all(options.libraries)) {
    policies::verify_library(path);
    const PolicyLibrary library(path);
    std::cout << path.string() << ": sound, " << counts(library) << '\n';
  }
}

void library_merge(const LibraryMergeOptions& options) {
  for (const std::string& source : options.sources) {
    if (!fs::exists(source)) throw LibraryError(source + ": expected a library to merge, found no file");
    const policies::LibraryChange change = policies::add_to_library(options.target, policies::read_library(source));
    std::cout << source << ": " << change.graphs_added << " graphs and " << change.networks_added
              << " networks added, " << change.orders_added << " orders added, " << change.orders_improved
              << " improved\n";
  }
}

void library_remove(const LibraryRemoveOptions& options) {
  NamedEntries entries;
  append_called(options.library, options.graph, entries);
  if (entries.size() == 0) refuse_graph(options.library, options.graph);
  for (const LibraryEntry& entry : entries.scalars)
    policies::remove_from_library(options.library, entry.fingerprint);
  for (const TensorEntry& entry : entries.tensors)
    policies::remove_from_library(options.library, entry.fingerprint);
  std::cout << options.library << ": " << entries.size() << (entries.size() == 1 ? " graph" : " graphs")
            << " removed\n";
}

}  // namespace jacquard::cli
