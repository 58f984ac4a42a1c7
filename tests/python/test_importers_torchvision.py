# SPDX-License-Identifier: MIT
"""Pipelines of torchvision.transforms.v2, and what becomes of them: parameters by hand, pixels beside the original."""

import numpy as np
import pytest
import smalti as sm
from PIL import Image
from test_importers import difference, picture, refused

torch = pytest.importorskip("torch", reason="torch is not installed; make test TORCH=1 compares with torchvision")
from torchvision import tv_tensors  # noqa: E402
from torchvision.transforms import v2  # noqa: E402

pytestmark = pytest.mark.torch


TORCHVISION = [
    (lambda: v2.RandomHorizontalFlip(0.3), lambda: sm.RandomHorizontalFlip(0.3)),
    (lambda: v2.RandomResizedCrop(20, (0.3, 1), (0.5, 2), v2.InterpolationMode.BICUBIC),
     lambda: sm.RandomResizedCrop(20, (0.3, 1), (0.5, 2), "bicubic")),
    (lambda: v2.RandomResizedCrop((20, 30), antialias=False), lambda: sm.RandomResizedCrop((20, 30), antialias=False)),
    (lambda: v2.Resize(20, max_size=40, interpolation=v2.InterpolationMode.LANCZOS),
     lambda: sm.Resize(20, "lanczos", 40)),
    (lambda: v2.CenterCrop((20, 30)), lambda: sm.CenterCrop((20, 30))),
    (lambda: v2.RandomCrop(20, (1, 2, 3, 4), True, 9, "reflect"),
     lambda: sm.RandomCrop(20, (1, 2, 3, 4), True, 9, "reflect")),
    (lambda: v2.RandomIoUCrop(0.4, 0.9, 0.6, 1.5, [0.1, 0.5], 7),
     lambda: sm.RandomIoUCrop(0.4, 0.9, 0.6, 1.5, (0.1, 0.5), 7)),
    (lambda: v2.Pad((1, 2), (1, 2, 3), "edge"), lambda: sm.Pad((1, 2), (1, 2, 3), "edge")),
    (lambda: v2.RandomZoomOut(9, (1, 2), 0.3), lambda: sm.RandomZoomOut(9, (1, 2), 0.3)),
    (lambda: v2.RandomRotation(10, v2.InterpolationMode.BILINEAR, True, None, 9),
     lambda: sm.RandomRotation(10, "bilinear", True, None, 9)),
    (lambda: v2.RandomAffine(10, (0.1, 0.2), (0.5, 2), (1, 2, 3, 4), fill=9, center=(3, 4)),
     lambda: sm.RandomAffine(10, (0.1, 0.2), (0.5, 2), (1, 2, 3, 4), "nearest", 9, (3, 4))),
    (lambda: v2.RandomPerspective(0.3, 0.4), lambda: sm.RandomPerspective(0.3, 0.4)),
    (lambda: v2.ElasticTransform(20.0, 4.0), lambda: sm.ElasticTransform((20, 20), (4, 4))),
    (lambda: v2.RandomShortestSize([20, 30], 90), lambda: sm.RandomShortestSize((20, 30), 90)),
    (lambda: v2.ScaleJitter((20, 30), (0.5, 2)), lambda: sm.ScaleJitter((20, 30), (0.5, 2))),
    (lambda: v2.ColorJitter(0.1, 0.2, None, 0.05), lambda: sm.ColorJitter(0.1, 0.2, None, 0.05)),
    (lambda: v2.RandomPhotometricDistort(p=0.3), lambda: sm.RandomPhotometricDistort(p=0.3)),
    (lambda: v2.RandomGrayscale(0.2), lambda: sm.RandomGrayscale(0.2)),
    (lambda: v2.RandomPosterize(3, 0.2), lambda: sm.RandomPosterize(3, 0.2)),
    (lambda: v2.RandomSolarize(99, 0.2), lambda: sm.RandomSolarize(99, 0.2)),
    (lambda: v2.RandomAdjustSharpness(2, 0.2), lambda: sm.RandomAdjustSharpness(2, 0.2)),
    (lambda: v2.GaussianBlur((3, 5), (0.2, 1)), lambda: sm.GaussianBlur((3, 5), (0.2, 1))),
    (lambda: v2.GaussianNoise(0.1, 0.2, False), lambda: sm.GaussianNoise(0.1, 0.2, False)),
    (lambda: v2.JPEG((30, 60)), lambda: sm.JPEG((30, 60))),
    (lambda: v2.RandomErasing(0.3, (0.1, 0.2), (0.5, 2), "random"),
     lambda: sm.RandomErasing(0.3, (0.1, 0.2), (0.5, 2), "random")),
    (lambda: v2.AutoAugment(v2.AutoAugmentPolicy.SVHN), lambda: sm.AutoAugment("svhn")),
    (lambda: v2.RandAugment(3, 5), lambda: sm.RandAugment(3, 5)),
    (lambda: v2.AugMix(4, 2), lambda: sm.AugMix(4, 2)),
    (lambda: v2.ConvertImageDtype(torch.float32), lambda: sm.ToDtype("float32", True)),
    (lambda: v2.RandomApply([v2.RandomInvert(1)], 0.3), lambda: sm.RandomApply([sm.RandomInvert(1)], 0.3)),
    (lambda: v2.RandomChoice([v2.RandomInvert(1), v2.RandomEqualize(1)], [3, 1]),
     lambda: sm.RandomChoice([sm.RandomInvert(1), sm.RandomEqualize(1)], (0.75, 0.25))),
    (lambda: v2.RandomOrder([v2.RandomInvert(1), v2.Identity()]),
     lambda: sm.RandomOrder([sm.RandomInvert(1), sm.RandomApply([], 1)])),
    (lambda: v2.CutMix(alpha=0.5, num_classes=10), lambda: sm.CutMix(0.5, 10, mode="group", partner="roll")),
]  # fmt: skip


