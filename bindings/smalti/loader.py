# SPDX-License-Identifier: MIT
"""Sources, the loader and its batches."""

import dataclasses
import json
import os
import types

from ._core import core
from .device import engine_of, open_nvjpeg, stream_number
from .operators import Sampler


def ImageFolder(root):
    """A folder with one folder a class, or with pictures alone (unlabelled). Returns a Source."""
    return core.ImageFolder(root)


def PascalVoc(root=None, *, images=None, annotations=None, origin=1, on_invalid="error", degenerate="error", label_tolerance=1e-3, classes=None):
    """Pictures with boxes in Pascal VOC files: `root` with JPEGImages and Annotations, or the two folders. Returns a Source.

    origin: 1 where coordinates count pixels from 1, both ends included (the VOC kit), 0 where they are corners. on_invalid:
    "error", "clip" or "drop"; degenerate: "error" or "drop"; `.counts` of the source says how many. classes: names in the
    order of their ids; by default those of the files, sorted. Objects marked difficult are flagged `ignore`.
    """
    if (root is None) == (images is None or annotations is None):
        raise core.ParamError("PascalVoc: must have root, or images and annotations")
    if root is not None:
        images, annotations = os.path.join(root, "JPEGImages"), os.path.join(root, "Annotations")
    options = {"on_invalid": on_invalid, "degenerate": degenerate, "label_tolerance": label_tolerance, "classes": classes}
    return core.PascalVoc(images, annotations, origin, options)


def Coco(images, annotations, *, on_invalid="error", degenerate="error", label_tolerance=1e-3, keypoint_origin="pixel_center", classes=None):
    """Pictures with boxes, polygons, run-length masks and keypoints from a COCO file. Returns a Source.

    images: the folder that file names start from. Class ids follow the category ids; crowds are flagged `crowd` and
    `ignore`. keypoint_origin: "pixel_center" (COCO's own: .5 is added) or "corner". The rest as in PascalVoc.
    """
    options = {"on_invalid": on_invalid, "degenerate": degenerate, "label_tolerance": label_tolerance, "classes": classes}
    return core.Coco(images, annotations, {**options, "keypoint_origin": keypoint_origin})


def Sequence(items, targets=None):
    """Samples in memory: arrays (h w c) or encoded bytes, with one dictionary of targets an item. Returns a Source."""
    if targets is not None:
        from .compose import _read

        targets = [{k: v for k, v in _read({"image": b"", **t}, "numpy").items() if k not in ("image", "raster_names")} for t in targets]
    return core.Sequence(list(items), targets)


@dataclasses.dataclass(frozen=True)
class Decode:
    """How files become pixels.

    dtype: "uint8" (default) or "uint16". scale: "8bit" or "16bit" allows files of the other depth. region: decode only
    what the plan reads. backend: "cpu", or "nvjpeg" for a Loader(device="cuda"): nvJPEG decodes JPEG files whole, in batches, on
    the device (its hardware engine where there is one), and gives other bytes than the CPU, a few levels apart; files that it
    does not take, and those that end early, are grey, turned by EXIF or coded as RGB, are decoded by the CPU and counted
    (`loader.stats["fallbacks"]`). Damage that nvJPEG does not report is shown as it decodes it. exif: "apply" or "ignore".
    truncated, corrupt: "error" or "accept"; accept_fraction: share of rows that a truncated file must have.
    """

    dtype: str | None = None
    scale: str | None = None
    region: bool = True
    backend: str = "cpu"
    fast: bool = False
    exif: str = "apply"
    truncated: str = "error"
    corrupt: str = "error"
    accept_fraction: float = 0.95


