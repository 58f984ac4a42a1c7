// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/policy.hpp>
#include <smalti/ops/RandomAutocontrast.hpp>
#include <smalti/ops/RandomEqualize.hpp>
#include <smalti/ops/RandomInvert.hpp>
#include <smalti/ops/RandomPosterize.hpp>
#include <smalti/ops/RandomRotation.hpp>
#include <smalti/ops/RandomSolarize.hpp>
#include <smalti/pixel/colour.hpp>

#include <variant>

namespace smalti {

/// The pixel functions that the operations of a policy become.
using PolicyPixels = TypeList<Brightness, Contrast, Saturation, RandomPosterize, RandomSolarize, RandomAutocontrast,
                              RandomEqualize, RandomInvert>;

/// What an operation of a policy is to the planner: nothing, a map, a window, or the state of a pixel function.
using PolicyAction =
    std::variant<Nothing, Map, Sharpening, Brightness::State, Contrast::State, Saturation::State, RandomPosterize::State,
                 RandomSolarize::State, RandomAutocontrast::State, RandomEqualize::State, RandomInvert::State>;

/// The action of a step on a picture with this frame.
inline PolicyAction action_of(const PolicyStep& step, const Frame& in) {
  const double a = double{step.magnitude};
  const auto [h, w] = in.extent;
  const auto factor = [a] { return static_cast<float>(1 + a); };
  const auto state = [&in](const auto& op) -> PolicyAction { return op.draw(Draws{}, in); };
  switch (step.op) {
    case PolicyOp::identity: return Nothing{};
    case PolicyOp::shear_x: return Map{{1, -a, 0, 0, 1, 0, 0, 0, 1}, in.extent};
    case PolicyOp::shear_y: return Map{{1, 0, 0, -a, 1, 0, 0, 0, 1}, in.extent};
    case PolicyOp::translate_x: return Map::crop({-static_cast<int>(a), 0, w - static_cast<int>(a), h});
    case PolicyOp::translate_y: return Map::crop({0, -static_cast<int>(a), w, h - static_cast<int>(a)});
    case PolicyOp::rotate: return state(RandomRotation{.degrees = {a, a}});
    case PolicyOp::brightness: return Brightness::State{factor()};
    case PolicyOp::color: return Saturation::State{factor()};
    case PolicyOp::contrast: return Contrast::State{factor(), 0};
    case PolicyOp::sharpness: return Sharpening{factor()};
    case PolicyOp::posterize: return state(RandomPosterize{.bits = static_cast<int>(a)});
    case PolicyOp::solarize: return state(RandomSolarize{.threshold = in.lo + a * (double{in.max} - in.lo)});
    case PolicyOp::auto_contrast: return state(RandomAutocontrast{});
    case PolicyOp::equalize: return state(RandomEqualize{});
    case PolicyOp::invert: return state(RandomInvert{});
  }
  return Nothing{};
}

}  // namespace smalti
