# SPDX-License-Identifier: MIT
"""Pipelines on single samples: draw, plan, render, replay."""

import dataclasses
import json
import os
import secrets

from ._core import core
from .operators import Operator, from_dict

_DEFAULT = object()
TABLES = ("chiral_keypoints", "keypoint_chiral_perm", "class_chiral_perm", "keypoint_positional_perm")


@dataclasses.dataclass(frozen=True)
class BoxFilter:
    """Which instances a pipeline keeps; runs once, at its end.

    min_side [px], min_area [px^2], min_visible [fraction of the whole object], max_aspect; `on_fail` is "drop", "ignore"
    or "erase_and_drop".
    """

    min_side: float = 2
    min_area: float = 4
    min_visible: float = 0.1
    max_aspect: float = 100
    require_center: bool = False
    on_fail: str = "drop"


@dataclasses.dataclass(frozen=True)
class Raster:
    """A further raster that moves with the image: depth, heat map, second picture, frame of a clip.

    image: array (h w) or (h w c) of the image's extent, any dtype. nearest: show the nearest pixel, else use the image's filter.
    coloured: operators on pixel values and holes act on it, too, with the same draws.
    """

    image: object
    nearest: bool = True
    coloured: bool = False


class Sample:
    """What a pipeline made of one sample.

    image: of the kind that went in. boxes (n 4) float32 xyxy px, oriented_boxes (n 5), masks (n h w) bool,
    segmentation (h w), keypoints (n 3) x y v; labels: one class a box, then one an oriented box, or the image's label;
    visible, weight, ignore, index and source stand in the same order. params: everything drawn,
    for Compose.replay. plan: what was done, in words. map: source to output, 3x3. tile: (x0, y0, w, h) if Tile cut it out.
    rasters: name -> array, as they were given.
    """

    __slots__ = (
        "image", "boxes", "oriented_boxes", "masks", "segmentation", "keypoints", "labels", "image_label", "soft_label",
        "visible", "weight", "ignore", "index", "source", "params", "plan", "map", "tile", "rasters",
    )  # fmt: skip

    def __init__(self, **values):
        for name in self.__slots__:
            setattr(self, name, values.get(name))

    def __repr__(self):
        n = 0 if self.boxes is None else len(self.boxes)
        return f"smalti.Sample(image={getattr(self.image, 'shape', self.image)}, {n} boxes, labels={self.labels})"


def _kind(image):
    module = type(image).__module__.split(".")[0]
    return module if module in ("torch", "PIL") else "numpy"


def _to_input(image, kind):
    if isinstance(image, (bytes, str, os.PathLike)):
        return image
    import numpy

    if kind == "torch":
        array = image.detach().cpu().numpy()
        return array.transpose(1, 2, 0) if array.ndim == 3 else array
    return numpy.asarray(image)


def _to_output(buffer, kind):
    if kind == "torch":
        import torch

        return torch.from_dlpack(buffer)
    import numpy

    array = numpy.asarray(buffer)
    array = _plane(array)
    if kind == "PIL":
        from PIL import Image

        if array.dtype == numpy.uint8:
            return Image.fromarray(array)
    return array


