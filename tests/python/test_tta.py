# SPDX-License-Identifier: MIT
"""The way back from views, chirality, several views of one sample, and merging."""

import io
import json
import pickle

import numpy as np
import pytest
import smalti as sm

H, W = 60, 84


def scene():
    """A bright rectangle in columns 20 to 49, rows 12 to 33, and two spots, the left one in blue, the right one as well."""
    image = np.zeros((H, W, 3), np.uint8)
    image[12:34, 20:50, 0] = 255
    image[40:44, 10:14, 2] = image[40:44, 60:64, 2] = 255
    return image


def encoded(image):
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    return file.getvalue()


def model(image):
    """What there is to see: a dense map, its mask and its box."""
    prob = image[..., 0].astype(np.float32) / 255
    ys, xs = np.nonzero(prob > 0.5)
    return prob, prob > 0.5, [[xs.min(), ys.min(), xs.max() + 1, ys.max() + 1]]


def spots(image):
    """The two spots as keypoints with a score, the one further left first: a model that knows left and right."""
    blue = image[..., 2].astype(float)
    x, y = np.arange(image.shape[1]) + 0.5, np.arange(image.shape[0]) + 0.5
    middle = image.shape[1] / 2
    points = []
    for side in (x < middle, x >= middle):
        part = blue * side
        points.append([(part * x).sum() / part.sum(), (part.T * y).sum() / part.sum(), 0.75])
    return points


@pytest.mark.parametrize("slots", [[sm.TTA.d4()], [sm.TTA.hflip(), sm.TTA.vflip()], [[None, sm.Transpose()], [None, sm.Pad(5)]]])
def test_a_model_that_turns_with_the_picture_gives_one_answer(slots):
    tta, image = sm.TTA(slots), scene()
    views = tta(image, oriented_boxes=[[40, 30, 20, 8, 25]], labels=[0], segmentation=(image[..., 0] > 0).astype(np.uint8))
    predictions = [model(v.image) for v in views]
    prob, mask, boxes = zip(*predictions)
    back = tta.invert(views, dense=[sm.Prob(p) for p in prob], masks=mask, boxes=boxes, oriented_boxes=[v.oriented_boxes for v in views],
                      segmentation=[v.segmentation for v in views])  # fmt: skip
    assert len(views) in (4, 8) and views.extent == (H, W)
    for i in range(len(views)):
        assert np.asarray(back.dense[i]).tobytes() == prob[0].tobytes()
        assert (back.masks[i] == mask[0]).all() and back.masks[i].dtype == bool
        assert back.boxes[i].tolist() == [[20, 12, 50, 34]]
        assert back.segmentation[i].tobytes() == views[0].segmentation.tobytes()
        np.testing.assert_allclose(back.oriented_boxes[i][0], [40, 30, 20, 8, 25], atol=1e-3)
    for mode in ("mean", "gmean", "max", "min"):
        assert np.asarray(tta.merge(back.dense, mode)).tobytes() == prob[0].tobytes()


def test_left_and_right_change_places_in_a_mirrored_view():
    tables = {"keypoint_chiral_perm": [1, 0], "class_chiral_perm": [0, 2, 1]}
    image = scene()
    tta = sm.TTA([sm.TTA.hflip()], **tables)
    views = tta(image, keypoints=[[12, 42, 2], [62, 42, 2]], boxes=[[10, 40, 14, 44]], labels=[1])
    assert views[1].labels.tolist() == [2]  # a left hand looks like a right one
    np.testing.assert_allclose(views[1].keypoints[:, 0], [W - 62, W - 12])
    back = tta.invert(views, keypoints=[spots(v.image) for v in views], classes=[v.labels for v in views],
                      class_scores=[[[0.1, 0.7, 0.2]], [[0.1, 0.2, 0.7]]])  # fmt: skip
    for k, c, s in zip(back.keypoints, back.classes, back.class_scores):
        np.testing.assert_allclose(k, [[12, 42, 0.75], [62, 42, 0.75]], atol=1e-4)
        assert c.tolist() == [1] and s.tolist() == [[0.1, 0.7, 0.2]]
    forgotten = sm.invert(spots(views[1].image), views[1].map)
    assert forgotten[0, 0] > forgotten[1, 0]


def test_scaled_views_agree_within_what_resampling_allows():
    tta = sm.TTA([sm.TTA.scales([1, 0.5, 2]), sm.TTA.hflip()], stride=4)
    views = tta(scene())
    assert [v.image.shape[:2] for v in views[::2]] == [(60, 84), (32, 40), (120, 168)]  # 30 / 4 = 7.5 and 42 / 4 = 10.5 round to even
    back = tta.invert(views, dense=[model(v.image)[0] for v in views])
    merged = tta.merge(back.dense)
    far = np.ones((H, W), bool)
    far[7:39, 15:55] = False
    assert merged[far].max() == 0 and merged[16:30, 24:46].min() > 0.999


