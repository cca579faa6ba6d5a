// SPDX-License-Identifier: BSD-2-Clause
// Batches in the memory of any execution space, a device's too, for tests whose arrays are the host's.
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "jacquard/evaluator.hpp"
#include "jacquard/program.hpp"

namespace jacquard::test {

/// A batch and all that it points to, copied into the memory of `Space`.
template <class Space>
class BatchCopies {
 public:
  BatchCopies(const Batch& batch, const Program& program, const BatchLayout& layout) : view_(batch) {
    const std::size_t num_points = batch.num_points;
    view_.gather = copy_of(batch.gather, extent_of_rows(program.num_independents, batch.gather_stride));
    view_.scatter = copy_of(batch.scatter, extent_of_rows(program.num_residuals, batch.scatter_stride));
    const std::size_t num_read = num_reached(batch.gather, program.num_independents, batch.gather_stride);
    const std::size_t num_written = num_reached(batch.scatter, program.num_residuals, batch.scatter_stride);
    if (batch.result == batch.state) {
      view_.result = written_copy_of(batch.result, std::max(num_read, num_written));
      view_.state = view_.result;
    } else {
      view_.state = copy_of(batch.state, num_read);
      view_.result = written_copy_of(batch.result, num_written);
    }
    std::vector<const double*> parameters;
    for (std::size_t k = 0; k < program.num_parameters; ++k)
      parameters.push_back(copy_of(batch.parameters[k], batch.parameter_strides[k] == 0 ? 1 : num_points));
    view_.parameters = copy_of(parameters.data(), parameters.size());
    view_.parameter_strides = copy_of(batch.parameter_strides, parameters.size());
    view_.jacobian = written_copy_of(batch.jacobian, layout.extent());
    view_.flipped = written_copy_of(batch.flipped, num_points);
  }

  const Batch& view() const { return view_; }

  /// Copies what evaluations write back to where it came from.
  void fetch() const {
    for (const Written& written : written_)
      Kokkos::deep_copy(HostBytes(written.to, written.copy.size()), written.copy);
  }

 private:
  using Bytes = Kokkos::View<unsigned char*, typename Space::memory_space>;
  using HostBytes = Kokkos::View<unsigned char*, Kokkos::HostSpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>;
  using ConstHostBytes =
      Kokkos::View<const unsigned char*, Kokkos::HostSpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>;

  struct Written {
    unsigned char* to;
    Bytes copy;
  };

  std::size_t extent_of_rows(std::size_t num_rows, std::size_t stride) const {
    return num_rows == 0 ? 0 : (num_rows - 1) * stride + view_.num_points;
  }

  /// Values that a table points into, or that rows take without one. @param table  the host's
  std::size_t num_reached(const std::int32_t* table, std::size_t num_rows, std::size_t stride) const {
    if (table == nullptr) return extent_of_rows(num_rows, stride);
    std::size_t end = 0;
    for (std::size_t k = 0; k < num_rows; ++k)
      for (std::size_t p = 0; p < view_.num_points; ++p)
        end = std::max(end, static_cast<std::size_t>(table[k * stride + p]) + 1);
    return end;
  }

  template <class T>
  T* copy_of(T* from, std::size_t count) {
    if (from == nullptr) return nullptr;
    Bytes copy(Kokkos::view_alloc(Kokkos::WithoutInitializing, "copy"), count * sizeof(T));
    Kokkos::deep_copy(copy, ConstHostBytes(reinterpret_cast<const unsigned char*>(from), copy.size()));
    copies_.push_back(copy);
    return reinterpret_cast<T*>(copy.data());
  }

  template <class T>
  T* written_copy_of(T* from, std::size_t count) {
    T* const copy = copy_of(from, count);
    if (copy != nullptr) written_.push_back({reinterpret_cast<unsigned char*>(from), copies_.back()});
    return copy;
  }

  Batch view_;
  std::vector<Bytes> copies_;
  std::vector<Written> written_;
};

/// An evaluator of `Space` that takes the host's batches: runs on copies of them.
template <class Space>
class EvaluatorOnCopies final : public Evaluator {
 public:
  EvaluatorOnCopies(std::unique_ptr<Evaluator> evaluator, std::span<const Program> programs)
      : evaluator_(std::move(evaluator)), program_(programs.front()) {}

  BatchLayout layout(std::size_t num_points) const override { return evaluator_->layout(num_points); }

  void write_constants(const Batch& batch) const override {
    if (batch.num_points == 0) return evaluator_->write_constants(batch);
    const BatchCopies<Space> copies(batch, program_, layout(batch.num_points));
    evaluator_->write_constants(copies.view());
    copies.fetch();
  }

  EvaluationStatus evaluate(const Batch& batch, Quantity quantity) const override {
    if (batch.num_points == 0) return evaluator_->evaluate(batch, quantity);
    const BatchCopies<Space> copies(batch, program_, layout(batch.num_points));
    const EvaluationStatus status = evaluator_->evaluate(copies.view(), quantity);
    copies.fetch();
    return status;
  }

  std::string description() const override { return evaluator_->description(); }

 private:
  std::unique_ptr<Evaluator> evaluator_;
  Program program_;  // of any quantity: all have the same extents
};

}  // namespace jacquard::test
