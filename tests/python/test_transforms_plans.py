# SPDX-License-Identifier: MIT
"""smalti.transforms: draws, plans, containers, conversions, errors."""

import pickle

import numpy as np
import pytest

torch = pytest.importorskip(
    "torch", reason="torch is not installed; make test TORCH=1 runs the comparisons with torchvision"
)
from PIL import Image  # noqa: E402
from test_transforms import F, H, W, boxes, picture, same  # noqa: E402
from torchvision import tv_tensors  # noqa: E402
from torchvision.transforms import v2  # noqa: E402

import smalti as sm  # noqa: E402
import smalti.transforms as T  # noqa: E402

pytestmark = pytest.mark.torch


def test_manual_seed_reproduces_and_nothing_else_does():
    chain = T.Compose(
        [T.RandomResizedCrop(32), T.RandomHorizontalFlip(), T.ColorJitter(0.4, 0.4, 0.4, 0.1), T.RandomErasing(0.5)]
    )
    runs = []
    for _ in range(2):
        torch.manual_seed(5)
        runs.append([chain(picture()) for _ in range(4)])
    assert all(torch.equal(a, b) for a, b in zip(*runs))
    assert len({a.numpy().tobytes() for a in runs[0]}) == 4


def test_a_plan_takes_64_bits_of_torchs_generator():
    torch.manual_seed(11)
    T.Compose([T.RandomResizedCrop(32), T.RandomHorizontalFlip(), T.RandomErasing()])(picture())
    after = torch.rand(1)
    torch.manual_seed(11)
    torch.empty((), dtype=torch.int64).random_()
    assert torch.equal(after, torch.rand(1))


def test_the_same_draws_as_the_native_pipeline_with_the_seed_that_was_drawn():
    ops = [sm.RandomResizedCrop(32), sm.RandomHorizontalFlip(), sm.ColorJitter(0.4, 0.4, 0.4)]
    chain = T.Compose([T.RandomResizedCrop(32), T.RandomHorizontalFlip(), T.ColorJitter(0.4, 0.4, 0.4)])
    out = chain(picture())
    (record,) = chain.params
    native = sm.Compose(ops)(picture().permute(1, 2, 0).numpy(), seed=record["at"]["seed"], index=0)
    assert np.array_equal(out.permute(1, 2, 0).numpy(), native.image)


def test_what_was_drawn_can_be_replayed():
    chain = T.Compose(
        [T.RandomResizedCrop(32), lambda *x: x, T.RandomChoice([T.RandomVerticalFlip(1), T.ColorJitter(0.5)])]
    )
    first, params = chain(picture(), boxes()), chain.params
    assert len(params) == 2
    again = chain.replay(params, picture(), boxes())
    assert all(same(a, b) for a, b in zip(first, again))
    with pytest.raises(sm.StateError, match="RandomApply.replay: must hold operators only"):
        T.RandomApply([torch.nn.Identity()]).replay([], picture())


def test_all_of_several_views_and_what_follows_them_can_be_replayed():
    crops = sm.Views([[sm.RandomCrop(24)], [sm.RandomCrop(24)]])
    for many in (sm.AugMix(views=3), crops):
        chain = T.Compose([many, T.RandomErasing(1), T.ColorJitter(0.5)])
        first = chain(picture())
        assert len({view.numpy().tobytes() for view in first}) == len(first) > 1
        assert all(map(torch.equal, first, chain.replay(chain.params, picture())))


def test_frames_of_a_clip_and_pictures_of_a_sample_have_the_same_draws():
    frame = picture()
    out = T.Compose(
        [T.RandomAffine(30), T.ColorJitter(0.5, 0.5, 0.5), T.RandomErasing(1), T.ToDtype(torch.float32, scale=True)]
    )({"a": tv_tensors.Video(torch.stack([frame] * 3)), "b": tv_tensors.Image(frame)})
    assert all(torch.equal(one, out["b"]) for one in out["a"]) and out["a"].dtype == torch.float32


def test_neighbours_share_a_plan_and_callables_end_it():
    steps = [
        T.RandomHorizontalFlip(1),
        T.Compose([T.Resize(20), sm.RandomSolarize(128)]),
        T.RandomApply([T.ColorJitter(0.1)]),
    ]
    chain = T.Compose(steps)
    chain(picture())
    assert len(chain.params) == 1 and len(chain.params[0]["drawn"]) >= 4
    for between in (T.Lambda(lambda x: x), torch.nn.Identity(), lambda x: x, v2.RandomAdjustSharpness(2)):
        chain = T.Compose([*steps, between, *steps])
        chain(picture())
        assert len(chain.params) == 2


