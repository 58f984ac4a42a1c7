# SPDX-License-Identifier: MIT
"""The table: every operator that follows torchvision, and what it may differ by."""

import math

import numpy as np
import smalti as sm
from torchvision.transforms import v2
from torchvision.transforms.v2 import functional as F

from . import theirs as tv
from .measure import GEOMETRY, PIXELS, Bound, Case, Corner, Mix, Resampled, Warp

LABELS = ("masks", "segmentation")
FLIPPED = Bound(1, cause="torchvision flips keypoints as pixels, W-1-x, but else moves them as places; smalti W - x")
CUT = Bound(1e-9, cause="where the border cuts a box, smalti's crossing keeps the rounding of a double")
WIDER = Bound(1, cause="torchvision moves a smaller picture by (w - W) div 2, but labels by the half rounded to even")
RATIO = Bound(1e-4, cause="torchvision's ratio of the sides is a float32, smalti's a double")
RATIO_CUT = Bound(1e-4, cause=f"{RATIO.cause}; {CUT.cause}")
WEIGHTS = Bound(2, 0.02, "torch's weights have at most 16 bits, Pillow's and smalti's 22")
ROWS_FIRST = "torch resizes columns first, Pillow 13 and smalti the rows where these shrink more"
CLAMPED = f"{ROWS_FIRST}; what a filter overshoots in the first pass is cut"
TWICE = Bound(1, 0.3, "torch rounds between the passes, and its weights have at most 16 bits; smalti rounds once")
TIES = "where a pixel's centre falls on the edge between two, torch's float32 ratio may take the other"
TIED = Bound(math.inf, 0.005, TIES)
LEGACY = "torch's 'nearest', the default for masks, lacks the half pixel; other rows ask it for 'nearest-exact'"
KEPT = "smalti repeats no labels beyond the picture, which show 255 and 0; the rows above ask torchvision for that"
ROUNDED = Bound(1, 2e-4, "float32 in another order: a value halfway between two levels becomes the other")
EDGES = Bound(math.inf, 2e-4, "float32 in another order: a position on the edge between two pixels shows the other")
SHEARED = Bound(math.inf, 2e-3, "a shear may read from the very edge between two pixels, where torch's float32 grid takes either")
RING = Bound(64, cause="given a fill, torchvision weighs by the picture's share c twice: c (1 - c) 255, and a rounding")
MATRIX = Bound(1e-3, cause="torchvision's matrix and products are float32, smalti's double")
HULL = Bound(1e-3, inside=True, cause="torchvision cuts the hull of the moved box; smalti takes that of the cut box")
CORNER = Bound(1, cause="torchvision expands the picture about its centre, but moves labels to a corner")
STEPPED = "torchvision subtracts the displacement at a corner's own pixel, and half a pixel; smalti inverts the field"
MEAN = "torch fuses (1 - f) mean into the sum, smalti rounds it first; torch's mean is a float32 sum"
SUMMED = Bound(0.01, cause="a sum of 315 products in float32, in another order")
FUSED = Bound(1.2e-7, cause="smalti fuses a product into the sum")
SHIFTED = "torchvision shifts the bits, so that 255 becomes {}; smalti maps the range, so that it becomes {}"


def resampled(op, theirs=tv.resize, cut=False, **bounds):
    """An antialiased resize, beside torchvision's tensors and its PIL images."""
    targets = ("image", "PIL image", *GEOMETRY[1:])
    return Resampled(op, theirs, targets, image=WEIGHTS, boxes=RATIO_CUT if cut else RATIO, keypoints=RATIO, **bounds)


def warp(op, theirs, *, ring=True, cut=True, least=1, **bounds):
    """A warp; `ring`: it is bilinear with a fill, `cut`: it may move boxes beyond the border."""
    expected = {"image": ROUNDED, "image_border": RING} if ring else {"image": EDGES}
    expected |= {"boxes": MATRIX, "keypoints": MATRIX, "masks": EDGES, "segmentation": EDGES}
    if cut:
        expected["boxes_cut"] = HULL
    return Warp(op, theirs, least=least, **{**expected, **bounds})


