# SPDX-License-Identifier: MIT
"""Pictures that eight bits cannot hold, from numbers as stored to batches for a network: a scene of ten spectral bands
with places that the satellite did not see, and slices of a CT scan with its organs.

usage: python examples/normalise_scenes_and_scans.py
"""

import numpy as np
import smalti as sm

rng = np.random.default_rng(7)

# Ten bands of 16 bits; 0 where there is no data, beyond the edge of the swath. `cover` are ids of land cover.
scenes = [rng.gamma(4, 600, (128, 160, 10)).astype(np.uint16) + 200 for _ in range(8)]
covers = [rng.integers(0, 6, (128, 160), dtype=np.uint8) for _ in scenes]
for scene in scenes:
    scene[np.add.outer(np.arange(128), np.arange(160)) < 60] = 0

land = sm.Compose([
    sm.PercentileClip(lower=2, upper=98, nodata=0, nodata_to_segmentation=True),  # of the whole scene: before the crop
    sm.RandomCrop(96),
    sm.RandomHorizontalFlip(),
])  # fmt: skip
loader = sm.Loader(sm.Sequence(scenes, [{"segmentation": c} for c in covers]), land, batch_size=4, seed=7)
batch = next(iter(loader))
images, ids = np.asarray(batch.images), np.asarray(batch.segmentation)
levels = len(np.unique(images[0, 0]))
print(f"scenes {images.shape} {images.dtype}: {levels} values in a band, {np.mean(ids == 255):.1%} of the land unknown")
assert levels > 256
assert images.min() >= 0 and images.max() <= 1 and (ids[(images != 0).any(axis=1)] != 255).all()

# Signed 16 bits as a scanner stores them: Hounsfield units are slope * stored + intercept. `organs` are ids of tissue.
slope, intercept = 0.5, -1024
scans = [((rng.normal(60, 120, (128, 128)) - intercept) / slope).astype(np.int16) for _ in range(8)]
organs = [np.zeros((128, 128), np.uint8) for _ in scans]
for scan, organ in zip(scans, organs, strict=True):
    organ[30:100, 20:90] = 1
    scan[organ == 0] = -2000  # what lies outside of the scanned circle

soft_tissue = sm.Compose([
    sm.Window(center=40, width=400, fn="linear_exact", slope=slope, intercept=intercept),
    sm.ZScore(scope="masked", mask="segmentation"),  # mean and deviation of the organs alone, 0 elsewhere
    sm.RandomHorizontalFlip(),
])  # fmt: skip
loader = sm.Loader(sm.Sequence(scans, [{"segmentation": o} for o in organs]), soft_tissue, batch_size=4, seed=7)
batch = next(iter(loader))
images, ids = np.asarray(batch.images), np.asarray(batch.segmentation)
inside = images[:, 0][ids == 1]
levels, mean, deviation = len(np.unique(inside)), abs(inside.mean()), inside.std()
print(f"scans {images.shape} {images.dtype}: {levels} values, mean {mean:.3f}, deviation {deviation:.3f} in the organs")
assert levels > 256
assert mean < 1e-4 and abs(deviation - 1) < 1e-4 and (images[:, 0][ids == 0] == 0).all()
