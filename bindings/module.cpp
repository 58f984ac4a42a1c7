// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "buffer.hpp"
#include "convert.hpp"
#include "samples.hpp"

#include <smalti/core/epoch_order.hpp>
#include <smalti/cpu/thread_pool.hpp>
#include <smalti/data/stitch.hpp>
#include <smalti/data/stitch_dense.hpp>
#include <smalti/data/tile.hpp>
#include <smalti/io/decode.hpp>
#include <smalti/io/json.hpp>
#include <smalti/plan/from_value.hpp>
#include <smalti/version.hpp>
#ifdef SMALTI_WITH_YAML
#include <smalti/io/yaml.hpp>
#endif

namespace smalti::python {
namespace {

template <class Op>
const char* kind_of() {
  if constexpr (Container<Op> || Preset<Op> || Policy<Op>) return "container";
  else if constexpr (Mix<Op> || SelfMix<Op> || PolicyBlend<Op>) return "mix";
  else if constexpr (TargetEdit<Op>) return "target";
  else if constexpr (ManyViews<Op>) return "many";
  else if constexpr (Delivery<Op>) return "delivery";
  else if constexpr (Geometry<Op>) return "geometry";
  else if constexpr (Field<Op>) return "field";
  else if constexpr (Neighbourhood<Op> || Coarsening<Op> || WholePicture<Op>) return "neighbourhood";
  else if constexpr (Hole<Op>) return "hole";
  else if constexpr (Drawing<Op>) return "point";
  else return "sampler";
}

template <class T>
struct choices_of {
  static py::list list() { return py::list(); }
};
template <class E>
  requires std::is_enum_v<E>
struct choices_of<E> {
  static py::list list() {
    py::list out;
    for (const auto name : enum_names<E>) out.append(py::str(name.data(), name.size()));
    return out;
  }
};
template <class T>
struct choices_of<Required<T>> : choices_of<T> {};
template <class T>
struct choices_of<std::optional<T>> : choices_of<T> {};

/// Everything that describe() says of the parameters of T.
template <class T>
py::list parameters() {
  py::list out;
  const T op = smalti::detail::blank<T>(), shown = smalti::example<T>();
  for_each_field(op, [&](const auto& field, const auto& member) {
    using Member = std::remove_cvref_t<decltype(member)>;
    py::dict p;
    p["name"] = std::string(field.name);
    p["doc"] = field.doc;
    p["unit"] = field.unit;
    p["min"] = field.min;
    p["max"] = field.max;
    p["choices"] = choices_of<Member>::list();
    constexpr bool needed = smalti::detail::is_required<Member> || std::is_same_v<Member, Operators<Node>>;
    p["required"] = needed;
    if constexpr (std::is_same_v<Member, Operators<Node>>) {
      p["type"] = "Sequence[Operator]";
      p["example"] = py::none();
      p["default"] = py::none();
    } else {
      p["type"] = type_text<Member>();
      p["example"] = to_python(write_param(shown.*(field.member)));
      p["default"] = needed ? py::object(py::none()) : to_python(write_param(member));
    }
    out.append(p);
  });
  return out;
}

template <class... S>
constexpr bool makes_floats(TypeList<S...>) { return (Rescaling<S> || ...); }
template <class... S>
constexpr bool changes_channels(TypeList<S...>) { return (Picking<S, typename S::State> || ...); }

template <class T>
py::dict description() {
  constexpr auto about = T::describe();
  py::dict d;
  d["name"] = std::string(name_of<T>);
  d["doc"] = about.doc;
  d["source"] = about.source;
  d["own_p"] = about.traits.own_p;
  d["exact_bound"] = about.traits.exact_bound;
  d["device_bound"] = about.traits.device_bound;
  d["makes_floats"] = makes_floats(StepsOf<T>{}) || WholePicture<T>;  // float32 pictures of another range
  d["changes_channels"] = changes_channels(StepsOf<T>{});  // their number or their order
  d["spares_places"] = PolicyBlend<T>;                     // draws no geometry where labels have places
  d["parameters"] = parameters<T>();
  return d;
}

/// What describe() says of every alternative of a variant.
template <class Any>
py::list describe_all() {
  py::list out;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    const auto add = [&]<class Op>(std::type_identity<Op>) {
      py::dict d = description<Op>();
      d["kind"] = kind_of<Op>();
      out.append(d);
    };
    (add(std::type_identity<std::variant_alternative_t<I, Any>>{}), ...);
  }(std::make_index_sequence<std::variant_size_v<Any>>{});
  return out;
}

py::dict build_info() {
  py::dict d;
  d["version"] = std::string(version);
  d["compiler"] = __VERSION__;
  d["codecs"] = io::codec_versions();
  d["processors"] = cpu::available_processors();
  return d;
}

}  // namespace

PYBIND11_MODULE(_smalti, m) {
  m.doc() = "The compiled part of smalti; use the package smalti instead.";
  m.attr("version") = std::string(version);
  bind_errors(m);
  bind_buffer(m);
  bind_borrow(m);
  bind_pipeline(m);
  bind_loader(m);
  bind_tta(m);
  bind_tiles(m);
  m.def("build_info", &build_info);
  m.def("operators", &describe_all<AnyOperator>);
  m.def("samplers", &describe_all<Sampler>);
  m.def("tools", [] { return py::dict(py::arg("Tile") = description<Tile>(), py::arg("Stitch") = description<Stitch>(), py::arg("StitchDense") = description<StitchDense>()); });
  m.def("box_filter_parameters", &parameters<BoxFilter>);
  m.def("check_sampler", [](const py::dict& spec) { return to_python(sampler_value(read_sampler(spec))); });
  m.def("check", [](const py::object& spec) { return to_python(write_operator(read_node(to_value(spec)))); });
  m.def("read_json", [](const std::string& text, const std::string& name) {
    const Value v = io::parse_json(text, name).value();
    return to_python(read_pipeline(v, name).value());
  });
#ifdef SMALTI_WITH_YAML
  m.def("read_yaml", [](const std::string& text, const std::string& name) {
    const Value v = io::parse_yaml(text, name).value();
    return to_python(read_pipeline(v, name).value());
  });
  m.def("write_yaml", [](const py::object& spec) { return io::to_yaml(to_value(spec)); });
#else
  for (const char* name : {"read_yaml", "write_yaml"})
    m.def(name, [](const py::args&) {
      raise("decode.not_built", "YAML: this build knows JSON only; build with SMALTI_YAML=ON where yaml-cpp is installed");
    });
#endif
  m.def("epoch_order", [](std::uint64_t count, std::uint64_t seed, std::uint64_t epoch, std::uint64_t position) {
    return EpochOrder(count, seed, epoch)(position);
  });
}

}  // namespace smalti::python
