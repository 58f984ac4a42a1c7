# SPDX-License-Identifier: MIT
"""PascalVoc and Coco: the rules for labels, and real data sets."""

import json
import os
import pathlib

import numpy as np
import pytest
from PIL import Image

import smalti as sm

DATA = pathlib.Path(os.environ.get("SMALTI_DATA", "../shared/data"))
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="SMALTI_DATA is not there")


def voc(tmp_path, objects, size=(40, 30), origin=0, **options):
    """A source of one 40 x 30 picture; objects are (name, xmin, ymin, xmax, ymax)."""
    Image.new("RGB", (40, 30), (9, 9, 9)).save(tmp_path / "a.png")
    text = "".join(
        f"<object><name>{n}</name><bndbox><xmin>{a}</xmin><ymin>{b}</ymin><xmax>{c}</xmax><ymax>{d}</ymax></bndbox></object>"
        for n, a, b, c, d in objects
    )
    xml = f"<annotation><filename>a.png</filename><size><width>{size[0]}</width><height>{size[1]}</height></size>{text}</annotation>"
    (tmp_path / "a.xml").write_text(xml)
    return sm.PascalVoc(images=tmp_path, annotations=tmp_path, origin=origin, **options)


def first(source):
    """The only batch of a source, unchanged."""
    pipeline = sm.Compose([sm.CenterCrop((30, 40))], filter=None)
    return next(iter(sm.Loader(source, pipeline, len(source), shuffle=False)))


def test_voc_boxes_of_either_origin(tmp_path):
    assert np.array(first(voc(tmp_path, [("b", 1, 1, 40, 30), ("a", 3, 4, 5, 6)], origin=1)).boxes.values).tolist() == [[0, 0, 40, 30], [2, 3, 5, 6]]
    batch = first(voc(tmp_path, [("b", 0, 1, 40, 30), ("a", 3, 4, 5, 6)]))
    assert np.array(batch.boxes.values).tolist() == [[0, 1, 40, 30], [3, 4, 5, 6]]
    assert np.array(batch.boxes.classes).tolist() == [1, 0]  # names in the order of their bytes


@pytest.mark.parametrize(
    ("box", "code", "rule"),
    [
        ((9, 2, 3, 4), "box.order", "x_max must exceed x_min; mend it"),
        ((3, 4, 3, 9), "box.degenerate", 'must have an area; set degenerate="drop"'),
        ((3, 4, 41, 9), "box.outside", "must lie in the image, 40x30 px"),
        (("nan", 4, 5, 9), "box.nan", "must be finite"),
    ],
)
def test_voc_names_file_object_value_rule_and_remedy(tmp_path, box, code, rule):
    with pytest.raises(sm.LabelError) as e:
        voc(tmp_path, [("a", *box)])
    assert code in str(e.value) and "a.xml, object 0 = (" in str(e.value) and rule in str(e.value)
    source = voc(tmp_path, [("a", *box), ("a", 1, 1, 9, 9)], on_invalid="drop")
    assert source.counts == {"dropped": 1, "clipped": 0}
    assert np.array(first(source).boxes.values).tolist() == [[1, 1, 9, 9]]


def test_voc_counts_from_one_unless_told(tmp_path):
    with pytest.raises(sm.LabelError, match="xmin = 0: must be at least 1 under origin=1; these files count from 0, set origin=0"):
        voc(tmp_path, [("a", 0, 1, 5, 5)], origin=1)


def test_a_box_that_sticks_out_can_be_clipped(tmp_path):
    source = voc(tmp_path, [("a", 3, 4, 45, 9)], on_invalid="clip")
    assert source.counts == {"dropped": 0, "clipped": 1}
    assert np.array(first(source).boxes.values).tolist() == [[3, 4, 40, 9]]


def test_an_annotation_of_another_size_is_refused(tmp_path):
    with pytest.raises(sm.LabelError, match=r"labels speak of 41x30 px, the file has 40x30 px: must agree"):
        first(voc(tmp_path, [("a", 3, 4, 5, 9)], size=(41, 30)))
    with pytest.raises(sm.LabelError, match=r'drawn on the unrotated image; decode with exif="ignore"'):
        first(voc(tmp_path, [("a", 3, 4, 5, 9)], size=(30, 40)))


