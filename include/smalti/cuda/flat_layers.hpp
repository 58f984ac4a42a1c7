// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cuda/flat_memory.hpp>
#include <smalti/cuda/job.hpp>
#include <smalti/pixel/elastic_grid.hpp>
#include <smalti/plan/engine.hpp>
#include <smalti/plan/needed.hpp>

#include <algorithm>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace smalti::cuda {

/// Writes the layers of a plan's passes as jobs read them: their sources, axes, fields and windows.
class FlatLayers : protected FlatMemory {
 protected:
  /// A job that must have run some rounds before a pass, after the surface that it reads is there.
  struct Preparation {
    Job job;
    int tiles, rounds_before;
    bool reads_surface;
  };

  void begin(BatchMemory where) {
    FlatMemory::begin(where);
    axes_.clear();
  }
  /// Begins the plan of a sample.
  void begin(const Plan& plan) {
    fields_ = put(plan.fields.data(), plan.fields.size());
    weights_ = put(plan.weights.data(), plan.weights.size());
    surfaces_.clear();
    bent_.assign(plan.fields.size(), {}), bends_.assign(plan.fields.size(), false);
  }
  /// What the next pass of it renders to.
  void add_surface(MutableImageView surface) { surfaces_.push_back(surface); }

  const JobLayer* put_layers(const Plan& plan, const Pass& pass, const Sources& sources) {
    layers_.clear(), preparations_.clear();
    for (int k = 0; k < pass.layers.count; ++k) {
      const Layer& layer = plan.layers[static_cast<std::size_t>(pass.layers.first + k)];
      JobLayer& l = layers_.emplace_back(layer_of(plan, layer, pixels(layer.source, sources), pass.extent));
      pass.window.visit([&](const auto& w) {
        if constexpr (requires { w.matrix; }) look_around(l, w, *plan.matrices[static_cast<std::size_t>(w.matrix)]);
        else if constexpr (requires { look_around(l, w, pass); }) look_around(l, w, pass);
        else look_around(l, w);
      });
    }
    return put(layers_.data(), layers_.size());
  }
  /// A layer that shows a source in an output of this extent.
  JobLayer layer_of(const Plan& plan, const Layer& layer, const SourcePixels& source, Extent out) {
    JobLayer l = covering(plan, layer, out);
    std::tie(l.view, l.window) = seen_by(layer, source);
    if (layer.sampling == Sampling::field) see_through(l, *plan.field_of(layer));
    else if (layer.sampling != Sampling::warp) add_axes(l);
    return l;
  }
  /// A layer of which nothing but where it shows is asked.
  JobLayer covering(const Plan& plan, const Layer& layer, Extent out) {
    JobLayer l;
    l.layer = layer, l.shown = shown_rect(layer, out), l.silhouette = put_silhouette(plan.silhouette_of(layer));
    return l;
  }
  /// The view of a source as a layer sees it, and the part of the picture that this holds: transposed as the layer is,
  /// and turned into the frame of its field, mirrored by strides.
  static std::pair<ImageView, Rect> seen_by(const Layer& layer, const SourcePixels& source) {
    ImageView view = layer.transposed ? source.view.transposed() : source.view;
    Rect window = layer.transposed ? source.window.transposed() : source.window;
    if (layer.sampling != Sampling::field) return {view, window};
    const auto turn = [](const Walk& walk, int n, std::ptrdiff_t& stride, int& begin, int& end) {
      const auto [first, last] = walk.reversed ? std::pair{walk.origin - end + 1, walk.origin - begin + 1} : std::pair{begin - walk.origin, end - walk.origin};
      const std::ptrdiff_t ahead = walk.reversed ? (n - 1) * stride : 0;  // to the pixel that now is the first
      begin = first, end = last;
      if (walk.reversed) stride = -stride;
      return ahead;
    };
    view.data += turn(smalti::detail::source_walk(layer.x), window.width(), view.pixel_stride, window.left, window.right);
    view.data += turn(smalti::detail::source_walk(layer.y), window.height(), view.row_stride, window.top, window.bottom);
    return {view, window};
  }
  ImageView put_silhouette(const Silhouette* s) {
    if (!s || !s->set) return {};
    ImageView view = s->set->view();
    view.data = put_once(view.data, s->set->bytes());
    return view;
  }
  /// Those of the pass at hand.
  std::span<const JobLayer> layers() const { return layers_; }
  /// Prepares one more thing, after those that are prepared already.
  void prepare_last(const Preparation& last) {
    for (Preparation& first : preparations_) ++first.rounds_before;
    preparations_.push_back(last);
  }
  /// What must be prepared for it.
  std::span<const Preparation> preparations() const { return preparations_; }
  static int tiles_of(Extent e) { return blocks_of(e.width, tile_side) * blocks_of(e.height, tile_side); }

