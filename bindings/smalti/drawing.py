# SPDX-License-Identifier: MIT
"""Samples for looking at: any picture in bytes, with boxes, masks, segmentation, keypoints and class names on it."""

import numpy

COLOURS = [
    (230, 60, 60), (60, 160, 240), (80, 200, 90), (250, 180, 40), (190, 90, 220), (60, 200, 200), (240, 120, 180),
]  # fmt: skip
SEEN, OCCLUDED, CONTOUR, RIM = (255, 225, 50), (120, 120, 120), (255, 255, 255), (20, 20, 20)


def pillow():
    try:
        from PIL import Image, ImageDraw, ImageFont
    except ImportError:
        raise SystemExit("smalti preview draws with Pillow; install it: pip install 'smalti[preview]'") from None
    return Image, ImageDraw, ImageFont


def to_uint8(image):
    """Any delivered picture as uint8 RGB: floats in 0..1 as they are, all other numbers stretched over their range."""
    image = numpy.asarray(image)
    if image.ndim == 2:
        image = image[:, :, None]
    if image.dtype != numpy.uint8:
        values = image.astype(numpy.float32)
        lo, hi = float(values.min()), float(values.max())
        if image.dtype.kind == "f" and 0 <= lo and hi <= 1:
            lo, hi = 0.0, 1.0
        image = numpy.rint((values - lo) * (255 / max(hi - lo, 1e-6))).astype(numpy.uint8)
    if image.shape[2] < 3:
        image = numpy.repeat(image[:, :, :1], 3, axis=2)
    return numpy.ascontiguousarray(image[:, :, :3])


def colour_of(labels, k):
    """That of the class where there are classes, else one an instance."""
    return COLOURS[(int(labels[k]) if labels is not None and k < len(labels) else k) % len(COLOURS)]


def corners(oriented_box):
    """The four corners of (cx, cy, w, h, degrees), around it."""
    cx, cy, w, h, degrees = (float(v) for v in oriented_box)
    cos, sin = numpy.cos(numpy.radians(degrees)), numpy.sin(numpy.radians(degrees))
    around = ((-w / 2, -h / 2), (w / 2, -h / 2), (w / 2, h / 2), (-w / 2, h / 2))
    return [(cx + x * cos - y * sin, cy + x * sin + y * cos) for x, y in around]


def draw_targets(picture, boxes=None, masks=None, keypoints=None, labels=None, oriented_boxes=None, segmentation=None,
                 names=None, longest=None):  # fmt: skip
    """The picture (PIL) with masks tinted, regions of a segmentation and boxes outlined, and keypoints dotted.

    `labels` are those of the boxes, then of the oriented boxes; `names` (a list) says what to write for each class.
    With `longest` [px] larger pictures shrink to it and tiny ones grow by whole factors, before lines are drawn.
    """
    Image, ImageDraw, ImageFont = pillow()
    pixels = numpy.array(picture)
    for k, mask in enumerate(masks if masks is not None else []):
        inside = numpy.asarray(mask, bool)
        pixels[inside] = 0.55 * pixels[inside] + 0.45 * numpy.array(colour_of(labels, k))
    if segmentation is not None:
        ids = numpy.asarray(segmentation)
        pixels[:, 1:][ids[:, 1:] != ids[:, :-1]] = CONTOUR
        pixels[1:][ids[1:] != ids[:-1]] = CONTOUR
    picture = Image.fromarray(pixels)
    scale = 1 if longest is None else shown_at(max(picture.size), longest)
    if scale != 1:
        filter = Image.Resampling.NEAREST if scale > 1 else Image.Resampling.LANCZOS
        picture = picture.resize([max(1, round(side * scale)) for side in picture.size], filter)
    draw = ImageDraw.Draw(picture)
    straight = len(boxes) if boxes is not None else 0
    outlined = []  # class and first corner of each
    for k in range(straight):
        box = [float(v) * scale for v in boxes[k]]
        draw.rectangle(box, outline=colour_of(labels, k), width=2)
        outlined.append((k, box[:2]))
    for k, oriented in enumerate(oriented_boxes if oriented_boxes is not None else [], straight):
        around = [(x * scale, y * scale) for x, y in corners(oriented)]
        draw.line(around + around[:1], fill=colour_of(labels, k), width=2, joint="curve")
        outlined.append((k, min(around, key=lambda at: at[1])))
    if names is not None and labels is not None:
        font = ImageFont.load_default(11)
        for k, (x, y) in outlined:
            text = names[int(labels[k])]
            x, y = min(max(x, 0), picture.width - font.getlength(text) - 4), min(max(y, 0), picture.height - 14)
            draw.rectangle([x, y, x + font.getlength(text) + 4, y + 13], fill=colour_of(labels, k))
            draw.text((x + 2, y), text, fill=(255, 255, 255), font=font)
    points = numpy.asarray(keypoints if keypoints is not None else [], float).reshape(-1, 3)
    for x, y, v in points[points[:, 2] > 0] * (scale, scale, 1):
        draw.ellipse([x - 4, y - 4, x + 4, y + 4], outline=RIM, fill=SEEN if v > 1 else OCCLUDED)
    return picture


def shown_at(side, longest):
    """The scale at which a picture is looked at."""
    return longest / side if side > longest else max(1, longest // (2 * side))


def drawn(sample, names=None, longest=None):
    """What a pipeline made of a sample, drawn."""
    Image, _, _ = pillow()
    classes = sample.labels if sample.boxes is not None else None
    return draw_targets(
        Image.fromarray(to_uint8(sample.image)), sample.boxes, sample.masks, sample.keypoints, classes,
        sample.oriented_boxes, sample.segmentation, names, longest,
    )  # fmt: skip
