// SPDX-License-Identifier: BSD-2-Clause
// The one unit that knows HDF5.
#include "hdf5_file.hpp"

#include <hdf5.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <utility>

#include "file_seal.hpp"
#include "jacquard/error.hpp"

namespace jacquard::policies {

namespace {

std::mutex& hdf5_mutex() {
  static std::mutex mutex;
  return mutex;
}

// Serialises, and silences HDF5's printing while it lasts; the host's own setting comes back afterwards.
class Hdf5Call {
 public:
  Hdf5Call() : lock_(hdf5_mutex()) {
    H5Eget_auto2(H5E_DEFAULT, &print_, &print_data_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  }
  ~Hdf5Call() { H5Eset_auto2(H5E_DEFAULT, print_, print_data_); }
  Hdf5Call(const Hdf5Call&) = delete;
  Hdf5Call& operator=(const Hdf5Call&) = delete;

 private:
  std::lock_guard<std::mutex> lock_;
  H5E_auto2_t print_ = nullptr;
  void* print_data_ = nullptr;
};

// Walking upward starts at the call that failed first, which says most.
herr_t keep_first(unsigned position, const H5E_error2_t* error, void* text) {
  if (position == 0 && error->desc != nullptr) *static_cast<std::string*>(text) = error->desc;
  return 0;
}

std::string hdf5_reason() {
  std::string reason = "no reason given";
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &reason);
  H5Eclear2(H5E_DEFAULT);
  return "HDF5 error: " + reason;
}

// Owns an identifier; `close` is the call that its kind is released by.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);
  Handle() = default;
  Handle(hid_t id, Close close) : id_(id), close_(close) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  ~Handle() { release(); }

  hid_t id() const { return id_; }
  herr_t release() { return id_ < 0 ? 0 : close_(std::exchange(id_, -1)); }

 private:
  hid_t id_ = -1;
  Close close_ = nullptr;
};

[[noreturn]] void refuse(const std::string& place, const std::string& expected, const std::string& found) {
  throw LibraryError(place + ": expected " + expected + ", found " + found);
}

Handle checked(hid_t id, Handle::Close close, const std::string& place, const std::string& expected) {
  if (id < 0) refuse(place, expected, hdf5_reason());
  return {id, close};
}

void checked(herr_t status, const std::string& place, const std::string& expected) {
  if (status < 0) refuse(place, expected, hdf5_reason());
}

/// Little-endian in files, the machine's own in memory.
struct ElementTypes {
  hid_t file = -1;
  hid_t memory = -1;
};

ElementTypes element_types(ScalarType type) {
  switch (type) {
    case ScalarType::u8:
      return {H5T_STD_U8LE, H5T_NATIVE_UINT8};
    case ScalarType::u32:
      return {H5T_STD_U32LE, H5T_NATIVE_UINT32};
    case ScalarType::u64:
      return {H5T_STD_U64LE, H5T_NATIVE_UINT64};
    case ScalarType::f32:
      return {H5T_IEEE_F32LE, H5T_NATIVE_FLOAT};
    case ScalarType::f64:
      return {H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE};
  }
  return {};
}

std::array<hsize_t, 2> extents_of(std::uint64_t rows, std::uint32_t width) { return {rows, width}; }

int rank_of(std::uint32_t width) { return width == 1 ? 1 : 2; }

// Files are replaced and never changed in place, so locks would only fail on file systems without them.
Handle access_properties() {
  Handle properties(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_fapl_sec2(properties.id());  // whatever driver the environment names: rows are read by its descriptor
  H5Pset_fclose_degree(properties.id(), H5F_CLOSE_STRONG);
  // The formats of 1.8 on carry checksums in their metadata; the older ones do not.
  H5Pset_libver_bounds(properties.id(), H5F_LIBVER_V18, H5F_LIBVER_LATEST);
#if H5_VERSION_GE(1, 10, 7)
  H5Pset_file_locking(properties.id(), false, true);
#endif
  return properties;
}

Handle text_type(std::size_t length) {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.id(), length);
  H5Tset_strpad(type.id(), H5T_STR_NULLPAD);
  return type;
}

/// Where the rows of a dataset stand, one after the other.
struct Rows {
  std::uint64_t count = 0;
  std::uint64_t offset = 0;  ///< first byte in the file
};

std::size_t bytes_of(ScalarType type) {
  switch (type) {
    case ScalarType::u8:
      return 1;
    case ScalarType::u32:
    case ScalarType::f32:
      return 4;
    case ScalarType::u64:
    case ScalarType::f64:
      return 8;
  }
  return 1;
}

// Past HDF5, whose own reading of a few rows takes several times as long: they stand together, as offset_of checks.
void read_bytes(int file, std::uint64_t offset, std::size_t count, char* bytes, const std::string& place) {
  while (count > 0) {
    const ssize_t got = pread(file, bytes, count, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) refuse(place, "readable rows", got == 0 ? "the file's end" : std::strerror(errno));
    bytes += got;
    offset += static_cast<std::uint64_t>(got);
    count -= static_cast<std::size_t>(got);
  }
}

// Files are little-endian.
void to_native(char* bytes, std::size_t count, std::size_t size) {
  if constexpr (std::endian::native == std::endian::big) {
    for (std::size_t k = 0; k < count; ++k) std::reverse(bytes + k * size, bytes + (k + 1) * size);
  }
}

}  // namespace

