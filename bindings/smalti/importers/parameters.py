# SPDX-License-Identifier: MIT
"""The parameters of a transform of Albumentations; none of them is forgotten."""

from . import NotKept, shown

# OpenCV's codes. Its filters do not widen when they shrink a picture, hence antialias=False.
FILTERS = {
    0: ("nearest-legacy", False),
    1: ("bilinear", False),
    2: ("bicubic", False),
    3: ("area", True),
    5: ("bilinear", False),
    6: ("nearest-exact", False),
}
BORDERS = {0: "constant", 1: "edge", 2: "symmetric", 4: "reflect"}


class Parameters:
    """The parameters of one transform; those that nobody asked for are named at the end."""

    def __init__(self, name, values):
        self.name, self.values = name, values
        self.asked, self.dropped = {"p"}, []

    def __getitem__(self, key):
        self.asked.add(key)
        if key not in self.values:
            raise NotKept(f"has no parameter {key}; pipelines of Albumentations 2.0.8 are read")
        value = self.values[key]
        return tuple(value) if isinstance(value, list) else value

    def drop(self, key, why):
        self.dropped.append(f"{self.name}.{key} = {shown(self.values[key])!r}: {why}")

    def expect(self, key, kept, why):
        """Names the parameter unless it has the value, or one of the values, that changes nothing."""
        if self[key] not in (kept if isinstance(kept, tuple) else (kept,)):
            self.drop(key, why)

    def finish(self):
        """All sentences on what is not kept."""
        for key in self.values:
            if key not in self.asked:
                self.drop(key, "smalti has no such parameter")
        return self.dropped

    def same(self, *keys):
        return {key: self[key] for key in keys}

    def filter(self, antialias=True):
        """interpolation, where it can be kept, and whether to widen it; masks always show the nearest pixel."""
        code = self["interpolation"]
        if "area_for_downscale" in self.values and self["area_for_downscale"]:
            if self["area_for_downscale"] == "image_mask":
                self.drop("area_for_downscale", "masks show the nearest pixel")
            if code not in (1, 3, 5):
                self.drop("interpolation", "enlarged pictures are bilinear where area_for_downscale is set")
            code = 3
        name, widen = FILTERS.get(code, ("bilinear", False))
        if antialias and name == "bicubic":
            widen = True
            self.drop("interpolation", "bicubic widens where it shrinks a picture")
        if code not in FILTERS:
            self.drop("interpolation", "bilinear is used")
        if "mask_interpolation" in self.values:
            self.expect("mask_interpolation", (0, 6), "masks show the nearest pixel")
        return {"interpolation": name, "antialias": widen} if antialias else {"interpolation": name}

    def warp(self):
        """interpolation and fill of an operator that knows no border but a constant one."""
        self.expect("border_mode", 0, "fill shows where there is no source")
        return {**self.filter(antialias=False), "fill": self.fill(), **self.unknown_mask("ignore index")}

    def border(self, key="border_mode"):
        code = self[key]
        if code not in BORDERS:
            self.drop(key, "fill shows where there is no source")
        return BORDERS.get(code, "constant")

    def padding(self):
        return {"border_mode": self.border(), "fill": self.fill(), "fill_mask": self.fill_mask()}

    def fill(self, words=()):
        value = self["fill"]
        if isinstance(value, str) and value not in words:
            self.drop("fill", "0 is used")
            return 0
        return value

    def fill_mask(self):
        value = self["fill_mask"]
        if value is not None and (isinstance(value, tuple) or value != int(value)):
            self.drop("fill_mask", "one whole number is kept, the ignore index is used")
            return None
        return None if value is None else int(value)

    def unknown_mask(self, instead):
        self["fill_mask"]
        self.drop("fill_mask", f"segmentation shows the {instead} where there is no source")
        return {}

    def one(self, key, why):
        """A range that smalti wants as a number: its middle, named unless it is a point."""
        lo, hi = self[key]
        if lo != hi:
            self.drop(key, why.format((lo + hi) / 2))
        return (lo + hi) / 2
