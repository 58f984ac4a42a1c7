// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "buffer.hpp"
#include "convert.hpp"
#include "engine.hpp"
#include "samples.hpp"

#include <smalti/data/coco.hpp>
#include <smalti/data/image_folder.hpp>
#include <smalti/data/loader.hpp>
#include <smalti/data/pascal_voc.hpp>
#include <smalti/data/sequence.hpp>
#include <smalti/io/encode.hpp>
#include <smalti/plan/from_value.hpp>

#include <pybind11/stl.h>

namespace smalti::python {
namespace {

bool interpreter_ends() {
#if PY_VERSION_HEX >= 0x030D0000
  return Py_IsFinalizing() != 0;
#else
  return _Py_IsFinalizing() != 0;
#endif
}

PySource make_sequence(const py::list& items, const py::object& targets) {
  if (!targets.is_none() && py::len(targets) != items.size())
    raise("label.missing", "Sequence.targets = " + std::to_string(py::len(targets)) + " entries: must be one an item, " + std::to_string(items.size()));
  static constexpr std::string_view known[] = {"labels", "label", "image_label", "boxes", "oriented_boxes", "masks", "segmentation", "keypoints", "polygons", "classes", "soft_label", "rasters"};
  struct Owner {
    std::vector<PyItem> items;
    ~Owner() {
      if (interpreter_ends()) {  // a thread that asks for the interpreter now would be killed: the process gives memory back
        new std::vector<PyItem>(std::move(items));
        return;
      }
      const py::gil_scoped_acquire hold;
      items.clear();
    }
  };
  const auto owner = std::make_shared<Owner>();
  std::vector<Sequence::Entry> entries;
  for (std::size_t i = 0; i < items.size(); ++i) {
    py::dict sample;
    sample["image"] = items[i];
    if (!targets.is_none())
      for (const auto& [key, value] : py::object(targets[py::int_(i)]).cast<py::dict>()) {
        const std::string name = py::str(key).cast<std::string>();
        if (std::find(std::begin(known), std::end(known), name) == std::end(known))
          raise("label.type", "Sequence.targets[" + std::to_string(i) + "]: no target '" + name + "'; it takes labels, image_label, boxes, oriented_boxes, polygons, masks, segmentation, keypoints, rasters");
        sample[key] = value;
      }
    PyItem& kept = owner->items.emplace_back();
    read_item(sample, kept);
    Sequence::Entry& entry = entries.emplace_back();
    entry.pixels = kept.item.pixels;
    entry.targets = kept.item.targets;
    // the vector's memory stays where it is when its owner moves; spans of files point into it
    entry.encoded = kept.item.encoded;
  }
  return {std::make_shared<const Sequence>(std::move(entries), owner)};
}

template <class T>
void take(const py::dict& d, const char* key, T& out) {
  if (d.contains(key) && !py::object(d[key]).is_none()) out = d[key].template cast<T>();
}
template <class E>
void take_enum(const py::dict& d, const char* key, E& out) {
  if (!d.contains(key) || py::object(d[key]).is_none()) return;
  const Value v = py::str(d[key]).cast<std::string>();
  if (const char* rule = read_param(v, out)) raise("param.type", "Loader." + std::string(key) + " = " + to_json(v) + ": " + rule);
}

LabelOptions read_label_options(const py::dict& d, const char* source) {
  LabelOptions how;
  const auto choose = [&](const char* key, auto& out) {
    const Value v = py::str(d[key]).cast<std::string>();
    if (const char* rule = read_param(v, out)) raise("param.type", std::string(source) + "." + key + " = " + to_json(v) + ": " + rule);
  };
  choose("on_invalid", how.on_invalid);
  choose("degenerate", how.degenerate);
  if (d.contains("keypoint_origin")) choose("keypoint_origin", how.keypoint_origin);
  take(d, "label_tolerance", how.label_tolerance);
  take(d, "classes", how.classes);
  return how;
}
std::string path_of(const py::object& o) { return py::str(py::module_::import("os").attr("fspath")(o)).cast<std::string>(); }
py::dict counts_of(const Source& s) {
  py::dict d;
  if (const auto* labelled = dynamic_cast<const Annotated*>(&s)) {
    d["dropped"] = labelled->counts().dropped;
    d["clipped"] = labelled->counts().clipped;
  }
  return d;
}

LoaderOptions read_options(const py::dict& d) {
  LoaderOptions o;
  take(d, "batch_size", o.batch_size);
  if (d.contains("seed")) {
    const py::object seed = d["seed"];
    if (!PyLong_Check(seed.ptr()) || PyBool_Check(seed.ptr())) raise("param.type", "Loader.seed = " + py::repr(seed).cast<std::string>() + ": must be an integer");
    o.seed = PyLong_AsUnsignedLongLong(seed.ptr());
    if (PyErr_Occurred()) {
      PyErr_Clear();
      raise("param.range", "Loader.seed = " + py::repr(seed).cast<std::string>() + ": must be in [0, 2^64 - 1]");
    }
  }
  take(d, "epoch", o.epoch);
  take(d, "epochs", o.epochs);
  take(d, "shuffle", o.shuffle);
  if (d.contains("sampler")) o.sampler = read_sampler(d["sampler"].cast<py::dict>());
  if (d.contains("tail") && !py::object(d["tail"]).is_none()) {
    Tail tail{};
    take_enum(d, "tail", tail);
    o.tail = tail;
  }
  if (d.contains("pad") && !py::object(d["pad"]).is_none()) o.pad = d["pad"].cast<bool>();
  take(d, "threads", o.threads);
  take(d, "prefetch", o.prefetch);
  take(d, "rank", o.rank);
  take(d, "world_size", o.world_size);
  if (d.contains("dtype") && !py::object(d["dtype"]).is_none()) {
    Dtype dtype{};
    take_enum(d, "dtype", dtype);
    o.dtype = dtype;
  }
  take_enum(d, "layout", o.layout);
  take(d, "group", o.group);
  take_enum(d, "partners", o.partners);
  if (d.contains("decode") && !py::object(d["decode"]).is_none()) o.decode = read_decode(d["decode"].cast<py::dict>());
  take_enum(d, "on_error", o.on_error);
  take(d, "max_errors", o.max_errors);
  take(d, "report", o.report);
  return o;
}

/// The engine of a device: (capsule, number, memory limit, whether to wait for any stream).
std::shared_ptr<BatchEngine> read_device(const py::dict& d) {
  if (!d.contains("device")) return nullptr;
  const auto [engine, number, limit, any_stream] = d["device"].cast<std::tuple<py::capsule, int, std::size_t, bool>>();
  const auto* build = static_cast<const DeviceBuild*>(PyCapsule_GetPointer(engine.ptr(), DeviceBuild::capsule));
  if (!build) throw py::error_already_set();
  return build->make(number, limit, any_stream);
}

py::dict to_dict(Batch&& b) {
  py::dict d;
  d["images"] = wrap(b.images);
  d["labels"] = wrap(b.labels);
  d["soft_labels"] = wrap(b.soft_labels);
  const auto put = [&](const char* name, const BoxTensors& t) {
    py::dict boxes;
    boxes["values"] = wrap(t.values);
    boxes["offsets"] = wrap(t.offsets);
    boxes["classes"] = wrap(t.classes);
    boxes["weight"] = wrap(t.weight);
    boxes["ignore"] = wrap(t.ignore);
    boxes["crowd"] = wrap(t.crowd);
    boxes["index"] = wrap(t.index);
    d[name] = boxes;
  };
  put("boxes", b.boxes);
  put("oriented_boxes", b.oriented_boxes);
  d["keypoints"] = wrap(b.keypoints);
  d["keypoint_offsets"] = wrap(b.keypoint_offsets);
  d["masks"] = wrap(b.masks);
  d["mask_offsets"] = wrap(b.mask_offsets);
  d["segmentation"] = wrap(b.segmentation);
  py::list further;
  for (const Tensor& raster : b.rasters) further.append(wrap(raster));
  d["rasters"] = further;
  d["ids"] = wrap(b.ids);
  d["source_ids"] = wrap(b.source_ids);
  d["valid"] = wrap(b.valid);
  d["maps"] = wrap(b.maps);
  d["extents"] = wrap(b.extents);
  d["source_extents"] = wrap(b.source_extents);
  d["error_code"] = b.error_code;
  d["state"] = b.state;
  return d;
}

/// A loader in Python. Waiting releases the interpreter.
class PyLoader {
 public:
  PyLoader(const PySource& source, std::shared_ptr<const Pipeline> pipeline, const py::dict& options)
      : loader_(std::make_unique<Loader>(source.source, std::move(pipeline), &make_engine, read_options(options), read_device(options))) {}

