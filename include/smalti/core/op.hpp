// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/describe.hpp>
#include <smalti/core/displacement.hpp>
#include <smalti/core/draws.hpp>
#include <smalti/core/fixed.hpp>
#include <smalti/core/lattice.hpp>
#include <smalti/core/map.hpp>
#include <smalti/core/one_of.hpp>
#include <smalti/core/params.hpp>
#include <smalti/core/policy.hpp>
#include <smalti/core/sample.hpp>
#include <smalti/core/window.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace smalti {

/// What an operator may look at when it draws: the shape and the labels of the sample as they are at its place, never
/// pixels.
struct Frame {
  Extent extent;
  float lo = 0, max = 255;  ///< the declared range
  int channels = 3;
  const Targets* targets = nullptr;  ///< nullptr: none
  const std::array<double, 9>* to_source = nullptr;  ///< back to where masks still are, for operators that read labels
  bool exact = false;  ///< the pipeline is in exact mode: draw what torchvision draws from
  std::uint64_t batch_number = 0;  ///< of the global batch in its epoch
  Dtype dtype = Dtype::uint8;  ///< of the surface

  constexpr bool whole() const { return whole_numbers(dtype); }  ///< its values are whole numbers
};

/// What a statistic step asks of the whole surface before it can run.
enum class Reduction : std::uint8_t {
  none,
  mean_luma,
  min_max,
  moments,  ///< sums and sums of squares
  tones,    ///< a histogram of the 256 tones of the declared range
  ranks     ///< the values at shares of their ranks, integers or floats
};

/// What a step asks of the ranks of the values.
struct RankQuery {
  std::array<double, 2> shares{};  ///< of the ranks, 0..1
  bool together = false;           ///< of all channels; else of each by itself
  bool clips = false;              ///< the sums and sums of squares, too, of the values clipped to those two
};

/// A sum of 64-bit numbers that cannot overflow.
struct WideSum {
  std::uint64_t low = 0, high = 0;
  SMALTI_HD constexpr void add(std::uint64_t v) { low += v, high += low < v; }
  SMALTI_HD constexpr void add_times(std::uint64_t v, std::uint32_t times) {
    const std::uint64_t upper = (v >> 32) * times;
    add((v & 0xFFFFFFFFu) * times), add(upper << 32);
    high += upper >> 32;
  }
  SMALTI_HD double value() const { return std::fma(static_cast<double>(high), 0x1p64, static_cast<double>(low)); }
};

/// The answer, in integers: values are multiples of 1 / `unit` of the surface's numbers.
struct Measured {
  static constexpr int max_channels = 16;
  std::int64_t sum = 0, count = 0;                        ///< of luma (one channel: of the value)
  std::int64_t lowest[max_channels]{}, highest[max_channels]{};
  double unit = 1;
  int channels = 0;
  float least[max_channels]{}, most[max_channels]{};  ///< the ends themselves, of any dtype
  std::int64_t counts[max_channels]{}, sums[max_channels]{};  ///< a channel, without what is left out
  WideSum squares[max_channels]{};
  int bins = 0;                              ///< a channel
  const std::uint32_t* histogram = nullptr;  ///< channel after channel
  double at_share[max_channels][2]{};        ///< of ranks: the values asked for, linear between ranks; 0 where nothing counts

  SMALTI_HD const std::uint32_t* histogram_of(int channel) const { return histogram + static_cast<std::ptrdiff_t>(channel) * bins; }
};

/// The words of a per-pixel field, one an element, four a draw; part of a state.
struct FieldWords {
  Key key{};
  SampleCoord at{};
  SMALTI_HD constexpr Words four(u64 block) const { return smalti::draw(key, at, static_cast<u32>(block)); }
};
/// What belongs to a value, for steps that ask: its channel, its word of the step's field, what was measured of its
/// channel, and whether its pixel shows an object.
struct Place {
  int channel = 0;
  u32 word = 0;
  const float* table = nullptr;
  bool inside = true;
};

/// Three channels of a pixel, in units of the declared range.
struct Rgb {
  float r, g, b;
};

