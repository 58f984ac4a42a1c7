// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/image.hpp>
#include <smalti/core/op.hpp>

namespace smalti {

/// Sets the number format that leaves; with `scale` the declared range becomes that of the format.
struct ToDtype {
  Required<Dtype> dtype;
  bool scale = false;

  static constexpr bool delivers = true;
  static constexpr auto describe() {
    return about("Set the number format of the output", "torchvision",
        field<&ToDtype::dtype>{.doc = "number format", .example = 3},
        field<&ToDtype::scale>{.doc = "map the declared range onto that of the format: 0..255 onto 0..1"});
  }
  constexpr const char* refuse() const {
    return dtype.value <= Dtype::bfloat16 ? nullptr : "dtype must be uint8, uint16, int16, float32, float16 or bfloat16";
  }
};

}  // namespace smalti
