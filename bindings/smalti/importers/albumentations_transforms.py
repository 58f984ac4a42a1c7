# SPDX-License-Identifier: MIT
"""What each transform of Albumentations is in smalti: from its parameters to (operator, parameters) pairs."""

from . import NotKept, operator, shown
from .parameters import FILTERS


def _same(name, *keys):
    return lambda read: [(name, read.same(*keys))]


def _crop(read, name):
    size = (read["height"], read["width"])
    if not read["pad_if_needed"]:
        read.same("pad_position", "border_mode", "fill", "fill_mask")  # of the padding, which is not done
        return [(name, {"size": size})]
    pad = {"min_height": size[0], "min_width": size[1], "position": read["pad_position"], **read.padding()}
    return [("PadIfNeeded", pad), (name, {"size": size})]


def _random_resized_crop(read):
    return [("RandomResizedCrop", {**read.same("size", "scale", "ratio"), **read.filter()})]


def _safe_crop(read):
    return [("RandomSizedBBoxSafeCrop", {**read.same("height", "width", "erosion_rate"), **read.filter()})]


def _non_empty_crop(read):
    read.expect("ignore_channels", None, "masks are told apart by ids, not by channels")
    ignored = read["ignore_values"] or ()
    return [("CropNonEmptyMaskIfExists", {**read.same("height", "width"), "ignore_values": ignored})]


def _resize(read):
    return [("Resize", {"size": (read["height"], read["width"]), **read.filter()})]


def _bounded(name):
    def made(read):
        size = {key: read[key] for key in ("max_size", "max_size_hw") if read[key] is not None}
        return [(name, {**size, **read.filter()})]

    return made


def _pad(read):
    how = read.padding()
    return [("Pad", {"padding": read["padding"], "padding_mode": how.pop("border_mode"), **how})]


def _pad_if_needed(read):
    sizes = read.same("min_height", "min_width", "pad_height_divisor", "pad_width_divisor", "position")
    if "padding" in read.values:  # of the parent class, not used
        read["padding"]
    return [("PadIfNeeded", {**sizes, **read.padding()})]


def _hull(read):
    return "ellipse" if read["rotate_method"] == "ellipse" else "polygon"


def _rotate(read):
    read.expect("crop_border", False, "the picture keeps its size")
    lo, hi = read["limit"]  # counter-clockwise; RandomAffine turns clockwise
    return [("RandomAffine", {"degrees": (-hi, -lo), "hull": _hull(read), **read.warp()})]


def _shift(read, key, both):
    lo, hi = both
    if lo != -hi:
        read.drop(key, f"shifts of up to {max(abs(lo), abs(hi))} to either side are drawn")
    return max(abs(lo), abs(hi))


def _shift_scale_rotate(read):
    lo, hi = read["rotate_limit"]
    translate = tuple(_shift(read, key, read[key]) for key in ("shift_limit_x", "shift_limit_y"))
    scale = tuple(1 + v for v in read["scale_limit"])
    return [("RandomAffine", {"degrees": (-hi, -lo), "translate": translate, "scale": scale,
                              "hull": _hull(read), **read.warp()})]  # fmt: skip


def _affine(read):
    scale, shear = read["scale"], read["shear"]
    if tuple(scale["x"]) != tuple(scale["y"]):
        read.drop("scale", f"both axes are scaled by a number from {shown(scale['x'])}")
    elif not read["keep_ratio"] and scale["x"][0] != scale["x"][1]:
        read.drop("keep_ratio", "both axes are scaled by one number")
    sheared = [axis for axis in "xy" if any(v != 0 for v in shear[axis])]
    if len(sheared) == 2 or (sheared and any(v != 0 for v in read["rotate"])):
        read.drop("shear", "the picture is sheared along x, then along y, then turned")
    read["keep_ratio"]
    read.expect("balanced_scale", False, "scales are drawn uniformly")
    read.expect("fit_output", False, "the picture keeps its size")
    percent, px = read["translate_percent"], read["translate_px"]
    translate = (0, 0)
    if percent is not None:
        translate = tuple(_shift(read, "translate_percent", percent[axis]) for axis in "xy")
    elif px is not None and any(v != 0 for axis in "xy" for v in px[axis]):
        read.drop("translate_px", "shifts are shares of the side, as in translate_percent")
    lo, hi = read["rotate"]
    return [("RandomAffine", {"degrees": (-hi, -lo), "translate": translate, "scale": tuple(scale["x"]),
                              "shear": (*shear["x"], *shear["y"]), "hull": _hull(read), **read.warp()})]  # fmt: skip


def _elastic(read):
    read.expect("approximate", False, "the kernel is as wide as sigma asks")
    read.expect("same_dxdy", False, "each axis has a field of its own")
    read.expect("noise_distribution", "uniform", "noise is uniform")
    read["keypoint_remapping_method"]  # keypoints follow the field's inverse, which both methods approach
    # Albumentations moves pixels by alpha times the smoothed noise, torchvision's rule by half of that.
    return [("ElasticTransform", {"alpha": 2 * read["alpha"], "sigma": read["sigma"], **read.warp()})]


