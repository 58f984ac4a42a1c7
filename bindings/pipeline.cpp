// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "buffer.hpp"
#include "convert.hpp"
#include "engine.hpp"
#include "samples.hpp"

#include <smalti/core/param_value.hpp>
#include <smalti/data/assemble.hpp>
#include <smalti/data/group_runner.hpp>
#include <smalti/io/hash.hpp>
#include <smalti/plan/explain.hpp>
#include <smalti/plan/from_value.hpp>
#include <smalti/plan/invert.hpp>

#include <pybind11/stl.h>

#include <algorithm>

namespace smalti {
template class BasicPipeline<Operators<Node>, AllSteps>;
}

namespace smalti::python {

Pipeline read_pipeline(const Value& v, std::string file) { return ValueReader(std::move(file)).pipeline(v); }
Node read_node(const Value& v) { return ValueReader{}.node(v); }

namespace {

const EngineBuild* chosen = nullptr;

const EngineBuild& engine_build() {
  if (!chosen) raise("internal.engine", "no engine was chosen; import the package smalti");
  return *chosen;
}

/// An engine for one call. Its memory, surfaces and tables, stays for the next, because calls come picture by picture.
/// Made and ended under the interpreter's lock.
class LentEngine final : public Engine {
 public:
  LentEngine() {
    if (idle().empty()) {
      engine_ = make_engine();
    } else {
      engine_ = std::move(idle().back());
      idle().pop_back();
    }
  }
  ~LentEngine() override { idle().push_back(std::move(engine_)); }

  void render(const Plan& plan, const Sources& sources, MutableImageView out) override { engine_->render(plan, sources, out); }
  Rasters render_rasters(const Plan& plan, const Sources& sources) override { return engine_->render_rasters(plan, sources); }

 private:
  static std::vector<std::unique_ptr<Engine>>& idle() {
    static std::vector<std::unique_ptr<Engine>> engines;
    return engines;
  }
  std::unique_ptr<Engine> engine_;
};

/// What every output has: its picture, the map that led to it, what was drawn.
py::dict picture_dict(const SampleOutput& out, Tensor image) {
  py::dict d;
  d["image"] = wrap(std::move(image));
  d["map"] = out.map;
  d["extent"] = py::make_tuple(out.plan.extent.height, out.plan.extent.width);
  d["params"] = to_python(Value(out.record));
  return d;
}

}  // namespace

py::dict sample_dict(GroupRunner& runner, std::size_t i, Tensor image, BufferPool& buffers) {
  SampleOutput& out = runner.plan().outputs[i];
  py::dict d = picture_dict(out, std::move(image));
  d["plan"] = explain<AllSteps>(out.plan);
  BatchRow row;
  row.valid = true;
  std::swap(row.targets, out.targets);
  std::vector<Instance>& instances = row.targets.instances;  // boxes first, as their tensors stand in a sample's columns
  std::stable_partition(instances.begin(), instances.end(), [](const Instance& x) { return x.outline != Outline::oriented; });
  const auto list = [&](auto of) {
    py::list values;
    for (const Instance& instance : instances) values.append(of(instance));
    return values;
  };
  d["label"] = row.targets.label;
  d["soft_label"] = row.targets.soft_label;
  d["source"] = list([](const Instance& x) { return x.source; });
  d["visible"] = list([](const Instance& x) { return x.visible; });
  const std::array rows{std::move(row)};
  const Batch batch = assemble(rows, {}, buffers);
  const auto put = [&](const char* prefix, const BoxTensors& t) {
    const std::string p = prefix;
    d[py::str(p + "boxes")] = wrap(t.values);
    d[py::str(p + "classes")] = wrap(t.classes);
    d[py::str(p + "weight")] = wrap(t.weight);
    d[py::str(p + "ignore")] = wrap(t.ignore);
    d[py::str(p + "crowd")] = wrap(t.crowd);
    d[py::str(p + "index")] = wrap(t.index);
  };
  put("", batch.boxes);
  put("oriented_", batch.oriented_boxes);
  d["keypoints"] = wrap(batch.keypoints);
  py::list per_instance;
  for (const Instance& instance : rows[0].targets.instances) {
    py::list points;
    for (const Keypoint& k : instance.keypoints) points.append(py::make_tuple(k.x, k.y, static_cast<int>(k.v)));
    per_instance.append(points);
  }
  d["instance_keypoints"] = per_instance;
  d["masks"] = wrap(batch.masks);
  py::list further;
  for (const Raster& raster : rows[0].targets.rasters) further.append(wrap(tensor_of(raster.image)));
  d["rasters"] = further;
  d["segmentation"] = rows[0].targets.segmentation ? wrap(tensor_of(rows[0].targets.segmentation)) : py::none();
  return d;
}

namespace {

/// A pipeline in Python, with engines of calls that are over.
class PyPipeline {
 public:
  explicit PyPipeline(const py::object& spec) : pipeline_(std::make_shared<const Pipeline>(read_pipeline(to_value(spec)))) {}

