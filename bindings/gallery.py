# SPDX-License-Identifier: MIT
"""Writes build/docs/gallery.html: of every operator what it says of itself, and what it does to an annotated photo.

usage: python bindings/gallery.py [-o PAGE]
"""

import argparse
import dataclasses
import itertools
import pathlib

import docs
import numpy as np
from PIL import Image
from scenes import KINDS, NAMES, PHOTO, SIDE, scene
from smalti import Compose, Error, drawing, operators, page
from smalti._examples import EXTENT, contents, example, parameters, required
from smalti.preview import words

PATH = pathlib.Path(__file__).parents[1] / "build" / "docs" / "gallery.html"
DRAWS = 3  # shown
SEEDS = 16  # looked through for draws that differ
VIEWS = 10  # shown, of operators that make several pictures
FAMILIES = {
    "geometry": "Geometry",
    "field": "Displacement fields",
    "point": "Colour and numbers",
    "neighbourhood": "Neighbourhoods",
    "hole": "Holes",
    "mix": "Mixing",
    "target": "Targets alone",
    "many": "Several pictures of one",
    "container": "Containers",
    "delivery": "Delivery",
}
INTRO = """\
<p>Each operator alone, with its defaults, and examples of what they leave out. Written by
<code>bindings/gallery.py</code> from the operators' own descriptions; <code>make docs</code> renews it.</p>
<p class="quiet">Filled: masks. Frames: boxes and oriented boxes, with their class. White lines: borders within a
segmentation. Dots: keypoints, grey ones occluded. Numbers other than bytes and 0..1 are stretched for looking at.</p>
"""


@dataclasses.dataclass(frozen=True)
class Demonstration:
    """An operator at work: on which photos, with which kinds of targets, and the draws to be shown."""

    op: operators.Operator
    scenes: list  # the first one is shown, the others are there to be mixed with it
    kinds: tuple
    draws: list  # (seed, samples made of the first scene)
    changes: bool  # whether they differ from what went in


