// SPDX-License-Identifier: BSD-2-Clause
// A header before the HDF5 part of a file, which vouches for everything in it but the data.
#include "file_seal.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <vector>

#include "checksum.hpp"
#include "jacquard/error.hpp"

namespace jacquard::policies {

namespace {

enum Field : std::size_t { magic, length, data_first, data_last, metadata_checksum, seal_checksum, num_fields };
using Fields = std::array<std::uint64_t, num_fields>;

constexpr std::uint64_t magic_number = 0x647261757163616a;  // "jacquard", first letter in the lowest byte
constexpr std::uint64_t largest_metadata = std::uint64_t{1} << 24;

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& expected, const std::string& found) {
  throw LibraryError(path.string() + ": expected " + expected + ", found " + found);
}

// Little-endian whatever the machine.
std::uint64_t word_at(const char* bytes, std::size_t count) {
  std::uint64_t word = 0;
  for (std::size_t k = 0; k < count; ++k) word |= std::uint64_t{static_cast<unsigned char>(bytes[k])} << (8 * k);
  return word;
}

void add_bytes(Checksum& sum, std::istream& stream, std::uint64_t first, std::uint64_t last) {
  std::vector<char> bytes(last - first);
  stream.seekg(static_cast<std::streamoff>(first));
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  for (std::size_t k = 0; k < bytes.size(); k += 8) {
    sum.add(word_at(bytes.data() + k, std::min<std::size_t>(8, bytes.size() - k)));
  }
}

std::uint64_t checksum_of_metadata(std::istream& stream, const Fields& fields) {
  Checksum sum;
  add_bytes(sum, stream, seal_bytes, fields[data_first]);
  add_bytes(sum, stream, fields[data_last], fields[length]);
  return sum.value();
}

std::uint64_t checksum_of_fields(const Fields& fields) {
  Checksum sum;
  for (std::size_t k = 0; k < seal_checksum; ++k) sum.add(fields[k]);
  return sum.value();
}

// Of the open file: the path may name another one by now.
std::uint64_t length_of(std::istream& stream) {
  stream.seekg(0, std::ios::end);
  const auto end = stream.tellg();
  stream.seekg(0);
  return end < 0 ? 0 : static_cast<std::uint64_t>(end);
}

}  // namespace

void seal_file(const std::filesystem::path& path, const DataRange& data) {
  std::fstream stream(path, std::ios::in | std::ios::out | std::ios::binary);
  Fields fields{magic_number, length_of(stream), data.first, data.last, 0, 0};
  fields[metadata_checksum] = checksum_of_metadata(stream, fields);
  fields[seal_checksum] = checksum_of_fields(fields);
  std::string seal(seal_bytes, '\0');
  for (std::size_t k = 0; k < 8 * num_fields; ++k) seal[k] = static_cast<char>(fields[k / 8] >> (8 * (k % 8)));
  stream.seekp(0);
  stream.write(seal.data(), static_cast<std::streamsize>(seal.size()));
  stream.flush();
  if (!stream) refuse(path, "to write its header", "an error");
}

void check_seal(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) refuse(path, "a policy library", "no file that opens");
  const std::uint64_t size = length_of(stream);
  std::array<char, 8 * num_fields> bytes{};
  stream.read(bytes.data(), bytes.size());
  Fields fields{};
  for (std::size_t k = 0; k < num_fields; ++k) fields[k] = word_at(bytes.data() + 8 * k, 8);
  if (!stream || fields[magic] != magic_number) refuse(path, "a policy library", "another kind of file");
  if (fields[seal_checksum] != checksum_of_fields(fields))
    refuse(path, "a header with its checksum", "another one");
  if (fields[length] != size) {
    refuse(path, "the " + std::to_string(fields[length]) + " bytes it was written with", std::to_string(size));
  }
  if (fields[data_first] < seal_bytes || fields[data_last] < fields[data_first] || size < fields[data_last] ||
      size - (fields[data_last] - fields[data_first]) > largest_metadata) {
    refuse(path, "data within the file", "another range");
  }
  if (fields[metadata_checksum] != checksum_of_metadata(stream, fields) || !stream) {
    refuse(path, "metadata with the checksum they were written with", "others");
  }
}

}  // namespace jacquard::policies