/// State of an operator that draws nothing.
struct Nothing {};

/// The largest state that is handed to a pixel function, bytes.
inline constexpr std::size_t max_state_bytes = 64;

using Rects = Bounded<Rect, 64>;      ///< holes of one operator
using ManyRects = Bounded<Rect, 1024>;
using Places = Bounded<int, 16>;     ///< of a mix group
using Weights = Bounded<float, 16>;

// The ladder: each concept is one plain sentence about what an operator's functions return.

/// Has parameters that describe themselves.
template <class Op>
concept Described = requires { Op::describe(); };

/// Draws something from its slots and the frame.
template <class Op>
concept Drawing = Described<Op> && requires(const Op op, const Draws d, const Frame f) { op.draw(d, f); };

template <Drawing Op>
using StateOf = decltype(std::declval<const Op&>().draw(std::declval<const Draws&>(), std::declval<const Frame&>()));

/// Moves pixels: draws the forward map of the whole picture, or two of them, one after the other (fit, then pad).
template <class Op>
concept Geometry = Drawing<Op> && (std::same_as<StateOf<Op>, Map> || std::same_as<StateOf<Op>, Bounded<Map, 2>>);

/// Bends the picture: its state becomes a displacement field of the frame, whose extent stays.
template <class Op>
concept Field = Drawing<Op> && requires(const Op op, StateOf<Op> s, const Draws d, Extent frame) {
  { op.field_of(s, d, frame) } -> std::same_as<Displacement>;
};

/// Makes several pictures of one: gives the forward map of each view.
template <class Op>
concept ManyViews = Described<Op> && requires(const Op op, const Frame f) {
  { op.views() } -> std::same_as<int>;
  { op.view(0, f) } -> std::same_as<Map>;
};

/// A pixel function of the state: value by value, value by value and channel (or place), or by RGB triple. The engine
/// clamps to the declared range after it, unless the step says `clamps_itself`. A step may also have `exact`, of the same
/// form: the result as torchvision's uint8 tensors give it; without it exact mode rounds to nearest even.
template <class S, class State>
concept ByValue = requires(float v, State s) {
  { S::apply(v, s) } -> std::same_as<float>;
};
template <class S, class State>
concept ByChannel = requires(float v, State s) {
  { S::apply(v, s, 0) } -> std::same_as<float>;
};
template <class S, class State>
concept ByTriple = requires(Rgb v, State s) {
  { S::apply(v, s) } -> std::same_as<Rgb>;
};
template <class S, class State>
concept ByPlace = requires(float v, State s, Place at) {
  { S::apply(v, s, at) } -> std::same_as<float>;
};
/// Takes each channel from another: `count` of them come out, number c is channel `from` of those that come in.
template <class S, class State>
concept Picking = requires(State s) {
  { S::count(s) } -> std::same_as<int>;
  { S::from(s, 0) } -> std::same_as<int>;
};
template <class S>
concept Step = requires { typename S::State; } &&
               (ByValue<S, typename S::State> || ByChannel<S, typename S::State> || ByTriple<S, typename S::State> ||
                ByPlace<S, typename S::State> || Picking<S, typename S::State>);

/// Keeps what it measures in a table, `table_size` floats a channel in memory of the engine: too much for a state.
template <class S>
concept Tabled = Step<S> && requires(typename S::State s, const Measured m, float* table) {
  { S::table_size } -> std::convertible_to<int>;
  { S::measured(s, m, table) } -> std::same_as<typename S::State>;
};
/// What a step measures: it follows from the step, or from its state.
template <class S>
constexpr Reduction reduction_of(const typename S::State& s) {
  if constexpr (requires { S::reduction(s); }) return S::reduction(s);
  else return S::reduction;
}
/// A step that first needs a reduction over the whole surface: `measured` completes its state.
template <class S>
concept Statistic = Step<S> && requires(typename S::State s) { reduction_of<S>(s); S::reduction; } &&
                    (Tabled<S> || requires(typename S::State s, const Measured m) {
                      { S::measured(s, m) } -> std::same_as<typename S::State>;
                    });
