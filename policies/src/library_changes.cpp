// SPDX-License-Identifier: BSD-2-Clause
// Adds to libraries and takes out of them, by replacing their file.
#include <algorithm>
#include <map>
#include <utility>

#include "file_replacement.hpp"
#include "jacquard/error.hpp"
#include "jacquard/policies/library.hpp"
#include "library_entry.hpp"
#include "library_writer.hpp"

namespace jacquard::policies {

namespace {

// A bound on the plain cost holds for every order, whoever found it; the other costs depend on constants, too.
void combine_bounds(OrderRecord& record, const OrderRecord& other) {
  if (record.model != CostModel::plain) return;
  record.bound = std::max(record.bound, std::min(other.bound, record.cost));
  record.optimal = record.optimal || (other.optimal && other.cost == record.cost);
}

void merge_record(LibraryEntry& entry, const OrderRecord& added, LibraryChange& change) {
  const auto place =
      std::lower_bound(entry.orders.begin(), entry.orders.end(), added.model,
                       [](const OrderRecord& record, CostModel model) { return record.model < model; });
  if (place == entry.orders.end() || place->model != added.model) {
    entry.orders.insert(place, added);
    ++change.orders_added;
  } else if (added.cost < place->cost) {
    const OrderRecord former = std::exchange(*place, added);
    combine_bounds(*place, former);
    ++change.orders_improved;
  } else {
    combine_bounds(*place, added);
  }
}

// A later measurement is the better one: programs and compilers change.
void merge_tuned(LibraryEntry& entry, const TunedOrder& added, LibraryChange& change) {
  std::erase_if(entry.tunings, [&](const TunedOrder& tuned) { return tuned.machine == added.machine; });
  entry.tunings.push_back(added);
  ++change.tunings_kept;
}

// Positions of entries by fingerprint.
class EntryIndex {
 public:
  explicit EntryIndex(std::vector<LibraryEntry>& entries) : entries_(entries) {
    for (std::size_t k = 0; k < entries.size(); ++k) positions_.emplace(entries[k].fingerprint, k);
  }

  LibraryEntry* find(const LibraryEntry& wanted) {
    const auto [first, last] = positions_.equal_range(wanted.fingerprint);
    for (auto candidate = first; candidate != last; ++candidate) {
      LibraryEntry& entry = entries_[candidate->second];
      if (same_structure(entry.graph, wanted.graph)) return &entry;
    }
    return nullptr;
  }

  LibraryEntry& append(const LibraryEntry& entry) {
    positions_.emplace(entry.fingerprint, entries_.size());
    return entries_.emplace_back(LibraryEntry{entry.name, entry.fingerprint, entry.graph, {}});
  }

 private:
  std::vector<LibraryEntry>& entries_;
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
      present = &index.append(entry);
      ++change.graphs_added;
    }
    for (const OrderRecord& record : entry.orders) merge_record(*present, record, change);
    for (const TunedOrder& tuned : entry.tunings) merge_tuned(*present, tuned, change);
  }
  for (const NetworkRecord& network : added.networks) merge_network(contents, network, change);
  return change;
}

// What is put in place has been read back as a reader would.
void replace(FileReplacement& file, LibraryContents contents) {
  const std::size_t num_entries = contents.entries.size(), num_networks = contents.networks.size();
  write_library(file.replacement(), std::move(contents));
  const LibraryContents written = read_library(file.replacement());
  if (written.entries.size() != num_entries || written.networks.size() != num_networks) {
    throw LibraryError(file.replacement().string() + ": expected what was written, found less");
  }
  file.commit();
}

}  // namespace

LibraryChange add_to_library(const std::filesystem::path& path, const LibraryContents& contents) {
  for (const LibraryEntry& entry : contents.entries) check_entry(entry, "graph " + entry.name);
  for (const NetworkRecord& network : contents.networks) check_network(network, "network " + network.name);
  FileReplacement file(path);
  LibraryContents present = read_library(file.current());
  const LibraryChange change = merge(present, contents);
  replace(file, std::move(present));
  return change;
}

std::size_t remove_from_library(const std::filesystem::path& path, const Fingerprint& fingerprint) {
  FileReplacement file(path);
  LibraryContents present = read_library(file.current());
  const std::size_t removed =
      std::erase_if(present.entries, [&](const LibraryEntry& entry) { return entry.fingerprint == fingerprint; });
  if (removed > 0) replace(file, std::move(present));
  return removed;
}

}  // namespace jacquard::policies
