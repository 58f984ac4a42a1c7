# SPDX-License-Identifier: MIT
"""What follows the epoch and the global batch: schedules, close_mosaic, MultiScale."""

import pickle

import numpy as np
import pytest
import smalti as sm

PICTURES = sm.Sequence([np.full((30 + i % 7, 40, 3), 3 * i, np.uint8) for i in range(64)], [{"labels": i % 3} for i in range(64)])
MOSAIC = sm.Mosaic(target_size=32, cell_shape=32)


def closing(n):
    return sm.Compose([sm.RandomHorizontalFlip(), MOSAIC, sm.LetterBox(32), sm.ColorJitter(brightness=0.4)], close_mosaic=n)


def epochs(pipeline, count, **options):
    """The bytes of every epoch."""
    loader = sm.Loader(PICTURES, pipeline, 16, seed=7, **options)
    return [b"".join(np.asarray(b.images).tobytes() for b in loader) for _ in range(count)]


def test_a_closed_mosaic_becomes_a_letterbox_of_the_same_size():
    boxed = sm.Compose([sm.RandomHorizontalFlip(), sm.MixUp(p=0), sm.LetterBox(32), sm.ColorJitter(brightness=0.4)])
    always, never, late = epochs(closing(0), 5), epochs(boxed, 5), epochs(closing(2), 5, epochs=5)
    assert late == always[:3] + never[3:]  # every other operator draws as ever
    assert epochs(closing(10), 5, epochs=5) == never


def test_a_letterbox_behind_changes_nothing_of_a_mosaic():
    plain = sm.Compose([sm.RandomHorizontalFlip(), MOSAIC, sm.ColorJitter(brightness=0.4, label="3")])
    labelled = sm.Compose([sm.RandomHorizontalFlip(), MOSAIC, sm.LetterBox(32), sm.ColorJitter(brightness=0.4, label="3")])
    assert epochs(plain, 1) == epochs(labelled, 1)


def test_closing_does_not_depend_on_resume():
    golden = epochs(closing(2), 4, epochs=4)
    loader = sm.Loader(PICTURES, closing(2), 16, seed=7, epochs=4)
    iterator = iter(loader)
    parts = [np.asarray(next(iterator).images).tobytes() for _ in range(2)]
    state = loader.state_dict()
    loader = sm.Loader(PICTURES, closing(2), 32, seed=7, epochs=4, threads=1)
    loader.load_state_dict(state)
    resumed = [b"".join(np.asarray(b.images).tobytes() for b in loader) for _ in range(4)]
    assert b"".join(parts) + resumed[0] == golden[0] and resumed[1:] == golden[1:]
    fresh = sm.Loader(PICTURES, closing(2), 16, seed=7, epochs=4, epoch=3)
    assert b"".join(np.asarray(b.images).tobytes() for b in fresh) == golden[3]


def test_the_end_must_be_known():
    with pytest.raises(sm.ConfigError) as caught:
        sm.Loader(PICTURES, closing(2), 16)
    assert "Loader.epochs: must be given, as a schedule of the pipeline closes at their end; or give that Schedule a total" in str(caught.value)
    sm.Loader(PICTURES, sm.Compose([sm.Mosaic(p=sm.Schedule(close=2, total=9)), sm.LetterBox(512)]), 16)
    with pytest.raises(sm.ConfigError, match="must know the number of epochs"):
        sm.Compose([sm.RandomHorizontalFlip(p=sm.Schedule(close=2))])(np.zeros((8, 8, 3), np.uint8))


def test_schedules_are_values_that_stand_wherever_a_p_stands():
    op = sm.RandomHorizontalFlip(p=sm.Schedule(0.8, ramp=80))
    assert op.p == sm.Schedule(p1=0.8, p0=0, ramp=80) and op.to_dict()["p"] == {"p0": 0, "p1": 0.8, "ramp": 80, "close": 0, "total": 0}
    assert pickle.loads(pickle.dumps(op)) == op and eval(repr(op), {**vars(sm)}) == op
    assert sm.RandomHorizontalFlip(p={"p1": 0.8, "ramp": 80}) == op
    train = sm.Compose([sm.GridMask(p=sm.Schedule(0.8, ramp=80)), op])
    assert sm.Compose.from_json(train.to_json()) == train
    assert closing(10).ops[1].p == sm.Schedule(1, close=10) and closing(0).to_dict() == sm.Compose(closing(0).ops).to_dict()
    image = np.arange(300, dtype=np.uint8).reshape(10, 10, 3)
    assert not any(train(image, seed=1, index=i, epoch=0).params["drawn"][1]["applied"] for i in range(50))
    with pytest.raises(sm.ParamError, match="must have p0 and p1 in"):
        sm.GridMask(p=sm.Schedule(1.5))
    with pytest.raises(sm.ParamError, match="close_mosaic = -1: must be at least 0 epochs"):
        closing(-1)


def test_multiscale_gives_every_rank_the_size_of_the_global_batch():
    pipeline = sm.Compose([sm.MultiScale(sizes=(32, 96), step=16, every=2), sm.RandomHorizontalFlip()])

    def sizes(ranks, rank, start=None):
        loader = sm.Loader(PICTURES, pipeline, 8 // ranks, seed=7, rank=rank, world_size=ranks)
        if start:
            loader.load_state_dict(start)
        return [np.asarray(b.images).shape[2:] for _ in range(6) for b in loader]

    golden = sizes(1, 0)
    assert len(golden) == 48 and all(golden[k] == golden[k + 1] for k in range(0, 48, 2))  # 8 batches an epoch
    assert set(golden) == {(s, s) for s in (32, 48, 64, 80, 96)}
    assert all(sizes(ranks, rank) == golden for ranks in (2, 4) for rank in range(ranks))
    loader = sm.Loader(PICTURES, pipeline, 8, seed=7)
    iterator = iter(loader)
    for _ in range(3):
        next(iterator)
    assert sizes(2, 1, loader.state_dict())[:45] == golden[3:]
