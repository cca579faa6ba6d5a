// SPDX-License-Identifier: BSD-2-Clause
// The public face of a session.
#include "jacquard/session.hpp"

#include "jacquard/error.hpp"
#include "session_state.hpp"

namespace jacquard {

Session::Session(Residual residual, const ResidualShape& shape,
                 std::vector<std::unique_ptr<OrderSource>> order_sources, SessionOptions options)
    : state_(std::make_unique<State>(std::move(residual), shape, std::move(order_sources), std::move(options))) {}

Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

void Session::prepare(std::span<const double> x) { state_->prepare(x); }

std::span<const std::int32_t> Session::rows() const {
  return state_->jacobian ? state_->jacobian->rows() : std::span<const std::int32_t>();
}

std::span<const std::int32_t> Session::columns() const {
  return state_->jacobian ? state_->jacobian->columns() : std::span<const std::int32_t>();
}

Session::Pattern Session::evaluate_jacobian(std::span<const double> x, std::span<const double> residual,
                                            std::span<double> stored) {
  return state_->evaluate_jacobian(x, residual, stored);
}

void Session::set_sources(std::vector<std::int32_t> sources) { state_->set_sources(std::move(sources)); }

std::size_t Session::num_stored() const { return state_->sources.size(); }

std::span<const double> Session::values() const {
  return state_->jacobian ? state_->jacobian->values() : std::span<const double>();
}

void Session::evaluate_residual(std::span<const double> x, std::span<double> f) {
  state_->require_extent("f", state_->shape.num_dependents, f.size());
  state_->evaluate_residual(x, f);
}

const CapturedResidual& Session::captured() const {
  if (!state_->evaluation) throw StateError(state_->label() + "nothing is captured yet, expected prepare() before");
  return state_->evaluation->captured();
}

const OrderChoice& Session::order(std::size_t site_class) const {
  const std::size_t num_classes = captured().classes.size();
  if (site_class < num_classes) return state_->evaluation->kernels()[site_class]->order.choice;
  throw ShapeError(state_->label() + "there is no class " + std::to_string(site_class) + ", there are " +
                   std::to_string(num_classes));
}

const SessionStatistics& Session::statistics() const { return state_->statistics; }

}  // namespace jacquard
