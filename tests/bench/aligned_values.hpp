// SPDX-License-Identifier: BSD-2-Clause
// Arrays that start on a cache line, as numerical codes allocate them.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace jacquard::bench {

inline constexpr std::align_val_t cache_line{64};

template <class Value>
struct CacheLineAllocator {
  using value_type = Value;

  CacheLineAllocator() = default;
  template <class Other>
  CacheLineAllocator(const CacheLineAllocator<Other>&) {}

  Value* allocate(std::size_t count) {
    return static_cast<Value*>(::operator new(count * sizeof(Value), cache_line));
  }
  void deallocate(Value* first, std::size_t) { ::operator delete(first, cache_line); }

  friend bool operator==(CacheLineAllocator, CacheLineAllocator) { return true; }
};

using AlignedValues = std::vector<double, CacheLineAllocator<double>>;

}  // namespace jacquard::bench
