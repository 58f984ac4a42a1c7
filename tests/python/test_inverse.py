# SPDX-License-Identifier: MIT
"""The way back: what geometry did to pixels, masks, boxes and points is undone, exactly where whole pixels moved."""

import itertools

import numpy as np
import pytest

import smalti as sm

H, W = 101, 134
RNG = np.random.default_rng(20)


def on_a_grid(low, high, *shape):
    """Coordinates that are sums of 1/64 px, so that float32 holds them and their differences."""
    return RNG.integers(64 * low, 64 * high, shape) / 64


CORNERS = np.stack([on_a_grid(0, s, 12) for s in (W - 31, H - 31)], 1)
BOXES = np.concatenate([CORNERS, CORNERS + on_a_grid(1, 31, 12, 2)], 1)
POINTS = np.c_[on_a_grid(0, W, 20), on_a_grid(0, H, 20), np.full(20, 2)]
IMAGE = RNG.integers(0, 256, (H, W, 3), dtype=np.uint8)
IDS = RNG.integers(0, 200, (H, W), dtype=np.uint8)
CENTRES = np.indices((H, W))[::-1, None] + 0.5  # x and y
INSIDE = (CENTRES >= BOXES[:, :2].T[..., None, None]).all(0) & (CENTRES < BOXES[:, 2:].T[..., None, None]).all(0)
MASKS = np.uint8(INSIDE & (RNG.random((12, H, W)) < 0.7))
TARGETS = dict(boxes=BOXES, labels=[0] * 12, masks=MASKS, segmentation=IDS, keypoints=POINTS)
ROWS, COLUMNS = np.indices((H, W), np.uint16) + np.uint16(1)

WHOLE_PIXELS = {
    "horizontal flip": [sm.RandomHorizontalFlip(p=1)],
    "vertical flip": [sm.RandomVerticalFlip(p=1)],
    "quarter turns": [sm.RandomRotate90()],
    "D4": [sm.D4()],
    "transpose": [sm.Transpose()],
    "centre crop": [sm.CenterCrop((80, 97))],
    "centre crop of a larger size": [sm.CenterCrop((120, 97))],
    "crop": [sm.RandomCrop((70, 90))],
    "padded crop": [sm.RandomCrop((90, 120), padding=[7, 3, 20, 11])],
    "pad": [sm.Pad([3, 8, 14, 5])],
    "mirrored pad": [sm.Pad(9, padding_mode="reflect")],
    "pad if needed": [sm.PadIfNeeded(130, 150, position="random")],
    "zoom out": [sm.RandomZoomOut(p=1)],
    "padding crop": [sm.RandomPaddingCrop((120, 110))],
    "all of them": [
        sm.Pad(6),
        sm.D4(),
        sm.RandomHorizontalFlip(),
        sm.RandomZoomOut(side_range=(1, 1.3), p=1),
        sm.Transpose(),
        sm.RandomCrop(90, pad_if_needed=True),
    ],
}


