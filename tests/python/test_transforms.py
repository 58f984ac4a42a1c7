# SPDX-License-Identifier: MIT
"""smalti.transforms beside torchvision.transforms.v2: kinds in and out, values, fills."""

import copy

import numpy as np
import pytest

torch = pytest.importorskip(
    "torch", reason="torch is not installed; make test TORCH=1 runs the comparisons with torchvision"
)
from PIL import Image  # noqa: E402
from torch.utils._pytree import tree_flatten  # noqa: E402
from torchvision import tv_tensors  # noqa: E402
from torchvision.transforms import v2  # noqa: E402

import smalti as sm  # noqa: E402
import smalti.transforms as T  # noqa: E402

pytestmark = pytest.mark.torch

H, W = 64, 80
OPERATORS = sorted(n for n in T.__all__ if isinstance(getattr(T, n), type) and hasattr(getattr(T, n), "_class"))
BY_HAND = ["LinearTransformation"]  # takes a matrix as large as the picture
CROPS = ["FiveCrop", "TenCrop"]
PLAIN = [n for n in OPERATORS if n not in CROPS + BY_HAND]


def picture(seed=0, dtype=torch.uint8):
    rng = torch.Generator().manual_seed(seed)
    small = torch.randint(0, 256, (3, 8, 10), dtype=torch.uint8, generator=rng)
    image = v2.functional.resize(small, [H, W], interpolation=v2.InterpolationMode.BICUBIC)
    return image if dtype == torch.uint8 else image.to(dtype) / 255


def boxes(format="XYXY", dtype=torch.float32, **options):
    upright = [[5, 6, 25, 20], [30, 22, 58, 46], [0, 0, 80, 64]]
    made = tv_tensors.BoundingBoxes(upright, format="XYXY", canvas_size=(H, W), dtype=dtype, **options)
    return v2.functional.convert_bounding_box_format(made, new_format=format)


def turned(format="CXCYWHR"):
    made = tv_tensors.BoundingBoxes([[40.0, 30, 12, 6, 30], [36, 33, 10, 8, 0]], format="CXCYWHR", canvas_size=(H, W))
    return v2.functional.convert_bounding_box_format(made, new_format=format)


def everything():
    """A sample with all that transforms move, nested, beside what they must leave alone."""
    return {
        "image": tv_tensors.Image(picture()),
        "target": [
            (
                tv_tensors.Mask(torch.arange(H * W).reshape(H, W) % 7),
                tv_tensors.Mask(torch.ones((18, H, W), dtype=torch.bool)),
            ),
            {"boxes": boxes(), "labels": torch.tensor([3, 1, 2]), "name": "a", "nothing": None},
            boxes("CXCYWH", clamping_mode=None),
            turned("XYWHR"),
            turned("XYXYXYXY"),
            tv_tensors.KeyPoints(torch.tensor([[[10.0, 12], [30, 40]]]), canvas_size=(H, W)),
        ],
        "clip": tv_tensors.Video(torch.stack([picture(1), picture(2)])),
        "pil": v2.functional.to_pil_image(picture(3)),
        "number": torch.tensor(4.0),
    }


def example(name, module=T):
    """The transform with the operator's examples where torchvision has no default, always applied."""
    cls = getattr(T, name)
    about = {p["name"]: p for p in cls._class._about["parameters"]}
    given = {k: about[k]["example"] for k, p in cls.__signature__.parameters.items() if p.default is p.empty}
    if "p" in cls.__signature__.parameters and not cls._class._about["own_p"]:
        given["p"] = 1.0
    if name in ("CenterCrop", "RandomResizedCrop"):
        given["size"] = [48, 40]
    return getattr(module, name)(**given)


def same(a, b):
    if isinstance(a, Image.Image):
        return np.array_equal(np.asarray(a), np.asarray(b))
    return torch.equal(a, b) if isinstance(a, torch.Tensor) else a == b


