// SPDX-License-Identifier: BSD-2-Clause
// Counts bytes that this program holds by operator new.
#pragma once

#include <cstddef>

namespace jacquard::test {

/// The most that is held at once beyond what is held at construction; one meter at a time.
class AllocationMeter {
 public:
  AllocationMeter();
  std::size_t peak_bytes() const;

 private:
  std::size_t start_;
};

}  // namespace jacquard::test
