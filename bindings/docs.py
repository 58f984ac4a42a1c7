# SPDX-License-Identifier: MIT
"""Writes docs/operators.md: what every operator says of itself, and what it was seen to do with every kind of input.

usage: python bindings/docs.py [--check]
"""

import functools
import itertools
import pathlib
import sys

from smalti import Compose, Error, operators
from smalti._examples import DTYPES, accepting, contents, example, picture, required, targets, through

PATH = pathlib.Path(__file__).parents[1] / "docs" / "operators.md"
GROUP = 4  # samples, for operators that mix them
DRAWS = 64  # in which a change must show
INSTANCES = ("boxes", "oriented_boxes", "labels", "weight", "ignore", "masks")
OTHERS = ("segmentation", "keypoints", "soft_label", "rasters")

HEAD = """\
# Operators

Written by `bindings/docs.py`; `make docs` renews it. Words, bounds and parameters are those of the operators' own
descriptions; what they take and what they change was seen by running each of them with its defaults.

* formats: of {dtypes}, those it takes; → what leaves, where that is another.
* channels: how many a picture may have.
* targets: ● changed with the picture · ◐ where it was, but less of it may be visible · ○ as it was · – refused ·
  † only with a parameter that is named below.
* exact, device: the largest difference between `mode="fused"` and `mode="exact"`, and between engines, in levels of
  uint8.

Beside its own parameters every operator takes `label`, a name that its draws follow from in place of its position, and,
unless its section says otherwise, `p`, the probability of being applied.
"""


def number(value):
    """Whole numbers whole, as far as a double counts; others in as many digits as a float32 has."""
    return f"{value:.0f}" if abs(value) < 2**53 and value == round(value) else f"{value:.8g}"


def plain(name, **changed):
    """The operator with its defaults, or its examples where the defaults alone say too little."""
    try:
        return required(name, **changed)
    except Error:
        return example(name, **changed)


@functools.cache
def group(*kinds, **picture_of):
    """Samples with targets of the given kinds, each its own."""
    given = [{key: value for kind in kinds for key, value in targets(which=i)[kind].items()} for i in range(GROUP)]
    return [{"image": picture(which=i, **picture_of), **one} for i, one in enumerate(given)]


def takes(name, **of):
    """The picture that leaves if one of this kind enters; None if it is refused."""
    try:
        return through(plain(name), group(**of))[0].image
    except Error:
        return None


def formats(name):
    leaving = {d: takes(name, dtype=d) for d in DTYPES}
    taken = [d for d in DTYPES if leaving[d] is not None]
    others = {str(leaving[d].dtype) for d in taken if leaving[d].dtype != d}
    return ("all" if len(taken) == len(DTYPES) else ", ".join(taken)) + "".join(f" → {o}" for o in sorted(others))


def channels(name):
    """Runs of channel counts that are taken: 1, 3–16."""
    taken = [n for n in range(1, 18) if takes(name, channels=n) is not None]
    runs = [[n for _, n in run] for _, run in itertools.groupby(enumerate(taken), lambda at: at[1] - at[0])]
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


@functools.cache
def carries(name, kind):
    """The mark of a kind of target, the parameter without which it is refused, and how."""
    samples = group(kind)
    op, changed, refusal = accepting(name, samples, plain)
    if op is None:
        return "–", {}, refusal
    mark = change(op, samples, INSTANCES + OTHERS)
    if mark == "○" and "labels" not in samples[0] and carries(name, "instance masks")[1] == {}:
        mark = change(op, group("instance masks", kind), OTHERS)  # it may act where there are instances
    if mark == "○" and example(name, **changed) != op:
        mark = change(example(name, **changed), samples, INSTANCES + OTHERS)  # or not with its defaults
    return mark + ("†" if changed else ""), changed, refusal


def change(op, samples, columns):
    """What becomes of labels, at most, in a number of draws."""
    before = Compose([], filter=None)(samples[:1], seed=0)[0]
    found = "○"
    for draw in range(DRAWS):
        for after in through(op, samples, index=draw * GROUP):
            if any(contents(getattr(after, c)) != contents(getattr(before, c)) for c in columns):
                return "●"
            if columns != OTHERS and after.visible != before.visible:
                found = "◐"
    return found


def line(*cells):
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |\n"


def head(*cells):
    return line(*cells) + line(*("---" for _ in cells))


def row(name):
    about = operators.classes[name]._about
    marks = [carries(name, kind)[0] for kind in targets()]
    bounds = (number(about[of]) for of in ("exact_bound", "device_bound"))
    link = f"[{name}](#{name.lower()})"
    return line(link, about["doc"], formats(name), channels(name), *marks, *bounds, about["source"])


def tables():
    kind_of = {name: cls._about["kind"] for name, cls in sorted(operators.classes.items())}
    for kind in sorted(set(kind_of.values())):
        columns = ("operator", "what it does", "formats", "channels", *targets(), "exact", "device", "source")
        yield f"\n## Kind: {kind}\n\n" + head(*columns)
        yield from (row(name) for name, of in kind_of.items() if of == kind)


def section(name):
    """What an operator does, what it needs a parameter for, and its parameters."""
    about = operators.classes[name]._about
    text = f"\n### {name}\n\n{about['doc']}.\n"
    if about["own_p"]:
        text += "\nIt takes no `p`.\n"
    notes = []
    for kind in targets():
        _, changed, refusal = carries(name, kind)
        notes += [f"* {kind}: with `{p}={value!r}`; else: {refusal.message}\n" for p, value in changed.items()]
    text += "\n" * bool(notes) + "".join(notes)
    rows = "".join(parameter_line(p) for p in about["parameters"])
    return text + ("\n" + head("parameter", "type", "default", "range", "unit", "meaning") + rows if rows else "")


def parameter_line(p):
    default = "required" if p["required"] else f"`{operators._plain(p['default'])!r}`"
    bounds = "" if p["min"] == p["max"] else f"{number(p['min'])} to {number(p['max'])}"
    allowed = ", ".join(f"`{choice}`" for choice in p["choices"]) or bounds
    return line(f"`{p['name']}`", f"`{p['type']}`", default, allowed, p["unit"], p["doc"])


def text():
    sections = (section(name) for name in sorted(operators.classes))
    return HEAD.format(dtypes=", ".join(DTYPES)) + "".join(tables()) + "\n## Parameters\n" + "".join(sections)


if __name__ == "__main__":
    if "--check" in sys.argv:
        if not PATH.exists() or PATH.read_text(encoding="utf-8") != text():
            raise SystemExit(f"{PATH.name} is not up to date; run: make docs")
    else:
        PATH.parent.mkdir(exist_ok=True)
        PATH.write_text(text(), encoding="utf-8")
        print(PATH)