  py::object next() {
    std::optional<Batch> batch;
    {
      const py::gil_scoped_release release;
      batch = get().next();
    }
    if (!batch) return py::none();
    return to_dict(std::move(*batch));
  }
  void reset(const std::optional<std::uint32_t>& epoch) {
    const py::gil_scoped_release release;
    if (epoch) get().set_epoch(*epoch);
    else get().rewind();
  }
  py::dict stats() {
    const Loader::Stats s = get().stats();
    py::dict d;
    const auto seconds = [](std::int64_t ns) { return static_cast<double>(ns) * 1e-9; };
    d["read_s"] = seconds(s.work.read);
    d["header_s"] = seconds(s.work.header);
    d["plan_s"] = seconds(s.work.plan);
    d["decode_s"] = seconds(s.work.decode);
    d["render_s"] = seconds(s.work.render);
    d["wait_s"] = seconds(s.waited);
    d["samples"] = s.work.samples;
    d["decodes"] = s.work.decodes;
    d["fallbacks"] = s.work.fallbacks;
    d["device_decodes"] = s.work.device_decodes;
    d["file_bytes"] = s.work.file_bytes;
    d["decoded_pixels"] = s.work.decoded_pixels;
    d["batches"] = s.batches;
    d["bad_samples"] = s.bad_samples;
    d["held_buffers"] = s.held_buffers;
    return d;
  }
  void load_state(const std::string& text) {
    const py::gil_scoped_release release;
    get().load_state(text);
  }
  void close() {
    const py::gil_scoped_release release;
    loader_.reset();
  }
  Loader& get() {
    if (!loader_) raise("config.closed", "Loader: is closed; make a new one");
    return *loader_;
  }

