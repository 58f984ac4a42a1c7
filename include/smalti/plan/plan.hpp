// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/axis.hpp>
#include <smalti/core/bounded.hpp>
#include <smalti/core/coverage.hpp>
#include <smalti/core/displacement.hpp>
#include <smalti/core/image.hpp>
#include <smalti/core/lattice.hpp>
#include <smalti/core/op.hpp>
#include <smalti/core/random.hpp>
#include <smalti/core/run.hpp>
#include <smalti/core/sample.hpp>
#include <smalti/core/window.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <type_traits>
#include <vector>

namespace smalti {

/// Where a layer reads its pixels.
struct SourceRef {
  enum class Kind : std::uint8_t {
    decoded,   ///< file or array number `index` of the group, as it came
    finished,  ///< sample number `index` of the group, rendered up to the first mixing operator
    surface    ///< what pass number `index` of this plan rendered
  };
  Kind kind = Kind::decoded;
  int index = 0;
  friend constexpr bool operator==(const SourceRef&, const SourceRef&) = default;
};

/// How a layer's map is carried out.
enum class Sampling : std::uint8_t { copy, resize, warp, field };

/// Per-channel numbers; channels beyond the list take its first entry when it has one entry.
using ChannelValues = Bounded<float, Measured::max_channels>;

/// The value of a channel; 0 of an empty list.
SMALTI_HD constexpr float value_of(const ChannelValues& v, int channel) {
  return v.empty() ? 0.0f : v[v.size() > 1 ? (channel < v.size() ? channel : v.size() - 1) : 0];
}

/// The pixels of a canvas that show an object: decided once, for the picture, for masks and for labels alike.
struct Silhouette {
  Rect bounds;
  std::shared_ptr<const Image> set;  ///< (h w 1) over the bounds: u8, 0 or 1; or f32, how much of it shows

  bool empty() const { return bounds.empty(); }
  bool soft() const { return set && set->dtype() == Dtype::float32; }
  /// At least half of the pixel (x, y) of the canvas is covered.
  bool contains(int x, int y) const {
    if (!bounds.contains(x, y)) return false;
    const ImageView v = set->view();
    return soft() ? v.at<const float>(y - bounds.top, x - bounds.left) >= 0.5f : v.at<const std::uint8_t>(y - bounds.top, x - bounds.left) != 0;
  }
};

/// One source seen through one map.
struct Layer {
  SourceRef source;
  Extent source_extent;
  Sampling sampling = Sampling::copy;
  Interpolation interpolation = Interpolation::bilinear;
  bool antialias = true;
  Border border = Border::constant;
  ChannelValues fill;        ///< in units of the source surface
  int fill_mask = -1;        ///< id of the segmentation where the fill shows; -1: the ignore index
  Axis x, y;                 ///< copy and resize: of the output; field: of its frame, which they do not resize
  bool transposed = false;   ///< ... x walks the source's rows, y its columns
  bool swapped_late = false; ///< ... after the resize, so the order of its passes is that of the upright picture
  std::array<float, 9> in{}; ///< warp: output index to source index (nearest: to source coordinate)
  bool projective = false;
  int field = -1;            ///< field: index in Plan::fields
  Walk frame_x, frame_y;     ///< ... output index to index of the frame
  Rect support;              ///< source rectangle (field: of the frame) that taps may read; outside shows the border
  bool has_region = false;
  ClipPolygon region;        ///< of the output: outside it the content was cut away and the fill shows
  Coverage coverage;
  float weight = 1;          ///< below 1: layers are blended, above them nothing is replaced
  bool pasted = false;       ///< objects were pasted: what comes with the source's own masks does not come along,
  Run objects;               ///< ... but these silhouettes, each a mask of the output
  int unshrunk = -1;         ///< it reads what a pass shrank before its warp; rasters without a filter see this layer instead
};

/// One call of a pixel function.
struct StepRecord {
  std::uint16_t code = 0;  ///< index in the step list of the pipeline
  Reduction reduction = Reduction::none;
  bool whole = true;       ///< the values that it gets are those of an integer surface, perhaps with fractions
  bool masked = false;     ///< it measures objects alone, or looks at them
  int picks = -1;          ///< channels that come out of a step that gives them another order; -1: it does not
  int table = -1;          ///< where its table starts in the engine's memory, in floats; -1: it has none
  RankQuery ranks;         ///< what it asks of ranks
  std::array<float, 2> left_out{no_value, no_value};  ///< values that are not measured
  ValueRange range;        ///< declared range of the values that it gets
  static constexpr float no_value = std::numeric_limits<float>::quiet_NaN();
  alignas(8) std::byte state[max_state_bytes]{};
};

/// One hole. `delivered`: the fill is in units of the numbers that leave, after Normalize.
struct HoleRecord {
  enum class Kind : std::uint8_t { rectangle, lattice };
  Kind kind = Kind::rectangle;
  Fill::Kind filling = Fill::Kind::constant;  ///< constant or random
  bool delivered = false;
  int mask = -1;  ///< id that the segmentation shows in it, where instance masks show 0; -1: they stay as they are
  Rect rect;
  Lattice lattice;
  ChannelValues fill;
  Key field{};        ///< random: the per-pixel stream
  SampleCoord at{};
  ChannelValues spread;           ///< random: value = fma(spread, noise, fill); empty: the noise itself

