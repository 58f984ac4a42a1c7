# SPDX-License-Identifier: MIT
# Written by bindings/stubs.py from describe(); `make stubs` renews it.
import os
from collections.abc import Mapping, Sequence as _Sequence
from typing import Any, Literal

from .compose import BoxFilter as BoxFilter, Compose as Compose, Raster as Raster, Sample as Sample
from .importers.albumentations import from_albumentations as from_albumentations
from .importers.torchvision import from_torchvision as from_torchvision
from .loader import (
    Batch as Batch,
    Coco as Coco,
    Decode as Decode,
    ImageFolder as ImageFolder,
    Loader as Loader,
    PascalVoc as PascalVoc,
    Sequence as Sequence,
)
from .operators import Operator as Operator, Sampler as Sampler, Schedule as Schedule
from .tiles import Tiled as Tiled, tile_of as tile_of
from .tta import (
    TTA as TTA,
    Logit as Logit,
    Prob as Prob,
    invert as invert,
    weighted_boxes_fusion as weighted_boxes_fusion,
)

__version__: str
IMAGENET_MEAN: tuple[float, float, float]
IMAGENET_STD: tuple[float, float, float]

class Buffer:
    """A tensor on the CPU, 256-byte aligned: DLPack, buffer protocol and __array_interface__ without a copy."""

    @property
    def shape(self) -> tuple[int, ...]: ...
    @property
    def dtype(self) -> str: ...
    def __len__(self) -> int: ...
    def __dlpack__(
        self,
        *,
        stream: Any = None,
        max_version: tuple[int, int] | None = None,
        dl_device: tuple[int, int] | None = None,
        copy: bool | None = None,
    ) -> Any: ...
    def __dlpack_device__(self) -> tuple[int, int]: ...
    @property
    def __array_interface__(self) -> dict[str, Any]: ...

class _Tool:
    def to_dict(self) -> dict[str, Any]: ...
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...

def decode(file: bytes | str | os.PathLike[str], **options: Any) -> Buffer: ...
def resize(
    image: Any,
    size: tuple[int, int],
    *,
    box: tuple[float, float, float, float] | None = None,
    interpolation: str = "bilinear",
    axis_order: Literal["pillow13", "horizontal_first"] = "pillow13",
) -> Buffer: ...

class Error(Exception):
    code: str
    message: str
class ConfigError(Error): ...
class DecodeError(Error): ...
class DeviceError(Error): ...
class GeometryError(Error): ...
class IoError(Error): ...
class LabelError(Error): ...
class LimitError(DecodeError): ...
class ParamError(Error, ValueError): ...
class StateError(Error): ...
class TooManyErrors(Error): ...
class TruncatedError(DecodeError): ...
class UnsupportedError(DecodeError): ...

