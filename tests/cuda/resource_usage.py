#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds what ptxas says of the compiled kernels against their bounds: resource_usage.py BUILD_FOLDER.

Kernels whose steps are a type, and those that make weights, hold everything in registers. The interpreters over the steps
of every operator may keep some on the stack.
"""

import pathlib
import re
import sys

# bytes of stack, bytes of spilled stores and loads together, registers
LEAN = (0, 0, 128)
BOUNDS = {
    "weigh": (64, 0, 64),  # the polynomial of a filter, by order
    "presets": LEAN,
    "every_step_bytes": (160, 0, 128),
    "every_step_1": (128, 0, 128),
    "every_step_3": (192, 256, 128),
    "every_step_4": (320, 1200, 128),
}
ENTRY = re.compile(r"Compiling entry function '(\S+)' for '(sm_\d+)'")
STACK = re.compile(r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads")
USED = re.compile(r"Used (\d+) registers.*?(?:, (\d+) bytes smem)?$", re.MULTILINE)


def kernels(text):
    """(kernel, architecture, stack, spills, registers, shared) of each kernel that a file of usage speaks of."""
    for part in text.split("ptxas info    : Compiling entry function ")[1:]:
        part = "Compiling entry function " + part
        name, architecture = ENTRY.search(part).groups()
        stack, stores, loads = map(int, STACK.search(part).groups())
        registers, shared = USED.search(part).groups()
        kind = re.search(r"(render_tiles|measure_tiles|weigh_axes)", name).group(1)
        yield kind, architecture, stack, stores + loads, int(registers), int(shared or 0)


def main(folder):
    faults, seen = [], set()
    for path in sorted(pathlib.Path(folder).rglob("*.cu.o.usage")):
        file = path.name.removesuffix(".cu.o.usage")
        if file not in BOUNDS:
            faults.append(f"{file}.cu: has no bounds; give it some in tests/cuda/resource_usage.py")
            continue
        found = list(kernels(path.read_text()))
        if not found:
            faults.append(f"{path}: speaks of no kernel")
        seen.add(file)
        for kind, architecture, *usage, shared in found:
            print(f"{file:17} {kind:14} {architecture}  {usage[2]:3} registers  {usage[0]:4} B stack  {usage[1]:5} B spilled  {shared:6} B shared")
            for what, value, bound in zip(("bytes of stack", "bytes spilled", "registers"), usage, BOUNDS[file]):
                if value > bound:
                    faults.append(f"{file}.cu, {kind}, {architecture}: {value} {what}, the bound is {bound}")
    faults += [f"{file}.cu: was not compiled with --resource-usage" for file in sorted(BOUNDS.keys() - seen)]
    for fault in faults:
        print("FAILED", fault)
    print(f"{len(seen)} files of kernels, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