@pytest.mark.parametrize("name", PLAIN)
def test_every_leaf_comes_back_in_kind(name):
    torch.manual_seed(1)
    given = everything()
    before = copy.deepcopy(given)
    (old, spec), (new, new_spec) = tree_flatten(given), tree_flatten(example(name)(given))
    assert new_spec == spec
    assert [type(leaf) for leaf in new] == [type(leaf) for leaf in old]
    assert [getattr(leaf, "dtype", None) for leaf in new] == [getattr(leaf, "dtype", None) for leaf in old]
    assert all(same(a, b) for a, b in zip(old, tree_flatten(before)[0]))  # inputs are never written
    sizes = {
        tuple(v2.functional.get_size(leaf)) for leaf in new if isinstance(leaf, (tv_tensors.TVTensor, Image.Image))
    }
    assert len(sizes) == 1
    for a, b in zip(old, new):
        assert getattr(a, "format", None) == getattr(b, "format", None) or isinstance(a, Image.Image)
        assert getattr(a, "clamping_mode", None) == getattr(b, "clamping_mode", None)
        if isinstance(a, torch.Tensor) and not isinstance(a, (tv_tensors.Image, tv_tensors.Video)):
            assert (
                a.shape[: -2 if isinstance(a, tv_tensors.Mask) else None]
                == b.shape[: -2 if isinstance(b, tv_tensors.Mask) else None]
            )
    assert new[1:].count("a") == 1 and torch.equal(dict(enumerate(new))[old.index("a") - 1], torch.tensor([3, 1, 2]))


PICTURES = {
    "PIL": lambda: v2.functional.to_pil_image(picture()),
    "grey PIL": lambda: v2.functional.to_pil_image(picture()).convert("L"),
    "plain": picture,
    "floats": lambda: picture(dtype=torch.float32),
    "halves": lambda: picture(dtype=torch.float16),
    "batch": lambda: torch.stack([picture(1), picture(2)]),
    "image": lambda: tv_tensors.Image(picture()),
    "batch of clips": lambda: tv_tensors.Video(
        torch.stack([picture(1), picture(2), picture(3), picture(4)]).reshape(2, 2, 3, H, W)
    ),
}


@pytest.mark.parametrize("kind", PICTURES)
@pytest.mark.parametrize(
    "name", ["Resize", "RandomHorizontalFlip", "RandomRotation", "GaussianBlur", "RandomErasing", "RandomCrop"]
)
def test_a_picture_alone_comes_back_in_kind(name, kind):
    given = PICTURES[kind]()
    new, theirs = example(name)(given), example(name, v2)(given)
    assert type(new) is type(theirs)
    if isinstance(new, Image.Image):
        assert (new.mode, new.size) == (theirs.mode, theirs.size)
    else:
        assert (new.dtype, new.shape, new.device) == (theirs.dtype, theirs.shape, theirs.device)


@pytest.mark.parametrize("name", CROPS)
def test_crops_give_tuples_in_place_of_pictures(name):
    given = {"image": v2.functional.to_pil_image(picture()), "label": 3}
    ours, theirs = getattr(T, name)((20, 24))(given), getattr(v2, name)((20, 24))(given)
    assert ours["label"] == 3 and len(ours["image"]) == len(theirs["image"])
    assert all(same(a, b) for a, b in zip(ours["image"], theirs["image"]))


def test_a_plain_tensor_is_the_image_only_if_it_is_the_first_and_there_is_no_other():
    flip = T.RandomHorizontalFlip(p=1)
    first, second, image = picture(1), picture(2), tv_tensors.Image(picture(3))
    a, b = flip(first, second)
    assert torch.equal(a, first.flip(-1)) and b is second
    a, b = flip(first, image)
    assert a is first and torch.equal(b, image.flip(-1))


F = T.functional
GEOMETRY = {
    "hflip": lambda F, x: F.horizontal_flip(x),
    "vflip": lambda F, x: F.vflip(x),
    "resize": lambda F, x: F.resize(x, [40]),
    "resize to a pair": lambda F, x: F.resize(x, [30, 50], interpolation=T.InterpolationMode.BICUBIC),
    "resize within": lambda F, x: F.resize(x, [60], max_size=70),
    "crop": lambda F, x: F.crop(x, 4, 7, 40, 50),
    "crop beyond": lambda F, x: F.crop(x, -4, -7, 80, 50),
    "center crop": lambda F, x: F.center_crop(x, [41, 50]),
    "center crop beyond": lambda F, x: F.center_crop(x, [90, 50]),  # even: torchvision rounds labels unlike pixels
    "resized crop": lambda F, x: F.resized_crop(x, 4, 7, 40, 50, [32, 32]),
    "pad": lambda F, x: F.pad(x, [1, 2, 3, 4]),
    "rotate": lambda F, x: F.rotate(x, 30.0),
    "rotate about": lambda F, x: F.rotate(x, 20.0, center=[20, 30]),
    "affine": lambda F, x: F.affine(x, 15.0, [3, 5], 1.2, [0.0, 0.0]),
    "shear": lambda F, x: F.affine(x, 15.0, [0, 0], 0.8, [10.0, 5.0], center=[0, 0]),
    "perspective": lambda F, x: F.perspective(
        x, [[0, 0], [79, 0], [79, 63], [0, 63]], [[4, 3], [70, 5], [75, 60], [2, 55]]
    ),
    "coefficients": lambda F, x: F.perspective(
        x, None, None, coefficients=[1.1, 0.1, -3, 0.05, 0.95, 2, 0.001, -0.0005]
    ),
}