  void put_axes() {
    ends_.clear();
    axis_blocks_ = 0;
    for (const JobAxis& a : axes_) ends_.push_back(axis_blocks_ += blocks_of(a.end - a.begin, axis_threads));
    axis_grid_ = {put(axes_.data(), axes_.size()), put(ends_.data(), ends_.size()), static_cast<int>(axes_.size())};
  }
  const Grid<JobAxis>& axes() const { return axis_grid_; }
  int axis_blocks() const { return axis_blocks_; }

 private:
  SourcePixels pixels(SourceRef ref, const Sources& sources) const {
    const auto i = static_cast<std::size_t>(ref.index);
    if (ref.kind == SourceRef::Kind::surface) return {surfaces_[i], Rect::of(surfaces_[i].extent)};
    return ref.kind == SourceRef::Kind::decoded ? sources.decoded[i] : sources.finished[i];
  }
  /// The field of a layer; the two components of an elastic one are made before, once for all layers.
  void see_through(JobLayer& l, const Displacement& field) {
    l.field = fields_ + l.layer.field;
    if (field.kind != Displacement::Kind::elastic) return;
    ElasticView& bent = bent_[static_cast<std::size_t>(l.layer.field)];
    if (!bends_[static_cast<std::size_t>(l.layer.field)]) bent = {prepare_component(field, 0), prepare_component(field, 1)};
    bends_[static_cast<std::size_t>(l.layer.field)] = true;
    l.bent = bent;
  }
  const float* prepare_component(const Displacement& field, unsigned axis) {
    const Displacement::Elastic& how = field.elastic;
    const auto kernel = [&](float sigma, int& size) {
      const std::vector<float> weights = elastic_kernel(sigma);
      size = static_cast<int>(weights.size());
      return put(weights.data(), weights.size());
    };
    JobField f{.frame = field.frame, .noise = axis == 0 ? how.noise_x : how.noise_y, .at = how.at};
    f.along_x = kernel(how.sigma[0], f.along_x_size), f.along_y = kernel(how.sigma[1], f.along_y_size);
    f.scale = 0.5f * how.alpha[axis];
    const auto pixels = static_cast<std::size_t>(f.frame.area());
    f.blurred = scratch<float>(pixels), f.displacement = scratch<float>(pixels);
    Job job;
    job.axes = false, job.field = put(f);
    job.work = Job::Work::noise;
    preparations_.push_back({job, tiles_of(f.frame), 2, false});
    job.work = Job::Work::bend;
    preparations_.push_back({job, tiles_of(f.frame), 1, false});
    return f.displacement;
  }
  void add_axes(JobLayer& l) {
    const bool late = l.layer.swapped_late;
    l.x = axis_of(l, l.layer.x, l.shown.left, l.shown.right), l.y = axis_of(l, l.layer.y, l.shown.top, l.shown.bottom);
    l.streams = l.x.work == JobAxis::Work::filter || l.y.work == JobAxis::Work::filter;
    l.columns_first = late ? !vertical_first(l.layer.y, l.layer.x, AxisOrder::pillow13) : vertical_first(l.layer.x, l.layer.y, AxisOrder::pillow13);
  }
  /// An axis of a layer that shows the outputs [begin, end).
  JobAxis axis_of(const JobLayer& l, const Axis& axis, int begin, int end) {
    using Work = JobAxis::Work;
    JobAxis a{axis, Work::pick, l.layer.interpolation, l.layer.border};
    if (axis.resizes() && !is_nearest(a.interpolation)) a.work = l.layer.antialias || a.interpolation == Interpolation::area ? Work::filter : Work::blend;
    const Walk out = axis.out;
    int from = 0, to = axis.keep_begin < axis.keep_end ? end : 0;
    if (a.border == Border::constant) {
      from = out.reversed ? out.origin - axis.keep_end + 1 : axis.keep_begin - out.origin;
      to = out.reversed ? out.origin - axis.keep_begin + 1 : axis.keep_end - out.origin;
    }
    a.begin = std::max(begin, from), a.end = std::max(a.begin, std::min(end, to));
    if (a.work != Work::filter) return a;
    a.fixed = l.view.dtype == Dtype::uint8;
    a.stride = AxisFilter(axis, a.interpolation).most_taps();
    const auto n = static_cast<std::size_t>(a.end - a.begin);
    a.taps = scratch<Taps>(n), a.weights = scratch<double>(n * static_cast<std::size_t>(a.stride));
    if (n > 0) axes_.push_back(a);
    return a;
  }

