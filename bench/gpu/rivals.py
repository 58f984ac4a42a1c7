# SPDX-License-Identifier: MIT
"""What others do on the GPU for the same cases: torchvision v2 and DALI.

A rival's contenders(case, n) gives {title: work}: `work()` enqueues one batch of `work.samples` pictures, made like those of
the program. What a rival does otherwise, or cannot do, is said in the title.
"""

import functools
import os
import sys

import numpy as np

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def mixed(y, x, c, seed):
    """A number from 0 to 255 that looks drawn, as texture.hpp has it."""
    h = y * np.uint32(73856093) ^ x * np.uint32(19349663) ^ c * np.uint32(83492791) ^ np.uint32(seed * 2654435761 & 0xFFFFFFFF)
    h = (h ^ (h >> np.uint32(15))) * np.uint32(2246822519)
    return (h ^ (h >> np.uint32(13))) >> np.uint32(7) & np.uint32(255)


@functools.cache
def textured(height, width, seed):
    """The picture (h w 3) u8 of texture.hpp."""
    y, x, c = np.meshgrid(*(np.arange(n, dtype=np.uint32) for n in (height, width, 3)), indexing="ij")
    i, j, v, u = y // 8, x // 8, y % 8, x % 8
    one = np.uint32(1)
    top = (8 - u) * mixed(i, j, c, seed) + u * mixed(i, j + one, c, seed)
    bottom = (8 - u) * mixed(i + one, j, c, seed) + u * mixed(i + one, j + one, c, seed)
    soft = ((8 - v) * top + v * bottom) >> np.uint32(6)
    return np.clip(soft.astype(np.int64) + mixed(y, x, c, seed + 100) % 25 - 12, 0, 255).astype(np.uint8)


