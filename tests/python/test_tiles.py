# SPDX-License-Identifier: MIT
"""Tile, Tiled, Stitch and StitchDense."""

import json
import math
import os
import pathlib
import pickle

import numpy as np
import pytest
from PIL import Image

import smalti as sm

DATA = pathlib.Path(os.environ.get("SMALTI_DATA", "../shared/data"))
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="SMALTI_DATA is not there")
RNG = np.random.default_rng(4)


def picture(height, width):
    return RNG.integers(0, 256, (height, width, 3), np.uint8)


def scene(height, width, largest, count=60):
    """Boxes (n 4) of at most `largest` px a side that do not touch one another."""
    cells = [(x, y) for y in range(0, height - largest + 1, largest) for x in range(0, width - largest + 1, largest)]
    boxes = []
    for k in RNG.permutation(len(cells))[:count]:
        w, h = RNG.uniform(2, largest, 2).astype(np.float32)
        x, y = np.array(cells[k]) + RNG.uniform(0, 1, 2) * (largest - np.array([w, h]))
        boxes.append((x, y, x + w, y + h))
    return np.array(boxes, np.float32)


@pytest.mark.parametrize("edge", ["shift_back", "pad"])
@pytest.mark.parametrize(("height", "width", "size", "overlap"), [(100, 230, 64, 0.25), (65, 64, 64, 0.5), (20, 300, (30, 50), 0.1), (7, 5, 64, 0.2)])
def test_tiles_are_crops_that_cover_the_picture(edge, height, width, size, overlap):
    image = picture(height, width)
    tiles = sm.Tile(size=size, overlap=overlap, edge=edge)(image)
    sides = (size, size) if isinstance(size, int) else size
    n = 1
    for length, side in zip((height, width), sides):
        o = int(overlap * side)
        n *= max(1, math.ceil((length - o) / (side - o)))
    assert len(tiles) == n
    seen = np.zeros((height, width), bool)
    padded = np.full((height + 100, width + 100, 3), 114, np.uint8)
    padded[:height, :width] = image
    for t in tiles:
        x, y, w, h = t.tile
        assert t.image.shape == (h, w, 3)
        assert (t.image == padded[y : y + h, x : x + w]).all()
        assert t.map.tolist() == [[1, 0, -x], [0, 1, -y], [0, 0, 1]]
        seen[y : y + h, x : x + w] = True
        if edge == "pad":
            assert (h, w) == sides
    assert seen.all()


def test_labels_go_with_their_tiles():
    image = picture(40, 90)
    ids = RNG.integers(0, 9, (40, 90), np.uint8)
    masks = np.zeros((3, 40, 90), np.uint8)
    boxes = [(2, 3, 20, 30), (40, 5, 60, 35), (48, 10, 88, 20)]
    for m, (x1, y1, x2, y2) in zip(masks, boxes):
        m[y1:y2, x1:x2] = 1
    tiles = sm.Tile(size=(40, 50), overlap=0.2)(image, boxes=boxes, labels=[4, 5, 6], masks=masks, segmentation=ids, keypoints=[[5, 5, 2], [70, 30, 2]])
    assert [t.tile for t in tiles] == [(0, 0, 50, 40), (40, 0, 50, 40)]
    left, right = tiles
    assert left.boxes.tolist() == [[2, 3, 20, 30], [40, 5, 50, 35]]  # of the third a twentieth shows
    assert left.labels.tolist() == [4, 5]
    assert left.visible == [1, 0.5]
    assert right.boxes.tolist() == [[0, 5, 20, 35], [8, 10, 48, 20]]
    assert right.index.tolist() == [1, 2]
    assert (right.masks == masks[1:, :, 40:].astype(bool)).all()
    assert (right.segmentation == ids[:, 40:]).all()
    assert right.keypoints.tolist() == [[-35, 5, 0], [30, 30, 2]]
    empty = sm.Tile(size=40)(image, boxes=np.zeros((0, 4)), labels=[])
    assert all(t.boxes.shape == (0, 4) for t in empty)


def test_center_owner_owns_each_object_once():
    boxes = scene(400, 600, 100)
    tiles = sm.Tile(size=160, overlap=0.3, assign="center_owner")(picture(400, 600), boxes=boxes, labels=np.zeros(len(boxes), int))
    owned = np.concatenate([t.index[~t.ignore] for t in tiles])
    assert sorted(owned.tolist()) == list(range(len(boxes)))
    assert any(t.ignore.any() for t in tiles)


