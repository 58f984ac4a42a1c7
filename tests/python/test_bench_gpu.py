# SPDX-License-Identifier: MIT
"""What bench/gpu/compare.py makes of a program's rounds. Nothing is measured here, and no file of results is written to."""

import json
import pathlib
import re
import subprocess
import sys

import numpy as np
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench/gpu"))
import rivals  # noqa: E402

DRY = ROOT / "build/cuda/bench/gpu/smalti_bench_gpu_dry"
CASES = [
    {"name": "steady", "kind": "chain"},
    {"name": "broken", "kind": "operator"},
    {"name": "fatal", "kind": "operator"},
    {"name": "slower", "kind": "operator"},
]
SERVES = """#!{python}
import json, sys
print(json.dumps({{"device": "A/B 1", "driver": "13.0", "toolkit": "13.0", "texture": {texture}, "cases": {cases}}}), flush=True)
turn = 0
for line in sys.stdin:
    turn += 1
    name = line.strip()
    about = {{"samples": 4, "launches": 2, "held": True, "operators": []}}
    kernels = 2.0 if name == "slower" else 0.5 * turn
    ms = {{"copy_ms": 0.5, "kernels_ms": kernels, "upload_and_kernels_ms": 3, "host_plan_ms": 1, "host_launch_ms": 1}}
    ms |= {{"end_to_end_ms": 4, "cpu_ms_a_sample": 5}}
    if name == "fatal":
        raise SystemExit(3)
    print(json.dumps({{"error": "out of paint"}} if name == "broken" else {{"about": about, "ms": ms}}), flush=True)
"""


def texture():
    sample = rivals.textured(13, 17, 3).astype(np.int64).ravel()
    return int(np.sum(sample * np.arange(1, sample.size + 1)))


def program(folder, text):
    path = folder / "program"
    path.write_text(text)
    path.chmod(0o755)
    return path


def compare(*arguments):
    return subprocess.run([sys.executable, ROOT / "bench/gpu/compare.py", *map(str, arguments)], capture_output=True, text=True, cwd=ROOT)


def test_rounds_become_medians_and_a_case_that_fails_loses_nothing_but_its_row(tmp_path):
    serving = program(tmp_path, SERVES.format(python=sys.executable, texture=texture(), cases=CASES))
    done = compare(serving, "--results", tmp_path / "results", "--rounds", 3)
    assert done.returncode == 0, done.stderr
    assert sorted(p.name for p in (tmp_path / "results").iterdir()) == ["A_B_1.json", "A_B_1.md"]
    page = (tmp_path / "results/A_B_1.md").read_text()
    # the first round warms up: 1.0, 1.5 and 2.0 ms, of which the copy takes 0.5
    assert "| steady | 33 (25..50) | 13 (10..20) | 1.5000 (1.0000..2.0000) | 2667 |" in page
    assert "| broken | out of paint |" in page
    assert "| fatal | the program ended with 3, or was ended after 120 s |" in page
    assert "| slower | 25 (25..25) | 10 (10..10) | 2.0000 (2.0000..2.0000) | 2000 |" in page
    rounds = json.loads((tmp_path / "results/A_B_1.json").read_text())["cases"]["steady"][0]["rounds"]
    assert [r["kernels_ms"] for r in rounds] == [1.0, 1.5, 2.0]


def test_without_a_device_it_says_so_and_writes_nothing(tmp_path):
    done = compare(program(tmp_path, f"#!{sys.executable}\nprint('nothing was measured: no device')\n"), "--results", tmp_path / "results")
    assert (done.returncode, done.stdout) == (0, "nothing was measured: no device\n")
    assert not (tmp_path / "results").exists()


def test_other_pictures_than_the_program_has_are_refused(tmp_path):
    done = compare(
        program(tmp_path, SERVES.format(python=sys.executable, texture=texture() + 1, cases=CASES)), "--results", tmp_path / "results"
    )
    assert done.returncode == 1
    assert "the program and this script make different pictures" in done.stderr


@pytest.mark.skipif(not DRY.exists(), reason="make bench-gpu DRY=1 builds the program on a device that the host stands in for")
def test_a_dry_run_has_every_operator_and_writes_nothing():
    done = subprocess.run([DRY, "--serve", "--dry"], input="", capture_output=True, text=True, cwd=ROOT)
    cases = json.loads(done.stdout)["cases"]
    listed = re.search(r"AllOperators = TypeList<(.*?)>;", (ROOT / "include/smalti/ops.hpp").read_text(), re.S)[1]
    assert {c["name"] for c in cases if c["kind"] == "operator"} == {name.strip() for name in listed.split(",")}
    before = sorted((ROOT / "bench/results").iterdir())
    done = compare(DRY, "--dry", "--only", "Crop")
    assert done.returncode == 0, done.stderr
    assert "a dry run: no file is written" in done.stdout
    assert "| FiveCrop | 100 (100..100) |" in done.stdout  # its clock stands still
    assert sorted((ROOT / "bench/results").iterdir()) == before
