# SPDX-License-Identifier: MIT
"""The reference recipes of classification, detection and segmentation, written once and run with either import."""

import importlib
import json
import os
import pathlib
import time
import xml.etree.ElementTree as xml

import pytest

torch = pytest.importorskip(
    "torch", reason="torch is not installed; make test TORCH=1 runs the comparisons with torchvision"
)
import PIL.Image  # noqa: E402
import PIL.ImageDraw  # noqa: E402
from torch.utils.data import DataLoader, Dataset, default_collate  # noqa: E402
from torchvision import tv_tensors  # noqa: E402

pytestmark = pytest.mark.torch

DATA = pathlib.Path(os.environ.get("SMALTI_DATA", "../shared/data"))
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="SMALTI_DATA is not there")
IMPORTS = ["torchvision.transforms.v2", "smalti.transforms"]
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


class Photos(Dataset):
    """(PIL image, class number), as ImageFolder gives them."""

    def __init__(self, transform, count=24):
        self.files = sorted((DATA / "imagenet_sample").glob("*.JPEG"))[:count]
        self.transform = transform

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        return self.transform(PIL.Image.open(self.files[i]).convert("RGB"), i % 10)


class Raccoons(Dataset):
    """(Image, {boxes, labels, image_id}), as detection references make them."""

    def __init__(self, transform, count=24):
        self.files = sorted((DATA / "raccoon" / "annotations").glob("*.xml"))[:count]
        self.transform = transform

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        tree = xml.parse(self.files[i])
        image = PIL.Image.open(DATA / "raccoon" / "images" / tree.findtext("filename")).convert("RGB")
        rows = [[float(box.findtext(k)) for k in ("xmin", "ymin", "xmax", "ymax")] for box in tree.iter("bndbox")]
        boxes = tv_tensors.BoundingBoxes(rows, format="XYXY", canvas_size=(image.height, image.width))
        return self.transform(
            image, {"boxes": boxes, "labels": torch.ones(len(rows), dtype=torch.int64), "image_id": i}
        )


class Rooms(Dataset):
    """(PIL image, Mask of class numbers), painted from polygons."""

    def __init__(self, transform):
        root = DATA / "labelme_voc"
        coco = json.loads((root / "annotations.json").read_text())
        self.items = [
            (root / e["file_name"], [a for a in coco["annotations"] if a["image_id"] == e["id"]])
            for e in coco["images"]
        ]
        self.transform = transform

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        file, annotations = self.items[i]
        image = PIL.Image.open(file).convert("RGB")
        mask = PIL.Image.new("L", image.size)
        for annotation in annotations:
            for ring in annotation["segmentation"]:
                PIL.ImageDraw.Draw(mask).polygon(
                    [tuple(p) for p in zip(ring[::2], ring[1::2])], fill=annotation["category_id"]
                )
        return self.transform(image, tv_tensors.Mask(mask))


def classification(T):
    steps = [T.RandomResizedCrop(224, antialias=True), T.RandomHorizontalFlip(p=0.5)]
    steps += [
        T.RandAugment(),
        T.PILToTensor(),
        T.ToDtype(torch.float32, scale=True),
        T.Normalize(mean=MEAN, std=STD),
        T.RandomErasing(p=0.1),
        T.ToPureTensor(),
    ]
    return T.Compose(steps)


class Collate:
    """MixUp or CutMix of a batch, as classification references collate."""

    def __init__(self, T):
        self.mix = T.RandomChoice([T.MixUp(alpha=0.2, num_classes=10), T.CutMix(alpha=1.0, num_classes=10)])

    def __call__(self, batch):
        return self.mix(*default_collate(batch))


def detection(T):
    steps = [
        T.ToImage(),
        T.RandomPhotometricDistort(),
        T.RandomZoomOut(fill={tv_tensors.Image: (123.0, 117.0, 104.0), "others": 0}),
        T.RandomIoUCrop(),
        T.RandomHorizontalFlip(p=0.5),
    ]
    steps += [T.ToDtype(torch.float32, scale=True), T.ConvertBoundingBoxFormat(tv_tensors.BoundingBoxFormat.XYXY)]
    return T.Compose([*steps, T.SanitizeBoundingBoxes(), T.ToPureTensor()])


