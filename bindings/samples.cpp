// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "samples.hpp"

#include <smalti/core/param_value.hpp>
#include <smalti/io/bytes.hpp>
#include <smalti/io/header.hpp>
#include <smalti/plan/targets.hpp>

namespace smalti::python {
namespace {

/// Any array-like as a NumPy array; DLPack first, then what NumPy understands.
py::array as_array(const py::object& o) {
  if (py::isinstance<py::array>(o)) return o.cast<py::array>();
  const py::module_ numpy = py::module_::import("numpy");
  if (py::hasattr(o, "__dlpack__")) {
    try {
      return numpy.attr("from_dlpack")(o).cast<py::array>();
    } catch (py::error_already_set&) {
      // not on the CPU, or a format that NumPy lacks: asarray says which
    }
  }
  return numpy.attr("asarray")(o).cast<py::array>();
}

Dtype dtype_of_array(const py::array& a) {
  const char kind = a.dtype().kind();
  const auto size = a.dtype().itemsize();
  const bool native = a.dtype().byteorder() != '>';
  if (native && kind == 'u' && size == 1) return Dtype::uint8;
  if (native && kind == 'b') return Dtype::uint8;
  if (native && kind == 'u' && size == 2) return Dtype::uint16;
  if (native && kind == 'i' && size == 2) return Dtype::int16;
  if (native && kind == 'f' && size == 4) return Dtype::float32;
  raise("image.dtype", "image = " + py::str(a.dtype()).cast<std::string>() + ": must be uint8, uint16, int16 or float32 in native byte order; convert it with astype");
}

/// A view of (h w) or (h w c) pixels. Rows or columns that run backwards are copied.
ImageView view_of_array(py::array a, std::vector<py::object>& keep) {
  if (a.ndim() != 2 && a.ndim() != 3)
    raise("image.shape", "image = " + std::to_string(a.ndim()) + " axes: must have 2 (h w) or 3 (h w c)");
  const Dtype dtype = dtype_of_array(a);
  bool plain = true;
  for (py::ssize_t i = 0; i < a.ndim(); ++i) plain = plain && (a.strides(i) > 0 || a.shape(i) <= 1) && a.strides(i) % size_of(dtype) == 0;
  if (!plain) a = py::module_::import("numpy").attr("ascontiguousarray")(a).cast<py::array>();
  const bool planes = a.ndim() == 3;
  const py::ssize_t c = planes ? a.shape(2) : 1;
  if (a.shape(0) < 1 || a.shape(1) < 1 || c < 1 || c > Measured::max_channels || a.shape(0) > 65535 || a.shape(1) > 65535)
    raise("image.shape", "image = " + py::str(py::tuple(a.attr("shape"))).cast<std::string>() +
                             ": must be (h, w) or (h, w, c) with sides of 1 to 65535 px and 1 to 16 channels");
  keep.push_back(a);
  return {static_cast<const std::byte*>(a.data()), dtype, {static_cast<int>(a.shape(0)), static_cast<int>(a.shape(1))},
          static_cast<int>(c), a.strides(0), a.strides(1), planes ? a.strides(2) : size_of(dtype)};
}

/// Numbers as an (n k) float64 array; None gives none.
py::array_t<double, py::array::c_style | py::array::forcecast> rows_of(const py::dict& sample, const char* key, py::ssize_t width) {
  using Rows = py::array_t<double, py::array::c_style | py::array::forcecast>;
  if (!sample.contains(key) || py::object(sample[key]).is_none()) return Rows(std::vector<py::ssize_t>{0, width});
  Rows rows(py::reinterpret_borrow<py::object>(sample[key]));
  if (rows.size() == 0) return Rows(std::vector<py::ssize_t>{0, width});
  if (rows.ndim() == 3) return rows;
  if (rows.ndim() != 2 || rows.shape(1) != width)
    raise("box.format", std::string(key) + " = " + py::str(py::tuple(rows.attr("shape"))).cast<std::string>() + ": must be (n, " + std::to_string(width) + ")");
  return rows;
}

/// A mask as an image of one channel that owns its pixels.
std::shared_ptr<const Image> raster_of(const py::handle& o, Extent e, const char* key) {
  std::vector<py::object> keep;
  const ImageView v = view_of_array(as_array(py::reinterpret_borrow<py::object>(o)), keep);
  if (!(v.extent == e) || v.channels != 1 || (v.dtype != Dtype::uint8 && v.dtype != Dtype::uint16))
    raise("mask.size", std::string(key) + " = " + std::to_string(v.extent.width) + "x" + std::to_string(v.extent.height) + " " +
                           std::string(name_of_dtype(v.dtype)) + ": must be " + std::to_string(e.width) + "x" + std::to_string(e.height) + " px, uint8 or uint16");
  auto image = std::make_shared<Image>(e, 1, v.dtype);
  for (int y = 0; y < e.height; ++y)
    for (int x = 0; x < e.width; ++x)
      std::memcpy(&image->view().at<std::byte>(y, x), &v.at<const std::byte>(y, x), static_cast<std::size_t>(size_of(v.dtype)));
  return image;
}

template <class T>
T get(const py::dict& d, const char* key, T otherwise) {
  if (!d.contains(key) || py::object(d[key]).is_none()) return otherwise;
  return d[key].template cast<T>();
}
template <class E>
void get_enum(const py::dict& d, const char* key, E& out) {
  if (!d.contains(key) || py::object(d[key]).is_none()) return;
  const Value v = py::str(d[key]).cast<std::string>();
  if (const char* rule = read_param(v, out)) raise("param.type", "Decode." + std::string(key) + " = " + to_json(v) + ": " + rule);
}

}  // namespace

void read_targets(const py::dict& sample, Extent extent, std::string_view name, Targets& out) {
  out.clear();
  const auto boxes = rows_of(sample, "boxes", 4);
  const auto oriented = rows_of(sample, "oriented_boxes", 5);
  const py::ssize_t n_boxes = boxes.shape(0), n_oriented = oriented.shape(0);
  py::list polygons, masks;
  if (sample.contains("polygons") && !py::object(sample["polygons"]).is_none()) polygons = py::list(sample["polygons"]);
  if (sample.contains("masks") && !py::object(sample["masks"]).is_none()) masks = py::list(sample["masks"]);
  const auto n_plain = std::max({static_cast<std::size_t>(n_boxes), polygons.size(), n_oriented ? 0 : masks.size()});
  const std::size_t n = n_plain + static_cast<std::size_t>(n_oriented);
  const auto must_match = [&](const char* what, std::size_t have, std::size_t want) {
    if (have != 0 && have != want)
      raise("box.count", std::string(name) + ", " + what + " = " + std::to_string(have) + ": must be as many as the instances, " + std::to_string(want));
  };
  must_match("boxes", static_cast<std::size_t>(n_boxes), n_plain);
  must_match("polygons", polygons.size(), n_plain);
  must_match("masks", masks.size(), n);
  out.instances.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    Instance& instance = out.instances[i];
    instance.index = static_cast<std::int64_t>(i);
    if (i >= n_plain) {
      const double* b = oriented.data(static_cast<py::ssize_t>(i - n_plain), 0);
      set_oriented_box(instance, {static_cast<float>(b[0]), static_cast<float>(b[1]), static_cast<float>(b[2]), static_cast<float>(b[3]), static_cast<float>(b[4])});
    } else if (i < polygons.size() && py::len(polygons[i]) > 0) {
      for (const py::handle ring : polygons[i]) {
        const py::array_t<double, py::array::c_style | py::array::forcecast> flat(py::reinterpret_borrow<py::object>(ring));
        if (flat.size() % 2) raise("polygon.odd", std::string(name) + ", polygon " + std::to_string(i) + ": must have an even count of numbers");
        if (flat.size() < 6) raise("polygon.points", std::string(name) + ", polygon " + std::to_string(i) + ": must have at least 3 points");
        Ring points;
        for (py::ssize_t k = 0; k < flat.size(); k += 2) points.push_back({flat.data()[k], flat.data()[k + 1]});
        instance.rings.push_back(std::move(points));
      }
      instance.outline = Outline::polygon;
    } else if (static_cast<py::ssize_t>(i) < n_boxes) {
      const double* b = boxes.data(static_cast<py::ssize_t>(i), 0);
      set_box(instance, {static_cast<float>(b[0]), static_cast<float>(b[1]), static_cast<float>(b[2]), static_cast<float>(b[3])});
    }
    if (i < masks.size()) {
      instance.mask = static_cast<int>(out.masks.size());
      out.masks.push_back(raster_of(masks[i], extent, "masks"));
      if (n_boxes == 0 && polygons.empty() && i < n_plain) set_box(instance, box_of_mask(*out.masks.back()));
    }
    start(instance);
  }
  if (sample.contains("classes") && !py::object(sample["classes"]).is_none()) {
    const py::array_t<std::int64_t, py::array::c_style | py::array::forcecast> classes(py::reinterpret_borrow<py::object>(sample["classes"]));
    if (static_cast<std::size_t>(classes.size()) != n)
      raise("box.count", std::string(name) + ", labels = " + std::to_string(classes.size()) + ": must be as many as the instances, " + std::to_string(n));
    for (std::size_t i = 0; i < n; ++i) out.instances[i].class_id = static_cast<int>(classes.data()[i]);
  }
  const auto points = rows_of(sample, "keypoints", 3);
  const auto point = [](const double* p) { return Keypoint{static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<unsigned char>(p[2])}; };
  if (points.ndim() == 3) {
    must_match("keypoints", static_cast<std::size_t>(points.shape(0)), n);
    for (py::ssize_t i = 0; i < points.shape(0); ++i)
      for (py::ssize_t k = 0; k < points.shape(1); ++k) out.instances[static_cast<std::size_t>(i)].keypoints.push_back(point(points.data(i, k, 0)));
  } else {
    for (py::ssize_t i = 0; i < points.shape(0); ++i) out.keypoints.push_back(point(points.data(i, 0)));
  }
  if (sample.contains("segmentation") && !py::object(sample["segmentation"]).is_none())
    out.segmentation = raster_of(sample["segmentation"], extent, "segmentation");
  if (sample.contains("rasters") && !py::object(sample["rasters"]).is_none())
    for (const py::handle entry : py::list(sample["rasters"])) {
      const auto [pixels, nearest, coloured] = entry.cast<std::tuple<py::object, bool, bool>>();
      std::vector<py::object> keep;
      const ImageView v = view_of_array(as_array(pixels), keep);
      if (!(v.extent == extent))
        raise("mask.size", "rasters = " + std::to_string(v.extent.width) + "x" + std::to_string(v.extent.height) + ": must be " + std::to_string(extent.width) + "x" +
                               std::to_string(extent.height) + " px, as the image");
      auto image = std::make_shared<Image>(v.extent, v.channels, v.dtype);
      for (int y = 0; y < extent.height; ++y)
        for (int x = 0; x < extent.width; ++x)
          for (int c = 0; c < v.channels; ++c)
            std::memcpy(&image->view().at<std::byte>(y, x) + c * size_of(v.dtype), &v.at<const std::byte>(y, x, c), static_cast<std::size_t>(size_of(v.dtype)));
      out.rasters.push_back({std::move(image), nearest, coloured});
    }
  out.label = get(sample, "label", -1);
  out.soft_label = get(sample, "soft_label", std::vector<float>{});
  check_targets(out, extent, name);
}