def _field(name, *keys):
    def made(read):
        read["keypoint_remapping_method"]
        border = read.border()
        warp = {**read.filter(antialias=False), "fill": read.fill(), **read.unknown_mask("ignore index")}
        return [(name, {**read.same(*keys), "border_mode": border, **warp})]

    return made


def _to_gray(read):
    read.expect("method", "weighted_average", "grey is 0.299 R + 0.587 G + 0.114 B")
    channels = read["num_output_channels"]
    return [("RandomGrayscale", {}) if channels == 3 else ("Grayscale", {"num_output_channels": channels})]


def _to_rgb(read):
    read.expect("num_output_channels", 3, "3 channels come out")
    return [("RGB", {})]


def _posterize(read):
    bits = read["num_bits"]
    bits = (bits, bits) if isinstance(bits, int) else bits
    if len(bits) != 2 or any(not isinstance(b, int) for b in bits):
        raise NotKept(f"num_bits = {shown(bits)!r}: all channels keep as many bits")
    steps = [operator("RandomPosterize", bits=b) for b in range(bits[0], bits[1] + 1)]
    return [("RandomPosterize", {"bits": bits[0]}) if len(steps) == 1 else ("RandomChoice", {"ops": steps})]


def _solarize(read):
    share = read.one("threshold_range", "one threshold is used, {:g} of the white")
    return [("RandomSolarize", {"threshold": 255 * share})]


def _equalize(read):
    read.expect("mode", "pil", "the table is Pillow's")
    read.expect("by_channels", True, "each channel is equalised alone")
    read.expect("mask", None, "all pixels are counted")
    return [("RandomEqualize", {})]


def _auto_contrast(read):
    read.expect("cutoff", 0, "the darkest and the brightest value are the ends")
    read.expect("ignore", None, "all values are counted")
    read.expect("method", "pil", "the table is Pillow's")
    return [("RandomAutocontrast", {})]


def _gaussian_blur(read):
    lo, hi = read["blur_limit"]
    sigma = read["sigma_limit"]
    # Any number of the range is drawn and made odd; 0 means as wide as sigma asks, 3.5 of it to either side.
    drawn = [k | 1 if k else 2 * int(3.5 * sigma[1]) + 1 for k in range(lo, hi + 1)]
    sizes = sorted(set(drawn))
    if len(sizes) == 1:
        return [("GaussianBlur", {"kernel_size": sizes[0], "sigma": sigma})]
    ops = [operator("GaussianBlur", kernel_size=k, sigma=sigma) for k in sizes]
    return [("RandomChoice", {"ops": ops, "weights": [drawn.count(k) for k in sizes]})]


def _gauss_noise(read):
    read.expect("per_channel", True, "each channel has noise of its own")
    read.expect("noise_scale_factor", 1, "each pixel has noise of its own")
    mean = read.one("mean_range", "one mean is used, {:g}")
    return [("GaussianNoise", {"mean": mean, "sigma": read.one("std_range", "one deviation is used, {:g}")})]


def _compression(read):
    read.expect("compression_type", "jpeg", "JPEG is used")
    return [("JPEG", {"quality": read["quality_range"]})]


def _brightness_contrast(read):
    kept = read.same("brightness_limit", "contrast_limit", "brightness_by_max", "ensure_safe_range")
    return [("RandomBrightnessContrast", kept)]


def _clahe(read):
    across, down = read["tile_grid_size"]  # as OpenCV counts tiles
    return [("CLAHE", {"clip_limit": read["clip_limit"], "tile_grid_size": (down, across)})]


def _downscale(read):
    pair = {}
    for way, code in read["interpolation_pair"].items():
        pair[way] = FILTERS.get(code, ("bilinear", False))[0]
        if code not in FILTERS:
            read.drop("interpolation_pair", f"{way} is bilinear")
    return [("Downscale", {"scale_range": read["scale_range"], "interpolation_pair": pair})]


def _holes(read):
    """What masks and keypoints become in holes: Albumentations drops keypoints there."""
    value = read.fill_mask()
    if value:
        read.drop("fill_mask", "masks are kept in the holes")
    return {"mask_policy": "zero" if value == 0 else "keep", "on_cover": "drop"}


def _erasing(read):
    lo, hi = read["ratio"]  # width over height; RandomErasing's is height over width
    value = read.fill(("random",))
    return [("RandomErasing", {"scale": read["scale"], "ratio": (1 / hi, 1 / lo), "value": value, **_holes(read)})]


def _coarse_dropout(read):
    taken = read.same("num_holes_range", "hole_height_range", "hole_width_range")
    for key in ("hole_height_range", "hole_width_range"):
        if taken[key] == (1, 1) and all(isinstance(v, int) for v in taken[key]):
            raise NotKept(f"{key} = (1, 1): up to 1 it is a share of the side, not px")
    fill = read.fill(("random", "random_uniform"))
    return [("CoarseDropout", {**taken, "fill": fill, "fill_mask": read.fill_mask(), "on_cover": "drop"})]