def test_a_tile_of_encoded_bytes_is_that_of_the_decoded_picture(tmp_path):
    Image.fromarray(picture(90, 120)).save(tmp_path / "a.jpg", quality=90)
    whole = np.asarray(sm.decode(tmp_path / "a.jpg"))
    for t in sm.Tile(size=50)(tmp_path / "a.jpg"):
        x, y, w, h = t.tile
        assert (t.image == whole[y : y + h, x : x + w]).all()


def test_keep_empty_and_jitter_follow_the_seed():
    image = picture(100, 100)
    tile = sm.Tile(size=10, overlap=0, keep_empty=0.5, offset_jitter=5)
    assert [t.tile for t in tile(image, seed=3)] == [t.tile for t in tile(image, seed=3)]
    assert [t.tile for t in tile(image, seed=3)] != [t.tile for t in tile(image, seed=4)]
    assert sm.Tile(size=10, keep_empty=0)(image) == []
    assert len(sm.Tile(size=10, overlap=0, keep_empty=0)(image, boxes=[(1, 1, 9, 9)], labels=[0])) == 1


def test_parameters_are_described_and_checked():
    assert "trunc" not in sm.Tile.__doc__ and "overlap_px (int | tuple[int, int] | None) [px]" in sm.Tile.__doc__
    assert list(sm.Stitch.__signature__.parameters) == ["method", "metric", "threshold", "class_aware", "drop_border_px", "refine"]
    tile = sm.Tile(640, overlap=0.5, assign="largest")
    assert pickle.loads(pickle.dumps(tile)) == tile and tile.size == (640, 640) and tile.overlap == 0.5
    assert eval(repr(tile), {"Tile": sm.Tile}) == tile
    for make, text in [
        (lambda: sm.Tile(size=10, ovrlap=0.1), "Tile: no parameter 'ovrlap'; it takes size, overlap, overlap_px, "),
        (lambda: sm.Tile(), "Tile.size: must be given; it has no default"),
        (lambda: sm.Tile(size=10, overlap_px=10), "Tile: overlap_px must be below size"),
        (lambda: sm.Stitch(threshold=0), "Stitch.threshold = 0: must be in [1e-06, 1] fraction"),
        (lambda: sm.Stitch(method="soft"), 'Stitch.method = "soft": must be one of nms, greedy_nmm, nmm'),
        (lambda: sm.StitchDense(weight="hann"), "StitchDense.values: must be given; it has no default"),
        (lambda: sm.Stitch()([([], [], [])], []), "tiles: must be as many as the predictions"),
        (lambda: sm.Stitch()([([[0, 0, 1, 1]], [0.5, 0.4], [0, 1])], [(0, 0)]), "Stitch: 1 boxes, 2 scores, 2 classes: must be as many of each"),
        (lambda: sm.Stitch(drop_border_px=2)([([[0, 0, 1, 1]], [0.5], [0])], [(0, 0)]), "Stitch.drop_border_px = 2: must know the tiles; give their rectangles"),
    ]:
        with pytest.raises(sm.ParamError if "boxes" not in text else sm.LabelError) as e:
            make()
        assert text in str(e.value)
    with pytest.raises(sm.ParamError):
        sm.Compose([tile])


@pytest.mark.parametrize("method", ["nms", "greedy_nmm", "nmm"])
@pytest.mark.parametrize("metric", ["iou", "ios"])
def test_stitch_returns_the_ground_truth_of_tiles(method, metric):
    boxes = scene(300, 420, 32)
    classes = RNG.integers(0, 3, len(boxes))
    masks = np.zeros((len(boxes), 300, 420), np.uint8)
    for m, (x1, y1, x2, y2) in zip(masks, boxes.astype(int)):
        m[y1 : y2 + 1, x1 : x2 + 1] = RNG.integers(0, 2, (y2 + 1 - y1, x2 + 1 - x1))
        m[y1, x1] = 1
    tiles = sm.Tile(size=(100, 140), overlap_px=34, assign="center_owner")(picture(300, 420), boxes=boxes, labels=classes, masks=masks)
    found = [(t.boxes[~t.ignore], np.ones((~t.ignore).sum()), t.labels[~t.ignore], t.masks[~t.ignore] if len(t.boxes) else np.zeros((0, 1, 1))) for t in tiles]
    out_boxes, scores, out_classes, bits = sm.Stitch(method=method, metric=metric)(found, tiles)
    order = np.lexsort((boxes[:, 3], boxes[:, 2], boxes[:, 1], boxes[:, 0], classes))
    assert (out_boxes == boxes[order]).all() and (out_classes == classes[order]).all() and (scores == 1).all()
    for k, (x, y, mask) in zip(order, bits):
        whole = np.zeros((300, 420), bool)
        whole[y : y + mask.shape[0], x : x + mask.shape[1]] = mask
        assert (whole == masks[k].astype(bool)).all()
    # without owners parts are seen, too: the smaller area and a score by what shows make them one
    if metric == "ios":
        tiles = sm.Tile(size=(100, 140), overlap_px=34, min_visible=0)(picture(300, 420), boxes=boxes, labels=classes)
        out = sm.Stitch(method=method, metric=metric)([(t.boxes, t.visible, t.labels) for t in tiles], [t.tile for t in tiles])
        assert (out[0] == boxes[order]).all()


