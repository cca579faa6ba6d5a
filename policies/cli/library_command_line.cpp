// SPDX-License-Identifier: BSD-2-Clause
// Options of the commands `jacquard library ...`.
#include <memory>

#include "command_line.hpp"
#include "library_commands.hpp"

namespace jacquard::cli {

namespace {

void add_list(CLI::App& library) {
  auto options = std::make_shared<LibraryListOptions>();
  CLI::App* command = library.add_subcommand("list", "List graphs and what their orders cost");
  command->add_option("LIBRARY", options->library, "Default: all libraries that are looked into");
  add_json(*command, options->format);
  command->callback([options] { library_list(*options); });
}

void add_show(CLI::App& library) {
  auto options = std::make_shared<LibraryShowOptions>();
  CLI::App* command = library.add_subcommand("show", "Show everything about one graph");
  command
      ->add_option("GRAPH", options->arguments,
                   "Library (default: all that are looked into), then name or fingerprint")
      ->required()
      ->expected(1, 2);
  add_json(*command, options->format);
  command->callback([options] { library_show(*options); });
}

void add_verify(CLI::App& library) {
  auto options = std::make_shared<LibraryVerifyOptions>();
  CLI::App* command = library.add_subcommand("verify", "Check everything that libraries hold");
  command->add_option("LIBRARY", options->libraries, "Default: all libraries that are looked into");
  command->callback([options] { library_verify(*options); });
}

void add_merge(CLI::App& library) {
  auto options = std::make_shared<LibraryMergeOptions>();
  CLI::App* command = library.add_subcommand("merge", "Add what other libraries hold, the cheaper orders first");
  command->add_option("LIBRARY", options->target, "What is added to; created if it is missing")->required();
  command->add_option("SOURCES", options->sources, "Libraries to add")->required();
  command->callback([options] { library_merge(*options); });
}

void add_add(CLI::App& library) {
  auto options = std::make_shared<LibraryAddOptions>();
  CLI::App* command = library.add_subcommand("add", "Search orders for graphs and keep them");
  command->add_option("LIBRARY", options->library, "What is added to; created if it is missing")->required();
  command->add_option("FILES", options->files, "Graph files (JSON)");
  command->add_option("--example", options->examples, "An example residual")->type_name("NAME");
  command->add_flag_callback(
      "--examples", [options] { options->all_examples = true; }, "All example residuals");
  command->add_option("--order", options->order, "Keep this order instead of searching one")
      ->type_name("LIST|FILE");
  command->add_option("--name", options->name, "Name of the entry instead of the graph's own");
  add_budget(*command, options->find);
  command->callback([options] { library_add(*options); });
}

void add_remove(CLI::App& library) {
  auto options = std::make_shared<LibraryRemoveOptions>();
  CLI::App* command = library.add_subcommand("remove", "Take a graph out");
  command->add_option("LIBRARY", options->library)->required();
  command->add_option("GRAPH", options->graph, "By name or fingerprint")->required();
  command->callback([options] { library_remove(*options); });
}

}  // namespace

void add_library_commands(CLI::App& app) {
  CLI::App* library = app.add_subcommand("library", "Files of graphs with the best orders known for them");
  library->require_subcommand(1);
  add_list(*library);
  add_show(*library);
  add_verify(*library);
  add_merge(*library);
  add_add(*library);
  add_remove(*library);
}

}  // namespace jacquard::cli
