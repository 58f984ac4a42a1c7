// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>
#include <smalti/core/operators.hpp>

namespace smalti {

/// Applies its operators in order.
template <class... Ops>
struct Compose {
  Operators<Ops...> ops;

  static constexpr auto describe() {
    return about("Apply operators in order", "torchvision", field<&Compose::ops>{.doc = "operators, first to last"});
  }

  template <class Apply>
  void choose(const Draws&, Apply apply) const {
    for (int i = 0; i < static_cast<int>(ops.size()); ++i) apply(i);
  }
};

}  // namespace smalti
