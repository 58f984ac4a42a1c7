# SPDX-License-Identifier: MIT
"""The way back from a view to the picture, test-time augmentation, and merging of predictions."""

import types

from ._core import core
from .compose import TABLES, Compose, _kind, _to_input
from .operators import Operator


def _map_of(map):
    import numpy

    return numpy.asarray(getattr(map, "map", map), numpy.float64)


def _kind_of(values, extent):
    if extent is not None:
        return "dense" if values.dtype.kind == "f" else "masks" if values.dtype.kind == "b" else "segmentation"
    width = values.shape[-1] if values.ndim else 0
    return {2: "keypoints", 3: "keypoints", 4: "boxes", 5: "oriented_boxes"}.get(width)


def invert(values, map, *, extent=None, offsets=None, layout="CHW", **tables):
    """Take predictions on a sample back to the picture it was made of.

    Args:
        values: boxes (m 4) xyxy px, oriented boxes (m 5) cx cy w h angle in degrees, keypoints (m 2), (m 3) or (n k 3), a
            third column being carried along; with `extent`: masks (h w) or (n h w) of truth values (False where the sample
            does not show the picture) or of class ids (255 there, 65535 of uint16), or dense maps (h w), or 3 axes as
            `layout` says, float32, interpolated (a masked array where the sample does not show all of the picture).
        map: `.map` of a Sample, the Sample itself, or `.maps` of a Batch (n 3 3).
        extent: (height, width) of the picture, or `.source_extents` (n 2) of a Batch.
        offsets: with the maps of a Batch: rows offsets[s] to offsets[s + 1] belong to sample s.
        keypoint_chiral_perm, keypoint_positional_perm: tables as of Compose; left and right change places again.

    Returns float32 rows of the same shape, or rasters of the picture's extent; of a Batch: a list with an entry a sample.

    Raises:
        ParamError, ConfigError: shapes that do not fit. GeometryError: a map without an inverse.
    """
    import numpy

    values, matrix = numpy.asarray(values), _map_of(map)
    if extent is None and values.shape == (0,):
        return values.astype(numpy.float32)
    kind = _kind_of(values, extent)
    if kind is None:
        raise core.ParamError(f"ParamError [param.type] invert.values = {values.shape}: must have 2 to 5 columns, or be rasters with extent given")
    if kind in ("keypoints", "boxes", "oriented_boxes"):
        if values.ndim == 1:
            return invert(values[None], map, offsets=offsets, **tables)[0]
        rows, at = values.reshape(-1, values.shape[-1]), None if offsets is None else numpy.asarray(offsets)
        if at is None and matrix.ndim == 3:
            raise core.ParamError("ParamError [param.type] invert.offsets = None: must say which rows belong to which of the maps")
        if at is not None and values.ndim == 3:  # rows of sets
            at = at * values.shape[1]
        return core.invert_rows(rows, matrix, None if at is None else at.tolist(), tables).reshape(values.shape)
    if matrix.ndim == 2:
        return _raster(values, matrix, extent, kind, layout)
    cut = list(range(len(matrix) + 1)) if offsets is None else [int(v) for v in offsets]
    whole = offsets is None and kind != "masks"
    if len(cut) != len(matrix) + 1 or cut[-1] != len(values):
        raise core.ConfigError(f"ConfigError [config.conflict] invert.offsets: must be one more than the maps, {len(matrix)}, and end at {len(values)}")
    return [
        _raster(values[cut[s]] if whole else values[cut[s] : cut[s + 1]], matrix[s], e, kind, layout)
        for s, e in enumerate(numpy.asarray(extent).tolist())
    ]


def _raster(values, matrix, extent, kind, layout):
    import numpy

    extent = tuple(int(v) for v in extent)
    if kind == "dense":
        flat = values.ndim == 2
        planes = layout == "CHW"
        out = core.invert_values(values[None] if flat else values, matrix, extent, flat or planes)
        shown = values.shape[:2] if flat or not planes else values.shape[1:]
        hidden = ~core.invert_mask(numpy.ones(shown, bool), matrix, extent, 0)
        out = out[0] if flat else out
        if not hidden.any():
            return out
        return numpy.ma.masked_array(out, numpy.broadcast_to(hidden if flat or planes else hidden[..., None], out.shape))
    none = 0 if kind == "masks" else 65535 if values.dtype == numpy.uint16 else 255
    if values.ndim == 2:
        return core.invert_mask(values, matrix, extent, none)
    out = numpy.empty((len(values), *extent), values.dtype)
    for i, mask in enumerate(values):
        out[i] = core.invert_mask(mask, matrix, extent, none)
    return out


class _Scores:
    def __init__(self, values):
        import numpy

        self.values = numpy.ma.asarray(values, numpy.float32) if isinstance(values, numpy.ma.MaskedArray) else numpy.asarray(values, numpy.float32)

    @property
    def shape(self):
        return self.values.shape

    def __array__(self, dtype=None, copy=None):
        import numpy

        return numpy.asarray(self.values, dtype)

    def __repr__(self):
        return f"{type(self).__name__}({self.values!r})"


