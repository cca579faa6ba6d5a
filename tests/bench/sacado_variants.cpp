// SPDX-License-Identifier: BSD-2-Clause
// Sacado's forward types: static, static with a bound, and the expression-level reverse one.
// Of Sacado's parts only the forward types are needed, not what ties them to Teuchos (and it to MPI).
#include <Sacado_ConfigDefs.h>
#undef HAVE_SACADO_TEUCHOS
#undef HAVE_SACADO_TEUCHOSCORE
#undef HAVE_SACADO_TEUCHOSNUMERICS
#undef HAVE_SACADO_TEUCHOSCOMM
#undef HAVE_SACADO_TEUCHOSKOKKOSCOMM
#include <Sacado.hpp>

#include "variant.hpp"

// Sacado has no hypot; this is how its users write it.
namespace Sacado::Fad::Exp {
template <class Storage>
GeneralFad<Storage> hypot(const GeneralFad<Storage>& a, const GeneralFad<Storage>& b) {
  return sqrt(a * a + b * b);
}
}  // namespace Sacado::Fad::Exp
namespace Sacado::ELRFad {
template <int n>
SFad<double, n> hypot(const SFad<double, n>& a, const SFad<double, n>& b) {
  return sqrt(a * a + b * b);
}
}  // namespace Sacado::ELRFad

namespace jacquard::bench {
namespace {

template <class Scalar, class TaskKind>
Variant variant_of(const std::string& name, const TaskKind& task) {
  constexpr std::size_t n = TaskKind::num_independents, m = TaskKind::num_dependents;
  const auto kernel = [task](const double* x, double* jacobian) {
    std::array<Scalar, n> independents;
    std::array<Scalar, m> dependents;
    for (std::size_t k = 0; k < n; ++k) independents[k] = Scalar(static_cast<int>(n), static_cast<int>(k), x[k]);
    task(std::span<const Scalar>(independents), std::span<Scalar>(dependents));
    for (std::size_t i = 0; i < m; ++i) {
      for (std::size_t k = 0; k < n; ++k) jacobian[i * n + k] = dependents[i].fastAccessDx(static_cast<int>(k));
    }
  };
  return {"Sacado " + name, Quantity::jacobian, Origin::peer, false, [kernel](const Points& points) {
            return run_by_point(points, {n, m}, Quantity::jacobian, kernel);
          }};
}

template <class TaskKind>
std::vector<Variant> variants_of(const TaskKind& task) {
  constexpr int n = static_cast<int>(TaskKind::num_independents);
  return {variant_of<Sacado::Fad::SFad<double, n>>("SFad", task),
          variant_of<Sacado::Fad::SLFad<double, n>>("SLFad", task),
          variant_of<Sacado::ELRFad::SFad<double, n>>("ELRFad SFad", task)};
}

}  // namespace

std::vector<Variant> sacado_variants(const Task& task) {
  return std::visit([](const auto& kind) { return variants_of(kind); }, task);
}

}  // namespace jacquard::bench
