# SPDX-License-Identifier: MIT
"""How many times the fastest rival's images a second? Colour and policies on one core, in one run, interleaved rounds, medians.

Photographs of 224 x 224, u8 in memory, to u8 of the same extent, and nothing else: ColorJitter(.4, .4, .4, .1),
RandAugment(2 operations, magnitude 9) and AugMix(severity 3, width 3). Each rival keeps the kind of picture that it is
fastest on (PIL, tensor or array), and no conversion is counted. smalti runs twice: by a Loader, and one picture a call.

Albumentations has no RandAugment: its row is SomeOf over the same fourteen operations at the same strengths. timm skips
each operation half of the time unless told otherwise (`p1`), which its row is.
"""

import argparse
import importlib.metadata
import importlib.util
import sys

import numpy as np
import rounds
from training_chain import KEPT, files

SIDE, BATCH = 224, 32
TASKS = ("ColorJitter", "RandAugment", "AugMix")


def pictures(count=64):
    """Photographs (224 224 3) u8, the same for all."""
    import io

    from PIL import Image

    photos = [Image.open(io.BytesIO(data)).convert("RGB").resize((SIDE, SIDE), Image.Resampling.BICUBIC) for data in files()[0][:count]]
    return [np.array(photos[k % len(photos)]) for k in range(count)]


def smalti_pipelines():
    import smalti as sm

    return {"ColorJitter": sm.Compose([sm.ColorJitter(0.4, 0.4, 0.4, 0.1)]), "RandAugment": sm.Compose([sm.RandAugment(2, 9)]),
            "AugMix": sm.Compose([sm.AugMix(3, 3)])}  # fmt: skip


def loader_contender():
    import smalti as sm

    source = sm.Sequence(pictures())

    def run_of(chain):
        loader = sm.Loader(source, chain, BATCH, threads=1, prefetch=0, seed=1, tail="drop", dtype="uint8", layout="HWC")
        return lambda: sum(len(batch) for batch in loader)

    return {task: run_of(chain) for task, chain in smalti_pipelines().items()}


def call_contender():
    items = pictures()
    return {task: rounds.each(chain, items) for task, chain in smalti_pipelines().items()}


def torchvision_contender(convert):
    import torch
    from torchvision.transforms import v2

    torch.set_num_threads(1)
    items = [convert(image) for image in pictures()]
    transforms = {"ColorJitter": v2.ColorJitter(0.4, 0.4, 0.4, 0.1), "RandAugment": v2.RandAugment(2, 9), "AugMix": v2.AugMix(3, 3)}
    return {task: rounds.each(transform, items) for task, transform in transforms.items()}


def pil_contender():
    from PIL import Image

    return torchvision_contender(Image.fromarray)


def tensor_contender():
    import torch

    return torchvision_contender(lambda image: torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1))))


def albumentations_contender():
    import albumentations as A
    import cv2

    cv2.setNumThreads(1)
    jitter = A.Compose([A.ColorJitter((0.6, 1.4), (0.6, 1.4), (0.6, 1.4), (-0.1, 0.1), p=1)])
    tenth = 9 / 30  # of the strongest, as torchvision's bin 9 of 31
    factor, shift, nearest = (1 - 0.9 * tenth, 1 + 0.9 * tenth), 150 / 331 * tenth, {"interpolation": cv2.INTER_NEAREST, "p": 1}

    def one_factor(name):
        fixed = {"brightness": (1, 1), "contrast": (1, 1), "saturation": (1, 1), "hue": (0, 0), name: factor}
        return A.ColorJitter(**fixed, p=1)

    degrees = float(np.degrees(np.arctan(0.3 * tenth)))
    operations = [
        A.NoOp(p=1), A.Affine(shear={"x": (-degrees, degrees), "y": 0}, **nearest), A.Affine(shear={"x": 0, "y": (-degrees, degrees)}, **nearest),
        A.Affine(translate_percent={"x": (-shift, shift), "y": 0}, **nearest), A.Affine(translate_percent={"x": 0, "y": (-shift, shift)}, **nearest),
        A.Affine(rotate=(-30 * tenth, 30 * tenth), **nearest), one_factor("brightness"), one_factor("saturation"), one_factor("contrast"),
        A.Sharpen(p=1), A.Posterize(num_bits=7, p=1), A.Solarize(threshold_range=(1 - tenth, 1 - tenth), p=1), A.AutoContrast(p=1), A.Equalize(p=1),
    ]  # fmt: skip
    policy = A.Compose([A.SomeOf(operations, n=2, replace=True, p=1)])
    return {task: rounds.each(lambda image, chain=chain: chain(image=image)["image"], pictures()) for task, chain in (("ColorJitter", jitter), ("RandAugment", policy))}


def timm_contender():
    from PIL import Image
    from timm.data.auto_augment import augment_and_mix_transform, rand_augment_transform

    items = [Image.fromarray(image) for image in pictures()]
    transforms = {"RandAugment": rand_augment_transform("rand-m9-n2-p1", {}), "AugMix": augment_and_mix_transform("augmix-m3-w3", {})}
    return {task: rounds.each(transform, items) for task, transform in transforms.items()}


RIVALS = (  # title, contender, packages it needs, what it can do
    ("torchvision PIL", "pil", ("torchvision",), TASKS),
    ("torchvision tensor", "tensor", ("torchvision",), TASKS),
    ("Albumentations", "albumentations", ("albumentations", "cv2"), ("ColorJitter", "RandAugment")),
    ("timm", "timm", ("timm",), ("RandAugment", "AugMix")),
)


def contenders_of(task):
    chosen = {"smalti": ("loader", {}), "smalti, one picture a call": ("call", {})}
    for title, name, packages, tasks in RIVALS:
        if task not in tasks:
            continue
        missing = [package for package in packages if importlib.util.find_spec(package) is None]
        if missing:
            print(f"{task}: SKIPPED {title}: no {', '.join(missing)} here; pip install -r requirements/peers.txt", file=sys.stderr)
        else:
            chosen |= {f"{title}, default": (name, {}), f"{title}, kept": (name, KEPT)}
    return chosen


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worker", help="a contender: loader, call, pil, tensor, albumentations or timm")
    parser.add_argument("--core", type=int, default=0, help="processor that every contender is pinned to")
    parser.add_argument("--rounds", type=int, default=7, help="rounds that count, at least 7 for the page")
    parser.add_argument("tasks", nargs="*", default=TASKS, help="some of: " + "; ".join(TASKS))
    args = parser.parse_args()
    if args.worker:
        return rounds.serve(globals()[args.worker + "_contender"]())
    results = {}
    for task in args.tasks:
        results |= rounds.compare(__file__, contenders_of(task), (task,), args.core, args.rounds)
    names = {"torchvision": "torchvision", "albumentations": "Albumentations", "timm": "timm", "pillow": "Pillow", "opencv-python-headless": "OpenCV"}
    versions = ", ".join(f"{names[d.name]} {d.version}" for d in importlib.metadata.distributions() if d.name in names)
    page = set(args.tasks) == set(TASKS) and args.rounds >= 7
    rounds.report(__file__, "Colour and policies, 224 x 224 u8", versions, results, page=page)


if __name__ == "__main__":
    main()
