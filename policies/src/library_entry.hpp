// SPDX-License-Identifier: BSD-2-Clause
// Checks and checksums of single library entries, as reading and writing share them.
#pragma once

#include <span>
#include <string>

#include "checksum.hpp"
#include "jacquard/policies/library.hpp"
#include "library_format.hpp"

namespace jacquard::policies {

/// More vertices than this are refused, so that a damaged size cannot ask for memory that is not there.
inline constexpr std::uint64_t largest_graph = std::uint64_t{1} << 22;

/// Of a tensor; products of four stay within the counter's range.
inline constexpr std::uint32_t largest_extent = std::uint32_t{1} << 24;

/// Refuses extents that damage may have left. @throws LibraryError naming `place`.
void check_sizes(std::span<const std::uint32_t> sizes, const std::string& place);

[[noreturn]] void refuse_entry(const std::string& place, const std::string& expected, const std::string& found);

/// What the fingerprint sees of a local partial.
std::uint8_t code_of(const Edge& edge);

/// The edge of a code; constants that are not +1 or -1 are not kept and come back as 0.
/// @throws LibraryError if there is no such code.
Edge edge_of(VertexId tail, VertexId head, std::uint8_t code, const std::string& place);

std::uint64_t checksum_of(const LibraryEntry& entry);
std::uint64_t checksum_of(const TensorEntry& entry);
std::uint64_t checksum_of(const NetworkRecord& network);
/// @param fingerprint  of the graph that it is for.
std::uint64_t checksum_of(const TunedOrder& tuned, const Fingerprint& fingerprint);

/// Texts fit and hold no control characters, extents are sensible, orders are permutations, models ascend, no bound
/// exceeds its cost, and no machine has two tuned orders. @throws LibraryError naming `place`.
void check_entry(const LibraryEntry& entry, const std::string& place);
void check_entry(const TensorEntry& entry, const std::string& place);
void check_network(const NetworkRecord& network, const std::string& place);

}  // namespace jacquard::policies
