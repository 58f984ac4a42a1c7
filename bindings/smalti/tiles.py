# SPDX-License-Identifier: MIT
"""Large pictures in tiles: labels cut along, predictions brought back."""

import dataclasses
import inspect
import itertools

from ._core import core
from .compose import Sample, _kind, _read, _sample
from .operators import Described, _docstring, _plain, _signature, _spec

_ABOUT = core.tools()


class _Tool(Described):
    """Base of Tile, Stitch and StitchDense, which are no operators."""

    def __init_subclass__(cls):
        cls._about = _ABOUT[cls.__name__]
        cls.__signature__ = _signature(cls._about, cls)
        cls.__doc__ = _docstring(cls._about).replace(".\n", ".\n\n" + inspect.cleandoc(cls.__doc__) + "\n", 1)

    def __init__(self, *args, **kwargs):
        try:
            given = self.__signature__.bind_partial(*args).arguments
        except TypeError as error:
            raise core.ParamError(f"ParamError [param.name] {type(self).__name__}: {error}") from None
        spec = {k: _spec(v) for k, v in {**given, **kwargs}.items()}
        object.__setattr__(self, "_dict", core.check_tool(type(self).__name__, spec))

    def __eq__(self, other):
        return type(other) is type(self) and self._dict == other._dict

    def __hash__(self):
        return hash(repr(self))

    def __reduce__(self):
        return _rebuild, (type(self), self._dict)

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(f'{k}={_plain(v)!r}' for k, v in self._dict.items())})"


def _rebuild(cls, spec):
    return cls(**spec)


class Tile(_Tool):
    """
    A call takes an image and its targets as Compose does and returns a list of Samples, row by row; `.tile` of each is
    (x0, y0, w, h) in px of the whole image, `.map` leads from it to the tile. `seed` and `index` decide offset_jitter and
    keep_empty.
    """

    def __call__(self, image, *, boxes=None, oriented_boxes=None, masks=None, segmentation=None, keypoints=None,
                 polygons=None, labels=None, image_label=None, seed=0, index=0):  # fmt: skip
        targets = dict(boxes=boxes, oriented_boxes=oriented_boxes, masks=masks, segmentation=segmentation,
                       keypoints=keypoints, polygons=polygons, labels=labels, image_label=image_label)  # fmt: skip
        kind = _kind(image)
        given = _read({"image": image, **targets}, kind)
        at = {"seed": seed, "epoch": 0, "index": index, "occurrence": 0}
        out = []
        for result in core.tile(given, self._dict, seed, index, "CHW" if kind == "torch" else "HWC"):
            out.append(_sample(result, kind, at, given))
            out[-1].tile = result["tile"]
        return out


def Tiled(source, size, overlap=0.2, *, seed=0, decode=None, progress=None, **tile):
    """Another source's pictures as tiles, one item a tile; of a file only the region of the tile is decoded. Returns a Source.

    size, overlap and further keywords are those of Tile. Headers are read once, here; progress(done, all) is called after
    each. seed decides offset_jitter and keep_empty, the same in every epoch. decode: a Decode, that of the loader. Maps of
    samples and batches lead from the whole picture to the output; tile_of(source, index) says where an item lies. With
    edge="pad" all tiles have one extent.
    """
    options = {} if decode is None else dataclasses.asdict(decode)
    return core.Tiled(source, Tile(size=size, overlap=overlap, **tile)._dict, seed, options, progress)


def tile_of(source, index):
    """Where item `index` of a Tiled source lies: src (index in the wrapped source), x0, y0, w, h, src_w, src_h [px]."""
    return core.tile_place(source, int(index))


def _place(at):
    """Map and rectangle of a tile that is given as a Sample, (x0, y0), (x0, y0, w, h), or a 3x3 map."""
    import numpy

    if isinstance(at, Sample):
        return numpy.asarray(at.map, float).ravel().tolist(), at.tile
    if isinstance(at, dict):
        at = (at["x0"], at["y0"], at["w"], at["h"])
    array = numpy.asarray(at)
    if array.size == 9:
        return array.astype(float).ravel().tolist(), None
    if array.shape not in ((2,), (4,)):
        raise core.ParamError(f"ParamError [param.type] tiles = {at!r}: must be Samples, (x0, y0), (x0, y0, w, h) or 3x3 maps, one a tile")
    x, y = (float(v) for v in array[:2])
    return [1, 0, -x, 0, 1, -y, 0, 0, 1], tuple(int(v) for v in array) if array.size == 4 else None


def _pairs(predictions, tiles):
    """Each prediction with its tile, one after the other."""
    none, predictions, tiles = object(), iter(predictions), iter(tiles)
    for prediction, tile in itertools.zip_longest(predictions, tiles, fillvalue=none):
        if prediction is none or tile is none:
            raise core.ParamError("ParamError [param.type] tiles: must be as many as the predictions")
        yield prediction, tile


class Stitch(_Tool):
    """
    A call takes a list with (boxes (n 4) xyxy px, scores (n), classes (n)[, masks (n h w)]) for each tile, in the tile's
    frame, and a list with the tiles: Samples, rectangles (x0, y0, w, h), origins (x0, y0) or 3x3 maps such as batch.maps.
    It returns boxes (m 4) float32, scores (m) float32 and classes (m) int64 in the frame of the whole picture, best first,
    and with masks a list of (x0, y0, bits (h w) bool), each cut to its set pixels. drop_border_px needs rectangles.
    """

    def __call__(self, predictions, tiles):
        given, masked = [], False
        for prediction, at in _pairs(predictions, tiles):
            boxes, scores, classes, *masks = prediction
            masked = masked or bool(masks)
            given.append((boxes, scores, classes, masks[0] if masks else None, *_place(at)))
        boxes, scores, classes, bits = core.stitch(self._dict, given)
        return (boxes, scores, classes, bits) if masked else (boxes, scores, classes)


class StitchDense(_Tool):
    """
    A call takes the maps (c h w) of the tiles, any iterable, the tiles as Samples or rectangles (x0, y0, w, h), and the
    `size` (height, width) of the whole; it returns (c H W) float32. Maps are added in the order of the tiles and need not be
    kept: a generator that predicts tile after tile will do.
    """

    def __call__(self, maps, tiles, size):
        import numpy

        total = None
        for values, at in _pairs(maps, tiles):
            values = numpy.asarray(values, numpy.float32)
            if total is None:
                total = core.DenseSum(self._dict, values.shape[0], tuple(size))
            rect = _place(at)[1]
            if rect is None:
                raise core.ParamError(f"ParamError [param.type] tiles = {at!r}: must be Samples of Tile or (x0, y0, w, h), one a tile")
            total.add(values, rect)
        if total is None:
            raise core.ParamError("ParamError [param.type] maps: must have at least one tile")
        return total.mean()