void read_item(const py::dict& sample, PyItem& out) {
  if (!sample.contains("image")) raise("image.shape", "sample: must have an image");
  const py::object image = sample["image"];
  Item& item = out.item;
  item = Item{};
  out.keep.clear();
  if (py::isinstance<py::bytes>(image)) {
    char* data = nullptr;
    py::ssize_t size = 0;
    PyBytes_AsStringAndSize(image.ptr(), &data, &size);
    item.encoded = {reinterpret_cast<const std::byte*>(data), static_cast<std::size_t>(size)};
    item.name = "bytes";
    out.keep.push_back(image);
  } else if (py::isinstance<py::str>(image) || py::hasattr(image, "__fspath__")) {
    item.name = py::str(py::module_::import("os").attr("fspath")(image)).cast<std::string>();
    const auto bytes = io::read_file(item.name, item.file, io::Limits{});
    if (!bytes) raise(bytes.error());
    item.encoded = *bytes;
  } else {
    item.pixels = view_of_array(as_array(image), out.keep);
    item.name = "image";
  }
  Extent extent = item.pixels.extent;
  if (!item.pixels.data) {
    const auto header = io::read_header(item.encoded, io::Decode{}, item.name);  // the loader's Decode says which depths fit
    if (!header) raise(header.error());
    extent = header->extent;
  }
  read_targets(sample, extent, item.name, item.targets);
}

io::Decode read_decode(const py::dict& d) {
  io::Decode out;
  if (d.contains("dtype") && !py::object(d["dtype"]).is_none()) {
    Dtype dtype{};
    get_enum(d, "dtype", dtype);
    out.dtype = dtype;
  }
  out.region = get(d, "region", out.region);
  if (get(d, "fast", false)) raise("config.conflict", "Decode.fast = true: this version decodes at full scale only; leave it out");
  get_enum(d, "scale", out.scale);
  get_enum(d, "exif", out.exif);
  get_enum(d, "backend", out.backend);
  get_enum(d, "truncated", out.truncated);
  get_enum(d, "corrupt", out.corrupt);
  out.accept_fraction = get(d, "accept_fraction", out.accept_fraction);
  return out;
}

}  // namespace smalti::python
