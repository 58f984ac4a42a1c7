# SPDX-License-Identifier: MIT
"""torchvision.transforms.v2.functional: what smalti renders under the same names, the rest torchvision's own.

Each function takes a PIL image, a tensor or a tv_tensor and gives the same kind.
"""

import math

import numpy
from torchvision.transforms.v2 import functional as _theirs
from torchvision.transforms.v2.functional import *  # noqa: F401, F403
from torchvision.transforms.v2.functional import get_size

from .. import operators as _operators
from ._operators import spelled as _spelled
from ._plan import apply as _apply


def _op(name, inpt, *, fill=None, state=None, **parameters):
    """Applies an operator with given parameters to one leaf; `state` stands in for what it would draw."""
    parameters = {k: _spelled(k, v) for k, v in parameters.items() if v is not None}
    mask_fill = 0
    if fill is not None:
        parameters["fill"] = fill
        mask_fill = fill[0] if isinstance(fill, (list, tuple)) else fill
    op = _operators.classes[name](**parameters)
    drawn = None if state is None else [{"op": name, "id": "0", "applied": True, "state": state}]
    return _apply(op, inpt, mask_fill, drawn)


def _axes(top, left, height, width, size):
    """The state of a crop that is brought to a size."""
    return {"x": [left, left + width, size[1], False], "y": [top, top + height, size[0], False]}


def _matrix(matrix, inpt):
    return {"matrix": numpy.asarray(matrix, float).ravel().tolist(), "extent": list(get_size(inpt))}


def _pair(size):
    size = [size] if isinstance(size, int) else list(size)
    return (size[0], size[-1])


def horizontal_flip(inpt):
    """Mirror left and right."""
    return _op("RandomHorizontalFlip", inpt, p=1)


def vertical_flip(inpt):
    """Mirror top and bottom."""
    return _op("RandomVerticalFlip", inpt, p=1)


def resize(inpt, size, interpolation="bilinear", max_size=None, antialias=True):
    """Resize to (height, width), or the short side to one number."""
    return _op("Resize", inpt, size=size, interpolation=interpolation, max_size=max_size, antialias=antialias)


def crop(inpt, top, left, height, width):
    """Cut a window out; what it has beyond the picture is 0."""
    return _op("RandomCrop", inpt, size=(height, width), state=_axes(top, left, height, width, (height, width)))


def center_crop(inpt, output_size):
    """Cut the middle out."""
    return _op("CenterCrop", inpt, size=_pair(output_size))


def resized_crop(inpt, top, left, height, width, size, interpolation="bilinear", antialias=True):
    """Cut a window out and resize it."""
    size = _pair(size)
    state = _axes(top, left, height, width, size)
    return _op("RandomResizedCrop", inpt, size=size, interpolation=interpolation, antialias=antialias, state=state)


def pad(inpt, padding, fill=None, padding_mode="constant"):
    """Add borders: one width [px], [left and right, top and bottom], or [left, top, right, bottom]."""
    return _op("Pad", inpt, padding=padding, fill=fill, padding_mode=padding_mode)


def rotate(inpt, angle, interpolation="nearest", expand=False, center=None, fill=None):
    """Turn about the centre, counter-clockwise [deg]."""
    turn = (angle + 180) % 360 - 180
    return _op(
        "RandomRotation",
        inpt,
        degrees=(turn, turn),
        interpolation=interpolation,
        expand=expand,
        center=center,
        fill=fill,
    )


def affine(inpt, angle, translate, scale, shear, interpolation="nearest", fill=None, center=None):
    """Turn clockwise [deg], scale, shear [deg] about the centre, then move [px]."""
    height, width = get_size(inpt)
    cx, cy = (0.5 * width, 0.5 * height) if center is None else center
    sheared = (shear, 0) if isinstance(shear, (int, float)) else (shear[0], shear[-1])
    turn, sx, sy = (math.radians(v) for v in (angle, *sheared))
    skew = numpy.array([[1, -math.tan(sx)], [0, 1]])
    frame = numpy.array([
        [math.cos(turn - sy) / math.cos(sy), -math.sin(turn)],
        [math.sin(turn - sy) / math.cos(sy), math.cos(turn)],
    ])  # fmt: skip
    linear = scale * frame @ skew
    offset = numpy.array([cx, cy]) + translate - linear @ (cx, cy)
    matrix = numpy.vstack([numpy.column_stack([linear, offset]), [0, 0, 1]])
    return _op("RandomAffine", inpt, degrees=0, interpolation=interpolation, fill=fill, state=_matrix(matrix, inpt))


