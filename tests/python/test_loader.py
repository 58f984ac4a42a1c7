# SPDX-License-Identifier: MIT
"""The loader: the same stream for any threads, ranks, batch sizes, instruction set and resume; nothing lost."""

import json
import os
import pathlib
import pickle
import subprocess
import sys

import numpy as np
import pytest
import smalti as sm
from smalti._core import core

DATA = pathlib.Path(os.environ.get("SMALTI_DATA", "../shared/data")) / "imagenet_sample"
PHOTOS = pathlib.Path(__file__).parents[2] / "examples" / "photos"

TRAIN = [sm.RandomResizedCrop(48), sm.RandomHorizontalFlip(), sm.ColorJitter(brightness=0.4, contrast=0.4, saturation=0.4, hue=0.1)]
NORMALIZE = [sm.Normalize(mean=sm.IMAGENET_MEAN, std=sm.IMAGENET_STD)]
PLAIN = sm.Compose(TRAIN + NORMALIZE)
MIXUP = sm.Compose([*TRAIN, sm.MixUp(alpha=0.4), *NORMALIZE])
MOSAIC = sm.Compose([sm.RandomHorizontalFlip(), sm.Mosaic(target_size=64, cell_shape=64), sm.RandomErasing(), *NORMALIZE])


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """The photographs as a tree of class folders, by links."""
    if not DATA.is_dir():
        pytest.skip(f"no pictures in {DATA}; set SMALTI_DATA")
    root = tmp_path_factory.mktemp("tree")
    for path in sorted(DATA.glob("*.JPEG")):
        folder = root / path.name[:9]
        folder.mkdir(exist_ok=True)
        (folder / path.name).symlink_to(path.resolve())
    return root


def stream(source, pipeline, ranks=1, limit=None, start=None, **options):
    """{id: bytes} of an epoch, all ranks together."""
    rows = {}
    for rank in range(ranks):
        loader = sm.Loader(source, pipeline, seed=7, rank=rank, world_size=ranks, tail="short", **options)
        if start:
            loader.load_state_dict(start)
        for step, batch in enumerate(loader):
            valid = np.asarray(batch.valid)
            for i, image in enumerate(np.asarray(batch.images)):
                if valid[i]:
                    assert int(np.asarray(batch.ids)[i]) not in rows
                    rows[int(np.asarray(batch.ids)[i])] = image.tobytes()
            if limit is not None and step + 1 == limit:
                return rows, loader.state_dict()
    return rows


@pytest.mark.parametrize("pipeline, sizes", [(PLAIN, (1, 7, 64)), (MIXUP, (16, 48, 64)), (MOSAIC, (16, 48, 64))], ids=["plain", "mixup", "mosaic"])
def test_the_stream_depends_on_seed_and_epoch_alone(tree, pipeline, sizes):
    source = sm.ImageFolder(tree)
    golden = stream(source, pipeline, batch_size=sizes[-1], threads=1)
    assert len(golden) == len(source)
    for size in sizes:
        assert stream(source, pipeline, batch_size=size, threads=2) == golden, f"batch of {size}"
    for ranks in (2, 4):
        assert stream(source, pipeline, ranks=ranks, batch_size=16) == golden, f"{ranks} ranks"
    for batches in (1, 2, 3):
        before, state = stream(source, pipeline, batch_size=48, limit=batches)
        after = stream(source, pipeline, batch_size=16, start=state)
        assert not before.keys() & after.keys()
        assert before | after == golden, f"resumed after {batches}"


SCRIPT = """
import hashlib, json, sys, numpy as np, smalti as sm
source, result = sm.ImageFolder(sys.argv[1]), {}
for name, spec in json.loads(sys.argv[2]).items():
    digest = hashlib.sha256()
    for batch in sm.Loader(source, sm.Compose.from_dict(spec), 48, seed=7, tail="short"):
        digest.update(np.asarray(batch.ids)); digest.update(np.asarray(batch.images))
    result[name] = digest.hexdigest()
from smalti._core import core
print(json.dumps([core.isa, result]))
"""


