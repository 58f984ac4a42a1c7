# SPDX-License-Identifier: MIT
"""How many times OpenCV's pictures a second? Operators that look around each pixel, and JPEG, one core, interleaved rounds.

512x512 RGB bytes, a photograph unless said. OpenCV does the same work, by the calls that Albumentations or torchvision's
definition come to: Lab and back around CLAHE, a blend around the smoothed copy, an equalised channel at a time.
"""

import argparse
import os
import pathlib

import numpy as np
import rounds

SIDE, EACH = 512, 8


def photographs():
    from PIL import Image

    data = pathlib.Path(os.environ.get("SMALTI_DATA", "../shared/data")) / "photos_large"
    folder = data if data.is_dir() else pathlib.Path(__file__).parents[2] / "examples" / "photos"
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() in (".jpg", ".jpeg"))[:EACH]
    return [np.ascontiguousarray(Image.open(p).convert("RGB").resize((SIDE, SIDE), Image.Resampling.LANCZOS)) for p in files]


def smooth_pictures():
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    waves = [np.stack([128 + 100 * np.sin((x + k) / 90 + c) * np.cos(y / 70 - c) for c in range(3)], -1) for k in range(EACH)]
    return [wave.round().astype(np.uint8) for wave in waves]


MEDIANS = (3, 5, 7, 9, 11, 15, 21, 31)
TASKS = (*(f"MedianBlur {side}" for side in MEDIANS), "MotionBlur 7", "GaussianBlur 5", "CLAHE", "RandomAdjustSharpness", "RandomEqualize",
         "JPEG 50", "JPEG 50, smooth pictures")  # fmt: skip


def smalti_contender():
    import smalti as sm

    work = {f"MedianBlur {side}": sm.MedianBlur((side, side)) for side in MEDIANS}
    work |= {
        "MotionBlur 7": sm.MotionBlur((7, 7), allow_shifted=False, angle_range=30, direction_range=0),
        "GaussianBlur 5": sm.GaussianBlur(5, sigma=1.1),
        "CLAHE": sm.CLAHE((2, 2)),
        "RandomAdjustSharpness": sm.RandomAdjustSharpness(2, p=1),
        "RandomEqualize": sm.RandomEqualize(p=1),
        "JPEG 50": sm.JPEG(50),
        "JPEG 50, smooth pictures": sm.JPEG(50),
    }
    return {task: sm.Compose([op]) for task, op in work.items()}


def opencv_contender():
    import cv2

    cv2.setNumThreads(1)
    line = np.zeros((7, 7), np.float32)  # what MotionBlur above draws
    for t in range(-3, 4):
        line[round(3 + t * np.sin(np.pi / 6)), round(3 + t * np.cos(np.pi / 6))] = 1
    line /= line.sum()
    smoothing = np.array([[1, 1, 1], [1, 5, 1], [1, 1, 1]], np.float32) / 13

    def clahe(image, equaliser=cv2.createCLAHE(2, (8, 8))):
        lab = cv2.cvtColor(image, cv2.COLOR_RGB2LAB)
        lab[..., 0] = equaliser.apply(lab[..., 0])
        return cv2.cvtColor(lab, cv2.COLOR_LAB2RGB)

    def jpeg(image):
        return cv2.imdecode(cv2.imencode(".jpg", image, (cv2.IMWRITE_JPEG_QUALITY, 50))[1], cv2.IMREAD_COLOR)

    work = {f"MedianBlur {side}": lambda image, side=side: cv2.medianBlur(image, side) for side in MEDIANS}
    return work | {
        "MotionBlur 7": lambda image: cv2.filter2D(image, -1, line),
        "GaussianBlur 5": lambda image: cv2.GaussianBlur(image, (5, 5), 1.1),
        "CLAHE": clahe,
        "RandomAdjustSharpness": lambda image: cv2.addWeighted(image, 2, cv2.filter2D(image, -1, smoothing), -1, 0),
        "RandomEqualize": lambda image: cv2.merge([cv2.equalizeHist(plane) for plane in cv2.split(image)]),
        "JPEG 50": jpeg,
        "JPEG 50, smooth pictures": jpeg,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tasks", nargs="*", default=TASKS, help="some of: " + "; ".join(TASKS))
    parser.add_argument("--worker", help="a contender: smalti or opencv")
    parser.add_argument("--core", type=int, default=0, help="processor that both contenders are pinned to")
    args = parser.parse_args()
    if args.worker:
        photos, smooth = photographs(), smooth_pictures()
        work = globals()[args.worker + "_contender"]()
        return rounds.serve({task: rounds.each(work[task], smooth if "smooth" in task else photos) for task in TASKS})
    results = rounds.compare(__file__, {"smalti": ("smalti", {}), "OpenCV": ("opencv", {})}, args.tasks, args.core)
    import cv2

    rounds.report(__file__, "Neighbourhood operators 512x512x3 u8", f"OpenCV {cv2.__version__}", results, page=set(args.tasks) == set(TASKS))


if __name__ == "__main__":
    main()
