# SPDX-License-Identifier: MIT
"""smalti: images prepared for training, with the same bytes on any machine.

>>> import smalti as sm
>>> train = sm.Compose([sm.RandomResizedCrop(224), sm.RandomHorizontalFlip()])
>>> out = train(image, seed=7, index=12)
"""

from ._core import core as _core
from . import operators as _operators
from .compose import BoxFilter, Compose, Raster, Sample
from .loader import Batch, Coco, Decode, ImageFolder, Loader, PascalVoc, Sequence
from .operators import Operator, Sampler, Schedule
from .tiles import Stitch, StitchDense, Tile, Tiled, tile_of
from .tta import TTA, Logit, Prob, invert, weighted_boxes_fusion

__version__ = _core.version

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)

Buffer = _core.Buffer
Error = _core.Error
IoError = _core.IoError
DecodeError = _core.DecodeError
LimitError = _core.LimitError
TruncatedError = _core.TruncatedError
UnsupportedError = _core.UnsupportedError
GeometryError = _core.GeometryError
LabelError = _core.LabelError
ParamError = _core.ParamError
ConfigError = _core.ConfigError
StateError = _core.StateError
DeviceError = _core.DeviceError
TooManyErrors = _core.TooManyErrors

globals().update(_operators.classes)
globals().update(_operators.samplers)


def decode(file, **options):
    """Decode an encoded picture: bytes or a path. Returns a Buffer (h w c); `options` are those of Decode."""
    return _core.decode(file, options)


def resize(image, size, *, box=None, interpolation="bilinear", axis_order="pillow13"):
    """Resize the interval `box` (left, top, right, bottom) of a picture (h w c) to `size` (height, width), antialiased.

    uint8 pictures get the bytes of Pillow 13; `axis_order="horizontal_first"` those of Pillow up to 12. Returns a Buffer.
    """
    return _core.resize(image, size, box, interpolation, axis_order)


def __getattr__(name):
    """The importers, which are loaded when they are asked for."""
    if name in ("from_albumentations", "from_torchvision"):
        from importlib import import_module

        return getattr(import_module(".importers." + name.removeprefix("from_"), __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [name for name in globals() if not name.startswith("_")] + ["from_albumentations", "from_torchvision"]
