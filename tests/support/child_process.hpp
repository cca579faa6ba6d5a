// SPDX-License-Identifier: BSD-2-Clause
// Work in processes of its own.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <functional>

namespace jacquard::test {

/// Runs `work` in a process of its own; its result is the exit status, 99 if it throws. What has started threads
/// before (Kokkos) is not to be used in it.
inline pid_t start(const std::function<int()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    int status = 99;
    try {
      status = work();
    } catch (...) {
    }
    _exit(status);
  }
  REQUIRE(child > 0);
  return child;
}

/// What waitpid says of `child`, once it has ended.
inline int status_of(pid_t child) {
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return status;
}

}  // namespace jacquard::test