def coco(tmp_path, annotations, **changes):
    """A source of two 40 x 30 pictures with these annotations of the first one."""
    for name in "ab":
        Image.new("RGB", (40, 30)).save(tmp_path / f"{name}.png")
    root = {
        "images": [{"id": 7, "file_name": "a.png", "width": 40, "height": 30}, {"id": 3, "file_name": "b.png", "width": 40, "height": 30}],
        "categories": [{"id": 90, "name": "cat"}, {"id": 5, "name": "dog"}],
        "annotations": [{"id": k, "image_id": 7, "category_id": 90, "bbox": [1, 2, 10, 5], **a} for k, a in enumerate(annotations)],
    }
    (tmp_path / "c.json").write_text(json.dumps({**root, **changes}))
    return sm.Coco(tmp_path, tmp_path / "c.json")


def test_coco_boxes_polygons_runs_keypoints_and_crowds(tmp_path):
    runs = {"size": [30, 40], "counts": [6, 3, 1191]}
    batch = first(
        coco(tmp_path, [{"segmentation": [[2, 2, 12, 2, 12, 22]]}, {"category_id": 5, "iscrowd": 1, "segmentation": runs}, {"keypoints": [3, 4, 2, 0, 0, 0]}])
    )
    assert np.array(batch.boxes.values).tolist() == [[2, 2, 12, 22], [1, 2, 11, 7], [1, 2, 11, 7]]  # of a polygon: its hull
    assert np.array(batch.boxes.classes).tolist() == [1, 0, 1]  # categories in the order of their ids
    assert np.array(batch.boxes.crowd).tolist() == [0, 1, 0]
    assert np.array(batch.boxes.ignore).tolist() == [0, 1, 0]
    assert np.array(batch.boxes.offsets).tolist() == [0, 3, 3]
    assert np.array(batch.keypoints).reshape(-1, 3).tolist() == [[3.5, 4.5, 2], [0.5, 0.5, 0]]
    assert np.argwhere(np.array(batch.masks)[0]).tolist() == [[6, 0], [7, 0], [8, 0]]


@pytest.mark.parametrize(
    ("annotation", "text"),
    [
        ({"segmentation": [[1, 2, 3, 4]]}, "polygon.points.*polygon of 2 points: must have at least 3"),
        ({"segmentation": [[1, 2, 3, 4, 5, 6, 7]]}, "polygon.odd"),
        ({"segmentation": {"size": [30, 40], "counts": [6, 3]}}, "runs sum to 9: must be height x width = 1200"),
        ({"segmentation": {"size": [40, 30], "counts": [1200]}}, "mask.size"),
        ({"keypoints": [1, 2, 3]}, "visibility = 3: must be 0, 1 or 2"),
        ({"bbox": [1, 2, 3]}, "box.format.*bbox has 3 numbers"),
        ({"image_id": 8}, "1 annotations name what is not there: image_id 8"),
    ],
)
def test_coco_refuses_by_name(tmp_path, annotation, text):
    with pytest.raises(sm.LabelError, match=f"(?s){text}"):
        coco(tmp_path, [annotation])


def test_coco_ids_are_unique_and_files_exist(tmp_path):
    with pytest.raises(sm.LabelError, match="annotation id = 4: must be unique"):
        coco(tmp_path, [{"id": 4}, {"id": 4}])
    with pytest.raises(sm.IoError, match="must exist; set images to the folder"):
        coco(tmp_path, [], images=[{"id": 1, "file_name": "x.png", "width": 1, "height": 1}])


@needs_data
def test_bccd_needs_to_be_told_what_to_do_with_its_inverted_boxes():
    folders = {"images": DATA / "bccd/JPEGImages", "annotations": DATA / "bccd/Annotations", "origin": 0}
    with pytest.raises(sm.LabelError, match="box\\.(order|degenerate)"):
        sm.PascalVoc(**folders)
    source = sm.PascalVoc(**folders, on_invalid="drop")
    assert len(source) == 364 and source.classes == ["Platelets", "RBC", "WBC"] and source.counts["dropped"] >= 2


@needs_data
def test_polygons_of_labelme_have_the_area_of_their_annotation():
    root = json.loads((DATA / "labelme_voc/annotations.json").read_text())
    source = sm.Coco(DATA / "labelme_voc", DATA / "labelme_voc/annotations.json")
    assert len(source) == 3 and source.classes[15] == "person"
    batch = next(iter(sm.Loader(source, sm.Compose([sm.CenterCrop((600, 600))], filter=None), 3, shuffle=False)))
    assert len(np.array(batch.boxes.values)) == len(root["annotations"]) == 12
