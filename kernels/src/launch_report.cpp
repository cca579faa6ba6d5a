// SPDX-License-Identifier: BSD-2-Clause
// Ranges over launches in words.
#include "jacquard/kernels/launch_report.hpp"

#include <algorithm>
#include <charconv>

namespace jacquard::kernels {
namespace {

std::string two_digits(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, 2).ptr};
}

}  // namespace

double occupancy(int registers_a_thread, int registers, int most_threads) {
  constexpr int threads_a_warp = 32, registers_a_unit = 256, warps_a_unit = 4;
  const int units_a_warp =
      std::max(1, (registers_a_thread * threads_a_warp + registers_a_unit - 1) / registers_a_unit);
  const int warps = registers / (units_a_warp * registers_a_unit * warps_a_unit) * warps_a_unit;
  return static_cast<double>(std::min(warps * threads_a_warp, most_threads)) / most_threads;
}

std::string launch_report(std::span<const std::optional<LaunchResources>> launches) {
  if (!std::ranges::all_of(launches, [](const auto& launch) { return launch.has_value(); }) || launches.empty())
    return "";
  const auto most = [&](auto member) {
    return std::ranges::max_element(launches, {}, [&](const auto& launch) { return (*launch).*member; })->value().*
           member;
  };
  const auto least = [&](auto member) {
    return std::ranges::min_element(launches, {}, [&](const auto& launch) { return (*launch).*member; })->value().*
           member;
  };
  const auto range = [](const std::string& low, const std::string& high) {
    return low == high ? low : low + " to " + high;
  };
  std::string text = launches.size() == 1 ? "1 launch" : std::to_string(launches.size()) + " launches";
  text += ", registers " + range(std::to_string(least(&LaunchResources::registers)),
                                 std::to_string(most(&LaunchResources::registers)));
  const std::size_t bytes = most(&LaunchResources::bytes_in_memory);
  text += bytes == 0 ? ", none spilled" : ", at most " + std::to_string(bytes) + " bytes of local memory";
  return text + ", occupancy " +
         range(two_digits(least(&LaunchResources::occupancy)), two_digits(most(&LaunchResources::occupancy)));
}

}  // namespace jacquard::kernels
