// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/param_value.hpp>

namespace smalti {

/// The filters of a way there and back.
struct InterpolationPair {
  Interpolation downscale = Interpolation::nearest, upscale = Interpolation::nearest;
  friend constexpr bool operator==(const InterpolationPair&, const InterpolationPair&) = default;
};

template <>
struct ParamType<InterpolationPair> {
  static const char* read(const Value& v, InterpolationPair& out) {
    if (v.as<std::string>()) {
      const char* rule = read_param(v, out.downscale);
      out.upscale = out.downscale;
      return rule;
    }
    const Value *down = v.find("downscale"), *up = v.find("upscale");
    if (!down || !up || v.as<Value::Object>()->size() != 2)
      return "must be a filter, or an object with the filters downscale and upscale";
    const char* rule = read_param(*down, out.downscale);
    return rule ? rule : read_param(*up, out.upscale);
  }
  static Value write(InterpolationPair p) {
    return Value::Object{{"downscale", write_param(p.downscale)}, {"upscale", write_param(p.upscale)}};
  }
  static std::string text() { return "str | dict[str, str]"; }
};

}  // namespace smalti
