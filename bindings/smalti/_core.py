# SPDX-License-Identifier: MIT
"""Picks the build of the compiled module that this processor runs."""

import importlib
import os
import platform


def _features():
    """Processor features by their Linux names; None where they cannot be read."""
    try:
        with open("/proc/cpuinfo") as file:
            for line in file:
                if line.startswith("flags"):
                    return set(line.split(":", 1)[1].split())
    except OSError:
        pass
    return None


def _choose():
    asked = os.environ.get("SMALTI_ISA", "").lower()
    if asked in ("scalar", "generic"):
        return "_smalti_generic"
    if asked not in ("", "avx2"):
        raise ImportError(f"SMALTI_ISA = {asked}: must be scalar or avx2")
    features = _features()
    needed = {"avx2", "fma", "f16c", "bmi2"}
    if platform.machine() in ("x86_64", "AMD64") and features is not None and not needed <= features:
        lacking = ", ".join(sorted(needed - features))
        raise ImportError(
            f"smalti needs a processor with AVX2 (x86-64-v3, from 2013 on); this one lacks {lacking}. "
            "Build smalti from source with -march=native for it"
        )
    return "_smalti_avx2"


core = importlib.import_module("." + _choose(), __package__)
