// SPDX-License-Identifier: BSD-2-Clause
// Records as JSON, as a table and as a picture.
#pragma once

#include <string>
#include <vector>

#include "measurement.hpp"

namespace jacquard::bench {

/// @throws std::runtime_error if nothing can be added to the file, which is made if need be.
void require_writable(const std::string& path);

/// Writes an array of records. @throws std::runtime_error if the file cannot be written.
void write_json(const std::string& path, const std::vector<Record>& records);

/// Records out of such a file, as programs of other languages write them.
/// @throws std::runtime_error naming the file, if it cannot be read.
std::vector<Record> read_json(const std::string& path);

/// One line a variant, one column a number of points: median nanoseconds a point. Standard output.
void print_table(const std::vector<Record>& records);

/// Bars of the Jacobian's median time at `num_points`, task by task, fastest first; logarithmic. Standard output.
void print_picture(const std::vector<Record>& records, std::size_t num_points);

}  // namespace jacquard::bench
