# SPDX-License-Identifier: MIT
"""Samplers: the multiset of an epoch, the same for any ranks, threads and resume; class frequencies of real data."""

import collections
import os
import pathlib
import pickle

import numpy as np
import pytest
import smalti as sm

DATA = pathlib.Path(os.environ.get("SMALTI_DATA", "../shared/data"))
FLIP = sm.Compose([sm.RandomHorizontalFlip(), sm.ColorJitter(brightness=0.5)])
MOSAIC = sm.Compose([sm.RandomHorizontalFlip(), sm.Mosaic(target_size=32, cell_shape=32, interpolation="nearest")])


def long_tail(classes=(0,) * 2 + (1,) * 6 + (2,) * 56):
    """One picture a sample; its grey level says the class."""
    images = [np.full((24, 24, 3), 40 + 60 * c, np.uint8) for c in classes]
    return sm.Sequence(images, [{"labels": c} for c in classes])


def rows(source, pipeline, ranks=1, start=None, limit=None, threads=2, **options):
    """[(id, bytes)] of an epoch in the order of its positions, all ranks together, and the last state."""
    parts = []
    for rank in range(ranks):
        loader = sm.Loader(source, pipeline, seed=7, rank=rank, world_size=ranks, threads=threads, **options)
        if start:
            loader.load_state_dict(start)
        steps = []
        for step, batch in enumerate(loader):
            there = np.flatnonzero(np.asarray(batch.valid))  # a short last batch may leave a rank with nothing
            steps.append([(int(np.asarray(batch.ids)[i]), np.asarray(batch.images)[i].tobytes()) for i in there])
            if limit is not None and step + 1 == limit:
                break
        parts.append(steps)
    return [row for steps in zip(*parts) for part in steps for row in part], loader.state_dict()


SAMPLERS = [
    sm.RepeatFactorSampler(t=0.5),
    sm.ClassBalancedSampler(96),
    sm.WeightedSampler([3] * 10 + [1] * 54, length=80),
]


@pytest.mark.parametrize("sampler", SAMPLERS, ids=lambda s: type(s).__name__)
@pytest.mark.parametrize("pipeline", [FLIP, MOSAIC], ids=["plain", "mosaic"])
def test_ranks_threads_and_resume_do_not_change_the_stream(sampler, pipeline):
    source = long_tail()
    golden, _ = rows(source, pipeline, sampler=sampler, batch_size=16, tail="short", threads=1)
    for ranks in (2, 4):
        assert rows(source, pipeline, ranks=ranks, sampler=sampler, batch_size=16, tail="short")[0] == golden
    for batches in (1, 2):
        before, state = rows(source, pipeline, sampler=sampler, batch_size=32, tail="short", limit=batches)
        after, _ = rows(source, pipeline, ranks=2, start=state, sampler=sampler, batch_size=16, tail="short", threads=3)
        assert before + after == golden
    assert golden == rows(source, pipeline, sampler=pickle.loads(pickle.dumps(sampler)), batch_size=64, tail="short")[0]


def test_copies_are_drawn_anew():
    source = long_tail()
    stream, _ = rows(source, FLIP, sampler=sm.RepeatFactorSampler(t=0.5), batch_size=16, tail="short")
    images = collections.defaultdict(set)
    for i, image in stream:
        images[i].add(image)
    assert collections.Counter(i for i, _ in stream)[0] == 4  # sqrt(0.5 / (2 / 64))
    assert len(images[0]) == 4


def test_without_rare_classes_the_epoch_is_the_plain_permutation():
    source = long_tail()
    assert rows(source, FLIP, sampler=sm.RepeatFactorSampler(), batch_size=16)[0] == rows(source, FLIP, batch_size=16)[0]


def test_mosaics_are_balanced_too():
    """Every cell of a mosaic comes from the epoch's multiset, so its share of a class is that of the multiset."""
    source = long_tail()
    shares = {}
    for name, sampler in (("all", None), ("balanced", sm.ClassBalancedSampler(960))):
        loader = sm.Loader(source, MOSAIC, 64, seed=3, sampler=sampler)
        pixels = collections.Counter()
        for _ in range(1 if sampler else 15):
            for batch in loader:
                values, counts = np.unique(np.asarray(batch.images), return_counts=True)
                pixels.update(dict(zip(values.tolist(), counts.tolist())))
        total = sum(pixels.values())
        shares[name] = [pixels[40 + 60 * c] / total for c in range(3)]
    assert shares["all"] == pytest.approx([2 / 64, 6 / 64, 56 / 64], abs=0.02)
    assert shares["balanced"] == pytest.approx([1 / 3] * 3, abs=0.02)


