# SPDX-License-Identifier: MIT
"""How many times faster does a torchvision script become by its import alone? One run, interleaved rounds, medians.

The classification recipe, RandomResizedCrop 224 + flip + (nothing, ColorJitter or RandAugment) + PILToTensor + ToDtype +
Normalize + RandomErasing, written once and run with torchvision.transforms.v2 and with smalti.transforms: called on
decoded pictures, PIL images and tensors (c h w), and in a torch DataLoader with one worker, of decoded PIL images and of
an ImageFolder of JPEG files. ImageFolder has Pillow decode whole files before a transform is called, in both alike: the
tasks "nothing" hand over a tensor that is there already, and are the most that any transforms can reach. Last, and with
one argument more in the script, an ImageFolder whose loader is open_rgb, in both: then nothing is decoded before it is asked for.
"""

import argparse
import importlib
import os
import pathlib
import tempfile
import time

import rounds

BATCH, COUNT = 32, 192
MIDDLES = {"plain": lambda T: [], "jitter": lambda T: [T.ColorJitter(0.4, 0.4, 0.4)], "randaugment": lambda T: [T.RandAugment()]}
DATA = ("PIL", "tensors", "loader of PIL", "loader of ImageFolder", "loader of ImageFolder, open_rgb")
TASKS = [f"{middle}, {data}" for data in DATA for middle in ("nothing", *MIDDLES) if middle != "nothing" or "loader" in data]
IMPORTS = {"smalti": "smalti.transforms", "torchvision": "torchvision.transforms.v2"}


class Nothing:
    """A tensor that is there already, whatever the picture."""

    def __init__(self, made):
        self.made = made

    def __call__(self, picture):
        return self.made


def recipe(T, middle):
    import torch

    if middle == "nothing":
        return Nothing(torch.zeros(3, 224, 224))
    return T.Compose([
        T.RandomResizedCrop(224, antialias=True), T.RandomHorizontalFlip(), *MIDDLES[middle](T), T.PILToTensor(),
        T.ToDtype(torch.float32, scale=True), T.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)), T.RandomErasing(p=0.1),
        T.ToPureTensor(),
    ])  # fmt: skip


def files():
    data = pathlib.Path(os.environ.get("SMALTI_DATA", "../shared/data")) / "imagenet_sample"
    folder = data if data.is_dir() else pathlib.Path(__file__).parents[2] / "examples" / "photos"
    return [p.resolve() for p in sorted(folder.iterdir()) if p.suffix.lower() in (".jpg", ".jpeg")][:COUNT]


class Decoded:
    """(picture, class number), from memory."""

    def __init__(self, pictures, transform):
        self.pictures, self.transform = pictures, transform

    def __len__(self):
        return len(self.pictures)

    def __getitem__(self, i):
        return self.transform(self.pictures[i]), i % 10


def folder_of_classes(root):
    """The files as ImageFolder wants them: a folder a class."""
    for i, file in enumerate(files()):
        folder = pathlib.Path(root) / f"class{i % 10}"
        folder.mkdir(exist_ok=True)
        (folder / f"{i:04}{file.suffix.lower()}").symlink_to(file)
    return root


def serve(name, root):
    import numpy as np
    import torch
    from PIL import Image
    from smalti.transforms import open_rgb
    from torch.utils.data import DataLoader
    from torchvision.datasets import ImageFolder

    torch.set_num_threads(1)
    T = importlib.import_module(IMPORTS[name])
    pil = [Image.open(file).convert("RGB") for file in files()]
    planes = [torch.from_numpy(np.ascontiguousarray(np.asarray(p).transpose(2, 0, 1))) for p in pil]
    loaders = []

    def called(pictures, transform):
        def run():
            for picture in pictures:
                assert transform(picture).shape == (3, 224, 224)
            return len(pictures)

        return run

    def loaded(data):
        loader = DataLoader(data, batch_size=BATCH, shuffle=True, num_workers=1, persistent_workers=True)
        loaders.append(loader)
        return lambda: sum(len(images) for images, _ in loader)

    def cpu_seconds():
        """Of this process and of the workers."""
        workers = [w.pid for loader in loaders if loader._iterator for w in loader._iterator._workers]
        return time.process_time() + sum(rounds.cpu_seconds_of(pid) for pid in workers)

    tasks = {}
    for middle in ("nothing", *MIDDLES):
        chain = recipe(T, middle)
        made = (called(pil, chain), called(planes, chain), loaded(Decoded(pil, chain)), loaded(ImageFolder(root, chain)),
                loaded(ImageFolder(root, chain, loader=open_rgb)))  # fmt: skip
        tasks |= {f"{middle}, {data}": run for data, run in zip(DATA, made)}
    rounds.serve(tasks, cpu_seconds)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tasks", nargs="*", default=TASKS, help="some of: " + "; ".join(TASKS))
    parser.add_argument("--worker", help="a contender: smalti or torchvision")
    parser.add_argument("--core", default="0,1", help="processors that both contenders are pinned to: the script's and the worker's")
    args = parser.parse_args()
    if args.worker:
        return serve(args.worker, os.environ["SMALTI_DROP_IN"])
    with tempfile.TemporaryDirectory() as root:
        here = {"SMALTI_DROP_IN": folder_of_classes(root)}
        results = rounds.compare(__file__, {name: (name, here) for name in IMPORTS}, args.tasks, args.core)
    import PIL
    import torch
    import torchvision

    versions = f"torch {torch.__version__}, torchvision {torchvision.__version__}, Pillow {PIL.__version__}"
    rounds.report(__file__, "A torchvision script, and its import swapped,", versions, results, "two cores", page=set(args.tasks) == set(TASKS))


if __name__ == "__main__":
    main()
