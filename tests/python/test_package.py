# SPDX-License-Identifier: MIT
"""The package from the outside: import, signatures, errors, calls, replay, pickling."""

import ast
import inspect
import pathlib
import pickle
import subprocess
import sys

import numpy as np
import pytest
import smalti as sm

CHAIN = [
    sm.RandomResizedCrop(32),
    sm.RandomHorizontalFlip(),
    sm.ColorJitter(brightness=0.4, contrast=0.4, saturation=0.4, hue=0.1),
    sm.RandomErasing(p=0.5, value="random"),
    sm.Normalize(mean=sm.IMAGENET_MEAN, std=sm.IMAGENET_STD),
]


def picture(seed=0, size=(60, 80)):
    return np.random.default_rng(seed).integers(0, 256, (*size, 3), dtype=np.uint8)


def test_import_is_quiet():
    code = "import sys, threading, smalti; assert 'torch' not in sys.modules and threading.active_count() == 1"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_stub_declares_what_the_module_exports():
    declared = set()
    for node in ast.parse((pathlib.Path(sm.__file__).parent / "__init__.pyi").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.level:
            declared |= {name.asname for name in node.names}
        elif isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            declared.add(node.name)
        elif isinstance(node, ast.AnnAssign):
            declared.add(node.target.id)
    exported = {name for name in sm.__all__ if not inspect.ismodule(getattr(sm, name))}
    assert {name for name in declared if not name.startswith("_")} == exported
    assert all(callable(getattr(sm, name)) for name in ("from_albumentations", "from_torchvision"))


def test_operators_have_real_signatures_and_docstrings():
    signature = inspect.signature(sm.RandomResizedCrop)
    assert list(signature.parameters)[:4] == ["size", "scale", "ratio", "interpolation"]
    assert signature.parameters["size"].default is inspect.Parameter.empty
    assert "share of the picture's area" in sm.RandomResizedCrop.__doc__
    assert sm.RandomRotation(30).degrees == (-30, 30)


@pytest.mark.parametrize(
    "make, text",
    [
        (lambda: sm.RandomRotation(400), "RandomRotation.degrees = [-400, 400]: must be in [-180, 180] deg"),
        (lambda: sm.RandomRotation(30, degree=1), "RandomRotation: no parameter 'degree'; it takes degrees, interpolation, expand, center, fill (did you mean degrees?)"),
        (lambda: sm.RandomHorizontalFlip(p=2), "RandomHorizontalFlip.p = 2: must be in [0, 1] fraction"),
        (lambda: sm.GaussianBlur(4), "GaussianBlur: kernel_size must be odd"),
        (lambda: sm.RandomResizedCrop(8, scale=(1, 0.5)), "RandomResizedCrop.scale = [1, 0.5]: must have lo <= hi"),
        (lambda: sm.RandomCrop("a"), 'RandomCrop.size = "a": must be a side or [height, width], px'),
        (lambda: sm.Compose([3]), "Compose.ops = 3: must be smalti operators"),
    ],
)  # fmt: skip
def test_errors_say_what_holds(make, text):
    with pytest.raises(sm.ParamError) as caught:
        make()
    assert str(caught.value).split("] ", 1)[1] == text
    assert isinstance(caught.value, ValueError)


def test_same_seed_same_bytes_and_another_seed_others():
    train, image = sm.Compose(CHAIN), picture()
    a, b, c = (train(image, seed=s, index=3).image for s in (1, 1, 2))
    assert a.tobytes() == b.tobytes() != c.tobytes()
    assert a.dtype == np.float32 and a.shape == (32, 32, 3)


def test_replay_gives_the_same_bytes():
    train, image = sm.Compose(CHAIN), picture()
    out = train(image)
    assert train.replay(out.params, image).image.tobytes() == out.image.tobytes()


def test_pipelines_survive_json_and_pickle():
    train = sm.Compose([*CHAIN, sm.RandomApply([sm.RandomGrayscale(p=1)], p=0.3)], mode="fused", filter=None)
    assert sm.Compose.from_json(train.to_json()) == train
    assert pickle.loads(pickle.dumps(train)) == train
    assert len(pickle.dumps(train)) < 10_000
    assert pickle.loads(pickle.dumps(sm.RandomRotation(3))) == sm.RandomRotation(3)


def test_pipelines_survive_yaml(tmp_path):
    train = sm.Compose([*CHAIN, sm.RandomApply([sm.RandomGrayscale(p=1)], p=0.3, label="1e3")], mode="exact", filter=None)
    assert sm.Compose.from_yaml(train.to_yaml()) == train
    path = tmp_path / "pipe.yml"
    path.write_text(train.to_yaml())
    assert sm.Compose.from_yaml(path) == sm.Compose.from_file(str(path)) == train
    assert sm.Compose.from_yaml("{smalti: 1, ops: [{op: D4}]}") == sm.Compose([sm.D4()])


@pytest.mark.parametrize(
    "ops, says",
    [
        ("- op: RandomHorizontalFlip\n  probability: 0.5", ":3:16: RandomHorizontalFlip: no parameter 'probability'; it takes p (did you mean p?)"),
        ("- op: RandomRotaton", ":2:7: no operator 'RandomRotaton'; did you mean RandomRotation?"),
        ("- !!python/object/apply:os.system [ls]", ":2:3: tag 'tag:yaml.org,2002:python/object/apply:os.system': must not be there"),
        ("- op: RandomCrop\n  size: [8, 8\n", ": syntax error: "),
        ("- op: Pad\n  padding: 1\n  padding: 2", ":4:3: key 'padding': must stand only once"),
        ("- op: Pad\n  padding: wide", ":3:12: Pad.padding = \"wide\": must be one width"),
    ],
)  # fmt: skip
def test_yaml_errors_name_line_column_and_key(tmp_path, ops, says):
    path = tmp_path / "pipe.yaml"
    path.write_text(f"ops:\n{ops}\n")
    with pytest.raises(sm.ConfigError) as caught:
        sm.Compose.from_yaml(path)
    assert f"{path}:" in str(caught.value) and says in str(caught.value)


def test_json_errors_name_line_and_key(tmp_path):
    path = tmp_path / "pipe.json"
    path.write_text('{"smalti": 1, "op": "Compose", "ops": [\n  {"op": "RandomHorizontalFlip",\n   "probability": 0.5}]}')
    with pytest.raises(sm.ConfigError) as caught:
        sm.Compose.from_json(path)
    assert f"{path}:3:" in str(caught.value)
    assert "no parameter 'probability'; it takes p (did you mean p?)" in str(caught.value)


def test_boxes_masks_and_keypoints_move_with_the_picture():
    image, mask = picture(), np.zeros((60, 80), np.uint8)
    mask[10:20, 30:50] = 1
    flip = sm.Compose([sm.RandomHorizontalFlip(p=1)])
    out = flip(image, boxes=[[30, 10, 50, 20]], labels=[2], masks=mask[None], segmentation=mask * 7, keypoints=[[30, 10, 2]])
    assert out.image.tobytes() == np.ascontiguousarray(image[:, ::-1]).tobytes()
    assert out.boxes.tolist() == [[30, 10, 50, 20]] and out.labels.tolist() == [2]
    assert (out.masks[0] == mask[:, ::-1].astype(bool)).all() and (out.segmentation == mask[:, ::-1] * 7).all()
    assert out.keypoints.tolist() == [[50, 10, 2]]
    assert out.map.tolist() == [[-1, 0, 80], [0, 1, 0], [0, 0, 1]]


def test_a_crop_drops_what_it_hardly_shows_and_reports_the_rest():
    crop = sm.Compose([sm.CenterCrop((60, 40))])
    out = crop(picture(), boxes=[[0, 0, 20, 60], [10, 0, 30, 60]], labels=[0, 1])
    assert out.boxes.tolist() == [[0, 0, 10, 60]] and out.labels.tolist() == [1] and out.visible == [0.5]
    kept = sm.Compose([sm.CenterCrop((60, 40))], filter=None)(picture(), boxes=[[0, 0, 20, 60]], labels=[0])
    assert len(kept.boxes) == 1


def test_a_list_of_samples_mixes_and_labels_stay_sound():
    mix = sm.Compose([sm.RandomResizedCrop(16), sm.MixUp(num_classes=4)])
    out = mix([{"image": picture(i), "labels": i % 4} for i in range(6)], seed=1)
    assert len(out) == 6
    assert all(abs(sum(s.soft_label) - 1) < 1e-6 for s in out)
    alone = sm.Compose([sm.MixUp()])(picture())
    assert alone.image.tobytes() == picture().tobytes()


def test_a_sample_without_instances_gets_those_that_a_mix_brings():
    mask = np.zeros((1, 60, 80), np.uint8)
    mask[0, 10:20, 30:50] = 1
    paste = sm.Compose([sm.CopyAndPaste(fraction=1)], filter=None)
    out, _ = paste([{"image": picture()}, {"image": picture(1), "masks": mask, "labels": [7]}], seed=0, index=0)
    assert out.boxes.tolist() == [[30, 10, 50, 20]] and out.labels.tolist() == [7] and out.masks.shape == (1, 60, 80)


def test_five_crop_gives_five():
    out = sm.Compose([sm.FiveCrop(8)])(picture())
    assert [s.image.shape for s in out] == [(8, 8, 3)] * 5
    assert out[1].image.tobytes() == np.ascontiguousarray(picture()[:8, -8:]).tobytes()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int16, np.float32])
