# SPDX-License-Identifier: MIT
"""Against torchvision: exact mode with its drawn parameters, and every operator fused against exact."""

import numpy as np
import pytest
import smalti as sm

torch = pytest.importorskip("torch", reason="torch is not installed; make test TORCH=1 runs the comparisons with torchvision")
from PIL import Image  # noqa: E402
from torchvision.transforms import v2  # noqa: E402
from torchvision.transforms.v2 import functional as F  # noqa: E402

pytestmark = pytest.mark.torch

MEAN, STD = sm.IMAGENET_MEAN, sm.IMAGENET_STD


def picture(seed, size=(120, 160)):
    """A smooth picture with edges, so that colours differ and resampling matters."""
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 256, (size[0] // 8, size[1] // 8, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(small).resize((size[1], size[0]), Image.Resampling.BICUBIC))


def replay(ops, drawn, image):
    """Runs smalti with given states in exact mode."""
    params = {"at": {"seed": 0, "epoch": 0, "index": 0, "occurrence": 0}, "drawn": drawn}
    return sm.Compose(ops, mode="exact").replay(params, image).image


def entry(op, place, state, applied=True):
    return {"op": op, "id": str(place), "applied": applied, "state": state}


def test_the_classification_chain_equals_the_pil_path():
    for seed in range(40):
        torch.manual_seed(seed)
        image = picture(seed)
        i, j, h, w = v2.RandomResizedCrop.make_params(v2.RandomResizedCrop(64), [Image.fromarray(image)]).values()
        flip = seed % 2 == 1
        theirs = F.resized_crop(Image.fromarray(image), i, j, h, w, [64, 64], antialias=True)
        theirs = F.horizontal_flip(theirs) if flip else theirs
        theirs = F.normalize(F.to_dtype(F.to_image(theirs), torch.float32, scale=True), MEAN, STD)
        drawn = [
            entry("RandomResizedCrop", 0, {"x": [j, j + w, 64, False], "y": [i, i + h, 64, False]}),
            entry("RandomHorizontalFlip", 1, {"x": [0, 64, 64, True], "y": [0, 64, 64, False]}, flip),
        ]
        ours = replay([sm.RandomResizedCrop(64), sm.RandomHorizontalFlip(), sm.Normalize(MEAN, STD)], drawn, image)
        assert (ours == theirs.permute(1, 2, 0).numpy()).all(), seed


STEPS = {
    0: (F.adjust_brightness, lambda f: {"step": "Brightness", "factor": f}),
    1: (F.adjust_contrast, lambda f: {"step": "Contrast", "factor": f, "shift": 0}),
    2: (F.adjust_saturation, lambda f: {"step": "Saturation", "factor": f}),
    3: (F.adjust_hue, lambda f: {"step": "Hue", "turn": f, "lo": 0, "scale": 1 / 255}),
}


@pytest.mark.parametrize("kind, bound", [(0, 0), (1, 1), (2, 0), (3, 0)], ids=["brightness", "contrast", "saturation", "hue"])
def test_each_colour_step_has_torchvisions_bytes(kind, bound):
    rng = np.random.default_rng(kind)
    for seed in range(40):
        image, factor = picture(seed), float(np.float32(rng.uniform(-0.5, 0.5) if kind == 3 else rng.uniform(0, 2)))
        theirs = STEPS[kind][0](torch.from_numpy(image.copy()).permute(2, 0, 1), factor).permute(1, 2, 0).numpy()
        ours = replay([sm.ColorJitter(0.4, 0.4, 0.4, 0.1)], [entry("ColorJitter", 0, [STEPS[kind][1](factor)])], image)
        assert np.abs(ours.astype(int) - theirs).max() <= bound


def test_colour_jitter_is_within_one_level_of_the_tensor_path():
    rng = np.random.default_rng(1)
    worst, differing, total = 0, 0, 0
    for seed in range(60):
        image = picture(seed)
        x, steps = torch.from_numpy(image.copy()).permute(2, 0, 1), []
        for k in rng.permutation(3):
            factor = float(np.float32(rng.uniform(0.6, 1.4)))
            x = STEPS[int(k)][0](x, factor)
            steps.append(STEPS[int(k)][1](factor))
        ours = replay([sm.ColorJitter(0.4, 0.4, 0.4, 0.1)], [entry("ColorJitter", 0, steps)], image)
        difference = np.abs(ours.astype(int) - x.permute(1, 2, 0).numpy())
        worst, differing, total = max(worst, difference.max()), differing + (difference > 0).sum(), total + difference.size
    print(f"largest difference {worst}, {100 * differing / total:.3f} % of the values differ")
    assert worst <= 1


@pytest.mark.parametrize(
    "op, state, theirs",
    [
        (sm.RandomSolarize(100, p=1), {"threshold": 100, "mirror": 255}, lambda x: F.solarize(x, 100)),
        (sm.RandomGrayscale(p=1), {}, lambda x: F.rgb_to_grayscale(x, 3)),
        (sm.RandomHorizontalFlip(p=1), {"x": [0, 160, 160, True], "y": [0, 120, 120, False]}, F.horizontal_flip),
        (sm.RandomVerticalFlip(p=1), {"x": [0, 160, 160, False], "y": [0, 120, 120, True]}, F.vertical_flip),
        (sm.CenterCrop((31, 44)), {"x": [58, 102, 44, False], "y": [44, 75, 31, False]}, lambda x: F.center_crop(x, [31, 44])),
        (sm.Pad(3, padding_mode="reflect"), {"x": [-3, 163, 166, False], "y": [-3, 123, 126, False]}, lambda x: F.pad(x, 3, padding_mode="reflect")),
        (sm.Pad(3, padding_mode="edge"), {"x": [-3, 163, 166, False], "y": [-3, 123, 126, False]}, lambda x: F.pad(x, 3, padding_mode="edge")),
        (sm.Pad(3, fill=7), {"x": [-3, 163, 166, False], "y": [-3, 123, 126, False]}, lambda x: F.pad(x, 3, fill=7)),
    ],
    ids=lambda v: type(v).__name__ if isinstance(v, sm.Operator) else "",
)  # fmt: skip
def test_operators_have_torchvisions_bytes(op, state, theirs):
    for seed in range(10):
        image = picture(seed)
        ours = replay([op], [entry(type(op).__name__, 0, state)], image)
        x = theirs(torch.from_numpy(image.copy()).permute(2, 0, 1)).permute(1, 2, 0).numpy()
        assert (ours == x).all()


def test_autocontrast_and_blur_are_within_one_level():
    for seed in range(10):
        image = picture(seed) // 2 + 40
        x = torch.from_numpy(image.copy()).permute(2, 0, 1)
        ours = sm.Compose([sm.RandomAutocontrast(p=1)], mode="exact")(image, seed=0, index=0).image
        assert np.abs(ours.astype(int) - F.autocontrast(x).permute(1, 2, 0).numpy()).max() <= 1
        ours = replay([sm.GaussianBlur(7)], [entry("GaussianBlur", 0, {"sigma": 1.5, "kernel": [7, 7]})], image)
        assert np.abs(ours.astype(int) - F.gaussian_blur(x, [7, 7], [1.5, 1.5]).permute(1, 2, 0).numpy()).max() <= 1


@pytest.mark.parametrize("fill", [0, 114])
def test_warps_agree_with_the_tensor_path_inside_the_border(fill):
    rng = np.random.default_rng(2)
    for seed in range(20):
        image = picture(seed)
        angle, scale = float(rng.uniform(-30, 30)), float(rng.uniform(0.7, 1.4))
        shear, shift = [float(v) for v in rng.uniform(-10, 10, 2)], [int(v) for v in rng.integers(-10, 10, 2)]
        x = torch.from_numpy(image.copy()).permute(2, 0, 1)
        theirs = F.affine(x, angle, shift, scale, shear, F.InterpolationMode.BILINEAR, fill=fill).permute(1, 2, 0).numpy()
        op = sm.RandomAffine((angle, angle), scale=(scale, scale), shear=(shear[0], shear[0], shear[1], shear[1]), interpolation="bilinear", fill=fill)
        drawn = sm.Compose([op])(image, seed=0, index=0).params["drawn"]
        m = drawn[0]["state"]["matrix"]
        m[2] += shift[0]
        m[5] += shift[1]
        ours = replay([op], drawn, image)
        inside = sm.Compose([op], mode="exact").replay({"at": {"seed": 0, "epoch": 0, "index": 0, "occurrence": 0}, "drawn": drawn}, np.full((120, 160, 3), 255, np.uint8)).image
        inside = (inside == 255).all(axis=2)
        assert inside.mean() > 0.2
        assert np.abs(ours.astype(int) - theirs)[inside].max() <= 1


POINTS = [
    lambda rng: sm.ColorJitter(brightness=float(rng.uniform(0.1, 0.5)), contrast=0.4, saturation=0.4),
    lambda rng: sm.ColorJitter(hue=float(rng.uniform(0.01, 0.2))),
    lambda rng: sm.RandomGrayscale(p=0.5),
    lambda rng: sm.RandomSolarize(float(rng.integers(50, 250))),
    lambda rng: sm.RandomAutocontrast(),
    lambda rng: sm.GaussianBlur(5),
    lambda rng: sm.RandomErasing(value=114),
    lambda rng: sm.GridMask(unit=(12, 40)),
    lambda rng: sm.RandomHorizontalFlip(),
    lambda rng: sm.RandomVerticalFlip(),
]
GEOMETRY = [
    lambda rng: sm.RandomResizedCrop(64),
    lambda rng: sm.Resize((70, 50)),
    lambda rng: sm.RandomCrop(48, pad_if_needed=True),
    lambda rng: sm.CenterCrop(90),
    lambda rng: sm.Pad(5),
    lambda rng: sm.LetterBox((96, 96)),
    lambda rng: sm.RandomRotation(30),
    lambda rng: sm.RandomAffine(10, interpolation="bilinear"),
]
RESAMPLES = (0, 1, 5, 6, 7)


def both(ops, image, index):
    fused, exact = (sm.Compose(ops, mode=mode)(image, seed=11, index=index).image for mode in ("fused", "exact"))
    assert fused.shape == exact.shape
    return np.abs(fused.astype(int) - exact.astype(int))


def bound(ops):
    """The sum of the operators' exact_bound, as later operators act on what earlier ones left."""
    from smalti._core import core

    bounds = {o["name"]: o["exact_bound"] for o in core.operators()}
    return sum(bounds[type(op).__name__] for op in ops)


@pytest.mark.parametrize("make", POINTS + GEOMETRY)
def test_fused_is_within_the_bound_of_exact(make):
    rng = np.random.default_rng(3)
    for index in range(12):
        op = make(rng)
        assert both([op], picture(index), index).max() <= bound([op])


def test_random_pipelines_with_one_resampling_stay_within_their_bounds():
    rng = np.random.default_rng(4)
    worst = 0
    for index in range(200):
        # no threshold behind a rounding: one level there is a jump of the whole range
        makers = [POINTS[k] for k in rng.choice([0, 1, 2, 5, 6, 7, 8, 9], rng.integers(1, 4), replace=False)]
        makers.insert(rng.integers(0, len(makers) + 1), GEOMETRY[rng.integers(len(GEOMETRY))])
        ops = [make(rng) for make in makers]
        difference = both(ops, picture(index), index)
        worst = max(worst, difference.max())
        assert difference.max() <= bound(ops), [type(o).__name__ for o in ops]
    print(f"largest difference {worst}")


def test_two_resamplings_differ_little_on_smooth_pictures():
    means = []
    for index in range(20):
        ops = [sm.RandomResizedCrop(96, scale=(0.5, 1)), sm.RandomAffine(10, interpolation="bilinear")]
        means.append(both(ops, picture(index, (240, 320)), index)[8:-8, 8:-8].mean())
    print(f"mean difference {np.mean(means):.2f} levels")
    assert np.mean(means) < 3


def philox(counter, key):
    """Philox4x32-10 over arrays of counters (4 n); the words, in order."""
    c = [np.asarray(word, np.uint64) for word in counter]
    lo, hi = key
    for _ in range(10):
        p, q = np.uint64(0xD2511F53) * c[0], np.uint64(0xCD9E8D57) * c[2]
        shift, mask = np.uint64(32), np.uint64(0xFFFFFFFF)
        c = [(q >> shift) ^ c[1] ^ np.uint64(lo), q & mask, (p >> shift) ^ c[3] ^ np.uint64(hi), p & mask]
        lo, hi = (lo + 0x9E3779B9) % 2**32, (hi + 0xBB67AE85) % 2**32
    return np.stack(c, axis=-1)


def field_noise(seed, index, stream, size):
    """The noise in [-1, 1) that determinism.md gives the first operator of a pipeline, float32 (1 1 h w)."""
    op_id = 0xCBF29CE484222325
    for character in b"0":
        op_id = (op_id ^ character) * 0x100000001B3 % 2**64
    key = philox([op_id % 2**32, op_id >> 32, stream << 16, 0x4F504B59], (seed % 2**32, seed >> 32))[:2]
    count = size[0] * size[1]
    blocks = np.arange(-(-count // 4))
    words = philox([blocks, np.full_like(blocks, index), np.zeros_like(blocks), np.zeros_like(blocks)], (int(key[0]), int(key[1])))
    noise = (words.reshape(-1)[:count] >> np.uint64(8)).astype(np.float64) / 2**23 - 1
    return torch.from_numpy(noise.astype(np.float32).reshape(1, 1, *size))


@pytest.mark.parametrize("alpha, sigma", [(50, 5), ((120, 60), (7, 4))])
def test_elastic_is_within_one_level_given_the_noise_of_its_streams(alpha, sigma):
    sx, sy = (sigma, sigma) if isinstance(sigma, int) else sigma
    (ax, ay), size = (alpha, alpha) if isinstance(alpha, int) else alpha, (120, 160)
    worst, differing, total = 0, 0, 0
    for seed in range(8):
        image = picture(seed, size)
        kernel = [int(8 * s + 1) | 1 for s in (sx, sy)]
        fields = [F.gaussian_blur(field_noise(seed, 3, stream, size), kernel, [sx, sy])[0, 0] for stream in (1, 2)]
        displacement = torch.stack([fields[0] * ax / size[1], fields[1] * ay / size[0]], dim=-1)[None]  # the side of a frame is 2
        theirs = F.elastic(torch.from_numpy(image.copy()).permute(2, 0, 1), displacement).permute(1, 2, 0).numpy()
        pipeline = sm.Compose([sm.ElasticTransform(alpha=alpha, sigma=sigma)])
        ours = pipeline(image, seed=seed, index=3).image
        inside = (pipeline(np.full((*size, 3), 255, np.uint8), seed=seed, index=3).image == 255).all(axis=2)
        assert inside.mean() > 0.9
        difference = np.abs(ours.astype(int) - theirs)[inside]
        worst, differing, total = max(worst, difference.max()), differing + (difference > 0).sum(), total + difference.size
    print(f"largest difference {worst}, {100 * differing / total:.3f} % of the values differ")
    assert worst <= 1
    assert differing < 0.001 * total
