// SPDX-License-Identifier: BSD-2-Clause
// Spawning, watching and stopping the compiler.
#include "compiler.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <thread>

#include "scratch.hpp"

extern char** environ;

namespace jacquard::kernels {
namespace {

using Clock = std::chrono::steady_clock;

std::string beginning(const std::filesystem::path& path) {
  constexpr std::size_t limit = 2000;
  std::ifstream file(path);
  std::string text(limit, '\0');
  file.read(text.data(), static_cast<std::streamsize>(limit));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

/// Starts `arguments` in a process group of its own, standard output and error to `output`, without this process'
/// other files and signal handling. Returns 0 or an errno.
int spawn(const std::vector<std::string>& arguments, const std::filesystem::path& output, pid_t& child) {
  std::vector<char*> pointers;
  for (const std::string& argument : arguments) pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 34)
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
#endif
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setpgroup(&attributes, 0);
  sigset_t signals;
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(&attributes, &signals);
  sigfillset(&signals);
  posix_spawnattr_setsigdefault(&attributes, &signals);
  const int error = posix_spawnp(&child, pointers[0], &actions, &attributes, pointers.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

enum class Outcome { finished, stopped, too_late, unknown };

/// Waits for `child`; kills it and its group when told to stop or past the deadline.
Outcome wait_for(pid_t child, Clock::time_point deadline, const std::atomic<bool>& stop, int& status) {
  using namespace std::chrono_literals;
  pid_t ended = 0;
  for (auto pause = 1ms; (ended = waitpid(child, &status, WNOHANG)) == 0;
       pause = std::min<std::chrono::milliseconds>(2 * pause, 20ms)) {
    const bool is_late = Clock::now() > deadline;
    if (stop || is_late) {
      kill(-child, SIGKILL);
      waitpid(child, &status, 0);
      return stop ? Outcome::stopped : Outcome::too_late;
    }
    std::this_thread::sleep_for(pause);
  }
  return ended == child ? Outcome::finished : Outcome::unknown;
}

CompilerRun run(const std::vector<std::string>& arguments, const std::filesystem::path& output,
                std::chrono::milliseconds deadline, const std::atomic<bool>& stop) {
  const Scratch file(output);
  pid_t child = 0;
  if (const int error = spawn(arguments, file.path(), child); error != 0)
    return {false, "cannot start " + arguments[0] + ": " + std::strerror(error)};
  int status = 0;
  switch (wait_for(child, Clock::now() + deadline, stop, status)) {
    case Outcome::stopped:
      return {false, "stopped"};
    case Outcome::too_late:
      return {false, "still running after " + std::to_string(deadline.count()) + " ms; stopped"};
    case Outcome::unknown:
      return {false, std::string("cannot tell how it ended: ") + std::strerror(errno)};
    case Outcome::finished:
      break;
  }
  return {WIFEXITED(status) && WEXITSTATUS(status) == 0, beginning(file.path())};
}

}  // namespace

CompilerRun compiler_version(const Compiler& compiler, const std::filesystem::path& output,
                             const std::atomic<bool>& stop) {
  return run({compiler.command, "--version"}, output, std::chrono::seconds(10), stop);
}

CompilerRun compile(const Compiler& compiler, const std::filesystem::path& source,
                    const std::filesystem::path& target, const std::atomic<bool>& stop) {
  // Whoever is killed himself stops no compiler: `timeout` does.
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(compiler.deadline).count() + 5;
  std::vector<std::string> arguments = {"timeout", std::to_string(seconds),           "nice",
                                        "-n",      std::to_string(compiler.niceness), compiler.command};
  arguments.insert(arguments.end(), compiler.flags.begin(), compiler.flags.end());
  arguments.insert(arguments.end(), {"-o", target.string(), source.string()});
  return run(arguments, target.string() + ".log", compiler.deadline, stop);
}

}  // namespace jacquard::kernels