def test_the_scalar_engine_and_the_best_one_give_the_same_bytes(tree):
    specs = json.dumps({"plain": PLAIN.to_dict(), "mixup": MIXUP.to_dict(), "mosaic": MOSAIC.to_dict()})
    results = []
    for isa in ("scalar", ""):
        run = subprocess.run([sys.executable, "-c", SCRIPT, str(tree), specs], env={**os.environ, "SMALTI_ISA": isa}, capture_output=True, text=True, check=True)
        results.append(json.loads(run.stdout))
    assert results[0][0] == "generic" and results[1][0] == core.isa
    assert results[0][1] == results[1][1]


def test_each_file_of_a_group_is_decoded_once(tree):
    loader = sm.Loader(sm.ImageFolder(tree), MOSAIC, 64, seed=7, tail="short")
    rows = sum(len(batch) for batch in loader)
    assert loader.stats["decodes"] == rows == 250


def test_partners_from_the_data_set_cost_their_decodes_and_depend_on_nothing_else(tree):
    source = sm.ImageFolder(tree)
    half = sm.Compose([*TRAIN, sm.MixUp(weight=0.5)])
    for pipeline, each in ((half, 2), (MOSAIC, 4), (PLAIN, 1)):
        loader = sm.Loader(source, pipeline, 64, seed=7, tail="short", partners="dataset")
        assert sum(len(batch) for batch in loader) == 250
        assert loader.stats["decodes"] == each * 250
    golden = stream(source, MOSAIC, batch_size=64, threads=1, partners="dataset")
    assert golden != stream(source, MOSAIC, batch_size=64, threads=1)
    for size in (7, 48):  # no group has to divide the batch
        assert stream(source, MOSAIC, batch_size=size, threads=2, partners="dataset") == golden
    for ranks in (2, 4):
        assert stream(source, MOSAIC, ranks=ranks, batch_size=16, partners="dataset") == golden
    before, state = stream(source, MOSAIC, batch_size=48, limit=2, partners="dataset")
    assert before | stream(source, MOSAIC, batch_size=16, start=state, partners="dataset") == golden
    with pytest.raises(sm.StateError) as caught:
        stream(source, MOSAIC, batch_size=48, start=state)
    assert "partners = group: the checkpoint has dataset; change it at the start of an epoch only" in str(caught.value)


def test_a_rank_without_samples_gets_blank_rows_of_the_same_shape():
    ranks = [sm.Loader(sm.ImageFolder(PHOTOS), PLAIN, 4, seed=7, tail="short", rank=r, world_size=4) for r in range(4)]
    for rank, loader in enumerate(ranks):
        (batch,) = list(loader)  # six photographs: 4, 2, 0 and 0
        assert np.asarray(batch.images).shape == (4, 3, 48, 48) and np.asarray(batch.images).dtype == np.float32
        assert np.asarray(batch.valid).sum() == (4, 2, 0, 0)[rank]
        assert not np.asarray(batch.images)[~np.asarray(batch.valid)].any()


def test_epochs_follow_one_another_and_set_epoch_repeats_one():
    loader = sm.Loader(sm.ImageFolder(PHOTOS), PLAIN, 2, seed=7)
    epochs = [[np.asarray(b.ids).tolist() for b in loader] for _ in range(3)]
    assert len({str(e) for e in epochs}) == 3
    loader.set_epoch(1)
    assert [np.asarray(b.ids).tolist() for b in loader] == epochs[1]
    assert len(loader) == 3


def test_held_batches_stay_as_they_were():
    loader = sm.Loader(sm.ImageFolder(PHOTOS), PLAIN, 2, seed=7)
    held = list(loader)
    copies = [np.array(b.images) for b in held]
    for _ in range(5):
        list(loader)
    assert all((np.asarray(b.images) == c).all() for b, c in zip(held, copies))
    assert loader.stats["held_buffers"] > 0


MEMORY = """
import resource, sys
import numpy as np
import smalti as sm

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()

source = sm.Sequence([np.full((256, 256, 3), i, np.uint8) for i in range(200)])
before = resident()
loader = sm.Loader(source, sm.Compose([sm.RandomHorizontalFlip()]), 50, prefetch=2, threads=2, dtype="float32")
batch_bytes, sizes = 50 * 256 * 256 * 3 * 4, []
for epoch in range(40):
    for batch in loader:
        pass
    sizes.append(resident() - before)
del batch
print(batch_bytes, max(sizes))
"""


