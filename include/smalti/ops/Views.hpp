// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>
#include <smalti/core/operators.hpp>
#include <smalti/ops/Compose.hpp>

namespace smalti {

/// Makes several pictures of one, each by a list of operators of its own. From here on every view draws for itself, and the
/// file is decoded once.
template <class... Ops>
struct Views {
  Operators<Ops...> pipelines;

  static constexpr auto describe() {
    return about("Make several pictures of one, each by operators of its own", "Chen et al., SimCLR, ICML 2020; Caron et al., DINO, ICCV 2021",
                 field<&Views::pipelines>{.doc = "one list of operators a view"});
  }
  const char* refuse() const { return pipelines.size() > 0 ? nullptr : "pipelines must hold at least one"; }
};

/// Views in C++: views(compose(RandomCrop{.size = 96}), compose(RandomCrop{.size = 96})).
template <class... Pipeline>
auto views(const Pipeline&... pipelines) {
  const auto list = []<class... Op>(const Operators<Op...>& ops) { return Compose<Op...>{ops}; };
  return Views<decltype(list(pipelines.operators()))...>{operators(list(pipelines.operators())...)};
}

}  // namespace smalti
