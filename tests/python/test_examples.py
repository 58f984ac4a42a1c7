# SPDX-License-Identifier: MIT
"""The examples run as they stand."""

import pathlib
import subprocess
import sys

import pytest
import smalti as sm

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.mark.torch
@pytest.mark.parametrize("name, says", [("normalise_one_photo", "(1, 3, 224, 224) torch.float32"), ("train_loop", "resumed after two batches: the same losses")])
def test_example_runs_and_says_so(name, says):
    pytest.importorskip("torch")
    done = subprocess.run([sys.executable, f"examples/{name}.py"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert says in done.stdout


def test_the_example_of_scenes_and_scans_runs_and_holds_more_than_eight_bits():
    done = subprocess.run([sys.executable, "examples/normalise_scenes_and_scans.py"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("scenes (4, 10, 96, 96) float32: ")
    assert "scans (4, 1, 128, 128) float32: " in done.stdout and "mean 0.000, deviation 1.000 in the organs" in done.stdout


def test_the_pipeline_is_the_same_in_json_and_yaml():
    assert sm.Compose.from_file(ROOT / "examples/pipeline.yaml") == sm.Compose.from_file(ROOT / "examples/pipeline.json")


@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_the_command_line_reads_both(tmp_path, suffix):
    command = ["preview", f"examples/pipeline.{suffix}", "examples/photos/rocket.jpg", "-o", str(tmp_path / "sheet.png")]
    done = subprocess.run([sys.executable, "-m", "smalti", *command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "sheet.png").stat().st_size > 0


def test_stubs_are_up_to_date():
    done = subprocess.run([sys.executable, "bindings/stubs.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
