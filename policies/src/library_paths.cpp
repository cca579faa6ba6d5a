// SPDX-License-Identifier: BSD-2-Clause
// Where policy libraries are looked for.
#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>

#include "jacquard/policies/library_source.hpp"

namespace jacquard::policies {

namespace {

namespace fs = std::filesystem;

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() == ".h5") files.push_back(entry->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void append_search_path(std::string_view text, std::vector<fs::path>& paths) {
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(':'));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    if (part.empty()) continue;
    std::error_code error;
    const fs::path path(part);
    if (fs::is_directory(path, error)) {
      std::ranges::copy(files_in(path), std::back_inserter(paths));
    } else {
      paths.push_back(path);
    }
  }
}

}  // namespace

fs::path user_library_path() {
  const std::string_view data = variable("XDG_DATA_HOME"), home = variable("HOME");
  // The XDG Base Directory Specification has relative paths ignored.
  if (fs::path(data).is_absolute()) return fs::path(data) / "jacquard/policies/user.h5";
  if (home.empty()) return {};
  return fs::path(home) / ".local/share/jacquard/policies/user.h5";
}

fs::path shipped_library_path() {
  const fs::path installed = JACQUARD_INSTALLED_SHARE "/policies/default.h5";
  return is_there(installed) ? installed : fs::path(JACQUARD_SOURCE_SHARE "/policies/default.h5");
}

std::vector<fs::path> library_paths() {
  std::vector<fs::path> paths;
  append_search_path(variable("JACQUARD_POLICY_PATH"), paths);
  for (const fs::path& path : {user_library_path(), shipped_library_path()}) {
    if (!path.empty() && is_there(path)) paths.push_back(path);
  }
  return paths;
}

}  // namespace jacquard::policies
