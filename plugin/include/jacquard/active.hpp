// SPDX-License-Identifier: BSD-2-Clause
// The scalar a residual template is called with to capture it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "jacquard/active_tag.hpp"
#include "jacquard/elementals.hpp"

namespace jacquard {

class Condition;

/// A double that notes what is done with it while a capture runs on its thread.
///
/// Drop-in for double in residual templates: arithmetic, comparisons, everything of <cmath> that has a
/// derivative (active_math.hpp; called unqualified, or after `using std::sqrt`, never as `std::sqrt(x)`).
/// There is no way back to a double but value_of(), since that drops derivatives. Doubles become
/// literals of the captured graph. Trivially destructible; assignment never reads what was there before,
/// so that arrays need no construction. Outside a capture only literals can be worked on.
///
/// The capture of a mesh watches stores to the residual's array; copies of memory by memcpy() escape it.
class Active {
 public:
  Active() = default;
  Active(double value) : value_(value) {}  // NOLINT: a residual mixes both freely
  Active(double value, ActiveTag tag) : value_(value), tag_(tag) {}

  Active(const Active&) = default;
  Active& operator=(const Active& other);
  ~Active() = default;

  /// Refused: the derivatives would be lost without a word.
  template <class Arithmetic>
  requires std::is_arithmetic_v<Arithmetic>
  explicit operator Arithmetic() const = delete;

  Active& operator+=(const Active& other);
  Active& operator-=(const Active& other);
  Active& operator*=(const Active& other) { return *this = *this * other; }
  Active& operator/=(const Active& other) { return *this = *this / other; }
  Active& operator++() { return *this += 1.0; }
  Active& operator--() { return *this -= 1.0; }
  Active operator++(int);
  Active operator--(int);

  friend Active operator+(const Active& a) { return a; }
  friend Active operator-(const Active& a) { return apply(Elemental::neg, -a.value_, a); }
  friend Active operator+(const Active& a, const Active& b) {
    return apply(Elemental::add, a.value_ + b.value_, a, b);
  }
  friend Active operator-(const Active& a, const Active& b) {
    return apply(Elemental::sub, a.value_ - b.value_, a, b);
  }
  friend Active operator*(const Active& a, const Active& b) {
    return apply(Elemental::mul, a.value_ * b.value_, a, b);
  }
  friend Active operator/(const Active& a, const Active& b) {
    return apply(Elemental::div, a.value_ / b.value_, a, b);
  }

  friend Condition operator<(const Active& a, const Active& b);
  friend Condition operator>(const Active& a, const Active& b);
  friend Condition operator<=(const Active& a, const Active& b);
  friend Condition operator>=(const Active& a, const Active& b);
  friend Condition operator==(const Active& a, const Active& b);
  friend Condition operator!=(const Active& a, const Active& b);

  /// The value at the captured point, for printing. What is computed from it is a constant of the capture.
  friend double value_of(const Active& a) { return a.value_; }
  friend ActiveTag tag_of(const Active& a) { return a.tag_; }

  /// Notes `elemental` applied to the arguments; literals alone give a literal.
  /// @throws CaptureError if an argument outlived its recorder or is a dependent nobody assigned.
  friend Active apply(Elemental elemental, double value, const Active& a) {
    return a.tag_.is_literal() ? Active(value) : note(elemental, value, a, nullptr, nullptr);
  }
  friend Active apply(Elemental elemental, double value, const Active& a, const Active& b) {
    return a.tag_.is_literal() && b.tag_.is_literal() ? Active(value) : note(elemental, value, a, &b, nullptr);
  }
  friend Active apply(Elemental elemental, double value, const Active& a, const Active& b, const Active& c) {
    const bool constant = a.tag_.is_literal() && b.tag_.is_literal() && c.tag_.is_literal();
    return constant ? Active(value) : note(elemental, value, a, &b, &c);
  }

 private:
  static Active note(Elemental elemental, double value, const Active& a, const Active* b, const Active* c);
  void store_dependent(const Active& other);
  enum class Sign : std::int8_t { minus = -1, plus = 1 };
  void accumulate_dependent(const Active& other, Sign sign);
  bool is_dependent() const;