@pytest.mark.parametrize("case", GEOMETRY)
def test_geometry_has_torchvisions_values(case):
    call = GEOMETRY[case]
    floats = tv_tensors.Image(
        0.2 + 0.6 * picture(dtype=torch.float32)
    )  # room for what bicubic overshoots: ours clamps to 0..1
    for x, bound in [(tv_tensors.Image(picture()), 1), (floats, 5e-5)]:
        ours, theirs = call(F, x), call(v2.functional, x)
        assert ours.shape == theirs.shape
        assert (ours.float() - theirs.float()).abs().max() <= bound
    for x in (boxes(), boxes("XYWH"), boxes("CXCYWH"), boxes(clamping_mode=None)):
        ours, theirs = call(F, x), call(v2.functional, x)
        assert ours.canvas_size == tuple(theirs.canvas_size)
        assert torch.allclose(ours, theirs, atol=2e-4), (ours, theirs)


RIGID = ["resize", "crop", "center crop", "pad", "rotate", "rotate about", "affine"]


@pytest.mark.parametrize("format", ["CXCYWHR", "XYWHR", "XYXYXYXY"])
@pytest.mark.parametrize("case", RIGID)
def test_rotated_boxes_have_torchvisions_values_where_angles_are_kept(case, format):
    ours, theirs = GEOMETRY[case](F, turned(format)), GEOMETRY[case](v2.functional, turned(format))
    assert ours.format == theirs.format
    assert torch.allclose(ours, theirs, atol=1e-4)


@pytest.mark.parametrize("flip", [F.hflip, F.vflip])
def test_a_mirrored_rotated_box_has_the_mirrored_corners(flip):
    corners = flip(turned("XYXYXYXY")).reshape(-1, 4, 2).as_subclass(torch.Tensor)
    mirrored = turned("XYXYXYXY").reshape(-1, 4, 2).as_subclass(torch.Tensor).clone()
    axis, side = (0, W) if flip is F.hflip else (1, H)
    mirrored[..., axis] = side - mirrored[..., axis]
    distance = torch.cdist(corners, mirrored).amin(dim=2)
    assert distance.max() < 1e-4


@pytest.mark.parametrize("case", [c for c in GEOMETRY if "resize" not in c])
def test_masks_have_torchvisions_values(case):
    mask = tv_tensors.Mask((torch.arange(8 * 10).reshape(8, 10) % 9).repeat_interleave(8, 0).repeat_interleave(8, 1))
    ours, theirs = GEOMETRY[case](F, mask), GEOMETRY[case](v2.functional, mask)
    assert (ours != theirs).float().mean() <= 1e-3


@pytest.mark.parametrize("case", [c for c in GEOMETRY if "flip" not in c])
def test_keypoints_have_torchvisions_values_inside_the_picture(case):
    points = tv_tensors.KeyPoints([[[30.0, 32], [40, 40]], [[38, 22], [45, 31]]], canvas_size=(H, W))
    assert torch.allclose(GEOMETRY[case](F, points), GEOMETRY[case](v2.functional, points), atol=1e-4)


def test_a_flip_keeps_a_keypoint_at_its_box_corner():
    points = tv_tensors.KeyPoints([[5.0, 6]], canvas_size=(H, W))
    assert F.hflip(points).tolist() == [[W - 5, 6]] and F.hflip(boxes())[0, 2] == W - 5