def test_stitch_takes_maps_rectangles_origins_and_nothing():
    found = [([[1, 2, 3, 4]], [0.5], [7]), ([], [], [])]
    for places in ([(10, 20), (0, 0)], [(10, 20, 50, 50), (0, 0, 50, 50)], [np.array([[1, 0, -10], [0, 1, -20], [0, 0, 1]]), np.eye(3)]):
        boxes, scores, classes = sm.Stitch()(found, places)
        assert boxes.tolist() == [[11, 22, 13, 24]] and scores.tolist() == [0.5] and classes.tolist() == [7]
    assert sm.Stitch()([], [])[0].shape == (0, 4)


def test_bug_20_stitch_does_not_depend_on_the_order():
    boxes = np.array([(x, 0, x + w, 1) for x in range(8) for w in (1, 2, 3, 10)], np.float32)  # overlaps of 1/2, 1/3, 3/10
    for threshold in (0.5, 1 / 3, 0.3):
        for method in ("nms", "greedy_nmm", "nmm"):
            stitch = sm.Stitch(method=method, threshold=threshold)
            first = stitch([(boxes, np.full(len(boxes), 0.5), np.zeros(len(boxes)))], [(0, 0)])
            for _ in range(20):
                order = RNG.permutation(len(boxes))
                half = len(boxes) // 2
                parts = [(boxes[o], np.full(len(o), 0.5), np.zeros(len(o))) for o in (order[:half], order[half:])]
                for a, b in zip(first, stitch(parts, [(0, 0), (0, 0)])):
                    assert (a == b).all()


@pytest.mark.parametrize("weight", ["const", "hann", "gaussian"])
@pytest.mark.parametrize("edge", ["shift_back", "pad"])
def test_stitch_dense_returns_the_map(weight, edge):
    whole = RNG.random((3, 150, 210), np.float32)
    tiles = sm.Tile(size=(64, 48), overlap=0.4, edge=edge)(np.zeros((150, 210), np.uint8))
    padded = np.pad(whole, ((0, 0), (0, 64), (0, 64)), constant_values=0.25)
    maps = (padded[:, y : y + h, x : x + w] for x, y, w, h in (t.tile for t in tiles))  # a generator: none is kept
    out = sm.StitchDense(values="prob", weight=weight)(maps, tiles, (150, 210))
    assert out.dtype == np.float32 and np.abs(out - whole).max() < 1e-6


def test_stitch_dense_says_what_is_wrong():
    ones = np.ones((1, 4, 4), np.float32)
    with pytest.raises(sm.ParamError, match=r'probabilities must lie in \[0, 1\]; state values="logit"'):
        sm.StitchDense(values="prob")([2 * ones], [(0, 0, 4, 4)], (4, 4))
    with pytest.raises(sm.GeometryError, match=r"pixel \(4, 0\): must lie in a tile"):
        sm.StitchDense(values="logit")([2 * ones], [(0, 0, 4, 4)], (4, 8))
    with pytest.raises(sm.GeometryError, match=r"a map of \(1, 4, 4\): must be \(1, 4, 5\), as its tile"):
        sm.StitchDense(values="logit")([ones], [(0, 0, 5, 4)], (4, 8))


