// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/core/op.hpp>
#include <smalti/plan/group.hpp>

#include <optional>

namespace smalti {

/// What the operators of a pipeline need to know of one another.
struct PipelineFacts {
  std::optional<ChannelValues> mean;       ///< of Normalize, in 0..1 of the declared range
  std::optional<ChannelValues> deviation;
  int total_epochs = 0;                    ///< fills the open totals of schedules
  std::uint64_t batch_number = 0;          ///< of the global batch in its epoch
};

/// Whether an operator is applied, by slot 0.
inline bool applies(Probability p, const Draws& d, const PipelineFacts& facts, std::string_view name) {
  if (p.schedule && p.schedule->total == 0) p.schedule->total = facts.total_epochs;
  if (p.schedule && p.schedule->open())
    raise("config.conflict", std::string(name) + ".p: must know the number of epochs to close at their end; give its Schedule a total, or the Loader epochs");
  return d.bernoulli(0, p.at(static_cast<int>(d.at.epoch)));
}

/// The numbers of a fill in units of the frame's declared range.
inline ChannelValues resolve(const Fill& fill, const PipelineFacts& facts, const Frame& in) {
  switch (fill.kind) {
    case Fill::Kind::constant:
      if (fill == padding_grey && in.max - in.lo <= 1.5f) return {std::fma(114.0f / 255, in.max - in.lo, in.lo)};
      return fill.values;
    case Fill::Kind::mean:
    case Fill::Kind::neutral: {
      if (!facts.mean) {
        if (fill.kind == Fill::Kind::neutral) return {0.5f * (in.lo + in.max)};
        raise("param.conflict", "fill = mean: needs a Normalize in the pipeline, whose mean it is; give a number instead");
      }
      ChannelValues v;
      for (const float m : *facts.mean) v.push_back(std::fma(m, in.max - in.lo, in.lo));
      return v;
    }
    default: return {0.0f};
  }
}

/// How an operator reads pixels, from the members that it has.
template <class Op>
Resampling resampling_of(const Op& op, const PipelineFacts& facts, const Frame& in) {
  Resampling how;
  if constexpr (requires { op.interpolation; }) how.interpolation = op.interpolation;
  if constexpr (requires { op.antialias; }) how.antialias = op.antialias;
  if constexpr (requires { op.fill; }) {
    const Fill& fill = op.fill;
    if (fill.kind == Fill::Kind::edge) how.border = Border::edge;
    else if (fill.kind == Fill::Kind::reflect) how.border = Border::reflect;
    else if (fill.kind == Fill::Kind::symmetric) how.border = Border::symmetric;
    how.fill = resolve(fill, facts, in);
  }
  if constexpr (requires { op.fill_mask; }) how.fill_mask = op.fill_mask.value_or(-1);
  if constexpr (requires { op.padding_mode; }) {
    if (op.padding_mode != Border::constant) how.border = op.padding_mode;
  }
  if constexpr (requires { op.border_mode; }) {
    if (op.border_mode != Border::constant) how.border = op.border_mode;
  }
  return how;
}

}  // namespace smalti
