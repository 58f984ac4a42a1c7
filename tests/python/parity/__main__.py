# SPDX-License-Identifier: MIT
"""Measures every case and writes the page."""

import argparse
import pathlib
import platform
import sys

import albumentations
import cv2
import PIL
import torch
import torchvision

from .cases import CASES
from .measure import SEEDS
from .peer_cases import PEERS
from .samples import SAMPLES

PAGE = """# Exact mode beside other libraries

`Compose(..., mode="exact")` and the library that an operator follows: smalti draws, and the other is called with what
was drawn. torchvision's functionals (v2) are given uint8 tensors and tv_tensors, the others arrays.
Written by `make parity`; `tests/python/test_parity.py` asserts the bounds.

{samples} pictures (noise and photographs, {extents}), {seeds} seeds each.
torch {torch} ({capability}), torchvision {torchvision}, Albumentations {albumentations}, OpenCV {opencv},
Pillow {pillow}, {machine}.

* Differences are in levels for images, masks and segmentations, in px for boxes and keypoints. An *image* has uint8
  unless it says otherwise; the levels of uint16 are 65,536, those of float32 lie in 0..1.
* *places*: a picture of its own coordinates, which shows from where each pixel was taken.
* A bound is the largest difference, or the share of the values that may differ at all, or both. *inside*: no box of
  smalti's sticks out of torchvision's by more.
* *image border*: the pixels of a warp that show a mixture with the fill; *image* are the others.
* *image rows first*: the pictures that Pillow 13 resizes rows first; *image* are the others. *PIL image*: what the
  functional makes of a PIL image.
* *boxes cut*: those that a warp moves over the border; *boxes* are the others.

| beside | operator | parameters | target | differing | of | largest | bound | cause |
|---|---|---|---|--:|--:|--:|--:|---|
{rows}
"""


def line(row):
    *case, bound, cause = row.promise
    largest = f"{row.largest:.0f}" if row.largest == round(row.largest) else f"{row.largest:.3g}"
    measured = (f"{row.differing:,}", f"{row.total:,}", largest)
    return " | ".join(("", *case, *measured, bound, cause, "")).strip()


def promises(page):
    """The rows of a written page, without what was measured."""
    lines = [text for text in page.splitlines() if text.startswith("| ")]
    cells = [[cell.strip() for cell in text.strip("|").split("|")] for text in lines[1:]]
    return [tuple(row[:4] + row[7:]) for row in cells]


def main():
    parser = argparse.ArgumentParser(prog="python -m parity", description=__doc__)
    parser.add_argument("page", type=pathlib.Path, help="file to write")
    path = parser.parse_args().page
    rows = [row for case in [*CASES, *PEERS] for row in case.rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        PAGE.format(
            samples=len(SAMPLES),
            extents=", ".join(f"{height} x {width}" for height, width in (sample.extent for sample in SAMPLES)),
            seeds=len(SEEDS),
            torch=torch.__version__,
            capability=torch.backends.cpu.get_cpu_capability(),
            torchvision=torchvision.__version__,
            albumentations=albumentations.__version__,
            opencv=cv2.__version__,
            pillow=PIL.__version__,
            machine=platform.machine(),
            rows="\n".join(line(row) for row in rows),
        )
    )
    broken = [line(row) for row in rows if not row.holds]
    if broken:
        sys.exit("beyond their bounds:\n" + "\n".join(broken))


if __name__ == "__main__":
    main()
