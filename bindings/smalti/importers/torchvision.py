# SPDX-License-Identifier: MIT
"""torchvision.transforms.v2, read from live objects: its names are smalti's, so most of it is looking them up."""

import enum
import inspect

from ..compose import BoxFilter, Compose
from ..operators import classes
from . import NotKept, finish, operator, shown, together

# What torchvision calls its own parameters elsewhere.
ATTRIBUTES = {("RandomIoUCrop", "sampler_options"): "options"}
# Parameters that say nothing about what is done to a picture, or only where the targets of a call stand.
SILENT = {("Normalize", "inplace"), ("RandomErasing", "inplace"), ("MixUp", "labels_getter"), ("CutMix", "labels_getter")}
RETURNS = {"ToImage": "torch", "PILToTensor": "torch", "ToTensor": "torch", "ToPILImage": "PIL"}
# Done by every pipeline of smalti: boxes and keypoints leave within the picture, or marked; tensors carry no subclass.
NOTHING_TO_DO = {"Identity", "ToPureTensor", "ClampBoundingBoxes"}
REASONS = {
    "Lambda": "functions are not read; apply it to what the pipeline returns",
    "ClampKeyPoints": "keypoints out of the picture keep their place, with v = 0",
    "SanitizeKeyPoints": "keypoints out of the picture stay, with v = 0",
    "SetClampingMode": "boxes leave within the picture",
}


def from_torchvision(transform, *, strict=True):
    """A smalti pipeline from a torchvision.transforms.v2 pipeline.

    Args:
        transform: a Compose, a torch.nn.Sequential, a list of transforms, or one transform, live.
        strict: refuse what cannot be kept; else leave it out. In either case all of it is named.

    Returns a Compose with `.dropped`: one sentence for each parameter and transform that was left out. Boxes are all
    kept, as in torchvision, unless there is a SanitizeBoundingBoxes; call it with boxes=, labels=, masks= and the like.

    Raises:
        ParamError: something cannot be kept, and strict is true; the text lists all of it.
    """
    reader = _Reader()
    ops = reader.sequence(transform if isinstance(transform, (list, tuple)) else [transform])
    spec = Compose(ops, filter=reader.filter).to_dict()
    return finish(spec, reader.dropped, reader.returns, strict)


class _Reader:
    """What is found on the way through a pipeline, first to last."""

    def __init__(self):
        self.dropped = []
        self.returns = None
        self.filter = None
        self.depth = 0  # containers around the transform that may leave it out

    def sequence(self, transforms):
        return [op for transform in transforms for op in self.read(transform)]

    def within(self, transforms):
        """One operator for each child of a container, None for a child that is not kept."""
        self.depth += 1
        children = []
        for transform in transforms:
            before = len(self.dropped)
            ops = self.read(transform)
            children.append(together(ops) if ops or len(self.dropped) == before else None)
        self.depth -= 1
        return children

    def read(self, transform):
        name = type(transform).__name__
        try:
            if not type(transform).__module__.startswith(("torchvision.transforms.", "torch.nn.modules.")):
                raise NotKept("only transforms of torchvision.transforms.v2 are read")
            return self.known(name, transform)
        except NotKept as error:
            self.dropped.append(f"{name}: {error}")
            return []

    def known(self, name, transform):
        if name in ("Compose", "Sequential"):
            return self.sequence(transform.transforms if name == "Compose" else transform.children())
        if name in ("RandomApply", "RandomOrder", "RandomChoice"):
            return self.container(name, transform)
        if name in NOTHING_TO_DO:
            return []
        if name in RETURNS:
            if self.depth:
                raise NotKept("conversions cannot be left to chance; move it out of its container")
            self.returns = RETURNS[name]
            return [operator("ToDtype", dtype="float32", scale=True)] if name == "ToTensor" else []
        if name == "SanitizeBoundingBoxes":
            if self.depth:
                raise NotKept("boxes are judged once, at the end; move it out of its container")
            self.filter = BoxFilter(transform.min_size, transform.min_area, min_visible=0, max_aspect=1e6)
            return []
        if name == "ConvertBoundingBoxFormat":
            if _plain(transform.format) != "XYXY":
                raise NotKept("boxes are given and returned as x1, y1, x2, y2 in px")
            return []
        if name == "ConvertImageDtype":
            return [operator("ToDtype", dtype=_plain(transform.dtype), scale=True)]
        return [self.same(name, transform)]

    def container(self, name, transform):
        children = self.within(transform.transforms)
        ops = [child for child in children if child is not None]
        if name != "RandomChoice":
            return [operator(name, ops=ops, chance=transform.p if name == "RandomApply" else 1)] if ops else []
        weights = [p for p, child in zip(transform.p or [1] * len(children), children) if child is not None]
        return [operator(name, ops=ops, weights=weights)] if ops else []

    def same(self, name, transform):
        """The operator of the same name, its parameters by their names."""
        if name not in classes:
            raise NotKept(REASONS.get(name, "smalti has no such operator"))
        taken, p = {}, 1
        for key in inspect.signature(type(transform).__init__).parameters:
            if key == "self" or (name, key) in SILENT:
                continue
            attribute = ATTRIBUTES.get((name, key), key)
            if not hasattr(transform, attribute):
                raise NotKept(f"has no attribute {attribute}; transforms of torchvision.transforms.v2 are read")
            value = self.value(name, key, getattr(transform, attribute))
            if (name, key) == ("RandomCrop", "padding") and value is not None and ".v2." in type(transform).__module__:
                left, right, top, bottom = value  # as it keeps them
                value = (left, top, right, bottom)
            if key == "p" and not classes[name]._about["own_p"]:
                p = value
            elif key in classes[name].__signature__.parameters:
                taken[key] = value
            else:
                self.dropped.append(f"{name}.{key} = {shown(value)!r}: smalti has no such parameter")
        if name in ("MixUp", "CutMix"):  # one weight and a ring of partners: of the mix group, which stands for the batch
            taken.update(mode="group", partner="roll")
        if taken.get("fill", 0) is None:
            del taken["fill"]
        return operator(name, p, **taken)

    def value(self, name, key, value):
        if isinstance(value, dict):  # by kind of target; those of the picture are kept
            plain = {kind if isinstance(kind, str) else kind.__name__: _plain(v) for kind, v in value.items()}
            kept = next((kind for kind in ("Image", "PureTensor", "Tensor", "others") if kind in plain), None)
            for kind, v in plain.items():
                if kind != kept and v is not None:
                    self.dropped.append(f"{name}.{key}[{kind}] = {shown(v)!r}: that of pictures alone is kept")
            return None if kept is None else plain[kept]
        if (name, key) == ("RandomErasing", "value") and value is None:
            return "random"
        return _plain(value)


def _plain(value):
    if isinstance(value, enum.Enum):
        return value.name if value.__class__.__name__ == "BoundingBoxFormat" else value.value
    if type(value).__module__ == "torch" and hasattr(value, "is_floating_point") and not hasattr(value, "shape"):
        return str(value).removeprefix("torch.")  # a dtype
    if isinstance(value, (list, tuple)):
        values = [_plain(v) for v in value]
        return values[0] if len(values) == 1 else values
    return value
