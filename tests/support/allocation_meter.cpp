// SPDX-License-Identifier: BSD-2-Clause
// Replaces operator new of the program that links this file.
#include "support/allocation_meter.hpp"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> bytes_held{0}, bytes_peak{0};

void note_held(std::size_t now) {
  std::size_t peak = bytes_peak.load(std::memory_order_relaxed);
  while (now > peak && !bytes_peak.compare_exchange_weak(peak, now, std::memory_order_relaxed)) {
  }
}

void* allocate_or_null(std::size_t size) noexcept {
  void* memory = std::malloc(size);
  if (memory == nullptr) return nullptr;
  const std::size_t bytes = malloc_usable_size(memory);
  note_held(bytes_held.fetch_add(bytes, std::memory_order_relaxed) + bytes);
  return memory;
}

void* allocate(std::size_t size) {
  if (void* memory = allocate_or_null(size)) return memory;
  throw std::bad_alloc();
}

void release(void* memory) noexcept {
  if (memory != nullptr) bytes_held.fetch_sub(malloc_usable_size(memory), std::memory_order_relaxed);
  std::free(memory);
}

}  // namespace

// All forms are replaced: a sanitizer brings some of its own otherwise, and refuses the mixture.
void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return allocate_or_null(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return allocate_or_null(size); }
void operator delete(void* memory) noexcept { release(memory); }
void operator delete[](void* memory) noexcept { release(memory); }
void operator delete(void* memory, std::size_t) noexcept { release(memory); }
void operator delete[](void* memory, std::size_t) noexcept { release(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { release(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { release(memory); }

namespace jacquard::test {

AllocationMeter::AllocationMeter() : start_(bytes_held.load()) { bytes_peak = start_; }

std::size_t AllocationMeter::peak_bytes() const { return bytes_peak.load() - start_; }

}  // namespace jacquard::test
