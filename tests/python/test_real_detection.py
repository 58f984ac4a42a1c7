# SPDX-License-Identifier: MIT
"""Twenty epochs of detection on 200 photos of 133 sizes: what the labels say is what the pixels show.

Every photo carries a raster through the pipeline in which its boxes are painted by this test, together with the
coordinates of each pixel. What comes out is the judge: which pixels of which box show, how far they reach, and at which
scale.
"""

import os
import pathlib
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image

import smalti as sm
from smalti.preview import COLOURS, contact_sheet

FOLDER = pathlib.Path(os.environ.get("SMALTI_DATA", "../shared/data")) / "raccoon"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="SMALTI_DATA is not there")

SIDE, GROUP, EPOCHS, CLOSED, SEED = 320, 16, 20, 10, 7
LIMITS = sm.BoxFilter(min_visible=0.2)
CELLS = dict(target_size=(SIDE, SIDE), cell_shape=(SIDE, SIDE), center_range=(0, 1), fit_mode="contain")
GEOMETRY = dict(**CELLS, zoom=(0.5, 1.5), translate=0.1)
BEHIND = [sm.RandomHorizontalFlip(), sm.LetterBox((SIDE, SIDE))]  # fits what mosaic leaves alone when it is closed


def annotated(picture):
    """Pixels and boxes of a photo; the files count pixels from 1, both ends included."""
    root = ET.parse(FOLDER / "annotations" / f"{picture.stem}.xml").getroot()
    corners = [[int(b.find(k).text) for k in ("xmin", "ymin", "xmax", "ymax")] for b in root.iterfind("object/bndbox")]
    return np.asarray(Image.open(picture).convert("RGB")), np.array(corners) - [1, 1, 0, 0]


def painted(photo, place):
    """The photo as a member of a group: a raster of bits (one a box, the place above them), and the coordinates of each
    pixel from 1 on."""
    pixels, boxes = photo
    h, w = pixels.shape[:2]
    bits = np.full((h, w), (place + 1) << 3, np.uint16)
    for n, (x1, y1, x2, y2) in enumerate(boxes):
        bits[y1:y2, x1:x2] |= 1 << n
    x, y = np.empty_like(bits), np.empty_like(bits)
    x[:], y[:] = np.arange(1, w + 1), np.arange(1, h + 1)[:, None]
    return {"image": pixels, "boxes": boxes, "labels": [0] * len(boxes), "rasters": {"bits": bits, "x": x, "y": y}}


def span(flags):
    """First and last index that is set, the last one not included."""
    at = np.flatnonzero(flags)
    return at[0], at[-1] + 1


def places(raster):
    """The places of a group that show somewhere."""
    return np.flatnonzero(np.bincount(raster.ravel(), minlength=1)[1:]) + 1


def step(values):
    """Pixels of the photo from one pixel of the output to the next; one alone does not say."""
    return np.nan if len(values) < 2 else abs(np.polyfit(np.arange(len(values)), values.astype(float), 1)[0])


def seen(sample, place_of_primary, members):
    """What the pixels of a sample show: a row a box of the photos in it, and that of the label that goes with it."""
    bits, x, y = (sample.rasters[name] for name in ("bits", "x", "y"))
    place = bits >> 3
    owners = zip(sample.source, sample.index.tolist())
    label = {(place_of_primary if s == 0 else s - 1, n): j for j, (s, n) in enumerate(owners)}
    assert len(label) == len(sample.boxes)
    for p in places(place):
        (top, bottom), (left, right) = span((place == p).any(1)), span((place == p).any(0))
        assert (place[top:bottom, left:right] == p).all()  # upright pictures in upright cells
        area = step(x[top, left:right]) * step(y[top:bottom, left])  # of a pixel of the output, in pixels of the photo
        for n, (x1, y1, x2, y2) in enumerate(members[p - 1][1]):
            shown = bits[top:bottom, left:right] >> n & 1 == 1
            j = label.pop((p - 1, n), None)
            if not shown.any():
                assert j is None
                continue
            (y1_px, y2_px), (x1_px, x2_px) = span(shown.any(1)), span(shown.any(0))
            whole = (x2 - x1) * (y2 - y1) / area
            reported = (0, 0, 0, 0, np.nan) if j is None else (*sample.boxes[j], sample.visible[j])
            yield (j is not None, shown.sum(), whole, left + x1_px, top + y1_px, left + x2_px, top + y2_px, *reported)
    assert not label  # no label without a photo


