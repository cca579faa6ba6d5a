// SPDX-License-Identifier: BSD-2-Clause
// Forward kinematics of a six-joint robot arm: joint angles to tool position and orientation.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <span>

namespace jacquard::examples {

/// PUMA 560: six revolute joints in Denavit-Hartenberg form.
///
/// Independents: joint angles (rad). Dependents: position (m), then roll, pitch, yaw (rad).
/// Source of the link lengths: P. I. Corke, Robotics, Vision and Control, chapter 7.
struct RobotArm {
  static constexpr std::size_t num_independents = 6;
  static constexpr std::size_t num_dependents = 6;

  /// Link twists are quarter turns: cos and sin of each are exact.
  struct Link {
    double length, offset, cos_twist, sin_twist;
  };
  std::array<Link, 6> links{{{0.0, 0.0, 0.0, 1.0},
                             {0.4318, 0.0, 1.0, 0.0},
                             {0.0203, 0.15005, 0.0, -1.0},
                             {0.0, 0.4318, 0.0, 1.0},
                             {0.0, 0.0, 0.0, -1.0},
                             {0.0, 0.0563, 1.0, 0.0}}};

  template <class Scalar>
  struct Frame {
    std::array<std::array<Scalar, 3>, 3> axes;  ///< columns are the frame's axes
    std::array<Scalar, 3> origin;
  };

  template <class Scalar>
  static Frame<Scalar> first_link(const Scalar& angle, const Link& link) {
    using std::cos;
    using std::sin;
    const Scalar c = cos(angle), s = sin(angle);
    Frame<Scalar> frame;
    frame.axes = {{{c, -s * link.cos_twist, s * link.sin_twist},
                   {s, c * link.cos_twist, -c * link.sin_twist},
                   {Scalar(0.0), Scalar(link.sin_twist), Scalar(link.cos_twist)}}};
    frame.origin = {link.length * c, link.length * s, Scalar(link.offset)};
    return frame;
  }

  /// frame <- frame * (rotation by `angle`, then the link), two axes at a time.
  template <class Scalar>
  static void advance(Frame<Scalar>& frame, const Scalar& angle, const Link& link) {
    using std::cos;
    using std::sin;
    const Scalar c = cos(angle), s = sin(angle);
    for (std::size_t row = 0; row < 3; ++row) {
      const auto old = frame.axes[row];
      const Scalar along = old[0] * c + old[1] * s;
      const Scalar across = old[1] * c - old[0] * s;
      frame.origin[row] = frame.origin[row] + along * link.length + old[2] * link.offset;
      frame.axes[row] = {along, across * link.cos_twist + old[2] * link.sin_twist,
                         old[2] * link.cos_twist - across * link.sin_twist};
    }
  }

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    using std::atan2;
    using std::hypot;
    Frame<Scalar> tool = first_link<Scalar>(x[0], links[0]);
    for (std::size_t joint = 1; joint < 6; ++joint) advance<Scalar>(tool, x[joint], links[joint]);
    for (std::size_t row = 0; row < 3; ++row) f[row] = tool.origin[row];
    f[3] = atan2(tool.axes[2][1], tool.axes[2][2]);
    f[4] = atan2(-tool.axes[2][0], hypot(tool.axes[2][1], tool.axes[2][2]));
    f[5] = atan2(tool.axes[1][0], tool.axes[0][0]);
  }

  static std::array<double, num_independents> sample() { return {0.3, -0.7, 0.5, 1.1, 0.4, -0.9}; }
};

}  // namespace jacquard::examples