struct Hdf5Reader::State {
  std::string path;
  std::uint64_t file_size = 0;
  Handle file;
  int descriptor = -1;  ///< HDF5's own
  std::map<std::string_view, Rows> columns;

  const Rows& column(const UntypedColumn& wanted);
  Rows locate(const UntypedColumn& wanted) const;
  std::uint64_t offset_of(hid_t dataset, std::uint64_t bytes, const std::string& place) const;
};

const Rows& Hdf5Reader::State::column(const UntypedColumn& wanted) {
  const auto found = columns.find(wanted.name);
  if (found != columns.end()) return found->second;
  const Hdf5Call call;
  return columns.emplace(wanted.name, locate(wanted)).first->second;
}

Rows Hdf5Reader::State::locate(const UntypedColumn& wanted) const {
  const std::string name(wanted.name);
  const std::string place = path + ": " + name;
  const Handle dataset =
      checked(H5Dopen2(file.id(), name.c_str(), H5P_DEFAULT), H5Dclose, place, "a dataset");
  const Handle type = checked(H5Dget_type(dataset.id()), H5Tclose, place, "a type");
  if (H5Tequal(type.id(), element_types(wanted.type).file) <= 0) refuse(place, "its numeric type", "another type");
  const Handle space = checked(H5Dget_space(dataset.id()), H5Sclose, place, "extents");
  const int rank = H5Sget_simple_extent_ndims(space.id());
  if (rank != rank_of(wanted.width)) {
    refuse(place, "rank " + std::to_string(rank_of(wanted.width)), "rank " + std::to_string(rank));
  }
  std::array<hsize_t, 2> extents{0, 1};
  H5Sget_simple_extent_dims(space.id(), extents.data(), nullptr);
  if (extents[1] != wanted.width) {
    refuse(place, std::to_string(wanted.width) + " columns", std::to_string(extents[1]));
  }
  if (extents[0] == 0) return {};
  const std::uint64_t row_bytes = wanted.width * bytes_of(wanted.type);
  if (extents[0] > file_size / row_bytes) {
    refuse(place, "at most " + std::to_string(file_size / row_bytes) + " rows in a file of this size",
           std::to_string(extents[0]));
  }
  return {extents[0], offset_of(dataset.id(), extents[0] * row_bytes, place)};
}

// What a dataset claims to hold must stand in the file, or reading would invent it. Only contiguous storage has
// one offset; HDF5 says of what other storage it has none.
std::uint64_t Hdf5Reader::State::offset_of(hid_t dataset, std::uint64_t bytes, const std::string& place) const {
  const haddr_t offset = H5Dget_offset(dataset);
  if (offset == HADDR_UNDEF) refuse(place, "contiguous storage within the file", "another layout or none");
  if (offset > file_size || bytes > file_size - offset || H5Dget_storage_size(dataset) != bytes) {
    refuse(place, "storage within the file", "storage beyond its end or of another size");
  }
  return offset;
}