def perspective(inpt, startpoints, endpoints, interpolation="bilinear", fill=None, coefficients=None):
    """Move four corners; or the eight coefficients of the way back."""
    if coefficients is not None:
        matrix = numpy.linalg.inv(numpy.append(numpy.asarray(coefficients, float), 1.0).reshape(3, 3))
    else:
        rows, right = [], []
        for (x, y), (u, v) in zip(startpoints, endpoints):
            rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
            right += [u, v]
        matrix = numpy.append(numpy.linalg.solve(numpy.array(rows, float), right), 1.0)
    state = _matrix(matrix, inpt)
    return _op("RandomPerspective", inpt, distortion_scale=0, p=1, interpolation=interpolation, fill=fill, state=state)


def five_crop(inpt, size):
    """The four corners and the middle."""
    return _op("FiveCrop", inpt, size=_pair(size))


def ten_crop(inpt, size, vertical_flip=False):
    """The five crops, and those of the mirrored picture."""
    return _op("TenCrop", inpt, size=_pair(size), vertical_flip=vertical_flip)


def adjust_brightness(inpt, brightness_factor):
    """Blend with black; factor 1 changes nothing."""
    return _op("ColorJitter", inpt, brightness=(brightness_factor, brightness_factor))


def adjust_contrast(inpt, contrast_factor):
    """Blend with the mean of grey; factor 1 changes nothing."""
    return _op("ColorJitter", inpt, contrast=(contrast_factor, contrast_factor))


def adjust_saturation(inpt, saturation_factor):
    """Blend with grey; factor 1 changes nothing."""
    return _op("ColorJitter", inpt, saturation=(saturation_factor, saturation_factor))


def adjust_hue(inpt, hue_factor):
    """Turn the hue by a share of the circle, in [-0.5, 0.5]."""
    return _op("ColorJitter", inpt, hue=(hue_factor, hue_factor))


def gaussian_blur(inpt, kernel_size, sigma=None):
    """Blur with a window of kernel_size [px], odd."""
    sigma = [sigma] if isinstance(sigma, (int, float)) else sigma
    if sigma is None or sigma[0] != sigma[-1]:
        return _theirs.gaussian_blur(inpt, kernel_size, sigma)
    return _op("GaussianBlur", inpt, kernel_size=kernel_size, sigma=(sigma[0], sigma[0]))


def solarize(inpt, threshold):
    """Invert values from a threshold on."""
    return _op("RandomSolarize", inpt, threshold=threshold, p=1)


def autocontrast(inpt):
    """Stretch each channel to the whole range."""
    return _op("RandomAutocontrast", inpt, p=1)


def invert(inpt):
    """The negative."""
    return _op("RandomInvert", inpt, p=1)


def posterize(inpt, bits):
    """Keep so many bits of each value."""
    return _op("RandomPosterize", inpt, bits=bits, p=1)


def equalize(inpt):
    """Make each channel's histogram flat."""
    return _op("RandomEqualize", inpt, p=1)


def adjust_sharpness(inpt, sharpness_factor):
    """Blend with a blurred picture; factor 1 changes nothing."""
    return _op("RandomAdjustSharpness", inpt, sharpness_factor=sharpness_factor, p=1)


def jpeg(image, quality):
    """Show what JPEG of a quality, 1 to 100, leaves of a picture."""
    return _op("JPEG", image, quality=quality)


def rgb_to_grayscale(inpt, num_output_channels=1):
    """Grey in one channel or three."""
    return _op("Grayscale", inpt, num_output_channels=num_output_channels)


def grayscale_to_rgb(inpt):
    """Three equal channels of one."""
    return _op("RGB", inpt)


to_grayscale = rgb_to_grayscale
hflip, vflip = horizontal_flip, vertical_flip

_NEED = {
    "invert": "RandomInvert", "posterize": "RandomPosterize", "equalize": "RandomEqualize", "jpeg": "JPEG",
    "adjust_sharpness": "RandomAdjustSharpness", "rgb_to_grayscale": "Grayscale", "to_grayscale": "Grayscale",
    "grayscale_to_rgb": "RGB",
}  # fmt: skip
globals().update({name: getattr(_theirs, name) for name, op in _NEED.items() if op not in _operators.classes})
