# SPDX-License-Identifier: MIT
"""Types and number formats of leaves: what a tensor is, not what it shows."""

import numpy
import PIL.Image
import torch
from torchvision import tv_tensors
from torchvision.transforms.v2 import functional as theirs

from .. import operators
from .._core import core
from . import _leaves
from ._operators import by_type
from ._plan import Step, apply


class Identity(Step):
    """Nothing; it does not end a plan."""


class ToImage(Step):
    """Make an Image of PIL images, arrays and plain tensors; values stay."""

    def takes_arrays(self):
        return True

    def kind_after(self, kind):
        return tv_tensors.Image if kind in (PIL.Image.Image, numpy.ndarray, torch.Tensor) else kind

    def convert(self, leaf):
        return theirs.to_image(leaf) if self.kind_after(_leaves.kind_of(leaf)) is not _leaves.kind_of(leaf) else leaf


class PILToTensor(Step):
    """Make plain tensors (c h w) of PIL images; values stay."""

    def kind_after(self, kind):
        return torch.Tensor if kind is PIL.Image.Image else kind

    def convert(self, leaf):
        return theirs.pil_to_tensor(leaf) if isinstance(leaf, PIL.Image.Image) else leaf


class ToPureTensor(Step):
    """Make plain tensors of tv_tensors; what they said beside their values is gone."""

    ends_plan = True

    def kind_after(self, kind):
        return torch.Tensor if kind is not None and issubclass(kind, tv_tensors.TVTensor) else kind

    def convert(self, leaf):
        return leaf.as_subclass(torch.Tensor) if isinstance(leaf, tv_tensors.TVTensor) else leaf


class ToTensor(Step):
    """Make float tensors in 0..1 of PIL images and arrays: ToImage and ToDtype(torch.float32, scale=True) in one."""

    is_number = True
    _operator = operators.classes["ToDtype"]("float32", True)

    def takes_arrays(self):
        return True

    def operator(self, kind):
        return self._operator if kind in (PIL.Image.Image, numpy.ndarray) else None

    def kind_after(self, kind):
        return torch.Tensor if kind in (PIL.Image.Image, numpy.ndarray) else kind

    def number(self, leaf):
        return leaf


class ToDtype(Step):
    """Change number formats.

    Args:
        dtype (torch.dtype | dict): that of images and videos, or one by type, as {tv_tensors.Mask: torch.int64,
            "others": None}, where None leaves a leaf as it is.
        scale (bool): bring values of images and videos to the range of the new format. Default False.

    Raises:
        ParamError: dtype is neither, or says nothing of a leaf's type.
    """

    is_number = True

    def __init__(self, dtype, scale=False):
        super().__init__()
        if not isinstance(dtype, (dict, torch.dtype)):
            raise core.ParamError(
                f"ParamError [param.type] ToDtype.dtype = {dtype!r}: must be a torch.dtype or a dict by type"
            )
        self.dtype, self.scale = dtype, scale
        self._operator = operators.classes["ToDtype"]("float32", True)

    def _dtype(self, kind):
        if isinstance(self.dtype, torch.dtype):
            return self.dtype if kind in (torch.Tensor, tv_tensors.Image, tv_tensors.Video) else None
        if kind not in self.dtype and "others" not in self.dtype:
            raise core.ParamError(
                f"ParamError [param.type] ToDtype.dtype: must say the dtype of {kind.__name__}; "
                'add "others": None to leave further types as they are'
            )
        return by_type(self.dtype, kind)

    def in_plan(self):
        pictures = ("others", torch.Tensor, tv_tensors.Image, tv_tensors.Video)
        asked = self.dtype.items() if isinstance(self.dtype, dict) else [("others", self.dtype)]
        wanted = {dtype for kind, dtype in asked if kind in pictures} - {None}
        return not wanted or (
            wanted == {torch.float32} and self.scale
        )  # unscaled, they are in the range of no operator

    def operator(self, kind):
        if kind in (None, PIL.Image.Image, numpy.ndarray) or self._dtype(kind) is None:
            return None
        return self._operator

    def convert(self, leaf):
        return self.number(leaf) if isinstance(leaf, _leaves.FOLLOWERS) else leaf

    def number(self, leaf):
        kind = _leaves.kind_of(leaf)
        dtype = self._dtype(kind) if isinstance(leaf, torch.Tensor) else None
        if dtype is None:
            return leaf
        if isinstance(leaf, _leaves.FOLLOWERS):
            return tv_tensors.wrap(leaf.as_subclass(torch.Tensor).to(dtype), like=leaf)
        return theirs.to_dtype(leaf, dtype, scale=self.scale)

    def extra_repr(self):
        return f"dtype={self.dtype}, scale={self.scale}"


class ConvertImageDtype(ToDtype):
    """ToDtype(dtype, scale=True), by its older name."""

    def __init__(self, dtype=torch.float32):
        super().__init__(dtype, scale=True)


class _OfTensors(Step):
    """Base of the operators on the numbers of tensors alone."""

    is_number = True

    def operator(self, kind):
        self._refuse(kind)
        return None if kind is None else self._operator

    def number(self, leaf):
        if isinstance(leaf, _leaves.FOLLOWERS):
            return leaf
        self._refuse(_leaves.kind_of(leaf))
        return self._number(leaf)

    def _refuse(self, kind):
        if kind in (PIL.Image.Image, numpy.ndarray):
            name = type(self).__name__
            raise core.ParamError(
                f"ParamError [image.dtype] {name}: takes tensors, not PIL images; put ToImage before it"
            )


class Normalize(_OfTensors):
    """Subtract a mean from each channel and divide by a standard deviation.

    Args:
        mean, std (Sequence[float]): one number per channel, or one for all.
        inplace (bool): taken and not used: no input is written.

    Raises:
        ParamError: a standard deviation is 0, or the image is a PIL image.

    Source: torchvision.
    """

    def __init__(self, mean, std, inplace=False):
        super().__init__()
        self.mean, self.std, self.inplace = list(mean), list(std), inplace
        self._operator = operators.classes["Normalize"](self.mean, self.std)

    def _number(self, leaf):
        if not leaf.is_floating_point():
            leaf = theirs.to_dtype(leaf, torch.float32, scale=True)
        return theirs.normalize(leaf, self.mean, self.std)

    def extra_repr(self):
        return f"mean={self.mean}, std={self.std}"


class LinearTransformation(_OfTensors):
    """Subtract a mean picture and multiply the whole picture, as one row of n = c h w values, by a matrix.

    The sums run in one order, so the result does not depend on the machine. Integer tensors become float32.

    Args:
        transformation_matrix (Tensor): (n n), of at most 3072 rows.
        mean_vector (Tensor): (n).

    Raises:
        ParamError: the matrix is not square, the vector has another length, or the image has another number of
            values or is a PIL image.

    Source: torchvision.
    """

    def __init__(self, transformation_matrix, mean_vector):
        super().__init__()
        self.transformation_matrix, self.mean_vector = transformation_matrix, mean_vector
        self._operator = operators.classes["LinearTransformation"](transformation_matrix, mean_vector)

    def _number(self, leaf):
        return apply(self._operator, leaf if leaf.is_floating_point() else leaf.to(torch.float32))

    def extra_repr(self):
        matrix, mean = tuple(self.transformation_matrix.shape), tuple(self.mean_vector.shape)
        return f"transformation_matrix={matrix}, mean_vector={mean}"