def bent(op, bound, least=1):
    """A field, which torchvision has no inverse of."""
    return warp(op, tv.elastic, least=least, boxes=bound, boxes_cut=bound, keypoints=bound)


def without_fill(op, theirs):
    """A warp of the picture alone, with torchvision's fill=None."""
    return Case(op, lambda x, d: theirs(x, d.with_fill(None)), PIXELS, note="torchvision: fill=None", image=ROUNDED)


PADDED = {"size": (11, 40), "padding": (3, 5, 1, 7)}
CROPS = [
    Case(sm.CenterCrop((11, 24)), tv.center_crop, boxes=CUT),
    Case(sm.CenterCrop((103, 140)), tv.center_crop, boxes=WIDER, keypoints=WIDER),
    Case(sm.RandomCrop((9, 14)), tv.crop, boxes=CUT),
    Case(sm.RandomCrop((70, 55), pad_if_needed=True, fill=(10, 200, 30)), tv.padded_crop, boxes=CUT),
    Case(sm.RandomCrop(**PADDED, padding_mode="edge"), tv.bordered_crop, boxes=CUT),
    Case(sm.RandomCrop(**PADDED, padding_mode="reflect"), tv.bordered_crop, boxes=CUT),
    Case(sm.RandomCrop(**PADDED, padding_mode="symmetric"), tv.bordered_crop, boxes=CUT),
    Case(sm.RandomIoUCrop(), tv.iou_crop, boxes=CUT),
    Case(sm.FiveCrop((11, 30)), lambda x, d: F.five_crop(x, list(d.op.size)), PIXELS),
    Case(sm.TenCrop((11, 30)), lambda x, d: F.ten_crop(x, list(d.op.size)), PIXELS),
    Case(sm.TenCrop((11, 30), vertical_flip=True), lambda x, d: F.ten_crop(x, list(d.op.size), True), PIXELS),
    Case(sm.Pad((3, 5, 1, 2), fill=(10, 200, 30)), tv.padded_crop),
    Case(sm.Pad(7, padding_mode="edge"), tv.bordered_crop),
    Case(sm.Pad(7, padding_mode="reflect"), tv.bordered_crop),
    Case(sm.Pad(7, padding_mode="symmetric"), tv.bordered_crop),
    Case(
        sm.Pad(7, padding_mode="symmetric"), tv.bordered_labels, LABELS, note="torchvision: masks, too",
        masks=Bound(1, 0.2, KEPT), segmentation=Bound(255, 0.2, KEPT),
    ),
    Case(sm.RandomZoomOut(p=1, fill=(10, 200, 30)), tv.padded_crop),
]  # fmt: skip
CROPPED = {"theirs": tv.resized_crop, "cut": True}
CUBIC = {"interpolation": "bicubic"}
LEGACY_NEAREST = sm.Resize((35, 133), interpolation="nearest-legacy")
RESIZES = [
    resampled(sm.RandomResizedCrop((32, 48)), **CROPPED, image_rows_first=Bound(2, 0.5, ROWS_FIRST)),
    resampled(sm.RandomResizedCrop((32, 48), **CUBIC), **CROPPED, image_rows_first=Bound(40, 0.5, CLAMPED)),
    Case(
        sm.RandomResizedCrop((32, 48)), tv.resized_crop_of_masks, LABELS, note="torchvision: its own nearest",
        masks=Bound(1, 0.7, LEGACY), segmentation=Bound(5, 0.7, LEGACY),
    ),
    resampled(sm.Resize(33), tv.resize_side),
    resampled(sm.Resize(33, max_size=40), tv.resize_side),
    resampled(sm.Resize((151, 40))),
    resampled(sm.Resize((151, 40), **CUBIC)),
    resampled(sm.Resize((151, 40), interpolation="lanczos")),
    resampled(sm.Resize((40, 151)), image_rows_first=Bound(2, 0.5, ROWS_FIRST)),
    resampled(sm.Resize((40, 151), **CUBIC), image_rows_first=Bound(40, 0.5, CLAMPED)),
    resampled(sm.Resize((40, 151), interpolation="lanczos"), image_rows_first=Bound(40, 0.5, CLAMPED)),
    Case(sm.Resize((151, 40), antialias=False), tv.resize, image=TWICE, boxes=RATIO, keypoints=RATIO),
    Case(
        sm.Resize((35, 133), interpolation="nearest-exact"), tv.resize,
        image=TIED, masks=TIED, segmentation=TIED, boxes=RATIO, keypoints=RATIO,
    ),
    Case(LEGACY_NEAREST, lambda x, d: F.resize(x, d.size, "nearest"), PIXELS, image=TIED),
    resampled(sm.RandomResize(20, 60)),
    resampled(sm.RandomShortestSize((20, 30), max_size=70)),
    resampled(sm.ScaleJitter((60, 50), scale_range=(0.3, 2))),
]  # fmt: skip
SKEW = {"translate": (0.1, 0.1), "scale": (0.7, 1.4), "shear": (5, 5, -3, -3)}
BEND = {"alpha": (120, 60), "sigma": (3, 2)}
SMOOTH = {"interpolation": "bilinear"}
WARPS = [
    Case(sm.RandomHorizontalFlip(p=1), lambda x, d: F.horizontal_flip(x), keypoints=FLIPPED),
    Case(sm.RandomVerticalFlip(p=1), lambda x, d: F.vertical_flip(x), keypoints=FLIPPED),
    Case(sm.RandomRotation((90, 90), expand=True), tv.quarter_turn, boxes=MATRIX, keypoints=MATRIX),
    Case(sm.RandomRotation((180, 180)), tv.quarter_turn, boxes=MATRIX, keypoints=MATRIX),
    warp(sm.RandomRotation(180), tv.rotate, ring=False),
    warp(sm.RandomRotation(45, **SMOOTH, fill=114), tv.rotate),
    warp(sm.RandomRotation(45, **SMOOTH, center=(10, 20)), tv.rotate),
    warp(sm.RandomRotation(45, **SMOOTH, expand=True), tv.rotate, cut=False, boxes=CORNER, keypoints=CORNER),
    without_fill(sm.RandomRotation(45, **SMOOTH), tv.rotate),
    warp(sm.RandomAffine(20, **SKEW), tv.affine, ring=False),
    warp(sm.RandomAffine(20, **SKEW, **SMOOTH, fill=(10, 200, 30)), tv.affine),
    without_fill(sm.RandomAffine(20, **SKEW, **SMOOTH), tv.affine),
    warp(sm.RandomPerspective(p=1, interpolation="nearest"), tv.perspective, ring=False, cut=False),
    warp(sm.RandomPerspective(p=1), tv.perspective, cut=False),
    without_fill(sm.RandomPerspective(p=1), tv.perspective),
    bent(sm.ElasticTransform(), Bound(4, cause=STEPPED), least=21),
    bent(sm.ElasticTransform(**BEND), Bound(16, cause=STEPPED)),
    without_fill(sm.ElasticTransform(**BEND), tv.elastic),
]
DRAWN = np.random.default_rng(3)
WHITENING = DRAWN.normal(size=(315, 315)).astype(np.float32), DRAWN.uniform(0, 255, 315).astype(np.float32)
VALUES = [
    Case(sm.ColorJitter(brightness=0.5), tv.jitter, PIXELS),
    Case(sm.ColorJitter(contrast=0.5), tv.jitter, PIXELS, image=Bound(1, 1e-4, MEAN)),
    Case(sm.ColorJitter(saturation=0.5), tv.jitter, PIXELS),
    Case(sm.ColorJitter(hue=0.5), tv.jitter, PIXELS),
    Case(sm.ColorJitter(0.4, 0.4, 0.4, 0.1), tv.jitter, PIXELS, image=Bound(3, 1e-4, MEAN)),
    Case(sm.RandomGrayscale(p=1), lambda x, d: F.rgb_to_grayscale(x, 3), PIXELS),
    Case(sm.RandomSolarize(100, p=1), lambda x, d: F.solarize(x, 100), PIXELS),
    Case(sm.RandomAutocontrast(p=1), lambda x, d: F.autocontrast(x), PIXELS),
    Case(sm.RandomPhotometricDistort(), tv.jitter, PIXELS, image=Bound(3, 1e-4, MEAN)),
    Case(sm.RandomInvert(p=1), lambda x, d: F.invert(x), PIXELS),
    Case(sm.RandomPosterize(3, p=1), lambda x, d: F.posterize(x, 3), PIXELS),
    Case(sm.RandomEqualize(p=1), lambda x, d: F.equalize(x), PIXELS),
    Case(sm.Grayscale(), lambda x, d: F.rgb_to_grayscale(x, 1), PIXELS),
    Case(sm.Grayscale(3), lambda x, d: F.rgb_to_grayscale(x, 3), PIXELS),
    Case(sm.RGB(), lambda x, d: F.grayscale_to_rgb(x), PIXELS),
    Case(sm.RandomChannelPermutation(), lambda x, d: F.permute_channels(x, d.state[0]["source"]), PIXELS),
    Case(sm.GaussianNoise(0.02, 0.1), tv.gaussian_noise, PIXELS),
    Case(sm.RandomAdjustSharpness(0.3, p=1), lambda x, d: F.adjust_sharpness(x, 0.3), PIXELS),
    Case(sm.RandomAdjustSharpness(2, p=1), lambda x, d: F.adjust_sharpness(x, 2), PIXELS),
    Case(sm.JPEG((1, 100)), tv.jpeg, PIXELS),
    Case(sm.GaussianBlur(5, sigma=(0.5, 3)), tv.gaussian_blur, PIXELS, image=ROUNDED),
    Case(sm.GaussianBlur((3, 7), sigma=(0.5, 3)), tv.gaussian_blur, PIXELS, image=ROUNDED),
    Case(sm.GaussianBlur(None, sigma=(0.5, 3)), tv.gaussian_blur, PIXELS, image=ROUNDED),
    Case(sm.RandomErasing(p=1, value=(10, 200, 30)), tv.erase),
    Case(sm.Normalize(sm.IMAGENET_MEAN, sm.IMAGENET_STD), tv.normalize, PIXELS),
    Corner(sm.LinearTransformation(*WHITENING), tv.linear, (7, 15), image=SUMMED),
    *(Case(sm.ToDtype(dtype), tv.to_dtype, PIXELS) for dtype in ("float32", "float16", "uint16", "int16")),
    *(Case(sm.ToDtype(dtype, scale=True), tv.to_dtype, PIXELS) for dtype in ("float32", "float16")),
    Case(sm.ToDtype("uint16", scale=True), tv.to_dtype, PIXELS, image=Bound(255, cause=SHIFTED.format(65280, 65535))),
    Case(sm.ToDtype("int16", scale=True), tv.to_dtype, PIXELS, image=Bound(32768, cause=SHIFTED.format(32640, 32767))),
]
CHOICES = [sm.RandomVerticalFlip(p=0.5), sm.RandomSolarize(100, p=0.5), sm.RandomGrayscale(p=0.5)]
POLICIES = [
    Case(sm.RandAugment(), tv.policy, PIXELS, image=SHEARED),
    Case(sm.TrivialAugmentWide(), tv.policy, PIXELS, image=SHEARED),
    *(Case(sm.AutoAugment(policy=name), tv.policy, PIXELS, image=SHEARED) for name in ("imagenet", "cifar10", "svhn")),
    Case(sm.AugMix(), tv.augmix, PIXELS),
]
OTHERS = [
    Case(sm.RandomApply(CHOICES), tv.children, keypoints=FLIPPED),
    Case(sm.RandomChoice(CHOICES), tv.children, keypoints=FLIPPED),
    Case(sm.RandomOrder(CHOICES), tv.children, keypoints=FLIPPED),
    Mix(sm.MixUp(mode="group", partner="roll"), v2.MixUp(), tv.share, image=FUSED),
    Mix(sm.CutMix(mode="group", partner="roll"), v2.CutMix(), tv.rectangle),
]
CASES = [*CROPS, *RESIZES, *WARPS, *VALUES, *POLICIES, *OTHERS]
