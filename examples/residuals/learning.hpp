// SPDX-License-Identifier: BSD-2-Clause
// Two losses of machine learning, as scalar residuals of all their inputs: perceptron and transformer encoder.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <span>

namespace jacquard::examples {

/// Reads consecutive pieces of a flat array of inputs.
template <class Scalar>
class Inputs {
 public:
  explicit Inputs(std::span<const Scalar> values) : rest_(values) {}

  std::span<const Scalar> take(std::size_t count) {
    const auto piece = rest_.first(count);
    rest_ = rest_.subspan(count);
    return piece;
  }

 private:
  std::span<const Scalar> rest_;
};

/// (x - mean) / sqrt(variance + epsilon) * gain + shift.
template <std::size_t size, class Scalar>
std::array<Scalar, size> layer_norm(const std::array<Scalar, size>& x, const Scalar& gain, const Scalar& shift) {
  using std::sqrt;
  constexpr double epsilon = 1e-5;
  Scalar mean = x[0];
  for (std::size_t k = 1; k < size; ++k) mean += x[k];
  mean = mean / static_cast<double>(size);
  std::array<Scalar, size> result;
  Scalar variance = 0.0;
  for (std::size_t k = 0; k < size; ++k) {
    result[k] = x[k] - mean;
    variance += result[k] * result[k];
  }
  const Scalar scale = gain / sqrt(variance / static_cast<double>(size) + epsilon);
  for (auto& entry : result) entry = entry * scale + shift;
  return result;
}

/// Cross entropy of softmax(logits) against `labels`; logits of moderate size, so no shift by their maximum.
template <class Logits, class Labels>
auto softmax_cross_entropy(const Logits& logits, const Labels& labels) {
  using std::exp;
  using std::log;
  auto total = exp(logits[0]);
  auto aligned = labels[0] * logits[0];
  auto weight = labels[0] * 1.0;
  for (std::size_t k = 1; k < logits.size(); ++k) {
    total += exp(logits[k]);
    aligned += labels[k] * logits[k];
    weight += labels[k];
  }
  return weight * log(total) - aligned;
}

/// Affine map by a row-major matrix [num_out x num_in].
template <std::size_t num_out, std::size_t num_in, class Scalar>
std::array<Scalar, num_out> affine(std::span<const Scalar> matrix, std::span<const Scalar> shift,
                                   const std::array<Scalar, num_in>& x) {
  std::array<Scalar, num_out> result;
  for (std::size_t i = 0; i < num_out; ++i) {
    result[i] = shift[i];
    for (std::size_t j = 0; j < num_in; ++j) result[i] += matrix[i * num_in + j] * x[j];
  }
  return result;
}

/// Two layers (4 -> 8 -> 4) with tanh and layer normalisation between; loss with respect to data, labels and weights.
struct Perceptron {
  static constexpr std::size_t size = 4, hidden = 8;
  static constexpr std::size_t num_independents = 2 * size + 2 * size * hidden + hidden + size + 2;
  static constexpr std::size_t num_dependents = 1;

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    using std::tanh;
    Inputs<Scalar> inputs(x);
    const auto data = inputs.take(size), labels = inputs.take(size);
    const auto weights1 = inputs.take(size * hidden), shift1 = inputs.take(hidden);
    const auto weights2 = inputs.take(size * hidden), shift2 = inputs.take(size);
    const auto norm = inputs.take(2);

    std::array<Scalar, size> point;
    for (std::size_t k = 0; k < size; ++k) point[k] = data[k];
    auto activations = affine<hidden, size, Scalar>(weights1, shift1, point);
    for (auto& entry : activations) entry = tanh(entry);
    const auto normal = layer_norm<hidden, Scalar>(activations, norm[0], norm[1]);
    f[0] = softmax_cross_entropy(affine<size, hidden, Scalar>(weights2, shift2, normal), labels);
  }

  static std::array<double, num_independents> sample() {
    std::array<double, num_independents> x{};
    for (std::size_t k = 0; k < num_independents; ++k) x[k] = 0.4 * std::sin(1.0 + 3.0 * static_cast<double>(k));
    return x;
  }
};

