// SPDX-License-Identifier: BSD-2-Clause
// Columns of fixed-width numbers in an HDF5 file; no HDF5 type is seen outside of the unit behind this.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace jacquard::policies {

enum class ScalarType : std::uint8_t { u8, u32, u64, f32, f64 };

template <class T>
constexpr ScalarType scalar_type_of() {
  if constexpr (std::is_same_v<T, std::uint8_t>) return ScalarType::u8;
  if constexpr (std::is_same_v<T, std::uint32_t>) return ScalarType::u32;
  if constexpr (std::is_same_v<T, std::uint64_t>) return ScalarType::u64;
  if constexpr (std::is_same_v<T, float>) return ScalarType::f32;
  if constexpr (std::is_same_v<T, double>) return ScalarType::f64;
}

/// A dataset [rows x width], contiguous and little-endian; width 1 has rank one.
template <class T>
struct Column {
  std::string_view name;
  std::uint32_t width = 1;
};

/// Reads columns by row ranges. Checks type, rank, layout and that the file is as long as it claims.
///
/// Calls of one process are serialised, because Debian's HDF5 is not thread-safe; HDF5's own error
/// printing is off during each call and turned into LibraryError.
class Hdf5Reader {
 public:
  explicit Hdf5Reader(const std::filesystem::path& path);
  ~Hdf5Reader();
  Hdf5Reader(Hdf5Reader&&) noexcept;
  Hdf5Reader& operator=(Hdf5Reader&&) noexcept;

  std::uint64_t number(const char* attribute) const;
  std::string text(const char* attribute) const;
  const std::string& path() const;

  template <class T>
  std::uint64_t num_rows(const Column<T>& column) const {
    return count_rows(UntypedColumn{column.name, scalar_type_of<T>(), column.width});
  }

  /// Rows [first, first + count), [count x width].
  template <class T>
  std::vector<T> read(const Column<T>& column, std::uint64_t first, std::uint64_t count) const {
    const UntypedColumn untyped{column.name, scalar_type_of<T>(), column.width};
    check_range(untyped, first, count);  // before anything is allocated for them
    std::vector<T> values(count * column.width);
    read_rows(untyped, first, count, values.data());
    return values;
  }

  template <class T>
  std::vector<T> read_all(const Column<T>& column) const {
    return read(column, 0, num_rows(column));
  }

 private:
  struct UntypedColumn {
    std::string_view name;
    ScalarType type;
    std::uint32_t width;
  };
  struct State;

  std::uint64_t count_rows(const UntypedColumn& column) const;
  void check_range(const UntypedColumn& column, std::uint64_t first, std::uint64_t count) const;
  void read_rows(const UntypedColumn& column, std::uint64_t first, std::uint64_t count, void* values) const;

  std::unique_ptr<State> state_;
};

/// Creates a file, one whole column at a time; the bytes depend on the contents only.
class Hdf5Writer {
 public:
  explicit Hdf5Writer(const std::filesystem::path& path);
  ~Hdf5Writer();

  void set_number(const char* attribute, std::uint64_t value);
  void set_text(const char* attribute, std::string_view value);
  void create_group(const char* name);

  template <class T>
  void write(const Column<T>& column, const std::vector<T>& values) {
    write_rows(column.name, scalar_type_of<T>(), column.width, values.size() / column.width, values.data());
  }

  /// Flushes and closes; errors that only show here are reported.
  void close();

 private:
  struct State;
  void write_rows(std::string_view name, ScalarType type, std::uint32_t width, std::uint64_t rows,
                  const void* values);

  std::unique_ptr<State> state_;
};

}  // namespace jacquard::policies
