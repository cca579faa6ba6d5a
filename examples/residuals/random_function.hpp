// SPDX-License-Identifier: BSD-2-Clause
// A function of no meaning, drawn at random: what remains of a search order when no physics helps.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

namespace jacquard::examples {

/// The task g: 105 operations drawn at random on 15 numbers, of which 20 are the dependents (dimensionless).
///
/// v_k is vertex k of the published graph, in its order of evaluation: the graph of this text is that graph, edge
/// by edge. Powers of 1 and products by 1 are part of it.
/// Source: J. Lohoff, E. Neftci, Optimizing Automatic Differentiation with Deep Reinforcement Learning, NeurIPS 2024
/// (arXiv 2406.05027), read off the graph of its task g.
struct RandomFunction {
  static constexpr std::size_t num_independents = 15;
  static constexpr std::size_t num_dependents = 20;

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    using std::asin, std::asinh, std::atan, std::atan2, std::atanh, std::cos, std::exp, std::log, std::pow, std::sin;
    using std::sinh, std::tan;
    const Scalar v1 = atan2(1.0, x[3]), v2 = pow(1.0, x[14]), v3 = atan2(x[13], v1), v4 = pow(v1, x[5]);
    const Scalar v5 = x[9] - x[8], v6 = atan(x[10]), v7 = v5 * x[0], v8 = v6 - v2, v9 = pow(v8, x[11]);
    const Scalar v10 = v5 + x[12], v11 = exp(x[2]), v12 = v5 + v10, v13 = pow(1.0, v1), v14 = sin(x[3]);
    const Scalar v15 = x[2] / v7, v16 = atan2(v8, v10), v17 = v13 - v9, v18 = atan(v17), v19 = x[7] * v11;
    const Scalar v20 = tan(x[13]), v21 = v11 + v3, v22 = x[7] / x[6], v23 = v9 - v18, v24 = v13 - x[6];
    const Scalar v25 = pow(v19, x[4]), v26 = cos(x[0]), v27 = v24 - v3, v28 = v25 / x[7], v29 = v24 - x[8];
    const Scalar v30 = atan2(1.0, v27), v31 = x[8] / v14, v32 = pow(v21, v20), v33 = pow(v31, v28);
    const Scalar v34 = atan2(v29, v24), v35 = atan2(v28, x[13]), v36 = x[4] / v18, v37 = atan2(v25, x[1]);
    const Scalar v38 = atan2(v9, v37), v39 = x[12] + v35, v40 = pow(x[3], v32), v41 = v8 - v16, v42 = atanh(v32);
    const Scalar v43 = atanh(v38), v44 = atan2(x[2], v10), v45 = v36 - v2, v46 = cos(v22), v47 = x[8] / v16;
    const Scalar v48 = atan2(v26, v30), v49 = sinh(v20), v50 = v45 - v34, v51 = pow(x[13], v23);
    const Scalar v52 = pow(v21, v10), v53 = v52 - v27, v54 = log(v49), v55 = pow(v7, v42), v56 = atan2(v34, v53);
    const Scalar v57 = v4 / v56, v58 = v25 * v40, v59 = v23 * v17, v60 = v45 * 1.0, v61 = pow(v50, v48);
    const Scalar v62 = atan2(v37, v9), v63 = v43 - v44, v64 = atan2(v57, v25), v65 = v58 * v30;
    const Scalar v66 = x[5] * x[5], v67 = atan2(v12, v46), v68 = atan2(v23, x[9]), v69 = x[4] * x[12];
    const Scalar v70 = v41 / v40, v71 = atan2(v45, v47), v72 = asinh(x[14]), v73 = pow(v70, v67);
    const Scalar v74 = asin(v50), v75 = v54 - v63, v76 = atan2(v21, v49), v77 = v51 * v61, v78 = pow(v71, v39);
    const Scalar v79 = v33 * v33, v80 = v76 / v78, v81 = 1.0 + v79, v82 = v75 / v60, v83 = atanh(v30);
    const Scalar v84 = v59 * v29, v85 = v84 / v12, v86 = v74 + v13, v87 = atan2(v64, v68), v88 = v4 - v75;
    const Scalar v89 = v66 + v74, v90 = v86 / v87, v91 = pow(v59, v26), v92 = v52 * v46, v93 = v86 / x[1];
    const Scalar v94 = pow(v82, v85), v95 = -v84, v96 = v15 / v73, v97 = v89 / v92, v98 = v6 - v54;
    const Scalar v99 = v90 * v28, v100 = v91 - v65, v101 = pow(v42, v99), v102 = v62 - v92, v103 = tan(v71);
    const Scalar v104 = pow(v71, v32), v105 = v89 + v22;
    const std::array<Scalar, num_dependents> dependents{v105, v55, v69, v72, v77, v80, v81, v83, v88, v93, v94,
        v95, v96, v97, v98, v100, v101, v102, v103, v104};
    std::copy(dependents.begin(), dependents.end(), f.begin());
  }

  /// A point at which every operation is within its domain.
  static std::array<double, num_independents> sample() {
    return {-2.92, -1.5, -2.89, 0.5,  0.84, -0.59, -1.66, 1.25,
            0.43,  0.13, 2.35,  0.33, 2.61, 1.16,  0.17};
  }
};

}  // namespace jacquard::examples
