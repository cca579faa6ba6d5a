// SPDX-License-Identifier: BSD-2-Clause
// `jacquard library add`: finds orders for graphs and keeps them.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <utility>

#include "jacquard/error.hpp"
#include "library_commands.hpp"
#include "library_entries.hpp"
#include "library_lookup.hpp"
#include "order_list.hpp"
#include "residual_registry.hpp"

namespace jacquard::cli {

namespace {

using policies::GraphFile;
using policies::LibraryEntry;
using policies::OrderRecord;
using policies::TensorEntry;

constexpr std::size_t longest_name = 64, longest_method = 32;

std::vector<SubjectOptions> subjects_of(const LibraryAddOptions& options) {
  std::vector<SubjectOptions> subjects;
  for (const std::string& file : options.files) subjects.push_back({file, ""});
  for (const std::string& example : options.examples) subjects.push_back({"", example});
  if (options.all_examples) {
    for (std::string& example : examples::example_names()) subjects.push_back({"", std::move(example)});
  }
  if (subjects.empty()) throw LibraryError("library add: expected graph files or examples, found none");
  if (!options.order.empty() && subjects.size() != 1) {
    throw LibraryError("library add: expected one graph for --order, found " + std::to_string(subjects.size()));
  }
  return subjects;
}

std::vector<CostChoice> choices_for(const GraphFile& subject) {
  if (subject.residual) return {CostChoice::plain, CostChoice::effective, CostChoice::emitted};
  return {CostChoice::plain, CostChoice::effective};
}

CostModel model_of(CostChoice choice) {
  if (choice == CostChoice::plain) return CostModel::plain;
  return choice == CostChoice::effective ? CostModel::effective : CostModel::emitted;
}

// What the target knows already is where the search starts from.
std::vector<KnownStart> known_starts(const GraphFile& subject, const std::string& library) {
  std::vector<KnownStart> starts;
  if (!std::filesystem::exists(library)) return starts;
  for (KnownOrder& known : look_up(subject, {library}))
    starts.push_back({std::move(known.order), known.method});
  return starts;
}

template <class Form>
OrderRecord record_of(const FoundOrder& found, CostChoice choice, const Form& form, std::uint64_t seed) {
  OrderRecord record;
  if (choice != CostChoice::tensor) record.model = model_of(choice);
  record.order = policies::to_canonical(form, found.order);
  record.cost = cost_of(found.costs, choice);
  record.bound = std::min(found.bound, record.cost);
  record.optimal = found.optimal;
  record.method = found.method.substr(0, longest_method);
  record.seed = seed;
  record.milliseconds = found.milliseconds;
  record.producer = "jacquard " JACQUARD_VERSION;
  return record;
}

// An order that is given, as if it had been searched for.
FoundOrder given_order(const GraphFile& subject, const std::string& text) {
  FoundOrder found;
  found.order = read_order(subject, text);
  found.costs = count_all(subject, found.order);
  found.method = "given";
  return found;
}

std::string name_for(const GraphFile& subject, const LibraryAddOptions& options) {
  return (options.name.empty() ? subject.name : options.name).substr(0, longest_name);
}

FindOptions find_options(const GraphFile& subject, const LibraryAddOptions& options) {
  FindOptions find = options.find;
  find.method = Method::search;
  find.starts = known_starts(subject, options.library);
  return find;
}

FoundOrder order_for(const GraphFile& subject, const LibraryAddOptions& options, const FindOptions& find) {
  return options.order.empty() ? find_order(subject, find) : given_order(subject, options.order);
}

LibraryEntry make_entry(const GraphFile& subject, const LibraryAddOptions& options) {
  const CanonicalForm form = canonicalize(subject.graph);
  LibraryEntry entry{name_for(subject, options), form.fingerprint, form.graph, {}};
  FindOptions find = find_options(subject, options);
  for (const CostChoice choice : choices_for(subject)) {
    find.cost = choice;
    const FoundOrder found = order_for(subject, options, find);
    entry.orders.push_back(record_of(found, choice, form, find.seed));
    find.starts.push_back({found.order, found.method});  // a good start under the next model, too
  }
  return entry;
}

TensorEntry make_tensor_entry(const GraphFile& subject, const LibraryAddOptions& options) {
  const policies::TensorForm form = canonicalize(*subject.tensors);
  const FindOptions find = find_options(subject, options);
  const FoundOrder found = order_for(subject, options, find);
  return {name_for(subject, options), form.fingerprint, form.graph,
          record_of(found, CostChoice::tensor, form, find.seed)};
}

}  // namespace

void library_add(const LibraryAddOptions& options) {
  policies::LibraryContents contents;
  for (const SubjectOptions& subject : subjects_of(options)) {
    for (const GraphFile& graph : load_all(subject)) {
      if (graph.tensors) {
        contents.tensors.push_back(make_tensor_entry(graph, options));
      } else {
        contents.entries.push_back(make_entry(graph, options));
      }
      // A long search shows how far it is.
      std::cout << (graph.tensors ? summary(contents.tensors.back()) : summary(contents.entries.back())) << std::endl;
    }
  }
  const policies::LibraryChange change = policies::add_to_library(options.library, contents);
  std::cout << options.library << ": " << change.graphs_added << " graphs added, " << change.orders_added
            << " orders added, " << change.orders_improved << " improved\n";
}

}  // namespace jacquard::cli
