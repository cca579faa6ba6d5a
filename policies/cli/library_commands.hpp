// SPDX-License-Identifier: BSD-2-Clause
// The commands `jacquard library ...`.
#pragma once

#include <string>
#include <vector>

#include "commands.hpp"

namespace jacquard::cli {

struct LibraryListOptions {
  std::string library;  ///< empty for all libraries that are looked into
  OutputFormat format = OutputFormat::text;
};

struct LibraryShowOptions {
  std::vector<std::string> arguments;  ///< library and graph, or graph alone; a graph by name or fingerprint
  OutputFormat format = OutputFormat::text;
};

struct LibraryVerifyOptions {
  std::vector<std::string> libraries;  ///< empty for all libraries that are looked into
};

struct LibraryMergeOptions {
  std::string target;
  std::vector<std::string> sources;
};

struct LibraryAddOptions {
  std::string library;
  std::vector<std::string> files;
  std::vector<std::string> examples;
  bool all_examples = false;
  std::string order;  ///< list or file; empty to search
  std::string name;   ///< instead of the graph's own
  FindOptions find;   ///< budget and seed
};

struct LibraryRemoveOptions {
  std::string library;
  std::string graph;  ///< name or fingerprint
};

/// Each writes to standard output and throws jacquard::Error where it cannot do what it is asked.
void library_list(const LibraryListOptions& options);
void library_show(const LibraryShowOptions& options);
void library_verify(const LibraryVerifyOptions& options);
void library_add(const LibraryAddOptions& options);
void library_merge(const LibraryMergeOptions& options);
void library_remove(const LibraryRemoveOptions& options);

}  // namespace jacquard::cli