@pytest.mark.parametrize("channels", [1, 2, 3, 4, 6])
def test_every_dtype_and_channel_count_flips_and_crops(dtype, channels):
    image = np.random.default_rng(0).integers(0, 200, (9, 12, channels)).astype(dtype)
    out = sm.Compose([sm.RandomHorizontalFlip(p=1), sm.CenterCrop((5, 6))])(image, seed=0).image
    assert (out.reshape(5, 6, -1) == image[2:7, ::-1][:, 3:9]).all() and out.dtype == dtype


def test_strided_inputs_are_read_and_never_written():
    image = picture()
    backwards = image[::-1, ::2]
    before = image.copy()
    out = sm.Compose([sm.RandomHorizontalFlip(p=1)])(backwards, seed=0).image
    assert (out == backwards[:, ::-1]).all() and (image == before).all()


@pytest.mark.parametrize(
    "image, code",
    [
        (np.zeros((4,), np.uint8), "image.shape"), (np.zeros((4, 4, 0), np.uint8), "image.shape"),
        (np.zeros((4, 4, 3), np.int64), "image.dtype"), (b"", "decode.empty"), (b"<html>not a picture</html>", "decode.magic"),
        ("missing.jpg", "io.not_found"), ("/", "io.directory"),
    ],
)  # fmt: skip
def test_bad_pictures_get_typed_errors(image, code):
    with pytest.raises(sm.Error) as caught:
        sm.Compose([sm.RandomHorizontalFlip()])(image)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "box, code",
    [([20, 0, 10, 5], "box.order"), ([0, 0, 200, 5], "box.outside"), ([0, 0, float("nan"), 5], "box.nan"), ([1, 1, 1, 5], "box.degenerate")],
)  # fmt: skip
def test_bad_boxes_get_typed_errors(box, code):
    with pytest.raises(sm.LabelError) as caught:
        sm.Compose([sm.RandomHorizontalFlip()])(picture(), boxes=[box], labels=[0])
    assert caught.value.code == code


def test_outputs_are_not_copied():
    out = sm.Compose([sm.RandomHorizontalFlip(p=1)])._core.run(
        [{"image": picture()}], seed=0, epoch=0, ids=[0], occurrences=[0]
    )[0]["image"]
    array, taken = np.asarray(out), np.from_dlpack(out)
    assert array.__array_interface__["data"][0] == taken.__array_interface__["data"][0]
    assert array.__array_interface__["data"][0] % 256 == 0


def test_explain_names_what_is_done():
    text = sm.Compose(CHAIN).explain((375, 500), seed=1)
    assert "resized bilinear antialiased" in text and "scale and offset in the store" in text