VALUES = {
    "adjust_brightness": (1.3,),
    "adjust_contrast": (0.6,),
    "adjust_saturation": (1.7,),
    "adjust_hue": (0.2,),
    "gaussian_blur": ([5, 5], [1.0, 1.0]),
    "autocontrast": (),
    "solarize": (128,),
    "invert": (),
    "posterize": (3,),
    "equalize": (),
    "adjust_sharpness": (1.7,),
    "rgb_to_grayscale": (1,),
    "adjust_gamma": (0.7,),
    "jpeg": (40,),
}


@pytest.mark.parametrize("name", VALUES)
def test_values_are_within_one_level_of_torchvisions(name):
    x = tv_tensors.Image(picture())
    ours, theirs = getattr(F, name)(x, *VALUES[name]), getattr(v2.functional, name)(x, *VALUES[name])
    assert type(ours) is type(theirs) and ours.shape == theirs.shape
    assert (ours.int() - theirs.int()).abs().max() <= 1


def test_normalize_takes_any_floats_and_bytes_at_once():
    x = picture(dtype=torch.float32) * 6 - 3
    norm = T.Normalize([0.5, 0.4, 0.3], [0.2, 0.3, 0.4]), v2.Normalize([0.5, 0.4, 0.3], [0.2, 0.3, 0.4])
    assert torch.equal(norm[0](x), norm[1](x))
    both = T.Compose([T.ToDtype(torch.float32, scale=True), norm[0]])(picture())
    assert torch.allclose(both, norm[1](picture(dtype=torch.float32)), atol=1e-6)
    raw = T.Compose([T.RandomHorizontalFlip(p=1), T.ToDtype(torch.float32), T.Normalize([100.0] * 3, [2.0] * 3)])(
        picture()
    )
    assert torch.allclose(raw, (picture().float().flip(-1) - 100) / 2, atol=1e-5)


def test_linear_transformation_takes_any_floats_bytes_and_batches():
    generator = torch.Generator().manual_seed(2)
    matrix, mean = torch.randn(60, 60, generator=generator), torch.rand(60, generator=generator)
    ours, theirs = (M.LinearTransformation(matrix, mean) for M in (T, v2))
    tiny = picture()[:, :4, :5]
    for x in (tiny, tv_tensors.Image(tiny), tiny.float() * 6 - 300, torch.stack([tiny, tiny.flip(-1)]), tiny.int()):
        out, expected = ours(x), theirs(x)
        assert type(out) is type(expected) and out.dtype == torch.float32 and torch.allclose(out, expected, atol=0.02)
    chain = [
        M.Compose([M.ToImage(), M.CenterCrop((4, 5)), M.ToDtype(torch.float32, scale=True), M.Normalize([0.5], [0.2]), step])
        for M, step in ((T, ours), (v2, theirs))
    ]
    assert torch.allclose(chain[0](picture()), chain[1](picture()), atol=1e-4)
    with pytest.raises(sm.ParamError, match="LinearTransformation: takes tensors, not PIL images; put ToImage before it"):
        ours(Image.fromarray(np.zeros((4, 5, 3), np.uint8)))
    with pytest.raises(ValueError, match="60 rows: must fit the image, 80x64 px of 3 channels"):
        ours(picture())


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64, torch.uint8, torch.int64])
def test_to_dtype_knows_all_formats(dtype):
    for given in (picture(), picture(dtype=torch.float32)):
        ours, theirs = (
            M.Compose([M.RandomHorizontalFlip(p=1), M.ToDtype(dtype, scale=dtype != torch.int64)])(given)
            for M in (T, v2)
        )
        assert ours.dtype == dtype and torch.equal(ours, theirs)


@pytest.mark.parametrize("fill, outside, mask_outside", [
    (0, 0, 0),
    (9, 9, 9),
    ({tv_tensors.Image: 7, tv_tensors.Mask: 255, "others": 1}, 7, 255),
    ({tv_tensors.Mask: 4, "others": 1}, 1, 4),
])  # fmt: skip
def test_each_type_has_its_fill(fill, outside, mask_outside):
    pad = T.Pad(3, fill=fill)
    image, mask = pad(
        tv_tensors.Image(torch.full((3, 10, 10), 50, dtype=torch.uint8)),
        tv_tensors.Mask(torch.zeros((10, 10), dtype=torch.int64)),
    )
    assert (image[:, :3] == outside).all() and (image[:, 3:-3, 3:-3] == 50).all()
    assert (mask[:3] == mask_outside).all() and (mask[3:-3, 3:-3] == 0).all()