class Compose:
    """A pipeline: operators in order, planned as a whole and rendered in one pass where possible.

    Args:
        ops: operators, first to last.
        mode: "fused" (float32 between operators, one rounding) or "exact" (each operator quantises, as torchvision does).
        filter: a BoxFilter, or None to keep every box.
        keypoint_chiral_perm, class_chiral_perm: what is whose mirror image; where the geometry mirrors, keypoint i becomes
            what keypoint perm[i] was, and class c of an instance becomes perm[c]. Each is its own inverse.
        keypoint_positional_perm: eight lists, one for each of e, r90, r180, r270, v, hvt, h, t, for keypoints that are named
            by their place (a keypoint should stand in one of the two kinds of table).
        chiral_keypoints: keypoints have a left and a right; an error without keypoint_chiral_perm.
        close_mosaic: shorthand: Mosaic, MixUp and CopyAndPaste stop so many epochs before the end (0: never), as if each had
            p=Schedule(close=...); the Loader's `epochs` say where the end is. Put a LetterBox of Mosaic's target_size
            behind it: it fits the pictures that Mosaic then leaves alone, and changes nothing of a mosaic. Closing helps
            on most data sets and costs points on some.

    A call takes an image (array, tensor, PIL image, encoded bytes or a path) and its targets, or a list of dictionaries
    with the same keys (needed where operators mix samples), and gives a Sample, or a list of them.
    """

    def __init__(self, ops, *, mode="fused", filter=_DEFAULT, chiral_keypoints=False, keypoint_chiral_perm=None,
                 class_chiral_perm=None, keypoint_positional_perm=None, close_mosaic=0):  # fmt: skip
        ops = list(ops)
        for op in ops:
            if not isinstance(op, Operator):
                raise core.ParamError(f"ParamError [param.type] Compose.ops = {op!r}: must be smalti operators")
        spec = {"smalti": 1, "op": "Compose", "mode": mode, "ops": [op.to_dict() for op in ops]}
        if filter is not _DEFAULT:
            spec["filter"] = None if filter is None else dataclasses.asdict(filter)
        tables = (chiral_keypoints, keypoint_chiral_perm, class_chiral_perm, keypoint_positional_perm)
        spec.update({name: value for name, value in zip(TABLES, tables) if value is not None and value is not False})
        if close_mosaic != 0:
            spec["close_mosaic"] = close_mosaic
        self._build(spec)

    def _build(self, spec):
        self._core = core.Pipeline(spec)
        self._spec = self._core.spec()

    @classmethod
    def from_dict(cls, spec):
        """A pipeline from what to_dict() gives."""
        made = cls.__new__(cls)
        made._build(spec)
        return made

    @classmethod
    def from_json(cls, text_or_path):
        """A pipeline from JSON text or a file; errors name the line, column and key."""
        return cls.from_dict(core.read_json(*_text(text_or_path, lambda text: text.lstrip("\ufeff \t\r\n").startswith("{"))))

    @classmethod
    def from_yaml(cls, text_or_path):
        """A pipeline from YAML text (of more than one line, or in braces) or a file; errors as from_json()."""
        return cls.from_dict(core.read_yaml(*_text(text_or_path, lambda text: "\n" in text or text.startswith("{"))))

    @classmethod
    def from_file(cls, path):
        """A pipeline from a file: YAML if its name ends in .yaml or .yml, else JSON."""
        path = os.fspath(path)
        return cls.from_yaml(path) if path.lower().endswith((".yaml", ".yml")) else cls.from_json(path)

    def to_dict(self):
        return self._spec

    def to_json(self, indent=None):
        return json.dumps(self._spec, indent=indent)

    def to_yaml(self):
        return core.write_yaml(self._spec)

    def _as_operator(self):
        """The chain as a child of Views or TTA; what holds for a pipeline as a whole belongs to the outer one."""
        plain = Compose([])._spec
        odd = [name for name, value in self._spec.items() if name != "ops" and value != plain.get(name)]
        if odd:
            raise core.ParamError(f"ParamError [param.conflict] Compose.{odd[0]}: must be left out of a pipeline within another; give it to the outer one")
        return {"op": "Compose", "ops": self._spec["ops"]}

    @property
    def ops(self):
        """The operators, first to last."""
        return [from_dict(spec) for spec in self._spec["ops"]]

    @property
    def mixes(self):
        """Whether an operator combines samples, so that a call needs a list of them."""
        return self._core.mixes

    def __call__(self, image, *, boxes=None, oriented_boxes=None, masks=None, segmentation=None, keypoints=None,
                 polygons=None, labels=None, image_label=None, rasters=None, seed=None, epoch=0, index=None, occurrence=0):  # fmt: skip
        targets = dict(boxes=boxes, oriented_boxes=oriented_boxes, masks=masks, segmentation=segmentation,
                       keypoints=keypoints, polygons=polygons, labels=labels, image_label=image_label, rasters=rasters)  # fmt: skip
        if isinstance(image, (list, tuple)) and image and isinstance(image[0], dict):
            samples = [dict(s) for s in image]
            first = 0 if index is None else index
            return self._run(samples, seed, epoch, [first + i for i in range(len(samples))], [occurrence] * len(samples), None)
        out = self._run([{"image": image, **targets}], seed, epoch, [0 if index is None else index], [occurrence], None,
                        drawn=index is None)  # fmt: skip
        return out[0] if self._core.views == 1 else out

    def replay(self, params, image, **targets):
        """Applies what was drawn before (a Sample's .params) to an image: the same bytes for the same image."""
        at = params["at"]
        out = self._run([{"image": image, **targets}], at["seed"], at["epoch"], [at["index"]], [at["occurrence"]], params["drawn"])
        return out[0] if self._core.views == 1 else out

    def explain(self, extent, *, channels=3, seed=0, epoch=0, index=0):
        """What would be done to a picture of (height, width): passes, layers, what was fused, bytes moved."""
        return self._core.explain(extent[0], extent[1], channels, seed, epoch, index)[0]

    def _run(self, samples, seed, epoch, ids, occurrences, replayed, drawn=False):
        if seed is None:  # fresh numbers from the operating system, kept in .params
            seed = secrets.randbits(64) if drawn else 0
        if isinstance(seed, bool) or not isinstance(seed, int):
            raise core.ParamError(f"ParamError [param.type] seed = {seed!r}: must be an integer")
        if not 0 <= seed < 1 << 64:
            raise core.ParamError(f"ParamError [param.range] seed = {seed}: must be in [0, 2^64 - 1]")
        kinds = [_kind(s["image"]) for s in samples]
        given = [_read(s, kind) for s, kind in zip(samples, kinds)]
        layout = "CHW" if kinds[0] == "torch" else "HWC"
        results = self._core.run(given, seed=seed, epoch=epoch, ids=ids, occurrences=occurrences, record=True,
                                 replayed=replayed, layout=layout)  # fmt: skip
        views = self._core.views
        out = []
        for i, result in enumerate(results):
            k = i // views
            at = {"seed": seed, "epoch": epoch, "index": ids[k], "occurrence": occurrences[k]}
            out.append(_sample(result, kinds[k], at, given[k]))
        return out

    def __reduce__(self):
        return Compose.from_dict, (self._spec,)

    def __eq__(self, other):
        return isinstance(other, Compose) and self._spec == other._spec

    def __repr__(self):
        return "Compose([\n" + "".join(f"    {op!r},\n" for op in self.ops) + "])"