def _grid_dropout(read):
    taken = read.same("ratio", "random_offset", "unit_size_range", "holes_number_xy", "shift_xy")
    if taken["holes_number_xy"]:  # of which Albumentations makes rows, then columns
        taken["holes_number_xy"] = taken["holes_number_xy"][::-1]
    return [("GridDropout", {**taken, "fill": read.fill(("random", "random_uniform")), **_holes(read)})]


def _mosaic(read):
    read["metadata_key"]
    read.drop("metadata_key", "partners are the other samples of the call or of the Loader's mix group")
    taken = read.same("grid_yx", "target_size", "cell_shape", "center_range", "fit_mode")
    return [("Mosaic", {**taken, **read.filter(), "fill": read.fill(), "fill_mask": read.fill_mask()})]


def _normalize(read):
    mode = read["normalization"]
    means = read.same("mean", "std")
    read.expect("max_pixel_value", (255, None), "values are divided by the white of their type, 255 for uint8")
    if mode == "standard":
        return [("Normalize", means)]
    if mode in ("image", "image_per_channel"):
        return [("ZScore", {"scope": "image", "per_channel": mode != "image", "eps": 1e-4, "clip": 20})]
    return [("MinMax", {"per_channel": mode != "min_max", "eps": 1e-4})]


def _to_float(read):
    read.expect("max_value", (255, None), "values are divided by the white of their type, 255 for uint8")
    return [("ToDtype", {"dtype": "float32", "scale": True})]


def _from_float(read):
    white = {"uint8": 255, "uint16": 65535}.get(read["dtype"])
    read.expect("max_value", (None, white), "values are multiplied by the white of their type")
    return [("ToDtype", {"dtype": read["dtype"], "scale": True})]


TRANSFORMS = {
    "HorizontalFlip": _same("RandomHorizontalFlip"),
    "VerticalFlip": _same("RandomVerticalFlip"),
    "RandomRotate90": _same("RandomRotate90"),
    "D4": _same("D4"),
    "SquareSymmetry": _same("D4"),
    "Transpose": _same("Transpose"),
    "CenterCrop": lambda read: _crop(read, "CenterCrop"),
    "RandomCrop": lambda read: _crop(read, "RandomCrop"),
    "RandomResizedCrop": _random_resized_crop,
    "AtLeastOneBBoxRandomCrop": _same("AtLeastOneBBoxRandomCrop", "height", "width", "erosion_factor"),
    "BBoxSafeRandomCrop": _same("BBoxSafeRandomCrop", "erosion_rate"),
    "RandomSizedBBoxSafeCrop": _safe_crop,
    "CropNonEmptyMaskIfExists": _non_empty_crop,
    "Resize": _resize,
    "LongestMaxSize": _bounded("LongestMaxSize"),
    "SmallestMaxSize": _bounded("SmallestMaxSize"),
    "Pad": _pad,
    "PadIfNeeded": _pad_if_needed,
    "Rotate": _rotate,
    "ShiftScaleRotate": _shift_scale_rotate,
    "Affine": _affine,
    "ElasticTransform": _elastic,
    "GridDistortion": _field("GridDistortion", "num_steps", "distort_limit", "normalized"),
    "OpticalDistortion": _field("OpticalDistortion", "distort_limit", "mode"),
    "ColorJitter": _same("ColorJitter", "brightness", "contrast", "saturation", "hue"),
    "HueSaturationValue": _same("HueSaturationValue", "hue_shift_limit", "sat_shift_limit", "val_shift_limit"),
    "RandomBrightnessContrast": _brightness_contrast,
    "ToGray": _to_gray,
    "ToRGB": _to_rgb,
    "ChannelShuffle": _same("RandomChannelPermutation"),
    "InvertImg": _same("RandomInvert"),
    "Posterize": _posterize,
    "Solarize": _solarize,
    "Equalize": _equalize,
    "AutoContrast": _auto_contrast,
    "CLAHE": _clahe,
    "GaussianBlur": _gaussian_blur,
    "MotionBlur": _same("MotionBlur", "blur_limit", "allow_shifted", "angle_range", "direction_range"),
    "MedianBlur": _same("MedianBlur", "blur_limit"),
    "GaussNoise": _gauss_noise,
    "ImageCompression": _compression,
    "Downscale": _downscale,
    "Erasing": _erasing,
    "CoarseDropout": _coarse_dropout,
    "GridDropout": _grid_dropout,
    "RandomGridShuffle": _same("RandomGridShuffle", "grid"),
    "Mosaic": _mosaic,
    "Normalize": _normalize,
    "ToFloat": _to_float,
    "FromFloat": _from_float,
    "NoOp": lambda read: [],
}