  std::shared_ptr<const Pipeline> get() const { return pipeline_; }

  py::list run(const py::list& samples, std::uint64_t seed, std::uint32_t epoch, const std::vector<std::uint64_t>& ids,
               const std::vector<std::uint32_t>& occurrences, bool record, const py::object& replayed, const std::optional<std::string>& dtype,
               const std::string& layout, int num_classes, bool labels) {
    const std::size_t n = samples.size();
    std::vector<PyItem> given(n);
    std::vector<Item> items(n);
    std::vector<SampleCoord> at(n);
    std::vector<char> valid(n, 1);
    for (std::size_t i = 0; i < n; ++i) {
      read_item(samples[i].cast<py::dict>(), given[i]);
      items[i] = std::move(given[i].item);
      at[i] = {ids.at(i), occurrences.at(i), epoch};
    }
    PlanOptions how;
    how.seed = seed;
    how.record = record;
    Value replay;
    if (!replayed.is_none()) {
      replay = to_value(replayed);
      how.replayed = replay.as<Value::Array>();
      if (!how.replayed) raise("state.field", "params: must be the list that a sample carried in .params");
    }
    if (dtype) {
      Dtype d{};
      if (const char* rule = read_param(Value(*dtype), d)) raise("param.type", "dtype = " + *dtype + ": " + rule);
      how.dtype = d;
    }
    how.layout = layout == "CHW" ? Layout::CHW : Layout::HWC;
    GroupRunner runner(pipeline_, std::make_unique<LentEngine>(), io::Decode{});
    const auto buffers = std::make_shared<BufferPool>();
    std::vector<Tensor> images;
    {
      const py::gil_scoped_release release;
      if (auto failed = runner.prepare(items, at, valid, num_classes, how)) raise(failed->fault);
      images.resize(runner.plan().outputs.size());
      runner.render([&](std::size_t i, SampleOutput& out) {
        const Plan& p = out.plan;
        images[i] = how.layout == Layout::CHW ? buffers->tensor(p.dtype, {p.channels, p.extent.height, p.extent.width})
                                              : buffers->tensor(p.dtype, {p.extent.height, p.extent.width, p.channels});
        return view_of<std::byte>(images[i].data<std::byte>(), p.dtype, p.extent, p.channels, how.layout);
      });
    }
    py::list out;
    for (std::size_t i = 0; i < images.size(); ++i) {
      if (labels) out.append(sample_dict(runner, i, std::move(images[i]), *buffers));
      else out.append(picture_dict(runner.plan().outputs[i], std::move(images[i])));
    }
    return out;
  }

