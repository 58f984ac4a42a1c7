// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>
#include <smalti/core/operators.hpp>

namespace smalti {

/// Applies one of its operators.
template <class... Ops>
struct RandomChoice {
  Operators<Ops...> ops;
  std::optional<Bounded<float, 32>> weights{};

  static constexpr auto describe() {
    return about("Apply one operator of a list", "torchvision", Traits{.own_p = true},
                 field<&RandomChoice::ops>{.doc = "operators to choose from"},
                 field<&RandomChoice::weights>{.doc = "relative weights, one an operator; none means equal", .min = 0, .max = 1e9});
  }
  const char* refuse() const {
    if (ops.size() == 0) return "ops must hold at least one operator";
    if (!weights) return nullptr;
    float sum = 0;
    for (const float w : *weights) sum += w;
    if (weights->size() != static_cast<int>(ops.size())) return "weights must have one entry an operator";
    return sum > 0 ? nullptr : "weights must have a positive sum";
  }

  /// Slot 1: the first child whose running share of the weights exceeds the word.
  template <class Apply>
  void choose(const Draws& d, Apply apply) const {
    const int n = static_cast<int>(ops.size());
    double sum = 0, running = 0;
    for (int i = 0; i < n; ++i) sum += weight(i);
    const u64 word = d.words(1)[0];
    for (int i = 0; i < n; ++i) {
      running += weight(i) / sum;
      if (i == n - 1 || word < static_cast<u64>(running * 0x1p32)) return apply(i);
    }
  }

 private:
  double weight(int i) const { return weights ? double{(*weights)[i]} : 1.0; }
};

/// RandomChoice in C++, all operators alike: random_choice(MixUp{...}, CutMix{...}).
template <class... T>
auto random_choice(T... ops) {
  return RandomChoice<bare_operator<T>...>{operators(std::move(ops)...)};
}

}  // namespace smalti
