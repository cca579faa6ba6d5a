// SPDX-License-Identifier: BSD-2-Clause
// What the libraries know of a subject.
#include "library_lookup.hpp"

#include <optional>

#include "jacquard/kernels/host_machine.hpp"

namespace jacquard::cli {

namespace {

using policies::GraphFile;
using policies::OrderRecord;
using policies::PolicyLibrary;

CostChoice choice_of(CostModel model) {
  if (model == CostModel::plain) return CostChoice::plain;
  return model == CostModel::effective ? CostChoice::effective : CostChoice::emitted;
}

std::string source_text(const PolicyLibrary& library, const std::string& name, const std::string& method) {
  return "library " + library.path().filename().string() + ": " + name + " (" + method + ")";
}

template <class Form>
KnownOrder known_order(const PolicyLibrary& library, const std::string& name, const Form& form,
                       const OrderRecord& record, CostChoice cost) {
  return {policies::from_canonical(form, record.order),
          source_text(library, name, record.method),
          record.method,
          cost,
          record.bound,
          record.optimal,
          false};
}

/// A graph without its canonical form, which takes a while for graphs of many equal branches.
class ScalarGraph {
 public:
  explicit ScalarGraph(const LinearizedGraph& graph) : graph_(graph), fingerprint_(fingerprint_of(graph)) {}

  const Fingerprint& fingerprint() const { return fingerprint_; }
  const CanonicalForm& form() {
    if (!form_) form_ = canonicalize(graph_);
    return *form_;
  }

 private:
  const LinearizedGraph& graph_;
  Fingerprint fingerprint_;
  std::optional<CanonicalForm> form_;
};

void append_known(const PolicyLibrary& library, ScalarGraph& graph, std::vector<KnownOrder>& known) {
  if (!library.has(graph.fingerprint())) return;
  const CanonicalForm& form = graph.form();
  const auto entry = library.find(form);
  if (!entry) return;
  if (const policies::TunedOrder* tuned = policies::tuned_for(*entry, this_machine)) {
    known.push_back({policies::from_canonical(form, tuned->order), source_text(library, entry->name, "tuned here"),
                     tuned->method, CostChoice::emitted, 0, false, true});
  }
  for (const OrderRecord& record : entry->orders) {
    known.push_back(known_order(library, entry->name, form, record, choice_of(record.model)));
  }
}

void append_known(const PolicyLibrary& library, const policies::TensorForm& form, std::vector<KnownOrder>& known) {
  const auto entry = library.find(form);
  if (entry) known.push_back(known_order(library, entry->name, form, entry->order, CostChoice::tensor));
}

template <class Graph>
std::vector<KnownOrder> look_up_graph(Graph&& graph, const std::vector<std::filesystem::path>& libraries) {
  std::vector<KnownOrder> known;
  for (const std::filesystem::path& path : libraries) append_known(PolicyLibrary(path), graph, known);
  return known;
}

}  // namespace

policies::Machine this_machine() { return {kernels::processor_name(), kernels::compiler_name()}; }

std::vector<KnownOrder> look_up(const GraphFile& subject, const std::vector<std::filesystem::path>& libraries) {
  if (libraries.empty()) return {};
  if (subject.tensors) return look_up_graph(canonicalize(*subject.tensors), libraries);
  return look_up_graph(ScalarGraph(subject.graph), libraries);
}

Fingerprint fingerprint_of(const GraphFile& subject) {
  return subject.tensors ? canonicalize(*subject.tensors).fingerprint : jacquard::fingerprint_of(subject.graph);
}

}  // namespace jacquard::cli
