// SPDX-License-Identifier: BSD-2-Clause
// Text around functors that are compiled into a program.
#include "jacquard/kernels/built_in_source.hpp"

#include "jacquard/kernels/built_in.hpp"
#include "jacquard/kernels/emission.hpp"
#include "live_order.hpp"

namespace jacquard::kernels {
namespace {

constexpr const char* head =
    "// Written by jacquard_add_kernels; changes are lost.\n#include <jacquard/kernels/built_in.hpp>\n";

std::string table_name(const std::string& id, InstructionSet set) { return id + "_" + std::string(name(set)); }

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result + "\"";
}

/// Numbered, since several may be called the same.
std::string name_of(const KernelPlan& plan, std::size_t k) { return plan.name + "_" + std::to_string(k); }

std::string functor_of(const KernelPlan& plan, std::size_t k, std::span<const Program> programs,
                       std::size_t live_values) {
  return emit(programs, {.name = name_of(plan, k),
                         .comments = plan.comments,
                         .live_values = live_values,
                         .literals = Literals::as_data});
}

}  // namespace

std::string built_in_unit(const std::string& id, std::span<const KernelPlan> plans, InstructionSet set) {
  std::string functors, rows;
  for (std::size_t k = 0; k < plans.size(); ++k) {
    functors += functor_of(plans[k], k, plans[k].programs, 0) + "\n";
    rows += "    {" + quoted(program_key(plans[k].programs)) +
            ", jacquard::kernels::InstructionSet::" + std::string(name(set)) +
            ", &jacquard::kernels::run_compiled<" + functor_name(name_of(plans[k], k)) +
            ", jacquard::kernels::Pack<" + flags_for(set).architecture + ">>},\n";
  }
  const std::string table = "const jacquard::kernels::BuiltInKernel " + table_name(id, set) + "[]";
  return head + ("#include <jacquard/kernels/compiled_batch.hpp>\n\nnamespace {\n\n" + functors) +
         "}  // namespace\n\nextern " + table + ";\n" + table + " = {\n" + rows + "};\n";
}

std::string built_in_device_unit(const std::string& id, std::span<const KernelPlan> plans,
                                 std::size_t live_values) {
  std::string functors, rows;
  for (std::size_t k = 0; k < plans.size(); ++k) {
    std::vector<Program> programs;
    for (const Program& program : plans[k].programs) programs.push_back(with_few_live_values(program));
    functors += functor_of(plans[k], k, programs, live_values) + "\n";
    rows += "    JACQUARD_DEVICE_KERNEL(" + quoted(program_key(plans[k].programs)) + ", " +
            functor_name(name_of(plans[k], k)) + "),\n";
  }
  const std::string table = "const jacquard::kernels::BuiltInDeviceKernel " + id + "_device[]";
  return head + ("#include <jacquard/kernels/device_unit.hpp>\n\nnamespace {\n\n" + functors) +
         "}  // namespace\n\nextern " + table + ";\n" + table + " = {\n" + rows + "};\n";
}

std::string registration_unit(const std::string& id, const BuiltInUnits& units, std::size_t num_kernels,
                              std::span<const OrderPlan> orders) {
  std::string text = head, tables, arrays, rows;
  const std::string extent = "[" + std::to_string(num_kernels) + "]";
  text += "\n";
  if (units.for_devices)
    text += "extern const jacquard::kernels::BuiltInDeviceKernel " + id + "_device" + extent + ";\n";
  for (const InstructionSet set : units.sets) {
    text += "extern const jacquard::kernels::BuiltInKernel " + table_name(id, set) + extent + ";\n";
    tables += (tables.empty() ? "" : ", ") + table_name(id, set);
  }
  for (std::size_t k = 0; k < orders.size(); ++k) {
    const std::string array = "order_" + std::to_string(k);
    // A number ahead: an array must not be empty.
    arrays += "constexpr std::uint32_t " + array + "[] = {0";
    for (const std::uint32_t v : orders[k].vertices) arrays += ", " + std::to_string(v);
    arrays += "};\n";
    rows += "    {" + quoted(orders[k].graph) + ", " + quoted(orders[k].source) + ", std::span(" + array +
            ").subspan(1)},\n";
  }
  return text + "\nnamespace {\n\n" + arrays + "const jacquard::kernels::BuiltInOrder orders[] = {\n" + rows +
         "};\nconst std::vector<std::span<const jacquard::kernels::BuiltInKernel>> tables = {" + tables +
         "};\nconst jacquard::kernels::BuiltInRegistration registration(tables, orders" +
         (units.for_devices ? ", " + id + "_device" : std::string()) +
         ");\n\n}  // namespace\n\n"
         "extern \"C\" void " +
         id + "() {}\n";
}

}  // namespace jacquard::kernels