  /// Whether the pixel (x, y), which lies in `rect`, is erased.
  SMALTI_HD bool covers(int x, int y) const {
    return kind == Kind::rectangle || lattice.covers(static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f);
  }
  /// What it then shows in channel c. `width` and `channels` of the operator's frame number the noise.
  SMALTI_HD float value(int x, int y, int c, int width, int channels) const {
    const float middle = value_of(fill, c);
    if (filling != Fill::Kind::random) return middle;
    const u64 element = (static_cast<u64>(y) * static_cast<u64>(width) + static_cast<u64>(x)) * static_cast<u64>(channels) + static_cast<u64>(c);
    const Words w = draw(field, at, static_cast<u32>(element / 4));
    const u32 word = element & 2 ? (element & 1 ? w[3] : w[2]) : (element & 1 ? w[1] : w[0]);  // an index would send them to local memory
    return std::fma(spread.empty() ? 1.0f : value_of(spread, c), normal_f32(word), middle);
  }
};

/// The numbers that leave a pass: out = fma(x, scale, offset), or in exact mode ((x * unit) - mean) / deviation with a
/// rounding after each.
struct Numbers {
  enum class Kind : std::uint8_t { none, fused, exact };
  Kind kind = Kind::none;
  ChannelValues scale, offset;       ///< fused
  float unit = 1;                    ///< exact
  ChannelValues mean, deviation;     ///< exact
};

/// Renders one surface, or the output: layers (or a window over an earlier surface), program, holes, numbers.
struct Pass {
  Extent extent;
  int channels = 3;            ///< of what the layers show
  int channels_out = 3;        ///< of the surface: what the program leaves
  int planes = 3;              ///< the most that the program holds
  Dtype dtype = Dtype::uint8;  ///< of the surface that is rendered; the last pass renders to the output instead
  ValueRange range;            ///< declared range of what the layers show
  Run layers, steps, holes;
  ChannelValues background;    ///< what shows where no layer does, in units of the surface
  bool blend = false;          ///< the layers are summed by weight instead of laid over one another
  bool truncates = false;      ///< ... as torchvision does on uint8: every product rounded, and the sum cut to a whole number
  WindowFunction window;       ///< what layer 0, the whole of an earlier surface, is read through
  bool whole = true;           ///< ... which holds whole numbers, as does what the window gives
  Extent unmoved;              ///< not empty: only resolution is lost here; labels and other rasters keep this extent
  bool exact = false;          ///< each step quantises, as torchvision does on uint8
  Numbers numbers;

  bool windowed() const { return !window.holds<NoWindow>(); }
};

static_assert(std::is_trivially_copyable_v<Layer> && std::is_trivially_copyable_v<StepRecord> &&
                  std::is_trivially_copyable_v<HoleRecord> && std::is_trivially_copyable_v<Pass>,
              "the records of a plan are copied to devices as bytes");

/// What is to be rendered for one output: flat arrays of trivially copyable records, reusable without allocation, and the
/// silhouettes of what is pasted.
struct Plan {
  std::vector<Pass> passes;
  std::vector<Layer> layers;
  std::vector<StepRecord> steps;
  std::vector<HoleRecord> holes;
  std::vector<float> weights;
  std::vector<std::shared_ptr<const std::vector<float>>> matrices;  ///< square, row by row; shared with their operators
  std::vector<Silhouette> silhouettes;
  std::vector<Displacement> fields;
  int table_floats = 0;   ///< that the tables of all steps need
  std::optional<float> nodata;  ///< source pixels with this value in every channel are unknown to the segmentation
  ValueRange range;       ///< declared range at the end, before Normalize
  Extent extent;          ///< of the output
  int channels = 3;
  Dtype dtype = Dtype::uint8;
  Layout layout = Layout::HWC;

  void clear() {
    passes.clear();
    layers.clear();
    steps.clear();
    holes.clear();
    weights.clear();
    matrices.clear();
    silhouettes.clear();
    fields.clear();
    table_floats = 0;
    nodata.reset();
  }
  /// The silhouette of a layer's coverage; nullptr if it has none.
  const Silhouette* silhouette_of(const Layer& layer) const {
    return layer.coverage.kind == Coverage::Kind::silhouette ? &silhouettes[static_cast<std::size_t>(layer.coverage.silhouette)] : nullptr;
  }
  /// The field that a layer is seen through; nullptr if there is none.
  const Displacement* field_of(const Layer& layer) const {
    return layer.field < 0 ? nullptr : &fields[static_cast<std::size_t>(layer.field)];
  }
};

}  // namespace smalti
