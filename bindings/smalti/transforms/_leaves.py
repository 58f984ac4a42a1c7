# SPDX-License-Identifier: MIT
"""What a plan reads of a sample's leaves, and what it gives back in kind."""

import dataclasses

import numpy
import PIL.ExifTags
import PIL.Image
import PIL.JpegImagePlugin
import torch
from torchvision import tv_tensors
from torchvision.transforms.v2.functional import convert_bounding_box_format
from torchvision.tv_tensors import BoundingBoxFormat

from .._core import core

PICTURES = (tv_tensors.Image, tv_tensors.Video, PIL.Image.Image)
FOLLOWERS = (tv_tensors.Mask, tv_tensors.BoundingBoxes, tv_tensors.KeyPoints)
SINGLE = (torch.Tensor, PIL.Image.Image)  # samples that are one leaf
ROTATED = (BoundingBoxFormat.XYWHR, BoundingBoxFormat.CXCYWHR, BoundingBoxFormat.XYXYXYXY)
PIL_MODES = ("L", "RGB", "RGBA", "LA", "CMYK", "YCbCr", "HSV", "LAB", "F", "I;16")
NATIVE = {torch.uint8: "uint8", torch.uint16: "uint16", torch.int16: "int16", torch.float32: "float32"}
MAX_CHANNELS = 16  # of a raster


def places(flat, arrays):
    """Which leaves a transform acts on: pictures, what follows them, and a plain tensor by torchvision's rule.

    A plain tensor is the image if it is the first one and no Image, Video or PIL image is in the sample. `arrays`:
    NumPy arrays are pictures, too (for ToImage and ToTensor).
    """
    plain = not any(isinstance(leaf, PICTURES) for leaf in flat)
    found = []
    for i, leaf in enumerate(flat):
        if isinstance(leaf, PICTURES + FOLLOWERS) or (arrays and isinstance(leaf, numpy.ndarray)):
            found.append(i)
        elif plain and isinstance(leaf, torch.Tensor) and not isinstance(leaf, tv_tensors.TVTensor):
            plain = False
            if leaf.ndim >= 2:
                found.append(i)
    return found


def is_picture(leaf):
    return not isinstance(leaf, FOLLOWERS)


def kind_of(leaf):
    """The type by which torchvision tells leaves apart: a key of `fill` and `dtype` given as dictionaries."""
    for kind in PICTURES + FOLLOWERS + (numpy.ndarray,):
        if isinstance(leaf, kind):
            return kind
    return torch.Tensor


def size_of(leaf):
    """(height, width)."""
    if isinstance(leaf, PIL.Image.Image):
        return leaf.height, leaf.width
    if isinstance(leaf, (tv_tensors.BoundingBoxes, tv_tensors.KeyPoints)):
        return tuple(leaf.canvas_size)
    return tuple(leaf.shape[:2] if isinstance(leaf, numpy.ndarray) else leaf.shape[-2:])


def open_rgb(path):
    """The picture of a file as a PIL image of mode RGB: a loader for ImageFolder(root, transform, loader=open_rgb).

    Nobody decodes a JPEG file in colour before its pixels are asked for. Transforms that meet it first decode no more of
    it than what they show; to all others it is the PIL image that it is.
    """
    image = PIL.Image.open(path)
    return image if image.mode == "RGB" else image.convert("RGB")


def _undecoded(image):
    """The file of a JPEG picture that Pillow has opened and not decoded; None if that is not so, or not as it is shown."""
    if type(image) is not PIL.JpegImagePlugin.JpegImageFile or image.mode != "RGB":
        return None
    if not image.tile or image.decoderconfig:  # decoded, or to be decoded smaller
        return None
    if "exif" in image.info and image.getexif().get(PIL.ExifTags.Base.Orientation, 1) != 1:  # which Pillow does not apply
        return None
    image.fp.seek(0)
    return image.fp.read()


def frames_of(leaf):
    """The pictures of a leaf, (h w c) or a file of one: one, or those of a clip or a batch."""
    if isinstance(leaf, numpy.ndarray):
        return [leaf]
    if isinstance(leaf, PIL.Image.Image):
        if leaf.mode not in PIL_MODES:
            raise core.ParamError(
                f"ParamError [image.dtype] image = PIL image of mode {leaf.mode}: must be of mode "
                f"{', '.join(PIL_MODES)}; use .convert('RGB')"
            )
        file = _undecoded(leaf)
        if file is not None:
            return [file]
        borrowed = core.borrow(leaf)
        return [numpy.asarray(leaf) if borrowed is None else borrowed]
    tensor = leaf.detach().as_subclass(torch.Tensor).cpu()
    if tensor.dtype not in NATIVE:
        if not tensor.is_floating_point():
            raise core.ParamError(
                f"ParamError [image.dtype] image = {tensor.dtype}: must be uint8, uint16, int16 or floating; "
                "put ToDtype before this transform"
            )
        tensor = tensor.float()
    if tensor.ndim == 2:
        return [tensor.numpy()]
    return [frame.permute(1, 2, 0).numpy() for frame in tensor.reshape(-1, *tensor.shape[-3:])]


