// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>
#include <smalti/core/operators.hpp>

namespace smalti {

/// Applies all of its operators, or none.
template <class... Ops>
struct RandomApply {
  Operators<Ops...> ops;
  Probability p{0.5f};

  static constexpr auto describe() {
    return about("Apply a list of operators with a probability, all or none", "torchvision",
                 field<&RandomApply::ops>{.doc = "operators, first to last"},
                 field<&RandomApply::p>{.doc = "probability of being applied", .unit = "fraction", .min = 0, .max = 1});
  }

  template <class Apply>
  void choose(const Draws&, Apply apply) const {
    for (int i = 0; i < static_cast<int>(ops.size()); ++i) apply(i);
  }
};

/// RandomApply in C++: random_apply(0.3, GaussianBlur{...}, RandomGrayscale{}).
template <class... T>
auto random_apply(Probability p, T... ops) {
  return RandomApply<bare_operator<T>...>{operators(std::move(ops)...), p};
}

}  // namespace smalti
