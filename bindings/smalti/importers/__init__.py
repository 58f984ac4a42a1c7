# SPDX-License-Identifier: MIT
"""Pipelines of other libraries, turned into pipelines of smalti.

What is kept: which operators run, in which order, how likely, and how strong. What is not kept is named, each time.
The arithmetic is smalti's: it draws other numbers from the same ranges, judges boxes once and at the end, never shrinks
a box for a hole, and cuts the middle of an odd remainder half to even.
"""

from .._core import core
from ..compose import Compose
from ..operators import classes


class NotKept(Exception):
    """Why a transform has no counterpart."""


class Imported(Compose):
    """A pipeline that was another library's.

    dropped: sentences, one for each parameter or transform that was not kept.
    returns: "torch" or "PIL" where the other pipeline turned pictures into that, whatever went in; else None.
    """

    dropped = ()
    returns = None

    def _run(self, samples, *args, **kwargs):
        out = super()._run(samples, *args, **kwargs)
        for sample in out:
            sample.image = _given_back(sample.image, self.returns)
        return out

    def __reduce__(self):
        return _imported, (self._spec, self.dropped, self.returns)


def finish(spec, dropped, returns, strict):
    """The pipeline, or an error that lists what it would not keep."""
    if dropped and strict:
        listed = "\n  ".join(dropped)
        text = f"not everything can be kept; strict=False leaves this out:\n  {listed}"
        raise core.ParamError(f"ParamError [param.import] {text}")
    return _imported(spec, tuple(dropped), returns)


def _imported(spec, dropped, returns):
    made = Imported.from_dict(spec)
    made.dropped, made.returns = dropped, returns
    return made


def operator(name, chance=1, **parameters):
    """The operator of that name, applied so likely: by its own p, by an extra one, or by RandomApply."""
    if name not in classes:
        raise NotKept("smalti has no such operator")
    cls = classes[name]
    takes_p = "p" in cls.__signature__.parameters and not cls._about["own_p"]
    described = any(parameter["name"] == "p" for parameter in cls._about["parameters"])
    if takes_p and (described or chance != 1):
        parameters["p"] = chance
    try:
        made = cls(**parameters)
    except core.ParamError as error:
        raise NotKept(str(error).split("] ", 1)[-1]) from None
    return made if takes_p or chance == 1 else classes["RandomApply"]([made], p=chance)


def together(ops, p=1):
    """One operator that applies all of them or, with probability 1 - p, none."""
    return ops[0] if len(ops) == 1 and p == 1 else classes["RandomApply"](ops, p=p)


def shown(value):
    """A value as sentences show it: tuples for lists."""
    return tuple(shown(v) for v in value) if isinstance(value, (list, tuple)) else value


def _given_back(image, kind):
    if kind is None or type(image).__module__.split(".")[0] == kind:
        return image
    import numpy

    array = numpy.asarray(image)
    if kind == "PIL":
        from PIL import Image

        array = (array * 255).astype("uint8") if array.dtype.kind == "f" else array  # as torchvision's ToPILImage
        return Image.fromarray(array)
    import torch

    planes = array[None] if array.ndim == 2 else array.transpose(2, 0, 1)
    return torch.from_numpy(numpy.array(planes, order="C"))
