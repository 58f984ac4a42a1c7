# SPDX-License-Identifier: MIT
"""MixUp and CutMix of a collated batch, for collate functions and training loops."""

import math

import PIL.Image
import torch
from torch.utils._pytree import tree_flatten, tree_unflatten
from torchvision import tv_tensors

from .._core import core
from . import _leaves
from ._plan import Transform


def find_labels(sample):
    """The labels of a sample: its second part if that is a tensor, else what is called so in a dictionary."""
    target = sample[1] if isinstance(sample, (tuple, list)) and len(sample) > 1 else sample
    if isinstance(target, torch.Tensor):
        return target
    if hasattr(target, "keys"):
        names = sorted(
            (name for name in target if "label" in str(name).lower()), key=lambda name: str(name).lower() != "labels"
        )
        if names:
            return target[names[0]]
    raise core.LabelError(
        "LabelError [label.type] sample: must be (images, labels) or hold labels in a dictionary; "
        "say where they are with labels_getter=lambda sample: ..."
    )


class _Mix(Transform):
    """What both do: the batch against itself, moved on by one, and labels by the share of the pictures that is seen.

    Each gives mixture(share, sizes): the share of a sample's own picture in the result, and the function of a batch of
    pictures.
    """

    def __init__(self, *, alpha=1.0, num_classes=None, labels_getter="default"):
        super().__init__()
        name = type(self).__name__
        if not alpha > 0:
            raise core.ParamError(f"ParamError [param.range] {name}.alpha = {alpha!r}: must be above 0")
        if labels_getter != "default" and not callable(labels_getter):
            raise core.ParamError(
                f"ParamError [param.type] {name}.labels_getter = {labels_getter!r}: must be 'default' or callable"
            )
        self.alpha, self.num_classes, self.labels_getter = float(alpha), num_classes, labels_getter

    def forward(self, *inputs):
        sample = inputs if len(inputs) > 1 else inputs[0]
        labels = (find_labels if self.labels_getter == "default" else self.labels_getter)(sample)
        flat, spec = tree_flatten(sample)
        soft = self._soft(labels)
        if any(isinstance(leaf, (PIL.Image.Image, *_leaves.FOLLOWERS)) for leaf in flat):
            raise core.ConfigError(
                f"ConfigError [config.conflict] {type(self).__name__}: takes batches of tensors and labels; "
                f"for boxes, masks and keypoints, smalti.{type(self).__name__} in a smalti.Loader mixes them, too"
            )
        chosen = [i for i in _leaves.places(flat, arrays=False) if flat[i] is not labels]
        for i in chosen:
            dims = 5 if isinstance(flat[i], tv_tensors.Video) else 4
            if flat[i].ndim != dims or len(flat[i]) != len(labels):
                raise core.ParamError(
                    f"ParamError [image.shape] {type(self).__name__}: images = {tuple(flat[i].shape)}: must have "
                    f"{dims} axes, the first as long as the labels, {len(labels)}; call it on a batch, after collating"
                )
        share = float(torch.distributions.Beta(self.alpha, self.alpha).sample())
        share, mix = self.mixture(share, [_leaves.size_of(flat[i]) for i in chosen])
        for i, leaf in enumerate(flat):
            if leaf is labels:
                flat[i] = torch.lerp(soft.roll(1, 0), soft, share)
            elif i in chosen:
                mixed = mix(leaf.as_subclass(torch.Tensor))
                flat[i] = tv_tensors.wrap(mixed, like=leaf) if isinstance(leaf, tv_tensors.TVTensor) else mixed
        return tree_unflatten(flat, spec)

    def _soft(self, labels):
        """(n k) floating: one-hot for class numbers."""
        name = type(self).__name__
        if not isinstance(labels, torch.Tensor) or labels.ndim not in (1, 2):
            raise core.LabelError(
                f"LabelError [label.type] {name}: labels = {type(labels).__name__}: must be a tensor (n) or (n k)"
            )
        if labels.ndim == 1:
            if self.num_classes is None:
                raise core.LabelError(
                    f"LabelError [label.type] {name}: labels are class numbers: num_classes must be given"
                )
            return torch.nn.functional.one_hot(labels, self.num_classes).float()
        if self.num_classes not in (None, labels.shape[1]):
            raise core.LabelError(
                f"LabelError [label.type] {name}: labels = {tuple(labels.shape)}: must have num_classes = "
                f"{self.num_classes} columns"
            )
        return labels if labels.is_floating_point() else labels.float()

    def extra_repr(self):
        return f"alpha={self.alpha}, num_classes={self.num_classes}"


_DOC = """

    Args:
        alpha (float): both parameters of the Beta distribution that the share is drawn from. Default 1.
        num_classes (int | None): how many classes there are; may be left out if the labels are (n k) already.
        labels_getter ("default" | callable): gives the labels of what is passed. Default: the second argument, or what
            is called labels in a dictionary.

    Takes images (n c h w) and labels (n) or (n k); labels come back as (n k) float. The partner of a sample is the one
    before it, so the batch should be shuffled.

    Raises:
        ParamError: alpha is not above 0, or the images are no batch.
        LabelError: there are no labels, or class numbers without num_classes.

    Source: """


class MixUp(_Mix):
    __doc__ = (
        "Blend each image of a batch, and its label, with those before it." + _DOC + "Zhang et al., mixup, ICLR 2018."
    )

    def mixture(self, share, sizes):
        return share, lambda images: _blend(images, share)


def _blend(images, share):
    partner = images.roll(1, 0)
    if images.is_floating_point():
        return partner.lerp_(images, share)
    return torch.lerp(partner.float(), images.float(), share).round_().to(images.dtype)


class CutMix(_Mix):
    __doc__ = (
        "Paste a rectangle of the image before it into each image of a batch." + _DOC + "Yun et al., CutMix, ICCV 2019."
    )

    def mixture(self, share, sizes):
        if len(set(sizes)) != 1:
            raise core.ParamError(
                f"ParamError [image.shape] CutMix: images of sizes {sizes}: must be one or more of one size"
            )
        (h, w), half = sizes[0], 0.5 * math.sqrt(1 - share)
        x, y = int(torch.randint(w, ())), int(torch.randint(h, ()))
        x1, x2 = max(0, x - int(half * w)), min(w, x + int(half * w))
        y1, y2 = max(0, y - int(half * h)), min(h, y + int(half * h))

        def paste(images):
            out = images.clone()
            out[..., y1:y2, x1:x2] = images.roll(1, 0)[..., y1:y2, x1:x2] if len(images) else out[..., y1:y2, x1:x2]
            return out

        return 1 - (x2 - x1) * (y2 - y1) / (w * h), paste
