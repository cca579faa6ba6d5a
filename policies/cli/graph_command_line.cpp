// SPDX-License-Identifier: BSD-2-Clause
// Options of the commands that work on one graph.
#include <cmath>
#include <map>
#include <memory>

#include "command_line.hpp"

namespace jacquard::cli {

namespace {

const std::map<std::string, CostChoice> cost_names{{"plain", CostChoice::plain},
                                                   {"effective", CostChoice::effective},
                                                   {"emitted", CostChoice::emitted},
                                                   {"tensor", CostChoice::tensor}};

const std::map<std::string, Method> method_names{{"forward", Method::forward},
                                                 {"reverse", Method::reverse},
                                                 {"markowitz-low", Method::markowitz_low},
                                                 {"markowitz-high", Method::markowitz_high},
                                                 {"search", Method::search},
                                                 {"exact", Method::exact},
                                                 {"library", Method::library},
                                                 {"policy", Method::policy},
                                                 {"best", Method::best}};

void add_subject(CLI::App& command, SubjectOptions& subject) {
  auto* choice = command.add_option_group("graph");
  choice->add_option("FILE", subject.file, "Graph file (JSON)");
  choice->add_option("--example", subject.example, "One of the example residuals instead of a file")
      ->type_name("NAME");
  choice->require_option(1);
}

// The choices by name only: CLI11's own transformer would also take the numbers behind them.
template <class Choice>
std::function<void(const std::string&)> choose(const std::map<std::string, Choice>& names,
                                               std::function<void(Choice)> set) {
  return [&names, set = std::move(set)](const std::string& text) { set(names.at(text)); };
}

template <class Choice>
std::string alternatives(const std::map<std::string, Choice>& names) {
  std::string text;
  for (const auto& [name, choice] : names) text += (text.empty() ? "" : "|") + name;
  return text;
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
  command->add_option("--after", options->after, "Eliminate so many vertices first")
      ->check(CLI::NonNegativeNumber)
      ->type_name("K");
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

void add_order(CLI::App& app) {
  auto options = std::make_shared<OrderOptions>();
  CLI::App* command = app.add_subcommand("order", "Find a cheap elimination order");
  add_subject(*command, options->subject);
  command
      ->add_option_function<std::string>(
          "--cost", choose<CostChoice>(cost_names, [options](CostChoice choice) { options->find.cost = choice; }),
          "What is to be cheap; default plain, tensor for a graph of tensors")
      ->check(CLI::IsMember(cost_names))
      ->type_name(alternatives(cost_names));
  command
      ->add_option_function<std::string>(
          "--method", choose<Method>(method_names, [options](Method method) { options->find.method = method; }),
          "How to find it; default best: from libraries and search")
      ->check(CLI::IsMember(method_names))
      ->type_name(alternatives(method_names));
  command->add_flag("--edges", options->with_edges,
                    "Also refine it by eliminations of edges, with the same budget");
  add_budget(*command, options->find);
  add_json(*command, options->format);
  command->callback([options] { order(*options); });
}

void add_bound(CLI::App& app) {
  auto options = std::make_shared<BoundOptions>();
  CLI::App* command = app.add_subcommand("bound", "Prove what no elimination order stays below");
  add_subject(*command, options->subject);
  add_budget(*command, options->find);
  add_json(*command, options->format);
  command->callback([options] { bound(*options); });
}

void add_tune(CLI::App& app) {
  auto options = std::make_shared<TuneOptions>();
  CLI::App* command = app.add_subcommand(
      "tune", "Compile the cheapest orders, time them, and keep the fastest for this machine and compiler");
  add_subject(*command, options->subject);
  command->add_option("--orders", options->num_orders, "How many are measured; default 4")
      ->check(CLI::Range(1, 64))
      ->type_name("K");
  command->add_option("--points", options->num_points, "Points a batch; default 1024")
      ->check(CLI::Range(1, 1 << 24))
      ->type_name("N");
  command->add_option("--library", options->library, "Where it is kept; default: the user's library")
      ->type_name("LIBRARY");
  add_budget(*command, options->find);
  add_json(*command, options->format);
  command->callback([options] { tune(*options); });
}

}  // namespace

void add_json(CLI::App& command, OutputFormat& format) {
  command.add_flag_callback(
      "--json", [&format] { format = OutputFormat::json; }, "Print one JSON object");
}

void add_budget(CLI::App& command, FindOptions& find) {
  const std::string initial = std::to_string(std::lround(find.milliseconds));
  auto* time = command.add_option("--milliseconds", find.milliseconds, "Time for the search; default " + initial)
                   ->check(CLI::NonNegativeNumber)
                   ->type_name("N");
  command.add_option("--moves", find.moves, "Steps of the search instead: the same result on every machine")
      ->excludes(time)
      ->type_name("N");
  command.add_option("--seed", find.seed, "Of the search; default 1")->type_name("S");
}

void add_graph_commands(CLI::App& app) {
  add_show(app);
  add_count(app);
  add_order(app);
  add_bound(app);
  add_tune(app);
}

}  // namespace jacquard::cli
