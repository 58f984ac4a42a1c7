# SPDX-License-Identifier: MIT
"""Writes smalti/__init__.pyi, what editors and type checkers read, from what the compiled module says of its operators.

usage: python bindings/stubs.py [--check]
"""

import pathlib
import re
import sys
import textwrap

import smalti
from smalti import operators

PATH = pathlib.Path(__file__).parent / "smalti" / "__init__.pyi"

HEAD = '''\
# SPDX-License-Identifier: MIT
# Written by bindings/stubs.py from describe(); `make stubs` renews it.
import os
from collections.abc import Mapping, Sequence as _Sequence
from typing import Any, Literal

from .compose import BoxFilter as BoxFilter, Compose as Compose, Raster as Raster, Sample as Sample
from .importers.albumentations import from_albumentations as from_albumentations
from .importers.torchvision import from_torchvision as from_torchvision
from .loader import (
    Batch as Batch,
    Coco as Coco,
    Decode as Decode,
    ImageFolder as ImageFolder,
    Loader as Loader,
    PascalVoc as PascalVoc,
    Sequence as Sequence,
)
from .operators import Operator as Operator, Sampler as Sampler, Schedule as Schedule
from .tiles import Tiled as Tiled, tile_of as tile_of
from .tta import (
    TTA as TTA,
    Logit as Logit,
    Prob as Prob,
    invert as invert,
    weighted_boxes_fusion as weighted_boxes_fusion,
)

__version__: str
IMAGENET_MEAN: tuple[float, float, float]
IMAGENET_STD: tuple[float, float, float]

class Buffer:
    """A tensor on the CPU, 256-byte aligned: DLPack, buffer protocol and __array_interface__ without a copy."""

    @property
    def shape(self) -> tuple[int, ...]: ...
    @property
    def dtype(self) -> str: ...
    def __len__(self) -> int: ...
    def __dlpack__(
        self,
        *,
        stream: Any = None,
        max_version: tuple[int, int] | None = None,
        dl_device: tuple[int, int] | None = None,
        copy: bool | None = None,
    ) -> Any: ...
    def __dlpack_device__(self) -> tuple[int, int]: ...
    @property
    def __array_interface__(self) -> dict[str, Any]: ...

class _Tool:
    def to_dict(self) -> dict[str, Any]: ...
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...

def decode(file: bytes | str | os.PathLike[str], **options: Any) -> Buffer: ...
def resize(
    image: Any,
    size: tuple[int, int],
    *,
    box: tuple[float, float, float, float] | None = None,
    interpolation: str = "bilinear",
    axis_order: Literal["pillow13", "horizontal_first"] = "pillow13",
) -> Buffer: ...
'''


def annotation(parameter, of):
    if of and of["choices"]:
        names = ", ".join(f'"{c}"' for c in of["choices"])
        return f"Literal[{names}]" + (" | None" if "None" in parameter.annotation else "")
    text = re.sub(r"\bSequence\b", "_Sequence", parameter.annotation)
    return re.sub(r"\bdict\b", "Mapping[str, Any]", text)


def described(name, cls):
    about = {p["name"]: p for p in cls._about["parameters"]}
    lines, keyword = ["        self,"], False
    for parameter in cls.__signature__.parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not keyword:
            lines.append("        *,")
            keyword = True
        default = "" if parameter.default is parameter.empty else f" = {parameter.default!r}".replace("'", '"')
        lines.append(f"        {parameter.name}: {annotation(parameter, about.get(parameter.name))}{default},")
    doc = textwrap.indent(cls.__doc__, "    ").strip()
    body = "\n".join(lines)
    attributes = "".join(
        f"    @property\n    def {p}(self) -> {'list[Operator]' if p in ('ops', 'pipelines') else 'Any'}: ...\n" for p in about
    )
    return f'class {name}({cls.__base__.__name__}):\n    """{doc}\n    """\n\n    def __init__(\n{body}\n    ) -> None: ...\n{attributes}'


def errors():
    out = "class Error(Exception):\n    code: str\n    message: str\n"
    names = sorted(n for n in smalti.__all__ if isinstance(getattr(smalti, n), type) and issubclass(getattr(smalti, n), smalti.Error))
    for name in names:
        if name != "Error":
            bases = ", ".join(b.__name__ for b in getattr(smalti, name).__bases__)
            out += f"class {name}({bases}): ...\n"
    return out


def text():
    tools = {cls.__name__: cls for cls in (smalti.Stitch, smalti.StitchDense, smalti.Tile)}
    parts = [HEAD, errors()] + [described(name, cls) for group in (operators.classes, operators.samplers, tools) for name, cls in sorted(group.items())]
    return "\n".join(parts)


if __name__ == "__main__":
    if "--check" in sys.argv:
        if not PATH.exists() or PATH.read_text() != text():
            raise SystemExit(f"{PATH.name} is not up to date; run: make stubs")
    else:
        PATH.write_text(text())
        print(PATH)
