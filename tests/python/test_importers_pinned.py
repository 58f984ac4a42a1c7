# SPDX-License-Identifier: MIT
"""What becomes of each parameter that is kept: the imported operator beside the original, with nothing left to chance.

Either ranges are points, or both are asked so often that all that they can make is seen: it is the same pictures.
"""

import random
import types

import numpy as np
import pytest
import smalti as sm
from test_importers import difference, picture

torch = pytest.importorskip("torch", reason="torch is not installed; make test TORCH=1 runs this in its environment")
A = pytest.importorskip("albumentations", reason="albumentations 2.0.8 is not installed (requirements/torch.txt)")
from torchvision.transforms import v2  # noqa: E402

pytestmark = pytest.mark.torch

PINNED = [  # (transform, largest difference, form)
    (A.Equalize(mode="pil", p=1), 4, "uint8"),  # which counts the pixels of a value itself, Pillow those below it
    (A.ToRGB(), 0, "grey"),
    (A.FromFloat("uint8"), 1, "float32"),
    (A.FromFloat("uint16"), 1, "float32"),
    (A.CLAHE((3, 3), (8, 8), p=1), 0, "grey"),
    (A.CLAHE((3, 3), (2, 5), p=1), 0, "grey"),
    (A.HueSaturationValue((15, 15), (0, 0), (0, 0), p=1), 14, "uint8"),  # Albumentations' HSV has bytes
    (A.HueSaturationValue((0, 0), (40, 40), (0, 0), p=1), 14, "uint8"),
    (A.HueSaturationValue((0, 0), (0, 0), (-30, -30), p=1), 14, "uint8"),
    (A.RandomBrightnessContrast((0.2, 0.2), (0.5, 0.5), False, p=1), 1, "uint8"),
    (A.RandomBrightnessContrast((0.2, 0.2), (0.5, 0.5), True, p=1), 1, "uint8"),
    (A.MotionBlur((5, 5), False, (30, 30), (0, 0), p=1), 1, "uint8"),
    (A.MotionBlur((9, 9), False, (30, 30), (1, 1), p=1), 1, "uint8"),
    (A.MotionBlur((9, 9), False, (117, 117), (-1, -1), p=1), 1, "uint8"),
    (A.GaussianBlur((7, 7), (2, 2), p=1), 1, "uint8"),
    (A.GaussNoise(std_range=(0, 0), mean_range=(0.1, 0.1), p=1), 1, "uint8"),
    (A.Downscale((0.5, 0.5), {"downscale": 3, "upscale": 1}, p=1), 2, "uint8"),  # OpenCV's weights have 11 bits
    (A.ColorJitter((1, 1), (1, 1), (1, 1), (0.1, 0.1), p=1), 14, "uint8"),
    (v2.RandomRotation((20, 20), v2.InterpolationMode.BILINEAR, expand=False, center=(70, 50)), 1, "uint8"),
    (v2.RandomRotation((90, 90), expand=True), 0, "uint8"),
    (v2.RandomAffine((10, 10), None, (1.3, 1.3), (5, 5), v2.InterpolationMode.BILINEAR), 1, "uint8"),
    (v2.ColorJitter(brightness=(1.3, 1.3)), 1, "uint8"),
    (v2.ColorJitter(contrast=(0.6, 0.6)), 1, "uint8"),
    (v2.ColorJitter(saturation=(1.6, 1.6)), 1, "uint8"),
    (v2.ColorJitter(hue=(0.2, 0.2)), 1, "uint8"),
    (v2.RandomGrayscale(1), 1, "uint8"),
    (v2.Grayscale(3), 1, "uint8"),
    (v2.RandomAutocontrast(1), 1, "uint8"),
    (v2.RandomAdjustSharpness(2.5, 1), 1, "uint8"),
    (v2.GaussianBlur((3, 7), (1.5, 1.5)), 1, "uint8"),
    (v2.JPEG((35, 35)), 0, "uint8"),
    (v2.Pad((3, 9), padding_mode="symmetric"), 0, "uint8"),
    (v2.Resize((150, 70), v2.InterpolationMode.BICUBIC), 3, "uint8"),  # weights of 16 bits
    (v2.Resize(60, max_size=75), 3, "uint8"),
    (v2.ConvertImageDtype(torch.float32), 1e-6, "uint8"),
    (v2.Compose([v2.ToDtype(torch.float32, scale=True), v2.Normalize((0.4,) * 3, (0.2,) * 3)]), 1e-5, "uint8"),
]  # fmt: skip


def of(form):
    image = picture() // 2 + 40  # neither black nor white, so that every operator shows
    return {"uint8": image, "grey": image[..., :1].copy(), "float32": image / np.float32(255)}[form]


def theirs_of(transform, image):
    if isinstance(transform, (A.BasicTransform, A.Compose)):
        return transform(image=image)["image"]
    return transform(torch.from_numpy(image.transpose(2, 0, 1).copy())).permute(1, 2, 0).numpy()


def imported(transform):
    if isinstance(transform, (A.BasicTransform, A.Compose)):
        return sm.from_albumentations(transform, strict=False)
    return sm.from_torchvision(transform, strict=False)


