// SPDX-License-Identifier: BSD-2-Clause
// The program `jacquard`: reads its options and runs one command.
#include <CLI/CLI.hpp>
#include <iostream>

#include "commands.hpp"
#include "residual_registry.hpp"

namespace {

using namespace jacquard::cli;

void add_subject(CLI::App& command, SubjectOptions& subject) {
  auto* choice = command.add_option_group("graph");
  choice->add_option("FILE", subject.file, "Graph file (JSON)");
  choice->add_option("--example", subject.example, "One of the example residuals instead of a file")
      ->type_name("NAME");
  choice->require_option(1);
}

void add_json(CLI::App& command, OutputFormat& format) {
  command.add_flag_callback(
      "--json", [&format] { format = OutputFormat::json; }, "Print one JSON object");
}

void add_show(CLI::App& app) {
  auto options = std::make_shared<ShowOptions>();
  CLI::App* command = app.add_subcommand("show", "Show a graph as text, or draw it");
  add_subject(*command, options->subject);
  auto* dot = command->add_flag_callback(
      "--dot", [options] { options->picture = Picture::dot; }, "For Graphviz");
  command
      ->add_flag_callback(
          "--svg", [options] { options->picture = Picture::svg; }, "As a picture")
      ->excludes(dot);
  command->add_option("--after", options->after, "Eliminate so many vertices first")->type_name("K");
  command
      ->add_option("--order", options->order, "In this order, a list or a file; default: lowest Markowitz degree")
      ->type_name("LIST|FILE");
  command->callback([options] { show(*options); });
}

void add_count(CLI::App& app) {
  auto options = std::make_shared<CountOptions>();
  CLI::App* command = app.add_subcommand("count", "Count what an order costs");
  add_subject(*command, options->subject);
  command->add_option("--order", options->order, "Vertex ids, or a JSON file with them")
      ->type_name("LIST|FILE")
      ->required();
  add_json(*command, options->format);
  command->callback([options] { count(*options); });
}

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
  add_show(app);
  add_count(app);
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
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "jacquard: " << error.what() << '\n';
    return 1;
  }
}
