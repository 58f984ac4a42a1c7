// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/describe.hpp>
#include <smalti/core/params.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

namespace smalti {

/// An operator at its place in a pipeline. `label` replaces the path in the operator's id, so that inserting an operator
/// leaves the draws of the others alone; `p` is an extra probability for operators without one of their own.
template <class Op>
struct Placed {
  Op op;
  std::string label{};
  std::optional<Probability> p{};
  std::string path{};       ///< "2/0"; set when the pipeline is built, as is op_id
  std::uint64_t op_id = 0;

  const std::string& id() const { return label.empty() ? path : label; }
  template <class F>
  decltype(auto) visit_operator(F f) const { return f(op); }
  template <class F>
  decltype(auto) visit_operator(F f) { return f(op); }
};

template <class Op>
Placed<Op> placed(Op op) { return {std::move(op)}; }
template <class Op>
Placed<Op> placed(Placed<Op> op) { return op; }

/// Gives an operator a label of its own.
template <class Op>
auto labelled(std::string label, Op op) {
  auto item = placed(std::move(op));
  item.label = std::move(label);
  return item;
}
/// Applies an operator only with probability p (slot 0), for those that have no `p` of their own.
template <class Op>
auto with_p(Probability p, Op op) {
  auto item = placed(std::move(op));
  item.p = p;
  return item;
}

namespace detail {
template <class T>
struct bare { using type = T; };
template <class Op>
struct bare<Placed<Op>> { using type = Op; };
}  // namespace detail
template <class T>
using bare_operator = typename detail::bare<T>::type;

/// The children of a container: a list that is a type. (The list that is data is Operators<Node> in plan/node.hpp.)
template <class... Ops>
struct Operators {
  std::tuple<Placed<Ops>...> items;

  static constexpr std::size_t size() { return sizeof...(Ops); }
  /// Calls f(child) for every child in order.
  template <class F>
  void for_each(F f) { std::apply([&](auto&... child) { (f(child), ...); }, items); }
  template <class F>
  void for_each(F f) const { std::apply([&](const auto&... child) { (f(child), ...); }, items); }
  /// Calls f with child number i.
  template <class F>
  void visit(int i, F f) const {
    int at = 0;
    for_each([&](const auto& child) {
      if (at++ == i) f(child);
    });
  }
};

/// The children of a container, as a list of types.
template <class... T>
auto operators(T... ops) {
  return Operators<bare_operator<T>...>{{placed(std::move(ops))...}};
}

}  // namespace smalti
