// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "convert.hpp"
#include "samples.hpp"

#include <smalti/data/tta.hpp>

#include <pybind11/stl.h>

namespace smalti::python {
namespace {

template <class T>
using Array = py::array_t<T, py::array::c_style | py::array::forcecast>;
using Matrix = std::array<double, 9>;

std::vector<Matrix> read_maps(const Array<double>& maps) {
  const py::ssize_t n = maps.ndim();
  if ((n != 2 && n != 3) || maps.shape(n - 1) != 3 || maps.shape(n - 2) != 3)
    raise("param.type", "map: must be (3, 3), or (n, 3, 3) of a batch");
  std::vector<Matrix> out(static_cast<std::size_t>(maps.size() / 9));
  for (std::size_t i = 0; i < out.size(); ++i) std::copy_n(maps.data() + 9 * i, 9, out[i].begin());
  return out;
}
/// The tables of a pipeline, read as a pipeline reads them.
Chirality read_chirality(const py::dict& tables) {
  Value spec = to_value(tables);
  if (spec.is_null()) spec = Value::Object{};
  return read_pipeline(spec.set("ops", Value::Array{})).options().chirality;
}

/// Boxes (m 4), oriented boxes (m 5), points (m 2) or keypoints (m 3), a further column being carried along.
py::array_t<float> invert_rows(const Array<double>& rows, const Array<double>& maps,
                               const std::optional<std::vector<std::int64_t>>& given, const py::dict& tables) {
  const std::vector<Matrix> all = read_maps(maps);
  const auto m = rows.shape(0), width = rows.shape(1);
  const std::vector<std::int64_t> offsets = given.value_or(std::vector<std::int64_t>{0, m});
  const Chirality chirality = read_chirality(tables);
  py::array_t<float> out(std::vector<py::ssize_t>{m, width});
  float* to = out.mutable_data();
  const auto at = [&](py::ssize_t i, py::ssize_t k) { return static_cast<float>(rows.data()[i * width + k]); };
  if (width == 4) {
    std::vector<Box> boxes;
    for (py::ssize_t i = 0; i < m; ++i) boxes.push_back({at(i, 0), at(i, 1), at(i, 2), at(i, 3)});
    invert<Box>(boxes, offsets, all);
    for (const Box& b : boxes)
      for (const float v : {b.x1, b.y1, b.x2, b.y2}) *to++ = v;
  } else if (width == 5) {
    std::vector<OrientedBox> boxes;
    for (py::ssize_t i = 0; i < m; ++i) boxes.push_back({at(i, 0), at(i, 1), at(i, 2), at(i, 3), at(i, 4)});
    invert<OrientedBox>(boxes, offsets, all);
    for (const OrientedBox& b : boxes)
      for (const float v : {b.cx, b.cy, b.width, b.height, b.angle}) *to++ = v;
  } else {
    std::vector<Keypoint> points;
    for (py::ssize_t i = 0; i < m; ++i) points.push_back({at(i, 0), at(i, 1), 1});
    invert<Keypoint>(points, offsets, all);
    std::vector<std::array<float, 3>> moved;  // the third column may be a score as well as a visibility
    for (py::ssize_t i = 0; i < m; ++i) {
      const Keypoint& k = points[static_cast<std::size_t>(i)];
      moved.push_back({k.x, k.y, width > 2 && k.v ? at(i, 2) : 0});
    }
    for (std::size_t s = 0; s < all.size(); ++s)
      chirality.reorder(std::span(moved).subspan(static_cast<std::size_t>(offsets[s]),
                                                 static_cast<std::size_t>(offsets[s + 1] - offsets[s])),
                        all[s], true);
    for (const auto& k : moved) to = std::copy_n(k.begin(), width, to);
  }
  return out;
}

/// A mask (h w) of integers or truth values.
py::array invert_mask(const py::array& mask, const Array<double>& map, std::pair<int, int> extent, std::int64_t none) {
  if (mask.ndim() != 2 || std::string("iub").find(mask.dtype().kind()) == std::string::npos)
    raise("mask.size", "masks: must be (h, w) or (n, h, w), of integers or truth values");
  const Matrix m = read_maps(map)[0];
  py::array out(mask.dtype(), std::vector<py::ssize_t>{extent.first, extent.second});
  const auto size = mask.itemsize();
  const Dtype dtype = size == 1   ? Dtype::uint8
                      : size == 2 ? Dtype::uint16
                      : size == 4 ? Dtype::int32
                                  : Dtype::int64;  // the width is all that counts
  const ImageView in{static_cast<const std::byte*>(mask.data()),
                     dtype,
                     {static_cast<int>(mask.shape(0)), static_cast<int>(mask.shape(1))},
                     1,
                     mask.strides(0),
                     mask.strides(1),
                     size};
  const MutableImageView to =
      view_of(static_cast<std::byte*>(out.mutable_data()), dtype, {extent.first, extent.second}, 1);
  const py::gil_scoped_release release;
  invert_labels(in, m, to, none);
  return out;
}
/// A dense map, (h w c) or (c h w) as `layout` says.
py::array_t<float> invert_values(const py::array_t<float, py::array::forcecast>& values, const Array<double>& map,
                                 std::pair<int, int> extent, bool planes) {
  if (values.ndim() != 3) raise("image.shape", "dense map: must be (h, w), (c, h, w) or (h, w, c)");
  const Matrix m = read_maps(map)[0];
  const int y = planes ? 1 : 0, x = y + 1, c = planes ? 0 : 2;
  const int channels = static_cast<int>(values.shape(c));
  const Extent to{extent.first, extent.second};
  py::array_t<float> out(planes ? std::vector<py::ssize_t>{channels, to.height, to.width}
                                : std::vector<py::ssize_t>{to.height, to.width, channels});
  const ImageView in{reinterpret_cast<const std::byte*>(values.data()),
                     Dtype::float32,
                     {static_cast<int>(values.shape(y)), static_cast<int>(values.shape(x))},
                     channels,
                     values.strides(y),
                     values.strides(x),
                     values.strides(c)};
  const MutableImageView target = view_of(reinterpret_cast<std::byte*>(out.mutable_data()), Dtype::float32, to,
                                          channels, planes ? Layout::CHW : Layout::HWC);
  const py::gil_scoped_release release;
  invert_dense(in, m, target, std::numeric_limits<float>::quiet_NaN());
  return out;
}
Array<std::int64_t> invert_classes(const Array<std::int64_t>& classes, const Array<double>& map,
                                   const py::dict& tables) {
  const Matrix m = read_maps(map)[0];
  const Chirality chirality = read_chirality(tables);
  Array<std::int64_t> out(classes.size());
  for (py::ssize_t i = 0; i < classes.size(); ++i)
    out.mutable_data()[i] = chirality.class_of(static_cast<int>(classes.data()[i]), m);
  return out;
}

template <class Kind>
void merge_as(const std::vector<Array<float>>& views, const std::vector<Array<unsigned char>>& seen, Merge mode,
              std::span<float> out) {
  std::vector<Kind> scores;
  for (std::size_t i = 0; i < views.size(); ++i) {
    Kind k;
    k.values = {views[i].data(), static_cast<std::size_t>(views[i].size())};
    if (!seen.empty()) k.seen = {seen[i].data(), static_cast<std::size_t>(seen[i].size())};
    scores.push_back(k);
  }
  const py::gil_scoped_release release;
  merge<Kind>(scores, mode, out);
}
py::array_t<float> merge_scores(const std::vector<Array<float>>& views, const std::vector<Array<unsigned char>>& seen,
                                const std::string& kind, const std::string& name) {
  if (views.empty()) raise("param.conflict", "merge: must have at least one view");
  Merge mode{};
  if (const char* rule = read_param(Value(name), mode)) raise("param.type", "merge.mode = " + name + ": " + rule);
  for (const auto& v : views)
    if (v.ndim() != views[0].ndim() || !std::equal(v.shape(), v.shape() + v.ndim(), views[0].shape()))
      raise("param.conflict", "merge: views must have one shape");
  py::array_t<float> out(std::vector<py::ssize_t>(views[0].shape(), views[0].shape() + views[0].ndim()));
  const std::span<float> to(out.mutable_data(), static_cast<std::size_t>(out.size()));
  if (kind == "Prob") merge_as<Prob>(views, seen, mode, to);
  else if (kind == "Logit") merge_as<Logit>(views, seen, mode, to);
  else merge_as<Scores>(views, seen, mode, to);
  return out;
}

py::tuple fuse(const std::vector<std::tuple<Array<float>, Array<float>, Array<std::int64_t>>>& given, double iou) {
  std::vector<std::vector<Detection>> views;
  for (const auto& [boxes, scores, classes] : given) {
    if (boxes.size() != 4 * scores.size() || classes.size() != scores.size())
      raise("box.count", "weighted_boxes_fusion: boxes (n 4), scores (n) and classes (n) must be as many");
    auto& view = views.emplace_back();
    for (py::ssize_t i = 0; i < scores.size(); ++i) {
      const float* b = boxes.data() + 4 * i;
      view.push_back({{b[0], b[1], b[2], b[3]}, scores.data()[i], static_cast<int>(classes.data()[i])});
    }
  }
  const auto fused = weighted_boxes_fusion(views, iou);
  const auto n = static_cast<py::ssize_t>(fused.size());
  py::array_t<float> boxes(std::vector<py::ssize_t>{n, 4}), scores(n);
  py::array_t<std::int64_t> classes(n);
  for (py::ssize_t i = 0; i < n; ++i) {
    const Detection& b = fused[static_cast<std::size_t>(i)];
    float* to = boxes.mutable_data() + 4 * i;
    to[0] = b.box.x1, to[1] = b.box.y1, to[2] = b.box.x2, to[3] = b.box.y2;
    scores.mutable_data()[i] = b.score;
    classes.mutable_data()[i] = b.class_id;
  }
  return py::make_tuple(boxes, scores, classes);
}

ViewChoice read_choice(const py::dict& d) {
  Value chain = Value::Object{};
  chain.set("op", "Compose").set("ops", to_value(d["ops"]));
  return {d["scale"].cast<double>(), std::get<Compose<Node>>(read_node(chain).op).ops.items};
}
py::list write_choices(const std::vector<ViewChoice>& choices) {
  py::list out;
  for (const ViewChoice& c : choices) {
    py::list ops;
    for (const Node& node : c.ops) ops.append(to_python(write_operator(node)));
    py::dict d;
    d["scale"] = c.scale;
    d["ops"] = ops;
    out.append(d);
  }
  return out;
}

}  // namespace

void bind_tta(py::module_& m) {
  m.def("invert_rows", &invert_rows);
  m.def("invert_mask", &invert_mask);
  m.def("invert_values", &invert_values);
  m.def("invert_classes", &invert_classes);
  m.def("merge_scores", &merge_scores);
  m.def("weighted_boxes_fusion", &fuse);
  py::class_<TTA>(m, "TTA", py::module_local())
      .def(py::init([](const std::vector<std::vector<py::dict>>& slots, int stride) {
        std::vector<ViewSlot> read;
        for (const auto& slot : slots) {
          read.emplace_back();
          for (const py::dict& d : slot) read.back().push_back(read_choice(d));
        }
        return TTA(read, stride);
      }))
      .def_static("of",
                  [](const std::vector<py::dict>& views, int stride) {
                    std::vector<ViewChoice> read;
                    for (const py::dict& d : views) read.push_back(read_choice(d));
                    return TTA::of(std::move(read), stride);
                  })
      .def("spec",
           [](const TTA& t, int height, int width, const py::dict& tables, const py::list& after) {
             py::dict d;
             d["scale"] = 1.0;
             d["ops"] = after;
             return to_python(t.pipeline({height, width}, read_chirality(tables), read_choice(d).ops).value());
           })
      .def_static("hflip", [] { return write_choices(TTA::hflip()); })
      .def_static("vflip", [] { return write_choices(TTA::vflip()); })
      .def_static("d4", [] { return write_choices(TTA::d4()); })
      .def_static("scales", [](const std::vector<double>& factors) { return write_choices(TTA::scales(factors)); })
      .def_static("five_crop",
                  [](int height, int width) {
                    return write_choices(TTA::five_crop({height, width}));
                  })
      .def_static("multiply", [](const std::vector<double>& factors) { return write_choices(TTA::multiply(factors)); })
      .def_static("yolo", [] { return write_choices(TTA::yolo().views()); });
}

}  // namespace smalti::python
