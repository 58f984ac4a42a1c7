// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/param_value.hpp>
#include <smalti/plan/needed.hpp>
#include <smalti/plan/plan.hpp>

#include <string>

namespace smalti {

namespace detail {

inline std::string size_text(Extent e) { return std::to_string(e.width) + "x" + std::to_string(e.height); }
inline std::string source_text(SourceRef s) {
  constexpr const char* names[] = {"picture ", "finished picture ", "surface "};
  return names[static_cast<int>(s.kind)] + std::to_string(s.index);
}
inline std::string_view name_of_interpolation(Interpolation i) { return enum_names<Interpolation>[static_cast<std::size_t>(i)]; }

inline std::string write_text(Rect r) { return to_json(write_param(r)); }

inline std::string field_text(const Displacement& field) {
  constexpr const char* names[] = {"an elastic field", "a grid", "a lens"};
  return std::string(", bent by ") + names[static_cast<int>(field.kind)] + ", ";
}

/// One layer in words: "picture 0, [31, 20, 310, 275) -> 224x224, bilinear antialiased, mirrored".
inline std::string layer_text(const Layer& layer, Extent out, const Displacement* field) {
  std::string text = source_text(layer.source) + " " + size_text(layer.source_extent);
  const Rect need = needed_rect(layer, out, field);
  text += ", reads " + write_text(need);
  if (layer.sampling == Sampling::copy) text += ", copied";
  else text += (layer.sampling == Sampling::resize ? ", resized " : field ? field_text(*field) : ", warped ") +
               std::string(name_of_interpolation(layer.interpolation)) + (layer.antialias && layer.sampling == Sampling::resize ? " antialiased" : "");
  if (layer.sampling != Sampling::warp && layer.transposed) text += ", axes exchanged";
  const auto backwards = [](const Axis& a, Walk frame) { return (a.in.reversed != a.out.reversed) != frame.reversed; };
  if (layer.sampling != Sampling::warp && backwards(layer.x, layer.frame_x)) text += ", mirrored left to right";
  if (layer.sampling != Sampling::warp && backwards(layer.y, layer.frame_y)) text += ", mirrored top to bottom";
  if (layer.coverage.kind != Coverage::Kind::everything) text += ", shown in " + write_text(layer.coverage.rect);
  if (layer.weight != 1) text += ", weight " + text_of(layer.weight);
  return text;
}

inline std::string window_text(NoWindow) { return ""; }
inline std::string window_text(SeparableKernel w) { return "separable kernel " + size_text({w.y.count, w.x.count}); }
inline std::string window_text(SquareKernel w) { return "kernel " + size_text(Extent::square(w.side)); }
inline std::string window_text(Sharpening w) { return "sharpening by " + text_of(w.factor); }
inline std::string window_text(LocalEqualization w) { return "contrast-limited equalisation of " + size_text({w.rows, w.columns}) + " tiles"; }
inline std::string window_text(MedianWindow w) { return "median of " + size_text(Extent::square(w.side)); }
inline std::string window_text(MatrixProduct) { return "product of the whole picture with a matrix"; }
inline std::string window_text(const JpegCoding& w) {
  return "JPEG of quality " + std::to_string(w.quality) + (!w.colour ? ", grey" : w.across == 1 ? ", 4:4:4" : w.down == 1 ? ", 4:2:2" : ", 4:2:0");
}

}  // namespace detail

/// The name of a step of the list that a plan was made with.
template <class StepList>
std::string step_name_of(int code) {
  std::string out;
  int at = 0;
  StepList::for_each([&](auto type) {
    if (at++ == code) out = name_of<typename decltype(type)::type>;
  });
  return out;
}

/// The plan as a tree of values.
template <class StepList>
Value explain_value(const Plan& plan) {
  Value::Array passes;
  std::int64_t moved = 0;
  for (const Pass& pass : plan.passes) {
    Value p = Value::Object{};
    p.set("output", detail::size_text(pass.extent) + "x" + std::to_string(pass.channels_out));
    Value::Array layers, steps;
    for (int k = 0; k < pass.layers.count; ++k) {
      const Layer& layer = plan.layers[static_cast<std::size_t>(pass.layers.first + k)];
      layers.push_back(detail::layer_text(layer, pass.extent, plan.field_of(layer)));
      moved += needed_rect(layer, pass.extent, plan.field_of(layer)).area() * pass.channels;
    }
    for (int k = 0; k < pass.steps.count; ++k) {
      const StepRecord& s = plan.steps[static_cast<std::size_t>(pass.steps.first + k)];
      steps.push_back(step_name_of<StepList>(s.code) + (s.reduction == Reduction::none ? "" : " (measures the picture first)"));
    }
    const bool last = &pass == &plan.passes.back();
    const Dtype dtype = last ? plan.dtype : pass.dtype;
    if (pass.windowed()) pass.window.visit([&](const auto& w) { p.set("window", detail::window_text(w)); });
    moved += pass.extent.area() * pass.channels_out * size_of(dtype);
    p.set("layers", std::move(layers)).set("steps", std::move(steps)).set("holes", pass.holes.count);
    p.set("normalised", pass.numbers.kind != Numbers::Kind::none);
    p.set("dtype", name_of_dtype(dtype));
    passes.push_back(std::move(p));
  }
  Value out = Value::Object{};
  return out.set("passes", std::move(passes)).set("bytes_moved", moved);
}

/// What the plan does, as a database prints a query: passes, layers, steps, bytes moved.
template <class StepList>
std::string explain(const Plan& plan) {
  const Value v = explain_value<StepList>(plan);
  std::string text;
  int number = 0;
  for (const Value& p : *v.find("passes")->as<Value::Array>()) {
    text += "pass " + std::to_string(number++) + ": " + *p.find("output")->as<std::string>() + " " + *p.find("dtype")->as<std::string>() + "\n";
    for (const Value& layer : *p.find("layers")->as<Value::Array>()) text += "  " + *layer.as<std::string>() + "\n";
    if (const Value* window = p.find("window")) text += "  through a " + *window->as<std::string>() + "\n";
    for (const Value& step : *p.find("steps")->as<Value::Array>()) text += "  " + *step.as<std::string>() + "\n";
    if (const auto holes = *p.find("holes")->as<std::int64_t>()) text += "  " + std::to_string(holes) + (holes == 1 ? " hole\n" : " holes\n");
    if (*p.find("normalised")->as<bool>()) text += "  scale and offset in the store\n";
  }
  return text + "bytes moved: " + std::to_string(*v.find("bytes_moved")->as<std::int64_t>()) + "\n";
}

}  // namespace smalti
