# SPDX-License-Identifier: MIT
"""Copy-paste, mosaic and cutmix of real boxes and polygons: masks, boxes and visibilities are what the pixels show.

Each photo carries a raster through the mix: which photo a pixel is of, its coordinates there, and a bit for each
object, painted by this test. What comes out says how many pixels of which object show and how far they reach.
"""

import json
import os
import pathlib
import typing
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image

import smalti as sm

DATA = pathlib.Path(os.environ.get("SMALTI_DATA", "../shared/data"))
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="SMALTI_DATA is not there")

EVERY = sm.BoxFilter(min_side=0, min_area=0, min_visible=0, max_aspect=1e6)  # whatever shows at all
NEAR = 1 / 2 + 1e-3  # px: a pixel shows what its centre shows


class Photo(typing.NamedTuple):
    pixels: np.ndarray
    rings: list  # of each object: polygons (n 2); a box is one of four corners
    shapes: np.ndarray  # (n h w) bool, painted
    targets: dict


def filled(rings, extent):
    """Pixels whose centres lie inside by the even-odd rule."""
    x, y = np.arange(extent[1]) + 0.5, np.arange(extent[0])[:, None] + 0.5
    inside = np.zeros(extent, bool)
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, np.roll(ring, -1, 0)):
            if ay != by:
                inside ^= ((ay <= y) != (by <= y)) & (x < (y - ay) / (by - ay) * (bx - ax) + ax)
    return inside


def blood_cells(share=slice(None)):
    """Photos of bccd, whose files count corners from 0; two of all boxes are inverted, and left out here by hand."""
    names = {"Platelets": 0, "RBC": 1, "WBC": 2}
    for file in sorted((DATA / "bccd/Annotations").glob("*.xml"))[share]:
        objects = ET.parse(file).getroot().findall("object")
        corners = [[int(o.find(f"bndbox/{k}").text) for k in ("xmin", "ymin", "xmax", "ymax")] for o in objects]
        boxes = np.array(corners).reshape(-1, 4)
        upright = (boxes[:, :2] < boxes[:, 2:]).all(1)
        classes = np.array([names[o.find("name").text] for o in objects])[upright]
        pixels = np.asarray(Image.open(DATA / f"bccd/JPEGImages/{file.stem}.jpg").convert("RGB"))
        shapes = np.zeros((len(classes), *pixels.shape[:2]), bool)
        for shape, (x1, y1, x2, y2) in zip(shapes, boxes[upright]):
            shape[y1:y2, x1:x2] = True
        rings = [[np.array([[x1, y1], [x2, y1], [x2, y2], [x1, y2]], float)] for x1, y1, x2, y2 in boxes[upright]]
        yield Photo(pixels, rings, shapes, {"boxes": boxes[upright], "labels": classes})


def labelled_outlines():
    root = json.loads((DATA / "labelme_voc/annotations.json").read_text())
    for image in root["images"]:
        mine = [a for a in root["annotations"] if a["image_id"] == image["id"]]
        pixels = np.asarray(Image.open(DATA / "labelme_voc" / image["file_name"]).convert("RGB"))
        rings = [[np.reshape(ring, (-1, 2)) for ring in a["segmentation"]] for a in mine]
        shapes = np.stack([filled(r, pixels.shape[:2]) for r in rings])
        classes = np.array([a["category_id"] for a in mine])
        yield Photo(pixels, rings, shapes, {"polygons": [a["segmentation"] for a in mine], "labels": classes})


