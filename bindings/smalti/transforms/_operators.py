# SPDX-License-Identifier: MIT
"""One transform per operator that torchvision has, too, with torchvision's signature."""

import enum
import inspect

import torch
from torchvision import tv_tensors
from torchvision.transforms import v2

from .. import operators
from .._core import core
from ._plan import Step

PILLOW_FILTERS = {0: "nearest", 1: "lanczos", 2: "bilinear", 3: "bicubic", 4: "box", 5: "hamming"}


def by_type(values, kind):
    """What a dictionary by type says of a kind, or its "others"."""
    return values.get(kind, values.get("others"))


def spelled(name, value):
    """A parameter as operators take it: enumerations and Pillow's filters by name, one number for a list of one."""
    if isinstance(value, enum.Enum):
        return value.value
    if name == "interpolation" and isinstance(value, int):
        return PILLOW_FILTERS.get(value, value)
    if name in ("size", "padding", "kernel_size", "sigma") and isinstance(value, (list, tuple)) and len(value) == 1:
        return value[0]
    return value


class Operator(Step):
    """Base of the transforms that are operators: parameters are attributes, and may be set anew."""

    _class = None  # the operator's class

    def __init__(self, *args, **kwargs):
        super().__init__()
        try:
            bound = self.__signature__.bind(*args, **kwargs)
        except TypeError as error:
            unknown = [name for name in kwargs if name not in self.__signature__.parameters]
            named = (
                f"no parameter {unknown[0]!r}; it takes {', '.join(self.__signature__.parameters)}"
                if unknown
                else error
            )
            raise core.ParamError(f"ParamError [param.name] {type(self).__name__}: {named}") from None
        bound.apply_defaults()
        for name, value in bound.arguments.items():
            setattr(self, name, value)
        self.operator(None)  # impossible parameters fail here

    def __setattr__(self, name, value):
        super().__setattr__(name, value)
        if not name.startswith("_"):
            self.__dict__["_made"] = {}

    def operator(self, kind):
        fill = getattr(self, "fill", None)
        key = kind if isinstance(fill, dict) else None
        made = self.__dict__.setdefault("_made", {})
        if key not in made:
            made[key] = self._class(**self._arguments(kind))
        return made[key]

    def _arguments(self, kind):
        given = {name: getattr(self, name) for name in self.__signature__.parameters}
        if isinstance(given.get("fill"), dict):
            given["fill"] = by_type(given["fill"], torch.Tensor if kind is None else kind)
        return {name: spelled(name, value) for name, value in given.items() if value is not None}

    def mask_fill(self):
        if "fill" not in self._class.__signature__.parameters:
            return None
        fill = getattr(self, "fill", 0)
        if isinstance(fill, dict):
            fill = by_type(fill, tv_tensors.Mask)
        if isinstance(fill, (list, tuple)):
            fill = fill[0] if len(fill) == 1 else 0  # a colour says nothing of a mask
        return fill or 0

    def extra_repr(self):
        return ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__signature__.parameters)


class Crops(Operator):
    """Base of the transforms that make a tuple of each picture."""

    ends_plan = True


def _signature(theirs):
    """torchvision's parameters; their types are told by the documentation of the operator."""
    parameters = [p.replace(annotation=inspect.Parameter.empty) for p in inspect.signature(theirs).parameters.values()]
    return inspect.Signature(parameters)


def _make(name):
    ours, theirs = operators.classes[name], getattr(v2, name)
    base = Crops if ours._about["kind"] == "many" else Operator
    members = {"__module__": "smalti.transforms", "__signature__": _signature(theirs), "_class": ours}
    if hasattr(theirs, "get_params"):  # scripts draw with it, for functional
        members["get_params"] = staticmethod(theirs.get_params)
    doc = f"{ours.__doc__}\n\nParameters and their defaults are those of torchvision.transforms.v2.{name}."
    return type(name, (base,), {"__doc__": doc, **members})


def classes(but):
    """A transform for each operator whose name torchvision has, except for those named."""
    return {name: _make(name) for name in operators.classes if hasattr(v2, name) and name not in but}
