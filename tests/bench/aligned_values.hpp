// SPDX-License-Identifier: BSD-2-Clause
// Arrays on large pages. Small ones lie anywhere in memory: those of one run may share sets of the second-level
// cache, which doubled the times of some runs, of all variants alike.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <new>
#include <vector>

namespace jacquard::bench {

inline constexpr std::size_t large_page = std::size_t{2} << 20;

template <class Value>
struct LargePageAllocator {
  using value_type = Value;

  LargePageAllocator() = default;
  template <class Other>
  LargePageAllocator(const LargePageAllocator<Other>&) {}

  Value* allocate(std::size_t count) {
    const std::size_t bytes = (count * sizeof(Value) + large_page - 1) / large_page * large_page;
    void* const pages = ::operator new (bytes, std::align_val_t{large_page});
    madvise(pages, bytes, MADV_HUGEPAGE);  // a wish: without it only times differ
    return static_cast<Value*>(pages);
  }
  void deallocate(Value* first, std::size_t) { ::operator delete (first, std::align_val_t{large_page}); }

  friend bool operator==(LargePageAllocator, LargePageAllocator) { return true; }
};

using AlignedValues = std::vector<double, LargePageAllocator<double>>;

}  // namespace jacquard::bench
