# SPDX-License-Identifier: BSD-2-Clause
"""Writes the C code that CasADi generates for the Jacobians of exported tasks: casadi_source.py FOLDER."""
import json
import pathlib
import sys

import casadi

RENAMED = {"abs": "fabs", "min": "fmin", "max": "fmax"}


def apply(elemental, arguments):
    a = arguments[0]
    b = arguments[1] if len(arguments) > 1 else None
    plain = {
        "add": lambda: a + b,
        "sub": lambda: a - b,
        "mul": lambda: a * b,
        "div": lambda: a / b,
        "neg": lambda: -a,
        "square": lambda: a * a,
        "reciprocal": lambda: 1 / a,
        "less": lambda: a < b,
        "less_equal": lambda: a <= b,
        "select": lambda: casadi.if_else(a, b, arguments[2]),
    }
    if elemental in plain:
        return plain[elemental]()
    return getattr(casadi, RENAMED.get(elemental, elemental))(*arguments)


def replay(task, x):
    """Values of the dependents, out of the captured operations."""
    values = []
    for elemental, *arguments in task["vertices"]:
        if elemental == "literal":
            values.append(casadi.SX(arguments[0]))
        elif elemental == "independent":
            values.append(x[arguments[0]])
        else:
            values.append(apply(elemental, [values[k] for k in arguments]))
    return casadi.vertcat(*[values[k] for k in task["dependents"]])


def numbers(values):
    return "{" + ", ".join(str(v) for v in values) + "}"


def unit(task, share):
    """`share` works on the Jacobian before its code is generated: nothing, or casadi.cse."""
    x = casadi.SX.sym("x", task["independents"])
    jacobian = share(casadi.jacobian(replay(task, x), x))
    rows, columns = jacobian.sparsity().get_triplet()
    function = casadi.Function("casadi_jacobian", [x], [jacobian])
    generator = casadi.CodeGenerator("code", {"casadi_real": "jacquard::bench::Real", "include_math": True})
    generator.add(function)
    # Word for word on doubles, without a branch on packs.
    code = generator.dump().replace("return x<0 ? -1 : x>0 ? 1 : x;", "return jacquard::bench::sign_of(x);")
    return f"""#include "generated_unit.hpp"

using jacquard::bench::Real;
{code}
namespace {{
constexpr std::uint32_t rows[] = {numbers(rows)};
constexpr std::uint32_t columns[] = {numbers(columns)};
inline void point(const Real* x, Real* y) {{
  const Real* argument[] = {{x}};
  Real* result[] = {{y}};
  casadi_jacobian(argument, result, nullptr, nullptr, 0);
}}
}}  // namespace
JACQUARD_BENCH_GENERATED({task["independents"]}, rows, columns, point)
"""


def main(folder):
    for path in sorted(pathlib.Path(folder).glob("*.json")):
        task = json.loads(path.read_text())
        path.with_suffix(".CasADi.cpp").write_text(unit(task, lambda jacobian: jacobian))
        path.with_suffix(".CasADi cse.cpp").write_text(unit(task, casadi.cse))


if __name__ == "__main__":
    main(sys.argv[1])
