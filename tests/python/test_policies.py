# SPDX-License-Identifier: MIT
"""Against torchvision: automatic policies in exact mode, step by step with the drawn states, on photographs."""

import os
import pathlib

import numpy as np
import pytest
import smalti as sm

torch = pytest.importorskip("torch", reason="torch is not installed; make test TORCH=1 runs the comparisons with torchvision")
from PIL import Image  # noqa: E402
from parity.theirs import operation  # noqa: E402

pytestmark = pytest.mark.torch

DATA = pathlib.Path(os.environ.get("SMALTI_DATA", "../shared/data")) / "imagenet_sample"
AT = {"seed": 0, "epoch": 0, "index": 0, "occurrence": 0}
GEOMETRY = ("ShearX", "ShearY", "TranslateX", "TranslateY", "Rotate")
# levels: torch sums the mean of a contrast in float32, in no fixed order
BOUND = {"Contrast": 1}


@pytest.fixture(scope="module")
def photos():
    paths = sorted(DATA.glob("*.JPEG"))[:12]
    if not paths:
        pytest.skip(f"no pictures in {DATA}; set SMALTI_DATA")
    return [np.asarray(Image.open(path).convert("RGB").resize((230, 170))) for path in paths]


def theirs(image, step, interpolation="nearest"):
    """One operation as torchvision's policies carry it out."""
    return operation(torch.from_numpy(image.copy()).permute(2, 0, 1), step, interpolation).permute(1, 2, 0).numpy()


def replay(op, state, image):
    """An operator in exact mode with a given state."""
    drawn = [{"op": type(op).__name__, "id": "0", "applied": True, "state": state}]
    return sm.Compose([op], mode="exact").replay({"at": AT, "drawn": drawn}, image).image


def on_an_edge(step, size):
    """Where a shear reads from the very edge between two pixels: a slope of 0.2 does so in every fifth row, and there torch's
    float32 grid takes either."""
    y, x = np.mgrid[: size[0], : size[1]] + 0.5
    source = {"ShearX": x + step["magnitude"] * y, "ShearY": y + step["magnitude"] * x}.get(step["op"])
    return np.zeros(size, bool) if source is None else np.abs(source - np.rint(source)) < 1e-4


def check(step, ours, reference, seen):
    """Equal bytes, off the edges between pixels and up to BOUND."""
    difference = np.abs(ours.astype(int) - reference).max(axis=2)
    difference[on_an_edge(step, difference.shape)] = 0
    assert difference.max() <= BOUND.get(step["op"], 0), step
    seen.setdefault(step["op"], []).append((difference > 0).sum())


POLICIES = [
    (lambda: sm.RandAugment(num_ops=3, magnitude=13), 14),
    (lambda: sm.TrivialAugmentWide(), 14),
    (lambda: sm.AutoAugment(), 10),
    (lambda: sm.AutoAugment(policy="cifar10"), 12),
    (lambda: sm.AutoAugment(policy="svhn"), 9),
]


@pytest.mark.parametrize("make, operations", POLICIES, ids=["rand", "trivial", "imagenet", "cifar10", "svhn"])
def test_every_step_of_a_policy_has_torchvisions_bytes(photos, make, operations):
    seen = {}
    for index in range(120):
        image, op = photos[index % len(photos)], make()
        sample = sm.Compose([op], mode="exact")(image, seed=5, index=index)
        steps = sample.params["drawn"][0]["state"]
        for k, step in enumerate(steps):
            after = replay(op, steps[: k + 1], image)
            check(step, after, theirs(replay(op, steps[:k], image), step), seen)
        if steps:
            assert (after == sample.image).all()
    print({op: (len(n), int(sum(n))) for op, n in sorted(seen.items())})  # times seen, differing pixels in all
    assert len(seen) == operations, sorted(seen)


def test_augmix_sums_its_chains_as_torchvision(photos):
    seen = {}
    for index in range(40):
        image, op = photos[index % len(photos)], sm.AugMix(severity=8)
        state = sm.Compose([op], mode="exact")(image, seed=5, index=index).params["drawn"][0]["state"]
        for chain in state["chains"]:  # bilinear tensors mix the fill into the border of the map: a test of its own
            chain["steps"] = [step for step in chain["steps"] if step["op"] not in GEOMETRY]
        m = np.float32(state["m"])
        mix = m * torch.from_numpy(image.copy())
        for chain in state["chains"]:
            before = image
            for k, step in enumerate(chain["steps"]):
                after = replay(op, {"m": 0, "chains": [{"weight": 1, "steps": chain["steps"][: k + 1]}]}, image)
                check(step, after, theirs(before, step), seen)
                before = after
            share = torch.tensor(np.float32(chain["weight"])) * torch.tensor(np.float32(1) - m)
            mix.add_(share * torch.from_numpy(before.copy()))
        assert (replay(op, state, image) == mix.to(torch.uint8).numpy()).all(), index
    assert len(seen) == 8, sorted(seen)


@pytest.mark.parametrize("op, a", [("Rotate", 20.0), ("Rotate", -7.5), ("ShearX", 0.25), ("ShearY", -0.3), ("TranslateX", -31.4)])
def test_bilinear_maps_are_within_a_level_of_torchvision_off_the_border(photos, op, a):
    for image in photos[:4]:
        step, policy = {"op": op, "magnitude": a}, sm.RandAugment(interpolation="bilinear")
        ours, reference = replay(policy, [step], image), theirs(image, step, "bilinear")
        inside = (replay(policy, [step], np.full_like(image, 255)) == 255).all(axis=2)
        assert inside.mean() > 0.6
        assert np.abs(ours.astype(int) - reference)[inside].max() <= 1