class Add(T.Transform):
    """A user's transform, as torchvision's documentation shows it."""

    def make_params(self, flat_inputs):
        return {"by": int(torch.randint(1, 9, ())), "images": len(flat_inputs)}

    def transform(self, inpt, params):
        if isinstance(inpt, tv_tensors.BoundingBoxes):
            return inpt
        return tv_tensors.wrap(self._call_kernel(F.horizontal_flip, inpt) + params["by"], like=inpt)


def test_subclasses_of_transform_run_between_operators():
    torch.manual_seed(2)
    image, label = T.Compose([T.RandomHorizontalFlip(1), Add(), T.Pad(1)])(tv_tensors.Image(picture()), 3)
    by = image[:, 1:-1, 1:-1].int() - picture().int()
    assert (
        label == 3
        and isinstance(image, tv_tensors.Image)
        and len(set(by[picture() < 200].tolist())) == 1
        and by.max() > 0
    )


def test_a_subclass_of_an_operator_that_says_what_to_do_is_asked():
    class Twice(T.RandomHorizontalFlip):
        def transform(self, inpt, params):
            return inpt * 2

    class Thrice(T.Pad):
        def forward(self, inpt):
            return inpt * 3

    class Named(T.RandomHorizontalFlip):
        """Says nothing new."""

    x = torch.tensor([[[1, 2]]], dtype=torch.uint8)
    assert T.Compose([T.Identity(), Twice(1), Thrice(1)])(x).tolist() == [[[6, 12]]]
    assert T.Compose([Named(1)])(x).tolist() == [[[2, 1]]]


def test_get_params_draws_for_functional_as_scripts_do():
    torch.manual_seed(0)
    i, j, h, w = T.RandomCrop.get_params(picture(), (20, 30))
    torch.manual_seed(0)
    assert (i, j, h, w) == v2.RandomCrop.get_params(picture(), (20, 30))
    assert torch.equal(F.crop(picture(), i, j, h, w), picture()[:, i : i + h, j : j + w])


def test_containers_take_any_callables_and_keep_their_probabilities():
    torch.manual_seed(0)
    n = 400
    for children in ([T.RandomHorizontalFlip(1)], [lambda x: x.flip(-1)]):
        flipped = sum(
            torch.equal(T.RandomApply(children, p=0.3)(picture()[:, :2, :3]), picture()[:, :2, :3].flip(-1))
            for _ in range(n)
        )
        assert abs(flipped - 0.3 * n) < 4 * (n * 0.3 * 0.7) ** 0.5
    x = torch.tensor([[[0, 9]]], dtype=torch.uint8)
    for pair in ([T.RandomHorizontalFlip(1), T.Identity()], [lambda x: x.flip(-1), lambda x: x]):
        choice = T.RandomChoice(pair, p=[3, 1])
        flipped = sum(int(choice(x)[0, 0, 0]) == 9 for _ in range(n))
        assert abs(flipped - 0.75 * n) < 4 * (n * 0.75 * 0.25) ** 0.5
    orders = {tuple(T.RandomOrder([T.Pad(1, fill=1), T.Pad(1, fill=2)])(x)[0, 0].tolist()) for _ in range(20)}
    assert orders == {(1,) * 6, (2,) * 6}


def test_conversions_keep_values_and_do_not_end_a_plan():
    pil = v2.functional.to_pil_image(picture())
    chain = T.Compose(
        [
            T.ToImage(),
            T.RandomHorizontalFlip(1),
            T.ToDtype(torch.float32, scale=True),
            T.Normalize([0.5], [0.5]),
            T.ToPureTensor(),
        ]
    )
    for given in (pil, picture(), np.asarray(pil)):
        out = chain(given)
        assert type(out) is torch.Tensor and len(chain.params) == 1
        assert torch.allclose(out, (picture().flip(-1) / 255 - 0.5) / 0.5, atol=1e-6)
    old = T.Compose([T.RandomHorizontalFlip(1), T.ToTensor(), T.Normalize([0.5] * 3, [0.5] * 3)])
    assert torch.allclose(old(pil), out, atol=1e-6) and len(old.params) == 1
    assert torch.equal(T.Compose([T.RandomHorizontalFlip(1), T.PILToTensor()])(pil), picture().flip(-1))
    assert torch.equal(T.ToTensor()(pil), v2.functional.to_dtype(picture(), torch.float32, scale=True))
    assert same(T.Compose([T.RandomHorizontalFlip(1), T.ToPILImage()])(picture()), v2.functional.hflip(pil))


