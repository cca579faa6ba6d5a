// SPDX-License-Identifier: BSD-2-Clause
// The program `jacquard`: reads its options and runs one command.
#include <CLI/CLI.hpp>
#include <iostream>

#include "command_line.hpp"
#include "residual_registry.hpp"
#include "run_time.hpp"

namespace {

using namespace jacquard::cli;

std::string examples_footer() {
  std::string text = "Examples for --example:";
  for (const std::string& name : jacquard::examples::example_names()) text += ' ' + name;
  return text;
}

int run(int argc, char** argv) {
  CLI::App app{"Elimination orders of computational graphs: find, count, bound, keep and show them", "jacquard"};
  app.set_version_flag("--version", "jacquard " JACQUARD_VERSION);
  app.require_subcommand(1);
  app.footer(examples_footer());
  add_graph_commands(app);
  add_library_commands(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  std::cout.flush();
  if (!std::cout) throw std::runtime_error("standard output: expected to take the result, found it closed or full");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  jacquard::cli::milliseconds_since_start();
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "jacquard: " << error.what() << '\n';
    return 1;
  }
}
