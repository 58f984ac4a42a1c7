# SPDX-License-Identifier: MIT
"""The drop-in for torchvision.transforms.v2: import it in its place, and the script runs unchanged.

>>> import smalti.transforms as T
>>> train = T.Compose([T.RandomResizedCrop(224), T.ToImage(), T.ToDtype(torch.float32, scale=True)])
>>> image, target = train(image, target)

Pictures are PIL images, tensors (c h w) or (n c h w), Image and Video; masks, boxes and keypoints are tv_tensors, in
any nesting of dictionaries, lists and tuples. They come back in kind, moved by one map. Neighbouring operators make one
plan, rendered at once, which draws 64 bits from torch's default generator: torch.manual_seed reproduces it.

A data set decodes before transforms are called, by Pillow and as a whole, which takes longer than they do. With
ImageFolder(root, train, loader=T.open_rgb) the transforms decode, no more than what they show.

torchvision stays the owner of its own types: the transforms that concern only those, such as the formats of boxes, are
its own here, too, and as there, no box is dropped before SanitizeBoundingBoxes. What differs: keypoints share the frame
of boxes, so a mirrored one stays at the corner of its box; keypoints are clamped on request only; float pictures are
0..1 wherever an operator clamps; gradients do not flow.
"""

from torchvision.transforms.v2 import (
    AutoAugmentPolicy,
    ClampBoundingBoxes,
    ClampKeyPoints,
    ConvertBoundingBoxFormat,
    InterpolationMode,
    Lambda,
    SanitizeBoundingBoxes,
    SanitizeKeyPoints,
    SetClampingMode,
    ToPILImage,
    UniformTemporalSubsample,
    check_type,
    get_bounding_boxes,
    get_keypoints,
    has_all,
    has_any,
    query_chw,
    query_size,
)

from . import _operators, functional
from ._containers import Compose, RandomApply, RandomChoice, RandomOrder
from ._leaves import open_rgb
from ._mixing import CutMix, MixUp
from ._numbers import (
    ConvertImageDtype,
    Identity,
    LinearTransformation,
    Normalize,
    PILToTensor,
    ToDtype,
    ToImage,
    ToPureTensor,
    ToTensor,
)
from ._plan import Transform

globals().update(_operators.classes(but=tuple(globals())))

__all__ = [name for name in globals() if not name.startswith("_")]


def __getattr__(name):
    from torchvision.transforms import v2

    hint = f"; torchvision.transforms.v2.{name} may stand in the same Compose" if hasattr(v2, name) else ""
    raise AttributeError(f"smalti.transforms has no {name}{hint}")
