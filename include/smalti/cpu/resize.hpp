// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/core/image.hpp>
#include <smalti/core/isa.hpp>
#include <smalti/cpu/interleave.hpp>
#include <smalti/cpu/resize_kernels.hpp>
#include <smalti/cpu/weights.hpp>
#include <smalti/pixel/filters.hpp>
#if defined(SMALTI_WITH_AVX512)
#include <smalti/cpu/resize_avx512.hpp>
#elif defined(SMALTI_WITH_AVX2)
#include <smalti/cpu/resize_avx2.hpp>
#endif

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// An axis-aligned map with its filter: crop, pad, flip, resize, in any order.
struct Resize {
  Axis x, y;
  Interpolation interpolation = Interpolation::bilinear;
  bool antialias = true;
  Border border = Border::constant;
  std::array<float, 4> fill{};  ///< per channel, in units of the source
  AxisOrder order = AxisOrder::pillow13;
  bool transposed = false;  ///< x and y change places after the resize: so do they in the rule of the passes' order
};

/// Rows kept by number in a few slots, so that neighbouring rows find each other's work.
class RowRing {
 public:
  void reset(int slots, std::size_t row_bytes) {
    std::size_t n = 1;
    while (n < static_cast<std::size_t>(slots)) n *= 2;
    numbers_.assign(n, -1);
    row_bytes_ = (row_bytes + 63) / 64 * 64;
    memory_.reserve(n * row_bytes_);
  }
  /// Row k >= 0; make(memory) writes it if it is not there.
  template <class Make>
  std::byte* row(int k, Make make) {
    const std::size_t slot = static_cast<std::size_t>(k) & (numbers_.size() - 1);
    std::byte* const at = memory_.data() + slot * row_bytes_;
    if (numbers_[slot] != k) make(at), numbers_[slot] = k;
    return at;
  }

 private:
  std::vector<int> numbers_;
  Buffer memory_;
  std::size_t row_bytes_ = 0;
};

/// Renders the rows of an axis-aligned map one by one: u8 with antialiasing has Pillow's bytes. Keeps its memory: one
/// object a thread, bound to one picture after the other.
class RowResampler {
 public:
  /// `source` (h w c), any strides, 1 to 4 channels, u8, u16, i16 or f32, holds the rectangle `window` of the picture
  /// that `how` speaks of; every tap lies in it. The pixels must outlive the rows.
  void bind(ImageView source, Rect window, const Resize& how) {
    if (source.channels < 1 || source.channels > 4)
      raise("image.channels",
            "channels = " + std::to_string(source.channels) + ": must be 1 to 4; resize more in groups of planes");
    if (source.extent != window.extent())
      raise("geometry.window", "window = " + std::to_string(window.width()) + " x " + std::to_string(window.height()) +
                                   ": must have the source view's extent, px");
    source_ = source, window_ = window, how_ = how;
    const Dtype t = source.dtype;
    const bool integer = t == Dtype::uint8;
    if (t != Dtype::uint8 && t != Dtype::uint16 && t != Dtype::int16 && t != Dtype::float32)
      raise("image.dtype", "dtype = " + std::string(name_of_dtype(t)) + ": must be uint8, uint16, int16 or float32");
    if (!how.antialias && (how.x.resizes() || how.y.resizes()) && how.interpolation != Interpolation::bilinear &&
        how.interpolation != Interpolation::area && !is_nearest(how.interpolation))
      raise("param.conflict", "antialias = false: must go with nearest, bilinear or area; set antialias");
    across_.build(how.x, how.interpolation, how.antialias, integer, how.border);
    down_.build(how.y, how.interpolation, how.antialias, integer, how.border);
    blends_ = across_.work == AxisTable::Work::blend || down_.work == AxisTable::Work::blend;
    const bool picks = across_.work == AxisTable::Work::pick && down_.work == AxisTable::Work::pick;
    dtype_ = picks || (integer && !blends_) ? t : Dtype::float32;
    columns_first_ = !blends_ && (how.transposed ? !vertical_first(how.y, how.x, how.order)
                                                 : vertical_first(how.x, how.y, how.order));
    prepare();
  }

  Dtype dtype() const { return dtype_; }
  int width() const { return how_.x.length; }
  int height() const { return how_.y.length; }
  int channels() const { return source_.channels; }

