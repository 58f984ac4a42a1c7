# SPDX-License-Identifier: MIT
"""The engines for the instruction sets: each in a process of its own, the same bytes of everything."""

import json
import os
import subprocess
import sys

import pytest
from smalti._core import NEEDED, _features

SCRIPT = """
import hashlib, json
import smalti as sm
from smalti import operators
from smalti._core import core
from smalti._examples import DTYPES, contents, example, picture, targets, through

seen = {}
def add(key, outs):
    seen[key] = hashlib.sha256(repr([contents(out) for out in outs]).encode()).hexdigest()

for name in sorted(operators.classes):
    for dtype in DTYPES:
        for channels in (1, 3, 4):
            group = [{"image": picture(channels=channels, dtype=dtype, which=i)} for i in range(4)]
            try:
                add(f"{name} {dtype} {channels}", [out for index in range(4) for out in through(example(name), group, index)])
            except sm.Error as error:
                seen[f"{name} {dtype} {channels}"] = str(error)
masks = targets()["instance masks"]
for policy in (sm.RandAugment(3, 12), sm.TrivialAugmentWide(), sm.AutoAugment(), sm.AugMix(), sm.RandAugment(fill=100.5)):
    add(repr(policy), [out for index in range(40) for out in through(policy, [{"image": picture(), **masks}], index)])
for filter in ("nearest", "bilinear", "bicubic", "lanczos"):
    add(filter, [sm.Compose([sm.Resize((37, 143), interpolation=filter)])(picture(dtype=dtype), seed=0) for dtype in DTYPES])
print(json.dumps([core.isa, seen]))
"""


@pytest.fixture(scope="module")
def golden():
    return digests("scalar")


def digests(isa):
    run = subprocess.run([sys.executable, "-c", SCRIPT], env={**os.environ, "SMALTI_ISA": isa}, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    name, seen = json.loads(run.stdout)
    assert name == isa.replace("scalar", "generic")
    return seen


@pytest.mark.parametrize("isa", ["avx2", "avx512"])
def test_every_operator_has_the_bytes_of_the_plain_engine(golden, isa):
    features = _features()
    if features is None or not NEEDED[isa] <= features:
        pytest.skip(f"this processor has no {isa}")
    assert len(golden) > 1000
    assert digests(isa) == golden


def test_an_engine_that_the_processor_lacks_is_refused():
    run = subprocess.run([sys.executable, "-c", "import smalti"], env={**os.environ, "SMALTI_ISA": "sse9"}, capture_output=True, text=True)
    assert run.returncode != 0 and "SMALTI_ISA = sse9: must be avx512, avx2 or scalar" in run.stderr
