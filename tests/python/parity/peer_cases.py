# SPDX-License-Identifier: MIT
"""The table: the operators that follow other libraries than torchvision, and what they may differ by."""

import smalti as sm

from . import peers as p
from .measure import Bound
from .peers import MosaicPeer, Peer

ALL = ("uint8", "uint16", "float32")
BOXED = {"given": ("boxes", "labels"), "labelled": True}


def alike(image=Bound(), image_uint16=None, image_float32=None):
    """Bounds of the three number formats."""
    return {"image": image, "image_uint16": image_uint16 or image, "image_float32": image_float32 or image}


SHORT = "OpenCV's weights have 11 bits for bytes, and its places are float32 of another order"
LINEAR = alike(Bound(1, 0.15, SHORT), Bound(1, 0.02, SHORT), Bound(2e-5, cause=SHORT))
AREA = "OpenCV rounds between the passes and its bilinear weights have 11 bits"
AREAS = alike(Bound(2, 0.25, AREA), Bound(1, 0.02, AREA), Bound(2e-5, cause=AREA))
CUT_OFF = "Albumentations cuts off the fraction, smalti rounds it"
CUTS = alike(Bound(1, cause=CUT_OFF), image_float32=Bound(1.2e-7, cause="smalti fuses the product into the sum"))
PLACE = "smalti's places are float32"
PLACES = alike(Bound(1, 2e-4, PLACE), Bound(2, 0.05, PLACE), Bound(3e-5, cause=PLACE))
PLACES["places, px"] = Bound(1e-4, cause=PLACE)
ORDER = "float32 in another order: a value halfway between two levels becomes the other"
ORDERS = alike(Bound(1, 2e-5, ORDER), Bound(1, 0.01, ORDER), Bound(3e-6, cause=ORDER))
SUMS = alike(Bound(1, 2e-5, ORDER), Bound(1, 0.01, ORDER), Bound(1.2e-7, cause=ORDER))
STEPS = "Albumentations maps indices of pixels, and reaches both ends of each cell"
INDICES = "Albumentations maps indices of pixels, which is off by half a pixel times the stretch"
CENTRES = "OpenCV's camera looks at W/2 among the indices it reads, and at (W-1)/2 among those it writes"
CODED = "Albumentations' HSV has bytes, its hue steps of 2 degrees"
LAB = "OpenCV's Lab has bytes"
TABLE = "Pillow's table is of doubles, torchvision's of float32"
ROUNDS = "Pillow rounds, torchvision and so exact mode cut the fraction off"
TIES = "where a pixel's centre falls on the edge between two, the other is taken"
TIED = {"share": 0.002, "cause": TIES}
NUMBERS = "float32 in another order"
NUMBER = alike(Bound(2e-6, cause=NUMBERS))
ADDED = "Albumentations adds eps to the deviation, which is at least eps in smalti"
NO_EPS = "Albumentations has no eps for float32"
DOUBLE = alike(Bound(1e-5, cause="smalti's ends and factor are float32"))

