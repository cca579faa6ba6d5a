// SPDX-License-Identifier: BSD-2-Clause
// The policy library: files of canonical graphs with the best orders known for them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "jacquard/cost.hpp"
#include "jacquard/fingerprint.hpp"
#include "jacquard/policies/tensor_graph.hpp"

namespace jacquard::policies {

/// Format that is written; any minor of this major is read. share/policies/FORMAT.md rules.
inline constexpr std::uint64_t library_version_major = 1;
inline constexpr std::uint64_t library_version_minor = 2;

/// One order and where it comes from.
struct OrderRecord {
  CostModel model = CostModel::plain;  ///< what the order is best at
  EliminationOrder order;              ///< vertices of LibraryEntry::graph
  std::uint64_t cost = 0;              ///< under `model`
  std::uint64_t bound = 0;             ///< proven lower bound on `cost`; 0 if none is known
  bool optimal = false;                ///< no order costs less
  std::string method;                  ///< e.g. "search"; at most 32 bytes
  std::uint64_t seed = 0;
  double milliseconds = 0.0;  ///< time that was spent
  std::string producer;       ///< program and version; at most 32 bytes

  friend bool operator==(const OrderRecord&, const OrderRecord&) = default;
};

/// What a measurement holds for.
struct Machine {
  std::string processor;  ///< at most 64 bytes
  std::string compiler;   ///< of the kernels, with its version; at most 64 bytes

  friend bool operator==(const Machine&, const Machine&) = default;
};

/// Of several orders the one whose compiled Jacobian was fastest.
struct TunedOrder {
  Machine machine;
  EliminationOrder order;    ///< vertices of LibraryEntry::graph
  std::uint64_t cost = 0;    ///< emitted
  double nanoseconds = 0.0;  ///< of one Jacobian
  double ratio = 1.0;        ///< of that time to the time of the order of least emitted cost
  std::string method;        ///< how the order was found; at most 32 bytes
  std::string producer;      ///< program and version; at most 32 bytes

  friend bool operator==(const TunedOrder&, const TunedOrder&) = default;
};

/// A canonical graph and its best order under each model that was asked for.
struct LibraryEntry {
  std::string name;  ///< for people; at most 64 bytes
  Fingerprint fingerprint;
  LinearizedGraph graph;                 ///< canonical numbering; values of constant edges are not kept
  std::vector<OrderRecord> orders;       ///< at most one per model, by model
  std::vector<TunedOrder> tunings = {};  ///< at most one per machine
};

/// A canonical graph of tensors and its best order under the tensor count.
struct TensorEntry {
  std::string name;  ///< for people; at most 64 bytes
  Fingerprint fingerprint;
  TensorGraph graph;  ///< canonical numbering
  OrderRecord order;  ///< its cost is the tensor count; its model is not used

  friend bool operator==(const TensorEntry&, const TensorEntry&) = default;
};

/// A trained network, kept bit for bit; what it means is its architecture's affair.
struct NetworkRecord {
  std::string name;          ///< at most 64 bytes, unique in a library
  std::string architecture;  ///< at most 64 bytes
  std::uint64_t feature_version = 0;
  std::vector<std::uint32_t> shapes;  ///< [num_layers x 2]: rows, columns of each weight matrix
  std::vector<float> weights;         ///< matrices one after the other, column fastest
  std::string producer;               ///< at most 32 bytes

  friend bool operator==(const NetworkRecord&, const NetworkRecord&) = default;
};

/// Everything a library file holds.
struct LibraryContents {
  std::vector<LibraryEntry> entries;
  std::vector<NetworkRecord> networks;
  std::vector<TensorEntry> tensors = {};
};

/// An open library file. Opening reads the version only; the index is read at the first look-up, a graph
/// and its orders when they are asked for. Not for use by several threads at once.
class PolicyLibrary {
 public:
  /// @throws LibraryError naming file, place, expected and found; also for another major version.
  explicit PolicyLibrary(const std::filesystem::path& path);
  ~PolicyLibrary();
  PolicyLibrary(PolicyLibrary&&) noexcept;
  PolicyLibrary& operator=(PolicyLibrary&&) noexcept;

  const std::filesystem::path& path() const;
  std::size_t num_graphs() const;
  std::size_t num_tensor_graphs() const;
  std::size_t num_networks() const;
  std::size_t num_tunings() const;

  /// Version of the file; its minor may be newer than ours.
  std::uint64_t version_minor() const;

  /// Entry `k`, in the order of fingerprints, checked against its checksum and for sense.
  LibraryEntry entry(std::size_t k) const;
  TensorEntry tensor_entry(std::size_t k) const;
  NetworkRecord network(std::size_t k) const;

  /// Whether some graph of scalars has this fingerprint: if none does, there is no need for a canonical form.
  bool has(const Fingerprint& fingerprint) const;

  /// The entry whose graph is that of `form`, compared edge by edge.
  /// Cost: O(log num_graphs) and the reading of one entry.
  std::optional<LibraryEntry> find(const CanonicalForm& form) const;
  std::optional<TensorEntry> find(const TensorForm& form) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Structure as the fingerprint sees it: extents, edges, kinds, signs of unit edges.
bool same_structure(const LinearizedGraph& a, const LinearizedGraph& b);

/// Rewrites an order of `graph`, whose form is `form`, in the canonical numbering; and back.
EliminationOrder to_canonical(const CanonicalForm& form, const EliminationOrder& order);
EliminationOrder to_canonical(const TensorForm& form, const EliminationOrder& order);
EliminationOrder from_canonical(const CanonicalForm& form, const EliminationOrder& order);
EliminationOrder from_canonical(const TensorForm& form, const EliminationOrder& order);

/// Reads everything, checks every checksum, fingerprint and order, and counts plain and tensor costs again.
/// Effective and emitted costs belong to the constants of the residual that was searched, which are not kept.
/// @throws LibraryError on the first damage.
void verify_library(const std::filesystem::path& path);

/// Reads a whole library; nothing if there is no such file.
LibraryContents read_library(const std::filesystem::path& path);

/// What was done to a library.
struct LibraryChange {
  std::size_t graphs_added = 0;
  std::size_t orders_added = 0;
  std::size_t orders_improved = 0;
  std::size_t networks_added = 0;
  std::size_t tunings_kept = 0;
};

/// Adds `contents` to the file, which is created if it is missing. Nothing is lost: for each graph, of scalars
/// or of tensors, and model the cheaper order stays, with its provenance; of equal ones that which stands, with the
/// better bound of both. A network replaces one of the same name, a tuned order one of the same machine.
///
/// The file is locked against other writers, written aside, read back, and put in place by one rename:
/// whoever reads meanwhile sees the old contents or the new ones.
/// @throws LibraryError if the file is damaged or newer (it is left alone), cannot be written, or stays
///         locked by another writer for ten seconds.
LibraryChange add_to_library(const std::filesystem::path& path, const LibraryContents& contents);

/// Before long work: locks the file, reads it and makes missing folders, as add_to_library() will.
/// @throws LibraryError as add_to_library() would.
void check_before_adding(const std::filesystem::path& path);

/// Takes all entries of the given fingerprint out, of scalars or of tensors. @returns how many there were.
std::size_t remove_from_library(const std::filesystem::path& path, const Fingerprint& fingerprint);

}  // namespace jacquard::policies