  double value_ = 0.0;
  ActiveTag tag_;
};

/// The residual array of the capture on this thread; empty outside of captures.
struct WatchedDependents {
  std::uintptr_t first = 0;
  std::uintptr_t num_bytes = 0;
};
extern constinit thread_local WatchedDependents watched_dependents;

/// Outcome of a comparison. Asked for as a bool it becomes a guard of the capture; handed to select() it does not.
class Condition {
 public:
  Condition(bool outcome) : truth_(outcome ? 1.0 : 0.0) {}  // NOLINT: what plain comparisons give
  explicit Condition(const Active& truth) : truth_(truth) {}

  operator bool() const;  // NOLINT: branches and std::max() ask for it

  friend Condition operator!(const Condition& c) { return Condition(c.truth_, !c.negated_); }
  /// The value of the condition without a guard; for printing.
  friend bool value_of(const Condition& c) { return (value_of(c.truth_) != 0.0) != c.negated_; }
  /// `a` where the condition holds, else `b`; both are computed, and no guard is left.
  friend Active select(const Condition& c, const Active& a, const Active& b) {
    const Active& taken = value_of(c) ? a : b;
    return apply(Elemental::select, value_of(taken), c.truth_, c.negated_ ? b : a, c.negated_ ? a : b);
  }
  friend Active select(const Condition& c, double a, double b) { return select(c, Active(a), Active(b)); }

 private:
  Condition(const Active& truth, bool negated) : truth_(truth), negated_(negated) {}

  Active truth_;
  bool negated_ = false;
};

inline Condition operator<(const Active& a, const Active& b) {
  return Condition(apply(Elemental::less, a.value_ < b.value_, a, b));
}
inline Condition operator>(const Active& a, const Active& b) { return b < a; }
inline Condition operator<=(const Active& a, const Active& b) {
  return Condition(apply(Elemental::less_equal, a.value_ <= b.value_, a, b));
}
inline Condition operator>=(const Active& a, const Active& b) { return b <= a; }
inline Condition operator==(const Active& a, const Active& b) {
  return Condition(apply(Elemental::equal, a.value_ == b.value_, a, b));
}
inline Condition operator!=(const Active& a, const Active& b) { return !(a == b); }

inline bool Active::is_dependent() const {
  return reinterpret_cast<std::uintptr_t>(this) - watched_dependents.first < watched_dependents.num_bytes;
}

inline Active& Active::operator=(const Active& other) {
  if (is_dependent()) {
    store_dependent(other);
    return *this;
  }
  value_ = other.value_;
  tag_ = other.tag_;
  return *this;
}

inline Active& Active::operator+=(const Active& other) {
  if (!is_dependent()) return *this = *this + other;
  accumulate_dependent(other, Sign::plus);
  return *this;
}

inline Active& Active::operator-=(const Active& other) {
  if (!is_dependent()) return *this = *this - other;
  accumulate_dependent(other, Sign::minus);
  return *this;
}

inline Active Active::operator++(int) {
  const Active before = *this;
  *this += 1.0;
  return before;
}

inline Active Active::operator--(int) {
  const Active before = *this;
  *this -= 1.0;
  return before;
}

inline double value_of(double value) { return value; }
inline double select(bool condition, double a, double b) { return condition ? a : b; }

/// parameter() over Active.
Active note_parameter(const double& value);

/// An input that is not differentiated and is re-read from its address at every evaluation.
///
/// Over plain doubles it is the value itself, so that one template serves both.
/// @param value  must live, at the same address, as long as what is captured.
/// @throws CaptureError outside of a capture.
template <class Scalar>
Scalar parameter(const double& value) {
  if constexpr (std::is_same_v<Scalar, Active>) {
    return note_parameter(value);
  } else {
    return value;
  }
}
template <class Scalar>
Scalar parameter(double&& value) = delete;

}  // namespace jacquard

/// Those of double: they are literals.
template <>
class std::numeric_limits<jacquard::Active> : public std::numeric_limits<double> {};

#include "jacquard/active_math.hpp"