def test_five_crops_count_only_where_they_look():
    tta = sm.TTA([sm.TTA.five_crop((40, 50))])
    views = tta(scene())
    dense = tta.invert(views, dense=[model(v.image)[0] for v in views]).dense
    assert all(np.ma.isMaskedArray(d) for d in dense)
    assert dense[0].count() == 40 * 50
    assert tta.merge(dense, "mean").tobytes() == model(scene())[0].tobytes()
    alone = tta.merge(dense[:1], "max")
    assert np.isnan(alone[50, 60]) and alone[20, 30] == 1


def test_an_explicit_list_of_pipelines_may_leave_the_identity_out():
    with pytest.raises(sm.ParamError, match="every slot must hold the identity"):
        sm.TTA([[sm.RandomHorizontalFlip(p=1)]])
    views = sm.TTA([sm.Compose([sm.RandomHorizontalFlip(p=1)]), sm.Compose([sm.Resize((30, 42))])])(scene())
    assert (views[0].image == scene()[:, ::-1]).all() and views[1].image.shape == (30, 42, 3)
    assert len(sm.TTA.yolo()(scene())) == 3
    for given in (encoded(scene()), scene()[..., 0]):
        assert (sm.TTA([sm.TTA.hflip()])(given)[1].image == (scene() if isinstance(given, bytes) else given)[:, ::-1]).all()
    normal = sm.TTA([sm.TTA.hflip()], after=[sm.Normalize(mean=[0.5], std=[0.5])])(scene())
    assert normal[1].image.dtype == np.float32 and normal[1].image.min() == -1


def test_merging_is_element_wise_and_typed():
    a, b = np.float32([[0.1, 0.9], [0.5, 0]]), np.float32([[0.4, 0.2], [0.5, 1]])
    assert np.asarray(sm.TTA.merge([sm.Prob(a), sm.Prob(b)], "max")).tolist() == np.maximum(a, b).tolist()
    assert np.asarray(sm.TTA.merge([sm.Prob(a), sm.Prob(b)], "min")).tolist() == np.minimum(a, b).tolist()
    np.testing.assert_allclose(np.asarray(sm.TTA.merge([sm.Prob(a), sm.Prob(b)], "gmean")), np.sqrt(a * b), rtol=1e-6)
    np.testing.assert_allclose(np.asarray(sm.TTA.merge([sm.Prob(a)] * 3, "tsharpen")), np.sqrt(a), rtol=1e-6)
    assert isinstance(sm.TTA.merge([sm.Logit(a), sm.Logit(b)]), sm.Logit)
    for mode in ("gmean", "tsharpen"):
        for kind in (sm.Logit, np.asarray):
            with pytest.raises(sm.ParamError, match=f"merge.mode = {mode}: must be mean, max or min unless the scores are Prob"):
                sm.TTA.merge([kind(a), kind(b)], mode)
    with pytest.raises(sm.ParamError, match="Prob must be in"):
        sm.TTA.merge([sm.Prob([2.0])])
    with pytest.raises(sm.ParamError, match="one kind"):
        sm.TTA.merge([sm.Prob(a), sm.Logit(b)])
    with pytest.raises(sm.ParamError, match="one shape"):
        sm.TTA.merge([sm.Prob(a), sm.Prob(a[:1])])


def fusion_by_the_paper(views, threshold):
    """Algorithm of Solovyev et al., section 3, one class, as plainly as it can be written."""
    clusters, fused = [], []
    for box, score in sorted(((b, s) for v in views for b, s in v), key=lambda e: -e[1]):
        def overlap(f):
            w, h = min(f[2], box[2]) - max(f[0], box[0]), min(f[3], box[3]) - max(f[1], box[1])
            both = max(w, 0) * max(h, 0)
            return both / ((f[2] - f[0]) * (f[3] - f[1]) + (box[2] - box[0]) * (box[3] - box[1]) - both)

        place = max(range(len(fused)), key=lambda i: overlap(fused[i]), default=None)
        if place is None or overlap(fused[place]) <= threshold:
            clusters.append([]), fused.append(None)
            place = len(fused) - 1
        clusters[place].append((np.array(box, float), score))
        fused[place] = sum(b * s for b, s in clusters[place]) / sum(s for _, s in clusters[place])
    scores = [np.mean([s for _, s in c]) * min(len(c), len(views)) / len(views) for c in clusters]
    return sorted(zip(scores, fused), key=lambda e: -e[0])


