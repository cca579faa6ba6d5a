// SPDX-License-Identifier: BSD-2-Clause
// What each command of the program `jacquard` is asked to do; the options are read in main.cpp.
#pragma once

#include <string>

#include "order_finding.hpp"
#include "subject.hpp"

namespace jacquard::cli {

enum class OutputFormat { text, json };
enum class Picture { none, dot, svg };

struct ShowOptions {
  SubjectOptions subject;
  Picture picture = Picture::none;
  std::size_t after = 0;  ///< eliminations before the graph is shown
  std::string order;      ///< list or file of the order they follow; empty for lowest Markowitz
};

struct CountOptions {
  SubjectOptions subject;
  std::string order;  ///< list or file
  OutputFormat format = OutputFormat::text;
};

struct OrderOptions {
  SubjectOptions subject;
  FindOptions find;
  bool with_edges = false;  ///< refine the order by eliminations of edges
  OutputFormat format = OutputFormat::text;
};

struct BoundOptions {
  SubjectOptions subject;
  FindOptions find;  ///< budget
  OutputFormat format = OutputFormat::text;
};

struct TuneOptions {
  SubjectOptions subject;
  FindOptions find{.milliseconds = 2000.0};  ///< budget and seed of each search: about as long as one compilation
  std::size_t num_orders = 4;                ///< that are measured
  std::size_t num_points = 1024;
  std::string library;  ///< empty for the user's
  OutputFormat format = OutputFormat::text;
};

/// Each writes to standard output and throws jacquard::Error where it cannot do what it is asked.
void show(const ShowOptions& options);
void count(const CountOptions& options);
void order(const OrderOptions& options);
void bound(const BoundOptions& options);
void tune(const TuneOptions& options);

}  // namespace jacquard::cli
