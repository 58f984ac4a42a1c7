# SPDX-License-Identifier: MIT
"""To an editor, the drop-in has torchvision's names, parameters and defaults."""

import os
from typing import Any

import PIL.Image
from torchvision.transforms import v2
from torchvision.transforms.v2 import *

from . import functional as functional

class Compose(v2.Compose):
    @property
    def params(self) -> list[dict[str, Any]]: ...
    def replay(self, params: list[dict[str, Any]], *inputs: Any) -> Any: ...

def open_rgb(path: str | os.PathLike[str]) -> PIL.Image.Image: ...
