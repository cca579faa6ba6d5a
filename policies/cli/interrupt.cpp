// SPDX-License-Identifier: BSD-2-Clause
// Progress and interruption of long searches.
#include "interrupt.hpp"

#include <signal.h>
#include <unistd.h>

#include <cstdio>

namespace jacquard::cli {

namespace {

// All that a signal handler may touch; looked at where the search reports its progress.
volatile sig_atomic_t was_interrupted = 0;

void note_interrupt(int) { was_interrupted = 1; }

}  // namespace

InterruptibleSearch::InterruptibleSearch(policies::SearchOptions& options)
    : is_terminal_(isatty(STDERR_FILENO) == 1) {
  was_interrupted = 0;
  former_ = signal(SIGINT, note_interrupt);
  options.stop = stop_.get_token();
  options.progress = [this](const policies::SearchProgress& progress) { report(progress); };
}

InterruptibleSearch::~InterruptibleSearch() {
  signal(SIGINT, former_);
  if (has_reported_) std::fputs("\r\x1b[K", stderr);  // clears the line of the progress
}

bool was_last_search_interrupted() { return was_interrupted != 0; }

void InterruptibleSearch::report(const policies::SearchProgress& progress) {
  if (was_interrupted != 0) stop_.request_stop();
  if (!is_terminal_ || progress.milliseconds < 1000.0) return;
  std::fprintf(stderr, "\r%.1f s, %llu million moves, cost %llu \x1b[K", progress.milliseconds / 1000.0,
               static_cast<unsigned long long>(progress.moves / 1000000),
               static_cast<unsigned long long>(progress.cost));
  has_reported_ = true;
}

}  // namespace jacquard::cli