Hdf5Reader::Hdf5Reader(const std::filesystem::path& path) : state_(std::make_unique<State>()) {
  state_->path = path.string();
  check_seal(path);
  const Hdf5Call call;
  const Handle properties = access_properties();
  state_->file = checked(H5Fopen(state_->path.c_str(), H5F_ACC_RDONLY, properties.id()), H5Fclose, state_->path,
                         "an HDF5 file");
  hsize_t size = 0;
  checked(H5Fget_filesize(state_->file.id(), &size), state_->path, "its size");
  state_->file_size = size;
  void* descriptor = nullptr;
  checked(H5Fget_vfd_handle(state_->file.id(), properties.id(), &descriptor), state_->path, "a file of the system's");
  state_->descriptor = *static_cast<const int*>(descriptor);
}

Hdf5Reader::~Hdf5Reader() {
  if (!state_) return;
  const Hdf5Call call;
  state_.reset();
}

Hdf5Reader::Hdf5Reader(Hdf5Reader&&) noexcept = default;
Hdf5Reader& Hdf5Reader::operator=(Hdf5Reader&& other) noexcept {
  std::swap(state_, other.state_);
  return *this;
}

const std::string& Hdf5Reader::path() const { return state_->path; }

std::uint64_t Hdf5Reader::number(const char* attribute) const {
  const Hdf5Call call;
  const std::string place = state_->path + ": attribute " + attribute;
  const Handle handle =
      checked(H5Aopen(state_->file.id(), attribute, H5P_DEFAULT), H5Aclose, place, "an attribute");
  const Handle type = checked(H5Aget_type(handle.id()), H5Tclose, place, "a type");
  const Handle space = checked(H5Aget_space(handle.id()), H5Sclose, place, "extents");
  if (H5Tequal(type.id(), H5T_STD_U64LE) <= 0 || H5Sget_simple_extent_npoints(space.id()) != 1) {
    refuse(place, "one unsigned number of 64 bits", "something else");
  }
  std::uint64_t value = 0;
  checked(H5Aread(handle.id(), H5T_NATIVE_UINT64, &value), place, "a number");
  return value;
}

std::string Hdf5Reader::text(const char* attribute) const {
  const Hdf5Call call;
  const std::string place = state_->path + ": attribute " + attribute;
  const Handle handle =
      checked(H5Aopen(state_->file.id(), attribute, H5P_DEFAULT), H5Aclose, place, "an attribute");
  const Handle type = checked(H5Aget_type(handle.id()), H5Tclose, place, "a type");
  const Handle space = checked(H5Aget_space(handle.id()), H5Sclose, place, "extents");
  const std::size_t length = H5Tget_size(type.id());
  if (H5Tget_class(type.id()) != H5T_STRING || H5Tis_variable_str(type.id()) != 0 || length > 4096 ||
      H5Sget_simple_extent_npoints(space.id()) != 1) {
    refuse(place, "one text of fixed length", "something else");
  }
  std::string value(length, '\0');
  checked(H5Aread(handle.id(), text_type(length).id(), value.data()), place, "a text");
  return value.substr(0, value.find('\0'));
}

std::uint64_t Hdf5Reader::count_rows(const UntypedColumn& column) const {
  return state_->column(column).count;
}

void Hdf5Reader::check_range(const UntypedColumn& column, std::uint64_t first, std::uint64_t count) const {
  const std::uint64_t rows = count_rows(column);
  if (first > rows || count > rows - first) {
    refuse(state_->path + ": " + std::string(column.name),
           "rows " + std::to_string(first) + " to " + std::to_string(first + count),
           std::to_string(rows) + " rows");
  }
}

void Hdf5Reader::read_rows(const UntypedColumn& column, std::uint64_t first, std::uint64_t count,
                           void* values) const {
  if (count == 0) return;
  const std::size_t size = bytes_of(column.type);
  const std::uint64_t offset = state_->column(column).offset + first * column.width * size;
  const std::size_t num_values = count * column.width;
  auto* bytes = static_cast<char*>(values);
  read_bytes(state_->descriptor, offset, num_values * size, bytes, state_->path + ": " + std::string(column.name));
  to_native(bytes, num_values, size);
}

struct Hdf5Writer::State {
  std::string path;
  Handle file;
  DataRange data;
  std::uint64_t data_bytes = 0;

