# SPDX-License-Identifier: MIT
"""The main job on the photographs beside this file: batches out of a folder, checked, timed and drawn."""

import hashlib
import pathlib
import time

import numpy as np
import smalti as sm

here = pathlib.Path(__file__).parent
photos = here / "photos"
out = here.parent / "build" / "demo.png"

train = sm.Compose([
    sm.RandomResizedCrop(224),
    sm.RandomHorizontalFlip(),
    sm.ColorJitter(brightness=0.4, contrast=0.4, saturation=0.4),
    sm.RandomErasing(p=0.25),
    sm.Normalize(mean=sm.IMAGENET_MEAN, std=sm.IMAGENET_STD),
])  # fmt: skip


def epoch(threads):
    """One run over the folder, eight epochs: the bytes of all batches, and the loader that made them."""
    loader = sm.Loader(sm.ImageFolder(photos), train, batch_size=3, seed=7, dtype="float16", threads=threads)
    digest = hashlib.sha256()
    for _ in range(8):
        for batch in loader:
            digest.update(np.asarray(batch.ids))
            digest.update(np.asarray(batch.images))
    return digest.hexdigest(), loader


first, _ = epoch(threads=1)
second, _ = epoch(threads=2)
print(f"two runs, 1 and 2 threads, byte for byte: {'equal' if first == second else 'DIFFERENT'}  ({first[:16]})")

files = [p.read_bytes() for p in sorted(photos.glob("*.jpg"))] * 32
loader = sm.Loader(sm.Sequence(files), train, batch_size=64, seed=7, dtype="float16")
for _ in loader:
    pass
before, begin, images = loader.stats, time.perf_counter(), 0
while time.perf_counter() - begin < 3:
    for batch in loader:
        images += len(batch)
spent = time.perf_counter() - begin
after = loader.stats
print(f"{images / spent:.0f} images a second from JPEG bytes to float16 batches {tuple(batch.images.shape)}, all threads")
parts = {k[:-2]: after[k] - before[k] for k in ("header_s", "plan_s", "decode_s", "render_s")}
for name, seconds in parts.items():
    print(f"  {name:7} {100 * seconds / sum(parts.values()):5.1f} % of the work, {1e6 * seconds / images:7.1f} us an image")

from smalti.preview import contact_sheet  # noqa: E402

out.parent.mkdir(exist_ok=True)
contact_sheet(sm.Compose.from_json(here / "pipeline.json"), sorted(photos.glob("*.jpg")), out, seed=7)
print(f"contact sheet: {out}")
raise SystemExit(first != second)
