# SPDX-License-Identifier: BSD-2-Clause
"""Measures JAX on exported tasks, on one thread: jax_peer.py FOLDER RECORDS.json.

Batched, jitted jacfwd and jacrev in double precision, over points in rows and in columns; checked at a few points like
all other variants before they are timed.
"""
import json
import os
import pathlib
import sys
import time

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["OMP_NUM_THREADS"] = "1"
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy  # noqa: E402

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_cpu_enable_async_dispatch", False)

LARGEST_ALLOWED_ERROR = 1e-9
MOST_OPERATIONS = 3000  # beyond, XLA compiles for minutes

ELEMENTALS = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "neg": lambda a: -a,
    "square": lambda a: a * a,
    "reciprocal": lambda a: 1.0 / a,
    "abs": jnp.abs,
    "atan2": jnp.arctan2,
    "max": jnp.maximum,
    "min": jnp.minimum,
    "less": lambda a, b: a < b,
    "less_equal": lambda a, b: a <= b,
    "select": jnp.where,
}


def residual(task):
    """The captured operations as a function of one point."""

    def function(x):
        values = []
        for elemental, *arguments in task["vertices"]:
            if elemental == "literal":
                values.append(arguments[0])
            elif elemental == "independent":
                values.append(x[arguments[0]])
            else:
                apply = ELEMENTALS.get(elemental) or getattr(jnp, elemental)
                values.append(apply(*[values[k] for k in arguments]))
        return jnp.stack([jnp.asarray(values[k]) for k in task["dependents"]])

    return function


def relative_error(found, exact):
    """As in reference.hpp; a NaN stays one."""
    sizes = numpy.abs(exact)
    of_row, of_column = sizes.max(axis=1, keepdims=True), sizes.max(axis=0, keepdims=True)
    scale = numpy.maximum(sizes, numpy.where(of_row > 0.0, 1e-8 * of_row, 1e-6 * of_column))
    difference = numpy.abs(found - exact)
    with numpy.errstate(divide="ignore", invalid="ignore"):
        return numpy.max(numpy.where(difference == 0.0, 0.0, difference / scale))


def sample(function, x, count):
    start = time.process_time_ns()
    for _ in range(count):
        function(x).block_until_ready()
    return (time.process_time_ns() - start) / count


def variants(task):
    """Functions of points and the axis along which these lie, by name."""
    function = residual(task)
    modes = {"jacfwd": jax.jacfwd(function), "jacrev": jax.jacrev(function)}
    return {
        f"JAX {mode}{suffix}": (jax.jit(jax.vmap(jacobian, in_axes=axis, out_axes=axis)), axis)
        for mode, jacobian in modes.items()
        for axis, suffix in ((0, ""), (-1, ", points in columns"))
    }


def measure(task, num_points, functions):
    given = numpy.resize(numpy.array(task["x"]), (num_points, task["independents"]))
    points = {axis: jnp.asarray(numpy.moveaxis(given, 0, axis).copy()) for axis in (0, -1)}
    shape = (len(task["dependents"]), task["independents"])
    counts, errors = {}, {}
    for name, (function, axis) in functions.items():
        found = numpy.moveaxis(numpy.asarray(function(points[axis])), axis, 0)
        checked = [c for c in task["checked"] if c["point"] < num_points]
        errors[name] = float(
            numpy.max([relative_error(found[c["point"]], numpy.array(c["jacobian"]).reshape(shape)) for c in checked])
        )
        if not errors[name] <= LARGEST_ALLOWED_ERROR:
            sys.exit(f"{task['task']}: {name}: relative error {errors[name]}")
        once = sample(function, points[axis], 1)
        counts[name] = 1 + int(1e9 * task["seconds_a_sample"] / max(once, 1.0))
    samples = {name: [] for name in functions}
    for _ in range(task["repeats"]):
        for name, (function, axis) in functions.items():
            samples[name].append(sample(function, points[axis], counts[name]) / num_points)
    return [
        {
            "task": task["task"],
            "points": num_points,
            "variant": name,
            "quantity": "J",
            "minimum_ns": min(times),
            "median_ns": sorted(times)[len(times) // 2],
            "peer": True,
            "retyped": False,
            "max_relative_error": errors[name],
        }
        for name, times in samples.items()
    ]


def main(folder, output):
    records = []
    for path in sorted(pathlib.Path(folder).glob("*.json")):
        task = json.loads(path.read_text())
        if len(task["vertices"]) > MOST_OPERATIONS:
            print(f"JAX: {task['task']} left out: {len(task['vertices'])} operations", file=sys.stderr)
            continue
        print(f"JAX: {task['task']} ...", file=sys.stderr)
        functions = variants(task)
        for num_points in task["points"]:
            records += measure(task, num_points, functions)
    pathlib.Path(output).write_text(json.dumps(records))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
