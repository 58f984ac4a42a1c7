# SPDX-License-Identifier: MIT
"""How many times torchvision's images per second? The training chain on one core, in one run, interleaved rounds, medians.

RandomResizedCrop 224 (bilinear, antialiased) + flip + ColorJitter(.4, .4, .4) + Normalize to float32 CHW, from raw 500x375
pictures and from JPEG bytes. torchvision runs twice: with glibc's allocator as it comes (`default`), and told to keep big
buffers (`kept`), which is the harder rival.
"""

import argparse
import os
import pathlib

import rounds

BATCH = 64
KEPT = {"MALLOC_TRIM_THRESHOLD_": "4000000000", "MALLOC_MMAP_THRESHOLD_": "4000000000", "MALLOC_TOP_PAD_": "268435456"}


def files():
    data = pathlib.Path(os.environ.get("SMALTI_DATA", "../shared/data")) / "imagenet_sample"
    folder = data if data.is_dir() else pathlib.Path(__file__).parents[2] / "examples" / "photos"
    return [p.read_bytes() for p in sorted(folder.iterdir()) if p.suffix.lower() in (".jpg", ".jpeg")][:192], folder


def raw_pictures(count=64):
    import numpy as np
    from PIL import Image

    rng = np.random.default_rng(0)
    out = []
    for _ in range(count):
        small = rng.integers(0, 256, (47, 63, 3), dtype=np.uint8)
        noise = rng.integers(-12, 13, (375, 500, 3))
        big = np.asarray(Image.fromarray(small).resize((500, 375), Image.Resampling.BICUBIC)).astype(int)
        out.append(np.clip(big + noise, 0, 255).astype(np.uint8))
    return out


def smalti_contenders():
    import smalti as sm

    chain = sm.Compose([sm.RandomResizedCrop(224), sm.RandomHorizontalFlip(), sm.ColorJitter(0.4, 0.4, 0.4),
                        sm.Normalize(sm.IMAGENET_MEAN, sm.IMAGENET_STD)])  # fmt: skip

    def runner(items):
        loader = sm.Loader(sm.Sequence(items), chain, BATCH, threads=1, prefetch=0, seed=1, tail="drop")

        def run():
            count = 0
            for batch in loader:
                count += len(batch)
            return count

        return run

    return {"raw": runner(raw_pictures()), "jpeg": runner(files()[0])}


def torchvision_contenders(kind):
    import io

    import numpy as np
    import torch
    from PIL import Image
    from torchvision.transforms import v2

    torch.set_num_threads(1)
    tail = [v2.ToImage(), v2.ToDtype(torch.float32, scale=True)] if kind == "pil" else [v2.ToDtype(torch.float32, scale=True)]
    chain = v2.Compose([v2.RandomResizedCrop(224, antialias=True), v2.RandomHorizontalFlip(), v2.ColorJitter(0.4, 0.4, 0.4), *tail,
                        v2.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])  # fmt: skip

    def from_bytes(data):
        if kind == "pil":
            return Image.open(io.BytesIO(data)).convert("RGB")
        from torchvision.io import ImageReadMode, decode_jpeg

        return decode_jpeg(torch.frombuffer(bytearray(data), dtype=torch.uint8), mode=ImageReadMode.RGB)

    def runner(items, convert):
        def run():
            for first in range(0, len(items) - BATCH + 1, BATCH):
                torch.stack([chain(convert(item)) for item in items[first : first + BATCH]])
            return len(items) // BATCH * BATCH

        return run

    raw = [Image.fromarray(a) if kind == "pil" else torch.from_numpy(np.ascontiguousarray(a.transpose(2, 0, 1))) for a in raw_pictures()]
    return {"raw": runner(raw, lambda x: x), "jpeg": runner(files()[0], from_bytes)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worker", help="a contender: smalti, pil or tensor")
    parser.add_argument("--core", type=int, default=0, help="processor that every contender is pinned to")
    args = parser.parse_args()
    if args.worker:
        return rounds.serve(smalti_contenders() if args.worker == "smalti" else torchvision_contenders(args.worker))
    contenders = {"smalti": ("smalti", {}), "torchvision PIL, default": ("pil", {}), "torchvision PIL, kept": ("pil", KEPT),
                  "torchvision tensor, default": ("tensor", {}), "torchvision tensor, kept": ("tensor", KEPT)}  # fmt: skip
    results = rounds.compare(__file__, contenders, ("raw", "jpeg"), args.core)
    import PIL
    import torchvision

    rounds.report(__file__, "Training chain", f"torchvision {torchvision.__version__}, Pillow {PIL.__version__}, JPEG from {files()[1].name}", results)


if __name__ == "__main__":
    main()
