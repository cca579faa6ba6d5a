// SPDX-License-Identifier: BSD-2-Clause
// The commands' options on the command line.
#pragma once

#include <CLI/CLI.hpp>

#include "commands.hpp"

namespace jacquard::cli {

/// show, count, order, bound, tune.
void add_graph_commands(CLI::App& app);

/// library list, show, verify, merge, add, remove.
void add_library_commands(CLI::App& app);

void add_json(CLI::App& command, OutputFormat& format);

/// --milliseconds, --moves and --seed.
void add_budget(CLI::App& command, FindOptions& find);

}  // namespace jacquard::cli
