// SPDX-License-Identifier: BSD-2-Clause
// Ratios of medians.
#include "ratios.hpp"

#include <algorithm>
#include <cstdio>

namespace jacquard::bench {
namespace {

/// The fastest of the records that `is_meant`; null if there is none.
template <class Predicate>
const Record* fastest(const std::vector<Record>& records, Predicate is_meant) {
  const Record* least = nullptr;
  for (const Record& record : records) {
    if (is_meant(record) && (least == nullptr || record.median_ns < least->median_ns)) least = &record;
  }
  return least;
}

const Record* named(const std::vector<Record>& records, const char* variant) {
  return fastest(records, [&](const Record& r) { return r.variant == variant; });
}

void print_ratio(const Record* over, const Record* under) {
  if (over == nullptr || under == nullptr) {
    std::printf(" %10s", "-");
  } else {
    std::printf(" %10.2f", over->median_ns / under->median_ns);
  }
}

/// @param records  of one task at one number of points
void print_line(const std::vector<Record>& records) {
  const Record* const ours = named(records, "compiled, searched, J");
  if (ours == nullptr) return;
  const auto jacobian = [&](Origin origin, const char* begins) {
    return fastest(records, [&](const Record& r) {
      return r.origin == origin && r.quantity == Quantity::jacobian && r.variant.starts_with(begins) &&
             r.variant != ours->variant;
    });
  };
  const Record* const peer = jacobian(Origin::peer, "");
  std::printf("%-18s %8zu", ours->task.c_str(), ours->num_points);
  print_ratio(peer, ours);
  print_ratio(jacobian(Origin::retyped, ""), ours);
  print_ratio(named(records, "tile, searched, J"), ours);
  print_ratio(ours, named(records, "compiled, searched, F"));
  print_ratio(ours, jacobian(Origin::ours, "compiled, "));
  std::printf("   %s\n", peer == nullptr ? "" : peer->variant.c_str());
}

}  // namespace

void print_ratios(const std::vector<Record>& records) {
  std::printf(
      "\nRatios of medians: peer, its method or code on our packs and tiles over compiled J; J over F and J "
      "of other orders\n%-18s %8s %10s %10s %10s %10s %10s   %s\n",
      "", "points", "peer/J", "packs/J", "tile/J", "J/F", "J/other", "fastest peer");
  std::vector<Record> left = records;
  while (!left.empty()) {
    const auto is_beside = [first = left.front()](const Record& r) {
      return r.task == first.task && r.num_points == first.num_points;
    };
    std::vector<Record> beside;
    std::ranges::copy_if(left, std::back_inserter(beside), is_beside);
    print_line(beside);
    std::erase_if(left, is_beside);
  }
}

}  // namespace jacquard::bench