@pytest.mark.parametrize("dtype", [torch.uint8, torch.uint16, torch.int16, torch.int32, torch.float16, torch.bool])
def test_masks_of_any_format_take_their_fill(dtype):
    mask = tv_tensors.Mask(torch.zeros((2, 3, 3)).to(dtype))
    out = T.Pad(1, fill={tv_tensors.Mask: 1, "others": 0})(mask)
    assert out.dtype == dtype and out.int().sum() == 2 * 16 and (out[:, 1:-1, 1:-1].int() == 0).all()


def test_two_fills_of_masks_stay_apart():
    mask = tv_tensors.Mask(torch.zeros((4, 4), dtype=torch.uint8))
    out = T.Compose(
        [T.Pad(1, fill={tv_tensors.Mask: 5, "others": 0}), T.Pad(1, fill={tv_tensors.Mask: 6, "others": 0})]
    )(mask)
    assert (
        out[0].tolist() == [6] * 8
        and out[1].tolist() == [6, *[5] * 6, 6]
        and out[2].tolist() == [6, 5, 0, 0, 0, 0, 5, 6]
    )


def test_ids_of_masks_survive_whatever_their_format():
    for ids in ([0, 1], [0, 255, 256, 65535], [-1, 3], [0, 70000], [-5, 1 << 24]):
        mask = tv_tensors.Mask(torch.tensor(ids).repeat(4, 3))
        assert torch.equal(T.RandomHorizontalFlip(p=1)(mask), mask.flip(-1))
    with pytest.raises(sm.ParamError, match=r"mask = \[0, 16777217\]: must be in \[-2\^24, 2\^24\]"):
        T.RandomHorizontalFlip(p=1)(tv_tensors.Mask(torch.tensor([[0, (1 << 24) + 1]])))


def test_no_box_is_dropped_before_it_is_asked_for():
    given = tv_tensors.BoundingBoxes([[5, 5, 5, 5], [0, 0, 3, 3], [30, 20, 60, 50]], format="XYXY", canvas_size=(H, W))
    image, out = T.CenterCrop(20)(tv_tensors.Image(picture()), given)
    assert out.tolist() == [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 20, 20]] and out.dtype == torch.int64
    clean = T.SanitizeBoundingBoxes()({"boxes": out, "labels": torch.tensor([7, 8, 9])})
    assert clean["labels"].tolist() == [9]


def test_a_box_whose_centre_an_iou_crop_leaves_out_is_zero_until_it_is_sanitized():
    flat = tv_tensors.Image(torch.zeros((3, 100, 100), dtype=torch.uint8))
    crop, seen = T.RandomIoUCrop(), 0
    torch.manual_seed(0)
    for _ in range(60):
        given = tv_tensors.BoundingBoxes(
            [[10, 10, 40, 40], [45, 45, 55, 55], [60, 60, 95, 95]], format="XYXY", canvas_size=(100, 100)
        )
        _, out = crop(flat, given)
        ((state,),) = (record["drawn"] for record in crop.params)
        if not state["applied"] or "x" not in state["state"]:
            continue
        (x0, x1), (y0, y1) = state["state"]["x"][:2], state["state"]["y"][:2]
        for (a, b, c, d), new in zip(given.tolist(), out.tolist()):
            inside = x0 < (a + c) / 2 < x1 and y0 < (b + d) / 2 < y1
            expected = [max(a, x0) - x0, max(b, y0) - y0, min(c, x1) - x0, min(d, y1) - y0] if inside else [0, 0, 0, 0]
            assert new == expected
            seen += not inside
    assert seen > 10


def test_boxes_that_are_not_to_be_clamped_stick_out():
    free = boxes(clamping_mode=None)
    out = T.Compose([T.CenterCrop(20), T.Pad(5)])(free)
    assert out.tolist() == (free - torch.tensor([25.0, 17, 25, 17])).tolist() and out.canvas_size == (30, 30)


def test_what_a_crop_cut_off_stays_cut_within_one_plan():
    out = T.Compose([T.CenterCrop(20), T.Pad(5)])(boxes())
    theirs = v2.Compose([v2.CenterCrop(20), v2.Pad(5)])(boxes())
    assert torch.equal(out[1:], theirs[1:]) and out[2].tolist() == [5, 5, 25, 25]
