// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>
#include <smalti/core/operators.hpp>

namespace smalti {

/// Applies its operators in a drawn order.
template <class... Ops>
struct RandomOrder {
  Operators<Ops...> ops;

  static constexpr auto describe() {
    return about("Apply operators in random order", "torchvision", field<&RandomOrder::ops>{.doc = "operators, at most 64"});
  }
  const char* refuse() const { return ops.size() <= 64 ? nullptr : "ops must hold at most 64 operators"; }

  /// Slot 1: the permutation.
  template <class Apply>
  void choose(const Draws& d, Apply apply) const {
    for (const int i : d.permutation<64>(1, static_cast<int>(ops.size()))) apply(i);
  }
};

/// RandomOrder in C++: random_order(RandomGrayscale{}, RandomSolarize{.threshold = 128}).
template <class... T>
auto random_order(T... ops) {
  return RandomOrder<bare_operator<T>...>{operators(std::move(ops)...)};
}

}  // namespace smalti