class Prob(_Scores):
    """Probabilities in [0, 1], of any shape."""


class Logit(_Scores):
    """Scores before a sigmoid or softmax, of any shape."""


def weighted_boxes_fusion(boxes, scores, classes=None, *, iou=0.55):
    """Merge the boxes of several views or models: those of a class that overlap by more than `iou` become one.

    Coordinates are means weighted by score; the score is the sum over a cluster divided by the number of views (by the
    number of its boxes if there are more). boxes, scores, classes: a list with (n 4), (n) and (n) of each view, in the frame
    of the picture. Returns boxes (k 4), scores (k), classes (k), best first.

    Source: Solovyev et al., Weighted boxes fusion, 2019.
    """
    import numpy

    views = []
    for i, of_view in enumerate(boxes):
        b = numpy.asarray(of_view, numpy.float32).reshape(-1, 4)
        c = numpy.zeros(len(b), numpy.int64) if classes is None else numpy.asarray(classes[i], numpy.int64)
        views.append((b, numpy.asarray(scores[i], numpy.float32), c))
    return core.weighted_boxes_fusion(views, iou)


class _ViewList(list):
    """The samples of one picture, view by view. extent: (height, width) of the picture."""

    extent = None


def _choice(choice):
    """A choice as the compiled module takes it: a scale and operators."""
    if isinstance(choice, dict):
        return choice
    ops = [] if choice is None else [choice] if isinstance(choice, Operator) else list(choice)
    for op in ops:
        if not isinstance(op, Operator):
            raise core.ParamError(f"ParamError [param.type] TTA.views = {op!r}: must be smalti operators")
    return {"scale": 1.0, "ops": [op.to_dict() for op in ops]}