  /// Reads a layer, which is the whole of a surface, through a window.
  void look_around(JobLayer&, const auto&) const {}
  void look_around(JobLayer& l, const SeparableKernel& w) {
    const auto kernel = [&](JobAxis& a, Run weights) { a.work = JobAxis::Work::kernel, a.kernel = weights_ + weights.first, a.kernel_size = weights.count; };
    l.around.kind = JobWindow::Kind::separable;
    kernel(l.x, w.x), kernel(l.y, w.y);
    l.layer.border = Border::reflect, l.streams = true, l.columns_first = false;
  }
  void look_around(JobLayer& l, const SquareKernel& w) {
    l.around = {JobWindow::Kind::square, w.side, weights_ + w.weights.first};
    l.layer.border = Border::reflect;
  }
  static void look_around(JobLayer& l, const MedianWindow& w) {
    l.around = {JobWindow::Kind::median, w.side};
    l.layer.border = Border::edge;
  }
  static void look_around(JobLayer& l, const Sharpening& w) { l.around = {JobWindow::Kind::sharpen, 3, nullptr, w.factor}; }

  void look_around(JobLayer& l, const MatrixProduct& w, const std::vector<float>& matrix) {
    const auto n = static_cast<int>(matrix.size());
    l.around = {JobWindow::Kind::product, n == 1 ? 1 : static_cast<int>(l.view.extent.area()) * l.view.channels, weights_ + w.mean.first, 1, put_once(matrix.data(), matrix.size()), w.mean.count};
  }
  /// A component a job codes the surface before the pass reads it.
  void look_around(JobLayer& l, const JpegCoding& how, const Pass& pass) {
    const JpegTable tables[] = {jpeg_table(false, how.quality), jpeg_table(true, how.quality)};
    JobCoding coding{how, l.view, pass.range, put(tables, 2)};
    for (int c = 0; c < l.view.channels; ++c) {
      const bool chroma = how.colour && (c == 1 || c == 2);
      JpegComponent& plane = coding.planes[c];
      plane.width = blocks_of(pass.extent.width + how.left, chroma ? how.across : 1), plane.height = blocks_of(pass.extent.height + how.top, chroma ? how.down : 1);
      plane.stride = blocks_of(plane.width, 8) * 8, plane.rows = blocks_of(plane.height, 8) * 8;
      plane.samples = scratch<std::uint8_t>(static_cast<std::size_t>(plane.stride) * static_cast<std::size_t>(plane.rows));
    }
    Job job;
    job.work = Job::Work::code, job.axes = false;
    l.around.kind = JobWindow::Kind::coded;
    l.around.coding = job.coding = put(coding);
    for (job.first = 0; job.first < l.view.channels; ++job.first) {
      const JpegComponent& plane = coding.planes[job.first];
      preparations_.push_back({job, tiles_of({plane.rows, plane.stride}), 1, job.first == 0});
    }
  }
  /// A tile of the grid a block makes its table before the pass looks into it.
  void look_around(JobLayer& l, const LocalEqualization& how, const Pass& pass) {
    JobEqualization e{.how = how, .view = l.view, .bytes = ByteScale::of(pass.range), .tile = equalized_tile(pass.extent, how.rows, how.columns)};
    e.limit = equalized_limit(how.clip, e.tile);
    e.lab = put_once(&LabTables::get(), 1);
    e.tables = scratch<std::uint8_t>(256 * static_cast<std::size_t>(how.rows * how.columns));
    Job job;
    job.work = Job::Work::equalize, job.axes = false;
    l.around.kind = JobWindow::Kind::equalized;
    l.around.equalization = job.equalization = put(e);
    preparations_.push_back({job, how.rows * how.columns, 1, true});
  }

  std::vector<JobAxis> axes_;
  std::vector<int> ends_;
  Grid<JobAxis> axis_grid_;
  int axis_blocks_ = 0;
  // of the plan at hand
  const Displacement* fields_ = nullptr;
  const float* weights_ = nullptr;
  std::vector<MutableImageView> surfaces_;
  std::vector<ElasticView> bent_;
  std::vector<bool> bends_;  ///< whether they are there
  // of the pass at hand
  std::vector<JobLayer> layers_;
  std::vector<Preparation> preparations_;
};

}  // namespace smalti::cuda