@pytest.mark.parametrize("transform, bound, form", PINNED, ids=lambda of: str(of)[:60])
def test_what_is_not_left_to_chance_has_the_originals_pixels(transform, bound, form):
    image = of(form)
    inner = slice(25, -25) if isinstance(transform, v2.RandomAffine) or "center" in vars(transform) else slice(None)
    ours = np.asarray(imported(transform)(image, seed=0, index=0).image)
    theirs = theirs_of(transform, image)
    ours = ours.reshape(theirs.shape)
    assert difference(ours[inner, inner], theirs[inner, inner]) <= bound
    assert form != "uint8" or ours.shape != image.shape or difference(ours, image) > 0  # it does something


def test_a_grid_of_holes_has_its_ratio_and_shift():
    """Cells of 5 x 10 px; Albumentations takes the number of columns for that of rows."""
    image = np.ascontiguousarray(picture()[:35, :50])
    grid = A.GridDropout(0.4, random_offset=False, holes_number_xy=(7, 5), shift_xy=(2, 1), fill=9, p=1)
    ours = imported(grid)(image, seed=0, index=0).image
    assert (ours == grid(image=image)["image"]).all() and (ours == 9).all(axis=2).sum() == 7 * 5 * 2 * 4


BOXES = {"bboxes": [[1, 1, 4, 3]], "labels": [0]}
WHOLE = [  # every picture that either can make of one of 5 x 7 px, in which no two pixels are alike
    (A.D4(p=1), 8),
    (A.SquareSymmetry(p=1), 8),
    (A.RandomRotate90(p=1), 4),
    (A.ChannelShuffle(p=1), 6),
    (A.RandomCrop(3, 4, p=1), 12),
    (A.RandomCrop(6, 4, pad_if_needed=True, pad_position="bottom_right", fill=9, p=1), 4),
    (A.RandomResizedCrop((3, 3), (9 / 35, 9 / 35), (1, 1), p=1), 15),
    (A.CropNonEmptyMaskIfExists(3, 4, p=1), 12),
    (A.CropNonEmptyMaskIfExists(3, 4, ignore_values=[1], p=1), 12),
    (A.Erasing((4 / 35, 4 / 35), (1, 1), 9, p=1), 24),
    (A.Erasing((6 / 35, 6 / 35), (1.5, 1.5), p=1), 20),
    (A.RandomGridShuffle((1, 7), p=1), None),
    (A.CoarseDropout((1, 1), (2, 2), (3, 3), fill=9, p=1), 20),
    (A.CoarseDropout((1, 1), (0.4, 0.4), (0.43, 0.43), p=1), 20),
    (v2.RandomCrop((3, 4)), 12),
    (v2.RandomCrop((3, 4), padding=(0, 1), fill=9), 20),
    (v2.RandomResizedCrop((3, 3), (9 / 35, 9 / 35), (1, 1)), 15),
    (v2.RandomZoomOut(9, (1.5, 1.5), p=1), None),
    (v2.RandomErasing(1, (4 / 35, 4 / 35), (1, 1), 9), 24),
    (v2.RandomHorizontalFlip(0.5), 2),
    (v2.RandomVerticalFlip(0.5), 2),
    (v2.RandomChannelPermutation(), 6),
    (v2.RandomPosterize(3, 0.5), 2),
    (v2.RandomSolarize(99, 0.5), 2),
    (v2.RandomChoice([v2.RandomInvert(1), v2.RandomVerticalFlip(1)]), 2),
    (v2.RandomApply([v2.RandomInvert(1)], 0.5), 2),
    (v2.RandomOrder([v2.RandomSolarize(99, 1), v2.RandomPosterize(3, 1)]), 2),
]  # fmt: skip


def pictures_of(transform):
    """All that smalti and the original make of it in 400 draws."""
    image = np.arange(105, dtype=np.uint8).reshape(5, 7, 3) * 2 + 10
    mask = np.ones((5, 7), np.uint8)
    made, seen = imported(transform), (set(), set())
    torch.manual_seed(3)
    if isinstance(transform, A.BasicTransform):
        pipeline = A.Compose([transform], bbox_params=A.BboxParams("pascal_voc", ["labels"]), seed=3)
        original = lambda: pipeline(image=image, mask=mask, **BOXES)["image"]
    else:
        original = lambda: theirs_of(transform, image)
    for draw in range(400):
        given = {"boxes": BOXES["bboxes"], "labels": [0]} if "Shuffle" not in str(transform) else {}
        ours = made(image, seed=draw, index=0, segmentation=mask, **given).image
        for pictures, one in zip(seen, (np.asarray(ours), original())):
            pictures.add((one.shape, np.ascontiguousarray(one).tobytes()))
    return seen


@pytest.mark.parametrize("transform, count", WHOLE, ids=lambda of: str(of)[:60])
def test_what_is_left_to_chance_makes_the_same_pictures(transform, count):
    seen = pictures_of(transform)
    if count is None:  # there are too many: each must be the other's pixels in another order
        assert len(seen[0]) > 5 and len(seen[1]) > 5
        assert {shape for shape, _ in seen[0]} == {shape for shape, _ in seen[1]}
        assert {bytes(sorted(data)) for _, data in seen[0]} == {bytes(sorted(data)) for _, data in seen[1]}
    else:
        assert len(seen[0]) == count and seen[0] == seen[1]