 private:
  std::shared_ptr<const Pipeline> pipeline_;
};

/// Resizes the interval `box` (left, top, right, bottom, px, fractions allowed) of a picture with Pillow's arithmetic.
py::object resize(const py::object& image, std::pair<int, int> size, const std::optional<std::array<float, 4>>& box, const std::string& interpolation,
                  const std::string& axis_order) {
  PyItem item;
  py::dict sample;
  sample["image"] = image;
  read_item(sample, item);
  const ImageView view = item.item.pixels;
  Interpolation filter{};
  if (const char* rule = read_param(Value(interpolation), filter)) raise("param.type", "resize.interpolation = " + interpolation + ": " + rule);
  const std::array<float, 4> b = box.value_or(std::array<float, 4>{0, 0, static_cast<float>(view.extent.width), static_cast<float>(view.extent.height)});
  const auto axis = [](int n, float begin, float end, int to) {
    Axis a = Axis::whole(n);
    a.b0 = begin, a.b1 = end;
    a.n_resized = a.keep_end = a.length = to;
    return a;
  };
  if (size.first < 1 || size.second < 1) raise("geometry.size", "resize.size: must be at least 1 px a side");
  if (!(b[0] >= 0 && b[1] >= 0 && b[2] > b[0] && b[3] > b[1] && b[2] <= static_cast<float>(view.extent.width) && b[3] <= static_cast<float>(view.extent.height)))
    raise("param.range", "resize.box: must lie in the image and have an area");
  const auto out = std::make_shared<Image>(Extent{size.first, size.second}, view.channels, view.dtype);
  {
    const py::gil_scoped_release release;
    engine_build().resize(view, axis(view.extent.width, b[0], b[2], size.second), axis(view.extent.height, b[1], b[3], size.first), filter,
                          axis_order == "horizontal_first" ? AxisOrder::horizontal_first : AxisOrder::pillow13, out->view());
  }
  return wrap(tensor_of(out));
}

}  // namespace

std::unique_ptr<Engine> make_engine() { return engine_build().make(); }

void bind_pipeline(py::module_& m) {
  m.def("use_engine", [](const py::capsule& engine) {
    chosen = static_cast<const EngineBuild*>(PyCapsule_GetPointer(engine.ptr(), EngineBuild::capsule));
    if (!chosen) throw py::error_already_set();
    return chosen->isa;
  });
  m.def("resize", &resize, py::arg("image"), py::arg("size"), py::arg("box") = py::none(), py::arg("interpolation") = "bilinear",
        py::arg("axis_order") = "pillow13");
  py::class_<PyPipeline, std::shared_ptr<PyPipeline>>(m, "Pipeline", py::module_local())
      .def(py::init<const py::object&>(), py::arg("spec"))
      .def("spec", [](const PyPipeline& p) { return to_python(p.get()->value()); })
      .def("json", [](const PyPipeline& p) { return to_json(p.get()->value()); })
      .def_property_readonly("hash", [](const PyPipeline& p) { return io::xxh3(canonical_json(p.get()->value())); })
      .def_property_readonly("mixes", [](const PyPipeline& p) { return p.get()->mixes(); })
      .def_property_readonly("views", [](const PyPipeline& p) { return p.get()->views(); })
      .def("explain", [](const PyPipeline& p, int height, int width, int channels, std::uint64_t seed, std::uint32_t epoch, std::uint64_t id) {
            std::vector<SampleInput> in(1);
            in[0].picture = {{height, width}, channels, Dtype::uint8, {0, 255}};
            in[0].at = {id, 0, epoch};
            PlanOptions how;
            how.seed = seed;
            GroupPlan plan;
            p.get()->plan(in, how, plan);
            return py::make_tuple(explain<AllSteps>(plan.outputs.at(0).plan), to_python(explain_value<AllSteps>(plan.outputs.at(0).plan)));
          }, py::arg("height"), py::arg("width"), py::arg("channels") = 3, py::arg("seed") = 0, py::arg("epoch") = 0, py::arg("index") = 0)
      .def("run", &PyPipeline::run, py::arg("samples"), py::kw_only(), py::arg("seed"), py::arg("epoch"), py::arg("ids"),
           py::arg("occurrences"), py::arg("record") = true, py::arg("replayed") = py::none(), py::arg("dtype") = py::none(),
           py::arg("layout") = "HWC", py::arg("num_classes") = 0, py::arg("labels") = true)
      .def("_shared", [](const PyPipeline& p) { return std::const_pointer_cast<Pipeline>(p.get()); });
  py::class_<Pipeline, std::shared_ptr<Pipeline>>(m, "_Pipeline", py::module_local());
}

}  // namespace smalti::python
