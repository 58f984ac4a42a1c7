// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/ops.hpp>
#include <smalti/plan/pipeline.hpp>

#include <variant>
#include <vector>

namespace smalti {

struct Node;

/// The children of a container: a list that is data.
template <>
struct Operators<Node> {
  std::vector<Node> items;

  std::size_t size() const;
  template <class F>
  void for_each(F f);
  template <class F>
  void for_each(F f) const;
  template <class F>
  void visit(int i, F f) const;
};

namespace detail {
template <class Plain, class Holding>
struct any_operator;
template <class... Op, template <class...> class... Container>
struct any_operator<TypeList<Op...>, TemplateList<Container...>> {
  using type = std::variant<Op..., Container<Node>...>;
  using steps = StepsOf<Op...>;
};
using OperatorTypes = any_operator<AllOperators, AllContainers>;
}  // namespace detail

/// Any operator of the library, and all pixel functions they may use.
using AnyOperator = detail::OperatorTypes::type;
using AllSteps = detail::OperatorTypes::steps;

/// One operator of a pipeline that is data. The members are those of Placed.
struct Node {
  AnyOperator op;
  std::string label{};
  std::optional<Probability> p{};
  std::string path{};
  std::uint64_t op_id = 0;

  const std::string& id() const { return label.empty() ? path : label; }
  template <class F>
  decltype(auto) visit_operator(F f) const { return std::visit(f, op); }
  template <class F>
  decltype(auto) visit_operator(F f) { return std::visit(f, op); }
};

inline std::size_t Operators<Node>::size() const { return items.size(); }
template <class F>
void Operators<Node>::for_each(F f) {
  for (Node& node : items) f(node);
}
template <class F>
void Operators<Node>::for_each(F f) const {
  for (const Node& node : items) f(node);
}
template <class F>
void Operators<Node>::visit(int i, F f) const { f(items[static_cast<std::size_t>(i)]); }

/// A pipeline whose list of operators is data: what Python, JSON and YAML make.
using Pipeline = BasicPipeline<Operators<Node>, AllSteps>;

}  // namespace smalti
