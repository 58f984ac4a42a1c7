# SPDX-License-Identifier: MIT
"""Albumentations, OpenCV, Pillow, SciPy and NumPy, called with what smalti drew."""

import math
import types

import albumentations as A
import albumentations.augmentations.blur.functional as blur
import albumentations.augmentations.crops.functional as crops
import albumentations.augmentations.dropout.functional as dropout
import albumentations.augmentations.geometric.functional as geometric
import albumentations.augmentations.mixing.functional as mixing
import albumentations.augmentations.pixel.functional as pixel
import albucore
import cv2
import numpy as np
import smalti as sm
from PIL import Image, ImageOps
from scipy import ndimage

from .measure import Case, Drawn

WHITE = {"uint8": 255, "uint16": 65535, "float32": 1}
SYMMETRIES = {  # by what smalti does first to last: exchange rows and columns, mirror x, mirror y
    (False, False, False): "e", (False, True, False): "h", (False, False, True): "v", (False, True, True): "r180",
    (True, False, False): "t", (True, True, False): "r270", (True, False, True): "r90", (True, True, True): "hvt",
}  # fmt: skip
FILTERS = {"nearest": cv2.INTER_NEAREST_EXACT, "bilinear": cv2.INTER_LINEAR, "area": cv2.INTER_AREA}
BORDERS = {"constant": 0, "edge": 1, "symmetric": 2, "reflect": 4}


