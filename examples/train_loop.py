# SPDX-License-Identifier: MIT
"""Trains a small classifier on a folder of classes, an epoch at a time, and goes on from a checkpoint.

usage: python examples/train_loop.py [FOLDER]      (one folder a class inside, or the photographs that ship)
"""

import sys

import smalti as sm
import torch
from torch import nn

folder = sys.argv[1] if len(sys.argv) > 1 else "examples/photos"
source = sm.ImageFolder(folder)
classes = max(2, len(source.classes))
train = sm.Compose(
    [
        sm.RandomResizedCrop(64),
        sm.RandomHorizontalFlip(),
        sm.ColorJitter(brightness=0.4, contrast=0.4, saturation=0.4),
        sm.Normalize(mean=sm.IMAGENET_MEAN, std=sm.IMAGENET_STD),
    ]
)


def new_model():
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(3, 8, 3, stride=4), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, classes))


def run(model, loader, epochs, until=None):
    """Trains; gives the losses, and after `until` batches what a checkpoint needs."""
    optimiser, losses = torch.optim.SGD(model.parameters(), lr=0.05), []
    for _ in range(epochs):
        for batch in loader:
            images = torch.from_dlpack(batch.images)  # no copy
            labels = torch.from_dlpack(batch.labels).clamp(min=0)  # pictures without a class count as class 0
            loss = nn.functional.cross_entropy(model(images), labels)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses.append(loss.item())
            if until == len(losses):
                return losses, loader.state_dict()
    return losses, loader.state_dict()


def new_loader():
    return sm.Loader(source, train, batch_size=2, seed=7)


whole, _ = run(new_model(), new_loader(), epochs=2)
print("losses", *(f"{loss:.4f}" for loss in whole))

# the same run, killed after two batches and taken up again: model and loader go on where they stood
model = new_model()
first, state = run(model, new_loader(), epochs=2, until=2)
loader = new_loader()
loader.load_state_dict(state)
rest, _ = run(model, loader, epochs=2)
assert first + rest == whole, (first, rest, whole)
print("resumed after two batches: the same losses")