def follows(sample, members):
    """How many of the photos in a sample look most like themselves, gathered by their coordinates, where they are said
    to be: not a pixel beside it in any of eight directions; and how many were large enough to say so."""
    place, x, y = sample.rasters["bits"] >> 3, sample.rasters["x"], sample.rasters["y"]
    right = asked = 0
    for p in places(place):
        rows, columns = slice(*span((place == p).any(1))), slice(*span((place == p).any(0)))
        there = members[p - 1][0][y[rows, columns] - 1, x[rows, columns] - 1].astype(int)
        here = sample.image[rows, columns].astype(int)[1:-1, 1:-1]
        if min(there.shape[:2]) < 24:
            continue
        h, w = here.shape[:2]
        off = [abs(here - there[dy : dy + h, dx : dx + w]).mean() for dy in range(3) for dx in range(3)]
        asked, right = asked + 1, right + (np.argmin(off) == 4)
    return right, asked


class Run:
    """All epochs of the loader, each batch beside the same group through a call, whose samples say more."""

    def __init__(self):
        source = sm.PascalVoc(images=FOLDER / "images", annotations=FOLDER / "annotations")
        self.photos = [annotated(pathlib.Path(source.name(i))) for i in range(len(source))]
        closing = sm.Mosaic(**GEOMETRY, p=sm.Schedule(p1=1, close=CLOSED, total=EPOCHS))
        call = sm.Compose([closing, *BEHIND], filter=LIMITS)
        loaded = sm.Compose([sm.Mosaic(**GEOMETRY), *BEHIND], filter=LIMITS, close_mosaic=CLOSED)
        loader = sm.Loader(source, loaded, GROUP, seed=SEED, epochs=EPOCHS, group=GROUP, tail="short", layout="HWC")
        self.samples = self.differing = self.filled = self.followed = self.asked = 0
        rows, self.visits = [], np.zeros((EPOCHS, len(source)), int)
        for epoch in range(EPOCHS):
            for batch in loader:
                ids = np.asarray(batch.source_ids).tolist()
                self.visits[epoch, ids] += 1
                members = [self.photos[i] for i in ids]
                # __call__ numbers its samples in a row; the loader's have the ids of the shuffled epoch
                group = [painted(m, k) for k, m in enumerate(members)]
                samples = call._run(group, SEED, epoch, ids, [0] * len(ids), None)
                boxes, images = np.concatenate([s.boxes for s in samples]), np.stack([s.image for s in samples])
                self.differing += boxes.tobytes() != np.asarray(batch.boxes.values).tobytes()
                self.differing += images.tobytes() != np.asarray(batch.images).tobytes()
                for k, sample in enumerate(samples):
                    self.samples += 1
                    self.filled += (sample.image[sample.rasters["bits"] == 0] != 114).sum()
                    rows += [(epoch, *row) for row in seen(sample, k, members)]
                    if epoch in (0, CLOSED):
                        right, asked = follows(sample, members)
                        self.followed, self.asked = self.followed + right, self.asked + asked
        table = np.array(rows, float)
        self.epoch, self.kept, self.pixels, self.whole = table[:, 0], table[:, 1] == 1, table[:, 2], table[:, 3]
        self.extents, self.boxes, self.visible = table[:, 4:8], table[:, 8:12], table[:, 12]


@pytest.fixture(scope="module")
def run():
    return Run()


def report(record_property, **figures):
    for name, value in figures.items():
        record_property(name, value)
    print(figures)