def test_tiled_source_in_a_loader(tmp_path):
    pictures = [picture(100, 150), picture(64, 64)]
    for i, p in enumerate(pictures):
        Image.fromarray(p).save(tmp_path / f"{i}.png")
    calls = []
    source = sm.Tiled(sm.ImageFolder(tmp_path), 64, 0.25, progress=lambda done, n: calls.append((done, n)))
    assert len(source) == 2 * 3 + 1 and calls == [(1, 2), (2, 2)]
    assert source.name(2) == f"{tmp_path}/0.png [86, 0, 64, 64]"
    assert sm.tile_of(source, 2) == {"src": 0, "x0": 86, "y0": 0, "w": 64, "h": 64, "src_w": 150, "src_h": 100}
    loader = sm.Loader(source, sm.Compose([sm.RandomHorizontalFlip(p=1)]), 7, shuffle=False, layout="HWC")
    batch = next(iter(loader))
    images = np.asarray(batch.images)
    for i in range(7):
        t = sm.tile_of(source, i)
        part = pictures[t["src"]][t["y0"] : t["y0"] + 64, t["x0"] : t["x0"] + 64]
        assert (images[i] == part[:, ::-1]).all()
    assert np.asarray(batch.maps)[2].tolist() == [[-1, 0, 150], [0, 1, 0], [0, 0, 1]]  # whole picture to flipped tile
    assert np.asarray(batch.source_extents)[2].tolist() == [100, 150]
    with pytest.raises(sm.ConfigError, match="Tiled.source: must not be tiled itself"):
        sm.Tiled(source, 32)
    with pytest.raises(sm.ParamError, match="must be asked of a Tiled source"):
        sm.tile_of(sm.ImageFolder(tmp_path), 0)
    with pytest.raises(ZeroDivisionError):
        sm.Tiled(sm.ImageFolder(tmp_path), 64, progress=lambda done, n: 1 / 0)


def test_crowds_stay_crowds(tmp_path):
    Image.fromarray(picture(60, 100)).save(tmp_path / "a.png")
    annotations = {
        "images": [{"id": 1, "file_name": "a.png", "width": 100, "height": 60}],
        "categories": [{"id": 1, "name": "a"}],
        "annotations": [
            {"id": 1, "image_id": 1, "category_id": 1, "bbox": [5, 5, 60, 40], "iscrowd": 1, "area": 2400},
            {"id": 2, "image_id": 1, "category_id": 1, "bbox": [70, 5, 20, 20], "iscrowd": 0, "area": 400},
        ],
    }
    (tmp_path / "a.json").write_text(json.dumps(annotations))
    source = sm.Tiled(sm.Coco(tmp_path, tmp_path / "a.json"), 60, 0.2, assign="center_owner")
    batch = next(iter(sm.Loader(source, sm.Compose([], filter=None), 2, shuffle=False)))
    assert np.asarray(batch.boxes.crowd).tolist() == [True, True, False]
    assert np.asarray(batch.boxes.offsets).tolist() == [0, 1, 3]


@needs_data
def test_a_tile_of_a_large_photo_decodes_its_region_only():
    source = sm.Tiled(sm.ImageFolder(DATA / "photos_large"), 256, 0)
    loader = sm.Loader(source, sm.Compose([]), 8, seed=1)
    next(iter(loader))
    stats = loader.stats
    assert stats["decoded_pixels"] < 1.3 * stats["decodes"] * 256 * 256
    whole = sum(sm.tile_of(source, i)["src_w"] * sm.tile_of(source, i)["src_h"] for i in range(0, len(source), 50)) / len(range(0, len(source), 50))
    assert stats["decoded_pixels"] / stats["decodes"] < whole / 15


@needs_data
def test_real_boxes_come_back_from_a_loader_of_tiles():
    voc = sm.PascalVoc(images=DATA / "bccd" / "JPEGImages", annotations=DATA / "bccd" / "Annotations", origin=0, on_invalid="clip", degenerate="drop")
    source = sm.Tiled(voc, (240, 256), 0.5, assign="center_owner", edge="pad", min_visible=0)
    count = 12 * 8
    whole = next(iter(sm.Loader(voc, sm.Compose([], filter=None), 8, shuffle=False)))
    batch = next(iter(sm.Loader(source, sm.Compose([sm.Resize((120, 128))], filter=None), count, shuffle=False)))
    values, offsets, ignore = (np.asarray(v) for v in (batch.boxes.values, batch.boxes.offsets, batch.boxes.ignore))
    classes, maps = np.asarray(batch.boxes.classes), np.asarray(batch.maps)
    for p in range(8):
        found, places = [], []
        for i in range(count):
            if sm.tile_of(source, i)["src"] != p:
                continue
            rows = np.arange(offsets[i], offsets[i + 1])
            rows = rows[~ignore[rows]]
            found.append((values[rows], np.ones(len(rows)), classes[rows]))
            places.append(maps[i])
        boxes, _, out_classes = sm.Stitch(threshold=0.99)(found, places)
        at = slice(*np.asarray(whole.boxes.offsets)[p : p + 2])
        truth = [(c, *b) for c, b in zip(np.asarray(whole.boxes.classes)[at], np.asarray(whole.boxes.values)[at]) if b[2] - b[0] <= 128 and b[3] - b[1] <= 120]
        mine = np.array([(c, *b) for c, b in zip(out_classes, boxes)])
        for row in truth:
            assert np.abs(mine - row).max(1).min() < 1e-3
