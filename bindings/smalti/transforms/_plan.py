# SPDX-License-Identifier: MIT
"""Neighbouring operators as one plan: one set of draws, one rendering, whatever the sample's structure."""

from operator import is_

import numpy
import PIL.Image
import torch
from torch.utils._pytree import tree_flatten, tree_unflatten
from torchvision.transforms import v2

from .._core import core
from . import _leaves

STILL = ("point", "neighbourhood", "hole", "delivery", "target")  # kinds of operators that leave labels where they are


def draw_seed():
    """64 bits from torch's default generator: what a call without index draws from."""
    return int(torch.empty((), dtype=torch.int64).random_(-(1 << 63), None)) % (1 << 64)


_pipelines = {}  # by the identities of their operators, which are kept with them
_MOST = 256


def _pipeline(ops):
    """The pipeline of a tuple of operators, built once."""
    key = tuple(map(id, ops))
    kept = _pipelines.get(key)
    if kept is None:
        if len(_pipelines) >= _MOST:
            _pipelines.clear()
        spec = {"smalti": 1, "op": "Compose", "filter": None, "ops": [op.to_dict() for op in ops]}
        kept = _pipelines[key] = ops, core.Pipeline(spec)
    return kept[1]


class Transform(v2.Transform):
    """Base class of transforms, for subclassing as torchvision's: a subclass ends the plan, as any callable does.

    make_params(flat_inputs) draws, transform(inpt, params) is called for each leaf.
    """

    def _call_kernel(self, functional, inpt, *args, **kwargs):
        if getattr(functional, "__module__", "").startswith("smalti."):
            return functional(inpt, *args, **kwargs)
        return super()._call_kernel(functional, inpt, *args, **kwargs)


class Step(Transform):
    """What may be a step of a plan: an operator, a change of number format, or a change of a leaf's type."""

    is_number = False  # acts on values and dtype of tensors only, also where the values lie outside an operator's range
    ends_plan = False  # nothing that follows belongs to the same plan

    def __setattr__(self, name, value):
        super().__setattr__(name, value)
        if not name.startswith("_"):
            self.__dict__["_version"] = object()  # what was planned with the old value is planned anew

    def __getstate__(self):
        return {name: value for name, value in self.__dict__.items() if name != "_kept"}

    def marks(self):
        """Objects that are the same ones as long as the same is planned."""
        return [self, self.__dict__.get("_version")]

    def __init_subclass__(cls):
        super().__init_subclass__()
        own = {"make_params", "transform"} & vars(cls).keys()
        if own and not cls.__module__.startswith("smalti."):  # a user's subclass says what to do: it ends the plan
            cls.forward = v2.Transform.forward

    def in_plan(self):
        """Whether an operator does what this number format asks for; else torch does."""
        return True

    def operator(self, kind):
        """The operator for a picture of a kind (None: no picture), or None if nothing is to be done to its pixels."""
        return None

    def mask_fill(self):
        """What a Mask shows where there is no source; None if that does not happen."""
        return None

    def kind_after(self, kind):
        """A leaf's type after this step."""
        return kind

    def convert(self, leaf):
        """A leaf after this step, for what the operator does not do: its type, the dtype of what follows pictures."""
        return leaf

    def takes_arrays(self):
        """Whether NumPy arrays are pictures to this step."""
        return False

    def forward(self, *inputs):
        records = []
        out = run(self.kept(self.marks(), lambda: parts([self])), inputs, records)
        self.__dict__["_params"] = records
        return out

    def kept(self, marks, make):
        """What make() gives; made once for marks that are the same objects."""
        kept = self.__dict__.get("_kept")
        if kept is None or len(kept[0]) != len(marks) or not all(map(is_, kept[0], marks)):
            kept = self.__dict__["_kept"] = marks, make()
        return kept[1]

    @property
    def params(self):
        """What the last call drew, for replay(): one entry for each plan that it rendered."""
        return self.__dict__.get("_params", [])

    def replay(self, params, *inputs):
        """This transform with the draws of an earlier call (its .params): the same bytes for the same inputs."""
        return run(parts([self]), inputs, [], iter(params))


def run(parts, inputs, records, replayed=None):
    """Runs steps that were cut into parts."""
    sample = inputs if len(inputs) > 1 else inputs[0]
    for part in parts:
        sample = _run_part(part, sample, records, replayed)
    return sample


class Part:
    """Steps that share a plan."""

    def __init__(self, steps):
        self.steps = steps
        self.arrays = steps[0].takes_arrays()
        self._plans = {}

    def plan(self, begin, kind):
        """The operators of the steps from `begin` on for pictures of a kind, and whether they change number formats."""
        found = self._plans.get((begin, kind))
        if found is None:
            ops, numbers, at = [], False, kind
            for step in self.steps[begin:]:
                op = step.operator(at)
                if op is not None:
                    ops.append(op)
                    numbers = numbers or step.is_number
                at = step.kind_after(at)
            found = self._plans[begin, kind] = tuple(ops), numbers
        return found


def parts(steps):
    """Steps cut into parts: one fill for masks in each, and nothing after a step that changes the structure."""
    cut, fill = [[]], None
    for step in steps:
        wanted = step.mask_fill()
        other_fill = wanted is not None and fill is not None and wanted != fill
        if cut[-1] and (cut[-1][-1].ends_plan or other_fill or (step.is_number and not step.in_plan())):
            cut.append([])
            fill = None
        cut[-1].append(step)
        fill = fill if wanted is None else wanted
    return [Part(part) for part in cut if part]


