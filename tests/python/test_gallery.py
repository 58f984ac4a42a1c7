# SPDX-License-Identifier: MIT
"""The gallery shows every operator, and a preview can be a page."""

import base64
import html
import importlib
import io
import pathlib
import re
import subprocess
import sys

import numpy as np
import pytest
import smalti as sm
from PIL import Image
from smalti import drawing, operators, page, preview

ROOT = pathlib.Path(__file__).resolve().parents[2]
PHOTO = ROOT / "examples" / "photos" / "chelsea.jpg"


@pytest.fixture(scope="module")
def gallery():
    sys.path.insert(0, str(ROOT / "bindings"))
    yield importlib.import_module("gallery")
    sys.path.remove(str(ROOT / "bindings"))


@pytest.fixture(scope="module")
def rows(gallery):
    """The page's rows by their operator's name; what docs.py says of targets has tests of its own and takes long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gallery, "carried", lambda name: "")
        return dict(re.findall(r'<article id="(\w+)"(.*?)</article>', gallery.text(), re.DOTALL))


def pictures(text):
    """The pictures of a page, decoded."""
    found = re.findall(r'src="data:image/jpeg;base64,([^"]+)"', text)
    return [np.asarray(Image.open(io.BytesIO(base64.b64decode(data)))) for data in found]


def smalti(*command):
    return subprocess.run([sys.executable, "-m", "smalti", *command], cwd=ROOT, capture_output=True, text=True)


def plain(text):
    return html.unescape(re.sub("<[^>]+>", "", text))


def test_every_operator_has_a_row_that_says_what_it_does_and_whence_it_is(rows):
    assert set(rows) == set(operators.classes)
    for name, cls in operators.classes.items():
        assert cls._about["doc"] in plain(rows[name]) and cls._about["source"] in plain(rows[name])


def test_every_parameter_is_named_with_its_range_and_unit(rows):
    for name, cls in operators.classes.items():
        lines = [re.findall("<td[^>]*>(.*?)</td>", line) for line in re.findall("<tr>(.*?)</tr>", rows[name])]
        said = {plain(cells[0]): [plain(cell) for cell in cells[1:]] for cells in lines if cells}
        for p in cls._about["parameters"]:
            _, allowed, unit, meaning = said.pop(p["name"])
            assert (unit, meaning) == (p["unit"], p["doc"])
            assert all(choice in allowed for choice in p["choices"])
            if not p["choices"] and p["min"] != p["max"]:
                assert [float(end) for end in allowed.split(" to ")] == [p["min"], p["max"]]
        assert not said


def test_pictures_decode_and_no_two_draws_of_a_row_are_the_same(rows, gallery):
    for name, text in rows.items():
        before, *after = pictures(text)
        assert before.shape[2] == 3 and max(before.shape) == gallery.SIDE
        draws, views = text.count("<figcaption>seed "), text.count("<figcaption>picture ")
        assert (1 <= draws <= gallery.DRAWS and not views) or (2 <= views <= gallery.VIEWS and not draws), name
        shown = after[-(draws + views) :]
        assert len({picture.tobytes() for picture in shown}) == len(shown), name


@pytest.mark.parametrize(
    "number, text",
    [(16777216.0, "16777216"), (2**30, "1073741824"), (-1e9, "-1000000000"), (0.1, "0.1"), (1e-30, "1e-30")],
)
def test_whole_numbers_are_written_whole(gallery, number, text):
    assert gallery.docs.number(number) == text


def test_a_warp_shows_all_that_it_can_do(gallery):
    op = gallery.demonstration("RandomAffine").op
    assert op.degrees and op.translate and op.scale and op.shear


@pytest.mark.parametrize("name", ["FiveCrop", "TenCrop"])
def test_the_windows_of_a_crop_are_large_enough_to_see(gallery, name):
    demo = gallery.demonstration(name)
    assert all(min(view.image.shape[:2]) > gallery.SIDE // 3 for _, made in demo.draws for view in made)


def test_operators_that_mix_show_their_partners(rows):
    mixing = {name for name, text in rows.items() if "its partners" in text}
    assert mixing >= {"CopyAndPaste", "CutMix", "MixUp", "Mosaic"}
    assert not mixing & {"RandomCrop", "RandomGridShuffle", "SmallObjectCopyAndPaste", "Views"}  # of one picture


def test_a_row_says_so_where_nothing_can_be_seen_or_every_seed_gives_the_same(rows, gallery, monkeypatch):
    silent = {name for name, text in rows.items() if "Nothing of it can be seen" in text}
    assert not silent
    assert "Every seed gives the same" in rows["Transpose"] and "Every seed gives the same" not in rows["RandomCrop"]
    idle = gallery.demonstrate(sm.Pad(0), next(gallery.stages("Pad")))
    monkeypatch.setattr(gallery, "demonstration", lambda name: idle)
    monkeypatch.setattr(gallery, "carried", lambda name: "")
    assert "Nothing of it can be seen" in gallery.row("Pad") and "Nothing of it can be seen" not in rows["Pad"]


def test_a_row_shows_the_draw_it_names(gallery):
    """What is drawn under "seed 1" is what a user gets with that seed."""
    demo = gallery.demonstration("RandomHorizontalFlip")
    (seed, (sample,)), *_ = demo.draws
    image = demo.scenes[0].image
    assert demo.op == sm.RandomHorizontalFlip(p=1.0) and demo.kinds == gallery.KINDS
    np.testing.assert_array_equal(sample.image, image[:, ::-1])
    np.testing.assert_array_equal(sm.Compose([demo.op])(image, seed=seed, index=0).image, image[:, ::-1])


def test_targets_of_a_row_are_those_of_the_operator_table(gallery):
    assert gallery.carried("RandomGrayscale") == (
        "<b>changes</b> coloured rasters; <b>leaves</b> boxes, oriented boxes, polygons, instance masks, segmentation, "
        "keypoints, soft label, multi-hot label, rasters"
    )


def test_the_frames_of_a_scene_are_the_hulls_of_its_masks(gallery):
    mask = np.zeros((5, 7), np.uint8)
    mask[1:3, 2:6] = 1
    assert importlib.import_module("scenes").hull(mask) == [2, 1, 6, 3]


def test_an_oriented_box_turns_clockwise_about_its_middle():
    """20 x 10 by 30 degrees: 10 cos = 8.660, 5 cos = 4.330, 10 sin = 5, 5 sin = 2.5."""
    around = [(93.840, 190.670), (111.160, 200.670), (106.160, 209.330), (88.840, 199.330)]
    np.testing.assert_allclose(drawing.corners([100, 200, 20, 10, 30]), around, atol=1e-3)


def test_every_kind_of_target_is_drawn_where_it_is():
    black = Image.new("RGB", (60, 40))
    second, third = drawing.COLOURS[1], drawing.COLOURS[2]
    at = lambda picture, x, y: picture.getpixel((x, y))
    mask = np.zeros((1, 40, 60), bool)
    mask[0, 5:10, 5:10] = True
    assert at(drawing.draw_targets(black, masks=mask, labels=[1]), 7, 7) == tuple(int(0.45 * c) for c in second)
    boxed = drawing.draw_targets(black, boxes=[[10, 10, 30, 30]], labels=[1])
    assert at(boxed, 10, 20) == second and at(boxed, 20, 20) == (0, 0, 0)
    turned = drawing.draw_targets(black, oriented_boxes=[[30, 20, 30, 10, 90]], labels=[2])  # 10 wide, 30 high
    assert at(turned, 25, 20) == third and at(turned, 35, 20) == third and at(turned, 30, 5) == third
    assert at(turned, 15, 20) == (0, 0, 0)
    dotted = drawing.draw_targets(black, keypoints=[[20, 20, 2], [40, 20, 1], [50, 30, 0]])
    assert (at(dotted, 20, 20), at(dotted, 40, 20), at(dotted, 50, 30)) == (drawing.SEEN, drawing.OCCLUDED, (0, 0, 0))
    halves = drawing.draw_targets(black, segmentation=np.repeat([[0] * 30 + [1] * 30], 40, axis=0))
    assert at(halves, 30, 10) == drawing.CONTOUR and at(halves, 29, 10) == at(halves, 31, 10) == (0, 0, 0)
    named = drawing.draw_targets(black, boxes=[[10, 10, 30, 30]], labels=[1], names=["dog", "cat"])
    assert at(named, 11, 22) == second and at(named, 26, 12) == second  # the frame, and the plate behind the name


def test_a_large_picture_is_drawn_on_after_it_was_shrunk_and_a_tiny_one_after_it_grew():
    box = [[20, 20, 60, 60]]
    shrunk = drawing.draw_targets(Image.new("RGB", (100, 80)), boxes=box, longest=50)
    assert shrunk.size == (50, 40) and shrunk.getpixel((10, 20)) == drawing.COLOURS[0]
    grown = drawing.draw_targets(Image.new("RGB", (10, 8)), keypoints=[[5, 4, 2]], longest=60)
    assert grown.size == (30, 24) and grown.getpixel((15, 12)) == drawing.SEEN


@pytest.mark.parametrize(
    "image, shown",
    [
        (np.array([[[0, 7, 255]]], np.uint8), [0, 7, 255]),
        (np.array([[[0.2, 0.4, 0.8]]], np.float32), [51, 102, 204]),  # in 0..1: as it is
        (np.array([[[-1, 0, 1]]], np.float32), [0, 128, 255]),  # else stretched
        (np.array([[[0, 5000, 10000]]], np.uint16), [0, 128, 255]),
    ],
)
def test_numbers_of_any_kind_can_be_looked_at(image, shown):
    assert drawing.to_uint8(image)[0, 0].tolist() == shown


@pytest.mark.parametrize("name", sorted(operators.classes))
def test_what_any_operator_draws_can_be_said_in_words(gallery, name):
    for _, made in gallery.demonstration(name).draws:
        for sample in made:
            assert all(isinstance(line, str) and line for line in preview.words(sample.params))


@pytest.mark.parametrize(
    "state, says",
    [
        ({"x": [92, 260, 168, False], "y": [10, 178, 84, False]}, "Op 92,10..260,178 to 168x84"),
        ({"x": [0, 320, 320, True], "y": [0, 320, 320, False]}, "Op"),
        ({"x": [0.7, 1.1], "y": [1.2, 0.9]}, "Op"),  # of a grid
        ({"tones": {"lo": 0}, "step": 1.0}, "Op step 1"),  # a number, not the name of a step
        ([{"op": "ShearX", "magnitude": -0.1667}, {"op": "Invert", "magnitude": 0}], "Op shearx -0.17, invert 0.00"),
        ([{"step": "Saturation", "factor": 0.5762}, {"step": "Crop", "at": [2]}], "Op saturation 0.58, crop"),
    ],
)
def test_words_of_a_state(state, says):
    assert preview.words({"drawn": [{"op": "Op", "applied": True, "state": state}]}) == [says]


def test_a_preview_as_a_page_holds_pictures_words_plan_and_params(tmp_path):
    sheet = tmp_path / "sheet.html"
    options = ["--columns", "2", "--cell", "100", "--seed", "3"]
    done = smalti("preview", "examples/pipeline.json", str(PHOTO), "-o", str(sheet), *options)
    assert done.returncode == 0, done.stderr
    text = sheet.read_text(encoding="utf-8")
    assert [max(picture.shape) for picture in pictures(text)] == [100] * 3
    out = sm.Compose.from_json(ROOT / "examples" / "pipeline.json")(PHOTO, seed=3, epoch=1, index=0)
    for expected in (*preview.words(out.params), out.plan.strip(), "chelsea.jpg", "451x300"):
        assert expected in plain(text)


def test_a_page_of_a_mix_shows_a_row_a_picture(tmp_path):
    pipeline = sm.Compose([sm.MixUp(p=1)])
    photos = sorted(PHOTO.parent.glob("*.jpg"))[:3]
    text = preview.page_of(pipeline, photos, tmp_path / "mix.html", per_image=1, cell=64).read_text(encoding="utf-8")
    assert text.count("<article") == 3 and len(pictures(text)) == 6


def test_names_cannot_break_the_page():
    assert "<script>" not in page.article("<script>", "", words='"') and page.text('a"<b>') == "a&quot;&lt;b&gt;"


def test_help_says_that_a_preview_can_be_a_page():
    said = smalti("preview", "--help").stdout
    assert "sheet.html" in said and "page (.html)" in " ".join(said.split())
