# SPDX-License-Identifier: MIT
"""How many times Ultralytics' and Albumentations' mosaics a second? One core, one run, interleaved rounds, medians.

Mosaic of four, zoom .5 to 1.5 and translation by up to .1 in one, horizontal flip, at 640 x 640 with boxes; pictures in
memory with a long side of 640, as Ultralytics keeps them, so that nobody decodes or fits.
"""

import argparse
import copy
import os
import pathlib
import random

import numpy as np
import rounds

SIDE, BATCH = 640, 16


def pictures(count=64):
    """[(image (h w 3) u8, boxes (n 4) xyxy px)] of a detection data set, or of noise without one."""
    import smalti as sm
    from PIL import Image

    root = pathlib.Path(os.environ.get("SMALTI_DATA", "../shared/data")) / "raccoon"
    if not root.is_dir():
        rng = np.random.default_rng(0)
        return [(rng.integers(0, 256, (480, 640, 3), dtype=np.uint8), np.array([[50.0, 60, 300, 400]], np.float32)) for _ in range(count)]
    source = sm.PascalVoc(images=root / "images", annotations=root / "annotations")
    fit = sm.Compose([sm.LongestMaxSize(SIDE)], filter=None)
    out = []
    for batch in sm.Loader(source, fit, 1, dtype="uint8", layout="HWC"):
        out.append((np.array(batch.images)[0], np.array(batch.boxes.values)))
        if len(out) == count:
            return out
    return out


def smalti_contender():
    import smalti as sm

    recipe = {"target_size": (SIDE, SIDE), "cell_shape": (SIDE, SIDE), "center_range": (0.25, 0.75), "fit_mode": "contain", "zoom": (0.5, 1.5), "translate": 0.1}
    chain = sm.Compose([sm.Mosaic(**recipe), sm.RandomHorizontalFlip()])
    images, boxes = zip(*pictures())
    source = sm.Sequence(list(images), [{"boxes": b, "labels": np.zeros(len(b), np.int64)} for b in boxes])
    loader = sm.Loader(source, chain, BATCH, threads=1, prefetch=0, seed=1, tail="drop", dtype="uint8", layout="HWC")
    return lambda: sum(len(batch) for batch in loader)


def ultralytics_contender():
    import cv2
    from ultralytics.data.augment import Mosaic, RandomFlip, RandomPerspective
    from ultralytics.utils.instance import Instances

    cv2.setNumThreads(1)
    kept = pictures()

    class Cached:
        """Answers what the transforms ask of a data set that keeps its pictures in memory."""

        cache, imgsz, data = "ram", SIDE, {"names": {0: "object"}}
        buffer = list(range(len(kept)))

        def __len__(self):
            return len(kept)

        def get_image_and_label(self, index):
            image, boxes = kept[index]
            return {"im_file": "", "img": image, "ori_shape": image.shape[:2], "resized_shape": image.shape[:2], "ratio_pad": (1, 1), "rect_shape": None,
                    "cls": np.zeros((len(boxes), 1), np.float32),
                    "instances": Instances(copy.deepcopy(boxes), np.zeros((0, 1000, 2), np.float32), None, "xyxy", False)}  # fmt: skip

    data = Cached()
    chain = [Mosaic(data, imgsz=SIDE, p=1.0), RandomPerspective(translate=0.1, scale=0.5, size=(SIDE, SIDE)), RandomFlip(p=0.5, direction="horizontal")]

    def run():
        for index in range(len(data)):
            labels = data.get_image_and_label(index)
            for step in chain:
                labels = step(labels)
            assert labels["img"].shape == (SIDE, SIDE, 3)
        return len(data)

    return run


def albumentations_contender():
    import albumentations as A
    import cv2

    cv2.setNumThreads(1)
    kept = [{"image": image, "bboxes": boxes, "class": [0] * len(boxes)} for image, boxes in pictures()]
    chain = A.Compose(
        [A.Mosaic(grid_yx=(2, 2), target_size=(SIDE, SIDE), cell_shape=(SIDE, SIDE), center_range=(0.25, 0.75), fit_mode="contain", fill=114, p=1),
         A.Affine(scale=(0.5, 1.5), translate_percent=(-0.1, 0.1), fill=114, p=1), A.HorizontalFlip(p=0.5)],
        bbox_params=A.BboxParams(format="pascal_voc", label_fields=["class"]),
    )  # fmt: skip

    def run():
        for k, item in enumerate(kept):
            others = [kept[j] for j in random.sample(range(len(kept)), 3)]
            out = chain(image=item["image"], bboxes=item["bboxes"], **{"class": item["class"]}, mosaic_metadata=others)
            assert out["image"].shape == (SIDE, SIDE, 3), k
        return len(kept)

    return run


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worker", help="a contender: smalti, ultralytics or albumentations")
    parser.add_argument("--core", type=int, default=0, help="processor that every contender is pinned to")
    args = parser.parse_args()
    if args.worker:
        return rounds.serve({"memory": globals()[args.worker + "_contender"]()})
    results = rounds.compare(__file__, {name: (name, {}) for name in ("smalti", "ultralytics", "albumentations")}, ("memory",), args.core)
    import albumentations
    import ultralytics

    rounds.report(__file__, "Mosaic 640", f"Ultralytics {ultralytics.__version__}, Albumentations {albumentations.__version__}", results)


if __name__ == "__main__":
    main()
