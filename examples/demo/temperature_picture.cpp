// SPDX-License-Identifier: BSD-2-Clause
// Draws a temperature field as a PNG: colours, isotherms and a colour bar.
#include "temperature_picture.hpp"

#include <png.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace jacquard::demo {
namespace {

constexpr int size = 640, margin = 24, bar_width = 28, num_isotherms = 10;
constexpr int width = size + 3 * margin + bar_width, height = size + 2 * margin;

using Colour = std::array<double, 3>;

/// The colour map viridis for t in [0, 1], as a polynomial of degree six.
/// Source: colours by S. van der Walt and N. Smith (matplotlib); fit by M. Zucker, good to 1% of full scale.
Colour viridis(double t) {
  constexpr std::array<Colour, 7> c{{{0.2777273272, 0.0054073445, 0.3340998053},
                                     {0.1050930431, 1.4046135299, 1.3845901626},
                                     {-0.3308618287, 0.2148475595, 0.0950951630},
                                     {-4.6342304990, -5.7991009734, -19.3324409563},
                                     {6.2282699363, 14.1799333668, 56.6905526007},
                                     {4.7763849977, -13.7451453777, -65.3530326334},
                                     {-5.4354558559, 4.6458526122, 26.3124352496}}};
  Colour colour{};
  for (std::size_t k = 0; k < 3; ++k) {
    double sum = 0.0;
    for (std::size_t power = c.size(); power-- > 0;) sum = sum * t + c[power][k];
    colour[k] = std::clamp(sum, 0.0, 1.0);
  }
  return colour;
}

/// Bilinear between grid points; x and y in [0, 1].
class Field {
 public:
  Field(const Temperature& values, int points) : values_(values), points_(points) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    low_ = *low;
    range_ = std::max(*high - *low, 1e-300);
  }

  double operator()(double x, double y) const {
    const double s = x * (points_ - 1), t = y * (points_ - 1);
    const int i = std::clamp(static_cast<int>(s), 0, points_ - 2),
              j = std::clamp(static_cast<int>(t), 0, points_ - 2);
    const double a = s - i, b = t - j;
    const double below = (1 - a) * at(i, j) + a * at(i + 1, j),
                 above = (1 - a) * at(i, j + 1) + a * at(i + 1, j + 1);
    return ((1 - b) * below + b * above - low_) / range_;
  }

 private:
  double at(int i, int j) const { return values_[static_cast<std::size_t>(j * points_ + i)]; }

  const Temperature& values_;
  int points_;
  double low_ = 0.0, range_ = 1.0;
};

/// Colour of `value`, darkened on an isotherm, whose lines are about 1.5 pixels wide whatever the gradient.
Colour shade(double value, double change_per_pixel) {
  Colour colour = viridis(value);
  const double level = value * num_isotherms;
  const double pixels_away =
      std::abs(level - std::round(level)) / (num_isotherms * std::max(change_per_pixel, 1e-9));
  const bool is_inner = std::round(level) > 0.5 && std::round(level) < num_isotherms - 0.5;
  const double ink = is_inner ? 0.55 * std::clamp(1.25 - pixels_away, 0.0, 1.0) : 0.0;
  for (double& channel : colour) channel *= 1.0 - ink;
  return colour;
}

Colour colour_at(const Field& field, int column, int row) {
  const double x = (column - margin + 0.5) / size, y = 1.0 - (row - margin + 0.5) / size;
  const bool is_inside_rows = y > 0.0 && y < 1.0;
  if (is_inside_rows && x > 0.0 && x < 1.0) {
    constexpr double h = 0.5 / size;
    const double slope = std::hypot(field(x + h, y) - field(x - h, y), field(x, y + h) - field(x, y - h));
    return shade(field(x, y), slope);
  }
  const int bar = column - (size + 2 * margin);
  if (is_inside_rows && bar >= 0 && bar < bar_width) return shade(y, 1.0 / size);
  return {1.0, 1.0, 1.0};
}

}  // namespace

void write_picture(const Temperature& temperature, int points, const std::string& path) {
  const Field field(temperature, points);
  std::vector<png_byte> pixels;
  pixels.reserve(std::size_t{3} * width * height);
  for (int row = 0; row < height; ++row) {
    for (int column = 0; column < width; ++column) {
      for (const double channel : colour_at(field, column, row)) {
        pixels.push_back(static_cast<png_byte>(std::lround(255.0 * channel)));
      }
    }
  }
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = width;
  image.height = height;
  image.format = PNG_FORMAT_RGB;
  if (png_image_write_to_file(&image, path.c_str(), 0, pixels.data(), 0, nullptr) == 0) {
    throw std::runtime_error("picture: " + path + ": " + image.message);
  }
}

}  // namespace jacquard::demo
