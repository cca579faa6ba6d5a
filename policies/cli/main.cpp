// SPDX-License-Identifier: BSD-2-Clause
// The program `jacquard`: reads its options and runs one command.
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#ifdef __GLIBC__
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#endif

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

/// Programs are counted by the hundred, each in passes over megabytes: freed memory stays with the process, or
/// every pass would get it page by page from the system again. The first of it comes in large pages, where the
/// system has any: a short search would spend a tenth of its time on getting small ones.
void prepare_memory() {
#ifdef __GLIBC__
  constexpr int heap_size = 1 << 26;   // bytes, of addresses only until they are used
  mallopt(M_MMAP_THRESHOLD, 1 << 25);  // the largest that is allowed
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_TOP_PAD, heap_size);
  void* volatile more_than_there_is = std::malloc(1 << 20);  // so that the heap grows
  std::free(more_than_there_is);
  const auto end = reinterpret_cast<std::uintptr_t>(sbrk(0));
  madvise(reinterpret_cast<void*>(end - heap_size), heap_size, MADV_HUGEPAGE);
#endif
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
  prepare_memory();
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "jacquard: " << error.what() << '\n';
    return 1;
  }
}
