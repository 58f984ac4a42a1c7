# SPDX-License-Identifier: MIT
"""Albumentations 2.0.8, read from live objects or from what their to_dict() gives."""

import itertools

from ..compose import BoxFilter, Compose
from . import NotKept, finish, operator, shown, together
from .albumentations_transforms import TRANSFORMS
from .parameters import Parameters

OPTIONS = ("p", "n", "replace", "additional_targets", "is_check_shapes", "seed", "save_applied_params")  # of containers
WAYS = 64  # in which SomeOf and RandomOrder may choose, before they are too many to write down


def from_albumentations(pipeline, *, strict=True):
    """A smalti pipeline from an Albumentations pipeline.

    Args:
        pipeline: a Compose, another container or one transform, live, or the dictionary that its to_dict() gives (which
            is read without Albumentations).
        strict: refuse what cannot be kept; else leave it out. In either case all of it is named.

    Returns a Compose with `.dropped`: one sentence for each parameter and transform that was left out. Call it with
    boxes= (x1 y1 x2 y2, px), labels=, masks=, segmentation= and keypoints= (x y v, px from the corner of the picture).
    bbox_params become its BoxFilter; without them every box is kept.

    Raises:
        ParamError: something cannot be kept, and strict is true; the text lists all of it.
    """
    reader = _Reader()
    spec = pipeline.get("transform", pipeline) if isinstance(pipeline, dict) else pipeline
    node = _node(spec)
    box_filter = None
    if node["name"] in ("Compose", "ReplayCompose"):
        box_filter = reader.options(node)
    made = Compose(reader.read(node), filter=box_filter).to_dict()
    return finish(made, reader.dropped, reader.returns, strict)


def _node(source):
    """A transform or container, live or written: its name, its parameters, and the nodes of its children if any."""
    if isinstance(source, dict):
        values = dict(source)
        name, children = values.pop("__class_fullname__", ""), values.pop("transforms", None)
    elif hasattr(source, "transforms") and not hasattr(source, "get_transform_init_args"):  # as ColorJitter has
        name, children = type(source).__name__, source.transforms
        values = {key: getattr(source, key) for key in OPTIONS if hasattr(source, key)}
        for key, kind in (("bbox_params", "bboxes"), ("keypoint_params", "keypoints")):
            if kind in getattr(source, "processors", {}):
                params = source.processors[kind].params
                unwritten = {"filter_invalid_bboxes": params.filter_invalid_bboxes} if kind == "bboxes" else {}
                values[key] = {**params.to_dict_private(), **unwritten}
    else:
        children = None
        try:
            values = source.to_dict_private()
        except (AttributeError, NotImplementedError, ValueError):  # of a function without a name, say
            values = {"p": getattr(source, "p", 1)}
        name = values.pop("__class_fullname__", type(source).__name__)
    name = name.rsplit(".", 1)[-1] if name.startswith("albumentations.") else name
    return {"name": name, "values": values} | ({} if children is None else {"children": [_node(c) for c in children]})


