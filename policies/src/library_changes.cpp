// SPDX-License-Identifier: BSD-2-Clause
// Adds to libraries and takes out of them, by replacing their file.
#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "file_replacement.hpp"
#include "jacquard/error.hpp"
#include "jacquard/policies/library.hpp"
#include "library_entry.hpp"
#include "library_writer.hpp"

namespace jacquard::policies {

namespace {

/// What a bound is on: plain and tensor costs follow from the graph, the others from its constants, too.
enum class BoundScope { this_order, every_order };

void combine_bounds(OrderRecord& record, const OrderRecord& other, BoundScope scope) {
  if (scope == BoundScope::this_order) return;
  record.bound = std::max(record.bound, std::min(other.bound, record.cost));
  record.optimal = record.optimal || (other.optimal && other.cost == record.cost);
}

/// Keeps the cheaper of both.
void merge_into(OrderRecord& present, const OrderRecord& added, BoundScope scope, LibraryChange& change) {
  if (added.cost < present.cost) {
    const OrderRecord former = std::exchange(present, added);
    combine_bounds(present, former, scope);
    ++change.orders_improved;
  } else {
    combine_bounds(present, added, scope);
  }
}

void merge_record(LibraryEntry& entry, const OrderRecord& added, LibraryChange& change) {
  const auto place =
      std::lower_bound(entry.orders.begin(), entry.orders.end(), added.model,
                       [](const OrderRecord& record, CostModel model) { return record.model < model; });
  if (place == entry.orders.end() || place->model != added.model) {
    entry.orders.insert(place, added);
    ++change.orders_added;
  } else {
    merge_into(*place, added, added.model == CostModel::plain ? BoundScope::every_order : BoundScope::this_order,
               change);
  }
}

// A later measurement is the better one: programs and compilers change.
void merge_tuned(LibraryEntry& entry, const TunedOrder& added, LibraryChange& change) {
  std::erase_if(entry.tunings, [&](const TunedOrder& tuned) { return tuned.machine == added.machine; });
  entry.tunings.push_back(added);
  ++change.tunings_kept;
}

bool is_same(const LinearizedGraph& a, const LinearizedGraph& b) { return same_structure(a, b); }
bool is_same(const TensorGraph& a, const TensorGraph& b) { return a == b; }

/// Positions of entries by fingerprint.
template <class Entry>
class EntryIndex {
 public:
  explicit EntryIndex(std::vector<Entry>& entries) : entries_(entries) {
    for (std::size_t k = 0; k < entries.size(); ++k) positions_.emplace(entries[k].fingerprint, k);
  }

  Entry* find(const Entry& wanted) {
    const auto [first, last] = positions_.equal_range(wanted.fingerprint);
    for (auto candidate = first; candidate != last; ++candidate) {
      Entry& entry = entries_[candidate->second];
      if (is_same(entry.graph, wanted.graph)) return &entry;
    }
    return nullptr;
  }

  Entry& append(Entry entry) {
    positions_.emplace(entry.fingerprint, entries_.size());
    return entries_.emplace_back(std::move(entry));
  }

 private:
  std::vector<Entry>& entries_;
  std::multimap<Fingerprint, std::size_t> positions_;
};

void merge_network(LibraryContents& contents, const NetworkRecord& added, LibraryChange& change) {
  const auto same_name = [&](const NetworkRecord& network) { return network.name == added.name; };
  const auto present = std::find_if(contents.networks.begin(), contents.networks.end(), same_name);
  if (present != contents.networks.end()) {
    *present = added;
  } else {
    contents.networks.push_back(added);
    ++change.networks_added;
  }
}

LibraryChange merge(LibraryContents& contents, const LibraryContents& added) {
  LibraryChange change;
  EntryIndex index(contents.entries);
  for (const LibraryEntry& entry : added.entries) {
    LibraryEntry* present = index.find(entry);
    if (present == nullptr) {
      present = &index.append({entry.name, entry.fingerprint, entry.graph, {}});
      ++change.graphs_added;
    }
    for (const OrderRecord& record : entry.orders) merge_record(*present, record, change);
    for (const TunedOrder& tuned : entry.tunings) merge_tuned(*present, tuned, change);
  }
  EntryIndex tensors(contents.tensors);
  for (const TensorEntry& entry : added.tensors) {
    if (TensorEntry* present = tensors.find(entry)) {
      merge_into(present->order, entry.order, BoundScope::every_order, change);
      continue;
    }
    tensors.append(entry);
    ++change.graphs_added;
    ++change.orders_added;
  }
  for (const NetworkRecord& network : added.networks) merge_network(contents, network, change);
  return change;
}

// What is put in place has been read back as a reader would.
void replace(FileReplacement& file, LibraryContents contents) {
  const auto sizes = [](const LibraryContents& c) {
    return std::array{c.entries.size(), c.tensors.size(), c.networks.size()};
  };
  const auto expected = sizes(contents);
  write_library(file.replacement(), std::move(contents));
  if (sizes(read_library(file.replacement())) != expected) {
    throw LibraryError(file.replacement().string() + ": expected what was written, found less");
  }
  file.commit();
}

}  // namespace

LibraryChange add_to_library(const std::filesystem::path& path, const LibraryContents& contents) {
  for (const LibraryEntry& entry : contents.entries) check_entry(entry, "graph " + entry.name);
  for (const TensorEntry& entry : contents.tensors) check_entry(entry, "tensor graph " + entry.name);
  for (const NetworkRecord& network : contents.networks) check_network(network, "network " + network.name);
  FileReplacement file(path);
  LibraryContents present = read_library(file.current());
  const LibraryChange change = merge(present, contents);
  replace(file, std::move(present));
  return change;
}

void check_before_adding(const std::filesystem::path& path) {
  const FileReplacement file(path);
  read_library(file.current());
}

std::size_t remove_from_library(const std::filesystem::path& path, const Fingerprint& fingerprint) {
  FileReplacement file(path);
  LibraryContents present = read_library(file.current());
  const auto is_meant = [&](const auto& entry) { return entry.fingerprint == fingerprint; };
  const std::size_t removed =
      std::erase_if(present.entries, is_meant) + std::erase_if(present.tensors, is_meant);
  if (removed > 0) replace(file, std::move(present));
  return removed;
}

}  // namespace jacquard::policies