@pytest.mark.parametrize("case", range(len(TORCHVISION)))
def test_each_transform_of_torchvision_becomes_what_it_says(case):
    theirs, ours = TORCHVISION[case]
    made = sm.from_torchvision(theirs())
    assert made == sm.Compose([ours()], filter=None)
    assert made.dropped == ()


SAME_BYTES = [
    v2.RandomVerticalFlip(1),
    v2.CenterCrop((50, 61)),
    v2.RandomCrop((120, 160)),
    v2.Resize((70, 90)),
    v2.Pad((1, 2, 3, 4), 9),
    v2.RandomPosterize(3, 1),
    v2.RandomSolarize(99, 1),
    v2.RandomInvert(1),
    v2.RandomEqualize(1),
]


@pytest.mark.parametrize("theirs", SAME_BYTES)
def test_pixels_are_those_of_torchvision_on_pil(theirs):
    image = Image.fromarray(picture())
    ours = sm.from_torchvision(theirs)(image, seed=0, index=0).image
    assert isinstance(ours, Image.Image) and difference(np.asarray(ours), np.asarray(theirs(image))) == 0


def test_a_training_pipeline_of_torchvision_runs_with_boxes():
    pipeline = v2.Compose(
        [
            v2.ToImage(),
            v2.RandomPhotometricDistort(p=1),
            v2.RandomHorizontalFlip(1),
            v2.Resize((60, 80)),
            v2.SanitizeBoundingBoxes(min_size=5),
            v2.ToDtype({tv_tensors.Image: torch.float32, "others": None}, scale=True),
            v2.Normalize(sm.IMAGENET_MEAN, sm.IMAGENET_STD),
            v2.ToPureTensor(),
        ]
    )
    made = sm.from_torchvision(pipeline)
    out = made(Image.fromarray(picture()), boxes=[[10, 20, 50, 60], [0, 0, 8, 8]], labels=[4, 9], seed=2, index=0)
    assert out.boxes.tolist() == [[55, 10, 75, 30]] and out.labels.tolist() == [4]  # the other is 4 px wide
    assert isinstance(out.image, torch.Tensor) and out.image.shape == (3, 60, 80) and out.image.dtype == torch.float32
    assert sm.from_torchvision(torch.nn.Sequential(*pipeline.transforms)) == made


def test_what_torchvision_says_beyond_smalti_is_named():
    class Mine(v2.Transform):
        pass

    pipeline = [
        v2.Pad(2, {tv_tensors.Image: 7, tv_tensors.Mask: 255}),
        v2.Lambda(abs),
        Mine(),
        v2.RandomApply([v2.ToImage()]),
        v2.ConvertBoundingBoxFormat("XYWH"),
        v2.ClampKeyPoints(),
    ]
    dropped = (
        "Pad.fill[Mask] = 255: that of pictures alone is kept",
        "Lambda: functions are not read; apply it to what the pipeline returns",
        "Mine: only transforms of torchvision.transforms.v2 are read",
        "ToImage: conversions cannot be left to chance; move it out of its container",
        "ConvertBoundingBoxFormat: boxes are given and returned as x1, y1, x2, y2 in px",
        "ClampKeyPoints: keypoints out of the picture keep their place, with v = 0",
    )
    made = sm.from_torchvision(pipeline, strict=False)
    assert made.dropped == dropped and made.ops == [sm.Pad(2, 7)]
    assert refused(lambda: sm.from_torchvision(pipeline)).splitlines()[1:] == ["  " + sentence for sentence in dropped]


def test_pictures_come_back_as_the_last_conversion_says():
    for last, kind in ((v2.ToPILImage(), Image.Image), (v2.PILToTensor(), torch.Tensor)):
        made = sm.from_torchvision([v2.ToImage(), v2.RandomInvert(1), last])
        given, back = picture(), made(picture(), seed=0, index=0).image
        assert isinstance(back, kind)
        back = np.asarray(back) if kind is Image.Image else back.permute(1, 2, 0).numpy()
        assert (back == 255 - given).all()