/// One encoder block on two tokens of width two: self-attention, residual connections, normalisation, tanh layer.
struct TransformerEncoder {
  static constexpr std::size_t tokens = 2, width = 2;
  static constexpr std::size_t matrix = width * width;
  static constexpr std::size_t num_independents = 2 * tokens * width + 5 * matrix + 2 * width + 4;
  static constexpr std::size_t num_dependents = 1;

  template <class Scalar>
  using Sequence = std::array<std::array<Scalar, width>, tokens>;

  template <class Scalar>
  static Sequence<Scalar> project(std::span<const Scalar> weights, const Sequence<Scalar>& x) {
    Sequence<Scalar> result;
    for (std::size_t t = 0; t < tokens; ++t)
      for (std::size_t i = 0; i < width; ++i) {
        result[t][i] = weights[i * width] * x[t][0];
        for (std::size_t j = 1; j < width; ++j) result[t][i] += weights[i * width + j] * x[t][j];
      }
    return result;
  }

  /// softmax(Q K^T / sqrt(width)) V, row by row.
  template <class Scalar>
  static Sequence<Scalar> attend(const Sequence<Scalar>& query, const Sequence<Scalar>& key,
                                 const Sequence<Scalar>& value) {
    using std::exp;
    const double scale = 1.0 / std::sqrt(static_cast<double>(width));
    Sequence<Scalar> result;
    for (std::size_t t = 0; t < tokens; ++t) {
      std::array<Scalar, tokens> weight;
      Scalar total = 0.0;
      for (std::size_t s = 0; s < tokens; ++s) {
        Scalar score = query[t][0] * key[s][0];
        for (std::size_t i = 1; i < width; ++i) score += query[t][i] * key[s][i];
        weight[s] = exp(scale * score);
        total += weight[s];
      }
      for (std::size_t i = 0; i < width; ++i) {
        Scalar sum = weight[0] * value[0][i];
        for (std::size_t s = 1; s < tokens; ++s) sum += weight[s] * value[s][i];
        result[t][i] = sum / total;
      }
    }
    return result;
  }

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    using std::tanh;
    Inputs<Scalar> inputs(x);
    Sequence<Scalar> data;
    for (auto& token : data)
      for (auto& entry : token) entry = inputs.take(1)[0];
    const auto labels = inputs.take(tokens * width);
    const auto query = inputs.take(matrix), key = inputs.take(matrix), value = inputs.take(matrix);
    const auto weights1 = inputs.take(matrix), shift1 = inputs.take(width);
    const auto weights2 = inputs.take(matrix), shift2 = inputs.take(width);
    const auto norm = inputs.take(4);

    const auto attention = attend<Scalar>(project<Scalar>(query, data), project<Scalar>(key, data),
                                          project<Scalar>(value, data));
    Scalar loss = 0.0;
    for (std::size_t t = 0; t < tokens; ++t) {
      std::array<Scalar, width> sum;
      for (std::size_t i = 0; i < width; ++i) sum[i] = data[t][i] + attention[t][i];
      const auto normal = layer_norm<width, Scalar>(sum, norm[0], norm[1]);
      auto inner = affine<width, width, Scalar>(weights1, shift1, normal);
      for (auto& entry : inner) entry = tanh(entry);
      const auto outer = affine<width, width, Scalar>(weights2, shift2, inner);
      for (std::size_t i = 0; i < width; ++i) sum[i] = normal[i] + outer[i];
      loss += softmax_cross_entropy(layer_norm<width, Scalar>(sum, norm[2], norm[3]), labels.subspan(t * width, width));
    }
    f[0] = loss;
  }

  static std::array<double, num_independents> sample() {
    std::array<double, num_independents> x{};
    for (std::size_t k = 0; k < num_independents; ++k) x[k] = 0.5 * std::cos(2.0 + 5.0 * static_cast<double>(k));
    return x;
  }
};

}  // namespace jacquard::examples
