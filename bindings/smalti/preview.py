# SPDX-License-Identifier: MIT
"""Contact sheets: what a pipeline does to pictures, with boxes, masks, keypoints and what was drawn."""

import os
import textwrap

import numpy

COLOURS = [(230, 60, 60), (60, 160, 240), (80, 200, 90), (250, 180, 40), (190, 90, 220), (60, 200, 200), (240, 120, 180)]


def _pillow():
    try:
        from PIL import Image, ImageDraw, ImageFont
    except ImportError:
        raise SystemExit("smalti preview draws with Pillow; install it: pip install 'smalti[preview]'") from None
    return Image, ImageDraw, ImageFont


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
    if "x" in state and "y" in state:
        (x0, x1, w, mirrored), (y0, y1, h, upside) = state["x"], state["y"]
        return "" if mirrored or upside else f"{x0},{y0}..{x1},{y1} to {w}x{h}"
    if "matrix" in state:
        m = state["matrix"]
        return f"[{m[0]:.2f} {m[1]:.2f}; {m[3]:.2f} {m[4]:.2f}]"
    if "step" in state:
        return f"{state['step'].lower()} {state.get('factor', state.get('turn', 0)):.2f}"
    return ", ".join([f"{k} {v:.3g}" for k, v in state.items() if _number(v)][:4])


def words(params):
    """What was drawn, in a few words an operator: "RandomHorizontalFlip", "ColorJitter brightness 1.12, hue -0.03"."""
    applied = [entry for entry in params["drawn"] if entry["applied"]]
    return [f"{entry['op']} {_state_words(entry.get('state'))}".rstrip() for entry in applied] or ["nothing drawn"]


def to_uint8(image):
    """Any delivered picture as uint8 RGB for looking at: normalised ones are stretched over their own range."""
    image = numpy.asarray(image)
    if image.ndim == 2:
        image = image[:, :, None]
    if image.dtype != numpy.uint8:
        image = image.astype(numpy.float32)
        lo, hi = float(image.min()), float(image.max())
        image = ((image - lo) * (255 / max(hi - lo, 1e-6))).astype(numpy.uint8)
    if image.shape[2] == 1:
        image = numpy.repeat(image, 3, axis=2)
    return numpy.ascontiguousarray(image[:, :, :3])


def draw_targets(picture, boxes=None, masks=None, keypoints=None, labels=None):
    """The picture (PIL) with masks tinted, boxes outlined and keypoints dotted."""
    Image, ImageDraw, _ = _pillow()
    if masks is not None and len(masks):
        pixels = numpy.asarray(picture).astype(numpy.float32)
        for k, mask in enumerate(masks):
            inside = numpy.asarray(mask, bool)
            pixels[inside] = 0.55 * pixels[inside] + 0.45 * numpy.array(COLOURS[k % len(COLOURS)], numpy.float32)
        picture = Image.fromarray(pixels.astype(numpy.uint8))
    draw = ImageDraw.Draw(picture)
    for k, box in enumerate(boxes if boxes is not None else []):
        colour = COLOURS[int(labels[k]) % len(COLOURS)] if labels is not None and len(labels) else COLOURS[k % len(COLOURS)]
        draw.rectangle([float(v) for v in box], outline=colour, width=2)
    for x, y, v in keypoints if keypoints is not None else []:
        if v > 0:
            draw.ellipse([x - 3, y - 3, x + 3, y + 3], outline=(255, 255, 255), fill=(230, 60, 60) if v > 1 else (120, 120, 120))
    return picture


def contact_sheet(pipeline, images, out, *, seed=0, per_image=5, cell=224, targets=None, progress=None):
    """Writes a PNG: a row an image, the original first, then `per_image` results with what was drawn under each.

    `images` are paths; `targets[i]` holds keyword targets of image i. Operators that mix take the images as one group.
    """
    Image, ImageDraw, ImageFont = _pillow()
    font = ImageFont.load_default(11)
    text_height, gap = 92, 8
    targets = targets or [{} for _ in images]
    originals = []
    for path in images:
        from . import decode

        originals.append(to_uint8(numpy.asarray(decode(path))))
    columns = 1 + per_image
    sheet = Image.new("RGB", (columns * (cell + gap) + gap, len(images) * (cell + text_height + gap) + gap), (24, 26, 30))
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
        given = targets[i]
        shown = draw_targets(Image.fromarray(image), given.get("boxes"), given.get("masks"), given.get("keypoints"), given.get("labels"))
        put(i, 0, shown, [os.path.basename(str(images[i])), f"{image.shape[1]}x{image.shape[0]}"])
    for n in range(per_image):
        if pipeline.mixes:
            group = [{"image": image, **targets[i]} for i, image in enumerate(originals)]
            results = pipeline(group, seed=seed, epoch=n)
        else:
            results = [pipeline(image, **targets[i], seed=seed, epoch=n, index=i) for i, image in enumerate(originals)]
        for i, result in enumerate(results):
            result = result[n % len(result)] if isinstance(result, list) else result
            picture = draw_targets(Image.fromarray(to_uint8(result.image)), result.boxes, result.masks, result.keypoints,
                                   result.labels if result.boxes is not None else None)  # fmt: skip
            put(i, 1 + n, picture, words(result.params))
        if progress:
            progress(n + 1, per_image)
    sheet.save(out)
    return out