def test_memory_is_what_the_documentation_says_and_does_not_grow():
    done = subprocess.run([sys.executable, "-c", MEMORY], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    batch, resident = map(int, done.stdout.split())
    # prefetch + 1 in work, the one that is delivered and the one that the loop still holds; still so after forty epochs
    assert resident < 1.1 * (2 + 3) * batch + (16 << 20)


PEAK = """
import pathlib, resource, sys
import smalti as sm

files = [f for f in sorted(pathlib.Path(sys.argv[1]).rglob("*")) if f.is_file()]
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
outcomes = {"decoded": 0, "refused": 0}
for file in files:
    try:
        sm.decode(file)
        outcomes["decoded"] += 1
    except sm.DecodeError as error:
        assert str(file) in str(error), error
        outcomes["refused"] += 1
print(sum(outcomes.values()), len(files), (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10)
"""


def test_malformed_files_are_decoded_or_refused_in_little_memory():
    seeds = DATA.parent / "jpeg_seeds"
    if not seeds.is_dir():
        pytest.skip(f"no files in {seeds}; set SMALTI_DATA")
    done = subprocess.run([sys.executable, "-c", PEAK, str(seeds)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    seen, files, mebibytes = map(int, done.stdout.split())
    assert seen == files
    assert mebibytes < 128  # far below the limit of 1 GiB for what a file may decode to


def test_an_iteration_may_be_dropped_and_a_second_loader_run_beside():
    pipeline = pickle.loads(pickle.dumps(PLAIN))
    loader = sm.Loader(sm.ImageFolder(PHOTOS), pipeline, 2, seed=7, prefetch=4)
    other = sm.Loader(sm.ImageFolder(PHOTOS), pipeline, 3, seed=1)
    for _ in range(20):
        for _batch in loader:
            break
        next(iter(other))
    with loader:
        assert sum(1 for _ in loader) == 3


def test_tails():
    source = sm.ImageFolder(PHOTOS)

    def sizes(**options):
        return [len(b) for b in sm.Loader(source, PLAIN, 4, seed=7, **options)]

    assert sizes(tail="drop") == [4] and sizes(tail="short") == [4, 2] and sizes(tail="wrap") == [4, 4]
    assert sizes(shuffle=False) == [4, 2] and sizes(drop_last=False) == [4, 2] and sizes() == [4]
    wrapped = [b for b in sm.Loader(source, PLAIN, 4, seed=7, tail="wrap")]
    ids = np.concatenate([np.asarray(b.ids) for b in wrapped])
    images = np.concatenate([np.asarray(b.images) for b in wrapped])
    assert ids[6] == ids[0] and (images[6] != images[0]).any()  # augmented anew
    padded = [b for b in sm.Loader(source, PLAIN, 4, seed=7, tail="short", pad=True)]
    assert np.asarray(padded[1].valid).tolist() == [True, True, False, False] and not np.asarray(padded[1].images)[2:].any()


@pytest.fixture
def folder_with_bad_files(tmp_path):
    for path in sorted(PHOTOS.glob("*.jpg")):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "cut.jpg").write_bytes((PHOTOS / "chelsea.jpg").read_bytes()[:9000])
    (tmp_path / "empty.jpg").write_bytes(b"")
    return tmp_path


def test_raise_names_the_file(folder_with_bad_files):
    with pytest.raises(sm.DecodeError) as caught:
        list(sm.Loader(sm.ImageFolder(folder_with_bad_files), PLAIN, 8, shuffle=False))
    assert "cut.jpg: data ends in row" in str(caught.value)


def test_substitutes_keep_the_batch_size_and_the_draws(folder_with_bad_files):
    def run(threads):
        loader = sm.Loader(sm.ImageFolder(folder_with_bad_files), PLAIN, 8, seed=7, threads=threads, on_error="substitute", max_errors=1.0,
                           report=str(folder_with_bad_files / f"bad{threads}.jsonl"))  # fmt: skip
        (batch,) = list(loader)
        return np.asarray(batch.ids).tolist(), np.asarray(batch.source_ids).tolist(), np.asarray(batch.images).tobytes(), loader.stats["bad_samples"]

    one, two = run(1), run(2)
    assert one == two and one[3] >= 2 and sorted(one[0]) == list(range(8))
    assert all(a == b for a, b in zip(one[0], one[1])) is False
    lines = [json.loads(line) for line in (folder_with_bad_files / "bad1.jsonl").read_text().splitlines()]
    assert {line["code"] for line in lines} >= {"jpeg.truncated", "decode.empty"}


def test_null_leaves_a_blank_row(folder_with_bad_files):
    (batch,) = list(sm.Loader(sm.ImageFolder(folder_with_bad_files), PLAIN, 8, seed=7, on_error="null", max_errors=5))
    assert np.asarray(batch.valid).sum() == 6 and not np.asarray(batch.images)[~np.asarray(batch.valid)].any()


def test_the_error_budget_ends_a_run(folder_with_bad_files):
    with pytest.raises(sm.TooManyErrors) as caught:
        list(sm.Loader(sm.ImageFolder(folder_with_bad_files), PLAIN, 8, seed=7, on_error="null", max_errors=1.5))
    assert "2 of 8 samples (25.00 %): max_errors is 1.5" in str(caught.value)


@pytest.mark.parametrize(
    "options, text",
    [
        (dict(on_error="null"), "Loader.max_errors = 0: must say how many bad samples are accepted when on_error is null; 1.0 accepts any"),
        (dict(seed=-1), "Loader.seed = -1: must be in [0, 2^64 - 1]"),
        (dict(seed=1.5), "Loader.seed = 1.5: must be an integer"),
        (dict(rank=2, world_size=2), "Loader.rank = 2: must be in [0, world_size), and world_size is 2"),
        (dict(device="tpu"), "Loader.device = 'tpu': this version takes 'cpu' or 'cuda'"),
        (dict(group=0), "Loader.group = 0: must be at least 1"),
        (dict(partners="rank"), "Loader.partners = \"rank\": must be one of group, dataset"),
    ],
)  # fmt: skip
def test_settings_that_cannot_work_are_refused(options, text):
    with pytest.raises(sm.Error) as caught:
        sm.Loader(sm.ImageFolder(PHOTOS), PLAIN, 2, **options)
    assert text in str(caught.value)


def test_a_mix_group_must_divide_the_batch():
    with pytest.raises(sm.ConfigError) as caught:
        sm.Loader(sm.ImageFolder(PHOTOS), MOSAIC, 6, group=4)
    assert "Loader.group = 4: must divide batch_size, 6, because the pipeline mixes samples; it may be 1, 2, 3, 6" in str(caught.value)


def test_a_state_of_another_run_is_refused():
    loader = sm.Loader(sm.ImageFolder(PHOTOS), PLAIN, 2, seed=7)
    next(iter(loader))
    state = loader.state_dict()
    assert len(json.dumps(state)) < 1000
    for other, field in (
        (sm.Loader(sm.ImageFolder(PHOTOS), PLAIN, 2, seed=8), "seed = 8: the checkpoint has 7"),
        (sm.Loader(sm.ImageFolder(PHOTOS), sm.Compose(TRAIN), 2, seed=7), "pipeline = xxh3"),
        (sm.Loader(sm.Sequence([np.zeros((60, 60, 3), np.uint8)] * 6), PLAIN, 2, seed=7), "dataset = 6 samples"),
    ):
        with pytest.raises(sm.StateError) as caught:
            other.load_state_dict(state)
        assert field in str(caught.value)
    with pytest.raises(sm.StateError):
        loader._core.load_state(json.dumps(state)[:100])
    with pytest.raises(sm.StateError):
        loader.load_state_dict({**state, "format": 2})


def test_boxes_come_out_ragged():
    images = [np.full((40, 60, 3), v, np.uint8) for v in (10, 20, 30, 40)]
    targets = [{"boxes": [[0, 0, 10 * (i + 1), 20]] * i, "labels": list(range(i))} for i in range(4)]
    (batch,) = list(sm.Loader(sm.Sequence(images, targets), sm.Compose([sm.RandomHorizontalFlip(p=1)]), 4, shuffle=False))
    assert np.asarray(batch.boxes.offsets).tolist() == [0, 0, 1, 3, 6]
    assert np.asarray(batch.boxes.values)[0].tolist() == [40, 0, 60, 20]
    assert np.asarray(batch.boxes.classes).tolist() == [0, 0, 1, 0, 1, 2]
    assert batch.as_yolo()[0].tolist() == pytest.approx([1, 0, 50 / 60, 0.25, 20 / 60, 0.5])