SYMMETRIES = [
    Peer(op, "Albumentations", p.symmetry, ALL, labelled=True) for op in (sm.D4(), sm.RandomRotate90(), sm.Transpose())
]
CROPS = [
    Peer(sm.AtLeastOneBBoxRandomCrop(9, 11), "Albumentations", p.crop, ALL, **BOXED),
    Peer(sm.BBoxSafeRandomCrop(0.3), "Albumentations", p.crop, ALL, **BOXED),
    Peer(sm.CropNonEmptyMaskIfExists(9, 11), "Albumentations", p.crop, ALL, labelled=True),
    Peer(sm.RandomSizedBBoxSafeCrop(40, 30, 0.3), "Pillow", p.pillow_resized, given=("boxes", "labels")),
    Peer(
        sm.RandomSizedBBoxSafeCrop(40, 30, 0.3, antialias=False), "OpenCV", p.resized, ALL,
        given=("boxes", "labels"), **LINEAR,
    ),
    Peer(sm.RandomScaleAspect(), "Pillow", p.pillow_resized),
]  # fmt: skip
COLOUR = {"fill": (10, 200, 30)}
EXTENTS = [
    Peer(sm.LongestMaxSize(75), "Pillow", p.pillow_resized),
    Peer(sm.LongestMaxSize(75, antialias=False), "Albumentations", p.bounded, ALL, **LINEAR),
    Peer(sm.SmallestMaxSize(45), "Pillow", p.pillow_resized),
    Peer(sm.SmallestMaxSize(45, antialias=False), "Albumentations", p.bounded, ALL, **LINEAR),
    Peer(sm.LetterBox((80, 70)), "Pillow", p.letter_box),
    *(
        Peer(sm.PadIfNeeded(104, 211, position=position, **COLOUR), "Albumentations", p.pad_if_needed)
        for position in ("center", "top_left", "top_right", "bottom_left", "bottom_right")
    ),
    *(
        Peer(sm.PadIfNeeded(None, None, 16, 13, border_mode=mode), "Albumentations", p.pad_if_needed, ALL)
        for mode in ("constant", "edge", "symmetric", "reflect")
    ),
]
GRID = sm.GridDistortion(border_mode="edge")
LENSES = [sm.OpticalDistortion((-0.3, 0.3), mode, border_mode="edge") for mode in ("camera", "fisheye")]
INDEXED = ("places",)
FIELDS = [
    # of 13 rows in 5 steps, Albumentations lets the last one show the first
    Peer(GRID, "Albumentations", p.grid_map, INDEXED, least=42, **{"places, px": Bound(1.5, cause=STEPS)}),
    Peer(GRID, "SciPy", p.grid_places, (*ALL, *INDEXED), **PLACES),
    Peer(LENSES[0], "Albumentations", p.lens_map, INDEXED, **{"places, px": Bound(0.6, cause=CENTRES)}),
    Peer(LENSES[1], "Albumentations", p.lens_map, INDEXED, **{"places, px": Bound(0.5, cause=INDICES)}),
    *(Peer(op, "SciPy", p.lens_places, (*ALL, *INDEXED), **PLACES) for op in LENSES),
]
BRIGHTNESS = [
    sm.RandomBrightnessContrast(0.4, 0.4),
    sm.RandomBrightnessContrast(0.4, 0.4, brightness_by_max=False),
    sm.RandomBrightnessContrast(0.4, 0.4, ensure_safe_range=True),
]
COLOURS = [
    Peer(sm.HueSaturationValue(), "Albumentations", p.byte_hsv, image=Bound(14, cause=CODED)),
    Peer(sm.HueSaturationValue(), "OpenCV", p.shifted_hsv, ALL, **ORDERS),
    Peer(sm.RandomHSV(0.1), "OpenCV", p.scaled_hsv, ALL, **{**ORDERS, "image": Bound(1, 5e-5, ORDER)}),
    *(Peer(op, "Albumentations", p.brightness_contrast, ALL, **CUTS) for op in BRIGHTNESS),
    Peer(sm.RandomEqualize(1), "Pillow", p.equalized),
    Peer(sm.RandomAutocontrast(1), "Pillow", p.stretched, image=Bound(1, 0.01, TABLE)),
    Peer(sm.RandomInvert(1), "Pillow", p.inverted),
    Peer(sm.RandomSolarize(100, 1), "Pillow", p.solarized),
    Peer(sm.RandomPosterize(3, 1), "Pillow", p.posterized),
    Peer(sm.Grayscale(), "Pillow", p.grey, image=Bound(1, cause=ROUNDS)),
]
NEIGHBOURS = [
    Peer(sm.CLAHE(), "OpenCV", p.clahe, ("grey",)),
    Peer(sm.CLAHE(6, (4, 9)), "OpenCV", p.clahe, ("grey",)),
    Peer(sm.CLAHE((2, 2)), "Albumentations", p.clahe_of_colour, image=Bound(32, cause=LAB)),
    Peer(sm.MedianBlur((3, 9)), "OpenCV", p.median),
    Peer(sm.MedianBlur((3, 5)), "OpenCV", p.median, ALL),
    Peer(sm.MotionBlur((3, 9)), "Albumentations", p.motion, ALL, **SUMS),
    Peer(sm.MotionBlur((3, 9), False), "Albumentations", p.motion, ALL, **SUMS),
    Peer(
        sm.Downscale((0.3, 0.8)), "OpenCV", p.downscale, ALL,
        **alike(Bound(255, **TIED), Bound(65535, **TIED), Bound(1, **TIED)),
    ),
    Peer(sm.Downscale((0.3, 0.8), {"downscale": "area", "upscale": "bilinear"}), "OpenCV", p.downscale, ALL, **AREAS),
    *(Peer(sm.JPEG((1, 100), subsampling=chroma), "OpenCV", p.jpeg) for chroma in ("420", "422", "444")),
]  # fmt: skip
HOLES = [
    Peer(sm.CoarseDropout((1, 9), **COLOUR), "Albumentations", p.holes),
    *(
        Peer(op, "Albumentations", p.holes, ALL)
        for op in (sm.CoarseDropout(), sm.GridDropout(), sm.GridDropout(holes_number_xy=(3, 2)), sm.Cutout(3, fill=0))
    ),
]
MIXES = [
    Peer(sm.RandomGridShuffle((3, 4)), "Albumentations", p.shuffled, ALL, labelled=True),
    *(
        MosaicPeer(
            sm.Mosaic((2, 2), (64, 50), (60, 60), fit_mode=mode, antialias=False), "Albumentations", p.mosaic,
            image=LINEAR["image"],
        )
        for mode in ("cover", "contain")
    ),
]  # fmt: skip
SCORES = {"scope": "image", "eps": 1e-4, "clip": 20}
NORMALS = [
    Peer(sm.Normalize(sm.IMAGENET_MEAN, sm.IMAGENET_STD), "Albumentations", p.normalized("standard"), ALL, **NUMBER),
    Peer(
        sm.ZScore(**SCORES, per_channel=False), "Albumentations", p.normalized("image"), ALL,
        **alike(Bound(5e-5, cause=ADDED), Bound(2e-6, cause=NUMBERS), Bound(0.01, cause=ADDED)),
    ),
    Peer(
        sm.ZScore(**SCORES), "Albumentations", p.normalized("image_per_channel"), ALL,
        **alike(Bound(5e-5, cause=ADDED), Bound(2e-6, cause=NUMBERS), Bound(2e-6, cause=NUMBERS)),
    ),
    Peer(
        sm.MinMax(eps=1e-4), "Albumentations", p.normalized("min_max"), ALL,
        **{**NUMBER, "image_float32": Bound(2e-4, cause=NO_EPS)},
    ),
    Peer(sm.MinMax(True, 1e-4), "Albumentations", p.normalized("min_max_per_channel"), ALL, **NUMBER),
    Peer(sm.PercentileClip(2, 98), "NumPy", p.percentiles, ALL, **DOUBLE),
    Peer(sm.ScaleRange(10, 200), "NumPy", p.rescaled, image=DOUBLE["image"]),
    Peer(sm.Window(100, 50), "NumPy", p.window, image=DOUBLE["image"]),
]  # fmt: skip
PEERS = [*SYMMETRIES, *CROPS, *EXTENTS, *FIELDS, *COLOURS, *NEIGHBOURS, *HOLES, *MIXES, *NORMALS]