def _run_part(part, sample, records, replayed):
    flat, spec = ([sample], None) if isinstance(sample, _leaves.SINGLE) else tree_flatten(sample)
    steps = part.steps
    chosen = _leaves.places(flat, arrays=part.arrays)
    if not chosen:
        return sample
    pictures = [i for i in chosen if _leaves.is_picture(flat[i])]
    while pictures and steps and steps[0].is_number and _outside_plans(flat[pictures[0]], steps[0]):
        for i in chosen:  # a number format at the start needs no plan: float tensors may hold any values
            flat[i] = steps[0].number(flat[i])
        steps = steps[1:]
    kind = _leaves.kind_of(flat[pictures[0]]) if pictures else None
    ops, numbers = part.plan(len(part.steps) - len(steps), kind)
    if ops:
        fills = [fill for fill in (step.mask_fill() for step in steps) if fill is not None]
        kinds = {i: _kind_after(steps, _leaves.kind_of(flat[i])) for i in pictures}
        followers = _leaves.Followers.of(flat, chosen, fills[-1] if fills else 0)
        _render(ops, numbers, kinds, followers, flat, records, replayed)
    for i in chosen:
        for step in steps:
            flat[i] = tuple(map(step.convert, flat[i])) if isinstance(flat[i], tuple) else step.convert(flat[i])
    return flat[0] if spec is None else tree_unflatten(flat, spec)


def _kind_after(steps, kind):
    for step in steps:
        kind = step.kind_after(kind)
    return kind


def _outside_plans(leaf, step):
    return isinstance(leaf, torch.Tensor) and (leaf.dtype not in (torch.uint8, torch.uint16) or not step.in_plan())


def _render(ops, numbers, kinds, followers, flat, records, replayed):
    """Renders the pictures and moves what follows them, in place.

    kinds: which leaves are pictures, and what they are to be. numbers: their dtype is to change.
    """
    moving = followers.places() if any(op._about["kind"] not in STILL for op in ops) else []
    places = [*kinds, *moving]
    if not places:
        return
    size = _common_size([flat[i] for i in places])
    pictures = [(i, _leaves.frames_of(flat[i])) for i in kinds]
    samples = [{"image": frame} for _, frames in pictures for frame in frames]
    if not samples:
        samples = [{"image": numpy.zeros(size, numpy.uint8)}]  # labels move on a canvas that nobody looks at
    if moving:
        followers.write(samples[0], size)
        for sample in samples[1:]:  # the other frames: the same draws, which may look at boxes
            followers.write_boxes(sample)
    record = next(replayed) if replayed is not None else None
    at = {"seed": draw_seed(), "epoch": 0, "index": 0, "occurrence": 0} if record is None else record["at"]
    layout = "CHW" if any(kind not in (PIL.Image.Image, numpy.ndarray) for kind in kinds.values()) else "HWC"
    pipeline = _pipeline(ops)
    views = pipeline.views
    drawn = record["drawn"] if record is not None and views == 1 else None  # one of several is recorded: all draw again
    how = {"seed": at["seed"], "epoch": 0, "ids": [0] * len(samples), "occurrences": [0] * len(samples), "record": True,
           "replayed": drawn, "layout": layout, "labels": bool(moving)}  # fmt: skip
    try:
        results = pipeline.run(samples, **how)
    except core.DecodeError:
        if not any(isinstance(sample["image"], bytes) for sample in samples):
            raise
        for sample, frame in zip(samples, [frame for i in kinds for frame in _leaves.decoded_frames_of(flat[i])]):
            sample["image"] = frame
        results = pipeline.run(samples, **how)
    records.append({"at": at, "drawn": results[0]["params"]})
    out = [list(flat) for _ in range(views)]
    for view in range(views):
        rest = results[view::views]
        for i, frames in pictures:
            mine, rest = rest[: len(frames)], rest[len(frames) :]
            out[view][i] = _leaves.picture_like(flat[i], kinds[i], [r["image"] for r in mine], layout, not numbers)
        if moving and not _untouched(ops, results[view], size):
            followers.read(results[view], tuple(results[view]["extent"]), out[view])
    for i in places:
        flat[i] = out[0][i] if views == 1 else tuple(leaves[i] for leaves in out)


def _untouched(ops, result, size):
    """Whether nothing moved: boxes that stick out of the picture then stay as they are."""
    told = (*STILL, "geometry")  # of a field or a container, the map does not tell all
    still = (numpy.reshape(result["map"], (3, 3)) == numpy.eye(3)).all() and tuple(result["extent"]) == size
    return bool(still) and all(op._about["kind"] in told for op in ops)


def _common_size(leaves):
    sizes = {_leaves.size_of(leaf) for leaf in leaves}
    if len(sizes) > 1:
        listed = ", ".join(f"{h}x{w}" for h, w in sorted(sizes))
        raise core.GeometryError(
            f"GeometryError [geometry.size] sample = {listed} (height x width): must have one size; "
            "call the transform for each picture, or bring them to one size first"
        )
    return sizes.pop()


class Given(Step):
    """An operator of smalti itself, such as sm.GridMask(), among transforms."""

    def __init__(self, op, mask_fill=0):
        super().__init__()
        self._op = op
        self._fill = mask_fill if "fill" in op.__signature__.parameters else None
        self.ends_plan = op._about["kind"] == "many"

    def operator(self, kind):
        return self._op

    def mask_fill(self):
        return self._fill


def apply(op, leaf, mask_fill=0, drawn=None):
    """An operator on one leaf: with given states, or with a seed that an operator of fixed parameters does not ask."""
    at = {"seed": 0, "epoch": 0, "index": 0, "occurrence": 0}
    return run(parts([Given(op, mask_fill)]), (leaf,), [], iter([{"at": at, "drawn": drawn}]))