def picture(image, form):
    """A picture of bytes in another number format, or grey; "places": x and y of each pixel, as shares of the side."""
    if form == "grey":
        return np.ascontiguousarray(image[..., 0])
    if form == "places":
        y, x = np.mgrid[: image.shape[0], : image.shape[1]]
        return np.float32(np.dstack([x / image.shape[1], y / image.shape[0]]))
    return (image / np.float32(255)) if form == "float32" else image.astype(form) * (WHITE[form] // 255)


class Peer(Case):
    """An operator, and what another library makes of the same picture: theirs(image (h w c), drawn) gives an image.

    It is asked about pictures of the given `forms`, and, with `labelled`, about the segmentation as well. `given`: the
    targets that smalti needs for its draw.
    """

    def __init__(self, op, beside, theirs, forms=("uint8",), *, given=(), labelled=False, **more):
        super().__init__(op, theirs, **more)
        self.beside, self.forms, self.given, self.labelled = beside, forms, given, labelled

    def pairs(self, sample, seed):
        pipeline = sm.Compose([self.op], mode="exact", filter=None)
        given = {name: value for name, value in sample.targets().items() if name in self.given}
        if self.labelled:
            given["segmentation"] = sample.segmentation
        for form in self.forms:
            image = picture(sample.image, form)
            out = pipeline(image, seed=seed, index=sample.extent[0], **given)
            drawn = Drawn(self.op, out.params["drawn"], out.params["at"], sample.extent, self.fill)
            ours, theirs = (np.atleast_3d(one) for one in (out.image, self.theirs(image, drawn)))
            if form == "places":
                yield "places, px", ours * image.shape[1::-1], theirs * image.shape[1::-1]
            else:
                yield "image" if form == "uint8" else f"image {form}", ours, theirs
        if self.labelled:
            yield "segmentation", out.segmentation, self.theirs(sample.segmentation, drawn.with_fill(255))

    @property
    def fill(self):
        return getattr(self.op, "fill", 0)


def symmetry(image, d):
    """Albumentations' d4."""
    axes = (d.state.get("transposed", False), d.state["x"][3], d.state["y"][3])
    return geometric.d4(image, SYMMETRIES[axes])


def crop(image, d):
    top, left, height, width = d.window
    return crops.crop(image, left, top, left + width, top + height)


def resized(image, d):
    """OpenCV's resize of what a crop shows."""
    return cv2.resize(crop(image, d), d.size[::-1], interpolation=FILTERS[d.op.interpolation])


def pillow_resized(image, d):
    if "state" not in d.entries[0]:  # no window was found
        return image
    return np.asarray(Image.fromarray(crop(image, d)).resize(d.size[::-1], Image.Resampling.BILINEAR))


def bounded(image, d):
    """Albumentations' transform of the same name, which draws nothing."""
    return getattr(A, type(d.op).__name__)(d.op.max_size[0] if d.op.max_size else None, d.op.max_size_hw, p=1)(
        image=image
    )["image"]


def pad_if_needed(image, d):
    return A.PadIfNeeded(
        d.op.min_height, d.op.min_width, d.op.pad_height_divisor, d.op.pad_width_divisor, d.op.position,
        BORDERS[d.op.border_mode], d.fill, p=1,
    )(image=image)["image"]  # fmt: skip


def letter_box(image, d):
    resize, pad = d.state
    out = np.full((pad["y"][2], pad["x"][2], 3), d.op.fill, np.uint8)
    inner = np.asarray(Image.fromarray(image).resize((resize["x"][2], resize["y"][2]), Image.Resampling.BILINEAR))
    top, left = -pad["y"][0], -pad["x"][0]
    out[top : top + inner.shape[0], left : left + inner.shape[1]] = inner
    return out


def grid_map(image, d):
    """Albumentations' maps of pixel indices."""
    steps = [[float(f) for f in d.state[axis]] for axis in "xy"]
    scaled = geometric.normalize_grid_distortion_steps(d.extent, d.op.num_steps, *steps)
    maps = geometric.generate_grid(d.extent, scaled["steps_x"], scaled["steps_y"], d.op.num_steps)
    return geometric.remap(image, *maps, cv2.INTER_LINEAR, cv2.BORDER_REPLICATE)


def grid_places(image, d):
    """The same grid, of places instead of indices, sampled by SciPy."""
    rows = []
    for factors, side in ((d.state["y"], d.extent[0]), (d.state["x"], d.extent[1])):
        cells = min(d.op.num_steps, side)
        borders = np.append(np.arange(cells + 1) * (side // cells), side).astype(float)
        source = np.concatenate([[0], np.cumsum(np.diff(borders) * factors)])
        rows.append(np.interp(np.arange(side) + 0.5, borders, source * side / source[-1]) - 0.5)
    return sampled(image, *np.meshgrid(*rows, indexing="ij"))


def lens_map(image, d):
    """Albumentations' maps, of which OpenCV makes the camera's."""
    maps = {"camera": geometric.get_camera_matrix_distortion_maps, "fisheye": geometric.get_fisheye_distortion_maps}
    return geometric.remap(image, *maps[d.op.mode](d.extent, d.state["k"]), cv2.INTER_LINEAR, cv2.BORDER_REPLICATE)


def lens_places(image, d):
    height, width = d.extent
    y, x = np.mgrid[:height, :width] + 0.5 - np.array([height, width])[:, None, None] / 2
    camera = d.op.mode == "camera"
    r2 = (x / width) ** 2 + (y / height) ** 2 if camera else 4 * (x**2 + y**2) / (width**2 + height**2)
    grown = 1 + d.state["k"] * (r2 + r2**2 if camera else r2)
    return sampled(image, grown * y + height / 2 - 0.5, grown * x + width / 2 - 0.5)


def sampled(image, y, x):
    """The pixels between which a place lies, blended by SciPy in double; the border goes on for ever."""
    planes = [ndimage.map_coordinates(np.float64(plane), [y, x], order=1, mode="nearest") for plane in planes_of(image)]
    values = np.stack(planes, axis=-1)
    return values if image.dtype == np.float32 else np.rint(values)


def planes_of(image):
    return np.moveaxis(np.atleast_3d(image), -1, 0)


def float_hsv(image, change):
    """OpenCV's HSV of numbers in 0..1, whose hue has no steps."""
    white = WHITE[str(image.dtype)]
    hue, saturation, value = cv2.split(cv2.cvtColor(np.float32(image) / np.float32(white), cv2.COLOR_RGB2HSV))
    hue, saturation, value = change(hue, saturation, value)
    changed = cv2.merge([np.float32(hue % 360), np.float32(saturation.clip(0, 1)), np.float32(value.clip(0, 1))])
    out = cv2.cvtColor(changed, cv2.COLOR_HSV2RGB) * white
    return out if white == 1 else np.rint(out)


def shifted_hsv(image, d):
    turn, more, lighter = (d.state[key] for key in ("turn", "saturation", "value"))
    return float_hsv(image, lambda h, s, v: (h + 360 * turn, np.where(s == 0, 0, s + more), v + lighter))


def scaled_hsv(image, d):
    turn, more, lighter = (d.state[key] for key in ("turn", "saturation", "value"))
    return float_hsv(image, lambda h, s, v: (h + 360 * turn, s * more, v * lighter))


def byte_hsv(image, d):
    s = d.state
    return pixel.shift_hsv(image, 180 * s["turn"], 255 * s["saturation"], 255 * s["value"])


def brightness_contrast(image, d):
    (step,) = d.state
    shift = step["shift"] if step["step"] == "ScaleAndShift" else step["shift"] * np.mean(image)
    return albucore.multiply_add(image, step["factor"], shift, inplace=False)


def clahe(image, d):
    """Of OpenCV, whose tiles are counted across, then down."""
    return cv2.createCLAHE(d.state["clip"], (d.state["columns"], d.state["rows"])).apply(image)


def clahe_of_colour(image, d):
    return pixel.clahe(image, d.state["clip"], (d.state["columns"], d.state["rows"]))


def downscale(image, d):
    """OpenCV there and back."""
    small = [max(1, int(np.rint(side * d.state["scale"]))) for side in d.extent]
    pair = d.op.interpolation_pair
    small = cv2.resize(image, small[::-1], interpolation=FILTERS[pair["downscale"]])
    return cv2.resize(small, d.extent[::-1], interpolation=FILTERS[pair["upscale"]])


def median(image, d):
    return cv2.medianBlur(image, d.state["side"])


def motion(image, d):
    """Albumentations' kernel along the drawn line, and its convolution."""
    s, reach = d.state, d.state["side"] // 2
    back, forth = -s["first"] / reach, s["last"] / reach  # how much of the reach either way
    shifts = iter([2 * s["dx"] / reach, 2 * s["dy"] / reach])
    kernel = blur.create_motion_kernel(
        s["side"], math.degrees(math.atan2(s["sin"], s["cos"])), forth - back, d.op.allow_shifted,
        types.SimpleNamespace(uniform=lambda *_: next(shifts)),
    )  # fmt: skip
    return pixel.convolve(image, kernel=kernel / kernel.sum())


def holes(image, d):
    return dropout.cutout(image, np.array(d.state), d.fill, None)


def shuffled(image, d):
    rows, columns = d.state["rows"], d.state["columns"]
    cells = [(y0, x0, y1, x1) for y0, y1 in zip(rows, rows[1:]) for x0, x1 in zip(columns, columns[1:])]
    return geometric.swap_tiles_on_image(image, np.array(cells), d.state["perm"])


class MosaicPeer(Peer):
    """A mosaic of four versions of a picture, of the aspect of its cells: of others Albumentations shows the corner."""

    def pairs(self, sample, seed):
        cell, height = self.op.cell_shape, sample.extent[0]
        times = min(side / of for side, of in zip(sample.extent, cell))
        image = sample.image[: round(cell[0] * times), : round(cell[1] * times)]
        images = [np.ascontiguousarray(one) for one in (image, image[::-1], image[:, ::-1], 255 - image)]
        pipeline = sm.Compose([self.op], mode="exact", filter=None)
        out = pipeline([{"image": image} for image in images], seed=seed, index=height)
        for place, one in enumerate(out):
            drawn = Drawn(self.op, one.params["drawn"], one.params["at"], sample.extent)
            yield "image", one.image, self.theirs(images, place, drawn)


def mosaic(images, place, d):
    s, op = d.state, d.op
    cells = mixing.calculate_cell_placements(op.grid_yx, op.cell_shape, op.target_size, (s["cx"], s["cy"]))
    partners = iter(s["partners"])
    first = [(s[c] - target // 2) // cell for c, target, cell in zip(("cy", "cx"), op.target_size, op.cell_shape)]
    across = len({cell[0] for cell in cells})  # cells that show, of all in a row
    primary = (s["primary"] // op.grid_yx[1] - first[0]) * across + s["primary"] % op.grid_yx[1] - first[1]
    shown = {cell: place if number == primary else next(partners) for number, cell in enumerate(cells)}
    items = [{"image": image, "mask": None, "bboxes": None, "keypoints": None} for image in images]
    made = mixing.process_all_mosaic_geometries(
        op.target_size, op.cell_shape, shown, items, op.fill, op.fill, op.fit_mode, FILTERS[op.interpolation], 0
    )
    return mixing.assemble_mosaic_from_processed_cells(made, (*op.target_size, 3), np.uint8, "image", op.fill)


def pillow(function):
    return lambda image, d: np.asarray(function(Image.fromarray(image), d))


equalized = pillow(lambda image, d: ImageOps.equalize(image))
stretched = pillow(lambda image, d: ImageOps.autocontrast(image))
inverted = pillow(lambda image, d: ImageOps.invert(image))
solarized = pillow(lambda image, d: ImageOps.solarize(image, int(d.op.threshold)))
posterized = pillow(lambda image, d: ImageOps.posterize(image, d.op.bits))
grey = pillow(lambda image, d: image.convert("L"))


def jpeg(image, d):
    """OpenCV's encoder and decoder, which want BGR."""
    ratio = {"420": 0x221111, "422": 0x211111, "444": 0x111111}[d.state["subsampling"]]
    options = [cv2.IMWRITE_JPEG_QUALITY, d.state["quality"], cv2.IMWRITE_JPEG_SAMPLING_FACTOR, ratio]
    _, coded = cv2.imencode(".jpg", image[..., ::-1], options)
    return cv2.imdecode(coded, cv2.IMREAD_COLOR)[..., ::-1]


def normalized(mode):
    """Albumentations' Normalize, whose modes are operators here."""
    return lambda image, d: A.Normalize(
        normalization=mode, max_pixel_value=WHITE[str(image.dtype)], p=1
    )(image=image)["image"]  # fmt: skip


def percentiles(image, d):
    low, high = np.percentile(np.float64(image), [d.op.lower, d.op.upper], axis=(0, 1))
    return ((image - low) / (high - low)).clip(0, 1)


def rescaled(image, d):
    return np.interp(np.float64(image), [d.op.a_min, d.op.a_max], [d.op.b_min, d.op.b_max])


def window(image, d):
    """PS3.3 C.11.2.1.2.1, of one channel after the other."""
    lo = d.op.center - 0.5 - (d.op.width - 1) / 2
    return np.interp(np.float64(image), [lo, lo + d.op.width - 1], d.op.out)
