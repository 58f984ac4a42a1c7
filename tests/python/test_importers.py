# SPDX-License-Identifier: MIT
"""Pipelines of Albumentations, and what becomes of them: parameters by hand, pixels beside the original."""

import pickle
import subprocess
import sys

import numpy as np
import pytest
import smalti as sm
from PIL import Image

torch = pytest.importorskip("torch", reason="torch is not installed; make test TORCH=1 runs this in its environment")

pytestmark = pytest.mark.torch


@pytest.fixture(scope="module")
def A():
    reason = "albumentations 2.0.8 is not installed (requirements/torch.txt)"
    return pytest.importorskip("albumentations", reason=reason)


def picture(size=(120, 160)):
    """Smooth, with edges, so that a shift by half a pixel shows."""
    small = np.random.default_rng(5).integers(0, 256, (size[0] // 8, size[1] // 8, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(small).resize((size[1], size[0]), Image.Resampling.BICUBIC))


def difference(ours, theirs):
    assert ours.shape == theirs.shape
    return np.abs(ours.astype(float) - theirs.astype(float)).max()


def refused(call):
    with pytest.raises(sm.ParamError) as error:
        call()
    return str(error.value)


def test_neither_library_is_imported_with_smalti():
    others = ("torch", "torchvision", "albumentations", "cv2")
    code = f"import smalti, sys; sys.exit(any(name in sys.modules for name in {others}))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


# A transform, what it must become, and its parameters that must be named.
UNMASKED = "fill_mask"  # of warps, which leave segmentation at the ignore index
ALBUMENTATIONS = [
    (lambda A: A.HorizontalFlip(), lambda: sm.RandomHorizontalFlip(p=0.5), []),
    (lambda A: A.VerticalFlip(p=0.2), lambda: sm.RandomVerticalFlip(p=0.2), []),
    (lambda A: A.RandomRotate90(p=0.5), lambda: sm.RandomRotate90(p=0.5), []),
    (lambda A: A.D4(), lambda: sm.D4(), []),
    (lambda A: A.SquareSymmetry(p=0.5), lambda: sm.D4(p=0.5), []),
    (lambda A: A.Transpose(), lambda: sm.Transpose(p=0.5), []),
    (lambda A: A.CenterCrop(20, 30), lambda: sm.CenterCrop((20, 30)), []),
    (lambda A: A.RandomCrop(20, 30, p=0.5), lambda: sm.RandomCrop((20, 30), p=0.5), []),
    (lambda A: A.RandomCrop(20, 30, pad_if_needed=True, pad_position="top_left", border_mode=4, fill_mask=7, p=0.5),
     lambda: sm.RandomApply([sm.PadIfNeeded(20, 30, position="top_left", border_mode="reflect", fill_mask=7),
                             sm.RandomCrop((20, 30))], p=0.5), []),
    (lambda A: A.RandomResizedCrop((20, 30), scale=(0.3, 1), ratio=(0.5, 2)),
     lambda: sm.RandomResizedCrop((20, 30), (0.3, 1), (0.5, 2), antialias=False), []),
    (lambda A: A.RandomResizedCrop((20, 30), area_for_downscale="image"),
     lambda: sm.RandomResizedCrop((20, 30), interpolation="area"), []),
    (lambda A: A.AtLeastOneBBoxRandomCrop(20, 30, 0.2), lambda: sm.AtLeastOneBBoxRandomCrop(20, 30, 0.2), []),
    (lambda A: A.BBoxSafeRandomCrop(0.2), lambda: sm.BBoxSafeRandomCrop(0.2), []),
    (lambda A: A.RandomSizedBBoxSafeCrop(20, 30, 0.2, interpolation=0),
     lambda: sm.RandomSizedBBoxSafeCrop(20, 30, 0.2, "nearest-legacy", False), []),
    (lambda A: A.CropNonEmptyMaskIfExists(20, 30, [255]), lambda: sm.CropNonEmptyMaskIfExists(20, 30, (255,)), []),
    (lambda A: A.CropNonEmptyMaskIfExists(20, 30, ignore_channels=[1]),
     lambda: sm.CropNonEmptyMaskIfExists(20, 30), ["ignore_channels"]),
    (lambda A: A.Resize(20, 30, interpolation=6), lambda: sm.Resize((20, 30), "nearest-exact", antialias=False), []),
    (lambda A: A.Resize(20, 30, interpolation=2), lambda: sm.Resize((20, 30), "bicubic"), ["interpolation"]),
    (lambda A: A.Resize(20, 30, interpolation=4, mask_interpolation=1),
     lambda: sm.Resize((20, 30), antialias=False), ["interpolation", "mask_interpolation"]),
    (lambda A: A.LongestMaxSize([64, 96]), lambda: sm.LongestMaxSize((64, 96), antialias=False), []),
    (lambda A: A.SmallestMaxSize(max_size_hw=(64, None)),
     lambda: sm.SmallestMaxSize(max_size_hw=(64, None), antialias=False), []),
    (lambda A: A.Pad((1, 2, 3, 4), fill=9, border_mode=1), lambda: sm.Pad((1, 2, 3, 4), 9, "edge", 0), []),
    (lambda A: A.PadIfNeeded(None, 50, pad_height_divisor=32, border_mode=2, fill=(1, 2, 3)),
     lambda: sm.PadIfNeeded(None, 50, 32, border_mode="symmetric", fill=(1, 2, 3), fill_mask=0), []),
    (lambda A: A.Pad(3, border_mode=3), lambda: sm.Pad(3, fill_mask=0), ["border_mode"]),
    (lambda A: A.Rotate((-10, 30), p=1), lambda: sm.RandomAffine((-30, 10), interpolation="bilinear"), [UNMASKED]),
    (lambda A: A.Rotate(10, crop_border=True, rotate_method="ellipse", p=1),
     lambda: sm.RandomAffine(10, interpolation="bilinear", hull="ellipse"), ["crop_border", UNMASKED]),
    (lambda A: A.ShiftScaleRotate(0.1, 0.25, (-10, 30)),
     lambda: sm.RandomAffine((-30, 10), (0.1, 0.1), (0.75, 1.25), interpolation="bilinear", p=0.5), [UNMASKED]),
    (lambda A: A.Affine((0.5, 1.5), {"x": (-0.1, 0.1), "y": (-0.2, 0.2)}, rotate=(-10, 30), keep_ratio=True, fill=114,
                        p=1),
     lambda: sm.RandomAffine((-30, 10), (0.1, 0.2), (0.5, 1.5), (0, 0, 0, 0), "bilinear", 114), [UNMASKED]),
    (lambda A: A.Affine({"x": (0.5, 1), "y": (1, 2)}, translate_px=5, rotate=3, shear={"x": (1, 2), "y": (0, 0)},
                        fit_output=True, p=1),
     lambda: sm.RandomAffine((-3, -3), (0, 0), (0.5, 1), (1, 2, 0, 0), "bilinear"),
     ["scale", "shear", "fit_output", "translate_px", UNMASKED]),
    (lambda A: A.ElasticTransform(20, 5, noise_distribution="uniform", p=1),
     lambda: sm.ElasticTransform(40, 5), [UNMASKED]),
    (lambda A: A.GridDistortion(4, 0.2, border_mode=4, p=1),
     lambda: sm.GridDistortion(4, 0.2, border_mode="reflect"), [UNMASKED]),
    (lambda A: A.OpticalDistortion(0.1, mode="fisheye", p=1), lambda: sm.OpticalDistortion(0.1, "fisheye"), [UNMASKED]),
    (lambda A: A.ColorJitter(0.1, 0.2, 0.3, 0.05, p=1), lambda: sm.ColorJitter(0.1, 0.2, 0.3, 0.05), []),
    (lambda A: A.HueSaturationValue(5, (1, 2), 7), lambda: sm.HueSaturationValue(5, (1, 2), 7, p=0.5), []),
    (lambda A: A.RandomBrightnessContrast(0.3, (0, 0.1), False, True),
     lambda: sm.RandomBrightnessContrast(0.3, (0, 0.1), False, True, p=0.5), []),
    (lambda A: A.ToGray(), lambda: sm.RandomGrayscale(0.5), []),
    (lambda A: A.ToGray(1, "average", p=1), lambda: sm.Grayscale(1), ["method"]),
    (lambda A: A.ToRGB(), lambda: sm.RGB(), []),
    (lambda A: A.ChannelShuffle(), lambda: sm.RandomChannelPermutation(p=0.5), []),
    (lambda A: A.InvertImg(p=0.3), lambda: sm.RandomInvert(0.3), []),
    (lambda A: A.Posterize(3), lambda: sm.RandomPosterize(3, 0.5), []),
    (lambda A: A.Posterize((2, 4)),
     lambda: sm.RandomApply([sm.RandomChoice([sm.RandomPosterize(b, 1) for b in (2, 3, 4)])], 0.5), []),
    (lambda A: A.Solarize(), lambda: sm.RandomSolarize(127.5, 0.5), []),
    (lambda A: A.Solarize((0.2, 0.6)), lambda: sm.RandomSolarize(102, 0.5), ["threshold_range"]),
    (lambda A: A.Equalize(by_channels=False), lambda: sm.RandomEqualize(0.5), ["mode", "by_channels"]),
    (lambda A: A.AutoContrast(cutoff=2, method="pil"), lambda: sm.RandomAutocontrast(0.5), ["cutoff"]),
    (lambda A: A.CLAHE(3, (4, 6)), lambda: sm.CLAHE((1, 3), (6, 4), p=0.5), []),
    (lambda A: A.GaussianBlur((5, 5), (1, 2)), lambda: sm.GaussianBlur(5, (1, 2), p=0.5), []),
    (lambda A: A.GaussianBlur((4, 7), p=1),  # 4 and 5 give 5, 6 and 7 give 7
     lambda: sm.RandomChoice([sm.GaussianBlur(5, (0.5, 3)), sm.GaussianBlur(7, (0.5, 3))], (2, 2)), []),
    (lambda A: A.GaussianBlur(), lambda: sm.GaussianBlur(21, (0.5, 3), p=0.5), []),  # 3.5 * 3 to either side
    (lambda A: A.MotionBlur((5, 9), False, (0, 90), (0, 1)),
     lambda: sm.MotionBlur((5, 9), False, (0, 90), (0, 1), p=0.5), []),
    (lambda A: A.MedianBlur((3, 5)), lambda: sm.MedianBlur((3, 5), p=0.5), []),
    (lambda A: A.GaussNoise((0.1, 0.1)), lambda: sm.GaussianNoise(0, 0.1, p=0.5), []),
    (lambda A: A.GaussNoise(per_channel=False, noise_scale_factor=0.5), lambda: sm.GaussianNoise(0, 0.32, p=0.5),
     ["per_channel", "noise_scale_factor", "std_range"]),
    (lambda A: A.ImageCompression(quality_range=(40, 60)), lambda: sm.JPEG((40, 60), p=0.5), []),
    (lambda A: A.ImageCompression("webp"), lambda: sm.JPEG((99, 100), p=0.5), ["compression_type"]),
    (lambda A: A.Downscale((0.3, 0.5), {"downscale": 3, "upscale": 1}),
     lambda: sm.Downscale((0.3, 0.5), {"downscale": "area", "upscale": "bilinear"}, p=0.5), []),
    (lambda A: A.Erasing((0.1, 0.2), (0.5, 4)),
     lambda: sm.RandomErasing(0.5, (0.1, 0.2), (0.25, 2), on_cover="drop"), []),
    (lambda A: A.Erasing(fill="inpaint_ns", fill_mask=3),
     lambda: sm.RandomErasing(0.5, ratio=(1 / 3.3, 1 / 0.3), on_cover="drop"), ["fill", "fill_mask"]),
    (lambda A: A.CoarseDropout((1, 8), (8, 16), (0.1, 0.2), "random", 0),
     lambda: sm.CoarseDropout((1, 8), (8, 16), (0.1, 0.2), "random", 0, on_cover="drop", p=0.5), []),
    (lambda A: A.GridDropout(0.4, holes_number_xy=(3, 4), shift_xy=(1, 2), random_offset=False, fill_mask=0),
     lambda: sm.GridDropout(0.4, False, None, (4, 3), (1, 2), mask_policy="zero", on_cover="drop", p=0.5), []),
    (lambda A: A.RandomGridShuffle((2, 4)), lambda: sm.RandomGridShuffle((2, 4), p=0.5), []),
    (lambda A: A.Mosaic((2, 3), (64, 96), (64, 48), (0.4, 0.6), "contain", fill=114, p=1),
     lambda: sm.Mosaic((2, 3), (64, 96), (64, 48), (0.4, 0.6), "contain", fill=114, antialias=False, fill_mask=0),
     ["metadata_key"]),
    (lambda A: A.Normalize((0.5,) * 3, (0.2,) * 3), lambda: sm.Normalize((0.5,) * 3, (0.2,) * 3), []),
    (lambda A: A.Normalize(max_pixel_value=1),
     lambda: sm.Normalize(sm.IMAGENET_MEAN, sm.IMAGENET_STD), ["max_pixel_value"]),
    (lambda A: A.Normalize(normalization="image"),
     lambda: sm.ZScore("image", per_channel=False, eps=1e-4, clip=20), []),
    (lambda A: A.Normalize(normalization="image_per_channel"), lambda: sm.ZScore("image", eps=1e-4, clip=20), []),
    (lambda A: A.Normalize(normalization="min_max"), lambda: sm.MinMax(False, 1e-4), []),
    (lambda A: A.Normalize(normalization="min_max_per_channel"), lambda: sm.MinMax(True, 1e-4), []),
    (lambda A: A.ToFloat(), lambda: sm.ToDtype("float32", True), []),
    (lambda A: A.FromFloat("uint16"), lambda: sm.ToDtype("uint16", True), []),
]  # fmt: skip


@pytest.mark.parametrize("case", range(len(ALBUMENTATIONS)))
def test_each_transform_of_albumentations_becomes_what_it_says(A, case):
    theirs, ours, named = ALBUMENTATIONS[case]
    transform = theirs(A)
    made = sm.from_albumentations(transform, strict=False)
    assert made.ops == [ours()]
    assert [s.split(" = ")[0] for s in made.dropped] == [f"{type(transform).__name__}.{key}" for key in named]
    written = sm.from_albumentations(A.Compose([transform]).to_dict(), strict=False)
    assert written == made and written.dropped == made.dropped


def test_every_parameter_of_albumentations_counts(A):
    """A transform that learns a new parameter has it named."""
    written = {"__class_fullname__": "VerticalFlip", "p": 0.5, "axis": 2}
    assert refused(lambda: sm.from_albumentations(written)) == (
        "ParamError [param.import] not everything can be kept; strict=False leaves this out:\n"
        "  VerticalFlip.axis = 2: smalti has no such parameter"
    )
    made = sm.from_albumentations({"__class_fullname__": "Posterize", "p": 0.5}, strict=False)
    assert made.dropped == ("Posterize: has no parameter num_bits; pipelines of Albumentations 2.0.8 are read",)
    written = {"__class_fullname__": "Compose", "transforms": [], "bbox_params": {"format": "pascal_voc"}}
    made = sm.from_albumentations(written, strict=False)
    assert made.dropped == ("BboxParams: has no parameter label_fields; pipelines of Albumentations 2.0.8 are read",)


SAME_BYTES = [
    lambda A: A.HorizontalFlip(p=1),
    lambda A: A.VerticalFlip(p=1),
    lambda A: A.Transpose(p=1),
    lambda A: A.CenterCrop(50, 60),
    lambda A: A.CenterCrop(140, 200, pad_if_needed=True, fill=9),
    lambda A: A.Pad((3, 9), border_mode=1),
    lambda A: A.Pad((1, 2, 3, 4), border_mode=2),
    lambda A: A.Pad(7, border_mode=4),
    lambda A: A.PadIfNeeded(151, 191, position="bottom_left", fill=(1, 2, 3)),
    lambda A: A.PadIfNeeded(None, None, pad_height_divisor=32, pad_width_divisor=50),
    lambda A: A.Resize(70, 90, interpolation=0),
    lambda A: A.Posterize(3, p=1),
    lambda A: A.Solarize((0.4, 0.4), p=1),
    lambda A: A.InvertImg(p=1),
    lambda A: A.MedianBlur((5, 5), p=1),
    lambda A: A.GaussianBlur(0, (1.5, 1.5), p=1),
    lambda A: A.Downscale(p=1),
]
NEAR = [  # at most one level, or 1e-5
    lambda A: A.Resize(70, 90),
    lambda A: A.Resize(200, 300),
    lambda A: A.Resize(70, 90, interpolation=3),
    lambda A: A.Resize(70, 90, area_for_downscale="image"),
    lambda A: A.LongestMaxSize(100),
    lambda A: A.SmallestMaxSize(max_size_hw=(100, 50)),
    lambda A: A.ToGray(p=1),
    lambda A: A.AutoContrast(method="pil", p=1),
    lambda A: A.RandomBrightnessContrast((0.2, 0.2), (0.1, 0.1), p=1),
    lambda A: A.ColorJitter((1.2, 1.2), (1, 1), (1, 1), (0, 0), p=1),
    lambda A: A.ColorJitter((1, 1), (1.2, 1.2), (1, 1), (0, 0), p=1),
    lambda A: A.ColorJitter((1, 1), (1, 1), (1.5, 1.5), (0, 0), p=1),
]
MODES = ("standard", "image", "image_per_channel", "min_max", "min_max_per_channel")
FLOATS = [lambda A, mode=mode: A.Normalize(normalization=mode) for mode in MODES] + [lambda A: A.ToFloat()]
WARPS = [  # but for a border of 25 px, where OpenCV blends with the fill
    lambda A: A.Rotate((20, 20), p=1),
    lambda A: A.ShiftScaleRotate((0, 0), (0.2, 0.2), (20, 20), p=1),
    lambda A: A.Affine(scale=(0.8, 0.8), rotate=(15, 15), p=1),
    lambda A: A.Affine(shear={"x": (10, 10), "y": (0, 0)}, p=1),
    lambda A: A.Affine(shear={"x": (0, 0), "y": (10, 10)}, p=1),
]


@pytest.mark.parametrize("make, bound, ring", [(m, 0, 0) for m in SAME_BYTES] + [(m, 1, 0) for m in NEAR]
                         + [(m, 1e-5, 0) for m in FLOATS] + [(m, 1, 25) for m in WARPS])  # fmt: skip
def test_pixels_are_those_of_albumentations(A, make, bound, ring):
    image = picture()
    theirs = A.Compose([make(A)])(image=image)["image"]
    ours = sm.from_albumentations(make(A), strict=False)(image, seed=0, index=0).image
    inner = slice(ring, -ring or None)
    assert difference(ours[inner, inner], theirs[inner, inner]) <= bound
    assert (ours.dtype == np.uint8) == (theirs.dtype == np.uint8)


def test_jpeg_is_that_of_albumentations_which_takes_red_for_blue(A):
    theirs = A.ImageCompression(quality_range=(40, 40), p=1)(image=picture())["image"]
    ours = sm.from_albumentations(A.ImageCompression(quality_range=(40, 40), p=1))
    assert difference(ours(np.ascontiguousarray(picture()[..., ::-1]), seed=0, index=0).image[..., ::-1], theirs) == 0


FLIP, TURN, SWAP = sm.RandomHorizontalFlip(p=1), sm.D4(), sm.Transpose()


@pytest.mark.parametrize(
    "make, ours",
    [
        (lambda A: A.OneOf([A.HorizontalFlip(p=0.3), A.Transpose(p=0.6)], p=0.9),  # their p are weights
         [sm.RandomApply([sm.RandomChoice([FLIP, SWAP], (0.3, 0.6))], 0.9)]),
        (lambda A: A.OneOf([A.NoOp(), A.Sequential([A.D4(p=1), A.Transpose(p=0.5)], p=0.5)], p=1),
         [sm.RandomChoice([sm.RandomApply([], 1), sm.RandomApply([TURN, sm.Transpose(p=0.5)], 1)], (0.5, 0.5))]),
        (lambda A: A.OneOrOther(A.D4(), A.Transpose(), p=0.2), [sm.RandomChoice([TURN, SWAP], (0.2, 0.8))]),
        (lambda A: A.Sequential([A.D4(), A.Transpose(p=1)], p=1), [TURN, SWAP]),
        (lambda A: A.Sequential([A.D4()], p=0.3), [sm.RandomApply([TURN], 0.3)]),
        (lambda A: A.Compose([A.D4()], p=0.3), [sm.RandomApply([TURN], 0.3)]),
        (lambda A: A.SomeOf([A.D4(), A.Transpose(p=1)], n=2, p=0.3), [sm.RandomApply([TURN, SWAP], 0.3)]),
        (lambda A: A.SomeOf([A.D4(), A.Transpose(p=1), A.HorizontalFlip()], n=2),
         [sm.RandomChoice([sm.RandomApply(pair, 1) for pair in
                           ([TURN, SWAP], [TURN, sm.RandomHorizontalFlip()], [SWAP, sm.RandomHorizontalFlip()])])]),
        (lambda A: A.SomeOf([A.D4(), A.Transpose(p=1)], n=2, replace=True),
         [sm.RandomChoice([sm.RandomApply(pair, 1) for pair in
                           ([TURN, TURN], [TURN, SWAP], [TURN, SWAP], [SWAP, SWAP])])]),
        (lambda A: A.RandomOrder([A.D4(), A.Transpose(p=1)], n=2), [sm.RandomOrder([TURN, SWAP])]),
        (lambda A: A.RandomOrder([A.D4(), A.Transpose(p=1)], n=1), [sm.RandomChoice([TURN, SWAP])]),
    ],
)  # fmt: skip
def test_containers_of_albumentations(A, make, ours):
    assert sm.from_albumentations(make(A)).ops == ours


def test_box_and_keypoint_parameters_and_all_that_is_dropped(A):
    pipeline = A.Compose(
        [A.OneOf([A.Blur(), A.HorizontalFlip(p=0.5)], p=1), A.SomeOf([A.Blur(), A.D4()], n=1), A.Perspective(),
         A.Lambda(image=abs)],
        bbox_params=A.BboxParams("coco", ["labels", "ids"], min_area=9, min_visibility=0.2, min_width=4, min_height=3,
                                 clip=True, filter_invalid_bboxes=True, max_accept_ratio=20),
        keypoint_params=A.KeypointParams("xy", label_fields=["names"]),
        additional_targets={"depth": "image"}, seed=3, is_check_shapes=False,
    )  # fmt: skip
    dropped = (
        "Compose.additional_targets = {'depth': 'image'}: further pictures are given to each call as rasters=",
        "Compose.is_check_shapes = False: masks must have the shape of their picture",
        "Compose.seed = 3: draws follow the seed, epoch and index of each call",
        "KeypointParams.format = 'xy': keypoints are x, y, v in px from the corner of the picture; "
        "add 0.5 to pixel indices",
        "KeypointParams.label_fields = ('names',): keypoints keep their order; look labels up by it",
        "KeypointParams.remove_invisible = True: keypoints out of the picture stay, with v = 0",
        "BboxParams.format = 'coco': boxes are given and returned as x1, y1, x2, y2 in px",
        "BboxParams.label_fields = ('labels', 'ids'): labels= has one class for each box; look others up by .index",
        "BboxParams.min_width = 4: both sides are at least 3 px",
        "BboxParams.check_each_transform = True: boxes are judged once, at the end, "
        "by what is left of the whole object",
        "BboxParams.clip = True: boxes that go in must lie within their picture",
        "BboxParams.filter_invalid_bboxes = True: boxes that go in must have an area",
        "Blur: smalti has no such operator",
        "Blur: smalti has no such operator",
        "SomeOf: which of its transforms are chosen depends on those that are not kept",
        "Perspective: smalti has no such operator",
        "Lambda: smalti has no such operator",
    )
    made = sm.from_albumentations(pipeline, strict=False)
    assert made.dropped == dropped
    assert made == sm.Compose([sm.RandomChoice([FLIP], (0.5,))], filter=sm.BoxFilter(3, 9, 0.2, 20))
    assert refused(lambda: sm.from_albumentations(pipeline)).splitlines()[1:] == ["  " + each for each in dropped]
    assert sm.from_albumentations(A.Compose([A.D4()])) == sm.Compose([TURN], filter=None)


def test_boxes_are_filtered_as_by_albumentations(A):
    # by the cut to x, y in 30..90: whole, 10 of 20 px wide, 4 of 20 px wide, 3 by 3 px, outside
    boxes = [[40, 40, 60, 60], [80, 40, 100, 60], [86, 40, 106, 60], [50, 50, 53, 53], [0, 0, 20, 20]]
    pipeline = A.Compose([A.CenterCrop(60, 60)], bbox_params=A.BboxParams(
        "pascal_voc", ["labels"], min_visibility=0.3, min_area=10, check_each_transform=False))  # fmt: skip
    image, labels = np.zeros((120, 120, 3), np.uint8), [0, 1, 2, 3, 4]
    ours = sm.from_albumentations(pipeline)(image, boxes=boxes, labels=labels, seed=0, index=0)
    theirs = pipeline(image=image, bboxes=boxes, labels=labels)
    assert ours.labels.tolist() == theirs["labels"] == [0, 1]
    assert np.allclose(ours.boxes, theirs["bboxes"], atol=1e-4)


def test_a_detection_pipeline_of_albumentations_runs_with_boxes(A):
    pipeline = A.Compose(
        [
            A.LongestMaxSize(160),
            A.PadIfNeeded(160, 160, fill=114),
            A.HorizontalFlip(p=1),
            A.OneOf([A.RandomBrightnessContrast(p=1), A.HueSaturationValue(p=1)], p=0.5),
            A.CoarseDropout(p=0.5),
            A.Normalize(),
            A.ToTensorV2(),
        ],
        bbox_params=A.BboxParams("pascal_voc", label_fields=["labels"]),
    )
    made = sm.from_albumentations(pipeline)
    image, boxes = picture((240, 320)), [[20.0, 40.0, 120.0, 200.0], [200.0, 10.0, 260.0, 60.0]]
    out = made(image, boxes=boxes, labels=[3, 5], seed=1, index=0)
    # halved, moved down by (160 - 120) / 2, mirrored in 160
    assert out.boxes.tolist() == [[100, 40, 150, 120], [30, 25, 60, 50]] and out.labels.tolist() == [3, 5]
    assert isinstance(out.image, torch.Tensor) and out.image.shape == (3, 160, 160) and out.image.dtype == torch.float32
    moves = A.Compose(pipeline.transforms[:3], bbox_params=pipeline.processors["bboxes"].params)
    assert np.allclose(moves(image=image, bboxes=boxes, labels=[3, 5])["bboxes"], out.boxes, atol=1e-3)
    batch = next(iter(sm.Loader(sm.Sequence([image, image]), made, 2)))
    assert np.asarray(batch.images).shape == (2, 3, 160, 160)
    assert pickle.loads(pickle.dumps(made))(image, seed=1, index=0).image.equal(made(image, seed=1, index=0).image)


def test_no_transform_of_albumentations_goes_unmentioned(A):
    """Each becomes operators, does nothing (NoOp, and ToTensorV2 by itself), or is named."""
    seen = 0
    bases = (A.BasicTransform, A.DualTransform, A.ImageOnlyTransform, A.Transform3D)
    for cls in {c for c in vars(A).values() if isinstance(c, type) and issubclass(c, A.BasicTransform)} - set(bases):
        try:
            transform = cls()
        except (TypeError, ValueError):
            continue  # needs parameters: those with an operator are in the table above
        made = sm.from_albumentations(transform, strict=False)
        silent = cls in (A.NoOp, A.ToTensorV2)
        assert silent or made.ops or any(s.startswith(cls.__name__ + ":") for s in made.dropped), cls
        seen += 1
    assert seen > 60