def _text(text_or_path, is_text):
    """Text as given, or that of a file, and the name that errors show."""
    if isinstance(text_or_path, str) and is_text(text_or_path):
        return text_or_path, "pipeline"
    name = os.fspath(text_or_path)
    with open(name, encoding="utf-8") as file:
        return file.read(), name


def _read(sample, kind):
    """The dictionary of a sample as the compiled module takes it; `labels` are classes where there are instances."""
    out = dict(sample)
    out["image"] = _to_input(sample["image"], kind)
    labels = out.pop("labels", None)
    image_label = out.pop("image_label", None)
    instances = any(out.get(k) is not None for k in ("boxes", "oriented_boxes", "polygons", "masks"))
    if instances and labels is not None:
        out["classes"] = labels
    elif labels is not None and image_label is None:
        image_label = labels
    if out.get("rasters") is not None:
        given = [r if isinstance(r, Raster) else Raster(r) for r in out["rasters"].values()]
        out["raster_names"] = list(out["rasters"])
        out["rasters"] = [(_to_input(r.image, _kind(r.image)), r.nearest, r.coloured) for r in given]
    if image_label is not None:
        if hasattr(image_label, "__len__") and len(image_label) > 0:
            out["soft_label"] = [float(v) for v in image_label]
        else:
            out["label"] = int(image_label)
    return out


def _sample(result, kind, at, given):
    import numpy

    array = numpy.asarray
    column = lambda name: numpy.concatenate([array(result[name]), array(result["oriented_" + name])])
    oriented = given.get("oriented_boxes") is not None or len(result["oriented_boxes"]) > 0
    instances = oriented or any(given.get(k) is not None for k in ("boxes", "polygons", "masks"))
    instances = instances or len(result["boxes"]) > 0  # a mix brings those of partners
    label = result["soft_label"] or (result["label"] if result["label"] >= 0 else None)
    return Sample(
        image=_to_output(result["image"], kind),
        boxes=array(result["boxes"]) if instances else None,
        oriented_boxes=array(result["oriented_boxes"]) if oriented else None,
        masks=None if result["masks"] is None else array(result["masks"]),
        segmentation=None if result["segmentation"] is None else array(result["segmentation"]),
        keypoints=_keypoints(result, given),
        labels=column("classes") if instances else label,
        image_label=label,
        soft_label=result["soft_label"] or None,
        visible=result["visible"],
        weight=column("weight"),
        ignore=column("ignore"),
        index=column("index"),
        source=result["source"],
        params={"at": at, "drawn": result["params"]},
        plan=result["plan"],
        map=array(result["map"]).reshape(3, 3),
        rasters={name: _plane(array(r)) for name, r in zip(given["raster_names"], result["rasters"])} if given.get("rasters") else None,
    )


def _plane(array):
    return array[:, :, 0] if array.ndim == 3 and array.shape[2] == 1 else array


def _keypoints(result, given):
    import numpy

    if given.get("keypoints") is None:
        return None
    if numpy.ndim(given["keypoints"]) == 3:
        return numpy.array(result["instance_keypoints"], dtype=numpy.float32)
    return numpy.asarray(result["keypoints"])