class TTA:
    """Test-time augmentation: several views of a picture, the way back for predictions on each, and their merging.

    >>> tta = sm.TTA([sm.TTA.hflip(), sm.TTA.scales([1, 0.83, 0.67])], stride=32)
    >>> views = tta(image)                                            # six samples, each with its .map
    >>> found = tta.invert(views, dense=[model(v.image) for v in views])
    >>> tta.merge([sm.Prob(p) for p in found.dense], "mean")

    Args:
        views: slots of choices, multiplied out with the last one fastest; a choice is None (the picture as it is), an operator
            or a list of them, and each slot holds None. Or a list of Compose, one a view.
        stride: scaled sides are rounded to multiples of it [px]; scaling comes first in a view.
        after: operators that run behind every view, such as Normalize.
        chiral_keypoints, keypoint_chiral_perm, class_chiral_perm, keypoint_positional_perm: the tables of Compose.

    Slots made up already: hflip(), vflip(), d4(), scales(factors), five_crop(size), multiply(factors); the views of the YOLO
    family: TTA.yolo().
    """

    def __init__(self, views, *, stride=1, after=(), **tables):
        views = list(views)
        unknown = [name for name in tables if name not in TABLES]
        if unknown:
            raise core.ParamError(f"ParamError [param.name] TTA: no parameter {unknown[0]!r}; it takes views, stride, after, {', '.join(TABLES)}")
        if views and all(isinstance(v, Compose) for v in views):
            self._core = core.TTA.of([{"scale": 1.0, "ops": v._as_operator()["ops"]} for v in views], stride)
        else:
            self._core = core.TTA([[_choice(c) for c in slot] for slot in views], stride)
        self._after = _choice(after)["ops"]
        self._tables = {name: value for name, value in tables.items() if value is not None}
        self._made = None

    hflip = staticmethod(lambda: core.TTA.hflip())
    vflip = staticmethod(lambda: core.TTA.vflip())
    d4 = staticmethod(lambda: core.TTA.d4())
    scales = staticmethod(lambda factors: core.TTA.scales(list(factors)))
    multiply = staticmethod(lambda factors: core.TTA.multiply(list(factors)))

    @staticmethod
    def five_crop(size):
        """The four corners and the middle, (height, width) or a side, in place of the whole picture."""
        return core.TTA.five_crop(*((size, size) if isinstance(size, int) else size))

    @classmethod
    def yolo(cls, stride=32, **options):
        """The views of the YOLO family: as it is, at .83 mirrored left to right, at .67."""
        made = cls([], stride=stride, **options)
        made._core = core.TTA.of(core.TTA.yolo(), stride)
        return made

    def pipeline(self, extent):
        """The Compose that makes the views of a picture of (height, width)."""
        extent = tuple(int(v) for v in extent)
        if self._made is None or self._made[0] != extent:
            self._made = extent, Compose.from_dict(self._core.spec(*extent, self._tables, self._after))
        return self._made[1]

    def __call__(self, image, **targets):
        """The views of an image, a list of Samples; its `.extent` is the picture's."""
        import numpy

        given = _to_input(image, _kind(image))
        if not isinstance(given, numpy.ndarray):  # a file is decoded once
            image = given = numpy.asarray(core.decode(image, {}))
        out = self.pipeline(given.shape[:2])(image, seed=0, index=0, **targets)
        views = _ViewList(out if isinstance(out, list) else [out])
        views.extent = tuple(int(v) for v in given.shape[:2])
        return views

    def invert(self, views, *, boxes=None, oriented_boxes=None, keypoints=None, masks=None, segmentation=None, dense=None,
               classes=None, class_scores=None, layout="CHW"):  # fmt: skip
        """Take predictions on each view back to the picture: a list with an entry a view of any of these.

        boxes, oriented_boxes, keypoints, masks, segmentation, dense: as in sm.invert; `dense` may hold Prob or Logit.
        classes (n) of instances and class_scores (n k): left and right change places where the view mirrors. Returns a
        namespace with the same names.
        """
        out = types.SimpleNamespace()
        named = dict(boxes=boxes, oriented_boxes=oriented_boxes, keypoints=keypoints, masks=masks, segmentation=segmentation,
                     dense=dense, classes=classes, class_scores=class_scores)  # fmt: skip
        for name, values in named.items():
            if values is None:
                continue
            if len(values) != len(views):
                raise core.ParamError(f"ParamError [param.type] TTA.invert.{name} = {len(values)} entries: must be one a view, {len(views)}")
            setattr(out, name, [self._back(name, v, view.map, views.extent, layout) for v, view in zip(values, views)])
        return out

    def _back(self, name, values, map, extent, layout):
        import numpy

        if isinstance(values, _Scores):
            return type(values)(self._back(name, values.values, map, extent, layout))
        values = numpy.asarray(values)
        if name == "classes":
            return core.invert_classes(values, map, self._tables)
        if name == "class_scores":
            order = core.invert_classes(numpy.arange(values.shape[-1]), map, self._tables)
            if (order >= len(order)).any():
                raise core.ParamError(f"ParamError [param.type] TTA.invert.class_scores = {values.shape}: must have the columns of class_chiral_perm")
            return values[..., order]
        if name in ("boxes", "oriented_boxes", "keypoints"):
            width = {"boxes": (4,), "oriented_boxes": (5,), "keypoints": (2, 3)}[name]
            if values.shape[-1:] == (0,):
                values = values.reshape(0, width[-1])
            if values.shape[-1] not in width:
                raise core.ParamError(f"ParamError [param.type] TTA.invert.{name} = {values.shape}: must have {' or '.join(str(w) for w in width)} columns")
            return invert(values, map, **(self._tables if name == "keypoints" else {}))
        if name == "masks":
            values = values.astype(bool, copy=False)
        elif name == "dense":
            values = values.astype(numpy.float32, copy=False)
        return invert(values, map, extent=extent, layout=layout)

    @staticmethod
    def merge(values, mode="mean"):
        """Merge scores of all views, element by element.

        values: a list of arrays of one shape, of Prob or of Logit; masked elements do not count, and what no view shows is
        NaN. mode: "mean", "max", "min"; of Prob also "gmean" exp(mean(log p)) and "tsharpen" mean(sqrt(p)). Returns what it
        was given: an array, Prob or Logit.
        """
        import numpy

        values = list(values)
        kinds = {type(v) if isinstance(v, _Scores) else numpy.ndarray for v in values}
        if len(kinds) != 1:
            raise core.ParamError("ParamError [param.conflict] merge: must have views of one kind, all Prob, all Logit or all arrays")
        kind = kinds.pop()
        arrays = [v.values if isinstance(v, _Scores) else v for v in values]
        seen = []
        if any(numpy.ma.isMaskedArray(a) for a in arrays):
            seen = [~numpy.ma.getmaskarray(numpy.ma.asarray(a)) for a in arrays]
        out = core.merge_scores([numpy.ma.getdata(a) if numpy.ma.isMaskedArray(a) else a for a in arrays], seen, kind.__name__, mode)
        return kind(out) if issubclass(kind, _Scores) else out

    @staticmethod
    def merge_boxes(boxes, scores, classes=None, *, method="fusion", iou=0.55):
        """Merge the boxes of all views, in the frame of the picture.

        boxes: (n 4) xyxy px a view, scores: (n), classes: (n) or none. method: "fusion", weighted boxes fusion, or "nms",
        "greedy_nmm" and "nmm" of Stitch; iou: overlap from which boxes are one. Returns boxes (m 4), scores (m), classes (m).
        """
        if method == "fusion":
            return weighted_boxes_fusion(boxes, scores, classes, iou=iou)
        from .tiles import Stitch

        whole = [1, 0, 0, 0, 1, 0, 0, 0, 1]
        classes = [[0] * len(s) for s in scores] if classes is None else classes
        return Stitch(method=method, threshold=iou)(zip(boxes, scores, classes), [whole] * len(boxes))
