# SPDX-License-Identifier: MIT
"""Contact sheets: what a pipeline does to pictures, with their targets and what was drawn, as PNG or as a page."""

import json
import os
import textwrap

import numpy

from . import page
from .drawing import COLOURS, draw_targets, drawn, pillow, to_uint8  # COLOURS: by class

__all__ = ["COLOURS", "contact_sheet", "draw_targets", "page_of", "to_uint8", "words"]


def _number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _state_words(state):
    """A drawn state in a few words; "" where it says nothing."""
    if isinstance(state, list):
        if not any(isinstance(part, dict) for part in state):
            return str(len(state))
        return ", ".join(text for text in map(_state_words, state) if text)
    if not isinstance(state, dict):
        return ""
    if all(isinstance(state.get(axis), list) and isinstance(state[axis][-1], bool) for axis in "xy"):  # a cut or a fit
        (x0, x1, w, mirrored), (y0, y1, h, upside) = state["x"], state["y"]
        return "" if mirrored or upside else f"{x0},{y0}..{x1},{y1} to {w}x{h}"
    if "matrix" in state:
        m = state["matrix"]
        return f"[{m[0]:.2f} {m[1]:.2f}; {m[3]:.2f} {m[4]:.2f}]"
    name = state.get("op", state.get("step"))
    if isinstance(name, str):  # a step of a policy, or on values
        amounts = [f" {state[k]:.2f}" for k in ("magnitude", "factor", "turn") if k in state]
        return name.lower() + "".join(amounts)
    return ", ".join([f"{k} {v:.3g}" for k, v in state.items() if _number(v)][:4])


def words(params):
    """What was drawn, in a few words an operator: "RandomHorizontalFlip", "ColorJitter brightness 1.12, hue -0.03"."""
    applied = [entry for entry in params["drawn"] if entry["applied"]]
    return [f"{entry['op']} {_state_words(entry.get('state'))}".rstrip() for entry in applied] or ["nothing drawn"]


def _originals(images):
    from . import decode

    return [to_uint8(numpy.asarray(decode(path))) for path in images]


def _results(pipeline, originals, targets, seed, epoch):
    """One result an image; operators that mix take all images as one group. Of several views each epoch shows one."""
    samples = list(zip(originals, targets))
    if pipeline.mixes:
        results = pipeline([{"image": image, **given} for image, given in samples], seed=seed, epoch=epoch)
        views = len(results) // len(originals)
        return [results[i * views + epoch % views] for i in range(len(originals))]
    results = [pipeline(image, **given, seed=seed, epoch=epoch, index=i) for i, (image, given) in enumerate(samples)]
    return [result[epoch % len(result)] if isinstance(result, list) else result for result in results]


def _before(image, given, longest=None):
    Image, _, _ = pillow()
    kinds = ("boxes", "masks", "keypoints", "labels", "oriented_boxes", "segmentation")
    return draw_targets(Image.fromarray(image), *(given.get(kind) for kind in kinds), longest=longest)


def _named(path, image):
    return [os.path.basename(str(path)), f"{image.shape[1]}x{image.shape[0]}"]


def contact_sheet(pipeline, images, out, *, seed=0, per_image=5, cell=224, targets=None, progress=None):
    """Writes a PNG: a row an image, the original first, then `per_image` results with what was drawn under each.

    `images` are paths; `targets[i]` holds keyword targets of image i. Operators that mix take the images as one group.
    """
    Image, ImageDraw, ImageFont = pillow()
    font = ImageFont.load_default(11)
    text_height, gap = 92, 8
    targets = targets or [{} for _ in images]
    originals = _originals(images)
    columns = 1 + per_image
    extent = (columns * (cell + gap) + gap, len(images) * (cell + text_height + gap) + gap)
    sheet = Image.new("RGB", extent, (24, 26, 30))
    pen = ImageDraw.Draw(sheet)

    def put(row, column, picture, lines):
        scale = cell / max(picture.size)
        picture = picture.resize([max(1, round(s * scale)) for s in picture.size], Image.Resampling.LANCZOS)
        x, y = gap + column * (cell + gap), gap + row * (cell + text_height + gap)
        sheet.paste(picture, (x + (cell - picture.width) // 2, y + (cell - picture.height) // 2))
        wrapped = [part for line in lines for part in textwrap.wrap(line, 38)]
        for n, line in enumerate(wrapped[:7]):
            pen.text((x, y + cell + 3 + 13 * n), line, fill=(205, 208, 214), font=font)

    for i, image in enumerate(originals):
        put(i, 0, _before(image, targets[i]), _named(images[i], image))
    for n in range(per_image):
        for i, result in enumerate(_results(pipeline, originals, targets, seed, epoch=n)):
            put(i, 1 + n, drawn(result), words(result.params))
        if progress:
            progress(n + 1, per_image)
    sheet.save(out)
    return out


def page_of(pipeline, images, out, *, seed=0, per_image=5, cell=320, targets=None, progress=None):
    """Writes an HTML page in one file: of each image the original, then `per_image` results, what was drawn under each.

    Takes what contact_sheet() takes. Beside the words a result has its plan and the params that replay it.
    """
    targets = targets or [{} for _ in images]
    originals = _originals(images)
    figures = [
        [page.figure(_before(image, given, cell), *map(page.text, _named(path, image)))]
        for path, image, given in zip(images, originals, targets)
    ]
    for n in range(per_image):
        for row, result in zip(figures, _results(pipeline, originals, targets, seed, epoch=n)):
            details = [
                f"<details><summary>{name}</summary><pre>{page.text(value)}</pre></details>"
                for name, value in (("plan", result.plan.strip()), ("params", json.dumps(result.params)))
            ]
            lines = map(page.text, words(result.params))
            row.append(page.figure(drawn(result, longest=cell), *lines, "".join(details)))
        if progress:
            progress(n + 1, per_image)
    rows = [page.article(os.path.basename(str(path)), page.pictures(row)) for path, row in zip(images, figures)]
    spec = page.text(pipeline.to_json(indent=1))
    intro = f"<details><summary>the pipeline; seed {seed}</summary><pre>{spec}</pre></details>\n"
    with open(out, "w", encoding="utf-8") as file:
        file.write(page.document("What the pipeline does", intro, "".join(rows)))
    return out
