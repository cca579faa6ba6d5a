// SPDX-License-Identifier: BSD-2-Clause
// What is built into jacquard-bench for devices.
#include "device_tasks.hpp"
#include "jacquard/kernel_list.hpp"

void jacquard_kernels(jacquard::KernelList& kernels) {
  using namespace jacquard::bench;
  for (const Task& task : all_tasks(JACQUARD_SOURCE_SHARE "/mechanisms/h2o2.yaml", "")) {
    if (!is_for_devices(task)) continue;
    visit_residual(task, [&](const auto& name, const auto& residual, auto shape, const auto& sample) {
      kernels.add_batched(name, residual, shape, sample);
    });
  }
}