class _Reader:
    """What is found on the way through a pipeline, first to last."""

    def __init__(self):
        self.dropped = []
        self.returns = None

    def read(self, node, forced=False, depth=0):
        """The operators of a node; forced: its parent has already decided that it is applied."""
        name = node["name"]
        try:
            chance = 1 if forced else node["values"].get("p", 1)
            if "children" in node:
                return self.container(name, node, chance, depth)
            if name == "ToTensorV2":
                return self.to_tensor(node, depth)
            if name not in TRANSFORMS:
                raise NotKept("smalti has no such operator")
            parameters = Parameters(name, node["values"])
            made = TRANSFORMS[name](parameters)
            gate = chance if len(made) == 1 else 1
            ops = [operator(made_name, gate, **values) for made_name, values in made]
            self.dropped += parameters.finish()
            return [together(ops, chance)] if len(ops) > 1 and chance != 1 else ops
        except NotKept as error:
            self.dropped.append(f"{name}: {error}")
            return []

    def to_tensor(self, node, depth):
        if depth:
            raise NotKept("conversions cannot be left to chance; move it out of its container")
        self.returns = "torch"
        if node["values"].get("transpose_mask"):
            self.dropped.append("ToTensorV2.transpose_mask = True: masks come back as arrays (n h w) or (h w)")
        return []

    def within(self, node, depth, forced=False):
        """(child, its operator) of a container; those that are not kept are missing."""
        found = []
        for child in node["children"]:
            before = len(self.dropped)
            ops = self.read(child, forced and child["name"] not in ("SomeOf", "RandomOrder"), depth + 1)
            if ops or len(self.dropped) == before:
                found.append((child, together(ops)))
        return found

    def container(self, name, node, chance, depth):
        if name in ("Compose", "ReplayCompose", "Sequential"):
            plain = chance == 1
            ops = [op for child in node["children"] for op in self.read(child, depth=depth + (not plain or depth > 0))]
            return ops if plain else [together(ops, chance)] if ops else []
        if name == "OneOf":
            found = self.within(node, depth, forced=True)
            return self.choice([op for _, op in found], [child["values"].get("p", 1) for child, _ in found], chance)
        if name == "OneOrOther":
            p = node["values"]["p"]
            found = self.within(node, depth, forced=True)
            weights = {id(node["children"][0]): p, id(node["children"][-1]): 1 - p}
            return self.choice([op for _, op in found], [weights[id(child)] for child, _ in found], 1)
        if name in ("SomeOf", "RandomOrder"):
            return self.some(name, node, chance, depth)
        raise NotKept("smalti has no such container")

    def choice(self, ops, weights, chance):
        return [operator("RandomChoice", chance, ops=ops, weights=weights)] if ops else []

    def some(self, name, node, chance, depth):
        """n of the children, in their order or in any: a choice among all the ways, which are equally likely."""
        children = self.within(node, depth)
        count, n, replace = len(node["children"]), node["values"].get("n", 1), node["values"].get("replace", False)
        if len(children) < count:
            raise NotKept("which of its transforms are chosen depends on those that are not kept")
        ops = [op for _, op in children]
        ordered = name == "RandomOrder"
        if not replace and n >= count:
            return [operator("RandomOrder", chance, ops=ops) if ordered else together(ops, chance)]
        ways = itertools.product(ops, repeat=n) if replace else itertools.combinations(ops, n)
        if replace and not ordered:
            ways = ([ops[i] for i in sorted(way)] for way in itertools.product(range(count), repeat=n))
        ways = list(itertools.islice(ways, WAYS + 1))
        if len(ways) > WAYS:
            raise NotKept(f"there are more than {WAYS} ways to choose {n} of {count} transforms")
        shuffled = ordered and not replace and n > 1
        ways = [operator("RandomOrder", ops=list(way)) if shuffled else together(list(way)) for way in ways]
        return self.choice(ways, None, chance)

    def options(self, node):
        """The BoxFilter of a Compose, or None; what else it asks for is named."""
        values, name = node["values"], node["name"]
        drop = lambda key, why: self.dropped.append(f"{name}.{key} = {shown(values[key])!r}: {why}")
        if values.get("additional_targets"):
            drop("additional_targets", "further pictures are given to each call as rasters=")
        if values.get("is_check_shapes") is False:
            drop("is_check_shapes", "masks must have the shape of their picture")
        if values.get("seed") is not None:
            drop("seed", "draws follow the seed, epoch and index of each call")
        if values.get("save_applied_params"):
            drop("save_applied_params", "each result says what was drawn, in .params and .plan")
        self.targets("KeypointParams", values.get("keypoint_params"), _keypoints)
        return self.targets("BboxParams", values.get("bbox_params"), _box_filter)

    def targets(self, name, values, make):
        if not values:
            return None
        read, made = Parameters(name, values), None
        try:
            made = make(read)
        except NotKept as error:
            read.dropped.append(f"{name}: {error}")
        self.dropped += read.dropped
        return made


def _box_filter(read):
    read.expect("format", "pascal_voc", "boxes are given and returned as x1, y1, x2, y2 in px")
    fields = read["label_fields"] or []
    if len(fields) > 1:
        read.drop("label_fields", "labels= has one class for each box; look others up by .index")
    width, height = read["min_width"], read["min_height"]
    if width != height:
        larger = "min_width" if width > height else "min_height"
        read.drop(larger, f"both sides are at least {min(width, height)} px")
    made = BoxFilter(
        min_side=min(width, height),
        min_area=read["min_area"],
        min_visible=read["min_visibility"],
        max_aspect=1e6 if read["max_accept_ratio"] is None else read["max_accept_ratio"],
    )
    if read["check_each_transform"] and made != BoxFilter(0, 0, 0, 1e6):
        read.drop("check_each_transform", "boxes are judged once, at the end, by what is left of the whole object")
    read.expect("clip", False, "boxes that go in must lie within their picture")
    if read.values.get("filter_invalid_bboxes"):
        read.drop("filter_invalid_bboxes", "boxes that go in must have an area")
    return made


def _keypoints(read):
    read["format"]
    read.drop("format", "keypoints are x, y, v in px from the corner of the picture; add 0.5 to pixel indices")
    read.expect("label_fields", (None, [], ()), "keypoints keep their order; look labels up by it")
    read.expect("remove_invisible", False, "keypoints out of the picture stay, with v = 0")
