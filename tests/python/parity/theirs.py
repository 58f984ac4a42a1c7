# SPDX-License-Identifier: MIT
"""torchvision's functionals, called with what smalti drew."""

import math
from unittest import mock

import numpy as np
import smalti as sm
import torch
from torchvision import tv_tensors
from torchvision.transforms import v2
from torchvision.transforms.v2 import functional as F


def crop(x, d):
    return F.crop(x, *d.window)


def iou_crop(x, d):
    """What v2.RandomIoUCrop does: crop, and empty the boxes whose centre is cut off."""
    if "state" not in d.entries[0]:  # no window was found
        return x
    out = crop(x, d)
    if isinstance(x, tv_tensors.BoundingBoxes):
        top, left, height, width = d.window
        cx, cy = 0.5 * (x[:, 0] + x[:, 2]), 0.5 * (x[:, 1] + x[:, 3])
        out[~((left < cx) & (cx < left + width) & (top < cy) & (cy < top + height))] = 0
    return out


def padded_crop(x, d, mode="constant"):
    """F.pad as far as the window sticks out, then F.crop: what RandomCrop, Pad and RandomZoomOut do."""
    top, left, height, width = d.window
    padding = [max(0, -left), max(0, -top), max(0, left + width - d.extent[1]), max(0, top + height - d.extent[0])]
    padded = F.pad(x, padding, fill=d.fill, padding_mode=mode)
    return F.crop(padded, top + padding[1], left + padding[0], height, width)


def bordered_crop(x, d):
    """The same with the operator's padding_mode; labels, which smalti does not repeat, get a constant border."""
    return padded_crop(x, d, "constant" if isinstance(x, tv_tensors.TVTensor) else d.op.padding_mode)


def bordered_labels(x, d):
    return padded_crop(x, d, d.op.padding_mode)


def center_crop(x, d):
    """F.center_crop; it has no fill, which a segmentation needs."""
    return padded_crop(x, d) if isinstance(x, tv_tensors.Mask) else F.center_crop(x, list(d.op.size))


def filter_of(x, d):
    """Masks are asked for the nearest pixel centre; what torchvision takes for them lacks the half pixel."""
    return "nearest-exact" if isinstance(x, tv_tensors.Mask) else d.op.interpolation


def resize(x, d):
    return F.resize(x, d.size, filter_of(x, d), antialias=d.op.antialias)


def resize_side(x, d):
    """F.resize that finds the extent itself."""
    return F.resize(x, [d.op.size], filter_of(x, d), d.op.max_size, d.op.antialias)


def resized_crop(x, d):
    return resize(crop(x, d), d) if isinstance(x, tv_tensors.Mask) else resized_crop_of_masks(x, d)


def resized_crop_of_masks(x, d):
    return F.resized_crop(x, *d.window, d.size, d.op.interpolation, d.op.antialias)


def rotate(x, d):
    angle = math.degrees(math.atan2(d.matrix[0, 1], d.matrix[0, 0]))
    return F.rotate(x, angle, d.op.interpolation, d.op.expand, d.op.center, d.fill)


def quarter_turn(x, d):
    return F.rotate(x, d.op.degrees[0], expand=d.op.expand, fill=d.fill)


def affine(x, d):
    """F.affine. The operator fixes the shear, so that angle, scale and shift can be read off the matrix."""
    a, c = d.matrix[0, 0], d.matrix[1, 0]
    shear = list(d.op.shear[::2])
    scale = math.sqrt(np.linalg.det(d.matrix[:2, :2]))
    angle = math.degrees(math.atan2(c, a)) + shear[1]
    x0, y0 = 0.5 * d.extent[1], 0.5 * d.extent[0]
    x1, y1, _ = d.matrix @ [x0, y0, 1]
    return F.affine(x, angle, [round(x1 - x0), round(y1 - y0)], scale, shear, d.op.interpolation, d.fill)


def perspective(x, d):
    back = np.linalg.inv(d.matrix)
    coefficients = (back / back[2, 2]).reshape(-1)[:8].tolist()
    return F.perspective(x, None, None, d.op.interpolation, d.fill, coefficients)


def elastic(x, d):
    """F.elastic with the displacement that its transform makes, of smalti's noise; the side of its frame is 2."""
    alpha, sigma = d.state["alpha"], d.state["sigma"]
    kernel = [int(8 * s + 1) | 1 for s in sigma]
    fields = []
    for axis, side in enumerate(reversed(d.extent)):
        noise = field_noise(d.at["seed"], d.at["index"], axis + 1, d.extent)
        fields.append(F.gaussian_blur(noise, kernel, sigma)[0, 0] * alpha[axis] / side)
    return F.elastic(x, torch.stack(fields, dim=-1)[None], d.op.interpolation, d.fill)


def philox(counter, key):
    """Philox4x32-10 over arrays of counters (4 n); the words, in order."""
    c = [np.asarray(word, np.uint64) for word in counter]
    lo, hi = key
    for _ in range(10):
        p, q = np.uint64(0xD2511F53) * c[0], np.uint64(0xCD9E8D57) * c[2]
        shift, mask = np.uint64(32), np.uint64(0xFFFFFFFF)
        c = [(q >> shift) ^ c[1] ^ np.uint64(lo), q & mask, (p >> shift) ^ c[3] ^ np.uint64(hi), p & mask]
        lo, hi = (lo + 0x9E3779B9) % 2**32, (hi + 0xBB67AE85) % 2**32
    return np.stack(c, axis=-1)