def scaled(name):
    """Required lengths whose examples are for the tests' small picture, at the size of the scenes."""
    kind = operators.classes[name]._about["kind"]
    if kind == "neighbourhood":  # the side of a kernel is none of the picture's
        return {}
    side = min(scene(next(iter(PHOTO))).image.shape[:2])
    if kind == "many":  # windows that show what is in them
        return {"size": [side * 2 // 3] * 2}
    factor = side / EXTENT[0]
    larger = {}
    for parameter, about in parameters(name).items():
        example_of = np.array(about["example"]) if about["unit"] == "px" and about["required"] else np.array([])
        if example_of.size and example_of.max() <= max(EXTENT):
            larger[parameter] = np.rint(example_of * factor).astype(int).tolist()
    return larger


def group(scenes, kinds, partners):
    """The scenes as a mix group; without partners the first one alone."""
    return [{"image": one.image, **one.targets(kinds)} for one in (scenes if partners else scenes[:1])]


def run(op, scenes, kinds, seed):
    """The pictures that the operator makes of the first scene."""
    pipeline = Compose([op])
    given = group(scenes, kinds, pipeline.mixes)
    out = pipeline(given, seed=seed, index=0)
    return out[: len(out) // len(given)]


def taken(op, scenes):
    """As many kinds of targets as it takes together; None if it refuses the picture itself."""
    for n in range(len(KINDS), -1, -1):
        for kinds in itertools.combinations(KINDS, n):
            try:
                run(op, scenes, kinds, seed=0)
                return kinds
            except Error:
                continue
    return None


def look(sample):
    """All that a picture with targets on it shows, to be compared."""
    return [contents(getattr(sample, kind)) for kind in ("image", *KINDS[:-1], "soft_label", "labels")]


def demonstrate(op, scenes):
    """The first draws that differ from what went in and from each other; None if it refuses the picture.

    Of operators that make several pictures, the first draw in which all of them differ, or else the first one.
    """
    kinds = taken(op, scenes)
    if kinds is None:
        return None
    seen = [look(sample) for sample in Compose([], filter=None)(group(scenes, kinds, partners=False), seed=0)]
    draws = []
    for seed in range(SEEDS):
        made = run(op, scenes, kinds, seed)
        looks = [look(sample) for sample in made]
        new = [one for n, one in enumerate(looks) if one not in seen and one not in looks[:n]]
        if len(made) == 1:
            seen += new
        if len(new) == len(made):
            draws.append((seed, made))
        if len(draws) == DRAWS or draws and len(made) > 1:
            break
    return Demonstration(op, scenes, kinds, draws or [(0, made)], bool(draws))


def stages(name):
    """The photos in the order to be tried: each in front, in colour, then grey; of 16 bits if the example is."""
    levels = [p["example"] for p in parameters(name).values() if p["required"] and p["unit"] == "input units"]
    deep = any(np.max(level) > 255 for level in levels)
    for form in ("deep",) if deep else ("colour", "grey"):
        for first in PHOTO:
            yield [scene(photo, form) for photo in sorted(PHOTO, key=lambda photo: photo != first)]


def demonstration(name):
    """The first that shows something and has every kind of target; else the best one."""
    best = None
    for scenes, make in itertools.product(stages(name), (example, required)):
        try:
            found = demonstrate(make(name, **scaled(name)), scenes)
        except Error:  # it asks for more than these parameters
            continue
        if found and (best is None or (found.changes, len(found.kinds)) > (best.changes, len(best.kinds))):
            best = found
        if best and best.changes:  # another photo would not be taken with more
            if make is required or len(best.kinds) == len(KINDS):
                return best
    return best


def size_and_numbers(image):
    h, w = image.shape[:2]
    channels = image.shape[2] if image.ndim == 3 else 1
    numbers = "" if image.dtype == np.uint8 else f", {image.dtype} {image.min():.3g} to {image.max():.3g}"
    return f"{w}×{h}×{channels}{numbers}"


def label(values):
    return "label " + ", ".join(f"{v:.2g}" for v in values)


def after(sample, caption, was):
    """`was`: the image's label before."""
    lines = [caption, *words(sample.params), size_and_numbers(sample.image)]
    if sample.soft_label and sample.soft_label != was:
        lines.append(label(sample.soft_label))
    return page.figure(drawing.drawn(sample, NAMES, SIDE), *map(page.text, lines))


def before(members):
    first, *others = [drawing.drawn(Compose([], filter=None)([one], seed=0)[0], NAMES, SIDE) for one in members]
    labelled = [label(members[0]["image_label"])] if others and "image_label" in members[0] else []
    yield page.figure(first, "before", page.text(size_and_numbers(members[0]["image"])), *labelled)
    if others:
        half, height = SIDE // 2, max(picture.height for picture in others) // 2
        sheet = Image.new("RGB", (SIDE, -(-len(others) // 2) * height))
        for place, picture in enumerate(others):
            picture.thumbnail((half, height))
            sheet.paste(picture, (place % 2 * half, place // 2 * height))
        yield page.figure(sheet, "its partners")


def shown(demo):
    members = group(demo.scenes, demo.kinds, Compose([demo.op]).mixes)
    yield from before(members)
    for seed, made in demo.draws:
        for n, sample in enumerate(made[:VIEWS]):
            caption = f"picture {n + 1} of {len(made)}" if len(made) > 1 else f"seed {seed}"
            yield after(sample, caption, members[0].get("image_label"))


def parameter_cells(p):
    default = "required" if p["required"] else f"<code>{page.text(repr(operators._plain(p['default'])))}</code>"
    bounds = "" if p["min"] == p["max"] else f"{docs.number(p['min'])} to {docs.number(p['max'])}"
    allowed = ", ".join(f"<code>{page.text(choice)}</code>" for choice in p["choices"]) or bounds
    return (f"<code>{page.text(p['name'])}</code>", default, allowed, page.text(p["unit"]), page.text(p["doc"]))


def carried(name):
    """What becomes of each kind of target, as docs.py has seen it."""
    says = {"●": "changes", "◐": "may hide", "○": "leaves", "–": "refuses"}
    kinds = {mark: [] for mark in says}
    for kind in docs.targets():
        mark, changed, _ = docs.carries(name, kind)
        kinds[mark[0]].append(kind + "".join(f" (with {p}={value!r})" for p, value in changed.items()))
    return "; ".join(f"<b>{says[mark]}</b> {page.text(', '.join(of))}" for mark, of in kinds.items() if of)


def row(name):
    about, demo = operators.classes[name]._about, demonstration(name)
    notes = ""
    if not demo.changes:
        notes = '<p class="quiet">Nothing of it can be seen in these pictures.</p>\n'
    elif len(demo.draws) == 1 and len(demo.draws[0][1]) == 1:
        notes = '<p class="quiet">Every seed gives the same.</p>\n'
    head = ("parameter", "default", "range", "unit", "meaning")
    body = (
        f"<p>{page.text(about['doc'])}.</p>\n<p><code>{page.text(repr(demo.op))}</code></p>\n"
        + page.pictures(shown(demo)) + notes
        + page.table(head, [parameter_cells(p) for p in about["parameters"]])
        + f'<p>Targets: {carried(name)}.</p>\n<p class="quiet">Source: {page.text(about["source"])}</p>\n'
    )  # fmt: skip
    return page.article(name, body, " ".join([about["kind"], about["doc"], *(p["name"] for p in about["parameters"])]))


def text():
    kind_of = {name: cls._about["kind"] for name, cls in sorted(operators.classes.items())}
    kinds = [*FAMILIES, *sorted(set(kind_of.values()) - set(FAMILIES))]
    body = ""
    for kind in kinds:
        rows = "".join(row(name) for name, of in kind_of.items() if of == kind)
        body += f"<section>\n<h2>{FAMILIES.get(kind, kind.capitalize())}</h2>\n{rows}</section>\n" if rows else ""
    return page.document(f"The {len(kind_of)} operators of smalti", INTRO, body, searched=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description="Write a page with a row per operator: pictures before and after, parameters, targets, source.",
        epilog="example: python bindings/gallery.py -o gallery.html",
    )
    default = "page to write (default: build/docs/gallery.html)"
    parser.add_argument("-o", "--output", metavar="PAGE", type=pathlib.Path, default=PATH, help=default)
    path = parser.parse_args().output
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(), encoding="utf-8")
    print(path)
