// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "buffer.hpp"
#include "convert.hpp"
#include "samples.hpp"

#include <smalti/data/stitch.hpp>
#include <smalti/data/stitch_dense.hpp>
#include <smalti/data/tiled.hpp>
#include <smalti/plan/from_value.hpp>

namespace smalti::python {
namespace {

using Floats = py::array_t<float, py::array::c_style | py::array::forcecast>;
using Classes = py::array_t<std::int64_t, py::array::c_style | py::array::forcecast>;
using Bits = py::array_t<std::uint8_t, py::array::c_style | py::array::forcecast>;

template <class T>
T read(const py::object& spec) { return ValueReader{}.described<T>(to_value(spec)); }
/// The parameters of a tool, checked, with all defaults.
py::object checked_spec(const std::string& name, const py::object& spec) {
  Value out = Value::Object{};
  if (name == "Tile") detail::write_members(read<Tile>(spec), out);
  else if (name == "Stitch") detail::write_members(read<Stitch>(spec), out);
  else detail::write_members(read<StitchDense>(spec), out);
  return to_python(out);
}
/// (x0, y0, w, h) as everywhere in Python.
py::tuple corners_of(Rect r) { return py::make_tuple(r.left, r.top, r.width(), r.height()); }
Rect rect_of(const std::array<int, 4>& r) { return {r[0], r[1], r[0] + r[2], r[1] + r[3]}; }

/// One sample's tiles, each as a sample of its own.
py::list cut(const py::dict& sample, const py::object& spec, std::uint64_t seed, std::uint64_t index,
             const std::string& layout) {
  const Tile tile = read<Tile>(spec);
  PyItem given;
  read_item(sample, given);
  const Item& whole = given.item;
  const Layout order = layout == "CHW" ? Layout::CHW : Layout::HWC;
  const Draws draws(seed, op_id("Tile"), {index, 0, 0});
  GroupRunner runner(std::make_shared<const Pipeline>(Operators<Node>{}, PipelineOptions{.filter = std::nullopt}),
                     make_engine(), io::Decode{});
  const auto buffers = std::make_shared<BufferPool>();
  Image decoded;
  Item part;
  part.pixels = whole.pixels;
  if (!whole.pixels.data) {  // once, as all of it is wanted
    const py::gil_scoped_release release;
    io::Decoder decoder;
    const auto header = decoder.header(whole.encoded, {}, whole.name);
    if (!header) raise(header.error());
    const auto done = decoder.decode(whole.encoded, *header, {}, std::nullopt, decoded, whole.name);
    if (!done) raise(done.error());
    part.pixels = std::as_const(decoded).view();
  }
  const TileGrid grid = tile.plan(part.pixels.extent, draws);
  PlanOptions how;
  how.layout = order;
  py::list out;
  for (int k = 0; k < grid.size(); ++k) {
    Tensor image;
    {
      const py::gil_scoped_release release;
      tile.label(whole.targets, grid, k, part.targets);
      if (!tile.keeps(part.targets, k, draws)) continue;
      part.window = tile.window(grid, k);
      part.name = whole.name;
      const SampleCoord at{index, 0, 0};
      const char valid = 1;
      if (auto failed = runner.prepare({&part, 1}, {&at, 1}, {&valid, 1}, 0, how)) raise(failed->fault);
      runner.render([&](std::size_t, SampleOutput& one) {
        const Plan& p = one.plan;
        image = order == Layout::CHW ? buffers->tensor(p.dtype, {p.channels, p.extent.height, p.extent.width})
                                     : buffers->tensor(p.dtype, {p.extent.height, p.extent.width, p.channels});
        return view_of<std::byte>(image.data<std::byte>(), p.dtype, p.extent, p.channels, order);
      });
    }
    py::dict d = sample_dict(runner, 0, std::move(image), *buffers);
    d["tile"] = corners_of(grid[k]);
    out.append(d);
  }
  return out;
}

PySource tiled(const PySource& source, const py::object& spec, std::uint64_t seed, const py::dict& decode,
               const py::object& progress) {
  const Tile tile = read<Tile>(spec);
  TiledOptions how;
  how.seed = seed;
  how.decode = read_decode(decode);
  if (!progress.is_none())
    how.progress = [&progress](std::int64_t done, std::int64_t all) {
      const py::gil_scoped_acquire hold;
      progress(done, all);
    };
  const py::gil_scoped_release release;
  return {std::make_shared<const Tiled>(source.source, tile, how)};
}
py::dict place(const PySource& source, std::int64_t index) {
  const auto* tiles = dynamic_cast<const Tiled*>(source.source.get());
  if (!tiles) raise("param.type", "tile: must be asked of a Tiled source");
  if (index < 0 || index >= tiles->size())
    raise("param.range",
          "tile.index = " + std::to_string(index) + ": must be in [0, " + std::to_string(tiles->size() - 1) + "]");
  const Tiled::Place p = tiles->place(index);
  return py::dict(py::arg("src") = p.source, py::arg("x0") = p.rect.left, py::arg("y0") = p.rect.top,
                  py::arg("w") = p.rect.width(), py::arg("h") = p.rect.height(), py::arg("src_w") = p.picture.width,
                  py::arg("src_h") = p.picture.height);
}

/// The predictions of one tile: boxes (n 4), scores (n), classes (n), masks (n h w) or None, map (9 numbers), tile or
/// None.
TilePredictions predictions_of(const py::tuple& t) {
  TilePredictions out;
  const Floats boxes(t[0]), scores(t[1]);
  const Classes classes(t[2]);
  const py::ssize_t n = scores.size();
  if (classes.size() != n || boxes.size() != 4 * n)
    raise("box.count", "Stitch: " + std::to_string(boxes.size() / 4) + " boxes, " + std::to_string(n) + " scores, " +
                           std::to_string(classes.size()) + " classes: must be as many of each");
  Bits masks;
  if (!t[3].is_none()) {
    masks = Bits(t[3]);
    if (n > 0 && (masks.ndim() != 3 || masks.shape(0) != n))
      raise("mask.count", "Stitch: masks must be (n h w), one a box");
  }
  for (py::ssize_t i = 0; i < n; ++i) {
    const float* b = boxes.data() + 4 * i;
    Detection& d = out.found.emplace_back(
        Detection{{b[0], b[1], b[2], b[3]}, scores.data()[i], static_cast<int>(classes.data()[i])});
    if (masks.size() == 0) continue;
    const auto image =
        std::make_shared<Image>(Extent{static_cast<int>(masks.shape(1)), static_cast<int>(masks.shape(2))}, 1);
    std::memcpy(image->view().data, masks.data(i, 0, 0), image->bytes());
    d.mask = {image, 0, 0};
  }
  out.map = t[4].cast<std::array<double, 9>>();
  if (!t[5].is_none()) out.tile = rect_of(t[5].cast<std::array<int, 4>>());
  return out;
}
py::tuple stitch(const py::object& spec, const py::list& tiles) {
  const Stitch how = read<Stitch>(spec);
  std::vector<TilePredictions> given;
  for (const py::handle t : tiles) given.push_back(predictions_of(t.cast<py::tuple>()));
  std::vector<Detection> found;
  {
    const py::gil_scoped_release release;
    found = how(given);
  }
  const auto n = static_cast<py::ssize_t>(found.size());
  py::array_t<float> boxes({n, py::ssize_t{4}}), scores(n);
  py::array_t<std::int64_t> classes(n);
  py::list masks;
  for (py::ssize_t i = 0; i < n; ++i) {
    const Detection& d = found[static_cast<std::size_t>(i)];
    float* b = boxes.mutable_data(i, 0);
    b[0] = d.box.x1, b[1] = d.box.y1, b[2] = d.box.x2, b[3] = d.box.y2;
    scores.mutable_data()[i] = d.score;
    classes.mutable_data()[i] = d.class_id;
    py::array_t<bool> bits({py::ssize_t{d.mask.rect().height()}, py::ssize_t{d.mask.rect().width()}});
    if (d.mask.image) std::memcpy(bits.mutable_data(), d.mask.image->view().data, d.mask.image->bytes());
    masks.append(py::make_tuple(d.mask.left, d.mask.top, bits));
  }
  return py::make_tuple(boxes, scores, classes, masks);
}

std::unique_ptr<DenseSum> dense(const py::object& spec, int channels, std::pair<int, int> size) {
  if (channels < 1 || size.first < 1 || size.second < 1)
    raise("geometry.size", "StitchDense: must have at least one channel and 1 px a side");
  return std::make_unique<DenseSum>(read<StitchDense>(spec), channels, Extent{size.first, size.second});
}
void add(DenseSum& sum, const Floats& map, const std::array<int, 4>& tile) {
  if (map.ndim() != 3 || map.shape(0) != sum.channels() || map.shape(1) != tile[3] || map.shape(2) != tile[2])
    raise("geometry.size", "StitchDense: a map of " + py::str(py::tuple(map.attr("shape"))).cast<std::string>() +
                               ": must be (" + std::to_string(sum.channels()) + ", " + std::to_string(tile[3]) + ", " +
                               std::to_string(tile[2]) + "), as its tile");
  const std::span<const float> values(map.data(), static_cast<std::size_t>(map.size()));
  const py::gil_scoped_release release;
  sum.add(values, rect_of(tile));
}

}  // namespace

void bind_tiles(py::module_& m) {
  m.def("check_tool", &checked_spec, py::arg("name"), py::arg("spec"));
  m.def("tile", &cut, py::arg("sample"), py::arg("spec"), py::arg("seed"), py::arg("index"), py::arg("layout") = "HWC");
  m.def("Tiled", &tiled, py::arg("source"), py::arg("spec"), py::arg("seed"), py::arg("decode"), py::arg("progress"));
  m.def("tile_place", &place, py::arg("source"), py::arg("index"));
  m.def("stitch", &stitch, py::arg("spec"), py::arg("tiles"));
  py::class_<DenseSum>(m, "DenseSum", py::module_local())
      .def(py::init(&dense), py::arg("spec"), py::arg("channels"), py::arg("size"))
      .def("add", &add, py::arg("map"), py::arg("tile"))
      .def("mean", [](const DenseSum& sum) {
        const std::vector<float> values = sum.mean();
        py::array_t<float> out({sum.channels(), sum.size().height, sum.size().width});
        std::copy(values.begin(), values.end(), out.mutable_data());
        return out;
      });
}

}  // namespace smalti::python