class AtLeastOneBBoxRandomCrop(Operator):
    """Cut out a window of fixed size around a box chosen at random; without boxes, anywhere.

    Args:
        height (int) [px]: height of the window; in [1, 65535]. Required.
        width (int) [px]: width of the window; in [1, 65535]. Required.
        erosion_factor (float) [fraction]: share of the box that the window may miss; at 1 it need only
            touch it; in [0, 1]. Default 0.0.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Albumentations.
    """

    def __init__(
        self,
        height: int,
        width: int,
        erosion_factor: float = 0.0,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def height(self) -> Any: ...
    @property
    def width(self) -> Any: ...
    @property
    def erosion_factor(self) -> Any: ...

class AugMix(Operator):
    """Blend the picture with copies that went through chains of drawn operations.

    Args:
        severity (int): operations come from the first so many of ten bins of strength; in [1, 10].
            Default 3.
        mixture_width (int): chains; in [1, 8]. Default 3.
        chain_depth (int): operations a chain; below 1 they are drawn, 1 to 3; in [-1, 8]. Default -1.
        alpha (float): parameter of the distributions of the weights; in [1e-06, 1e+06]. Default 1.0.
        all_ops (bool): use brightness, colour, contrast and sharpness as well. Default True.
        interpolation (str): nearest, bilinear or bicubic. One of nearest, nearest-exact, nearest-
            legacy, bilinear, bicubic, box, hamming, lanczos, area. Default 'bilinear'.
        fill (float | Sequence[float] | str) [input units]: what shows where there is no source; in
            [-32768, 65535]. Default 0.0.
        views (int): pictures: 1 the blend; 3 the picture as it is and two blends of it; in [1, 3].
            Default 1.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision; Hendrycks et al., 2020.
    """

    def __init__(
        self,
        severity: int = 3,
        mixture_width: int = 3,
        chain_depth: int = -1,
        alpha: float = 1.0,
        all_ops: bool = True,
        interpolation: Literal["nearest", "nearest-exact", "nearest-legacy", "bilinear", "bicubic", "box", "hamming", "lanczos", "area"] = "bilinear",
        fill: float | _Sequence[float] | str = 0.0,
        views: int = 1,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def severity(self) -> Any: ...
    @property
    def mixture_width(self) -> Any: ...
    @property
    def chain_depth(self) -> Any: ...
    @property
    def alpha(self) -> Any: ...
    @property
    def all_ops(self) -> Any: ...
    @property
    def interpolation(self) -> Any: ...
    @property
    def fill(self) -> Any: ...
    @property
    def views(self) -> Any: ...

class AutoAugment(Operator):
    """Apply a drawn pair of operations of a learned list, on geometry, colour or tone.

    Args:
        policy (str): data set that the list was learned on. One of imagenet, cifar10, svhn. Default
            'imagenet'.
        interpolation (str): nearest, bilinear or bicubic. One of nearest, nearest-exact, nearest-
            legacy, bilinear, bicubic, box, hamming, lanczos, area. Default 'nearest'.
        fill (float | Sequence[float] | str) [input units]: what shows where there is no source; in
            [-32768, 65535]. Default 0.0.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision; Cubuk et al., 2018.
    """

    def __init__(
        self,
        policy: Literal["imagenet", "cifar10", "svhn"] = "imagenet",
        interpolation: Literal["nearest", "nearest-exact", "nearest-legacy", "bilinear", "bicubic", "box", "hamming", "lanczos", "area"] = "nearest",
        fill: float | _Sequence[float] | str = 0.0,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def policy(self) -> Any: ...
    @property
    def interpolation(self) -> Any: ...
    @property
    def fill(self) -> Any: ...

class BBoxSafeRandomCrop(Operator):
    """Cut out a random window that holds all boxes.

    Args:
        erosion_rate (float) [fraction]: share of the boxes' common hull that may be lost; without
            boxes, of the height; in [0, 1]. Default 0.0.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Albumentations.
    """

    def __init__(
        self,
        erosion_rate: float = 0.0,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def erosion_rate(self) -> Any: ...

class CLAHE(Operator):
    """Equalise the brightness of each part of the picture, with limited contrast; of colours their lightness in Lab.

    Args:
        clip_limit (float | tuple[float, float]): most counts of a value, as a multiple of the mean
            count, drawn; a number v means [1, v]; in [1, 256]. Default (1.0, 4.0).
        tile_grid_size (int | tuple[int, int]) [tiles]: rows and columns of tiles; in [1, 64]. Default
            (8, 8).

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Albumentations; Zuiderveld, Graphics Gems IV, 1994.
    """

    def __init__(
        self,
        clip_limit: float | tuple[float, float] = (1.0, 4.0),
        tile_grid_size: int | tuple[int, int] = (8, 8),
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def clip_limit(self) -> Any: ...
    @property
    def tile_grid_size(self) -> Any: ...

class CenterCrop(Operator):
    """Cut out the middle.

    Args:
        size (int | tuple[int, int]) [px]: height and width of the window; in [1, 65535]. Required.
        fill (float | Sequence[float] | str) [input units]: what shows where the picture is smaller; in
            [-32768, 65535]. Default 0.0.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        size: int | tuple[int, int],
        fill: float | _Sequence[float] | str = 0.0,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def size(self) -> Any: ...
    @property
    def fill(self) -> Any: ...

class CoarseDropout(Operator):
    """Erase several rectangles.

    Args:
        num_holes_range (Sequence[int]): fewest and most rectangles; in [1, 64]. Default (1, 2).
        hole_height_range (float | tuple[float, float]) [px]: height, whole px; up to 1 a share of the
            picture's; in [0.001, 65535]. Default (0.1, 0.2).
        hole_width_range (float | tuple[float, float]) [px]: width, whole px; up to 1 a share of the
            picture's; in [0.001, 65535]. Default (0.1, 0.2).
        fill (float | Sequence[float] | str) [units where it stands]: what erased pixels show; in
            [-32768, 65535]. Default 0.0.
        fill_mask (int | None): id that the segmentation shows in the holes, in place of mask_policy;
            instance masks show 0; in [0, 65535]. Default None.
        mask_policy (str): masks in the holes: keep them, take the ignore index (instance masks: 0), or
            0. One of keep, ignore, zero. Default 'keep'.
        on_cover (str): keypoints in the holes are occluded, or dropped. One of occlude, drop. Default
            'occlude'.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Albumentations.
    """

    def __init__(
        self,
        num_holes_range: _Sequence[int] = (1, 2),
        hole_height_range: float | tuple[float, float] = (0.1, 0.2),
        hole_width_range: float | tuple[float, float] = (0.1, 0.2),
        fill: float | _Sequence[float] | str = 0.0,
        fill_mask: int | None = None,
        mask_policy: Literal["keep", "ignore", "zero"] = "keep",
        on_cover: Literal["occlude", "drop"] = "occlude",
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def num_holes_range(self) -> Any: ...
    @property
    def hole_height_range(self) -> Any: ...
    @property
    def hole_width_range(self) -> Any: ...
    @property
    def fill(self) -> Any: ...
    @property
    def fill_mask(self) -> Any: ...
    @property
    def mask_policy(self) -> Any: ...
    @property
    def on_cover(self) -> Any: ...

class ColorJitter(Operator):
    """Change brightness, contrast, saturation and hue in random order.

    Args:
        brightness (float | tuple[float, float] | None): factor of every value; a number v means [max(0,
            1 - v), 1 + v]; in [0, 100]. Default None.
        contrast (float | tuple[float, float] | None): factor of the distance from the mean luma; in [0,
            100]. Default None.
        saturation (float | tuple[float, float] | None): factor of the distance from the pixel's luma;
            in [0, 100]. Default None.
        hue (float | tuple[float, float] | None) [turns]: turn of the hue; a number v means [-v, v]; in
            [-0.5, 0.5]. Default None.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        brightness: float | tuple[float, float] | None = None,
        contrast: float | tuple[float, float] | None = None,
        saturation: float | tuple[float, float] | None = None,
        hue: float | tuple[float, float] | None = None,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def brightness(self) -> Any: ...
    @property
    def contrast(self) -> Any: ...
    @property
    def saturation(self) -> Any: ...
    @property
    def hue(self) -> Any: ...

class CopyAndPaste(Operator):
    """Paste objects of another sample of the mix group.

    Args:
        fraction (float | None) [fraction]: share of the other's objects that is pasted; none draws
            their number evenly; in [0, 1]. Default None.
        source (str): objects of a partner, or the picture's own, mirrored. One of partner, flip_self.
            Default 'partner'.
        translate (bool): move each object to a place drawn evenly. Default False.
        blend_sigma (float) [px]: deviation of the Gaussian that softens the edge of what is pasted; in
            [0, 42]. Default 0.0.
        min_visible (float) [fraction]: objects that were hidden and show a smaller share of themselves
            go; in [0, 1]. Default 0.1.
        min_area (float) [fraction]: objects that were hidden and show less of the picture go; in [0,
            1]. Default 0.0003.
        max_new_overlap (float) [fraction]: an object that would hide a larger share of another one is
            not pasted; in [0, 1]. Default 1.0.
        update_boxes (str): boxes of hidden objects shrink to what shows, or stay. One of visible,
            amodal. Default 'visible'.
        skip_crowd (bool): crowds are not pasted. Default True.
        max_pasted (int): most objects pasted; in [1, 128]. Default 100.
        allow_boxes (bool): paste the whole box of objects that have neither mask nor polygon. Default
            False.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Ghiasi et al., Simple Copy-Paste, CVPR 2021.
    """

    def __init__(
        self,
        fraction: float | None = None,
        source: Literal["partner", "flip_self"] = "partner",
        translate: bool = False,
        blend_sigma: float = 0.0,
        min_visible: float = 0.1,
        min_area: float = 0.0003,
        max_new_overlap: float = 1.0,
        update_boxes: Literal["visible", "amodal"] = "visible",
        skip_crowd: bool = True,
        max_pasted: int = 100,
        allow_boxes: bool = False,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def fraction(self) -> Any: ...
    @property
    def source(self) -> Any: ...
    @property
    def translate(self) -> Any: ...
    @property
    def blend_sigma(self) -> Any: ...
    @property
    def min_visible(self) -> Any: ...
    @property
    def min_area(self) -> Any: ...
    @property
    def max_new_overlap(self) -> Any: ...
    @property
    def update_boxes(self) -> Any: ...
    @property
    def skip_crowd(self) -> Any: ...
    @property
    def max_pasted(self) -> Any: ...
    @property
    def allow_boxes(self) -> Any: ...

class CropNonEmptyMaskIfExists(Operator):
    """Crop a window on a labelled pixel of the mask.

    Args:
        height (int) [px]: height of the window; in [1, 65535]. Required.
        width (int) [px]: width of the window; in [1, 65535]. Required.
        ignore_values (int | Sequence[int] | None): ids that count as empty, beside 0 and the ignore
            index; in [0, 65535]. Default ().

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Albumentations.
    """

    def __init__(
        self,
        height: int,
        width: int,
        ignore_values: int | _Sequence[int] | None = (),
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def height(self) -> Any: ...
    @property
    def width(self) -> Any: ...
    @property
    def ignore_values(self) -> Any: ...

class CutMix(Operator):
    """Paste a rectangle of another sample of the mix group.

    Args:
        alpha (float): parameter of the Beta distribution of the primary's share; in [1e-06, 1e+06].
            Default 1.0.
        num_classes (int | None): length of soft labels made from class indices; none takes it from the
            source; in [1, 1.67772e+07]. Default None.
        placement (str): a rectangle that sticks out is clipped, or drawn so that it fits. One of
            clipped, inside. Default 'clipped'.
        correct_lambda (bool): weigh labels by the rectangle's pixels, not by the drawn share. Default
            True.
        mode (str): one share a sample, or one a mix group. One of sample, group. Default 'sample'.
        partner (str): a drawn member of the group, or the previous one. One of drawn, roll. Default
            'drawn'.
        candidates (int): rectangles tried when the sample has instances; in [1, 64]. Default 3.
        max_primary_occlusion (float) [fraction]: largest share of a primary instance that a rectangle
            may hide; in [0, 1]. Default 0.0.
        min_partner_visible (float) [fraction]: partner instances that show less are ignored; in [0, 1].
            Default 0.1.
        fill (float | Sequence[float] | str) [input units]: what shows where the partner is smaller; in
            [-32768, 65535]. Default 114.0.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision; Yun et al., 2019.
    """

    def __init__(
        self,
        alpha: float = 1.0,
        num_classes: int | None = None,
        placement: Literal["clipped", "inside"] = "clipped",
        correct_lambda: bool = True,
        mode: Literal["sample", "group"] = "sample",
        partner: Literal["drawn", "roll"] = "drawn",
        candidates: int = 3,
        max_primary_occlusion: float = 0.0,
        min_partner_visible: float = 0.1,
        fill: float | _Sequence[float] | str = 114.0,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def alpha(self) -> Any: ...
    @property
    def num_classes(self) -> Any: ...
    @property
    def placement(self) -> Any: ...
    @property
    def correct_lambda(self) -> Any: ...
    @property
    def mode(self) -> Any: ...
    @property
    def partner(self) -> Any: ...
    @property
    def candidates(self) -> Any: ...
    @property
    def max_primary_occlusion(self) -> Any: ...
    @property
    def min_partner_visible(self) -> Any: ...
    @property
    def fill(self) -> Any: ...

class Cutout(Operator):
    """Erase squares of a fixed size.

    Args:
        num_holes (int): squares; in [1, 64]. Default 1.
        length (int) [px]: side of a square; in [1, 65535]. Default 16.
        fill (float | Sequence[float] | str) [units where it stands]: what erased pixels show; neutral
            is the mean of Normalize, or the middle of the range; in [-32768, 65535]. Default 'neutral'.
        inside (bool): keep squares whole on the picture; else their centres are drawn and the border
            cuts them. Default False.
        mask_policy (str): masks in the holes: keep them, take the ignore index (instance masks: 0), or
            0. One of keep, ignore, zero. Default 'keep'.
        on_cover (str): keypoints in the holes are occluded, or dropped. One of occlude, drop. Default
            'occlude'.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: DeVries and Taylor, Cutout, 2017.
    """

    def __init__(
        self,
        num_holes: int = 1,
        length: int = 16,
        fill: float | _Sequence[float] | str = "neutral",
        inside: bool = False,
        mask_policy: Literal["keep", "ignore", "zero"] = "keep",
        on_cover: Literal["occlude", "drop"] = "occlude",
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def num_holes(self) -> Any: ...
    @property
    def length(self) -> Any: ...
    @property
    def fill(self) -> Any: ...
    @property
    def inside(self) -> Any: ...
    @property
    def mask_policy(self) -> Any: ...
    @property
    def on_cover(self) -> Any: ...

class D4(Operator):
    """Apply one of the eight symmetries of the square.

    Args:
        none

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Albumentations.
    """

    def __init__(
        self,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...

class Downscale(Operator):
    """Shrink the picture and enlarge it again, so that detail is lost.

    Args:
        scale_range (float | tuple[float, float]) [fraction]: size on the way, drawn; 0.25 to 0.75 is a
            useful range; in [0.001, 1]. Default (0.25, 0.25).
        interpolation_pair (str | dict[str, str]): filters down and up; area and bilinear look like a
            poor camera, nearest like blocks. Default {'downscale': 'nearest', 'upscale': 'nearest'}.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Albumentations.
    """

    def __init__(
        self,
        scale_range: float | tuple[float, float] = (0.25, 0.25),
        interpolation_pair: str | Mapping[str, Any][str, str] = {"downscale": "nearest", "upscale": "nearest"},
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def scale_range(self) -> Any: ...
    @property
    def interpolation_pair(self) -> Any: ...

class ElasticTransform(Operator):
    """Bend by smooth random displacements: noise that a Gaussian has blurred.

    Args:
        alpha (float | Sequence[float] | None) [px]: strength, one number or x and y: half of it times
            the blurred noise is the displacement; in [0, 65535]. Default (50.0,).
        sigma (float | Sequence[float] | None) [px]: standard deviation of the Gaussian, one number or x
            and y; 0 does not blur; in [0, 31]. Default (5.0,).
        interpolation (str): nearest, bilinear or bicubic. One of nearest, nearest-exact, nearest-
            legacy, bilinear, bicubic, box, hamming, lanczos, area. Default 'bilinear'.
        fill (float | Sequence[float] | str) [input units]: what shows where there is no source; in
            [-32768, 65535]. Default 0.0.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Simard et al., ICDAR 2003; torchvision.
    """

    def __init__(
        self,
        alpha: float | _Sequence[float] | None = (50.0,),
        sigma: float | _Sequence[float] | None = (5.0,),
        interpolation: Literal["nearest", "nearest-exact", "nearest-legacy", "bilinear", "bicubic", "box", "hamming", "lanczos", "area"] = "bilinear",
        fill: float | _Sequence[float] | str = 0.0,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def alpha(self) -> Any: ...
    @property
    def sigma(self) -> Any: ...
    @property
    def interpolation(self) -> Any: ...
    @property
    def fill(self) -> Any: ...

class FiveCrop(Operator):
    """Cut out the four corners and the middle: five pictures of one.

    Args:
        size (int | tuple[int, int]) [px]: height and width of each window; in [1, 65535]. Required.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        size: int | tuple[int, int],
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def size(self) -> Any: ...

class GaussianBlur(Operator):
    """Smooth with a Gaussian kernel; borders are reflected.

    Args:
        kernel_size (int | tuple[int, int] | None) [px]: odd sides of the kernel, x and y; None: 2
            ceil(3 sigma) + 1; in [1, 255]. Required.
        sigma (float | tuple[float, float]) [px]: standard deviation, drawn; in [0.001, 1000]. Default
            (0.1, 2.0).

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        kernel_size: int | tuple[int, int] | None,
        sigma: float | tuple[float, float] = (0.1, 2.0),
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def kernel_size(self) -> Any: ...
    @property
    def sigma(self) -> Any: ...

class GaussianNoise(Operator):
    """Add normal noise, a number of its own for every pixel and channel.

    Args:
        mean (float) [fraction of the white]: mean of the noise; in [-1, 1]. Default 0.0.
        sigma (float) [fraction of the white]: standard deviation of the noise; in [0, 10]. Default 0.1.
        clip (bool): clip floats to the declared range; integers always saturate. Default True.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        mean: float = 0.0,
        sigma: float = 0.1,
        clip: bool = True,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def mean(self) -> Any: ...
    @property
    def sigma(self) -> Any: ...
    @property
    def clip(self) -> Any: ...

class Grayscale(Operator):
    """Replace the colour by the luma, in one channel or three equal ones.

    Args:
        num_output_channels (int): channels that come out, 1 or 3; in [1, 3]. Default 1.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        num_output_channels: int = 1,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def num_output_channels(self) -> Any: ...

class GridDistortion(Operator):
    """Stretch and squeeze the columns and rows of a grid.

    Args:
        num_steps (int): cells an axis; what does not divide makes one more; in [1, 30]. Default 5.
        distort_limit (float | tuple[float, float]) [fraction]: how much more of the source a cell
            shows, drawn for each; a number v means [-v, v]; in [-1, 1]. Default (-0.3, 0.3).
        normalized (bool): keep the far borders where they are. Default True.
        interpolation (str): nearest, bilinear or bicubic. One of nearest, nearest-exact, nearest-
            legacy, bilinear, bicubic, box, hamming, lanczos, area. Default 'bilinear'.
        border_mode (str): constant shows the fill, the others repeat the picture. One of constant,
            edge, reflect, symmetric. Default 'constant'.
        fill (float | Sequence[float] | str) [input units]: what shows where there is no source; in
            [-32768, 65535]. Default 0.0.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Albumentations.
    """

    def __init__(
        self,
        num_steps: int = 5,
        distort_limit: float | tuple[float, float] = (-0.3, 0.3),
        normalized: bool = True,
        interpolation: Literal["nearest", "nearest-exact", "nearest-legacy", "bilinear", "bicubic", "box", "hamming", "lanczos", "area"] = "bilinear",
        border_mode: Literal["constant", "edge", "reflect", "symmetric"] = "constant",
        fill: float | _Sequence[float] | str = 0.0,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def num_steps(self) -> Any: ...
    @property
    def distort_limit(self) -> Any: ...
    @property
    def normalized(self) -> Any: ...
    @property
    def interpolation(self) -> Any: ...
    @property
    def border_mode(self) -> Any: ...
    @property
    def fill(self) -> Any: ...

class GridDropout(Operator):
    """Erase one rectangle in every cell of a grid.

    Args:
        ratio (float) [fraction]: side of a hole over the side of its cell; in [0.001, 1]. Default 0.5.
        random_offset (bool): each hole at a drawn place of its cell; else all at shift_xy. Default
            True.
        unit_size_range (Sequence[int] | None) [px]: fewest and most px of a cell's side; none takes a
            tenth of the picture's; in [2, 65535]. Default None.
        holes_number_xy (Sequence[int] | None): columns and rows of the grid, in place of
            unit_size_range; in [1, 32]. Default None.
        shift_xy (Sequence[int]) [px]: x and y of the holes in their cells without random_offset; in [0,
            65535]. Default (0, 0).
        fill (float | Sequence[float] | str) [units where it stands]: what erased pixels show; in
            [-32768, 65535]. Default 0.0.
        mask_policy (str): masks in the holes: keep them, take the ignore index (instance masks: 0), or
            0. One of keep, ignore, zero. Default 'keep'.
        on_cover (str): keypoints in the holes are occluded, or dropped. One of occlude, drop. Default
            'occlude'.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Albumentations; Chen et al., 2020.
    """

    def __init__(
        self,
        ratio: float = 0.5,
        random_offset: bool = True,
        unit_size_range: _Sequence[int] | None = None,
        holes_number_xy: _Sequence[int] | None = None,
        shift_xy: _Sequence[int] = (0, 0),
        fill: float | _Sequence[float] | str = 0.0,
        mask_policy: Literal["keep", "ignore", "zero"] = "keep",
        on_cover: Literal["occlude", "drop"] = "occlude",
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def ratio(self) -> Any: ...
    @property
    def random_offset(self) -> Any: ...
    @property
    def unit_size_range(self) -> Any: ...
    @property
    def holes_number_xy(self) -> Any: ...
    @property
    def shift_xy(self) -> Any: ...
    @property
    def fill(self) -> Any: ...
    @property
    def mask_policy(self) -> Any: ...
    @property
    def on_cover(self) -> Any: ...

class GridMask(Operator):
    """Erase a rotated lattice of squares.

    Args:
        unit (float | tuple[float, float]) [px]: side of a cell, whole px; below 1 a share of the
            shorter side; in [0.001, 65535]. Default (96.0, 223.0).
        ratio (float) [fraction]: width of the bars that stay over the cell: more keeps more; in [0, 1].
            Default 0.6.
        rotate (float | tuple[float, float]) [deg]: angle of the lattice; in [-360, 360]. Default (0.0,
            360.0).
        invert (bool): erase the bars and keep the squares. Default False.
        fill (float | Sequence[float] | str) [units where it stands]: what erased pixels show; neutral
            is the mean of Normalize, or the middle of the range; in [-32768, 65535]. Default 'neutral'.
        mask_policy (str): masks in the holes: keep them, take the ignore index (instance masks: 0), or
            0. One of keep, ignore, zero. Default 'keep'.
        on_cover (str): keypoints in the holes are occluded, or dropped. One of occlude, drop. Default
            'occlude'.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Chen et al., GridMask, 2020.
    """

    def __init__(
        self,
        unit: float | tuple[float, float] = (96.0, 223.0),
        ratio: float = 0.6,
        rotate: float | tuple[float, float] = (0.0, 360.0),
        invert: bool = False,
        fill: float | _Sequence[float] | str = "neutral",
        mask_policy: Literal["keep", "ignore", "zero"] = "keep",
        on_cover: Literal["occlude", "drop"] = "occlude",
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def unit(self) -> Any: ...
    @property
    def ratio(self) -> Any: ...
    @property
    def rotate(self) -> Any: ...
    @property
    def invert(self) -> Any: ...
    @property
    def fill(self) -> Any: ...
    @property
    def mask_policy(self) -> Any: ...
    @property
    def on_cover(self) -> Any: ...

class HueSaturationValue(Operator):
    """Shift hue, saturation and value; grey gains no colour.

    Args:
        hue_shift_limit (float | tuple[float, float]) [2 deg]: drawn shift of the hue; a number v means
            [-v, v]; in [-180, 180]. Default (-20.0, 20.0).
        sat_shift_limit (float | tuple[float, float]) [1/255]: drawn shift of the saturation; in [-255,
            255]. Default (-30.0, 30.0).
        val_shift_limit (float | tuple[float, float]) [1/255 of the range]: drawn shift of the value; in
            [-255, 255]. Default (-20.0, 20.0).

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Albumentations.
    """

    def __init__(
        self,
        hue_shift_limit: float | tuple[float, float] = (-20.0, 20.0),
        sat_shift_limit: float | tuple[float, float] = (-30.0, 30.0),
        val_shift_limit: float | tuple[float, float] = (-20.0, 20.0),
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def hue_shift_limit(self) -> Any: ...
    @property
    def sat_shift_limit(self) -> Any: ...
    @property
    def val_shift_limit(self) -> Any: ...

class JPEG(Operator):
    """Code as JPEG and decode again; numbers that are not bytes are coded on 256 steps of their range.

    Args:
        quality (float | tuple[float, float]): whole number, drawn; 1 is worst; in [1, 100]. Required.
        subsampling (str): chroma halved in both axes, across, in none, or drawn. One of 420, 422, 444,
            random. Default '420'.
        grid_offset (str): zero puts the blocks at the corner, random off it, as a crop would. One of
            zero, random. Default 'zero'.
        channel_groups (str): rgb codes the first three channels as a colour, none each channel as a
            grey picture. One of rgb, none. Default 'rgb'.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision; ITU-T T.81, 1992.
    """

    def __init__(
        self,
        quality: float | tuple[float, float],
        subsampling: Literal["420", "422", "444", "random"] = "420",
        grid_offset: Literal["zero", "random"] = "zero",
        channel_groups: Literal["rgb", "none"] = "rgb",
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def quality(self) -> Any: ...
    @property
    def subsampling(self) -> Any: ...
    @property
    def grid_offset(self) -> Any: ...
    @property
    def channel_groups(self) -> Any: ...

class LabelSmoothing(Operator):
    """Move a share of the label evenly onto all classes.

    Args:
        smoothing (float) [fraction]: share that is spread; in [0, 1]. Default 0.1.
        num_classes (int | None): length of soft labels made from class indices; none takes it from the
            source; in [1, 1.67772e+07]. Default None.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Szegedy et al., CVPR 2016.
    """

    def __init__(
        self,
        smoothing: float = 0.1,
        num_classes: int | None = None,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def smoothing(self) -> Any: ...
    @property
    def num_classes(self) -> Any: ...

class LetterBox(Operator):
    """Fit the picture into an extent, keep its aspect and fill the rest.

    Args:
        size (int | tuple[int, int]) [px]: height and width of the canvas; in [1, 65535]. Default (640,
            640).
        stride (int) [px]: above 0: pad only up to a multiple of it; in [0, 4096]. Default 0.
        scale_up (bool): enlarge smaller pictures. Default True.
        anchor (str): where the picture lies on the canvas. One of center, top_left, random. Default
            'center'.
        fill (float | Sequence[float] | str) [input units]: what shows around it; in [-32768, 65535].
            Default 114.0.
        interpolation (str): filter. One of nearest, nearest-exact, nearest-legacy, bilinear, bicubic,
            box, hamming, lanczos, area. Default 'bilinear'.
        antialias (bool): filter by area when shrinking. Default True.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: YOLO family.
    """

    def __init__(
        self,
        size: int | tuple[int, int] = (640, 640),
        stride: int = 0,
        scale_up: bool = True,
        anchor: Literal["center", "top_left", "random"] = "center",
        fill: float | _Sequence[float] | str = 114.0,
        interpolation: Literal["nearest", "nearest-exact", "nearest-legacy", "bilinear", "bicubic", "box", "hamming", "lanczos", "area"] = "bilinear",
        antialias: bool = True,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def size(self) -> Any: ...
    @property
    def stride(self) -> Any: ...
    @property
    def scale_up(self) -> Any: ...
    @property
    def anchor(self) -> Any: ...
    @property
    def fill(self) -> Any: ...
    @property
    def interpolation(self) -> Any: ...
    @property
    def antialias(self) -> Any: ...

class LinearTransformation(Operator):
    """Subtract a mean picture and multiply the whole picture, as one row of values, by a matrix.

    Args:
        transformation_matrix (float | Sequence[Sequence[float]]): n rows of n numbers for n = channels
            x height x width; one number stands for that multiple of the picture. Required.
        mean_vector (float | Sequence[float] | None) [input units]: n numbers, channel after channel, or
            one for all. Required.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        transformation_matrix: float | _Sequence[_Sequence[float]],
        mean_vector: float | _Sequence[float] | None,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def transformation_matrix(self) -> Any: ...
    @property
    def mean_vector(self) -> Any: ...

class LongestMaxSize(Operator):
    """Resize the long side to a length, keep the aspect.

    Args:
        max_size (int | Sequence[int] | None) [px]: the length, or several to choose from; empty with
            max_size_hw; in [1, 65535]. Default ().
        interpolation (str): filter. One of nearest, nearest-exact, nearest-legacy, bilinear, bicubic,
            box, hamming, lanczos, area. Default 'bilinear'.
        antialias (bool): filter by area when shrinking. Default True.
        max_size_hw (Sequence[int | None] | None) [px]: height and width to fit into, in place of
            max_size; none in it leaves that side out; in [1, 65535]. Default None.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Albumentations.
    """

    def __init__(
        self,
        max_size: int | _Sequence[int] | None = (),
        interpolation: Literal["nearest", "nearest-exact", "nearest-legacy", "bilinear", "bicubic", "box", "hamming", "lanczos", "area"] = "bilinear",
        antialias: bool = True,
        max_size_hw: _Sequence[int | None] | None = None,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def max_size(self) -> Any: ...
    @property
    def interpolation(self) -> Any: ...
    @property
    def antialias(self) -> Any: ...
    @property
    def max_size_hw(self) -> Any: ...

class MedianBlur(Operator):
    """Take the median of a square around each pixel, channel by channel.

    Args:
        blur_limit (float | tuple[float, float]) [px]: odd side of the square, drawn; a number v means
            [3, v]; in [3, 99]. Default (3.0, 7.0).

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Albumentations.
    """

    def __init__(
        self,
        blur_limit: float | tuple[float, float] = (3.0, 7.0),
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def blur_limit(self) -> Any: ...

class MinMax(Operator):
    """Map the darkest value to 0 and the brightest to 1: (x - min) / (max - min + eps); a constant picture becomes 0.

    Args:
        per_channel (bool): look at each channel alone. Default False.
        eps (float) [input units]: added to the divisor; in [0, 1e+09]. Default 0.0.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Albumentations.
    """

    def __init__(
        self,
        per_channel: bool = False,
        eps: float = 0.0,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def per_channel(self) -> Any: ...
    @property
    def eps(self) -> Any: ...

class MixUp(Operator):
    """Blend a sample with another one of its mix group, pictures and labels.

    Args:
        alpha (float): first parameter of the Beta distribution of the primary's share; in [1e-06,
            1e+06]. Default 1.0.
        num_classes (int | None): length of soft labels made from class indices; none takes it from the
            source; in [1, 1.67772e+07]. Default None.
        beta (float | None): second parameter of the Beta distribution; none means alpha; in [1e-06,
            1e+06]. Default None.
        weight (float | None) [fraction]: fixed share of the primary in place of a draw; in [0, 1].
            Default None.
        mode (str): one share a sample, or one a mix group. One of sample, group. Default 'sample'.
        partner (str): a drawn member of the group, or the previous one. One of drawn, roll. Default
            'drawn'.
        keep_primary_dominant (bool): take the larger of lam and 1 - lam. Default False.
        min_weight (float) [fraction]: instances of a picture with a smaller share are ignored; in [0,
            1]. Default 0.1.
        label_weight (str): lambda multiplies the weight of instances by their picture's share. One of
            none, lambda. Default 'none'.
        fill (float | Sequence[float] | str) [input units]: what shows where the pictures differ in
            size; in [-32768, 65535]. Default 114.0.
        semantic (str): samples with a segmentation are refused, or take the ids of the larger share.
            One of reject, dominant. Default 'reject'.
        partner_ops (Operator | Sequence[Operator] | None): geometric operators applied to the partner
            first, at most 8, drawn from the primary's numbers. Default ().

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision; Zhang et al., 2017.
    """

    def __init__(
        self,
        alpha: float = 1.0,
        num_classes: int | None = None,
        beta: float | None = None,
        weight: float | None = None,
        mode: Literal["sample", "group"] = "sample",
        partner: Literal["drawn", "roll"] = "drawn",
        keep_primary_dominant: bool = False,
        min_weight: float = 0.1,
        label_weight: Literal["none", "lambda"] = "none",
        fill: float | _Sequence[float] | str = 114.0,
        semantic: Literal["reject", "dominant"] = "reject",
        partner_ops: Operator | _Sequence[Operator] | None = (),
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def alpha(self) -> Any: ...
    @property
    def num_classes(self) -> Any: ...
    @property
    def beta(self) -> Any: ...
    @property
    def weight(self) -> Any: ...
    @property
    def mode(self) -> Any: ...
    @property
    def partner(self) -> Any: ...
    @property
    def keep_primary_dominant(self) -> Any: ...
    @property
    def min_weight(self) -> Any: ...
    @property
    def label_weight(self) -> Any: ...
    @property
    def fill(self) -> Any: ...
    @property
    def semantic(self) -> Any: ...
    @property
    def partner_ops(self) -> Any: ...

class Mosaic(Operator):
    """Show a window onto a grid of samples of the mix group.

    Args:
        grid_yx (int | tuple[int, int]): rows and columns of the grid; in [1, 4]. Default (2, 2).
        target_size (int | tuple[int, int]) [px]: height and width of the output; a LetterBox of this
            size behind Mosaic fits the pictures that it leaves alone; in [1, 65535]. Default (512,
            512).
        cell_shape (int | tuple[int, int]) [px]: height and width of a cell; in [1, 65535]. Default
            (512, 512).
        center_range (float | tuple[float, float]) [fraction]: where the window's centre lies between
            its extreme places; in [0, 1]. Default (0.3, 0.7).
        fit_mode (str): samples cover their cell, or are contained in it. One of cover, contain. Default
            'cover'.
        interpolation (str): filter of the fit; nearest, bilinear or bicubic where degrees or shear are
            not 0. One of nearest, nearest-exact, nearest-legacy, bilinear, bicubic, box, hamming,
            lanczos, area. Default 'bilinear'.
        fill (float | Sequence[float] | str) [input units]: what shows beside a contained sample; in
            [-32768, 65535]. Default 114.0.
        zoom (float | tuple[float, float]): factor about the window's centre; in [0.001, 1000]. Default
            (1.0, 1.0).
        degrees (float | tuple[float, float]) [deg]: turn about the window's centre, clockwise; a number
            v means [-v, v]; in [-360, 360]. Default (0.0, 0.0).
        translate (float) [fraction]: largest shift as a share of width and height; in [0, 0.5]. Default
            0.0.
        shear (float | tuple[float, float]) [deg]: shear along x and along y; a number v means [-v, v];
            in [-89, 89]. Default (0.0, 0.0).
        primary_slot (str): cell of the primary: drawn among the visible ones, the first, or the one
            that shows most. One of random, first, largest. Default 'random'.
        seam_policy (str): avoid_boxes tries eight windows and takes the one that shows most of the
            instances. One of none, avoid_boxes. Default 'none'.
        antialias (bool): shrink without aliasing. Default True.
        fill_mask (int | None): id that the segmentation shows beside the samples; none takes the ignore
            index; in [0, 65535]. Default None.
        mask_interpolation (str): filter of masks, which is nearest: between two ids there is none. One
            of nearest, nearest-exact, nearest-legacy, bilinear, bicubic, box, hamming, lanczos, area.
            Default 'nearest'.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Albumentations; Bochkovskiy et al., YOLOv4, 2020.
    """

    def __init__(
        self,
        grid_yx: int | tuple[int, int] = (2, 2),
        target_size: int | tuple[int, int] = (512, 512),
        cell_shape: int | tuple[int, int] = (512, 512),
        center_range: float | tuple[float, float] = (0.3, 0.7),
        fit_mode: Literal["cover", "contain"] = "cover",
        interpolation: Literal["nearest", "nearest-exact", "nearest-legacy", "bilinear", "bicubic", "box", "hamming", "lanczos", "area"] = "bilinear",
        fill: float | _Sequence[float] | str = 114.0,
        zoom: float | tuple[float, float] = (1.0, 1.0),
        degrees: float | tuple[float, float] = (0.0, 0.0),
        translate: float = 0.0,
        shear: float | tuple[float, float] = (0.0, 0.0),
        primary_slot: Literal["random", "first", "largest"] = "random",
        seam_policy: Literal["none", "avoid_boxes"] = "none",
        antialias: bool = True,
        fill_mask: int | None = None,
        mask_interpolation: Literal["nearest", "nearest-exact", "nearest-legacy", "bilinear", "bicubic", "box", "hamming", "lanczos", "area"] = "nearest",
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def grid_yx(self) -> Any: ...
    @property
    def target_size(self) -> Any: ...
    @property
    def cell_shape(self) -> Any: ...
    @property
    def center_range(self) -> Any: ...
    @property
    def fit_mode(self) -> Any: ...
    @property
    def interpolation(self) -> Any: ...
    @property
    def fill(self) -> Any: ...
    @property
    def zoom(self) -> Any: ...
    @property
    def degrees(self) -> Any: ...
    @property
    def translate(self) -> Any: ...
    @property
    def shear(self) -> Any: ...
    @property
    def primary_slot(self) -> Any: ...
    @property
    def seam_policy(self) -> Any: ...
    @property
    def antialias(self) -> Any: ...
    @property
    def fill_mask(self) -> Any: ...
    @property
    def mask_interpolation(self) -> Any: ...

class MotionBlur(Operator):
    """Smear the picture along a line; borders are reflected.

    Args:
        blur_limit (float | tuple[float, float]) [px]: odd side of the kernel, drawn; a number v means
            [3, v]; in [3, 99]. Default (3.0, 7.0).
        allow_shifted (bool): move the line off the middle, by up to a quarter of the side. Default
            True.
        angle_range (float | tuple[float, float]) [deg]: direction of the line, drawn, clockwise from
            the x axis; in [-360, 360]. Default (0.0, 360.0).
        direction_range (float | tuple[float, float]): 1 smears forwards only, 0 to both sides, -1
            backwards only; in [-1, 1]. Default (-1.0, 1.0).

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Albumentations.
    """

    def __init__(
        self,
        blur_limit: float | tuple[float, float] = (3.0, 7.0),
        allow_shifted: bool = True,
        angle_range: float | tuple[float, float] = (0.0, 360.0),
        direction_range: float | tuple[float, float] = (-1.0, 1.0),
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def blur_limit(self) -> Any: ...
    @property
    def allow_shifted(self) -> Any: ...
    @property
    def angle_range(self) -> Any: ...
    @property
    def direction_range(self) -> Any: ...

class MultiScale(Operator):
    """Resize whole batches to one of several sizes.

    Args:
        sizes (int | Sequence[int] | None) [px]: sides of the output: the smallest and the largest of a
            range, or a list; in [1, 65535]. Default (320, 608).
        step (int) [px]: distance of the sizes of a range; 0 makes two sizes a list as well; in [0,
            65535]. Default 32.
        every (int) [batches]: global batches of one size; in [1, 1.07374e+09]. Default 10.
        keep_ratio (bool): fit the picture into the square and keep its aspect; pad behind it, as
            pictures of a batch then differ. Default False.
        interpolation (str): filter. One of nearest, nearest-exact, nearest-legacy, bilinear, bicubic,
            box, hamming, lanczos, area. Default 'bilinear'.
        antialias (bool): filter by area when shrinking. Default True.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Redmon and Farhadi, YOLO9000, CVPR 2017.
    """

    def __init__(
        self,
        sizes: int | _Sequence[int] | None = (320, 608),
        step: int = 32,
        every: int = 10,
        keep_ratio: bool = False,
        interpolation: Literal["nearest", "nearest-exact", "nearest-legacy", "bilinear", "bicubic", "box", "hamming", "lanczos", "area"] = "bilinear",
        antialias: bool = True,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def sizes(self) -> Any: ...
    @property
    def step(self) -> Any: ...
    @property
    def every(self) -> Any: ...
    @property
    def keep_ratio(self) -> Any: ...
    @property
    def interpolation(self) -> Any: ...
    @property
    def antialias(self) -> Any: ...

class Normalize(Operator):
    """Subtract the mean and divide by the standard deviation.

    Args:
        mean (float | Sequence[float] | None) [0..1 of the range]: a channel, or one for all; in [-1000,
            1000]. Required.
        std (float | Sequence[float] | None) [0..1 of the range]: a channel, or one for all; in [1e-09,
            1000]. Required.
        inplace (bool): accepted and ignored. Default False.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        mean: float | _Sequence[float] | None,
        std: float | _Sequence[float] | None,
        inplace: bool = False,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def mean(self) -> Any: ...
    @property
    def std(self) -> Any: ...
    @property
    def inplace(self) -> Any: ...

class OpticalDistortion(Operator):
    """Bend about the centre as a lens does: a barrel for positive numbers, a cushion for negative ones.

    Args:
        distort_limit (float | tuple[float, float]): drawn strength; a number v means [-v, v]; in [-1,
            1]. Default (-0.05, 0.05).
        mode (str): camera or fisheye. One of camera, fisheye. Default 'camera'.
        interpolation (str): nearest, bilinear or bicubic. One of nearest, nearest-exact, nearest-
            legacy, bilinear, bicubic, box, hamming, lanczos, area. Default 'bilinear'.
        border_mode (str): constant shows the fill, the others repeat the picture. One of constant,
            edge, reflect, symmetric. Default 'constant'.
        fill (float | Sequence[float] | str) [input units]: what shows where there is no source; in
            [-32768, 65535]. Default 0.0.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Albumentations.
    """

    def __init__(
        self,
        distort_limit: float | tuple[float, float] = (-0.05, 0.05),
        mode: Literal["camera", "fisheye"] = "camera",
        interpolation: Literal["nearest", "nearest-exact", "nearest-legacy", "bilinear", "bicubic", "box", "hamming", "lanczos", "area"] = "bilinear",
        border_mode: Literal["constant", "edge", "reflect", "symmetric"] = "constant",
        fill: float | _Sequence[float] | str = 0.0,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def distort_limit(self) -> Any: ...
    @property
    def mode(self) -> Any: ...
    @property
    def interpolation(self) -> Any: ...
    @property
    def border_mode(self) -> Any: ...
    @property
    def fill(self) -> Any: ...

class Pad(Operator):
    """Add a border.

    Args:
        padding (int | tuple[int, int] | tuple[int, int, int, int]) [px]: one width, [left and right,
            top and bottom] or [left, top, right, bottom]; in [0, 65535]. Required.
        fill (float | Sequence[float] | str) [input units]: what the border shows; in [-32768, 65535].
            Default 0.0.
        padding_mode (str): constant shows the fill, the others repeat the picture. One of constant,
            edge, reflect, symmetric. Default 'constant'.
        fill_mask (int | None): id that the segmentation shows there; none takes the ignore index; in
            [0, 65535]. Default None.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        padding: int | tuple[int, int] | tuple[int, int, int, int],
        fill: float | _Sequence[float] | str = 0.0,
        padding_mode: Literal["constant", "edge", "reflect", "symmetric"] = "constant",
        fill_mask: int | None = None,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def padding(self) -> Any: ...
    @property
    def fill(self) -> Any: ...
    @property
    def padding_mode(self) -> Any: ...
    @property
    def fill_mask(self) -> Any: ...

class PadIfNeeded(Operator):
    """Pad sides that are shorter than a length, or no multiple of a divisor.

    Args:
        min_height (int | None) [px]: least height; none with a divisor; in [1, 65535]. Default 1024.
        min_width (int | None) [px]: least width; none with a divisor; in [1, 65535]. Default 1024.
        pad_height_divisor (int | None) [px]: the height becomes a multiple of it; in [1, 65535].
            Default None.
        pad_width_divisor (int | None) [px]: the width becomes a multiple of it; in [1, 65535]. Default
            None.
        position (str): where the picture lies on the canvas. One of center, top_left, top_right,
            bottom_left, bottom_right, random. Default 'center'.
        border_mode (str): constant shows the fill, the others repeat the picture. One of constant,
            edge, reflect, symmetric. Default 'constant'.
        fill (float | Sequence[float] | str) [input units]: what the border shows; in [-32768, 65535].
            Default 0.0.
        fill_mask (int | None): id that the segmentation shows there; none takes the ignore index; in
            [0, 65535]. Default None.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Albumentations.
    """

    def __init__(
        self,
        min_height: int | None = 1024,
        min_width: int | None = 1024,
        pad_height_divisor: int | None = None,
        pad_width_divisor: int | None = None,
        position: Literal["center", "top_left", "top_right", "bottom_left", "bottom_right", "random"] = "center",
        border_mode: Literal["constant", "edge", "reflect", "symmetric"] = "constant",
        fill: float | _Sequence[float] | str = 0.0,
        fill_mask: int | None = None,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def min_height(self) -> Any: ...
    @property
    def min_width(self) -> Any: ...
    @property
    def pad_height_divisor(self) -> Any: ...
    @property
    def pad_width_divisor(self) -> Any: ...
    @property
    def position(self) -> Any: ...
    @property
    def border_mode(self) -> Any: ...
    @property
    def fill(self) -> Any: ...
    @property
    def fill_mask(self) -> Any: ...

class PercentileClip(Operator):
    """Map the values between two percentiles linearly onto [b_min, b_max]; a constant picture is only shifted.

    Args:
        lower (float) [%]: percentile that becomes b_min; in [0, 100]. Default 0.5.
        upper (float) [%]: percentile that becomes b_max; in [0, 100]. Default 99.5.
        per_channel (bool): look at each channel alone. Default True.
        scope (str): image: percentiles of each picture; dataset: a_min and a_max, the same for all, so
            that tiles of a scene agree. One of image, dataset. Default 'image'.
        a_min (float | Sequence[float] | None) [input units]: of the data set: value of the lower
            percentile, a channel, or one for all; in [-1e+09, 1e+09]. Default ().
        a_max (float | Sequence[float] | None) [input units]: of the data set: value of the upper
            percentile; in [-1e+09, 1e+09]. Default ().
        nodata (float | None) [input units]: value that counts for nothing and stays as it is; in
            [-1e+38, 1e+38]. Default None.
        nodata_to_segmentation (bool): the segmentation shows the ignore index where every channel of
            the source has no data. Default False.
        mask (str): nonzero: percentiles of the values that are not 0; segmentation: of pixels whose id
            is neither 0 nor the ignore index. One of none, nonzero, segmentation. Default 'none'.
        b_min (float): start of the output range; in [-1e+09, 1e+09]. Default 0.0.
        b_max (float): end of the output range; in [-1e+09, 1e+09]. Default 1.0.
        clip (bool): clip to the values of the two percentiles. Default True.
        relative (bool): the percentiles become the same shares of the output range. Default False.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: MONAI.
    """

    def __init__(
        self,
        lower: float = 0.5,
        upper: float = 99.5,
        per_channel: bool = True,
        scope: Literal["image", "dataset"] = "image",
        a_min: float | _Sequence[float] | None = (),
        a_max: float | _Sequence[float] | None = (),
        nodata: float | None = None,
        nodata_to_segmentation: bool = False,
        mask: Literal["none", "nonzero", "segmentation"] = "none",
        b_min: float = 0.0,
        b_max: float = 1.0,
        clip: bool = True,
        relative: bool = False,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def lower(self) -> Any: ...
    @property
    def upper(self) -> Any: ...
    @property
    def per_channel(self) -> Any: ...
    @property
    def scope(self) -> Any: ...
    @property
    def a_min(self) -> Any: ...
    @property
    def a_max(self) -> Any: ...
    @property
    def nodata(self) -> Any: ...
    @property
    def nodata_to_segmentation(self) -> Any: ...
    @property
    def mask(self) -> Any: ...
    @property
    def b_min(self) -> Any: ...
    @property
    def b_max(self) -> Any: ...
    @property
    def clip(self) -> Any: ...
    @property
    def relative(self) -> Any: ...

class RGB(Operator):
    """Make three equal channels of one; three stay as they are.

    Args:
        none

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...

class RandAugment(Operator):
    """Apply a number of drawn operations of one strength, on geometry, colour or tone.

    Args:
        num_ops (int): operations, one after the other; in [0, 16]. Default 2.
        magnitude (int): strength of all of them: a bin, below num_magnitude_bins; in [0, 999]. Default
            9.
        num_magnitude_bins (int): bins from no effect to the strongest; in [2, 1000]. Default 31.
        interpolation (str): nearest, bilinear or bicubic. One of nearest, nearest-exact, nearest-
            legacy, bilinear, bicubic, box, hamming, lanczos, area. Default 'nearest'.
        fill (float | Sequence[float] | str) [input units]: what shows where there is no source; in
            [-32768, 65535]. Default 0.0.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision; Cubuk et al., 2019.
    """

    def __init__(
        self,
        num_ops: int = 2,
        magnitude: int = 9,
        num_magnitude_bins: int = 31,
        interpolation: Literal["nearest", "nearest-exact", "nearest-legacy", "bilinear", "bicubic", "box", "hamming", "lanczos", "area"] = "nearest",
        fill: float | _Sequence[float] | str = 0.0,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def num_ops(self) -> Any: ...
    @property
    def magnitude(self) -> Any: ...
    @property
    def num_magnitude_bins(self) -> Any: ...
    @property
    def interpolation(self) -> Any: ...
    @property
    def fill(self) -> Any: ...

class RandomAdjustSharpness(Operator):
    """Smooth the picture, or sharpen it by the difference from its smoothed copy.

    Args:
        sharpness_factor (float): 0 smooths, 1 changes nothing, above 1 sharpens; in [0, 10000].
            Required.
        p (float | Schedule | dict[str, float]) [fraction]: probability of being applied; in [0, 1].
            Default 0.5.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        sharpness_factor: float,
        p: float | Schedule | Mapping[str, Any][str, float] = 0.5,
        *,
        label: str | None = None,
    ) -> None: ...
    @property
    def sharpness_factor(self) -> Any: ...
    @property
    def p(self) -> Any: ...

class RandomAffine(Operator):
    """Rotate, translate, scale and shear in one warp.

    Args:
        degrees (float | tuple[float, float]) [deg]: drawn angle, clockwise; a number v means [-v, v];
            in [-360, 360]. Required.
        translate (Sequence[float] | None) [fraction]: largest shift as a share of width and height; in
            [0, 1]. Default None.
        scale (float | tuple[float, float] | None): factor of the picture's size; in [0.001, 1000].
            Default None.
        shear (float | Sequence[float] | None | None) [deg]: v: x in [-v, v]; (a, b): x in [a, b]; (a,
            b, c, d): y in [c, d] as well; in [-89, 89]. Default None.
        interpolation (str): nearest, bilinear or bicubic. One of nearest, nearest-exact, nearest-
            legacy, bilinear, bicubic, box, hamming, lanczos, area. Default 'nearest'.
        fill (float | Sequence[float] | str) [input units]: what shows where there is no source; in
            [-32768, 65535]. Default 0.0.
        center (Sequence[float] | None) [px]: x and y of the pivot; none is the middle; in [-65535,
            65535]. Default None.
        perspective (float) [1/px]: largest entry of the third row; in [0, 0.001]. Default 0.0.
        log_scale (bool): draw the scale evenly on a log scale. Default False.
        out_size (int | tuple[int, int] | None) [px]: height and width of the output; none keeps the
            picture's; in [1, 65535]. Default None.
        hull (str): boxes without a polygon become the hull of their corners, or of the ellipse in them;
            a perspective takes the corners. One of polygon, ellipse. Default 'polygon'.
        antialias (bool): resize first where the warp shrinks. Default False.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        degrees: float | tuple[float, float],
        translate: _Sequence[float] | None = None,
        scale: float | tuple[float, float] | None = None,
        shear: float | _Sequence[float] | None | None = None,
        interpolation: Literal["nearest", "nearest-exact", "nearest-legacy", "bilinear", "bicubic", "box", "hamming", "lanczos", "area"] = "nearest",
        fill: float | _Sequence[float] | str = 0.0,
        center: _Sequence[float] | None = None,
        perspective: float = 0.0,
        log_scale: bool = False,
        out_size: int | tuple[int, int] | None = None,
        hull: Literal["polygon", "ellipse"] = "polygon",
        antialias: bool = False,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def degrees(self) -> Any: ...
    @property
    def translate(self) -> Any: ...
    @property
    def scale(self) -> Any: ...
    @property
    def shear(self) -> Any: ...
    @property
    def interpolation(self) -> Any: ...
    @property
    def fill(self) -> Any: ...
    @property
    def center(self) -> Any: ...
    @property
    def perspective(self) -> Any: ...
    @property
    def log_scale(self) -> Any: ...
    @property
    def out_size(self) -> Any: ...
    @property
    def hull(self) -> Any: ...
    @property
    def antialias(self) -> Any: ...

class RandomApply(Operator):
    """Apply a list of operators with a probability, all or none.

    Args:
        ops (Sequence[Operator]): operators, first to last. Required.
        p (float | Schedule | dict[str, float]) [fraction]: probability of being applied; in [0, 1].
            Default 0.5.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        ops: _Sequence[Operator],
        p: float | Schedule | Mapping[str, Any][str, float] = 0.5,
        *,
        label: str | None = None,
    ) -> None: ...
    @property
    def ops(self) -> list[Operator]: ...
    @property
    def p(self) -> Any: ...

class RandomAutocontrast(Operator):
    """Stretch each channel so that its darkest value becomes lo and its brightest max.

    Args:
        p (float | Schedule | dict[str, float]) [fraction]: probability of being applied; in [0, 1].
            Default 0.5.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        p: float | Schedule | Mapping[str, Any][str, float] = 0.5,
        *,
        label: str | None = None,
    ) -> None: ...
    @property
    def p(self) -> Any: ...

class RandomBrightnessContrast(Operator):
    """Scale all values by 1 + contrast and add brightness times the white, or the mean.

    Args:
        brightness_limit (float | tuple[float, float]) [fraction]: drawn brightness; a number v means
            [-v, v]; in [-1, 1]. Default (-0.2, 0.2).
        contrast_limit (float | tuple[float, float]) [fraction]: drawn contrast; a number v means [-v,
            v]; in [-1, 100]. Default (-0.2, 0.2).
        brightness_by_max (bool): brightness is a share of the white, else of the mean value. Default
            True.
        ensure_safe_range (bool): shrink both until black and white stay inside the range. Default
            False.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Albumentations.
    """

    def __init__(
        self,
        brightness_limit: float | tuple[float, float] = (-0.2, 0.2),
        contrast_limit: float | tuple[float, float] = (-0.2, 0.2),
        brightness_by_max: bool = True,
        ensure_safe_range: bool = False,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def brightness_limit(self) -> Any: ...
    @property
    def contrast_limit(self) -> Any: ...
    @property
    def brightness_by_max(self) -> Any: ...
    @property
    def ensure_safe_range(self) -> Any: ...

class RandomChannelPermutation(Operator):
    """Put the channels into a random order.

    Args:
        none

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...

class RandomChoice(Operator):
    """Apply one operator of a list.

    Args:
        ops (Sequence[Operator]): operators to choose from. Required.
        weights (float | Sequence[float] | None | None): relative weights, one an operator; none means
            equal; in [0, 1e+09]. Default None.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        ops: _Sequence[Operator],
        weights: float | _Sequence[float] | None | None = None,
        *,
        label: str | None = None,
    ) -> None: ...
    @property
    def ops(self) -> list[Operator]: ...
    @property
    def weights(self) -> Any: ...

class RandomCrop(Operator):
    """Cut out a window of fixed size at a random place.

    Args:
        size (int | tuple[int, int]) [px]: height and width of the window; in [1, 65535]. Required.
        padding (int | tuple[int, int] | tuple[int, int, int, int] | None) [px]: border added first; in
            [0, 65535]. Default None.
        pad_if_needed (bool): pad a picture that is smaller than the window, by the missing amount on
            both sides. Default False.
        fill (float | Sequence[float] | str) [input units]: what the border shows; in [-32768, 65535].
            Default 0.0.
        padding_mode (str): constant shows the fill, the others repeat the picture. One of constant,
            edge, reflect, symmetric. Default 'constant'.
        require (str): draw again until the centre of a box is in the window, or no class of the
            segmentation takes too much of it. One of none, any_box, class_ratio. Default 'none'.
        cat_max_ratio (float) [fraction]: share of the labelled pixels that the largest class must stay
            below for class_ratio; in [0, 1]. Default 0.75.
        max_tries (int): windows drawn; the last one is taken if none shows what is required; in [1,
            1000]. Default 10.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        size: int | tuple[int, int],
        padding: int | tuple[int, int] | tuple[int, int, int, int] | None = None,
        pad_if_needed: bool = False,
        fill: float | _Sequence[float] | str = 0.0,
        padding_mode: Literal["constant", "edge", "reflect", "symmetric"] = "constant",
        require: Literal["none", "any_box", "class_ratio"] = "none",
        cat_max_ratio: float = 0.75,
        max_tries: int = 10,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def size(self) -> Any: ...
    @property
    def padding(self) -> Any: ...
    @property
    def pad_if_needed(self) -> Any: ...
    @property
    def fill(self) -> Any: ...
    @property
    def padding_mode(self) -> Any: ...
    @property
    def require(self) -> Any: ...
    @property
    def cat_max_ratio(self) -> Any: ...
    @property
    def max_tries(self) -> Any: ...

class RandomEqualize(Operator):
    """Equalise the histogram of each channel, of 256 tones.

    Args:
        p (float | Schedule | dict[str, float]) [fraction]: probability of being applied; in [0, 1].
            Default 0.5.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision; Pillow.
    """

    def __init__(
        self,
        p: float | Schedule | Mapping[str, Any][str, float] = 0.5,
        *,
        label: str | None = None,
    ) -> None: ...
    @property
    def p(self) -> Any: ...

class RandomErasing(Operator):
    """Erase a rectangle.

    Args:
        p (float | Schedule | dict[str, float]) [fraction]: probability of being applied; in [0, 1].
            Default 0.5.
        scale (float | tuple[float, float]) [fraction]: erased share of the picture; in [1e-06, 1].
            Default (0.02, 0.33).
        ratio (float | tuple[float, float]): height over width, drawn evenly on a log scale; in [0.001,
            1000]. Default (0.3, 3.3).
        value (float | Sequence[float] | str) [units where it stands]: what the rectangle shows; random
            is normal noise; in [-32768, 65535]. Default 0.0.
        inplace (bool): accepted and ignored. Default False.
        count (Sequence[int]): fewest and most rectangles, which share the area; in [1, 16]. Default (1,
            1).
        mask_policy (str): masks in the holes: keep them, take the ignore index (instance masks: 0), or
            0. One of keep, ignore, zero. Default 'keep'.
        on_cover (str): keypoints in the holes are occluded, or dropped. One of occlude, drop. Default
            'occlude'.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision; Zhong et al., 2017.
    """

    def __init__(
        self,
        p: float | Schedule | Mapping[str, Any][str, float] = 0.5,
        scale: float | tuple[float, float] = (0.02, 0.33),
        ratio: float | tuple[float, float] = (0.3, 3.3),
        value: float | _Sequence[float] | str = 0.0,
        inplace: bool = False,
        count: _Sequence[int] = (1, 1),
        mask_policy: Literal["keep", "ignore", "zero"] = "keep",
        on_cover: Literal["occlude", "drop"] = "occlude",
        *,
        label: str | None = None,
    ) -> None: ...
    @property
    def p(self) -> Any: ...
    @property
    def scale(self) -> Any: ...
    @property
    def ratio(self) -> Any: ...
    @property
    def value(self) -> Any: ...
    @property
    def inplace(self) -> Any: ...
    @property
    def count(self) -> Any: ...
    @property
    def mask_policy(self) -> Any: ...
    @property
    def on_cover(self) -> Any: ...

class RandomGrayscale(Operator):
    """Turn grey, keeping the number of channels.

    Args:
        p (float | Schedule | dict[str, float]) [fraction]: probability of being applied; in [0, 1].
            Default 0.1.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        p: float | Schedule | Mapping[str, Any][str, float] = 0.1,
        *,
        label: str | None = None,
    ) -> None: ...
    @property
    def p(self) -> Any: ...

class RandomGridShuffle(Operator):
    """Let the cells of a grid change places.

    Args:
        grid (Sequence[int]): rows and columns; in [1, 16]. Default (3, 3).
        method (str): any order, none in place, or neighbours. One of uniform, derangement, neighbour.
            Default 'uniform'.
        reach (float) [cells]: jitter of the indices for neighbour; cells move by less than twice as
            many; in [0, 16]. Default 2.0.
        remainder (str): where the sides are no multiple of the grid: equal_shape_groups, keep_strip or
            crop_centre. One of equal_shape_groups, keep_strip, crop_centre. Default
            'equal_shape_groups'.
        box_policy (str): samples with instances are refused, or the largest fragment is kept, or all.
            One of reject, largest, all. Default 'reject'.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Albumentations; Chen et al., CVPR 2019; Du et al., ECCV 2020.
    """

    def __init__(
        self,
        grid: _Sequence[int] = (3, 3),
        method: Literal["uniform", "derangement", "neighbour"] = "uniform",
        reach: float = 2.0,
        remainder: Literal["equal_shape_groups", "keep_strip", "crop_centre"] = "equal_shape_groups",
        box_policy: Literal["reject", "largest", "all"] = "reject",
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def grid(self) -> Any: ...
    @property
    def method(self) -> Any: ...
    @property
    def reach(self) -> Any: ...
    @property
    def remainder(self) -> Any: ...
    @property
    def box_policy(self) -> Any: ...

class RandomHSV(Operator):
    """Turn the hue by U(-1, 1) hgain; scale saturation and value by 1 + U(-1, 1) sgain, vgain.

    Args:
        hgain (float) [turns]: largest turn of the hue; in [0, 1]. Default 0.015.
        sgain (float) [fraction]: largest gain of the saturation, which is clipped to 0..1; in [0, 10].
            Default 0.7.
        vgain (float) [fraction]: largest gain of the value, which is clipped to 0..1; in [0, 10].
            Default 0.4.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: the YOLO family.
    """

    def __init__(
        self,
        hgain: float = 0.015,
        sgain: float = 0.7,
        vgain: float = 0.4,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def hgain(self) -> Any: ...
    @property
    def sgain(self) -> Any: ...
    @property
    def vgain(self) -> Any: ...

class RandomHorizontalFlip(Operator):
    """Mirror left to right.

    Args:
        p (float | Schedule | dict[str, float]) [fraction]: probability of being applied; in [0, 1].
            Default 0.5.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        p: float | Schedule | Mapping[str, Any][str, float] = 0.5,
        *,
        label: str | None = None,
    ) -> None: ...
    @property
    def p(self) -> Any: ...

class RandomInvert(Operator):
    """Replace every value v by lo + max - v.

    Args:
        p (float | Schedule | dict[str, float]) [fraction]: probability of being applied; in [0, 1].
            Default 0.5.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        p: float | Schedule | Mapping[str, Any][str, float] = 0.5,
        *,
        label: str | None = None,
    ) -> None: ...
    @property
    def p(self) -> Any: ...

class RandomIoUCrop(Operator):
    """Cut out a random window that overlaps a box by at least a drawn amount; boxes whose centre is cut off go.

    Args:
        min_scale (float) [fraction]: smallest side of the window; in [0.001, 1]. Default 0.3.
        max_scale (float) [fraction]: largest side of the window; in [0.001, 1]. Default 1.0.
        min_aspect_ratio (float): smallest width over height; in [0.001, 1000]. Default 0.5.
        max_aspect_ratio (float): largest width over height; in [0.001, 1000]. Default 2.0.
        sampler_options (float | Sequence[float] | None): overlaps to choose from; 1 and above keep the
            picture; in [0, 100]. Default (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0).
        trials (int): windows tried for an overlap; in [1, 1000]. Default 40.
        criterion (str): intersection over union, or over the box. One of iou, coverage. Default 'iou'.
        quantifier (str): whether one box must reach the overlap, or all whose centre is inside. One of
            any, all. Default 'any'.
        rounds (int): overlaps tried before the picture is kept; in [1, 1000]. Default 20.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision; Liu et al., SSD, ECCV 2016.
    """

    def __init__(
        self,
        min_scale: float = 0.3,
        max_scale: float = 1.0,
        min_aspect_ratio: float = 0.5,
        max_aspect_ratio: float = 2.0,
        sampler_options: float | _Sequence[float] | None = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0),
        trials: int = 40,
        criterion: Literal["iou", "coverage"] = "iou",
        quantifier: Literal["any", "all"] = "any",
        rounds: int = 20,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def min_scale(self) -> Any: ...
    @property
    def max_scale(self) -> Any: ...
    @property
    def min_aspect_ratio(self) -> Any: ...
    @property
    def max_aspect_ratio(self) -> Any: ...
    @property
    def sampler_options(self) -> Any: ...
    @property
    def trials(self) -> Any: ...
    @property
    def criterion(self) -> Any: ...
    @property
    def quantifier(self) -> Any: ...
    @property
    def rounds(self) -> Any: ...

class RandomOrder(Operator):
    """Apply operators in random order.

    Args:
        ops (Sequence[Operator]): operators, at most 64. Required.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        ops: _Sequence[Operator],
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def ops(self) -> list[Operator]: ...

class RandomPaddingCrop(Operator):
    """Cut out a window of fixed size at a random place; what the picture lacks is padded.

    Args:
        crop_size (int | tuple[int, int]) [px]: height and width of the window; in [1, 65535]. Default
            (512, 512).
        fill (float | Sequence[float] | str) [input units]: what the border shows; in [-32768, 65535].
            Default 114.0.
        pad_anchor (str): where a picture that is too small lies in the window. One of random, top_left,
            center. Default 'random'.
        fill_mask (int | None): id that the segmentation shows there; none takes the ignore index; in
            [0, 65535]. Default None.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: PaddleSeg.
    """

    def __init__(
        self,
        crop_size: int | tuple[int, int] = (512, 512),
        fill: float | _Sequence[float] | str = 114.0,
        pad_anchor: Literal["random", "top_left", "center"] = "random",
        fill_mask: int | None = None,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def crop_size(self) -> Any: ...
    @property
    def fill(self) -> Any: ...
    @property
    def pad_anchor(self) -> Any: ...
    @property
    def fill_mask(self) -> Any: ...

class RandomPerspective(Operator):
    """Move the four corners inwards at random, as a camera that is turned sees them.

    Args:
        distortion_scale (float) [fraction]: how far a corner may move, of half a side; in [0, 1].
            Default 0.5.
        p (float | Schedule | dict[str, float]) [fraction]: probability of being applied; in [0, 1].
            Default 0.5.
        interpolation (str): nearest, bilinear or bicubic. One of nearest, nearest-exact, nearest-
            legacy, bilinear, bicubic, box, hamming, lanczos, area. Default 'bilinear'.
        fill (float | Sequence[float] | str) [input units]: what shows where there is no source; in
            [-32768, 65535]. Default 0.0.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        distortion_scale: float = 0.5,
        p: float | Schedule | Mapping[str, Any][str, float] = 0.5,
        interpolation: Literal["nearest", "nearest-exact", "nearest-legacy", "bilinear", "bicubic", "box", "hamming", "lanczos", "area"] = "bilinear",
        fill: float | _Sequence[float] | str = 0.0,
        *,
        label: str | None = None,
    ) -> None: ...
    @property
    def distortion_scale(self) -> Any: ...
    @property
    def p(self) -> Any: ...
    @property
    def interpolation(self) -> Any: ...
    @property
    def fill(self) -> Any: ...

class RandomPhotometricDistort(Operator):
    """Change brightness, contrast, saturation, hue and the order of the channels, each or not.

    Args:
        brightness (float | tuple[float, float]): drawn factor of every value; in [0, 100]. Default
            (0.875, 1.125).
        contrast (float | tuple[float, float]): drawn factor of the distance from the mean luma; in [0,
            100]. Default (0.5, 1.5).
        saturation (float | tuple[float, float]): drawn factor of the distance from the pixel's luma; in
            [0, 100]. Default (0.5, 1.5).
        hue (float | tuple[float, float]) [turns]: drawn turn of the hue; in [-0.5, 0.5]. Default
            (-0.05, 0.05).
        p (float) [fraction]: probability of each of the five changes; in [0, 1]. Default 0.5.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Liu et al., SSD, ECCV 2016; torchvision.
    """

    def __init__(
        self,
        brightness: float | tuple[float, float] = (0.875, 1.125),
        contrast: float | tuple[float, float] = (0.5, 1.5),
        saturation: float | tuple[float, float] = (0.5, 1.5),
        hue: float | tuple[float, float] = (-0.05, 0.05),
        p: float = 0.5,
        *,
        label: str | None = None,
    ) -> None: ...
    @property
    def brightness(self) -> Any: ...
    @property
    def contrast(self) -> Any: ...
    @property
    def saturation(self) -> Any: ...
    @property
    def hue(self) -> Any: ...
    @property
    def p(self) -> Any: ...

class RandomPosterize(Operator):
    """Keep the upper bits of every value; of floats 2^bits levels.

    Args:
        bits (int) [bit]: bits that are kept, of the 8 or 16 of the format; in [0, 8]. Required.
        p (float | Schedule | dict[str, float]) [fraction]: probability of being applied; in [0, 1].
            Default 0.5.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision; Cubuk et al., AutoAugment, CVPR 2019.
    """

    def __init__(
        self,
        bits: int,
        p: float | Schedule | Mapping[str, Any][str, float] = 0.5,
        *,
        label: str | None = None,
    ) -> None: ...
    @property
    def bits(self) -> Any: ...
    @property
    def p(self) -> Any: ...

class RandomQuality(Operator):
    """Lose resolution, blur and compress the picture, as transmission does.

    Args:
        scale_range (float | tuple[float, float]) [fraction]: size that the picture is shrunk to on the
            way; in [0.001, 1]. Default (0.5, 1.0).
        quality (float | tuple[float, float]): of the JPEG, whole number, drawn; in [1, 100]. Default
            (30.0, 95.0).
        blur_sigma (float | tuple[float, float] | None) [px]: standard deviation of a blur, drawn; none
            leaves it out; in [0.001, 42]. Default None.
        p_scale (float) [fraction]: probability of losing resolution; in [0, 1]. Default 0.5.
        p_jpeg (float) [fraction]: probability of being compressed; in [0, 1]. Default 0.5.
        subsampling (str): of the JPEG's chroma. One of 420, 422, 444, random. Default '420'.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.
    """

    def __init__(
        self,
        scale_range: float | tuple[float, float] = (0.5, 1.0),
        quality: float | tuple[float, float] = (30.0, 95.0),
        blur_sigma: float | tuple[float, float] | None = None,
        p_scale: float = 0.5,
        p_jpeg: float = 0.5,
        subsampling: Literal["420", "422", "444", "random"] = "420",
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def scale_range(self) -> Any: ...
    @property
    def quality(self) -> Any: ...
    @property
    def blur_sigma(self) -> Any: ...
    @property
    def p_scale(self) -> Any: ...
    @property
    def p_jpeg(self) -> Any: ...
    @property
    def subsampling(self) -> Any: ...

class RandomResize(Operator):
    """Resize the short side to a random length, keep the aspect.

    Args:
        min_size (int) [px]: shortest length; in [1, 65535]. Required.
        max_size (int) [px]: longest length; included but in exact mode; in [1, 65535]. Required.
        interpolation (str): filter. One of nearest, nearest-exact, nearest-legacy, bilinear, bicubic,
            box, hamming, lanczos, area. Default 'bilinear'.
        antialias (bool): filter by area when shrinking. Default True.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        min_size: int,
        max_size: int,
        interpolation: Literal["nearest", "nearest-exact", "nearest-legacy", "bilinear", "bicubic", "box", "hamming", "lanczos", "area"] = "bilinear",
        antialias: bool = True,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def min_size(self) -> Any: ...
    @property
    def max_size(self) -> Any: ...
    @property
    def interpolation(self) -> Any: ...
    @property
    def antialias(self) -> Any: ...

class RandomResizedCrop(Operator):
    """Cut out a window of random area and aspect, and resize it.

    Args:
        size (int | tuple[int, int]) [px]: height and width of the output; in [1, 65535]. Required.
        scale (float | tuple[float, float]) [fraction]: share of the picture's area; in [1e-06, 1].
            Default (0.08, 1.0).
        ratio (float | tuple[float, float]): width over height, drawn evenly on a log scale; in [0.001,
            1000]. Default (0.75, 1.3333334).
        interpolation (str): filter. One of nearest, nearest-exact, nearest-legacy, bilinear, bicubic,
            box, hamming, lanczos, area. Default 'bilinear'.
        antialias (bool): filter by area when shrinking. Default True.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision; Szegedy et al., 2015.
    """

    def __init__(
        self,
        size: int | tuple[int, int],
        scale: float | tuple[float, float] = (0.08, 1.0),
        ratio: float | tuple[float, float] = (0.75, 1.3333334),
        interpolation: Literal["nearest", "nearest-exact", "nearest-legacy", "bilinear", "bicubic", "box", "hamming", "lanczos", "area"] = "bilinear",
        antialias: bool = True,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def size(self) -> Any: ...
    @property
    def scale(self) -> Any: ...
    @property
    def ratio(self) -> Any: ...
    @property
    def interpolation(self) -> Any: ...
    @property
    def antialias(self) -> Any: ...

class RandomRotate90(Operator):
    """Turn by 0, 90, 180 or 270 degrees.

    Args:
        none

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Albumentations.
    """

    def __init__(
        self,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...

class RandomRotation(Operator):
    """Rotate; corners that have no source take the fill.

    Args:
        degrees (float | tuple[float, float]) [deg]: drawn angle, counter-clockwise; a number v means
            [-v, v]; in [-180, 180]. Required.
        interpolation (str): nearest, bilinear or bicubic. One of nearest, nearest-exact, nearest-
            legacy, bilinear, bicubic, box, hamming, lanczos, area. Default 'nearest'.
        expand (bool): enlarge the output so that all of the picture is on it. Default False.
        center (Sequence[float] | None) [px]: x and y of the pivot; none is the middle; in [-65535,
            65535]. Default None.
        fill (float | Sequence[float] | str) [input units]: what shows where there is no source; in
            [-32768, 65535]. Default 0.0.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        degrees: float | tuple[float, float],
        interpolation: Literal["nearest", "nearest-exact", "nearest-legacy", "bilinear", "bicubic", "box", "hamming", "lanczos", "area"] = "nearest",
        expand: bool = False,
        center: _Sequence[float] | None = None,
        fill: float | _Sequence[float] | str = 0.0,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def degrees(self) -> Any: ...
    @property
    def interpolation(self) -> Any: ...
    @property
    def expand(self) -> Any: ...
    @property
    def center(self) -> Any: ...
    @property
    def fill(self) -> Any: ...

class RandomScaleAspect(Operator):
    """Cut out a window of random area and aspect, and resize it to the size of the picture.

    Args:
        min_scale (float) [fraction]: smallest share of the picture's area; in [0.001, 1]. Default 0.5.
        aspect_ratio (float): smallest aspect; the largest is its inverse; in [0.01, 1]. Default 0.33.
        log (bool): draw the aspect evenly on a log scale. Default True.
        interpolation (str): filter. One of nearest, nearest-exact, nearest-legacy, bilinear, bicubic,
            box, hamming, lanczos, area. Default 'bilinear'.
        antialias (bool): filter by area when shrinking. Default True.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: PaddleSeg.
    """

    def __init__(
        self,
        min_scale: float = 0.5,
        aspect_ratio: float = 0.33,
        log: bool = True,
        interpolation: Literal["nearest", "nearest-exact", "nearest-legacy", "bilinear", "bicubic", "box", "hamming", "lanczos", "area"] = "bilinear",
        antialias: bool = True,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def min_scale(self) -> Any: ...
    @property
    def aspect_ratio(self) -> Any: ...
    @property
    def log(self) -> Any: ...
    @property
    def interpolation(self) -> Any: ...
    @property
    def antialias(self) -> Any: ...

class RandomShortestSize(Operator):
    """Resize the short side to one of several lengths, keep the aspect.

    Args:
        min_size (int | Sequence[int] | None) [px]: lengths to choose from, or one; in [1, 65535].
            Required.
        max_size (int | None) [px]: bound of the long side; in [1, 65535]. Default None.
        interpolation (str): filter. One of nearest, nearest-exact, nearest-legacy, bilinear, bicubic,
            box, hamming, lanczos, area. Default 'bilinear'.
        antialias (bool): filter by area when shrinking. Default True.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        min_size: int | _Sequence[int] | None,
        max_size: int | None = None,
        interpolation: Literal["nearest", "nearest-exact", "nearest-legacy", "bilinear", "bicubic", "box", "hamming", "lanczos", "area"] = "bilinear",
        antialias: bool = True,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def min_size(self) -> Any: ...
    @property
    def max_size(self) -> Any: ...
    @property
    def interpolation(self) -> Any: ...
    @property
    def antialias(self) -> Any: ...

class RandomSizedBBoxSafeCrop(Operator):
    """Cut out a random window that holds all boxes, and resize it.

    Args:
        height (int) [px]: height of the output; in [1, 65535]. Required.
        width (int) [px]: width of the output; in [1, 65535]. Required.
        erosion_rate (float) [fraction]: share of the boxes' common hull that may be lost; without
            boxes, of the height; in [0, 1]. Default 0.0.
        interpolation (str): filter. One of nearest, nearest-exact, nearest-legacy, bilinear, bicubic,
            box, hamming, lanczos, area. Default 'bilinear'.
        antialias (bool): filter by area when shrinking. Default True.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Albumentations.
    """

    def __init__(
        self,
        height: int,
        width: int,
        erosion_rate: float = 0.0,
        interpolation: Literal["nearest", "nearest-exact", "nearest-legacy", "bilinear", "bicubic", "box", "hamming", "lanczos", "area"] = "bilinear",
        antialias: bool = True,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def height(self) -> Any: ...
    @property
    def width(self) -> Any: ...
    @property
    def erosion_rate(self) -> Any: ...
    @property
    def interpolation(self) -> Any: ...
    @property
    def antialias(self) -> Any: ...

class RandomSolarize(Operator):
    """Replace every value v >= threshold by lo + max - v.

    Args:
        threshold (float) [input units]: values from here on are inverted; in [-32768, 65535]. Required.
        p (float | Schedule | dict[str, float]) [fraction]: probability of being applied; in [0, 1].
            Default 0.5.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision; Cubuk et al., AutoAugment, CVPR 2019.
    """

    def __init__(
        self,
        threshold: float,
        p: float | Schedule | Mapping[str, Any][str, float] = 0.5,
        *,
        label: str | None = None,
    ) -> None: ...
    @property
    def threshold(self) -> Any: ...
    @property
    def p(self) -> Any: ...

class RandomVerticalFlip(Operator):
    """Mirror top to bottom.

    Args:
        p (float | Schedule | dict[str, float]) [fraction]: probability of being applied; in [0, 1].
            Default 0.5.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        p: float | Schedule | Mapping[str, Any][str, float] = 0.5,
        *,
        label: str | None = None,
    ) -> None: ...
    @property
    def p(self) -> Any: ...

class RandomZoomOut(Operator):
    """Put the picture at a random place on a larger canvas, so that objects become small.

    Args:
        fill (float | Sequence[float] | str) [input units]: what shows around the picture; in [-32768,
            65535]. Default 0.0.
        side_range (float | tuple[float, float]): sides of the canvas over those of the picture; in [1,
            64]. Default (1.0, 4.0).
        p (float | Schedule | dict[str, float]) [fraction]: probability of being applied; in [0, 1].
            Default 0.5.
        fill_mask (int | None): id that the segmentation shows there; none takes the ignore index; in
            [0, 65535]. Default None.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision; Liu et al., SSD, ECCV 2016.
    """

    def __init__(
        self,
        fill: float | _Sequence[float] | str = 0.0,
        side_range: float | tuple[float, float] = (1.0, 4.0),
        p: float | Schedule | Mapping[str, Any][str, float] = 0.5,
        fill_mask: int | None = None,
        *,
        label: str | None = None,
    ) -> None: ...
    @property
    def fill(self) -> Any: ...
    @property
    def side_range(self) -> Any: ...
    @property
    def p(self) -> Any: ...
    @property
    def fill_mask(self) -> Any: ...

class Resize(Operator):
    """Resize the picture.

    Args:
        size (int | tuple[int, int] | None) [px]: the short side, or height and width; none: max_size is
            the long side; in [1, 65535]. Default None.
        interpolation (str): filter. One of nearest, nearest-exact, nearest-legacy, bilinear, bicubic,
            box, hamming, lanczos, area. Default 'bilinear'.
        max_size (int | None) [px]: bound of the long side when size is the short one; in [1, 65535].
            Default None.
        antialias (bool): filter by area when shrinking. Default True.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        size: int | tuple[int, int] | None = None,
        interpolation: Literal["nearest", "nearest-exact", "nearest-legacy", "bilinear", "bicubic", "box", "hamming", "lanczos", "area"] = "bilinear",
        max_size: int | None = None,
        antialias: bool = True,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def size(self) -> Any: ...
    @property
    def interpolation(self) -> Any: ...
    @property
    def max_size(self) -> Any: ...
    @property
    def antialias(self) -> Any: ...

class RichCrop(Operator):
    """Blur, rotate, change scale, aspect and colour, flip, and cut out a window.

    Args:
        size (int | tuple[int, int]) [px]: height and width of the window; in [1, 65535]. Required.
        max_rotation (float) [deg]: largest angle, to either side; in [0, 180]. Default 15.0.
        min_area_ratio (float) [fraction]: smallest share of the picture's area that is enlarged to its
            size; in [0.001, 1]. Default 0.5.
        aspect_ratio (float): smallest aspect of that part; the largest is its inverse; in [0.01, 1].
            Default 0.33.
        brightness (float): factors in [1 - v, 1 + v]; 0 leaves it out; in [0, 1]. Default 0.5.
        contrast (float): factors in [1 - v, 1 + v]; 0 leaves it out; in [0, 1]. Default 0.5.
        saturation (float): factors in [1 - v, 1 + v]; 0 leaves it out; in [0, 1]. Default 0.5.
        blur_ratio (float) [fraction]: probability of a blur with a kernel of 3, 5, 7 or 9 px; in [0,
            1]. Default 0.1.
        flip (bool): mirror left to right and top to bottom, each with probability one half. Default
            True.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: PaddleSeg.
    """

    def __init__(
        self,
        size: int | tuple[int, int],
        max_rotation: float = 15.0,
        min_area_ratio: float = 0.5,
        aspect_ratio: float = 0.33,
        brightness: float = 0.5,
        contrast: float = 0.5,
        saturation: float = 0.5,
        blur_ratio: float = 0.1,
        flip: bool = True,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def size(self) -> Any: ...
    @property
    def max_rotation(self) -> Any: ...
    @property
    def min_area_ratio(self) -> Any: ...
    @property
    def aspect_ratio(self) -> Any: ...
    @property
    def brightness(self) -> Any: ...
    @property
    def contrast(self) -> Any: ...
    @property
    def saturation(self) -> Any: ...
    @property
    def blur_ratio(self) -> Any: ...
    @property
    def flip(self) -> Any: ...

class ScaleJitter(Operator):
    """Scale by a random factor of the size that fits a target; a RandomCrop with pad_if_needed behind it makes large-scale jitter.

    Args:
        target_size (int | tuple[int, int]) [px]: the extent that factor 1 fits into; in [1, 65535].
            Required.
        scale_range (float | tuple[float, float]): factor; in [0.001, 100]. Default (0.1, 2.0).
        interpolation (str): filter. One of nearest, nearest-exact, nearest-legacy, bilinear, bicubic,
            box, hamming, lanczos, area. Default 'bilinear'.
        antialias (bool): filter by area when shrinking. Default True.
        scales (float | Sequence[float] | None | None): factors to choose from, in place of scale_range;
            in [0.001, 100]. Default None.
        step (float | None): take only scale_range's first factor, that plus step, and so on; in [0.001,
            100]. Default None.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision; Ghiasi et al., Simple Copy-Paste, CVPR 2021.
    """

    def __init__(
        self,
        target_size: int | tuple[int, int],
        scale_range: float | tuple[float, float] = (0.1, 2.0),
        interpolation: Literal["nearest", "nearest-exact", "nearest-legacy", "bilinear", "bicubic", "box", "hamming", "lanczos", "area"] = "bilinear",
        antialias: bool = True,
        scales: float | _Sequence[float] | None | None = None,
        step: float | None = None,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def target_size(self) -> Any: ...
    @property
    def scale_range(self) -> Any: ...
    @property
    def interpolation(self) -> Any: ...
    @property
    def antialias(self) -> Any: ...
    @property
    def scales(self) -> Any: ...
    @property
    def step(self) -> Any: ...

class ScaleRange(Operator):
    """Map [a_min, a_max] linearly onto [b_min, b_max]; equal ends only shift the values.

    Args:
        a_min (float) [input units]: value that becomes b_min; in [-1e+09, 1e+09]. Required.
        a_max (float) [input units]: value that becomes b_max; in [-1e+09, 1e+09]. Required.
        b_min (float): start of the output range; in [-1e+09, 1e+09]. Default 0.0.
        b_max (float): end of the output range; in [-1e+09, 1e+09]. Default 1.0.
        clip (bool): clip to the output range. Default True.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: MONAI.
    """

    def __init__(
        self,
        a_min: float,
        a_max: float,
        b_min: float = 0.0,
        b_max: float = 1.0,
        clip: bool = True,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def a_min(self) -> Any: ...
    @property
    def a_max(self) -> Any: ...
    @property
    def b_min(self) -> Any: ...
    @property
    def b_max(self) -> Any: ...
    @property
    def clip(self) -> Any: ...

class SmallObjectCopyAndPaste(Operator):
    """Copy the picture's small objects to places where they hide nothing.

    Args:
        max_area (float) [px^2]: objects of a smaller area are copied; up to 1 a share of the picture;
            in [0, 4e+09]. Default 1024.0.
        copies (Sequence[int]): fewest and most copies of an object; in [0, 64]. Default (1, 3).
        objects (str): copy one object, a drawn number, or all. One of one, random, all. Default 'one'.
        scale (float | tuple[float, float]): factor of a copy, drawn; in [0.01, 100]. Default (0.8,
            1.2).
        rotate (float | tuple[float, float]) [deg]: turn of a copy, clockwise; a number v means [-v, v];
            in [-360, 360]. Default (-15.0, 15.0).
        margin (int) [px]: distance of copies from the border; in [0, 65535]. Default 5.
        max_iou (float) [fraction]: largest overlap of a copy with any object, over their union; in [0,
            1]. Default 0.0.
        tries (int): places tried for a copy before it is left out; in [1, 64]. Default 30.
        need_mask (bool): refuse objects that have neither mask nor polygon; else their box is copied.
            Default True.
        context (int) [px]: surroundings that are copied along; in [0, 255]. Default 0.
        feather (float) [px]: deviation of the Gaussian that softens the edge of a copy; in [0, 42].
            Default 0.0.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Kisantal et al., Augmentation for small object detection, 2019.
    """

    def __init__(
        self,
        max_area: float = 1024.0,
        copies: _Sequence[int] = (1, 3),
        objects: Literal["one", "random", "all"] = "one",
        scale: float | tuple[float, float] = (0.8, 1.2),
        rotate: float | tuple[float, float] = (-15.0, 15.0),
        margin: int = 5,
        max_iou: float = 0.0,
        tries: int = 30,
        need_mask: bool = True,
        context: int = 0,
        feather: float = 0.0,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def max_area(self) -> Any: ...
    @property
    def copies(self) -> Any: ...
    @property
    def objects(self) -> Any: ...
    @property
    def scale(self) -> Any: ...
    @property
    def rotate(self) -> Any: ...
    @property
    def margin(self) -> Any: ...
    @property
    def max_iou(self) -> Any: ...
    @property
    def tries(self) -> Any: ...
    @property
    def need_mask(self) -> Any: ...
    @property
    def context(self) -> Any: ...
    @property
    def feather(self) -> Any: ...

class SmallestMaxSize(Operator):
    """Resize the short side to a length, keep the aspect.

    Args:
        max_size (int | Sequence[int] | None) [px]: the length, or several to choose from; empty with
            max_size_hw; in [1, 65535]. Default ().
        interpolation (str): filter. One of nearest, nearest-exact, nearest-legacy, bilinear, bicubic,
            box, hamming, lanczos, area. Default 'bilinear'.
        antialias (bool): filter by area when shrinking. Default True.
        max_size_hw (Sequence[int | None] | None) [px]: height and width to cover, in place of max_size;
            none in it leaves that side out; in [1, 65535]. Default None.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Albumentations.
    """

    def __init__(
        self,
        max_size: int | _Sequence[int] | None = (),
        interpolation: Literal["nearest", "nearest-exact", "nearest-legacy", "bilinear", "bicubic", "box", "hamming", "lanczos", "area"] = "bilinear",
        antialias: bool = True,
        max_size_hw: _Sequence[int | None] | None = None,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def max_size(self) -> Any: ...
    @property
    def interpolation(self) -> Any: ...
    @property
    def antialias(self) -> Any: ...
    @property
    def max_size_hw(self) -> Any: ...

class TenCrop(Operator):
    """Cut out the four corners and the middle, and those of the mirrored picture: ten pictures.

    Args:
        size (int | tuple[int, int]) [px]: height and width of each window; in [1, 65535]. Required.
        vertical_flip (bool): mirror top to bottom instead of left to right. Default False.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        size: int | tuple[int, int],
        vertical_flip: bool = False,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def size(self) -> Any: ...
    @property
    def vertical_flip(self) -> Any: ...

class ToDtype(Operator):
    """Set the number format of the output.

    Args:
        dtype (str): number format. One of uint8, uint16, int16, float32, float16, bfloat16, int32,
            int64, float64, bool. Required.
        scale (bool): map the declared range onto that of the format: 0..255 onto 0..1. Default False.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision.
    """

    def __init__(
        self,
        dtype: Literal["uint8", "uint16", "int16", "float32", "float16", "bfloat16", "int32", "int64", "float64", "bool"],
        scale: bool = False,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def dtype(self) -> Any: ...
    @property
    def scale(self) -> Any: ...

class Transpose(Operator):
    """Exchange rows and columns.

    Args:
        none

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Albumentations.
    """

    def __init__(
        self,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...

class TrivialAugmentWide(Operator):
    """Apply one drawn operation of drawn strength, on geometry, colour or tone.

    Args:
        num_magnitude_bins (int): bins from no effect to the strongest, one of which is drawn; in [2,
            1000]. Default 31.
        interpolation (str): nearest, bilinear or bicubic. One of nearest, nearest-exact, nearest-
            legacy, bilinear, bicubic, box, hamming, lanczos, area. Default 'nearest'.
        fill (float | Sequence[float] | str) [input units]: what shows where there is no source; in
            [-32768, 65535]. Default 0.0.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: torchvision; Mueller and Hutter, 2021.
    """

    def __init__(
        self,
        num_magnitude_bins: int = 31,
        interpolation: Literal["nearest", "nearest-exact", "nearest-legacy", "bilinear", "bicubic", "box", "hamming", "lanczos", "area"] = "nearest",
        fill: float | _Sequence[float] | str = 0.0,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def num_magnitude_bins(self) -> Any: ...
    @property
    def interpolation(self) -> Any: ...
    @property
    def fill(self) -> Any: ...

class Views(Operator):
    """Make several pictures of one, each by operators of its own.

    Args:
        pipelines (Sequence[Operator]): one list of operators a view. Required.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Chen et al., SimCLR, ICML 2020; Caron et al., DINO, ICCV 2021.
    """

    def __init__(
        self,
        pipelines: _Sequence[Operator],
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def pipelines(self) -> list[Operator]: ...

class Window(Operator):
    """Map the values of a window linearly to the output range and clip the rest.

    Args:
        center (float) [input units after slope and intercept]: middle of the window; in [-1e+09,
            1e+09]. Required.
        width (float) [input units after slope and intercept]: width of the window; linear: at least 1;
            in [1e-06, 1e+09]. Required.
        fn (str): linear: of integers, whose ends are whole values; linear_exact: of reals; sigmoid:
            without a clip. One of linear, linear_exact, sigmoid. Default 'linear'.
        out (float | tuple[float, float]): what the ends of the window become; in [-1e+09, 1e+09].
            Default (0.0, 1.0).
        slope (float): applied first, to make Hounsfield units of stored values; in [-1e+09, 1e+09].
            Default 1.0.
        intercept (float): added after the slope; in [-1e+09, 1e+09]. Default 0.0.
        center_jitter (float) [as center]: largest drawn shift of the centre; in [0, 1e+09]. Default
            0.0.
        width_jitter (float | tuple[float, float]): drawn factor of the width; in [0.001, 1000]. Default
            (1.0, 1.0).

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: DICOM PS3.3 C.11.2.
    """

    def __init__(
        self,
        center: float,
        width: float,
        fn: Literal["linear", "linear_exact", "sigmoid"] = "linear",
        out: float | tuple[float, float] = (0.0, 1.0),
        slope: float = 1.0,
        intercept: float = 0.0,
        center_jitter: float = 0.0,
        width_jitter: float | tuple[float, float] = (1.0, 1.0),
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def center(self) -> Any: ...
    @property
    def width(self) -> Any: ...
    @property
    def fn(self) -> Any: ...
    @property
    def out(self) -> Any: ...
    @property
    def slope(self) -> Any: ...
    @property
    def intercept(self) -> Any: ...
    @property
    def center_jitter(self) -> Any: ...
    @property
    def width_jitter(self) -> Any: ...

class ZScore(Operator):
    """Subtract the mean and divide by the standard deviation, of the picture or of the data set.

    Args:
        scope (str): dataset: mean and std as given; image: of each picture; masked: of a part of it,
            outside of which all becomes 0. One of dataset, image, masked. Default 'dataset'.
        mask (str): which part; nonzero: values that are not 0; segmentation: pixels whose id is neither
            0 nor the ignore index. One of none, nonzero, segmentation. Default 'nonzero'.
        mean (float | Sequence[float] | None) [input units]: of the data set, a channel, or one for all;
            in [-1e+09, 1e+09]. Default ().
        std (float | Sequence[float] | None) [input units]: of the data set, a channel, or one for all;
            in [0, 1e+09]. Default ().
        per_channel (bool): look at each channel alone. Default True.
        eps (float) [input units]: what the standard deviation is at least; in [1e-30, 1e+09]. Default
            1e-08.
        clip_percentiles (float | tuple[float, float] | None) [%, or input units]: percentiles that
            values are clipped to first; dataset: the values of its percentiles; in [-1e+09, 1e+09].
            Default None.
        clip (float | None) [standard deviations]: largest score, on either side; in [0.001, 1e+09].
            Default None.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Isensee et al., nnU-Net, Nature Methods 2021.
    """

    def __init__(
        self,
        scope: Literal["dataset", "image", "masked"] = "dataset",
        mask: Literal["none", "nonzero", "segmentation"] = "nonzero",
        mean: float | _Sequence[float] | None = (),
        std: float | _Sequence[float] | None = (),
        per_channel: bool = True,
        eps: float = 1e-08,
        clip_percentiles: float | tuple[float, float] | None = None,
        clip: float | None = None,
        *,
        p: float | Schedule | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> None: ...
    @property
    def scope(self) -> Any: ...
    @property
    def mask(self) -> Any: ...
    @property
    def mean(self) -> Any: ...
    @property
    def std(self) -> Any: ...
    @property
    def per_channel(self) -> Any: ...
    @property
    def eps(self) -> Any: ...
    @property
    def clip_percentiles(self) -> Any: ...
    @property
    def clip(self) -> Any: ...

class ClassBalancedSampler(Sampler):
    """Every class equally often.

    Args:
        length (int) [samples]: samples of an epoch; in [1, 1.40737e+14]. Required.
        shuffle (bool): shuffle the epoch; false takes the classes in turn. Default True.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.
    """

    def __init__(
        self,
        length: int,
        shuffle: bool = True,
    ) -> None: ...
    @property
    def length(self) -> Any: ...
    @property
    def shuffle(self) -> Any: ...

class RepeatFactorSampler(Sampler):
    """Repeat samples with rare classes.

    Args:
        t (float) [fraction]: classes that a smaller share of the samples has are repeated; in [0, 1].
            Default 0.001.
        power (float): exponent of t / frequency: 0.5 evens out half of the imbalance, on a log scale, 1
            all of it; in [0, 4]. Default 0.5.
        combine (str): how a sample's factor follows from those of its classes. One of max,
            geometric_mean. Default 'max'.
        frequency (str): image counts samples; image_instance takes the geometric mean with the share of
            instances. One of image, image_instance. Default 'image'.
        max_repeat (int): bound of a sample's factor; 0 means none; in [0, 65536]. Default 0.
        rounding (str): stochastic keeps the factor in the mean; ceil rounds every factor up. One of
            stochastic, ceil. Default 'stochastic'.
        shuffle (bool): shuffle the epoch; false keeps copies side by side. Default True.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Gupta et al., LVIS, CVPR 2019; Yaman et al., 2023.
    """

    def __init__(
        self,
        t: float = 0.001,
        power: float = 0.5,
        combine: Literal["max", "geometric_mean"] = "max",
        frequency: Literal["image", "image_instance"] = "image",
        max_repeat: int = 0,
        rounding: Literal["stochastic", "ceil"] = "stochastic",
        shuffle: bool = True,
    ) -> None: ...
    @property
    def t(self) -> Any: ...
    @property
    def power(self) -> Any: ...
    @property
    def combine(self) -> Any: ...
    @property
    def frequency(self) -> Any: ...
    @property
    def max_repeat(self) -> Any: ...
    @property
    def rounding(self) -> Any: ...
    @property
    def shuffle(self) -> Any: ...

class WeightedSampler(Sampler):
    """Each sample in proportion to an integer weight.

    Args:
        weights (int | Sequence[int] | None): one a sample of the source; in [0, 9.0072e+15]. Required.
        length (int) [samples]: samples of an epoch; 0 means as many as the source has; in [0,
            1.40737e+14]. Default 0.
        shuffle (bool): shuffle the epoch; false keeps copies side by side. Default True.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.
    """

    def __init__(
        self,
        weights: int | _Sequence[int] | None,
        length: int = 0,
        shuffle: bool = True,
    ) -> None: ...
    @property
    def weights(self) -> Any: ...
    @property
    def length(self) -> Any: ...
    @property
    def shuffle(self) -> Any: ...

class Stitch(_Tool):
    """Merge the predictions of tiles into those of the whole picture.

    A call takes a list with (boxes (n 4) xyxy px, scores (n), classes (n)[, masks (n h w)]) for each tile, in the tile's
    frame, and a list with the tiles: Samples, rectangles (x0, y0, w, h), origins (x0, y0) or 3x3 maps such as batch.maps.
    It returns boxes (m 4) float32, scores (m) float32 and classes (m) int64 in the frame of the whole picture, best first,
    and with masks a list of (x0, y0, bits (h w) bool), each cut to its set pixels. drop_border_px needs rectangles.

    Args:
        method (str): nms keeps the best of those that overlap, greedy_nmm lets it absorb them, nmm
            joins all that are connected. One of nms, greedy_nmm, nmm. Default 'nms'.
        metric (str): intersection over union, or over the smaller box. One of iou, ios. Default 'iou'.
        threshold (float) [fraction]: predictions with at least this in common are one; in [1e-06, 1].
            Default 0.5.
        class_aware (bool): predictions of different classes are never one. Default True.
        drop_border_px (int) [px]: drop predictions nearer than this to a side that the tile does not
            share with the picture; in [0, 65535]. Default 0.
        refine (bool): merge what was merged again until nothing changes, so that no two results have
            the threshold in common. Default False.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Akyon et al., Slicing Aided Hyper Inference, ICIP 2022.
    """

    def __init__(
        self,
        method: Literal["nms", "greedy_nmm", "nmm"] = "nms",
        metric: Literal["iou", "ios"] = "iou",
        threshold: float = 0.5,
        class_aware: bool = True,
        drop_border_px: int = 0,
        refine: bool = False,
    ) -> None: ...
    @property
    def method(self) -> Any: ...
    @property
    def metric(self) -> Any: ...
    @property
    def threshold(self) -> Any: ...
    @property
    def class_aware(self) -> Any: ...
    @property
    def drop_border_px(self) -> Any: ...
    @property
    def refine(self) -> Any: ...

class StitchDense(_Tool):
    """Merge dense predictions of tiles by their weighted mean.

    A call takes the maps (c h w) of the tiles, any iterable, the tiles as Samples or rectangles (x0, y0, w, h), and the
    `size` (height, width) of the whole; it returns (c H W) float32. Maps are added in the order of the tiles and need not be
    kept: a generator that predicts tile after tile will do.

    Args:
        values (str): what is averaged, and so what comes out: probabilities, which must lie in 0..1, or
            logits. One of prob, logit. Required.
        weight (str): all pixels alike, a raised cosine, or a bell of a standard deviation of 1/8 side;
            none is 0 at the border. One of const, hann, gaussian. Default 'const'.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.
    """

    def __init__(
        self,
        values: Literal["prob", "logit"],
        weight: Literal["const", "hann", "gaussian"] = "const",
    ) -> None: ...
    @property
    def values(self) -> Any: ...
    @property
    def weight(self) -> Any: ...

class Tile(_Tool):
    """Cut a large picture and its labels into overlapping tiles.

    A call takes an image and its targets as Compose does and returns a list of Samples, row by row; `.tile` of each is
    (x0, y0, w, h) in px of the whole image, `.map` leads from it to the tile. `seed` and `index` decide offset_jitter and
    keep_empty.

    Args:
        size (int | tuple[int, int]) [px]: height and width of a tile; in [1, 65535]. Required.
        overlap (float) [fraction]: share of a side that neighbours have in common, rounded down to px;
            in [0, 0.999]. Default 0.2.
        overlap_px (int | tuple[int, int] | None) [px]: the same in px; takes the place of overlap; in
            [0, 65534]. Default None.
        edge (str): a tile that would overrun the picture moves back inside, or stays and shows the
            fill. One of shift_back, pad. Default 'shift_back'.
        min_tile (int) [px]: tiles that hold less of the picture along a side are left out; in [1,
            65535]. Default 1.
        min_visible (float) [fraction]: visible share from which an object is kept; the tile that owns
            it keeps it in any case; in [0, 1]. Default 0.1.
        assign (str): the tiles that own an object: all that show it, the one whose core holds its
            centre, the one that shows most of it; others flag it ignore. One of all, center_owner,
            largest. Default 'all'.
        border_objects (str): objects that the tile's border cuts: keep, or flag ignore. One of keep,
            ignore. Default 'keep'.
        keep_empty (float) [fraction]: share of the tiles without objects that is kept; in [0, 1].
            Default 1.0.
        fill (float | Sequence[float] | str) [input units]: what shows outside the picture; in [-32768,
            65535]. Default 114.0.
        offset_jitter (int) [px]: the grid is moved up and left by up to this, drawn once a picture; in
            [0, 65534]. Default 0.

    Raises:
        ParamError: a parameter is out of its range, of another type, or unknown.

    Source: Akyon et al., Slicing Aided Hyper Inference, ICIP 2022.
    """

    def __init__(
        self,
        size: int | tuple[int, int],
        overlap: float = 0.2,
        overlap_px: int | tuple[int, int] | None = None,
        edge: Literal["shift_back", "pad"] = "shift_back",
        min_tile: int = 1,
        min_visible: float = 0.1,
        assign: Literal["all", "center_owner", "largest"] = "all",
        border_objects: Literal["keep", "ignore"] = "keep",
        keep_empty: float = 1.0,
        fill: float | _Sequence[float] | str = 114.0,
        offset_jitter: int = 0,
    ) -> None: ...
    @property
    def size(self) -> Any: ...
    @property
    def overlap(self) -> Any: ...
    @property
    def overlap_px(self) -> Any: ...
    @property
    def edge(self) -> Any: ...
    @property
    def min_tile(self) -> Any: ...
    @property
    def min_visible(self) -> Any: ...
    @property
    def assign(self) -> Any: ...
    @property
    def border_objects(self) -> Any: ...
    @property
    def keep_empty(self) -> Any: ...
    @property
    def fill(self) -> Any: ...
    @property
    def offset_jitter(self) -> Any: ...