def test_every_photo_comes_once_an_epoch_and_a_call_gives_what_the_loader_gives(run, record_property):
    report(record_property, samples=run.samples, labels_kept=int(run.kept.sum()), labels_dropped=int((~run.kept).sum()))
    assert len(run.photos) == 200 and len({p.shape for p, _ in run.photos}) == 133
    assert (run.visits == 1).all() and run.samples == 200 * EPOCHS
    assert run.differing == 0
    mosaics = run.epoch < EPOCHS - CLOSED
    assert mosaics.sum() > 2 * (~mosaics).sum()  # several photos a sample, until mosaic closes


def test_no_box_is_outside_and_none_is_under_the_limits(run):
    x1, y1, x2, y2 = run.boxes[run.kept].T
    assert x1.min() >= 0 and y1.min() >= 0 and x2.max() <= SIDE and y2.max() <= SIDE
    w, h = x2 - x1, y2 - y1
    assert np.minimum(w, h).min() >= LIMITS.min_side and (w * h).min() >= LIMITS.min_area
    assert (np.maximum(w, h) / np.minimum(w, h)).max() <= LIMITS.max_aspect
    assert run.visible[run.kept].min() >= LIMITS.min_visible


def test_boxes_end_where_their_pixels_end(run, record_property):
    off = abs(run.boxes - run.extents)[run.kept]
    report(record_property, worst_edge_px=float(off.max()))
    assert off.max() <= 0.501  # a pixel shows what its centre shows


def test_visibility_is_the_share_of_the_pixels(run, record_property):
    share = (run.pixels / run.whole)[run.kept]
    off = abs(share - run.visible[run.kept])
    ring = (run.extents[:, 2:] - run.extents[:, :2]).sum(1)[run.kept] + 1  # half a pixel wide
    rings = abs(run.pixels - run.visible * run.whole)[run.kept] / ring
    above = {"above_002": int((off > 0.02).sum()), "worst_half_pixel_rings": float(rings.max())}
    report(record_property, boxes=len(off), worst_visibility=float(off.max()), **above)
    assert len(off) > 6000 and (share < 0.5).sum() > 500
    assert ((off <= 0.02) | (rings <= 1)).all()
    assert np.quantile(off, 0.99) < 0.02


def test_no_box_is_lost_that_the_limits_would_keep(run):
    lost = ~run.kept
    w, h = (run.extents[:, 2:] - run.extents[:, :2])[lost].T
    least, most = np.minimum(w, h), np.maximum(w, h)
    large = (least - 1 >= LIMITS.min_side) & ((w - 1) * (h - 1) >= LIMITS.min_area)
    large &= most + 1 <= LIMITS.max_aspect * (least - 1)
    whole, share = run.whole[lost], (run.pixels / run.whole)[lost]
    assert lost.sum() > 500
    assert (share[large] < LIMITS.min_visible + np.minimum(0.02, (w + h + 1)[large] / whole[large])).all()


def test_the_picture_is_where_its_coordinates_are(run, record_property):
    report(record_property, photos_followed=run.followed, photos_asked=run.asked)
    assert run.filled == 0  # where no photo shows, the fill does
    assert run.asked > 800 and run.followed == run.asked


def test_a_contact_sheet_shows_sixteen_samples_with_their_boxes(tmp_path):
    pictures = [FOLDER / "images" / f"raccoon-{k}.jpg" for k in (12, 22, 31, 63)]
    targets = [{"boxes": boxes, "labels": [0] * len(boxes)} for _, boxes in map(annotated, pictures)]
    pipeline = sm.Compose([sm.Mosaic(**GEOMETRY), *BEHIND], filter=LIMITS)
    file = contact_sheet(pipeline, pictures, tmp_path / "sheet.png", per_image=4, targets=targets, cell=SIDE)
    sheet = np.asarray(Image.open(file))
    cells = [sheet[8 + r * (SIDE + 100) :, 8 + c * (SIDE + 8) :][:SIDE, :SIDE] for r in range(4) for c in range(1, 5)]
    outlines = [(cell == COLOURS[0]).all(2).sum() for cell in cells]
    assert min(cell.std() for cell in cells) > 20 and np.median(outlines) > 400
