# SPDX-License-Identifier: MIT
"""The whole picture times a matrix, against NumPy."""

import numpy as np
import pytest
import smalti as sm

RNG = np.random.default_rng(1)


def product(image, matrix, mean):
    """As torchvision flattens it: channels, rows, columns."""
    row = image.astype(np.float64).transpose(2, 0, 1).reshape(-1)
    c, h, w = image.shape[2], *image.shape[:2]
    return ((row - mean) @ matrix).reshape(c, h, w).transpose(1, 2, 0)


@pytest.mark.parametrize("shape", [(1, 1, 3), (5, 7, 3), (9, 4, 1), (3, 3, 10)])
@pytest.mark.parametrize("dtype, top", [("uint8", 255), ("uint16", 65535), ("float32", 1)])
def test_the_product_is_that_of_numpy(shape, dtype, top):
    n = np.prod(shape)
    matrix, mean = RNG.normal(size=(n, n)).astype(np.float32), (RNG.random(n) * top).astype(np.float32)
    image = (RNG.random(shape) * top).astype(dtype)
    op = sm.LinearTransformation(matrix, mean)
    out, expected = op(image).image, product(image, matrix, mean)
    assert out.dtype == np.float32
    assert np.abs(np.atleast_3d(out) - expected).max() <= 1e-6 * n * np.abs(expected).max()
    assert out.tobytes() == op(image).image.tobytes()


def test_it_whitens():
    images = [RNG.integers(0, 256, (4, 4, 1), dtype=np.uint8) // 2 + np.uint8(k) for k in range(100)]
    rows = np.stack(images).reshape(100, 16).astype(np.float64)
    mean = rows.mean(0)
    values, axes = np.linalg.eigh(np.cov(rows.T))
    op = sm.LinearTransformation((axes / np.sqrt(values)) @ axes.T, mean)
    white = np.stack([op(image).image for image in images]).reshape(100, 16)
    assert np.abs(np.cov(white.T) - np.eye(16)).max() < 1e-4


def test_the_largest_matrix_is_taken():
    image = RNG.integers(0, 256, (32, 32, 3), dtype=np.uint8)
    turned = np.roll(np.eye(3072, dtype=np.float32), 1, axis=1)  # each value to the next place
    out = sm.LinearTransformation(turned, 0)(image).image
    assert (out.transpose(2, 0, 1).reshape(-1) == np.roll(image.transpose(2, 0, 1).reshape(-1), 1)).all()


@pytest.mark.parametrize(
    "matrix, text",
    [
        ([[1, 2]], "must be a number, or rows of numbers, as many rows as a row has numbers"),
        ([1, 2], "must be a number, or rows of numbers, as many rows as a row has numbers"),
        ("x", "must be a number, or rows of numbers"),
        ([], "transformation_matrix must have as many rows as a row has numbers"),
    ],
)
def test_what_is_no_square_matrix_is_refused(matrix, text):
    with pytest.raises(sm.ParamError, match=text):
        sm.LinearTransformation(matrix, 0)
