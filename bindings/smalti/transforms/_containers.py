# SPDX-License-Identifier: MIT
"""Transforms made of transforms. Neighbours that are operators share one plan; any callable may stand between them."""

from collections.abc import Sequence

import torch

from .. import operators
from .._core import core
from ._operators import Crops, Operator
from ._plan import Given, Step, parts, run


def _as_step(transform):
    """A transform as a step of a plan, or None: then it is called, and the plan ends."""
    if isinstance(transform, operators.Operator):
        return Given(transform)
    if getattr(type(transform), "forward", None) not in (Step.forward, Container.forward, Compose.forward):
        return None
    return None if isinstance(transform, Container) and transform.children() is None else transform


def _groups(transforms):
    """Lists of steps that follow each other, and the callables between them."""
    groups = []
    for transform in transforms:
        if getattr(type(transform), "forward", None) is Compose.forward:
            inner = _groups(transform.transforms)
        else:
            step = _as_step(transform)
            inner = [transform if step is None else [step]]
        if groups and isinstance(groups[-1], list) and isinstance(inner[0], list):
            groups[-1] += inner.pop(0)
        groups += inner
    return groups


def _stages(transforms):
    """Parts of plans, and the callables between them."""
    return [parts(group) if isinstance(group, list) else group for group in _groups(transforms)]


def _chain(stages, inputs, records, replayed=None):
    """Stages one after the other; what a call with these inputs gives."""
    several = len(inputs) > 1
    out = inputs if several else inputs[0]
    for stage in stages:
        out = run(stage, inputs, records, replayed) if isinstance(stage, list) else stage(*inputs)
        inputs = out if several else (out,)
    return out


class Container(Step):
    """Base of containers: one operator where all children are operators, else callables called in turn.

    A container says which operator holds those of its children, holding(ops), and what a call gives where they are not
    all operators, loop(inputs).
    """

    def __init__(self, transforms):
        super().__init__()
        where = f"ParamError [param.type] {type(self).__name__}.transforms = {transforms!r}"
        if not isinstance(transforms, (Sequence, torch.nn.ModuleList)):
            raise core.ParamError(f"{where}: must be a sequence of callables")
        if len(transforms) == 0 or not all(callable(t) or isinstance(t, operators.Operator) for t in transforms):
            raise core.ParamError(f"{where}: must hold callables, at least one")
        self.transforms = transforms

    def marks(self):
        inner = [mark for t in self.transforms for mark in (t.marks() if isinstance(t, Step) else [t])]
        return [*super().marks(), *inner, None]

    def children(self):
        """The children as steps, if they are operators that agree on a fill for masks, else None."""
        steps = [_as_step(transform) for transform in self.transforms]
        if not all(isinstance(step, (Operator, Given, Container)) for step in steps):
            return None
        if any(isinstance(step, Crops) or step.ends_plan for step in steps):
            return None
        return steps if len({step.mask_fill() for step in steps} - {None}) <= 1 else None

    def mask_fill(self):
        return next((fill for fill in (step.mask_fill() for step in self.children()) if fill is not None), None)

    def operator(self, kind):
        ops = [step.operator(kind) for step in self.children()]
        memo = self.__dict__.get("_memo")
        wanted = (*ops, getattr(self, "p", None))
        if memo is None or len(memo[0]) != len(wanted) or any(a is not b for a, b in zip(memo[0], wanted)):
            memo = self.__dict__["_memo"] = (wanted, self.holding(ops))
        return memo[1]

    def forward(self, *inputs):
        if self.children() is not None:
            return super().forward(*inputs)
        self._params = []
        return self.loop(inputs)

    def replay(self, params, *inputs):
        if self.children() is None:
            raise core.StateError(
                f"StateError [state.field] {type(self).__name__}.replay: must hold operators only; "
                "its own callables draw numbers that nobody recorded"
            )
        return super().replay(params, *inputs)

    def extra_repr(self):
        return "\n".join(f"    {transform}" for transform in self.transforms)


class Compose(Container):
    """Transforms in order. Neighbouring operators are planned as a whole and rendered in one pass where possible.

    Args:
        transforms (sequence): operators, transforms, modules, or any callables. Whatever is no operator ends the plan:
            what stands before it is rendered, it is called, and a new plan begins.

    Raises:
        ParamError: transforms is no sequence, or holds what cannot be called.

    .params are the draws of the last call and .replay(params, *inputs) applies them again; callables that are no
    operators are simply called again.
    """

    def forward(self, *inputs):
        records = []
        out = _chain(self._kept_stages(), inputs, records)
        self.__dict__["_params"] = records
        return out

    def replay(self, params, *inputs):
        return _chain(self._kept_stages(), inputs, [], iter(params))

    def _kept_stages(self):
        return self.kept(self.marks(), lambda: _stages(self.transforms))

    def holding(self, ops):
        return operators.classes["RandomApply"](ops, p=1.0)


class RandomApply(Container):
    """All of the transforms with probability p, else none.

    Args:
        transforms (sequence): operators, transforms, modules, or any callables.
        p (float) [fraction]: in [0, 1]. Default 0.5.

    Raises:
        ParamError: p is out of its range, transforms is no sequence, or holds what cannot be called.

    Source: torchvision.
    """

    def __init__(self, transforms, p=0.5):
        super().__init__(transforms)
        if not 0 <= p <= 1:
            raise core.ParamError(f"ParamError [param.range] RandomApply.p = {p!r}: must be in [0, 1]")
        self.p = p

    def holding(self, ops):
        return operators.classes["RandomApply"](ops, p=self.p)

    def loop(self, inputs):
        if torch.rand(()) >= self.p:
            return inputs if len(inputs) > 1 else inputs[0]
        return _chain(_stages(self.transforms), inputs, [])


class RandomChoice(Container):
    """One of the transforms.

    Args:
        transforms (sequence): operators, transforms, modules, or any callables.
        p (Sequence[float] | None): their weights; None: all alike.

    Raises:
        ParamError: p has another length than transforms, transforms is no sequence, or holds what cannot be called.

    Source: torchvision.
    """

    def __init__(self, transforms, p=None):
        super().__init__(transforms)
        p = [1.0] * len(transforms) if p is None else list(p)
        if len(p) != len(transforms):
            raise core.ParamError(
                f"ParamError [param.type] RandomChoice.p = {p}: must have a weight for each of the "
                f"{len(transforms)} transforms"
            )
        self.p = [weight / sum(p) for weight in p]

    def holding(self, ops):
        return operators.classes["RandomChoice"](ops, weights=self.p)

    def loop(self, inputs):
        chosen = self.transforms[int(torch.multinomial(torch.tensor(self.p), 1))]
        return _chain(_stages([chosen]), inputs, [])


class RandomOrder(Container):
    """All of the transforms, in an order that is drawn.

    Args:
        transforms (sequence): operators, transforms, modules, or any callables.

    Raises:
        ParamError: transforms is no sequence, or holds what cannot be called.

    Source: torchvision.
    """

    def holding(self, ops):
        return operators.classes["RandomOrder"](ops)

    def loop(self, inputs):
        order = [self.transforms[int(i)] for i in torch.randperm(len(self.transforms))]
        return _chain(_stages(order), inputs, [])
