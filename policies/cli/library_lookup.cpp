// SPDX-License-Identifier: BSD-2-Clause
// What the libraries know of a subject.
#include "library_lookup.hpp"

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

void append_known(const PolicyLibrary& library, const CanonicalForm& form, std::vector<KnownOrder>& known) {
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

template <class Form>
std::vector<KnownOrder> look_up_form(const Form& form, const std::vector<std::filesystem::path>& libraries) {
  std::vector<KnownOrder> known;
  for (const std::filesystem::path& path : libraries) append_known(PolicyLibrary(path), form, known);
  return known;
}

}  // namespace

policies::Machine this_machine() { return {kernels::processor_name(), kernels::compiler_name()}; }

std::vector<KnownOrder> look_up(const GraphFile& subject, const std::vector<std::filesystem::path>& libraries) {
  if (libraries.empty()) return {};
  if (subject.tensors) return look_up_form(canonicalize(*subject.tensors), libraries);
  return look_up_form(canonicalize(subject.graph), libraries);
}

Fingerprint fingerprint_of(const GraphFile& subject) {
  return subject.tensors ? canonicalize(*subject.tensors).fingerprint : canonicalize(subject.graph).fingerprint;
}

}  // namespace jacquard::cli