@pytest.mark.parametrize("name", WHOLE_PIXELS)
def test_the_way_back_from_whole_pixels_is_exact(name):
    pipeline = sm.Compose(WHOLE_PIXELS[name], filter=None)
    uncut = 0
    for seed in range(12):
        out = pipeline(IMAGE, **TARGETS, rasters={"row": ROWS, "column": COLUMNS}, seed=seed)
        # what is left of the picture, as its own coordinates have it: all of them in a rectangle
        seen = out.rasters["row"] > 0
        if "mirrored" in name:
            seen[:] = False
            seen[9:-9, 9:-9] = True
        top, left = out.rasters["row"][seen].min() - 1, out.rasters["column"][seen].min() - 1
        bottom, right = out.rasters["row"][seen].max(), out.rasters["column"][seen].max()
        shown = np.zeros((H, W), bool)
        shown[top:bottom, left:right] = True
        assert seen.sum() == shown.sum()

        for c in range(3):
            back = sm.invert(out.image[:, :, c], out.map, extent=(H, W))
            assert (back[shown] == IMAGE[:, :, c][shown]).all() and (back[~shown] == 255).all()
        ids = sm.invert(out.segmentation, out, extent=(H, W))
        assert (ids == np.where(shown, IDS, 255)).all()
        assert (sm.invert(out.masks, out, extent=(H, W)) == ((MASKS[out.index] == 1) & shown)).all()
        dense = np.where(seen, np.float32(out.image[:, :, 0]) / 7, np.float32(0))
        values = np.ma.filled(sm.invert(dense, out, extent=(H, W)), -1)
        assert (values == np.where(shown, np.float32(IMAGE[:, :, 0]) / 7, -1)).all()

        points = sm.invert(out.keypoints, out)
        assert (points[:, :2] == POINTS[:, :2]).all()  # also of those that were cut off
        inside = (POINTS[:, :2] >= [left, top]).all(1) & (POINTS[:, :2] <= [right, bottom]).all(1)
        assert (points[:, 2] == np.where(inside, 2, 0)).all()
        cut = np.clip(BOXES, [left, top] * 2, [right, bottom] * 2)[out.index]
        some = (cut[:, 2:] > cut[:, :2]).all(1)
        assert (sm.invert(out.boxes, out)[some] == cut[some]).all()
        uncut += (cut == BOXES[out.index]).all(1).sum()
        again = pipeline.replay(out.params, IMAGE)
        assert again.image.tobytes() == out.image.tobytes() and (again.map == out.map).all()
    assert uncut > 24


@pytest.mark.parametrize("op", [sm.RandomHorizontalFlip(p=1), sm.RandomVerticalFlip(p=1), sm.Transpose()])
def test_a_reflection_is_its_own_inverse(op):
    once = sm.Compose([op], filter=None)
    first = once(IMAGE, **TARGETS)
    moved = dict(boxes=first.boxes, masks=first.masks, segmentation=first.segmentation, keypoints=first.keypoints)
    second, fused = once(first.image, **moved, labels=[0] * 12), sm.Compose([op, op], filter=None)(IMAGE, **TARGETS)
    assert first.image.tobytes() != IMAGE.tobytes()
    for twice in (second, fused):
        assert twice.image.tobytes() == IMAGE.tobytes() and twice.segmentation.tobytes() == IDS.tobytes()
        assert (twice.masks == MASKS).all() and (twice.boxes == BOXES).all() and (twice.keypoints == POINTS).all()


def moves(state, extent):
    """(from, to) of each part as slices, by what a sample carries: cell i went to place perm[i], and strips stayed."""
    rows, columns = state["rows"], state["columns"]
    cells = [np.s_[a:b, c:d] for a, b in itertools.pairwise(rows) for c, d in itertools.pairwise(columns)]
    strips = [np.s_[: extent[0], columns[-1] : extent[1]], np.s_[rows[-1] : extent[0], : columns[-1]]]
    return [(cells[i], cells[to]) for i, to in enumerate(state["perm"])], [(s, s) for s in strips]


def corners(part):
    return np.array([part[1].start or 0, part[0].start or 0, part[1].stop, part[0].stop])