def test_the_length_of_an_epoch_is_known_beforehand():
    loader = sm.Loader(long_tail(), FLIP, 1, seed=7, sampler=sm.RepeatFactorSampler(t=0.2))
    expected = [loader.steps(epoch) for epoch in range(5)]
    assert [sum(1 for _ in loader) for _ in range(5)] == expected
    assert len(set(expected)) > 1 and len(loader) == loader.steps(loader.epoch) == loader.steps()


def test_a_state_knows_its_sampler():
    source = long_tail()
    first, state = rows(source, FLIP, sampler=sm.RepeatFactorSampler(t=0.5), batch_size=16, limit=2)
    assert state["sampler"].startswith("RepeatFactorSampler ")
    for other, name in ((sm.RepeatFactorSampler(t=0.4), "RepeatFactorSampler "), (None, "none"), (sm.ClassBalancedSampler(64), "ClassBalancedSampler ")):
        with pytest.raises(sm.StateError) as caught:
            sm.Loader(source, FLIP, 16, seed=7, sampler=other).load_state_dict(state)
        assert f"sampler = {name}" in str(caught.value) and f"the checkpoint has {state['sampler']}" in str(caught.value)


def test_samplers_are_values_with_documented_parameters():
    sampler = sm.RepeatFactorSampler(0.01, combine="geometric_mean")
    assert repr(sampler) == "RepeatFactorSampler(t=0.01, combine='geometric_mean')"
    assert sampler.power == 0.5 and sampler == pickle.loads(pickle.dumps(sampler)) and sampler != sm.RepeatFactorSampler(0.02)
    assert "t (float) [fraction]: classes that a smaller share of the samples has are repeated; in [0, 1]. Default 0.001." in sm.RepeatFactorSampler.__doc__.replace("\n        ", " ")
    assert sm.WeightedSampler(np.array([1, 2, 3])).weights == (1, 2, 3)
    for bad, text in (
        (lambda: sm.RepeatFactorSampler(t=2), "RepeatFactorSampler.t = 2: must be in [0, 1] fraction"),
        (lambda: sm.RepeatFactorSampler(T=1), "RepeatFactorSampler: no parameter 'T'; it takes t, power, combine"),
        (lambda: sm.ClassBalancedSampler(), "missing a required argument: 'length'"),
        (lambda: sm.Loader(long_tail(), FLIP, 16, sampler=0.001), "Loader.sampler = 0.001: must be a smalti sampler"),
        (lambda: sm.Compose([sm.ClassBalancedSampler(4)]), "must be smalti operators"),
    ):
        with pytest.raises(sm.ParamError) as caught:
            bad()
        assert text in str(caught.value)


def test_repeat_factors_lift_the_rare_class_of_real_data():
    """bccd: platelets are in 201 of 364 pictures; t = 0.9 and power = 1 repeat those 0.9 * 364 / 201 = 1.63 times."""
    if not (DATA / "bccd").is_dir():
        pytest.skip(f"no pictures in {DATA}; set SMALTI_DATA")
    source = sm.PascalVoc(DATA / "bccd", on_invalid="drop")
    loader = sm.Loader(source, sm.Compose([sm.Resize([8, 8])], filter=None), 32, seed=1, sampler=sm.RepeatFactorSampler(t=0.9, power=1), tail="short")
    seen, copies = {}, collections.Counter()
    for batch in loader:
        offsets, classes = np.asarray(batch.boxes.offsets), np.asarray(batch.boxes.classes)
        for k, i in enumerate(np.asarray(batch.ids).tolist()):
            seen[i] = {source.classes[c] for c in classes[offsets[k] : offsets[k + 1]]}
            copies[i] += 1
    rare = [i for i, names in seen.items() if "Platelets" in names]
    others = [i for i in seen if i not in set(rare)]
    assert len(seen) == 364 and len(rare) == 201
    assert all(copies[i] == 1 for i in others)
    share = 0.9 * 364 / 201
    assert abs(sum(copies[i] for i in rare) / 201 - share) < 3 * ((share - 1) * (2 - share) / 201) ** 0.5