  // Data sets stand one after the other, or the seal could not tell data from metadata.
  void note_data(std::uint64_t first, std::uint64_t size) {
    data.first = data_bytes == 0 ? first : std::min(data.first, first);
    data.last = std::max(data.last, first + size);
    data_bytes += size;
  }
};

namespace {

// Room for all metadata before the first data, so that both stand apart.
constexpr hsize_t metadata_bytes = 32768;

/// Equal contents make equal bytes.
void keep_no_times(const Handle& creation) { H5Pset_obj_track_times(creation.id(), false); }

Handle creation_properties() {
  Handle properties(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
  H5Pset_userblock(properties.id(), seal_bytes);
  keep_no_times(properties);
  return properties;
}

}  // namespace

Hdf5Writer::Hdf5Writer(const std::filesystem::path& path) : state_(std::make_unique<State>()) {
  state_->path = path.string();
  const Hdf5Call call;
  const Handle properties = access_properties();
  H5Pset_meta_block_size(properties.id(), metadata_bytes);
  H5Pset_small_data_block_size(properties.id(), 0);
  state_->file =
      checked(H5Fcreate(state_->path.c_str(), H5F_ACC_TRUNC, creation_properties().id(), properties.id()), H5Fclose,
              state_->path, "a place to write a file");
}

Hdf5Writer::~Hdf5Writer() {
  const Hdf5Call call;
  state_.reset();
}

void Hdf5Writer::set_number(const char* attribute, std::uint64_t value) {
  const Hdf5Call call;
  const std::string place = state_->path + ": attribute " + attribute;
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  const Handle handle =
      checked(H5Acreate2(state_->file.id(), attribute, H5T_STD_U64LE, space.id(), H5P_DEFAULT, H5P_DEFAULT),
              H5Aclose, place, "to create it");
  checked(H5Awrite(handle.id(), H5T_NATIVE_UINT64, &value), place, "to write it");
}

void Hdf5Writer::set_text(const char* attribute, std::string_view value) {
  const Hdf5Call call;
  const std::string place = state_->path + ": attribute " + attribute;
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  const Handle type = text_type(value.empty() ? 1 : value.size());
  const Handle handle =
      checked(H5Acreate2(state_->file.id(), attribute, type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
              place, "to create it");
  checked(H5Awrite(handle.id(), type.id(), value.empty() ? "" : value.data()), place, "to write it");
}

void Hdf5Writer::create_group(const char* name) {
  const Hdf5Call call;
  const Handle properties(H5Pcreate(H5P_GROUP_CREATE), H5Pclose);
  H5Pset_link_phase_change(properties.id(), 64, 60);  // links stay in the group's own, checksummed header
  keep_no_times(properties);
  const Handle group = checked(H5Gcreate2(state_->file.id(), name, H5P_DEFAULT, properties.id(), H5P_DEFAULT),
                               H5Gclose, state_->path + ": " + name, "to create a group");
}

void Hdf5Writer::write_rows(std::string_view name, ScalarType type, std::uint32_t width, std::uint64_t rows,
                            const void* values) {
  const Hdf5Call call;
  const std::string place = state_->path + ": " + std::string(name);
  const std::array<hsize_t, 2> extents = extents_of(rows, width);
  const Handle space =
      checked(H5Screate_simple(rank_of(width), extents.data(), nullptr), H5Sclose, place, "extents");
  const Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  keep_no_times(properties);
  const Handle dataset = checked(H5Dcreate2(state_->file.id(), std::string(name).c_str(), element_types(type).file,
                                            space.id(), H5P_DEFAULT, properties.id(), H5P_DEFAULT),
                                 H5Dclose, place, "to create a dataset");
  if (rows == 0) return;
  checked(H5Dwrite(dataset.id(), element_types(type).memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), place,
          "to write rows");
  state_->note_data(H5Dget_offset(dataset.id()), H5Dget_storage_size(dataset.id()));
}

void Hdf5Writer::close() {
  const Hdf5Call call;
  checked(H5Fflush(state_->file.id(), H5F_SCOPE_LOCAL), state_->path, "to flush");
  checked(state_->file.release(), state_->path, "to close");
  if (state_->data.last - state_->data.first != state_->data_bytes) {
    refuse(state_->path, "data in one piece", "pieces");
  }
  seal_file(state_->path, state_->data);
}

}  // namespace jacquard::policies