@pytest.mark.parametrize(
    "options",
    [
        {"method": "uniform"},
        {"method": "derangement"},
        {"remainder": "keep_strip"},
        {"method": "neighbour", "remainder": "keep_strip"},
        {"remainder": "crop_centre"},
    ],
    ids=lambda options: " ".join(options.values()),
)
def test_a_grid_shuffle_is_undone_by_what_the_sample_carries(options):
    pipeline = sm.Compose([sm.RandomGridShuffle(grid=(4, 3), box_policy="all", **options)], filter=None)
    middle = options.get("remainder") == "crop_centre"
    moved = 0
    for seed in range(12):
        out = pipeline(IMAGE, **TARGETS, seed=seed)
        state = out.params["drawn"][0]["state"]
        cells, strips = moves(state, (H, W))
        # of a picture whose middle alone is kept, the middle's corner is the origin of what comes out
        shuffled = tuple(state[axis][end] for end in (0, -1) for axis in ("columns", "rows"))
        x0, y0, x1, y1 = kept = shuffled if middle else (0, 0, W, H)
        assert out.image.shape == (y1 - y0, x1 - x0, 3)
        image, ids, masks = np.zeros_like(IMAGE), np.zeros_like(IDS), np.zeros_like(MASKS)
        points, boxes, area = out.keypoints.copy(), np.tile([np.inf, np.inf, -np.inf, -np.inf], (12, 1)), np.zeros(12)
        for origin, place in cells + (strips if not middle else []):
            here = corners(place) - [x0, y0, x0, y0]
            there = np.s_[here[1] : here[3], here[0] : here[2]]
            shift = (corners(origin) - here)[:2]
            moved += (corners(origin) != corners(place)).any()
            image[origin], ids[origin] = out.image[there], out.segmentation[there]
            inside = (out.keypoints[:, :2] >= here[:2]).all(1) & (out.keypoints[:, :2] < here[2:]).all(1)
            points[inside, :2] += shift
            for mask, box, n in zip(out.masks, out.boxes.astype(float), out.index):
                if (box[:2] >= here[:2]).all() and (box[2:] <= here[2:]).all():  # a fragment lies in one part
                    masks[n][origin] |= mask[there]
                    box = box + np.tile(shift, 2)
                    boxes[n] = np.r_[np.minimum(boxes[n, :2], box[:2]), np.maximum(boxes[n, 2:], box[2:])]
                    area[n] += np.prod(box[2:] - box[:2])
        seen = np.s_[y0:y1, x0:x1]
        assert (image[seen] == IMAGE[seen]).all() and (ids[seen] == IDS[seen]).all()
        whole = np.clip(BOXES, kept[:2] * 2, kept[2:] * 2)
        shows = (whole[:, 2:] > whole[:, :2]).all(1)
        assert (boxes[shows] == whole[shows]).all()
        assert (area == (whole[:, 2:] - whole[:, :2]).prod(1))[shows].all()  # neither overlap nor gap
        for n in np.flatnonzero(shows):
            assert (masks[n] == MASKS[n])[seen].all()
        on = (POINTS[:, :2] >= kept[:2]).all(1) & (POINTS[:, :2] < kept[2:]).all(1)
        assert (points[on] == POINTS[on]).all() and (points[~on, 2] == 0).all()
    assert moved > 50


LETTERBOXES = {
    "square": (sm.LetterBox(640), (640, 640)),
    "top left, of another shape": (sm.LetterBox((480, 672), anchor="top_left"), (480, 672)),
    "never larger, at random": (sm.LetterBox(640, scale_up=False, anchor="random"), (640, 640)),
    "least multiple of 32": (sm.LetterBox(640, stride=32), None),
}