class Batch(types.SimpleNamespace):
    """Pictures and labels of consecutive places of the epoch's order; every tensor is a Buffer and speaks DLPack.

    images (n c h w) or (n h w c); labels (n) int64; soft_labels (n k); boxes and oriented_boxes: ragged, with .values,
    .offsets, .classes, .weight, .ignore, .crowd, .index; masks, segmentation, keypoints; rasters:
    a list of (n h w c), in the order in which the samples have them; ids, source_ids, valid (n);
    maps (n 3 3) float64, source to output; extents, source_extents (n 2); error_code (n); state: resume after this batch.
    """

    def __len__(self):
        return len(self.ids)

    def record_stream(self, stream):
        """The pictures are read on a further CUDA stream: it finds them, and their memory waits for it before it is used again.

        stream: a torch.cuda.Stream, a cupy.cuda.Stream, anything with __cuda_stream__, or a number as DLPack has them. The stream
        that torch.from_dlpack was called on needs none of this.
        """
        self.images.record_stream(stream_number(stream))

    def as_torchvision(self):
        """A list of dictionaries, one an image: boxes (k 4) and labels (k) as torch tensors, masks if there are any."""
        import torch

        values, classes = torch.from_dlpack(self.boxes.values), torch.from_dlpack(self.boxes.classes)
        offsets = torch.from_dlpack(self.boxes.offsets).tolist()
        masks = None if self.masks is None else torch.from_dlpack(self.masks)
        out = []
        for i in range(len(self)):
            rows = slice(offsets[i], offsets[i + 1])
            target = {"boxes": values[rows], "labels": classes[rows]}
            if masks is not None:
                cut = torch.from_dlpack(self.mask_offsets).tolist()
                target["masks"] = masks[cut[i] : cut[i + 1]]
            out.append(target)
        return out

    def as_yolo(self):
        """An (m 6) float32 array: image number, class, centre x, centre y, width, height, the last four in 0..1."""
        import numpy

        values, offsets = numpy.asarray(self.boxes.values), numpy.asarray(self.boxes.offsets)
        out = numpy.empty((len(values), 6), numpy.float32)
        out[:, 0] = numpy.repeat(numpy.arange(len(self)), numpy.diff(offsets))
        out[:, 1] = numpy.asarray(self.boxes.classes)
        h, w = numpy.asarray(self.extents)[out[:, 0].astype(int)].T
        out[:, 2] = (values[:, 0] + values[:, 2]) / 2 / w
        out[:, 3] = (values[:, 1] + values[:, 3]) / 2 / h
        out[:, 4] = (values[:, 2] - values[:, 0]) / w
        out[:, 5] = (values[:, 3] - values[:, 1]) / h
        return out