def test_weighted_boxes_fusion_is_that_of_the_paper():
    rng = np.random.default_rng(3)
    for _ in range(20):
        views = []
        for _ in range(3):
            corner = rng.uniform(0, 60, (12, 2)).round(0) + rng.normal(0, 1.5, (12, 2))
            views.append([(b, s) for b, s in zip(np.float32(np.hstack([corner, corner + 30])), np.float32(rng.uniform(0.1, 1, 12)))])
        boxes, scores, classes = sm.weighted_boxes_fusion([[b for b, _ in v] for v in views], [[s for _, s in v] for v in views])
        want = fusion_by_the_paper(views, 0.55)
        assert len(boxes) == len(want) and (classes == 0).all()
        np.testing.assert_allclose(scores, [s for s, _ in want], rtol=1e-5)
        np.testing.assert_allclose(boxes, [b for _, b in want], rtol=1e-4)


def test_inverting_serves_ordinary_inference():
    out = sm.Compose([sm.LetterBox((128, 128))])(scene(), boxes=[[20, 12, 50, 34]], labels=[0], keypoints=[[12, 42, 2]])
    np.testing.assert_allclose(sm.invert(out.boxes, out.map), [[20, 12, 50, 34]], atol=1e-3)
    np.testing.assert_allclose(sm.invert(out.keypoints, out), [[12, 42, 2]], atol=1e-3)
    np.testing.assert_allclose(sm.invert([[64, 64]], out.map), [[42, (64 - 18) * 60 / 91]], atol=1e-4)  # 84x60 becomes 128x91, 18 rows from the top
    mask = out.image[..., 0] > 127
    back = sm.invert(mask, out.map, extent=(H, W))
    assert back.shape == (H, W) and (back != (scene()[..., 0] > 0)).mean() < 0.01
    assert sm.invert(np.stack([mask] * 3), out, extent=(H, W)).shape == (3, H, W)
    logits = np.random.default_rng(0).normal(size=(2, 128, 128)).astype(np.float32)
    assert sm.invert(logits, out, extent=(H, W)).shape == (2, H, W)
    assert (sm.invert(logits.transpose(1, 2, 0), out, extent=(H, W), layout="HWC").transpose(2, 0, 1) == sm.invert(logits, out, extent=(H, W))).all()
    with pytest.raises(sm.ParamError, match="must have 2 to 5 columns"):
        sm.invert(np.zeros((3, 7)), out.map)
    with pytest.raises(sm.GeometryError, match="must have an inverse"):
        sm.invert([[0, 0]], np.zeros((3, 3)))


def test_inverting_a_batch():
    items = [np.full((h, w, 3), 90, np.uint8) for h, w in ((50, 40), (30, 90), (64, 64))]
    targets = [{"boxes": b, "labels": [0] * len(b)} for b in ([[1, 2, 30, 40]], [], [[0, 0, 9, 9], [8, 8, 64, 64]])]
    loader = sm.Loader(sm.Sequence(items, targets), sm.Compose([sm.LetterBox((96, 96))]), 3, shuffle=False, threads=1)
    batch = next(iter(loader))
    back = sm.invert(batch.boxes.values, batch.maps, offsets=batch.boxes.offsets)
    np.testing.assert_allclose(back, [[1, 2, 30, 40], [0, 0, 9, 9], [8, 8, 64, 64]], atol=1e-3)
    maps = sm.invert(np.zeros((3, 5, 96, 96), np.float32), batch.maps, extent=batch.source_extents)
    assert [m.shape for m in maps] == [(5, 50, 40), (5, 30, 90), (5, 64, 64)]
    ids = sm.invert(np.full((3, 96, 96), 7, np.int64), batch.maps, extent=batch.source_extents)
    assert [m.shape for m in ids] == [(50, 40), (30, 90), (64, 64)] and all((m == 7).all() for m in ids)
    masks = sm.invert(np.ones((4, 96, 96), bool), batch.maps, extent=batch.source_extents, offsets=[0, 1, 1, 4])
    assert [m.shape for m in masks] == [(1, 50, 40), (0, 30, 90), (3, 64, 64)]
    with pytest.raises(sm.ConfigError, match="must be one more than the maps, 3"):
        sm.invert(batch.boxes.values, batch.maps, offsets=[0, 3])


