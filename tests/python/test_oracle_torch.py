# SPDX-License-Identifier: MIT
"""A whole chain against torchvision, and every operator fused against exact; test_parity.py holds exact to torchvision."""

import numpy as np
import pytest
import smalti as sm

torch = pytest.importorskip("torch", reason="torch is not installed; make test TORCH=1 runs the comparisons with torchvision")
from PIL import Image  # noqa: E402
from torchvision.transforms import v2  # noqa: E402
from torchvision.transforms.v2 import functional as F  # noqa: E402

pytestmark = pytest.mark.torch

MEAN, STD = sm.IMAGENET_MEAN, sm.IMAGENET_STD


def picture(seed, size=(120, 160)):
    """A smooth picture with edges, so that colours differ and resampling matters."""
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 256, (size[0] // 8, size[1] // 8, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(small).resize((size[1], size[0]), Image.Resampling.BICUBIC))


def replay(ops, drawn, image):
    """Runs smalti with given states in exact mode."""
    params = {"at": {"seed": 0, "epoch": 0, "index": 0, "occurrence": 0}, "drawn": drawn}
    return sm.Compose(ops, mode="exact").replay(params, image).image


def entry(op, place, state, applied=True):
    return {"op": op, "id": str(place), "applied": applied, "state": state}


def test_the_classification_chain_equals_the_pil_path():
    for seed in range(40):
        torch.manual_seed(seed)
        image = picture(seed)
        i, j, h, w = v2.RandomResizedCrop.make_params(v2.RandomResizedCrop(64), [Image.fromarray(image)]).values()
        flip = seed % 2 == 1
        theirs = F.resized_crop(Image.fromarray(image), i, j, h, w, [64, 64], antialias=True)
        theirs = F.horizontal_flip(theirs) if flip else theirs
        theirs = F.normalize(F.to_dtype(F.to_image(theirs), torch.float32, scale=True), MEAN, STD)
        drawn = [
            entry("RandomResizedCrop", 0, {"x": [j, j + w, 64, False], "y": [i, i + h, 64, False]}),
            entry("RandomHorizontalFlip", 1, {"x": [0, 64, 64, True], "y": [0, 64, 64, False]}, flip),
        ]
        ours = replay([sm.RandomResizedCrop(64), sm.RandomHorizontalFlip(), sm.Normalize(MEAN, STD)], drawn, image)
        assert (ours == theirs.permute(1, 2, 0).numpy()).all(), seed


POINTS = [
    lambda rng: sm.ColorJitter(brightness=float(rng.uniform(0.1, 0.5)), contrast=0.4, saturation=0.4),
    lambda rng: sm.ColorJitter(hue=float(rng.uniform(0.01, 0.2))),
    lambda rng: sm.RandomGrayscale(p=0.5),
    lambda rng: sm.RandomSolarize(float(rng.integers(50, 250))),
    lambda rng: sm.RandomAutocontrast(),
    lambda rng: sm.GaussianBlur(5),
    lambda rng: sm.RandomErasing(value=114),
    lambda rng: sm.GridMask(unit=(12, 40)),
    lambda rng: sm.RandomHorizontalFlip(),
    lambda rng: sm.RandomVerticalFlip(),
]
GEOMETRY = [
    lambda rng: sm.RandomResizedCrop(64),
    lambda rng: sm.Resize((70, 50)),
    lambda rng: sm.RandomCrop(48, pad_if_needed=True),
    lambda rng: sm.CenterCrop(90),
    lambda rng: sm.Pad(5),
    lambda rng: sm.LetterBox((96, 96)),
    lambda rng: sm.RandomRotation(30),
    lambda rng: sm.RandomAffine(10, interpolation="bilinear"),
]
RESAMPLES = (0, 1, 5, 6, 7)


def both(ops, image, index):
    fused, exact = (sm.Compose(ops, mode=mode)(image, seed=11, index=index).image for mode in ("fused", "exact"))
    assert fused.shape == exact.shape
    return np.abs(fused.astype(int) - exact.astype(int))


def bound(ops):
    """The sum of the operators' exact_bound, as later operators act on what earlier ones left."""
    from smalti._core import core

    bounds = {o["name"]: o["exact_bound"] for o in core.operators()}
    return sum(bounds[type(op).__name__] for op in ops)


@pytest.mark.parametrize("make", POINTS + GEOMETRY)
def test_fused_is_within_the_bound_of_exact(make):
    rng = np.random.default_rng(3)
    for index in range(12):
        op = make(rng)
        assert both([op], picture(index), index).max() <= bound([op])


def test_random_pipelines_with_one_resampling_stay_within_their_bounds():
    rng = np.random.default_rng(4)
    worst = 0
    for index in range(200):
        # no threshold behind a rounding: one level there is a jump of the whole range
        makers = [POINTS[k] for k in rng.choice([0, 1, 2, 5, 6, 7, 8, 9], rng.integers(1, 4), replace=False)]
        makers.insert(rng.integers(0, len(makers) + 1), GEOMETRY[rng.integers(len(GEOMETRY))])
        ops = [make(rng) for make in makers]
        difference = both(ops, picture(index), index)
        worst = max(worst, difference.max())
        assert difference.max() <= bound(ops), [type(o).__name__ for o in ops]
    print(f"largest difference {worst}")


def test_two_resamplings_differ_little_on_smooth_pictures():
    means = []
    for index in range(20):
        ops = [sm.RandomResizedCrop(96, scale=(0.5, 1)), sm.RandomAffine(10, interpolation="bilinear")]
        means.append(both(ops, picture(index, (240, 320)), index)[8:-8, 8:-8].mean())
    print(f"mean difference {np.mean(means):.2f} levels")
    assert np.mean(means) < 3
