// SPDX-License-Identifier: BSD-2-Clause
// Capture of a small residual as one graph.
#include <string>
#include <vector>

#include "jacquard/capture.hpp"
#include "jacquard/error.hpp"
#include "jacquard/graph_builder.hpp"
#include "recorder.hpp"

namespace jacquard {

namespace {

/// Marks what dependents and guards need, from the last operation to the first.
std::vector<bool> find_needed(Recorder& recorder, std::span<const ActiveTag> dependents) {
  const OperationStream& stream = recorder.stream();
  std::vector<bool> needed(stream.end(), false);
  const auto need = [&](ActiveKind kind, std::uint64_t index) {
    if (kind == ActiveKind::vertex) needed[index] = true;
  };
  for (const ActiveTag tag : dependents) need(tag.kind(), tag.index());
  for (const RecordedGuard& guard : recorder.guards()) need(guard.condition.kind(), guard.condition.index());
  for (std::uint64_t position = stream.end(); position-- > 0;) {
    if (!needed[position]) continue;
    const Operation& operation = stream[position];
    for (std::size_t k = 0; k < 3; ++k) need(operation.kinds[k], operation.arguments[k]);
  }
  return needed;
}

/// Translates a recorded stream, operation for operation.
class GraphWriter {
 public:
  GraphWriter(Recorder& recorder, std::size_t num_independents)
      : stream_(recorder.stream()),
        builder_(num_independents, recorder.parameters().addresses().size(), Folding::none),
        num_independents_(num_independents),
        vertices_(recorder.stream().end()) {}

  void write(std::uint64_t position) {
    const Operation& operation = stream_[position];
    std::array<VertexId, 3> arguments{};
    for (std::size_t k = 0; k < arity(operation); ++k) {
      arguments[k] = operation.kinds[k] == ActiveKind::literal ? builder_.literal(literal_argument(operation, k))
                                                               : vertex(operation.kinds[k], operation.arguments[k]);
    }
    vertices_[position] = builder_.apply(operation.elemental, std::span(arguments).first(arity(operation)));
  }

  VertexId vertex(ActiveKind kind, std::uint64_t index) const {
    if (kind == ActiveKind::independent) return VertexId(index);
    if (kind == ActiveKind::parameter) return VertexId(num_independents_ + index);
    return vertices_[index];
  }

  GraphBuilder& builder() { return builder_; }

 private:
  const OperationStream& stream_;
  GraphBuilder builder_;
  std::size_t num_independents_;
  std::vector<VertexId> vertices_;
};

std::vector<ActiveTag> dependent_tags(Recorder& recorder, std::span<const Active> f) {
  std::vector<ActiveTag> tags;
  tags.reserve(f.size());
  for (std::size_t k = 0; k < f.size(); ++k) {
    const ActiveTag tag = tag_of(f[k]);
    if (tag.kind() == ActiveKind::unset && tag.index() == k)
      throw CaptureError("capture: dependent " + std::to_string(k) + " is never assigned");
    tags.push_back(tag.is_literal() ? tag : recorder.checked(tag));
  }
  return tags;
}

}  // namespace

CapturedGraph capture_graph(const ActiveResidual& residual, std::span<const double> x, std::size_t num_dependents) {
  check_no_nan(x);
  std::vector<Active> independents(x.size());
  std::vector<Active> f(num_dependents);
  Recorder recorder;
  recorder.start(x, independents, f);
  residual(independents, f);

  const std::vector<ActiveTag> tags = dependent_tags(recorder, f);
  const std::vector<bool> needed = find_needed(recorder, tags);
  GraphWriter writer(recorder, x.size());
  for (std::uint64_t position = 0; position < needed.size(); ++position) {
    if (needed[position]) writer.write(position);
  }
  GraphBuilder& builder = writer.builder();
  for (std::size_t k = 0; k < tags.size(); ++k) {
    builder.add_dependent(tags[k].is_literal() ? builder.literal(value_of(f[k]))
                                               : writer.vertex(tags[k].kind(), tags[k].index()));
  }
  for (const RecordedGuard& guard : recorder.guards())
    builder.add_guard(writer.vertex(guard.condition.kind(), guard.condition.index()), guard.outcome);
  const auto addresses = recorder.parameters().addresses();
  return {std::move(builder).seal(), {addresses.begin(), addresses.end()}};
}

}  // namespace jacquard