def test_tables_belong_to_the_pipeline_and_its_json():
    perm = [0, 2, 1]
    chain = sm.Compose([sm.RandomHorizontalFlip(p=1)], keypoint_chiral_perm=perm, class_chiral_perm=[1, 0])
    out = chain(scene(), keypoints=[[1, 1, 2], [5, 1, 2], [9, 1, 1]], boxes=[[0, 0, 9, 9]], labels=[0])
    assert out.keypoints.tolist() == [[W - 1, 1, 2], [W - 9, 1, 1], [W - 5, 1, 2]] and out.labels.tolist() == [1]
    assert sm.Compose.from_json(chain.to_json()) == chain == pickle.loads(pickle.dumps(chain))
    assert json.loads(chain.to_json())["keypoint_chiral_perm"] == perm
    assert "keypoint_chiral_perm" not in sm.Compose([]).to_dict()
    with pytest.raises(sm.ParamError, match="keypoint_chiral_perm must be given when keypoints are chiral"):
        sm.Compose([sm.RandomHorizontalFlip()], chiral_keypoints=True)
    with pytest.raises(sm.LabelError, match="must be whole sets of 3"):
        chain(scene(), keypoints=[[1, 1, 2]])


def test_views_of_a_sample_and_of_a_batch():
    crops = sm.Views([[sm.RandomCrop(24), sm.RandomHorizontalFlip()], sm.Compose([sm.RandomCrop(24)])])
    image = np.random.default_rng(0).integers(0, 256, (H, W, 3), dtype=np.uint8)
    first, second = sm.Compose([crops])(image, seed=3, index=5)
    assert first.image.shape == second.image.shape == (24, 24, 3) and first.image.tobytes() != second.image.tobytes()
    assert eval(repr(crops), vars(sm)) == crops
    replayed = sm.Compose([crops]).replay(second.params, image)
    assert replayed[1].image.tobytes() == second.image.tobytes()
    source = sm.Sequence([image, image[::-1].copy()])
    batch = next(iter(sm.Loader(source, sm.Compose([crops]), 2, seed=3, shuffle=False, threads=1, layout="HWC")))
    assert np.asarray(batch.images).shape == (4, 24, 24, 3) and np.asarray(batch.ids).tolist() == [0, 0, 1, 1]
    alone = sm.Compose([crops])(image[::-1].copy(), seed=3, index=1)
    assert np.asarray(batch.images)[3].tobytes() == alone[1].image.tobytes()
    with sm.Loader(sm.Sequence([encoded(image)] * 3), sm.Compose([crops]), 3, threads=1) as loader:
        assert len(next(iter(loader))) == 6 and loader.stats["decodes"] == 3  # a file once, whatever the views
    sizes = sm.Compose([sm.Views([[sm.CenterCrop(24)], [sm.CenterCrop(16)]])])
    with pytest.raises(sm.GeometryError, match="must have the extent of its batch"):
        next(iter(sm.Loader(source, sizes, 2, threads=1)))
    with pytest.raises(sm.ParamError, match="must be left out of a pipeline within another"):
        sm.Views([sm.Compose([sm.RandomCrop(8)], filter=None)])


def test_augmix_gives_the_picture_and_two_blends_of_it_three_rows_a_sample():
    image = np.random.default_rng(0).integers(0, 256, (H, W, 3), dtype=np.uint8)
    chain = sm.Compose([sm.AugMix(views=3)])
    samples = chain(image, seed=3, index=5)
    clean, first, second = [s.image for s in samples]
    assert (clean == image).all() and len({image.tobytes(), first.tobytes(), second.tobytes()}) == 3
    for k in range(3):  # what one of them recorded gives its bytes again
        assert (chain.replay(samples[k].params, image)[k].image == samples[k].image).all()
    source = sm.Sequence([image, image[::-1].copy()], targets=[{"labels": 4}, {"labels": 7}])
    batch = next(iter(sm.Loader(source, chain, 2, seed=3, shuffle=False, threads=1, layout="HWC")))
    rows = np.asarray(batch.images)
    assert rows.shape == (6, H, W, 3)
    assert np.asarray(batch.ids).tolist() == [0, 0, 0, 1, 1, 1] and np.asarray(batch.labels).tolist() == [4, 4, 4, 7, 7, 7]
    assert (rows[3] == image[::-1]).all()
    assert all((rows[3 + k] == s.image).all() for k, s in enumerate(chain(image[::-1].copy(), seed=3, index=1)))
    with pytest.raises(sm.ParamError, match="AugMix: views must be 1, or 3 for the picture as it is and two blends"):
        sm.AugMix(views=2)


def test_the_boxes_of_all_views_may_be_suppressed_instead_of_fused():
    boxes = [[[0, 0, 10, 10]], [[1, 0, 11, 10], [30, 30, 40, 40]]]
    found, scores, classes = sm.TTA.merge_boxes(boxes, [[0.9], [0.8, 0.7]], method="nms")
    assert found.tolist() == [[0, 0, 10, 10], [30, 30, 40, 40]]
    assert scores.tolist() == pytest.approx([0.9, 0.7]) and classes.tolist() == [0, 0]
