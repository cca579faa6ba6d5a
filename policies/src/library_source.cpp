// SPDX-License-Identifier: BSD-2-Clause
// Policy libraries as a source of orders.
#include "jacquard/policies/library_source.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "jacquard/error.hpp"
#include "jacquard/policies/bounds.hpp"
#include "jacquard/program.hpp"
#include "library_format.hpp"

namespace jacquard::policies {

namespace {

const OrderRecord* record_for(const LibraryEntry& entry, CostModel wanted) {
  for (const CostModel model : {wanted, CostModel::effective, CostModel::plain, CostModel::emitted}) {
    for (const OrderRecord& record : entry.orders) {
      if (record.model == model) return &record;
    }
  }
  return nullptr;
}

std::uint64_t plain_bound(const LibraryEntry& entry) {
  for (const OrderRecord& record : entry.orders) {
    if (record.model == CostModel::plain) return record.bound;
  }
  return 0;
}

EliminationOrder renumbered(const EliminationOrder& order, const std::vector<VertexId>& vertices) {
  EliminationOrder result;
  for (const VertexId v : order.vertices) result.vertices.push_back(vertices[v.value]);
  return result;
}

std::vector<VertexId> inverse(const std::vector<VertexId>& numbers) {
  std::vector<VertexId> vertices(numbers.size());
  for (std::size_t v = 0; v < numbers.size(); ++v) vertices[numbers[v].value] = VertexId(v);
  return vertices;
}

std::uint64_t cost_of(const Linearization& linearization, const EliminationOrder& order, CostModel model) {
  if (model == CostModel::emitted) return emitted_cost(linearization, order);
  return elimination_cost(linearization.graph, order, model);
}

}  // namespace

EliminationOrder to_canonical(const CanonicalForm& form, const EliminationOrder& order) {
  return renumbered(order, form.canonical_of);
}

EliminationOrder to_canonical(const TensorForm& form, const EliminationOrder& order) {
  return renumbered(order, form.canonical_of);
}

EliminationOrder from_canonical(const CanonicalForm& form, const EliminationOrder& order) {
  return renumbered(order, inverse(form.canonical_of));
}

EliminationOrder from_canonical(const TensorForm& form, const EliminationOrder& order) {
  return renumbered(order, inverse(form.canonical_of));
}

LibraryOrderSource::LibraryOrderSource(std::filesystem::path path) : path_(std::move(path)) {}
LibraryOrderSource::~LibraryOrderSource() = default;

std::optional<OrderProposal> LibraryOrderSource::propose(const Linearization& linearization, CostModel model) {
  if (!library_) library_.emplace(path_);
  if (!library_->has(fingerprint_of(linearization.graph))) return {};
  const CanonicalForm form = canonicalize(linearization.graph);
  const std::optional<LibraryEntry> entry = library_->find(form);
  const OrderRecord* record = entry ? record_for(*entry, model) : nullptr;
  if (record == nullptr) return {};
  return OrderProposal{from_canonical(form, record->order),
                       "library " + path_.filename().string() + ": " + entry->name + " (" + record->method + ")",
                       plain_bound(*entry),
                       LowerBound([linearization] { return emitted_lower_bound(linearization); })};
}

const TunedOrder* tuned_for(const LibraryEntry& entry, const MachineName& machine) {
  if (entry.tunings.empty() || !machine) return nullptr;
  const Machine here = machine();
  const auto found = std::ranges::find_if(entry.tunings, [&](const TunedOrder& tuned) {
    return tuned.machine.processor == here.processor.substr(0, format::machine_bytes) &&
           tuned.machine.compiler == here.compiler.substr(0, format::machine_bytes);
  });
  return found == entry.tunings.end() ? nullptr : &*found;
}

TunedOrderSource::TunedOrderSource(std::vector<std::filesystem::path> libraries, MachineName machine)
    : libraries_(std::move(libraries)), machine_(std::move(machine)) {}

std::optional<OrderProposal> TunedOrderSource::propose(const Linearization& linearization, CostModel) {
  std::optional<Fingerprint> fingerprint;
  std::optional<CanonicalForm> form;
  for (const std::filesystem::path& path : libraries_) {
    try {
      const PolicyLibrary library(path);
      if (library.num_tunings() == 0) continue;
      if (!fingerprint) fingerprint = fingerprint_of(linearization.graph);
      if (!library.has(*fingerprint)) continue;
      if (!form) form = canonicalize(linearization.graph);
      const std::optional<LibraryEntry> entry = library.find(*form);
      const TunedOrder* tuned = entry ? tuned_for(*entry, machine_) : nullptr;
      if (tuned == nullptr) continue;
      OrderProposal proposal;
      proposal.order = from_canonical(*form, tuned->order);
      proposal.source = "library " + path.filename().string() + ": " + entry->name + " (tuned here)";
      proposal.emitted_lower_bound = LowerBound([linearization] { return emitted_lower_bound(linearization); });
      proposal.is_settled = true;
      return proposal;
    } catch (const LibraryError&) {
      continue;
    }
  }
  return {};
}

std::vector<std::unique_ptr<OrderSource>> library_sources() {
  std::vector<std::unique_ptr<OrderSource>> sources;
  for (std::filesystem::path& path : library_paths()) {
    sources.push_back(std::make_unique<LibraryOrderSource>(std::move(path)));
  }
  return sources;
}

OrderRecord make_record(const Linearization& linearization, const CanonicalForm& form,
                        const EliminationOrder& order, CostModel model) {
  OrderRecord record;
  record.model = model;
  record.order = to_canonical(form, order);
  record.cost = cost_of(linearization, order, model);
  record.producer = "jacquard " JACQUARD_VERSION;
  return record;
}

RememberingOrderSource::RememberingOrderSource(std::unique_ptr<OrderSource> source, std::filesystem::path library,
                                               std::string name)
    : source_(std::move(source)), library_(std::move(library)), name_(std::move(name)) {}

std::optional<OrderProposal> RememberingOrderSource::propose(const Linearization& linearization, CostModel model) {
  using clock = std::chrono::steady_clock;
  const auto start = clock::now();
  std::optional<OrderProposal> proposal = source_->propose(linearization, model);
  if (!proposal) return proposal;
  const std::chrono::duration<double, std::milli> elapsed = clock::now() - start;
  check_order(linearization.graph, proposal->order);  // canonical numbers need vertices that there are
  const CanonicalForm form = canonicalize(linearization.graph);
  OrderRecord record = make_record(linearization, form, proposal->order, model);
  record.method = proposal->source.substr(0, format::method_bytes);
  record.milliseconds = elapsed.count();
  if (model == CostModel::plain) record.bound = std::min(proposal->lower_bound.value(), record.cost);
  add_to_library(library_, {{{name_, form.fingerprint, form.graph, {std::move(record)}}}, {}});
  return proposal;
}

}  // namespace jacquard::policies