def decoded_frames_of(leaf):
    """The same as arrays: Pillow decodes what smalti could not, or says in its own words why not."""
    if isinstance(leaf, PIL.Image.Image):
        leaf.load()
    return frames_of(leaf)


def _tensor(buffer, layout):
    """A rendered picture as a tensor (c h w)."""
    tensor = torch.from_dlpack(buffer)
    return tensor if layout == "CHW" else tensor.permute(2, 0, 1)


def picture_like(leaf, kind, buffers, layout, keep_dtype):
    """What was rendered of a leaf's frames, as a leaf of `kind`. `keep_dtype`: no operator was to change it."""
    if kind in (PIL.Image.Image, numpy.ndarray):
        array = numpy.asarray(buffers[0])
        if layout == "CHW":
            array = array.transpose(1, 2, 0)
        if array.shape[2] == 1 and numpy.ndim(leaf) == 2:
            array = array[:, :, 0]
        return array if kind is numpy.ndarray else _pil(leaf, array)
    frames = [_tensor(buffer, layout) for buffer in buffers]
    if not isinstance(leaf, torch.Tensor):
        out = frames[0]
    elif leaf.ndim <= 3:
        out = frames[0] if leaf.ndim == 3 else frames[0][0]
    else:
        out = torch.stack(frames).reshape(*leaf.shape[:-3], *frames[0].shape) if frames else leaf
    if isinstance(leaf, torch.Tensor):
        out = out.to(device=leaf.device, dtype=leaf.dtype if keep_dtype else None)
    if kind is torch.Tensor:
        return out
    return tv_tensors.wrap(out, like=leaf) if isinstance(leaf, kind) else kind(out)


def _pil(leaf, array):
    channels = 1 if array.ndim == 2 else array.shape[2]
    if array.ndim == 3 and channels == 1:
        array = array[:, :, 0]
    mode = leaf.mode if channels == len(leaf.getbands()) else {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}[channels]
    array = numpy.ascontiguousarray(array)
    return PIL.Image.frombytes(mode, (array.shape[1], array.shape[0]), array.tobytes())