def segmentation(T):
    return T.Compose([
        T.ToImage(),
        T.RandomResize(min_size=260, max_size=1040),
        T.RandomHorizontalFlip(0.5),
        T.RandomCrop(size=(480, 480), pad_if_needed=True, fill={tv_tensors.Mask: 255, "others": 0}),
        T.ToDtype(dtype={tv_tensors.Image: torch.float32, tv_tensors.Mask: torch.int64, "others": None}, scale=True),
        T.Normalize(mean=MEAN, std=STD),
    ])  # fmt: skip


SMALTI = importlib.import_module(IMPORTS[1])


def as_list(batch):
    return list(zip(*batch))


def signature(value):
    """Types, formats and shapes of a batch; a count of boxes depends on what was drawn."""
    if isinstance(value, dict):
        return {k: signature(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [signature(v) for v in value]
    if isinstance(value, torch.Tensor):
        return type(value), value.dtype, value.ndim, tuple(value.shape[-1:]) if value.ndim == 2 else None
    return type(value)


def epoch(dataset, collate, workers=0):
    torch.manual_seed(3)
    return list(DataLoader(dataset, batch_size=8, shuffle=True, num_workers=workers, collate_fn=collate))


def form(value):
    """Types, number formats and shapes, all of them but for what the draws decide: how many boxes, and how large."""
    if isinstance(value, torch.Tensor):
        boxes = isinstance(value, tv_tensors.BoundingBoxes) or value.ndim == 2 and value.shape[1] == 4
        return type(value), value.dtype, "boxes" if boxes else tuple(value.shape)
    if isinstance(value, dict):
        return {key: form(v) for key, v in value.items()}
    return [form(v) for v in value] if isinstance(value, (list, tuple)) else type(value)


def without_extents(batch):
    """Pictures of detection are as large as was drawn, and show as many objects."""
    images, targets = batch
    counts = all(len(target["labels"]) == len(target["boxes"]) for target in targets)
    bare = [{k: v[:0] if isinstance(v, torch.Tensor) else v for k, v in target.items()} for target in targets]
    return counts, [image[:, :1, :1] for image in images], bare


RECIPES = {  # data set, recipe, collate, and what of a batch both imports must agree on
    "classification": (lambda t: Photos(t, None), classification, Collate, lambda batch: batch),
    "detection": (lambda t: Raccoons(t, None), detection, lambda T: as_list, without_extents),
    "segmentation": (Rooms, segmentation, lambda T: as_list, lambda batch: batch),
}


@needs_data
@pytest.mark.parametrize("recipe", RECIPES)
def test_a_whole_epoch_has_the_same_types_formats_and_shapes_with_either_import(recipe):
    data, make, collate, compared = RECIPES[recipe]
    forms, seen = [], []
    for name in IMPORTS:
        T = importlib.import_module(name)
        dataset = data(make(T))
        batches = epoch(dataset, collate(T))
        forms.append([form(compared(batch)) for batch in batches])
        seen.append(sum(len(batch[0]) for batch in batches))
    assert seen == [len(dataset)] * 2 and forms[0] == forms[1]


@needs_data
@pytest.mark.parametrize("name", IMPORTS)
@pytest.mark.parametrize("workers", [0, 2])
def test_classification(name, workers):
    T = importlib.import_module(name)
    batches = epoch(Photos(classification(T)), Collate(T), workers)
    for images, labels in batches:
        assert type(images) is torch.Tensor and images.shape == (8, 3, 224, 224) and images.dtype == torch.float32
        assert type(labels) is torch.Tensor and labels.shape == (8, 10) and labels.dtype == torch.float32
        assert torch.allclose(labels.sum(dim=1), torch.ones(8), atol=1e-6)
        assert -2.2 < images.min() < 0 < images.max() < 2.7
    again = epoch(Photos(classification(T)), Collate(T), workers)
    assert all(torch.equal(a, b) for one, two in zip(batches, again) for a, b in zip(one, two))


@needs_data
@pytest.mark.parametrize("workers", [0, 2])
def test_detection(workers):
    kinds = {}
    for name in IMPORTS:
        T = importlib.import_module(name)
        batches = epoch(Raccoons(detection(T)), as_list, workers)
        kinds[name] = [signature(batch) for batch in batches]
        for images, targets in batches:
            for image, target in zip(images, targets):
                h, w = image.shape[-2:]
                boxes = target["boxes"]
                assert image.shape[0] == 3 and 0 <= image.min() and image.max() <= 1
                assert len(boxes) == len(target["labels"]) and (boxes[:, 2:] - boxes[:, :2] >= 1).all()
                assert (boxes >= 0).all() and (boxes <= torch.tensor([w, h, w, h])).all()
        again = epoch(Raccoons(detection(T)), as_list, workers)
        assert all(torch.equal(a, b) for one, two in zip(batches, again) for a, b in zip(one[0], two[0]))
    assert kinds[IMPORTS[0]] == kinds[IMPORTS[1]]


@needs_data
def test_segmentation():
    kinds = {}
    for name in IMPORTS:
        T = importlib.import_module(name)
        (batch,) = epoch(Rooms(segmentation(T)), as_list)
        kinds[name] = signature(batch)
        for image, mask in zip(*batch):
            assert type(image) is tv_tensors.Image and image.shape == (3, 480, 480)
            assert type(mask) is tv_tensors.Mask and mask.shape == (1, 480, 480)
            outside = mask[0] == 255
            black = (image - torch.tensor([-m / s for m, s in zip(MEAN, STD)])[:, None, None]).abs().amax(dim=0) < 1e-4
            assert black[outside].all()  # what the mask says is padding shows the image's fill
        again = epoch(Rooms(segmentation(T)), as_list)[0]
        assert all(torch.equal(a, b) for one, two in zip(batch, again) for a, b in zip(one, two))
    assert kinds[IMPORTS[0]] == kinds[IMPORTS[1]]


@needs_data
def test_evaluation_has_torchvisions_values():
    outs = []
    for name in IMPORTS:
        T = importlib.import_module(name)
        evaluation = T.Compose(
            [
                T.Resize(256, antialias=True),
                T.CenterCrop(224),
                T.PILToTensor(),
                T.ToDtype(torch.float32, scale=True),
                T.Normalize(mean=MEAN, std=STD),
            ]
        )
        outs.append(torch.stack([image for image, _ in Photos(evaluation)]))
    assert torch.allclose(*outs, atol=1e-6)  # Pillow's bytes, and the numbers of them


@needs_data
def test_boxes_and_images_move_together():
    """A picture whose boxes are painted into it: what is painted stays where the boxes are."""

    def painted(image, target):
        canvas = torch.zeros((3, image.height, image.width), dtype=torch.uint8)
        for x1, y1, x2, y2 in target["boxes"].int().tolist():
            canvas[:, y1:y2, x1:x2] = 255
        return SMALTI.Compose(steps)(tv_tensors.Image(canvas), target)

    T = SMALTI
    steps = [
        T.RandomZoomOut(p=1),
        T.RandomHorizontalFlip(),
        T.RandomResizedCrop((160, 200)),
        T.RandomRotation(20, interpolation="bilinear"),
    ]
    torch.manual_seed(1)
    for image, target in (Raccoons(painted, 12)[i] for i in range(12)):
        shown = torch.nonzero(image[0] > 127)
        if len(shown) < 50:
            continue
        inside = torch.zeros(image.shape[-2:], dtype=torch.bool)
        for x1, y1, x2, y2 in target["boxes"].tolist():
            inside[int(y1) : int(y2 + 1), int(x1) : int(x2 + 1)] = True
        assert inside[shown[:, 0], shown[:, 1]].float().mean() > 0.995


@needs_data
def test_how_fast_classification_is_in_a_data_loader_with_one_worker(capsys):
    """One worker, so one thread; pictures decoded beforehand, then decoded by Pillow, which is the same in both."""

    class Decoded(Photos):
        def __init__(self, transform):
            super().__init__(transform, 64)
            self.images = [PIL.Image.open(f).convert("RGB") for f in self.files]

        def __getitem__(self, i):
            return self.transform(self.images[i], i % 10)

    def seconds(loader):
        begin = time.perf_counter()
        for _ in loader:
            pass
        return time.perf_counter() - begin

    ratios = {}
    for what, make in {"transforms": Decoded, "with decoding": lambda t: Photos(t, 64)}.items():
        datasets = [make(classification(importlib.import_module(name))) for name in IMPORTS]
        loaders = [DataLoader(data, batch_size=32, num_workers=1, persistent_workers=True) for data in datasets]
        rounds = [
            [seconds(loader) for loader in loaders] for _ in range(7)
        ]  # in turn, so that both see the same machine
        theirs, ours = (min(times[1:]) for times in zip(*rounds))  # the first round starts the worker
        ratios[what] = theirs / ours
    with capsys.disabled():
        print(
            "\nclassification, one worker, torchvision's time / smalti's: "
            + ", ".join(f"{k} {v:.2f}" for k, v in ratios.items())
        )
    assert ratios["transforms"] > 1
