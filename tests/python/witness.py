# SPDX-License-Identifier: MIT
"""Labels held against a witness: a raster that goes along and says, at each output pixel, which source pixel shows.

Each check takes the sample that went in, the one that came out with the witness, and whether the operator hides parts
of what it shows (holes, pastes). What is painted in the source counts only where a whole source pixel is.
"""

import functools

import numpy as np

NAME = "source places"


def witnessed(sample):
    """The sample with the witness beside its other rasters: x + 1 and y + 1 of each pixel, so that 0 is nowhere."""
    height, width = sample["image"].shape[:2]
    y, x = np.mgrid[:height, :width] + 1
    return {**sample, "rasters": {**sample.get("rasters", {}), NAME: np.dstack([x, y]).astype(np.uint16)}}


def source_of(out):
    """Of each output pixel: whether it shows a source pixel, and the x and y of that."""
    place = out.rasters[NAME].astype(int) - 1
    return place[..., 0] >= 0, place[..., 0], place[..., 1]


def shown(painted, out):
    """Centres (n 2) of the output pixels that show a painted (h w) source pixel."""
    known, x, y = source_of(out)
    rows, columns = np.nonzero(known & painted[y, x])
    return np.column_stack([columns, rows]) + 0.5


def wholly(inside, image):
    """Source pixels (h w) at all four corners of which inside(x, y) holds: of a convex shape, those that lie in it."""
    y, x = np.mgrid[: image.shape[0] + 1, : image.shape[1] + 1]
    corner = inside(x, y)
    return corner[:-1, :-1] & corner[:-1, 1:] & corner[1:, :-1] & corner[1:, 1:]


def in_box(box, x, y, grown=0):
    x1, y1, x2, y2 = box
    return (x >= x1 - grown) & (x <= x2 + grown) & (y >= y1 - grown) & (y <= y2 + grown)


def in_oriented(box, x, y, grown=0):
    cx, cy, width, height, angle = box
    c, s = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))
    u, v = c * (x - cx) + s * (y - cy), c * (y - cy) - s * (x - cx)
    return (abs(u) <= width / 2 + grown) & (abs(v) <= height / 2 + grown)


def in_convex(ring, x, y):
    corners = np.reshape(ring, (-1, 2))
    sides = zip(corners, np.roll(corners, -1, 0))
    turns = [(bx - ax) * (y - ay) - (by - ay) * (x - ax) for (ax, ay), (bx, by) in sides]
    return np.all(np.array(turns) >= 0, 0) | np.all(np.array(turns) <= 0, 0)


def instances(given, out):
    """Of each given instance: inside(x, y) of its shape, and of each output box that may be its own, as well."""
    boxes = [(k, functools.partial(in_box, box)) for k, box in zip(out.index, out.boxes)]
    turned = () if out.oriented_boxes is None else out.oriented_boxes
    turned = [(k, functools.partial(in_oriented, box)) for k, box in zip(out.index[len(boxes) :], turned)]
    shapes = [(functools.partial(in_box, box), boxes) for box in given.get("boxes", ())]
    shapes += [(functools.partial(in_convex, ring), boxes) for (ring,) in given.get("polygons", ())]
    shapes += [(functools.partial(in_oriented, box), turned) for box in given.get("oriented_boxes", ())]
    copies = [inside for k, inside in boxes + turned if k < 0]  # made by an operator, of whatever they are copies
    for i, (inside, candidates) in enumerate(shapes):
        yield inside, [inside_box for k, inside_box in candidates if k == i], copies


def what_is_painted_in_an_instance_stays_within_its_box(given, out, hides):
    if "labels" not in given:
        return
    for inside, boxes, copies in instances(given, out):
        x, y = shown(wholly(inside, given["image"]), out).T
        held = [inside_box(x, y, grown=1) for inside_box in boxes + copies]
        assert not boxes or np.any(held, 0).all(), (boxes, x, y)


def an_instance_whose_middle_shows_is_listed(given, out, hides):
    if "labels" not in given:
        return
    for inside, boxes, copies in instances(given, out):
        x, y = np.nonzero(wholly(inside, given["image"]).T)
        if len(x):
            middle = np.zeros(given["image"].shape[:2], bool)
            middle[int(y.mean()), int(x.mean())] = True
            assert boxes or copies or not len(shown(middle, out))


def an_instance_mask_shows_the_pixels_of_its_mask(given, out, hides):
    if "masks" not in given:
        return
    known, x, y = source_of(out)
    for mask, box, k in zip(out.masks, out.boxes, out.index):
        if k >= 0:
            expected = known & (given["masks"][k][y, x] > 0)
            assert not (mask & ~expected).any() if hides else (mask == expected).all()
        rows, columns = np.nonzero(mask)
        assert in_box(box, columns + 0.5, rows + 0.5, grown=1).all()


def a_segmentation_shows_the_ids_of_its_pixels(given, out, hides):
    if "segmentation" not in given:
        return
    known, x, y = source_of(out)
    ignored = np.iinfo(out.segmentation.dtype).max
    differs = out.segmentation != np.where(known, given["segmentation"][y, x], ignored)
    assert (out.segmentation[differs] == ignored).all() if hides else not differs.any()


def a_visible_keypoint_lies_among_the_pixels_around_it(given, out, hides):
    known, x, y = source_of(out)
    points = np.empty((0, 3)) if "keypoints" not in given else out.keypoints
    for (px, py, v), (source_x, source_y, _) in zip(points, np.resize(given.get("keypoints", ()), points.shape)):
        row, column = np.minimum([int(py), int(px)], np.array(known.shape) - 1)  # the pixel that holds it
        near = (slice(max(0, row - 1), row + 2), slice(max(0, column - 1), column + 2))
        on_edge = source_x in (0, given["image"].shape[1]) or source_y in (0, given["image"].shape[0])
        if v == 0 or on_edge:  # a shrunken picture shows no pixel as far out as its edge
            continue
        low = [of[near][known[near]].min(initial=1 << 16) for of in (x, y)]
        high = [of[near][known[near]].max(initial=-1) + 1 for of in (x, y)]
        assert low[0] - 1 <= source_x <= high[0] + 1 and low[1] - 1 <= source_y <= high[1] + 1, (px, py, low, high)


def a_nearest_raster_shows_the_values_of_its_pixels(given, out, hides):
    known, x, y = source_of(out)
    for name, raster in given.get("rasters", {}).items():
        if isinstance(raster, np.ndarray):
            assert (out.rasters[name] == np.where(known, raster[y, x], 0)).all()


CHECKS = [
    what_is_painted_in_an_instance_stays_within_its_box,
    an_instance_whose_middle_shows_is_listed,
    an_instance_mask_shows_the_pixels_of_its_mask,
    a_segmentation_shows_the_ids_of_its_pixels,
    a_visible_keypoint_lies_among_the_pixels_around_it,
    a_nearest_raster_shows_the_values_of_its_pixels,
]