@pytest.mark.parametrize("name", LETTERBOXES)
def test_the_way_back_from_a_letterbox_is_within_a_thousandth_of_a_pixel(name, record_property):
    op, size = LETTERBOXES[name]
    pipeline, worst, placed = sm.Compose([op], filter=None), 0.0, 0.0
    picture, rng = np.zeros((2000, 2000), np.uint8), np.random.default_rng(1)
    for h, w in itertools.product(range(200, 2001, 31), repeat=2):
        far = np.array([w, h], float)
        low = rng.uniform(0, 0.9, (3, 2)) * far
        boxes = np.float32(np.r_[np.c_[low, low + rng.uniform(0.05, 1, (3, 2)) * (far - low)], [[0, 0, *far]]])
        points = np.c_[boxes[:, 2:], np.full(4, 2)]
        out = pipeline(picture[:h, :w], boxes=boxes, labels=[0] * 4, keypoints=points, seed=h * w)
        for back, given in ((sm.invert(out.boxes, out), boxes), (sm.invert(out.keypoints, out), points)):
            worst = max(worst, abs(back - given).max())
        # the sizes by hand: nearest whole ones of the picture, ties to even, and whole pixels beside it
        r = min(640 / h, 640 / w) if size is None else min(size[0] / h, size[1] / w)
        r = min(r, 1) if not op.scale_up else r
        nw, nh = np.rint(w * r), np.rint(h * r)
        left, top, right, bottom = out.boxes[3].astype(float)
        placed = max(placed, abs(right - left - nw), abs(bottom - top - nh), left % 1, top % 1)
        assert out.image.shape == (size or (int(-(-nh // 32) * 32), int(-(-nw // 32) * 32)))
        if "square" in name:
            assert (left, top) == ((640 - nw) // 2, (640 - nh) // 2)
    record_property("worst_px", float(worst))
    print(name, {"worst_px": float(worst), "off_whole_pixels": placed})
    assert worst < 1e-3 and placed == 0


PIPELINES = [sm.LetterBox(416), sm.RandomRotation((30, 30), expand=True), sm.Resize((211, 640))]
TTA = {
    "D4": sm.TTA([sm.TTA.d4()]),
    "flips": sm.TTA([sm.TTA.hflip(), sm.TTA.vflip()]),
    "scales and flips": sm.TTA([sm.TTA.scales([1, 0.83, 0.67, 0.5, 1.25, 2]), sm.TTA.hflip()], stride=32),
    "five crops": sm.TTA([sm.TTA.five_crop((300, 320))]),
    "brightness": sm.TTA([sm.TTA.multiply([0.9, 1, 1.1]), sm.TTA.hflip()]),
    "YOLO": sm.TTA.yolo(),
    "pipelines": sm.TTA([sm.Compose([op]) for op in PIPELINES]),
}


@pytest.mark.parametrize("extent", [(375, 500), (768, 1023), (419, 333)])
@pytest.mark.parametrize("name", TTA)
def test_the_way_back_from_every_view_is_within_a_ten_thousandth_of_a_pixel(name, extent, record_property):
    (h, w), rng, worst, compared = extent, np.random.default_rng(7), 0.0, 0
    low = rng.uniform(0, 0.8, (12, 2)) * [w, h]
    boxes = np.float32(np.c_[low, low + rng.uniform(0.02, 0.3, (12, 2)) * ([w, h] - low)])
    points = np.float32(np.c_[rng.uniform(0, w, 40), rng.uniform(0, h, 40), np.full(40, 2)])
    turned = np.float32([[w / 2, h / 2, w / 4, h / 5, 25], [w / 3, h / 2, w / 6, h / 8, -70]])
    views = TTA[name](np.zeros((h, w, 3), np.uint8), boxes=boxes, labels=[0] * 12, keypoints=points)
    oriented = TTA[name](np.zeros((h, w, 3), np.uint8), oriented_boxes=turned, labels=[0] * 2)
    back = TTA[name].invert(views, boxes=[v.boxes for v in views], keypoints=[v.keypoints for v in views])
    for view, b, k in zip(views, back.boxes, back.keypoints):
        worst = max(worst, abs(k[:, :2] - points[:, :2]).max())
        if abs(view.map[0, 1] * view.map[0, 0]) > 1e-9:
            continue  # upright boxes of a picture that lies askew are larger ones
        whole = np.array(view.visible) > 1 - 1e-9
        worst, compared = max(worst, abs(b - boxes[view.index])[whole].max(initial=0)), compared + whole.sum()
    if "scales" not in name and name not in ("YOLO", "pipelines", "five crops"):  # a similarity, nothing cut
        for b in TTA[name].invert(oriented, oriented_boxes=[v.oriented_boxes for v in oriented]).oriented_boxes:
            worst = max(worst, abs(b - turned)[:, :4].max())
            assert abs((b - turned)[:, 4]).max() < 1e-4  # deg
    record_property("worst_px", float(worst))
    print(name, extent, {"worst_px": float(worst), "boxes": int(compared)})
    assert compared >= 4 and worst < 1e-4