def test_to_dtype_speaks_of_types():
    image, mask = tv_tensors.Image(picture()), tv_tensors.Mask(torch.zeros((H, W), dtype=torch.uint8))
    chain = T.Compose(
        [
            T.CenterCrop(8),
            T.ToDtype({tv_tensors.Image: torch.float32, tv_tensors.Mask: torch.int64, "others": None}, scale=True),
        ]
    )
    out = chain({"i": image, "m": mask, "b": boxes()})
    assert (out["i"].dtype, out["m"].dtype, out["b"].dtype) == (torch.float32, torch.int64, torch.float32)
    assert type(out["m"]) is tv_tensors.Mask and out["i"].max() <= 1
    with pytest.raises(sm.ParamError, match='ToDtype.dtype: must say the dtype of Image; add "others": None'):
        T.ToDtype({tv_tensors.Mask: torch.int64})(image)


def test_torchvisions_arguments_are_taken():
    assert T.Resize([20])(picture()).shape == (3, 20, 25)
    assert T.Resize(size=None, max_size=40, interpolation=Image.BICUBIC, antialias=None)(picture()).shape == (3, 32, 40)
    assert T.RandomRotation([-5, 5], T.InterpolationMode.BILINEAR, False, [10, 10], 3).center == [10, 10]
    assert T.Normalize((0.5,), (0.5,)).mean == [0.5]
    flip = T.RandomHorizontalFlip(0)
    flip.p = 1.0
    assert torch.equal(flip(picture()), picture().flip(-1))
    for transform in (flip, T.Compose([flip, T.RandomApply([T.ColorJitter(0.2)]), T.Normalize([0.5], [0.5])])):
        copied = pickle.loads(pickle.dumps(transform))
        assert repr(copied) == repr(transform)


def test_the_surface_is_torchvisions():
    lacking = {n for n in dir(v2) if n[0].isupper() and not hasattr(T, n)}
    assert not {n for n in lacking if n in sm.operators.classes}
    assert lacking <= {
        "AugMix", "AutoAugment", "RandAugment", "TrivialAugmentWide", "GaussianNoise", "Grayscale", "JPEG", "RGB",
        "LinearTransformation", "RandomAdjustSharpness", "RandomChannelPermutation", "RandomEqualize", "RandomInvert",
        "RandomPhotometricDistort", "RandomPosterize",
    }  # fmt: skip
    assert not {n for n in dir(v2.functional) if callable(getattr(v2.functional, n)) and n[0] != "_"} - set(dir(F))


@pytest.mark.parametrize("make, text", [
    (lambda: T.Resize(sise=3), r"Resize: no parameter 'sise'; it takes size, interpolation, max_size, antialias"),
    (lambda: T.RandomHorizontalFlip(p=2), r"RandomHorizontalFlip.p = 2"),
    (lambda: T.RandomApply([T.Resize(3)], p=2), r"RandomApply.p = 2: must be in \[0, 1\]"),
    (lambda: T.Compose([]), r"Compose.transforms = \[\]: must hold callables, at least one"),
    (lambda: T.Compose([3]), r"Compose.transforms = \[3\]: must hold callables"),
    (lambda: T.Compose(3), r"Compose.transforms = 3: must be a sequence of callables"),
    (lambda: T.RandomChoice([T.Resize(3)], p=[1, 2]), r"RandomChoice.p = \[1, 2\]: must have a weight for each"),
    (lambda: T.ToDtype("float"), r"ToDtype.dtype = 'float': must be a torch.dtype or a dict by type"),
    (lambda: T.Normalize([0.5], [0.5])(Image.new("RGB", (3, 3))), r"takes tensors, not PIL images; put ToImage before"),
    (lambda: T.Resize(3)(Image.new("P", (3, 3))), r"image = PIL image of mode P: must be of .*; use .convert\('RGB'\)"),
    (lambda: T.Resize(3)(torch.zeros((3, 4, 4), dtype=torch.int64)), r"torch.int64: must be .*; put ToDtype before"),
    (lambda: T.Resize(3)(Image.new("L", (3, 3)), tv_tensors.Mask(torch.zeros(3, 4))), "3x3, 3x4 .*: must have one"),
    (lambda: T.MixUp(alpha=0), r"MixUp.alpha = 0: must be above 0"),
    (lambda: T.MixUp()(picture()[None], torch.tensor([1])), r"labels are class numbers: num_classes must be given"),
    (lambda: T.CutMix(num_classes=2)(picture(), torch.tensor([1])), r"images = \(3, 64, 80\): must have 4 axes"),
])  # fmt: skip
def test_errors_name_the_remedy(make, text):
    with pytest.raises(sm.Error, match=text):
        make()


def test_a_name_that_is_not_here_says_where_it_is():
    with pytest.raises(AttributeError, match="smalti.transforms has no Nonsense$"):
        T.Nonsense
