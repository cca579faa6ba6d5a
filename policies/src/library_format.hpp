// SPDX-License-Identifier: BSD-2-Clause
// Every name and code of the library format, spelled once; share/policies/FORMAT.md rules.
#pragma once

#include "hdf5_file.hpp"

namespace jacquard::policies::format {

using U8 = Column<std::uint8_t>;
using U32 = Column<std::uint32_t>;
using U64 = Column<std::uint64_t>;

inline constexpr const char* identification = "jacquard policy library";
inline constexpr const char* attribute_format = "format";
inline constexpr const char* attribute_version_major = "version_major";
inline constexpr const char* attribute_version_minor = "version_minor";
inline constexpr const char* attribute_index_checksum = "index_checksum";
inline constexpr const char* attribute_tunings_checksum = "tunings_checksum";

inline constexpr std::uint32_t name_bytes = 64;
inline constexpr std::uint32_t method_bytes = 32;
inline constexpr std::uint32_t producer_bytes = 32;

/// What every kind of graph has, one row a graph.
struct GraphColumns {
  U64 fingerprints, checksums;
  U8 names;
  U32 sizes;
  U64 edge_offsets;
  U32 edge_tails, edge_heads;
};

/// What every order has, one row an order.
struct OrderColumns {
  U64 costs, bounds;
  U8 optimal, methods;
  U64 seeds;
  Column<double> milliseconds;
  U8 producers;
  U64 vertex_offsets;
  U32 vertices;
};

inline constexpr const char* group_graphs = "graphs";
inline constexpr U64 fingerprints{"graphs/fingerprints", 2};
inline constexpr U64 checksums{"graphs/checksums"};
inline constexpr U8 names{"graphs/names", name_bytes};
inline constexpr U32 sizes{"graphs/sizes", 3};
inline constexpr U64 edge_offsets{"graphs/edge_offsets"};
inline constexpr U64 order_offsets{"graphs/order_offsets"};
inline constexpr U32 edge_tails{"graphs/edge_tails"};
inline constexpr U32 edge_heads{"graphs/edge_heads"};
inline constexpr U8 edge_kinds{"graphs/edge_kinds"};

inline constexpr GraphColumns graph_columns{fingerprints, checksums,  names,     sizes,
                                            edge_offsets, edge_tails, edge_heads};

inline constexpr const char* group_orders = "orders";
inline constexpr U8 models{"orders/models"};
inline constexpr U64 costs{"orders/costs"};
inline constexpr U64 bounds{"orders/bounds"};
inline constexpr U8 optimal{"orders/optimal"};
inline constexpr U8 methods{"orders/methods", method_bytes};
inline constexpr U64 seeds{"orders/seeds"};
inline constexpr Column<double> milliseconds{"orders/milliseconds"};
inline constexpr U8 producers{"orders/producers", producer_bytes};
inline constexpr U64 vertex_offsets{"orders/vertex_offsets"};
inline constexpr U32 vertices{"orders/vertices"};

inline constexpr OrderColumns order_columns{costs,        bounds,    optimal,        methods, seeds,
                                            milliseconds, producers, vertex_offsets, vertices};

inline constexpr std::uint32_t machine_bytes = 64;

/// Since minor version 1.
inline constexpr std::uint64_t first_minor_with_tunings = 1;
inline constexpr const char* group_tunings = "tunings";
inline constexpr U64 tuning_offsets{"tunings/graph_offsets"};
inline constexpr U64 tuning_checksums{"tunings/checksums"};
inline constexpr U8 tuning_processors{"tunings/processors", machine_bytes};
inline constexpr U8 tuning_compilers{"tunings/compilers", machine_bytes};
inline constexpr U64 tuning_costs{"tunings/costs"};
inline constexpr Column<double> tuning_nanoseconds{"tunings/nanoseconds"};
inline constexpr Column<double> tuning_ratios{"tunings/ratios"};
inline constexpr U8 tuning_methods{"tunings/methods", method_bytes};
inline constexpr U8 tuning_producers{"tunings/producers", producer_bytes};
inline constexpr U64 tuning_vertex_offsets{"tunings/vertex_offsets"};
inline constexpr U32 tuning_vertices{"tunings/vertices"};

/// Since minor version 2: graphs of tensors, each with its one order.
inline constexpr std::uint64_t first_minor_with_tensors = 2;
inline constexpr const char* attribute_tensor_index_checksum = "tensor_index_checksum";
inline constexpr const char* group_tensors = "tensors";
inline constexpr GraphColumns tensor_graph_columns{{"tensors/fingerprints", 2},
                                                   {"tensors/checksums"},
                                                   {"tensors/names", name_bytes},
                                                   {"tensors/sizes", 3},
                                                   {"tensors/edge_offsets"},
                                                   {"tensors/edge_tails"},
                                                   {"tensors/edge_heads"}};
inline constexpr U8 tensor_edge_types{"tensors/edge_types"};
inline constexpr U32 tensor_edge_extents{"tensors/edge_extents", 4};
inline constexpr OrderColumns tensor_order_columns{{"tensors/costs"},
                                                   {"tensors/bounds"},
                                                   {"tensors/optimal"},
                                                   {"tensors/methods", method_bytes},
                                                   {"tensors/seeds"},
                                                   {"tensors/milliseconds"},
                                                   {"tensors/producers", producer_bytes},
                                                   {"tensors/vertex_offsets"},
                                                   {"tensors/vertices"}};

inline constexpr const char* group_networks = "networks";
inline constexpr U64 network_checksums{"networks/checksums"};
inline constexpr U8 network_names{"networks/names", name_bytes};
inline constexpr U8 network_architectures{"networks/architectures", name_bytes};
inline constexpr U64 network_feature_versions{"networks/feature_versions"};
inline constexpr U8 network_producers{"networks/producers", producer_bytes};
inline constexpr U64 network_shape_offsets{"networks/shape_offsets"};
inline constexpr U32 network_shapes{"networks/shapes", 2};
inline constexpr U64 network_weight_offsets{"networks/weight_offsets"};
inline constexpr Column<float> network_weights{"networks/weights"};

/// Codes of edges: what the fingerprint sees of a local partial.
enum EdgeCode : std::uint8_t { edge_variable = 0, edge_constant = 1, edge_plus_one = 2, edge_minus_one = 3 };

/// Codes of cost models.
enum ModelCode : std::uint8_t { model_plain = 0, model_effective = 1, model_emitted = 2 };

}  // namespace jacquard::policies::format
