# SPDX-License-Identifier: MIT
"""The compiled module, with the CPU engine for the best instruction set that this processor knows."""

import os
import platform
from importlib import import_module

NEEDED = {  # by their Linux names, best first
    "avx512": {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl", "avx512vbmi", "avx512_vnni"},
    "avx2": {"avx2", "fma", "f16c", "bmi2"},
    "generic": set(),
}


def _features():
    """Processor features; None where they cannot be read."""
    try:
        with open("/proc/cpuinfo") as file:
            for line in file:
                if line.startswith("flags"):
                    return set(line.split(":", 1)[1].split())
    except OSError:
        pass
    return None


def _choose():
    """The name of the engine. SMALTI_ISA asks for one: avx512, avx2, or scalar."""
    asked = os.environ.get("SMALTI_ISA", "").lower().replace("scalar", "generic")
    if asked not in ("", *NEEDED):
        raise ImportError(f"SMALTI_ISA = {asked}: must be avx512, avx2 or scalar")
    if platform.machine() not in ("x86_64", "AMD64"):
        return "generic"
    features = _features() or NEEDED["avx2"]
    if lacking := NEEDED["avx2"] - features:
        raise ImportError(
            f"smalti needs a processor with AVX2 (x86-64-v3, from 2013 on); this one lacks {', '.join(sorted(lacking))}. "
            "Build smalti from source with -march=native for it"
        )
    if lacking := NEEDED.get(asked, set()) - features:
        raise ImportError(f"SMALTI_ISA = {asked}: this processor lacks {', '.join(sorted(lacking))}; leave SMALTI_ISA unset")
    return asked or next(isa for isa, needed in NEEDED.items() if needed <= features)


_engine = import_module("._engine_" + _choose(), __package__)  # before the module that refers to it, so that it ends after it
core = import_module("._smalti", __package__)
core.isa = core.use_engine(_engine.engine)