def ragged(n):
    """Extents (h w) of the ragged batch, as chains.cpp has them."""
    k, zero, one = np.arange(n, dtype=np.uint32), np.uint32(0), np.uint32(1)
    sides = [384 + mixed(k, axis, zero, 1).astype(int) * 640 // 255 for axis in (zero, one)]
    return list(zip(*sides, strict=True))


def batch_of(case):
    """Extents (h w) of the pictures of a case, or None where it is no batch of pictures."""
    if case["kind"] == "loader":
        return None
    name = case["name"]
    if name.startswith("ragged"):
        return ragged(32)
    for text, size, n in (("1920x1080", (1080, 1920), 256), ("500x375", (375, 500), 256)):
        if text in name:
            return [size] * (64 if name.startswith("mosaic") else n)
    return [(512, 512)] * 64


class Torchvision:
    """torchvision.transforms.v2 on tensors of uint8 that lie on the device."""

    def __init__(self, dry):
        import torch
        import torchvision

        if not dry and not torch.cuda.is_available():
            raise ImportError("torch sees no CUDA device")
        self.torch, self.dry = torch, dry
        self.device = torch.device("cpu" if dry else "cuda")
        self.version = f"torch {torch.__version__}, torchvision {torchvision.__version__}"

    def wait(self):
        if not self.dry:
            self.torch.cuda.synchronize()

    def event(self):
        """A point of the device's time; None where there is no device."""
        if self.dry:
            return None
        event = self.torch.cuda.Event(enable_timing=True)
        event.record()
        return event

    def release(self):
        if not self.dry:
            self.torch.cuda.empty_cache()

    def pictures(self, extents):
        """Tensors (3 h w) u8 on the device."""
        here = []
        for k, (height, width) in enumerate(extents[:2] if self.dry else extents):
            rows = self.torch.from_numpy(textured(int(height), int(width), k % 8)).to(self.device)
            here.append(rows.permute(2, 0, 1).clone(memory_format=self.torch.contiguous_format))
        return here

    def works(self, each, batched, pictures, title="torchvision"):
        """A contender that draws for each picture, and one whose pictures share a draw."""
        torch = self.torch
        out = {f"{title}, picture by picture": with_count(lambda: [each(x) for x in pictures], pictures)}
        if batched is not None:
            batch = torch.stack(pictures)
            out[f"{title}, batched: all pictures share one draw"] = with_count(lambda: batched(batch), pictures)
        return out

    def contenders(self, case, files):
        torch = self.torch
        from torchvision.transforms import v2

        name = case["name"]
        tail = v2.Compose([v2.ToDtype(torch.float16, scale=True), v2.Normalize(MEAN, STD)])
        if name.startswith("crop"):
            crop = [v2.RandomResizedCrop((224, 224), antialias="antialiased" in name), v2.RandomHorizontalFlip()]
            chain = v2.Compose(crop + ([v2.ColorJitter(0.4, 0.4, 0.4, 0.1)] if "jitter" in name else []))
            pictures = self.pictures(batch_of(case))
            batch = torch.stack(pictures)
            return {
                "torchvision, each picture its own draw, normalised together": with_count(
                    lambda: tail(torch.stack([chain(x) for x in pictures])), pictures
                ),
                "torchvision, batched: all pictures share one draw": with_count(lambda: tail(chain(batch)), pictures),
            }
        if name.startswith("ragged"):
            pictures = self.pictures(batch_of(case))
            if name.endswith(", float32"):
                pictures = [x.float() / 255 for x in pictures]
            resize = v2.Resize((384, 384), v2.InterpolationMode.BICUBIC, antialias=True)
            return {"torchvision, picture by picture": with_count(lambda: torch.stack([resize(x) for x in pictures]).float(), pictures)}
        if name.startswith("loader"):
            return self.decoding(v2, tail, files)
        if case["kind"] != "operator":
            return {}
        if name == "JPEG":
            pictures = [x.cpu() for x in self.pictures(batch_of(case))]
            code = v2.JPEG(50)
            return {"torchvision on the CPU, as it has none for the GPU": with_count(lambda: [code(x) for x in pictures], pictures)}
        op = self.operator(v2, name)
        if op is None:
            return {}
        pictures = self.pictures(batch_of(case))
        if name in ("MixUp", "CutMix"):
            labels = torch.zeros(len(pictures), dtype=torch.int64, device=self.device)
            batch = torch.stack(pictures).float()
            return {"torchvision, batched, on float32, as it takes no uint8": with_count(lambda: op(batch, labels), pictures)}
        if name == "Normalize":
            both = v2.Compose([v2.ToDtype(torch.float32, scale=True), op])
            return self.works(both, both, pictures)
        return self.works(op, op, pictures)

    def operator(self, v2, name):
        """The transform that does what the case does; None where there is none."""
        linear, nearest = v2.InterpolationMode.BILINEAR, v2.InterpolationMode.NEAREST
        make = {
            "AugMix": lambda: v2.AugMix(),
            "AutoAugment": lambda: v2.AutoAugment(),
            "CenterCrop": lambda: v2.CenterCrop(448),
            "ColorJitter": lambda: v2.ColorJitter(0.4, 0.4, 0.4, 0.1),
            "CutMix": lambda: v2.CutMix(num_classes=10),
            "ElasticTransform": lambda: v2.ElasticTransform(50.0, 5.0),
            "FiveCrop": lambda: v2.FiveCrop(224),
            "GaussianBlur": lambda: v2.GaussianBlur(5, (0.1, 2.0)),
            "GaussianNoise": lambda: v2.GaussianNoise(0.0, 0.1),
            "Grayscale": lambda: v2.Grayscale(3),
            "MixUp": lambda: v2.MixUp(num_classes=10),
            "Normalize": lambda: v2.Normalize([0.5] * 3, [0.5] * 3),
            "Pad": lambda: v2.Pad(4),
            "RandAugment": lambda: v2.RandAugment(2, 9, interpolation=nearest),
            "RandomAdjustSharpness": lambda: v2.RandomAdjustSharpness(2.0, p=1.0),
            "RandomAffine": lambda: v2.RandomAffine(10, (0.1, 0.1), (0.8, 0.8), 10, interpolation=linear),
            "RandomAutocontrast": lambda: v2.RandomAutocontrast(p=1.0),
            "RandomChannelPermutation": lambda: v2.RandomChannelPermutation(),
            "RandomCrop": lambda: v2.RandomCrop(448),
            "RandomEqualize": lambda: v2.RandomEqualize(p=1.0),
            "RandomErasing": lambda: v2.RandomErasing(p=1.0),
            "RandomGrayscale": lambda: v2.RandomGrayscale(p=1.0),
            "RandomHorizontalFlip": lambda: v2.RandomHorizontalFlip(p=1.0),
            "RandomInvert": lambda: v2.RandomInvert(p=1.0),
            "RandomPerspective": lambda: v2.RandomPerspective(0.5, p=1.0),
            "RandomPhotometricDistort": lambda: v2.RandomPhotometricDistort(p=1.0),
            "RandomPosterize": lambda: v2.RandomPosterize(4, p=1.0),
            "RandomResize": lambda: v2.RandomResize(320, 448),
            "RandomResizedCrop": lambda: v2.RandomResizedCrop((224, 224)),
            "RandomRotation": lambda: v2.RandomRotation(30, interpolation=linear),
            "RandomShortestSize": lambda: v2.RandomShortestSize([320, 384, 448]),
            "RandomSolarize": lambda: v2.RandomSolarize(128, p=1.0),
            "RandomVerticalFlip": lambda: v2.RandomVerticalFlip(p=1.0),
            "RandomZoomOut": lambda: v2.RandomZoomOut(p=1.0),
            "Resize": lambda: v2.Resize((224, 224)),
            "ScaleJitter": lambda: v2.ScaleJitter((512, 512)),
            "TenCrop": lambda: v2.TenCrop(224),
            "ToDtype": lambda: v2.ToDtype(self.torch.float32),
            "TrivialAugmentWide": lambda: v2.TrivialAugmentWide(),
        }
        return make[name]() if name in make else None

    def decoding(self, v2, tail, files):
        """From JPEG bytes by nvJPEG, all files of a batch at once."""
        from torchvision.io import ImageReadMode, decode_jpeg

        torch = self.torch
        n = 4 if self.dry else 256
        encoded = [torch.frombuffer(bytearray(files[k % len(files)]), dtype=torch.uint8) for k in range(n)]
        chain = v2.Compose(
            [v2.RandomResizedCrop((224, 224), antialias=True), v2.RandomHorizontalFlip(), v2.ColorJitter(0.4, 0.4, 0.4, 0.1)]
        )

        def work():
            pictures = decode_jpeg(encoded, mode=ImageReadMode.RGB, device=str(self.device))
            return tail(torch.stack([chain(x) for x in pictures]))

        return {"torchvision, decoded together by nvJPEG, each picture its own draw": with_count(work, encoded)}


class Dali:
    """DALI: its pipelines work ahead, so as many batches as they hold are taken before the clock starts."""

    def __init__(self, dry):
        import nvidia.dali as dali

        self.dali, self.device = dali, "cpu" if dry else "gpu"
        self.version = f"DALI {dali.__version__}"
        self.dry = dry

    def wait(self):
        """A run returns when its batch is there."""
        if not self.dry and "torch" in sys.modules:
            sys.modules["torch"].cuda.synchronize()  # should that ever change

    def event(self):
        return None

    def release(self):
        pass

    def contenders(self, case, files):
        name = case["name"]
        if name.startswith("loader"):
            return {"DALI, decoded on the GPU (mixed)": self.work(files, None, True, True)}
        if name.startswith("crop"):
            height, width = batch_of(case)[0]
            pictures = [textured(height, width, k) for k in range(2 if self.dry else 8)]
            return {f"DALI{'' if 'antialiased' in name else ', noaa'}": self.work(None, pictures, "jitter" in name, "antialiased" in name)}
        return {}

    def work(self, files, pictures, jitter, antialias):
        fn, types = self.dali.fn, self.dali.types
        n = 4 if self.dry else 256

        @self.dali.pipeline_def(
            batch_size=n, num_threads=len(os.sched_getaffinity(0)), device_id=None if self.dry else 0, seed=7, prefetch_queue_depth=2
        )
        def pipeline():
            if files is not None:
                encoded = [np.frombuffer(files[k % len(files)], dtype=np.uint8) for k in range(n)]
                images = fn.decoders.image(
                    fn.external_source(source=lambda: encoded, batch=True), device="cpu" if self.dry else "mixed", output_type=types.RGB
                )
            else:
                batch = self.on_device([pictures[k % len(pictures)] for k in range(n)])
                images = fn.external_source(source=lambda: batch, batch=True, device=self.device, layout="HWC")
            images = fn.random_resized_crop(images, size=(224, 224), antialias=antialias, interp_type=types.INTERP_LINEAR)
            if jitter:
                drawn = lambda low, high: fn.random.uniform(range=(low, high))  # noqa: E731
                images = fn.color_twist(
                    images, brightness=drawn(0.6, 1.4), contrast=drawn(0.6, 1.4), saturation=drawn(0.6, 1.4), hue=drawn(-36.0, 36.0)
                )
            return fn.crop_mirror_normalize(
                images,
                mirror=fn.random.coin_flip(),
                dtype=types.FLOAT16,
                output_layout="CHW",
                mean=[255 * v for v in MEAN],
                std=[255 * v for v in STD],
            )

        made = pipeline()
        made.build()
        return with_count(made.run, range(n), ahead=3, batches=2 if self.dry else 16)

    def on_device(self, pictures):
        if self.dry:
            return pictures
        import torch

        return [torch.from_numpy(p).cuda() for p in pictures]


def with_count(work, pictures, ahead=0, batches=3):
    """A contender: how many pictures it makes a call, how many batches are taken before the clock starts, and how many then."""

    def contender():
        work()

    contender.samples, contender.ahead, contender.batches = len(pictures), ahead, batches
    return contender