def field_noise(seed, index, stream, size):
    """The noise in [-1, 1) of a field stream of the first operator of a pipeline, float32 (1 1 h w)."""
    op_id = 0xCBF29CE484222325
    for character in b"0":
        op_id = (op_id ^ character) * 0x100000001B3 % 2**64
    key = philox([op_id % 2**32, op_id >> 32, stream << 16, 0x4F504B59], (seed % 2**32, seed >> 32))[:2]
    count = size[0] * size[1]
    blocks = np.arange(-(-count // 4))
    counter = [blocks, np.full_like(blocks, index), np.zeros_like(blocks), np.zeros_like(blocks)]
    words = philox(counter, (int(key[0]), int(key[1])))
    noise = (words.reshape(-1)[:count] >> np.uint64(8)).astype(np.float64) / 2**23 - 1
    return torch.from_numpy(noise.astype(np.float32).reshape(1, 1, *size))


def gaussian_noise(x, d):
    """F.gaussian_noise with smalti's standard normal numbers, read off a black float picture, in place of torch's."""
    h, w = d.extent
    at = d.at
    noise = sm.Compose([sm.GaussianNoise(sigma=1, clip=False)])(
        np.zeros((h, w, 3), np.float32), seed=at["seed"], epoch=at["epoch"], index=at["index"], occurrence=at["occurrence"]
    ).image
    with mock.patch.object(torch, "randn_like", lambda *_, **__: torch.from_numpy(noise.transpose(2, 0, 1).copy())):
        return F.gaussian_noise(x, d.op.mean, d.op.sigma, d.op.clip)


def jpeg(x, d):
    return F.jpeg(x, d.state["quality"])


def operation(x, step, interpolation="nearest"):
    """One operation as torchvision's policies carry it out. Factors are float32 here: a double shifts single values."""
    op, a = step["op"], single(step["magnitude"])
    factor = single(1 + a)

    def affine(shift=(0, 0), shear=(0.0, 0.0), center=None):
        shear = [float(np.degrees(np.arctan(s))) for s in shear]
        return F.affine(x, angle=0.0, translate=list(shift), scale=1.0, shear=shear, interpolation=interpolation, fill=None, center=center)

    return {
        "Identity": lambda: x,
        "ShearX": lambda: affine(shear=(a, 0.0), center=[0, 0]),
        "ShearY": lambda: affine(shear=(0.0, a), center=[0, 0]),
        "TranslateX": lambda: affine(shift=(int(a), 0)),
        "TranslateY": lambda: affine(shift=(0, int(a))),
        "Rotate": lambda: F.rotate(x, angle=a, interpolation=interpolation),
        "Brightness": lambda: F.adjust_brightness(x, factor),
        "Color": lambda: F.adjust_saturation(x, factor),
        "Contrast": lambda: F.adjust_contrast(x, factor),
        "Sharpness": lambda: F.adjust_sharpness(x, factor),
        "Posterize": lambda: F.posterize(x, int(a)),
        "Solarize": lambda: F.solarize(x, 255.0 * a),
        "AutoContrast": lambda: F.autocontrast(x),
        "Equalize": lambda: F.equalize(x),
        "Invert": lambda: F.invert(x),
    }[op]()


def policy(x, d):
    for step in d.state:
        x = operation(x, step, d.op.interpolation)
    return x


def augmix(x, d):
    """What v2.AugMix sums: m x + (1 - m) sum of w chain(x), cut off."""
    m = np.float32(d.state["m"])
    mix = m * x
    for chain in d.state["chains"]:
        y = x
        for step in chain["steps"]:
            y = operation(y, step, d.op.interpolation)
        mix.add_(torch.tensor(np.float32(chain["weight"])) * torch.tensor(np.float32(1) - m) * y)
    return mix.to(torch.uint8)


JITTER = {
    "Brightness": F.adjust_brightness,
    "Contrast": F.adjust_contrast,
    "Saturation": F.adjust_saturation,
    "Hue": F.adjust_hue,
}


def jitter(x, d):
    for step in d.state:
        if step["step"] == "PickChannels":
            x = F.permute_channels(x, step["source"])
        else:
            x = JITTER[step["step"]](x, single(step["turn" if step["step"] == "Hue" else "factor"]))
    return x


def single(number):
    """A float32 as a Python float; states print the shortest digits that give it back."""
    return float(np.float32(number))


def gaussian_blur(x, d):
    return F.gaussian_blur(x, d.state["kernel"], [single(d.state["sigma"])] * 2)


def erase(x, d):
    if isinstance(x, tv_tensors.TVTensor):  # F.erase takes no labels, the transform passes them on
        return x
    for left, top, right, bottom in d.state:
        value = d.op.value if isinstance(d.op.value, tuple) else (d.op.value,)
        x = F.erase(x, top, left, bottom - top, right - left, torch.tensor(value)[:, None, None])
    return x


def children(x, d):
    """What a container chose of three operators, in the order in which it was drawn."""
    for entry in d.entries[1:]:
        if entry["applied"] and entry["op"] == "RandomVerticalFlip":
            x = F.vertical_flip(x)
        elif entry["applied"] and not isinstance(x, tv_tensors.TVTensor):
            x = F.solarize(x, 100) if entry["op"] == "RandomSolarize" else F.rgb_to_grayscale(x, 3)
    return x


def normalize(x, d):
    return F.normalize(F.to_dtype(x, torch.float32, scale=True), list(d.op.mean), list(d.op.std))


def linear(x, d):
    matrix, mean = (torch.tensor(v) for v in (d.op.transformation_matrix, d.op.mean_vector))
    return v2.LinearTransformation(matrix, mean)(x)


def to_dtype(x, d):
    return F.to_dtype(x, getattr(torch, d.op.dtype), d.op.scale)


def share(state):
    """The parameters of v2.MixUp."""
    return {"lam": single(state["lam"])}


def rectangle(state):
    """Those of v2.CutMix."""
    return {"box": state["rect"], "lam_adjusted": single(state["lam"])}
