// SPDX-License-Identifier: BSD-2-Clause
// Policy libraries as a source of orders, and where they are looked for.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "jacquard/order_source.hpp"
#include "jacquard/policies/library.hpp"

namespace jacquard::policies {

/// The libraries there are, in the order they are asked: those of JACQUARD_POLICY_PATH (files, or folders with
/// files `*.h5`, separated by colons), the user's, the shipped one. Files that do not exist are left out, except
/// where the variable names them.
std::vector<std::filesystem::path> library_paths();

/// Where a user's own orders are kept: $XDG_DATA_HOME/jacquard/policies/user.h5, by default in ~/.local/share.
/// Empty if neither variable is set.
std::filesystem::path user_library_path();

/// The library that came with Jacquard: the installed one, else that of the source tree.
std::filesystem::path shipped_library_path();

/// Proposes what one library file knows of a graph: the order for the model that is asked for, else for effective,
/// else for plain. Opens the file at the first question.
class LibraryOrderSource final : public OrderSource {
 public:
  explicit LibraryOrderSource(std::filesystem::path path);
  ~LibraryOrderSource() override;

  /// @throws LibraryError naming the file and what is wrong with it, at every question.
  std::optional<OrderProposal> propose(const Linearization& linearization, CostModel model) override;

 private:
  std::filesystem::path path_;
  std::optional<PolicyLibrary> library_;
};

/// Says what this machine is; asked only where a library has tuned orders of a graph.
using MachineName = std::function<Machine()>;

/// The tuned order of `entry` for `machine`; null if there is none.
const TunedOrder* tuned_for(const LibraryEntry& entry, const MachineName& machine);

/// Proposes what `jacquard tune` found to be fastest on this machine, as settled.
class TunedOrderSource final : public OrderSource {
 public:
  /// @param libraries  asked in turn; one that is damaged is passed over, as LibraryOrderSource reports it.
  TunedOrderSource(std::vector<std::filesystem::path> libraries, MachineName machine);

  std::optional<OrderProposal> propose(const Linearization& linearization, CostModel model) override;

 private:
  std::vector<std::filesystem::path> libraries_;
  MachineName machine_;
};

/// One source for each of library_paths().
std::vector<std::unique_ptr<OrderSource>> library_sources();

/// What is to be kept of an order for the graph of `linearization`, under `model`; cost is counted here.
OrderRecord make_record(const Linearization& linearization, const CanonicalForm& form,
                        const EliminationOrder& order, CostModel model);

/// Passes on what another source proposes and keeps it in a library, so that the next run finds it there.
class RememberingOrderSource final : public OrderSource {
 public:
  /// @param name  what the library's entries are called; at most 64 bytes.
  RememberingOrderSource(std::unique_ptr<OrderSource> source, std::filesystem::path library, std::string name);

  /// @throws LibraryError if the library cannot be written to.
  std::optional<OrderProposal> propose(const Linearization& linearization, CostModel model) override;

 private:
  std::unique_ptr<OrderSource> source_;
  std::filesystem::path library_;
  std::string name_;
};

}  // namespace jacquard::policies