/// May look at objects alone: at pixels whose id in the segmentation is neither 0 nor the ignore index.
template <class S>
concept Masked = Step<S> && requires(typename S::State s) {
  { S::masked(s) } -> std::same_as<bool>;
};
/// Leads to another declared range; from it on surfaces are float32.
template <class S>
concept Rescaling = Step<S> && requires(typename S::State s) {
  { S::range(s) } -> std::same_as<ValueRange>;
};
/// Asks for a word of a field at every value: element (y width + x) channels + channel of the picture at its place, so
/// that it must not change places with what moves pixels.
template <class S>
concept Noisy = Step<S> && requires(typename S::State s) {
  { S::words(s) } -> std::same_as<FieldWords>;
};

/// Changes pixel values where they stand: it is a step, or draws a list of steps.
template <class Op>
concept PointOperator = Drawing<Op> && Step<Op> && std::same_as<StateOf<Op>, typename Op::State>;
template <class Op>
concept PointList = Drawing<Op> && requires { typename Op::Steps; };

/// Draws a list of operations on geometry and pixels: an automatic policy.
template <class Op>
concept Policy = Drawing<Op> && std::same_as<StateOf<Op>, PolicySteps>;
/// Draws several such lists, for copies of the picture that are blended; of several views, the first is the picture.
template <class Op>
concept PolicyBlend = Drawing<Op> && std::same_as<StateOf<Op>, PolicyMixture> && requires(const Op op) {
  { op.views } -> std::convertible_to<int>;
};

/// Erases: draws rectangles or a lattice.
template <class Op>
concept Hole = Drawing<Op> && (std::same_as<StateOf<Op>, Rects> || std::same_as<StateOf<Op>, ManyRects> || std::same_as<StateOf<Op>, Lattice>);

/// Reads a window around each pixel: its state becomes a window function, whose weights go behind those of the plan.
template <class Op>
concept Neighbourhood = Drawing<Op> && requires(StateOf<Op> s, std::vector<float>& weights) {
  { Op::window(s, weights) } -> std::convertible_to<WindowFunction>;
};

/// Sends the whole picture through a matrix: gives the one for pictures of a frame, and subtracts its mean before.
template <class Op>
concept WholePicture = Described<Op> && requires(const Op op, const Frame f) {
  { op.matrix_for(f).numbers };
  op.mean_vector;
};

/// Takes resolution from the picture and leaves its labels: gives the extent that it has on the way.
template <class Op>
concept Coarsening = Drawing<Op> && requires(StateOf<Op> s, Extent whole) {
  { Op::reduced(s, whole) } -> std::same_as<Extent>;
};

/// Combines a sample with members of its mix group: draws who and how, then lays them on a canvas.
template <class Op>
concept Mix = Described<Op> && requires {
  typename Op::State;
  { Op::mixes } -> std::convertible_to<bool>;
};

/// Lays parts of its own sample on a canvas.
template <class Op>
concept SelfMix = Described<Op> && requires {
  typename Op::State;
  { Op::mixes_itself } -> std::convertible_to<bool>;
};

/// Changes targets and no pixels; draws nothing.
template <class Op>
concept TargetEdit = Described<Op> && requires(const Op op, Targets& t) { op.edit(t, 0); };

/// Makes several pictures of one, each by a child of its own.
template <class Op>
concept OneAView = Described<Op> && requires(const Op op) { op.pipelines; };
/// Holds other operators.
template <class Op>
concept Container = OneAView<Op> || (Described<Op> && requires(const Op op) { op.ops; });
template <class Op>
  requires Container<std::remove_const_t<Op>>
constexpr auto& children_of(Op& op) {
  if constexpr (OneAView<std::remove_const_t<Op>>) return op.pipelines;
  else return op.ops;
}

/// Stands for a list of operators, made from its parameters; child i draws at "path/i".
template <class Op>
concept Preset = Described<Op> && requires(const Op op) { op.expanded(); };

/// Acts on the numbers that leave: number format, scale and offset.
template <class Op>
concept Delivery = Described<Op> && requires { Op::delivers; };

}  // namespace smalti