class Loader:
    """Reads, decodes, augments and batches on its own threads, in an order that follows from (seed, epoch) alone.

    Args:
        source: ImageFolder, Sequence, ...
        pipeline: a Compose that ends with pictures of one size.
        batch_size: rows of this rank. seed: 0..2^64-1. epoch: the first one. epochs: of the whole training, for schedules
        that close at its end.
        sampler: RepeatFactorSampler, ClassBalancedSampler or WeightedSampler: which samples an epoch consists of; None: each
        once. Copies of a sample are drawn anew, in pixels and from epoch to epoch, and count as partners like any other.
        shuffle, drop_last (None: the value of shuffle), tail ("drop", "wrap", "short"), pad: the order and its end.
        threads (None: the processors there are), prefetch [batches]: never change what comes out.
        rank, world_size: contiguous shares of one global order.
        dtype: of the pictures; layout: "CHW" or "HWC". group: places of a mix group. partners: "group" mixes members of a
        group, each decoded once; "dataset" draws partners from the whole list and decodes each anew: MixUp then costs two
        decodes a row, a Mosaic of four cells four, and no group has to divide the batch.
        decode: a Decode. on_error: "raise", "substitute" or "null"; max_errors: a count, or a rate below 1 (1.0: any);
        report: a file that gets a line per bad sample.
        device: "cpu", or "cuda" and "cuda:1", where pictures are rendered and stay (`torch.from_dlpack(batch.images)`); labels
        and their rasters stay on the host. device_memory_limit [bytes]: of the batches that are held or rest; release:
        "stream": a batch that was let go of waits for the streams that it was taken on; "device": for all of them.

    Each new iteration starts the next epoch unless set_epoch was called.

    Memory: prefetch + 3 batches of pictures (prefetch + 1 in work, the one that is delivered, and the one that a loop still
    holds while it asks for the next), those that the caller keeps besides, of which about four stay for reuse, and for
    each thread the decoded regions and surfaces of one mix group (of one picture where nothing mixes, of one and its partners
    where these come from the whole list).
    """

    def __init__(self, source, pipeline, batch_size, *, seed=0, epoch=0, epochs=None, shuffle=True, sampler=None,
                 drop_last=None, tail=None, pad=None, threads=None, prefetch=None, rank=0, world_size=1, device="cpu",
                 dtype=None, layout="CHW", partners="group", group=16, decode=None, on_error="raise", max_errors=0,
                 report=None, exclude=None, cache=None, pad_targets=None, release="stream", device_memory_limit=None):  # fmt: skip
        if tail is None and drop_last is not None:
            tail = "drop" if drop_last else "short"
        on_device = str(device).partition(":")[0] == "cuda"
        for name, value, allowed in (
            ("device", "cuda" if on_device else device, ("cpu", "cuda")), ("exclude", exclude, (None,)), ("cache", cache, (None,)),
            ("pad_targets", pad_targets, (None,)), ("release", release, ("stream", "device")),
        ):  # fmt: skip
            if value not in allowed:
                choices = " or ".join(repr(a) for a in allowed)
                raise core.ConfigError(f"ConfigError [config.conflict] Loader.{name} = {value!r}: this version takes {choices}")
        if sampler is not None and not isinstance(sampler, Sampler):
            raise core.ParamError(f"ParamError [param.type] Loader.sampler = {sampler!r}: must be a smalti sampler, such as RepeatFactorSampler()")
        options = dict(batch_size=batch_size, seed=seed, epoch=epoch, epochs=epochs, shuffle=shuffle, tail=tail, pad=pad,
                       sampler=None if sampler is None else sampler.to_dict(),
                       threads=threads, prefetch=prefetch, rank=rank, world_size=world_size, dtype=dtype, layout=layout,
                       group=group, partners=partners, decode=None if decode is None else dataclasses.asdict(decode), on_error=on_error,
                       max_errors=max_errors, report=report)  # fmt: skip
        if on_device:
            options["device"] = engine_of(device, "Loader", device_memory_limit, release)
            if decode is not None and decode.backend == "nvjpeg":
                open_nvjpeg()
        self._core = core.Loader(source, pipeline._core, {k: v for k, v in options.items() if v is not None})
        self.source, self.pipeline = source, pipeline

    def __iter__(self):
        self._core.reset()
        while (values := self._core.next()) is not None:
            for name in ("boxes", "oriented_boxes"):
                values[name] = types.SimpleNamespace(**values[name])
            yield Batch(**values)

    def __len__(self):
        """Batches of the present epoch; equal on all ranks."""
        return self._core.steps()

    def steps(self, epoch=None):
        """Batches of an epoch, by default the present one; under a sampler that draws copies, epochs differ."""
        return self._core.steps(epoch)

    @property
    def epoch(self):
        return self._core.epoch

    def set_epoch(self, epoch):
        """The epoch that the next iteration runs."""
        self._core.reset(epoch)

    def state_dict(self):
        """Where the run stands after the batch that was delivered last: one state for all ranks and thread counts."""
        return json.loads(self._core.state())

    def load_state_dict(self, state):
        """Goes on where a state was taken; StateError if data set, sampler, pipeline, seed or order differ."""
        self._core.load_state(json.dumps(state))

    @property
    def stats(self):
        """Where the time went [s, summed over threads], and what was done."""
        return self._core.stats()

    def close(self):
        self._core.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
