# SPDX-License-Identifier: MIT
"""One photograph becomes a float32 tensor for a network: short side to 256, the middle 224, ImageNet's mean and deviation.

usage: python examples/normalise_one_photo.py [PHOTO]
"""

import sys

import smalti as sm
import torch

photo = sys.argv[1] if len(sys.argv) > 1 else "examples/photos/coffee.jpg"
prepare = sm.Compose([sm.Resize(256), sm.CenterCrop(224), sm.Normalize(sm.IMAGENET_MEAN, sm.IMAGENET_STD)])
out = prepare(photo)
image = torch.from_numpy(out.image).permute(2, 0, 1)[None]  # (1 c h w), as a network wants it
print(out.plan)
print(tuple(image.shape), image.dtype, f"mean {image.mean():+.3f}, deviation {image.std():.3f}")
assert image.shape == (1, 3, 224, 224) and image.abs().max() < 3