@pytest.mark.parametrize("erosion, places, theirs", [(0.0, 2 * 2, 1), (0.5, 3 * 3, 3 * 2), (1.0, 4 * 3, 3 * 2)])
def test_a_window_around_a_box_is_at_any_of_its_places(erosion, places, theirs):
    """The box is 3 x 2 px, the window 4 x 3; Albumentations never draws the very last whole px of a range."""
    ours, original = pictures_of(A.AtLeastOneBBoxRandomCrop(3, 4, erosion, p=1))
    assert len(ours) == places and len(original) == theirs and original < ours


def test_a_window_that_holds_all_boxes_ends_anywhere_behind_them():
    """The box ends at 4, 3 of 7, 5 px. smalti rounds the end up, so that the border is reached, Albumentations down."""
    ours, original = ({shape[:2] for shape, _ in seen} for seen in pictures_of(A.BBoxSafeRandomCrop(p=1)))
    assert ours == {(h, w) for h in (4, 5) for w in (5, 6, 7)}
    assert original == {(h, w) for h in (3, 4) for w in (4, 5, 6)}


def ramp(height=60, width=84):
    """Each pixel's own place, so that a warp shows from where it took it."""
    y, x = np.mgrid[:height, :width]
    return np.float32(np.dstack([x / width, y / height]))


def moved(image):
    return (np.asarray(image) - ramp()) * [84, 60]


@pytest.mark.parametrize("mode", ["camera", "fisheye"])
def test_a_lens_bends_as_much(mode):
    """Up to half a pixel, by which Albumentations is off, and half of what it stretches by."""
    lens = A.OpticalDistortion((0.2, 0.2), mode=mode, p=1)
    ours, theirs = imported(lens)(ramp(), seed=0, index=0).image, lens(image=ramp())["image"]
    inner = slice(12, -12)
    assert np.abs(moved(ours) - moved(theirs))[inner, inner].max() < 0.55 < np.abs(moved(ours))[inner, inner].max()


@pytest.mark.parametrize("steps, limit", [(3, 0.3), (5, 0.3), (5, 0.1)])
def test_a_grid_is_as_fine_and_stretched_as_much(steps, limit):
    """The original is told what smalti drew; it is off by up to a pixel, as it reaches both ends of each cell."""
    grid = A.GridDistortion(steps, limit, p=1)
    out = imported(grid)(ramp(), seed=4, index=0)
    state = out.params["drawn"][0]["state"]
    factors = iter([*state["x"], *state["y"]])
    assert len(state["x"]) == steps + 1 and max(abs(f - 1) for f in state["x"]) <= limit
    grid.py_random = types.SimpleNamespace(uniform=lambda *_: next(factors) - 1, random=random.random)
    theirs = grid(image=ramp())["image"]
    inner = slice(8, -8)
    assert np.abs(moved(out.image) - moved(theirs))[inner, inner].max() < 1.2


@pytest.mark.parametrize("alpha, sigma", [(60, 4), (120, 4), (60, 7)])
def test_an_elastic_transform_moves_pixels_as_far(alpha, sigma):
    elastic = A.Compose([A.ElasticTransform(alpha, sigma, noise_distribution="uniform", p=1)], seed=1)
    made, inner = imported(elastic.transforms[0]), slice(15, -15)
    reach = [[], []]
    for draw in range(60):
        reach[0].append((moved(made(ramp(), seed=draw, index=0).image)[inner, inner] ** 2).mean())
        reach[1].append((moved(elastic(image=ramp())["image"])[inner, inner] ** 2).mean())
    ours, theirs = (np.sqrt(np.mean(squares)) for squares in reach)
    assert abs(ours / theirs - 1) < 0.12


@pytest.mark.parametrize("deviation", [0.05, 0.2])
def test_noise_is_as_strong(deviation):
    noise = A.GaussNoise(std_range=(deviation, deviation), p=1)
    grey = np.full((200, 200, 3), 128, np.float32) / 255
    out = imported(noise)(grey, seed=0, index=0).image - grey
    theirs = noise(image=grey)["image"] - grey
    assert abs(out.std() / theirs.std() - 1) < 0.02 and abs(out.mean()) < 0.002


@pytest.mark.parametrize("fit", ["cover", "contain"])
def test_a_mosaic_of_one_picture_has_its_place_and_size(fit):
    """All four are the same picture, so that it does not matter which is where; cells have its aspect."""
    image = picture((64, 96))
    mosaic = A.Mosaic((2, 2), (40, 50), (32, 48), (0.25, 0.25), fit, fill=114, p=1)
    theirs = A.Compose([mosaic])(image=image, mosaic_metadata=[{"image": image}] * 3)["image"]
    ours = imported(mosaic)([{"image": image}] * 4, seed=0, index=0)[0].image
    assert difference(ours, theirs) <= 1