@dataclasses.dataclass
class Followers:
    """Masks, boxes and keypoints of a sample, as the engine takes them.

    Masks go as rasters, which need no boxes beside them. Boxes go as polygons: those that stick out of the picture or
    have no area stay, until SanitizeBoundingBoxes looks at them. Boxes that are not to be clamped go as corners, too.
    """

    masks: list  # (place, leaf)
    boxes: list
    points: list
    mask_fill: float = 0

    @classmethod
    def of(cls, flat, chosen, mask_fill):
        pick = lambda kind: [(i, flat[i]) for i in chosen if isinstance(flat[i], kind)]
        return cls(pick(tv_tensors.Mask), pick(tv_tensors.BoundingBoxes), pick(tv_tensors.KeyPoints), mask_fill)

    def places(self):
        return [i for i, _ in self.masks + self.boxes + self.points]

    def write_boxes(self, sample):
        """Polygons and oriented boxes into a sample."""
        upright = [_corners(b) for _, b in self.boxes if b.format not in ROTATED]
        rotated = [_convert(b, BoundingBoxFormat.CXCYWHR).numpy() for _, b in self.boxes if b.format in ROTATED]
        if upright:
            sample["polygons"] = numpy.concatenate(upright).reshape(-1, 1, 8)
        if rotated:
            sample["oriented_boxes"] = numpy.concatenate(rotated) * (1, 1, 1, 1, -1)  # ours turn clockwise

    def write(self, sample, size):
        """Everything into a sample of (height, width)."""
        self.write_boxes(sample)
        points = [p.detach().as_subclass(torch.Tensor).cpu().reshape(-1, 2).numpy() for _, p in self.points]
        points += [_corners(b).reshape(-1, 2) for _, b in self.boxes if b.clamping_mode is None]
        if points:
            xy = numpy.concatenate(points)
            sample["keypoints"] = numpy.concatenate([xy, numpy.full((len(xy), 1), 2)], axis=1)
        rasters = [planes for _, mask in self.masks for planes in _planes(mask)]
        if self.masks and self.mask_fill:
            rasters.append(numpy.ones(size, numpy.uint8))  # what is 0 of it has no source
        if rasters:
            sample["rasters"] = [(planes, True, False) for planes in rasters]

    def read(self, result, size, out):
        """From a result into the list of leaves."""
        rasters = [torch.from_dlpack(raster).reshape(*size, -1) for raster in result["rasters"]]
        uncovered = rasters.pop()[:, :, 0] == 0 if self.masks and self.mask_fill else None
        for i, mask in self.masks:
            count = -(-mask.shape[:-2].numel() // MAX_CHANNELS)
            planes, rasters = rasters[:count], rasters[count:]
            shape = (*mask.shape[:-2], *size)
            planes = [p.to(mask.dtype) for p in planes] or [torch.empty((*size, 0), dtype=mask.dtype)]
            values = torch.cat(planes, dim=2).permute(2, 0, 1).reshape(shape)
            if uncovered is not None:
                values = torch.where(uncovered, torch.tensor(self.mask_fill).to(mask.dtype), values)
            out[i] = tv_tensors.wrap(values.contiguous().to(mask.device), like=mask)
        moved = torch.from_numpy(numpy.array(result["keypoints"], dtype=numpy.float32))[:, :2]
        for i, points in self.points:
            count = points.shape[:-1].numel()
            values, moved = moved[:count].reshape(points.shape), moved[count:]
            out[i] = tv_tensors.wrap(_as(values, points), like=points, canvas_size=size)
        self._read_boxes(result, size, moved.reshape(-1, 8), out)

    def _read_boxes(self, result, size, corners, out):
        upright = _by_index(result, "", 0)
        rotated = _by_index(result, "oriented_", sum(len(b) for _, b in self.boxes if b.format not in ROTATED))
        begin = [0, 0]
        for i, boxes in self.boxes:
            turned = boxes.format in ROTATED
            first = begin[turned]
            begin[turned] += len(boxes)
            if turned:
                (values, kept), old = rotated(first, len(boxes), 5), BoundingBoxFormat.CXCYWHR
                values[:, 4] *= -1
            else:
                (values, kept), old = upright(first, len(boxes), 4), BoundingBoxFormat.XYXY
            if boxes.clamping_mode is None:
                quads, corners = corners[: len(boxes)] * kept[:, None], corners[len(boxes) :]
                x, y = quads[:, 0::2], quads[:, 1::2]
                values = torch.stack([x.amin(1), y.amin(1), x.amax(1), y.amax(1)], dim=1) if len(boxes) else values
                if turned:
                    values, old = quads, BoundingBoxFormat.XYXYXYXY
            values = convert_bounding_box_format(values, old_format=old, new_format=boxes.format)
            out[i] = tv_tensors.wrap(_as(values, boxes), like=boxes, canvas_size=size)


def _as(values, like):
    """Coordinates in the number format of a leaf."""
    if not like.dtype.is_floating_point:
        values = values.round()
    return values.to(like.dtype).to(like.device)


def _convert(boxes, new):
    plain = boxes.detach().as_subclass(torch.Tensor).cpu().float()
    return convert_bounding_box_format(plain, old_format=boxes.format, new_format=new)


def _corners(boxes):
    """(n 8) float32: the corners in the order of XYXYXYXY."""
    if boxes.format in ROTATED:
        return _convert(boxes, BoundingBoxFormat.XYXYXYXY).numpy()
    return _convert(boxes, BoundingBoxFormat.XYXY).numpy()[:, [0, 1, 2, 1, 2, 3, 0, 3]]


def _by_index(result, prefix, offset):
    """A function that gives the boxes of a range of those that went in, and which of them no operator dropped."""
    values = torch.from_numpy(numpy.array(result[prefix + "boxes"], dtype=numpy.float32))
    index = torch.from_numpy(numpy.array(result[prefix + "index"], dtype=numpy.int64)) - offset

    def take(first, count, width):
        out, kept = torch.zeros((count, width)), torch.zeros(count, dtype=torch.bool)
        here = (index >= first) & (index < first + count)
        out[index[here] - first] = values[here]
        kept[index[here] - first] = True
        return out, kept

    return take


def _planes(mask):
    """A mask (... h w) as arrays (h w c) of at most 16 planes, in a format that a raster may have."""
    planes = mask.detach().as_subclass(torch.Tensor).cpu().reshape(-1, *mask.shape[-2:])
    if planes.dtype == torch.bool:
        planes = planes.to(torch.uint8)
    elif planes.dtype not in NATIVE and planes.is_floating_point():
        planes = planes.float()
    elif planes.dtype not in NATIVE and planes.numel():
        low, high = (int(v) for v in planes.aminmax())
        if low >= 0 and high < 1 << 16:
            planes = planes.to(torch.uint16)
        elif -(1 << 24) <= low and high <= 1 << 24:
            planes = planes.float()  # exact for whole numbers up to 2^24
        else:
            raise core.ParamError(f"ParamError [mask.values] mask = [{low}, {high}]: must be in [-2^24, 2^24]")
    return [chunk.permute(1, 2, 0).numpy() for chunk in planes.split(MAX_CHANNELS)] if planes.shape[0] else []
