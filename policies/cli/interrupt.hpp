// SPDX-License-Identifier: BSD-2-Clause
// Progress and interruption of long searches.
#pragma once

#include <stop_token>

#include "jacquard/policies/search.hpp"

namespace jacquard::cli {

/// While it lives, an interrupt (Ctrl-C) stops the search, which then returns its best order so far; searches of
/// more than a second report to the terminal, if standard error is one.
class InterruptibleSearch {
 public:
  /// Puts stop token and progress into `options`, which must live as long.
  explicit InterruptibleSearch(policies::SearchOptions& options);
  ~InterruptibleSearch();
  InterruptibleSearch(const InterruptibleSearch&) = delete;
  InterruptibleSearch& operator=(const InterruptibleSearch&) = delete;

 private:
  void report(const policies::SearchProgress& progress);

  std::stop_source stop_;
  bool is_terminal_ = false;
  bool has_reported_ = false;
  void (*former_)(int) = nullptr;
};

/// Whether the last such search was interrupted.
bool was_last_search_interrupted();

}  // namespace jacquard::cli