  /// The rows are pieces of the source itself, or all fill: they stay valid.
  bool lends() const {
    return direct_ && down_.work == AxisTable::Work::pick && across_.work == AxisTable::Work::pick && across_.contiguous && across_.size() == how_.x.length;
  }
  /// Output row y in [0, height), interleaved, of type dtype(), integers rounded, floats not; valid
  /// until the next call unless lends(). Neighbouring rows in either direction are cheapest.
  const std::byte* row(int y) {
    const int i = y - down_.begin;
    if (i < 0 || i >= down_.size() || across_.size() == 0) return blank_.data();
    switch (dtype_) {
      case Dtype::uint8:
        return render<std::uint8_t, std::uint8_t>(i);
      case Dtype::uint16:
        return render<std::uint16_t, std::uint16_t>(i);
      case Dtype::int16:
        return render<std::int16_t, std::int16_t>(i);
      default:
        break;
    }
    switch (source_.dtype) {
      case Dtype::uint8:
        return render<std::uint8_t, float>(i);
      case Dtype::uint16:
        return render<std::uint16_t, float>(i);
      case Dtype::int16:
        return render<std::int16_t, float>(i);
      default:
        return render<float, float>(i);
    }
  }

 private:
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }
  std::size_t samples(int pixels) const { return at(pixels) * at(source_.channels); }

  void prepare() {
    const std::size_t in_size = at(size_of(source_.dtype)), out_size = at(size_of(dtype_));
    const int needed = across_.need_end - across_.need_begin;
    const Axis& x = how_.x;
    const int from = x.in(across_.need_begin), to = x.in(across_.need_end - 1);
    direct_ = source_.interleaved() && !x.in.reversed && from >= x.support_begin && to < x.support_end;
    offset_ = (static_cast<std::ptrdiff_t>(from) - window_.left) * source_.pixel_stride;
    canvas_.reset(down_.most, samples(needed) * in_size);
    filtered_.reset(down_.most, samples(across_.size()) * out_size);
    middle_.reserve(samples(needed) * out_size);
    out_.reserve(samples(how_.x.length) * out_size);
    rows_.resize(at(down_.most));
    paint(source_.dtype, needed, border_);
    paint(dtype_, how_.x.length, blank_);
    if (across_.begin > 0 || across_.end < how_.x.length)
      std::memcpy(out_.data(), blank_.data(), samples(how_.x.length) * out_size);
#if defined(SMALTI_WITH_AVX2)
    const auto filters = [&](const AxisTable& t) {
      return dtype_ == Dtype::uint8 && t.work == AxisTable::Work::filter;
    };
    lanes_ready_ = filters(across_) && lanes_.build(across_, source_.channels);
    columns_ready_ = filters(down_) && columns_.build(down_);
#endif
  }

  /// A row of fill; integers take the nearest value of their range.
  void paint(Dtype t, int pixels, Buffer& row) {
    row.reserve(samples(pixels) * at(size_of(t)));
    const auto put = [&]<class T>(std::type_identity<T>) {
      T value[4];
      for (int c = 0; c < source_.channels; ++c) {
        const float v = how_.fill[at(c)];
        if constexpr (std::is_integral_v<T>)
          value[c] = static_cast<T>(std::clamp(std::nearbyint(v), static_cast<float>(std::numeric_limits<T>::min()),
                                               static_cast<float>(std::numeric_limits<T>::max())));
        else value[c] = v;
      }
      T* const out = reinterpret_cast<T*>(row.data());
      for (std::size_t i = 0; i < at(pixels); ++i)
        for (std::size_t c = 0; c < at(source_.channels); ++c) out[i * at(source_.channels) + c] = value[c];
    };
    switch (t) {
      case Dtype::uint8:
        return put(std::type_identity<std::uint8_t>{});
      case Dtype::uint16:
        return put(std::type_identity<std::uint16_t>{});
      case Dtype::int16:
        return put(std::type_identity<std::int16_t>{});
      default:
        return put(std::type_identity<float>{});
    }
  }

  /// Canvas row k, interleaved, from canvas column need_begin on.
  const std::byte* canvas_row(int k) {
    const int y = border_index(how_.y.in(k), how_.y.support_begin, how_.y.support_end, how_.border);
    if (y < 0) return border_.data();
    const std::byte* const row = source_.row(y - window_.top);
    return direct_ ? row + offset_ : canvas_.row(k, [&](std::byte* out) { gather(row, out); });
  }

  /// Builds a canvas row: padded, reversed or not interleaved.
  void gather(const std::byte* row, std::byte* out) const {
    const Axis& axis = how_.x;
    const int size = size_of(source_.dtype), channels = source_.channels, n = across_.need_end - across_.need_begin;
    const std::size_t pixel = samples(1) * at(size);
    const auto column = [&](int x) { return row + static_cast<std::ptrdiff_t>(x - window_.left) * source_.pixel_stride; };
    const auto bordered = [&](int from, int to) {
      for (int k = from; k < to; ++k) {
        const int x = border_index(axis.in(across_.need_begin + k), axis.support_begin, axis.support_end, how_.border);
        if (x < 0) std::memcpy(out + at(k) * pixel, border_.data(), pixel);
        else interleave(column(x), source_.pixel_stride, source_.channel_stride, channels, size, 1, out + at(k) * pixel);
      }
    };
    const int first = axis.in(across_.need_begin), step = axis.in.reversed ? -1 : 1;
    const int before = step > 0 ? axis.support_begin - first : first - axis.support_end + 1;  // canvas columns outside the picture
    const int inside = std::clamp(before, 0, n);
    const int end = std::clamp(before + axis.support_end - axis.support_begin, inside, n);
    bordered(0, inside);
    if (inside < end)
      interleave(column(first + step * inside), step * source_.pixel_stride, source_.channel_stride, channels, size, end - inside,
                 out + at(inside) * pixel);
    bordered(end, n);
  }

  /// The horizontal pass, from a canvas row.
  template <class T, class M>
  void across(const T* in, M* out) const {
    const int channels = source_.channels;
    if (across_.work == AxisTable::Work::pick) {
      if constexpr (std::is_same_v<T, M>) pick_row(in, across_, channels, out);
      else convert_row(in, across_, channels, out);
    } else if constexpr (std::is_same_v<M, float>) {
      real_row(in, across_, channels, out);
    } else if constexpr (std::is_same_v<T, std::uint8_t>) {
#if defined(SMALTI_WITH_AVX2)
      if (lanes_ready_) return lanes_.run(in, out);
#endif
      fixed_row(in, across_, channels, out);
    }
  }

  /// The vertical pass over rows_, for output sample i of that axis.
  template <class T, class M>
  void down(int i, M* out, std::size_t n) const {
    if constexpr (std::is_same_v<M, float>) {
      if (down_.work == AxisTable::Work::blend)
        blend_columns<T>(rows_.data(), down_.count[at(i)], *down_.real_of(i), out, n);
      else real_columns<T>(rows_.data(), down_.count[at(i)], down_.real_of(i), out, n);
    } else if constexpr (std::is_same_v<T, std::uint8_t>) {
#if defined(SMALTI_WITH_AVX2)
      if (columns_ready_ && n >= ColumnTable::columns) return columns_.run(i, rows_.data(), down_.count[at(i)], out, n);
#endif
      fixed_columns(rows_.data(), down_.count[at(i)], down_.fixed_of(i), out, n);
    }
  }

  template <class T, class M>
  const std::byte* render(int i) {
    M* const out = reinterpret_cast<M*>(out_.data()) + samples(across_.begin);
    const int k = down_.first[at(i)], count = down_.count[at(i)];
    const auto canvas = [&](int row) { return reinterpret_cast<const T*>(canvas_row(row)); };
    if (down_.work == AxisTable::Work::pick) {
      if (across_.contiguous && std::is_same_v<T, M> && across_.size() == how_.x.length) return canvas_row(k);
      across(canvas(k), out);
    } else if (across_.work == AxisTable::Work::pick || columns_first_) {
      for (int j = 0; j < count; ++j) rows_[at(j)] = canvas_row(k + j);
      M* const middle = across_.contiguous ? out : reinterpret_cast<M*>(middle_.data());
      down<T, M>(i, middle, samples(across_.need_end - across_.need_begin));
      if (!across_.contiguous) across<M, M>(middle, out);
    } else {
      for (int j = 0; j < count; ++j)
        rows_[at(j)] = filtered_.row(k + j, [&](std::byte* row) { across(canvas(k + j), reinterpret_cast<M*>(row)); });
      down<M, M>(i, out, samples(across_.size()));
    }
    finish(sizeof(M));
    return out_.data();
  }

  /// Wide stores may have run into the fill right of the picture.
  void finish(std::size_t size) const {
    const std::size_t from = samples(across_.end) * size, to = samples(how_.x.length) * size;
    if (from < to) std::memcpy(out_.data() + from, blank_.data() + from, to - from);
  }

  ImageView source_;
  Rect window_;
  Resize how_;
  Dtype dtype_ = Dtype::uint8;
  bool direct_ = false, blends_ = false, columns_first_ = false;
  std::ptrdiff_t offset_ = 0;
  AxisTable across_, down_;
  RowRing canvas_, filtered_;
  Buffer middle_, out_, border_, blank_;
  std::vector<const std::byte*> rows_;
#if defined(SMALTI_WITH_AVX2)
  LaneTable lanes_;
  ColumnTable columns_;
  bool lanes_ready_ = false, columns_ready_ = false;
#endif
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