def member(photo, place, masks):
    h, w = photo.pixels.shape[:2]
    raster = np.zeros((h, w, 5), np.uint16)
    raster[..., 0], raster[..., 1], raster[..., 2] = place + 1, np.arange(1, w + 1), np.arange(1, h + 1)[:, None]
    for n, shape in enumerate(photo.shapes):
        raster[..., 3 + n // 16][shape] |= 1 << n % 16
    given = {"image": photo.pixels, **photo.targets, "rasters": {"what": raster}}
    return {**given, "masks": photo.shapes.astype(np.uint8)} if masks else given


def mixed(pipeline, photos, masks, seed, group=16):
    """Every sample of every group, with its place and the photos of the group."""
    for first in range(0, len(photos), group):
        members = photos[first : first + group]
        samples = pipeline([member(p, k, masks) for k, p in enumerate(members)], seed=seed, index=first)
        yield from ((members, k, sample) for k, sample in enumerate(samples))


def showing(raster, place, n):
    return (raster[..., 0] == place + 1) & (raster[..., 3 + n // 16] >> n % 16 & 1 == 1)


def hull(shown):
    rows, columns = np.flatnonzero(shown.any(1)), np.flatnonzero(shown.any(0))
    return np.array([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1])


def owners(sample, place):
    """(place, object) of each instance."""
    return [(place if s == 0 else s - 1, n) for s, n in zip(sample.source, sample.index.tolist())]


def report(record_property, **figures):
    for name, value in figures.items():
        record_property(name, value)
    print(figures)


def pasted_shapes(sample, place):
    """Pixels of every instance of a copy-paste without a change of scale; of pasted ones, later ones lie in front."""
    raster = sample.rasters["what"]
    (drawn,) = (d["state"] for d in sample.params["drawn"] if d["op"] == "CopyAndPaste")
    moved = {n: (dx, dy) for n, dx, dy in zip(drawn["chosen"], drawn["dx"], drawn["dy"])}
    y, x = np.indices(raster.shape[:2]) + 1
    front, out = np.zeros(raster.shape[:2], bool), []
    for source, (p, n) in reversed(list(zip(sample.source, owners(sample, place)))):
        shown = showing(raster, p, n)
        if source:  # where it was put, not where another one brought a part of it along
            dx, dy = moved[n]
            shown &= (raster[..., 1] == x - dx) & (raster[..., 2] == y - dy) & ~front
            front |= shown
        out.append(shown)
    return out[::-1]


def assert_picture(members, sample):
    """Every pixel is the one that its coordinates name, or the fill."""
    place, x, y = (sample.rasters["what"][..., c].astype(int) for c in range(3))
    for p in np.unique(place):
        at = place == p
        assert (sample.image[at] == (members[p - 1].pixels[y[at] - 1, x[at] - 1] if p > 0 else 114)).all()


PASTES = {
    "pasted": sm.CopyAndPaste(allow_boxes=True),
    "half of them moved": sm.CopyAndPaste(allow_boxes=True, translate=True, fraction=0.5),
}


@pytest.mark.parametrize("masks", [False, True], ids=["boxes", "masks"])
@pytest.mark.parametrize("name", PASTES)
def test_copy_paste_of_blood_cells_is_exact(name, masks, record_property):
    op, checked, hidden, off = PASTES[name], 0, 0, 0
    photos = list(blood_cells(slice(masks + 2 * (name != "pasted"), None, 6)))
    for members, k, sample in mixed(sm.Compose([op], filter=EVERY), photos, masks, seed=3):
        assert_picture(members, sample)
        here, h, w = owners(sample, k), *sample.image.shape[:2]
        for j, ((p, n), shown) in enumerate(zip(here, pasted_shapes(sample, k))):
            share = shown.sum() / members[p].shapes[n].sum()
            assert sample.labels[j] == members[p].targets["labels"][n]
            if masks:
                assert (sample.masks[j] == shown).all()
            edge = abs(sample.boxes[j] - hull(shown)).max() if shown.any() else np.inf
            off += abs(sample.visible[j] - share) > 1e-9 or edge > 1e-4
            checked, hidden = checked + 1, hidden + (share < 1)
        for n in set(range(len(members[k].shapes))) - {n for p, n in here if p == k}:  # own ones that went
            left = showing(sample.rasters["what"], k, n).sum()
            assert left < op.min_visible * members[k].shapes[n].sum() or left < op.min_area * h * w
    report(record_property, instances=checked, partly_hidden=hidden, off=off)
    assert checked > 1000 and hidden > 300
    assert off == 0


@pytest.mark.parametrize("masks", [False, True], ids=["boxes", "masks"])
@pytest.mark.parametrize("most", [0, 0.6])
def test_cutmix_of_blood_cells_is_exact(most, masks, record_property):
    op, checked, hidden, applied = sm.CutMix(max_primary_occlusion=most), 0, 0, 0
    photos = list(blood_cells(slice(masks + 2 * (most > 0), None, 6)))
    for members, k, sample in mixed(sm.Compose([op], filter=EVERY), photos, masks, seed=1):
        assert_picture(members, sample)
        raster, here = sample.rasters["what"], owners(sample, k)
        applied += len(np.unique(raster[..., 0])) > 1
        for j, (p, n) in enumerate(here):
            shown = showing(raster, p, n)
            share = shown.sum() / members[p].shapes[n].sum()
            assert sample.visible[j] == pytest.approx(share, abs=1e-9) and share >= (1 - most if p == k else 0)
            assert sample.ignore[j] == (p != k and share < op.min_partner_visible)
            assert sample.labels[j] == members[p].targets["labels"][n]
            assert abs(sample.boxes[j] - hull(shown)).max() < 1e-4
            if masks:
                assert (sample.masks[j] == shown).all()
            checked, hidden = checked + 1, hidden + (share < 1)
        for p in np.unique(raster[..., 0]).tolist():
            for n in range(len(members[p - 1].shapes)):
                assert showing(raster, p - 1, n).any() == ((p - 1, n) in here)
    report(record_property, instances=checked, partly_hidden=hidden, samples_mixed=applied)
    assert checked > 750 and hidden > (1 if most == 0 else 30) and applied > 2


def way_out(raster, place):
    """The affine map from a photo to the output, as the coordinates of its pixels have it: (3 2), for rows x y 1."""
    y, x = (at[:: 1 + len(at) // 5000] for at in np.nonzero(raster[..., 0] == place + 1))
    at = raster[y, x].astype(float) - 0.5
    return np.linalg.lstsq(np.c_[at[:, 1:3], np.ones(len(at))], np.c_[x, y] + 0.5, rcond=None)[0]


def bounds(rings, m, window):
    """Those of polygons behind a map, inside a rectangle (Sutherland and Hodgman, half plane by half plane)."""
    corners = []
    for ring in rings:
        ring = ring @ m[:2] + m[2]
        for axis, sign, limit in ((0, 1, window[0]), (1, 1, window[1]), (0, -1, window[2]), (1, -1, window[3])):
            kept = []
            for a, b in zip(ring, np.roll(ring, -1, 0)):
                inside = sign * (np.array([a[axis], b[axis]]) - limit)
                kept += [a] if inside[0] >= 0 else []
                kept += [a + (b - a) * inside[0] / (inside[0] - inside[1])] if inside[0] * inside[1] < 0 else []
            ring = np.array(kept).reshape(-1, 2)
        corners.append(ring)
    corners = np.concatenate(corners)
    return np.r_[corners.min(0), corners.max(0)] if len(corners) else None


class Tally:
    """How far labels are from pixels, over all instances that show."""

    def __init__(self):
        self.share, self.ring, self.outside, self.edge, self.masks = [], [], [], [], 0

    def add(self, sample, place, members, upright=True, pasted=None):
        """`pasted`: the pixels of each instance, if objects were cut out; else a photo shows in a rectangle."""
        raster, extent = sample.rasters["what"], sample.image.shape[1::-1]
        assert (sample.boxes >= 0).all() and (sample.boxes <= extent * 2).all()
        here = owners(sample, place)
        for j, (p, n) in enumerate(here):
            assert sample.labels[j] == members[p].targets["labels"][n]
            shown, box = showing(raster, p, n) if pasted is None else pasted[j], sample.boxes[j]
            if sample.masks is not None:
                self.masks += int((sample.masks[j] != shown).sum())
            if not (raster[..., 0] == p + 1).any():
                continue
            m = way_out(raster, p)
            scale = abs(np.linalg.det(m[:2]))
            whole = members[p].shapes[n].sum() * scale
            if not shown.any():  # thinner than a pixel
                assert sample.visible[j] * whole < (box[2:] - box[:2]).sum()
                continue
            reach = hull(shown)
            self.share.append(abs(shown.sum() / whole - sample.visible[j]))
            self.ring.append(abs(shown.sum() - sample.visible[j] * whole) / (2 * (reach[2:] - reach[:2]).sum()))
            # boxes are painted exactly; outlines, and those of what was pasted in front, to half a pixel of the photo
            exact = "boxes" in members[p].targets or abs(scale - 1) < 1e-6
            painted = 0 if exact else np.tile(abs(m[:2]).sum(0) / (2 if pasted is None else 1), 2)
            self.outside.append(((box - reach) * [1, 1, -1, -1] - painted).max())
            if pasted is None:
                window = hull(raster[..., 0] == p + 1)
            else:
                borders = np.array([[0, 0], members[p].pixels.shape[1::-1]]) @ m[:2] + m[2]
                window = np.r_[np.maximum(borders.min(0), 0), np.minimum(borders.max(0), extent)]
            drawn = bounds(members[p].rings[n], m, window) if upright else None
            if drawn is not None:  # an edge is where the outline ends, or where what was pasted left off
                self.edge.append((np.minimum(abs(box - drawn), abs(box - reach)) - painted).max())
        return here

    def judge(self, record_property, least):
        share = np.array(self.share)
        figures = {
            "instances": len(share),
            "worst_visibility": share.max(),
            "over_002": (share > 0.02).sum(),
            "widest_ring_px": np.max(np.array(self.ring)[share > 0.02], initial=0),
            "outside_px": max(self.outside),
            "edge_px": max(self.edge, default=0),
            "mask_pixels_off": self.masks,
        }
        report(record_property, **{k: float(v) for k, v in figures.items()})
        assert len(share) > least and self.masks == 0
        assert figures["widest_ring_px"] <= 0.5
        assert figures["outside_px"] <= NEAR
        assert figures["edge_px"] <= NEAR


CANVAS = dict(target_size=(320, 320), cell_shape=(320, 320), center_range=(0, 1), fit_mode="contain")
MOSAICS = {
    "covering": sm.Mosaic(target_size=(400, 400), cell_shape=(400, 400)),
    "zoomed": sm.Mosaic(**CANVAS, zoom=(0.5, 1.5), translate=0.1),
    "turned": sm.Mosaic(**CANVAS, zoom=(0.8, 1.5), degrees=15, shear=5, antialias=False),
    "shrunk, then turned": sm.Mosaic(**CANVAS, zoom=(0.8, 1.5), degrees=15, shear=5),
}
SOURCES = {
    "bccd": lambda: list(blood_cells(slice(None, None, 12))),
    "labelme_voc": lambda: list(labelled_outlines()) * 8,  # groups of 16 hold each photo at several places of its own
}


@pytest.mark.parametrize("name", MOSAICS)
@pytest.mark.parametrize("source", SOURCES)
def test_mosaics_show_what_their_labels_say(source, name, record_property):
    tally = Tally()
    for members, k, sample in mixed(sm.Compose([MOSAICS[name]], filter=EVERY), SOURCES[source](), True, seed=2):
        here, raster = tally.add(sample, k, members, upright="turned" not in name), sample.rasters["what"]
        for p in np.unique(raster[..., 0][raster[..., 0] > 0]).tolist():
            for n in range(len(members[p - 1].shapes)):
                assert (p - 1, n) in here or not showing(raster, p - 1, n).any()
    tally.judge(record_property, least=150 if source == "labelme_voc" else 500)


SCALED = sm.ScaleJitter((400, 400), scale_range=(0.5, 2))
JITTER = [SCALED, sm.RandomCrop(400, pad_if_needed=True), sm.RandomHorizontalFlip()]
MIXES = {
    "pasted": [sm.CopyAndPaste()],
    "pasted behind a jitter": [*JITTER, sm.CopyAndPaste()],
    "cutmix": [sm.CutMix(max_primary_occlusion=0.6)],
}


@pytest.mark.parametrize("masks", [False, True], ids=["outlines", "masks"])
@pytest.mark.parametrize("name", MIXES)
def test_outlines_are_pasted_and_cut_as_their_labels_say(name, masks, record_property):
    tally = Tally()
    for members, k, sample in mixed(sm.Compose(MIXES[name], filter=EVERY), SOURCES["labelme_voc"](), masks, seed=4):
        if "jitter" not in name:
            assert_picture(members, sample)
        pasted, front = None, np.zeros(sample.image.shape[:2], bool)
        if name != "cutmix":
            pasted = []
            for source, (p, n) in reversed(list(zip(sample.source, owners(sample, k)))):
                shown = showing(sample.rasters["what"], p, n)
                pasted.insert(0, shown & ~front if source else shown)
                front |= shown & (source > 0)
        tally.add(sample, k, members, pasted=pasted)
    tally.judge(record_property, least=90)


@pytest.mark.parametrize("name", ["bccd", "labelme_voc"])
def test_a_loader_pastes_what_a_call_pastes(name):
    if name == "bccd":
        folders = {"images": DATA / "bccd/JPEGImages", "annotations": DATA / "bccd/Annotations"}
        source, photos = sm.PascalVoc(**folders, origin=0, on_invalid="drop"), list(blood_cells())
        assert len(source) == len(photos) == 364 and source.counts == {"dropped": 2, "clipped": 0}
    else:
        source, photos = sm.Coco(DATA / "labelme_voc", DATA / "labelme_voc/annotations.json"), list(labelled_outlines())
        assert len(source) == len(photos) == 3
    pipeline = sm.Compose([sm.RandomCrop((320, 480)), sm.CopyAndPaste(allow_boxes=True)])
    for first, batch in enumerate(sm.Loader(source, pipeline, 16, seed=5, shuffle=False, tail="short", layout="HWC")):
        members = photos[16 * first : 16 * first + 16]
        samples = pipeline([{"image": p.pixels, **p.targets} for p in members], seed=5, index=16 * first)
        assert np.stack([s.image for s in samples]).tobytes() == np.asarray(batch.images).tobytes()
        assert np.concatenate([s.boxes for s in samples]).tobytes() == np.asarray(batch.boxes.values).tobytes()
        assert np.concatenate([s.labels for s in samples]).tolist() == np.asarray(batch.boxes.classes).tolist()
        if first == 3:
            break