 private:
  std::unique_ptr<Loader> loader_;
};

}  // namespace

Sampler read_sampler(const py::dict& spec) {
  const std::string name = spec.contains("op") ? py::str(spec["op"]).cast<std::string>() : "";
  Value::Object members;
  for (const auto& [key, item] : spec)
    if (const std::string k = py::str(key).cast<std::string>(); k != "op") members.emplace_back(k, to_value(item));
  std::optional<Sampler> out;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    const auto take = [&]<class S>(std::type_identity<S>) {
      if (name_of<S> == name) out = ValueReader{}.described<S>(Value(std::move(members)));
    };
    (take(std::type_identity<std::variant_alternative_t<I, Sampler>>{}), ...);
  }(std::make_index_sequence<std::variant_size_v<Sampler>>{});
  if (!out) raise("param.name", "no sampler '" + name + "'; there are RepeatFactorSampler, ClassBalancedSampler, WeightedSampler");
  return *out;
}

void bind_loader(py::module_& m) {
  py::class_<PySource>(m, "Source", py::module_local())
      .def("__len__", [](const PySource& s) { return s.source->size(); })
      .def_property_readonly("classes", [](const PySource& s) { return s.source->classes(); })
      .def("name", [](const PySource& s, std::int64_t i) { return s.source->name(i); })
      .def_property_readonly("counts", [](const PySource& s) { return counts_of(*s.source); })
      .def_property_readonly("fingerprint", [](const PySource& s) { return s.source->fingerprint(); });
  m.def("ImageFolder", [](const py::object& root) {
    const std::string path = py::str(py::module_::import("os").attr("fspath")(root)).cast<std::string>();
    const py::gil_scoped_release release;
    return PySource{std::make_shared<const ImageFolder>(path)};
  });
  m.def("PascalVoc", [](const py::object& images, const py::object& annotations, int origin, const py::dict& options) {
    const std::string pictures = path_of(images), files = path_of(annotations);
    const LabelOptions how = read_label_options(options, "PascalVoc");
    const py::gil_scoped_release release;
    return PySource{std::make_shared<const PascalVoc>(pictures, files, origin, how)};
  });
  m.def("Coco", [](const py::object& images, const py::object& annotations, const py::dict& options) {
    const std::string pictures = path_of(images), file = path_of(annotations);
    const LabelOptions how = read_label_options(options, "Coco");
    const py::gil_scoped_release release;
    return PySource{std::make_shared<const Coco>(pictures, file, how)};
  });
  m.def("Sequence", &make_sequence, py::arg("items"), py::arg("targets") = py::none());
  py::class_<PyLoader>(m, "Loader", py::module_local())
      .def(py::init([](const PySource& source, const py::object& pipeline, const py::dict& options) {
        return std::make_unique<PyLoader>(source, pipeline.attr("_shared")().cast<std::shared_ptr<Pipeline>>(), options);
      }))
      .def("next", &PyLoader::next)
      .def("reset", &PyLoader::reset, py::arg("epoch") = py::none())
      .def("steps", [](PyLoader& l, const std::optional<std::uint32_t>& epoch) { return epoch ? l.get().steps(*epoch) : l.get().steps(); },
           py::arg("epoch") = py::none())
      .def_property_readonly("epoch", [](PyLoader& l) { return l.get().epoch(); })
      .def("state", [](PyLoader& l) { return l.get().state(); })
      .def("load_state", &PyLoader::load_state)
      .def("stats", &PyLoader::stats)
      .def("close", &PyLoader::close);
  m.def("decode", [](const py::object& file, const py::dict& options) {
    PyItem item;
    py::dict sample;
    sample["image"] = file;
    read_item(sample, item);
    const io::Decode decode = read_decode(options);
    io::Decoder decoder;
    const auto header = decoder.header(item.item.encoded, decode, item.item.name);
    if (!header) raise(header.error());
    const auto image = std::make_shared<Image>();
    const auto done = decoder.decode(item.item.encoded, *header, decode, std::nullopt, *image, item.item.name);
    if (!done) raise(done.error());
    return wrap(tensor_of(image));
  }, py::arg("file"), py::arg("options") = py::dict());
}

}  // namespace smalti::python
