// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/extent.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

namespace smalti {

/// Number format of pixels and tensors.
enum class Dtype : std::uint8_t { uint8, uint16, int16, float32, float16, bfloat16, int32, int64, float64, boolean };

/// Whether values of this format are whole numbers.
SMALTI_HD constexpr bool whole_numbers(Dtype t) {
  return t != Dtype::float32 && t != Dtype::float16 && t != Dtype::bfloat16 && t != Dtype::float64;
}
SMALTI_HD constexpr int size_of(Dtype t) {
  switch (t) {
    case Dtype::uint8:
    case Dtype::boolean: return 1;
    case Dtype::uint16:
    case Dtype::int16:
    case Dtype::float16:
    case Dtype::bfloat16: return 2;
    case Dtype::float32:
    case Dtype::int32: return 4;
    case Dtype::int64:
    case Dtype::float64: return 8;
  }
  return 0;
}
constexpr std::string_view name_of_dtype(Dtype t) {
  constexpr std::string_view names[] = {"uint8", "uint16", "int16", "float32", "float16",
                                        "bfloat16", "int32", "int64", "float64", "bool"};
  return names[static_cast<int>(t)];
}
template <class T>
inline constexpr Dtype dtype_of = Dtype::uint8;
template <>
inline constexpr Dtype dtype_of<std::uint16_t> = Dtype::uint16;
template <>
inline constexpr Dtype dtype_of<std::int16_t> = Dtype::int16;
template <>
inline constexpr Dtype dtype_of<float> = Dtype::float32;

/// Order of the axes in memory: (h w c) or (c h w).
enum class Layout : std::uint8_t { HWC, CHW };

/// What the stored numbers mean: black and white of the declared range.
struct ValueRange {
  float lo = 0, max = 255;
  friend constexpr bool operator==(const ValueRange&, const ValueRange&) = default;
};
SMALTI_HD constexpr ValueRange range_of(Dtype t) {
  switch (t) {
    case Dtype::uint16: return {0, 65535};
    case Dtype::int16: return {-32768, 32767};
    case Dtype::uint8: return {0, 255};
    default: return {0, 1};
  }
}

/// Read-only pixels that somebody else owns: (h w c) with any strides in bytes. Trivially copyable.
template <class Byte>
struct BasicImageView {
  Byte* data = nullptr;
  Dtype dtype = Dtype::uint8;
  Extent extent;
  int channels = 0;
  std::ptrdiff_t row_stride = 0, pixel_stride = 0, channel_stride = 0;  ///< bytes

  SMALTI_HD Byte* row(int y) const { return data + y * row_stride; }
  template <class T>
  SMALTI_HD auto& at(int y, int x, int c = 0) const {
    using Pixel = std::conditional_t<std::is_const_v<Byte>, const T, T>;
    return *reinterpret_cast<Pixel*>(data + y * row_stride + x * pixel_stride + c * channel_stride);
  }
  /// Of the pixels alone, without what lies between rows.
  SMALTI_HD constexpr std::size_t bytes() const { return static_cast<std::size_t>(extent.area() * channels * size_of(dtype)); }
  /// Pixels of a row lie side by side, channels interleaved.
  SMALTI_HD constexpr bool interleaved() const {
    return pixel_stride == channels * size_of(dtype) && (channels == 1 || channel_stride == size_of(dtype));
  }
  SMALTI_HD BasicImageView crop(Rect r) const {
    BasicImageView v = *this;
    v.data = data + r.top * row_stride + r.left * pixel_stride;
    v.extent = r.extent();
    return v;
  }
  /// Rows as columns: the same memory, the strides exchanged.
  SMALTI_HD BasicImageView transposed() const {
    BasicImageView v = *this;
    v.extent = extent.transposed();
    v.row_stride = pixel_stride, v.pixel_stride = row_stride;
    return v;
  }
  /// A view that may be written is a view that may be read.
  template <class B = Byte>
    requires(!std::is_const_v<B>)
  operator BasicImageView<const B>() const {
    return {data, dtype, extent, channels, row_stride, pixel_stride, channel_stride};
  }
};
using ImageView = BasicImageView<const std::byte>;
using MutableImageView = BasicImageView<std::byte>;

/// A view of contiguous pixels; `row_bytes` 0 means no padding between rows.
template <class Byte>
constexpr BasicImageView<Byte> view_of(Byte* data, Dtype dtype, Extent e, int channels, Layout layout = Layout::HWC,
                                       std::ptrdiff_t row_bytes = 0) {
  const std::ptrdiff_t size = size_of(dtype);
  if (layout == Layout::HWC) {
    const auto row = row_bytes ? row_bytes : size * channels * e.width;
    return {data, dtype, e, channels, row, size * channels, size};
  }
  const auto row = row_bytes ? row_bytes : size * e.width;
  return {data, dtype, e, channels, row, size, row * e.height};
}

inline constexpr std::size_t buffer_alignment = 256;  ///< what JAX and wide stores want

/// Where buffers get their memory, if not from the heap: memory that a device can read, say. Outlives them; any thread.
class MemorySource {
 public:
  virtual ~MemorySource() = default;
  /// At least `bytes`, aligned to 256.
  virtual std::byte* take(std::size_t bytes) = 0;
  virtual void give(std::byte* memory) noexcept = 0;
};

/// Memory aligned to 256 bytes with at least 64 readable bytes behind its end. Move-only; not initialised.
class Buffer {
 public:
  static constexpr std::size_t slack = 64;
  Buffer() = default;
  /// `source`: nullptr is the heap.
  explicit Buffer(std::size_t bytes, MemorySource* source = nullptr) : data_(taken(bytes + slack, source), Free{source}), size_(bytes) {}
  /// An empty one that will grow from there.
  explicit Buffer(MemorySource* source) : data_(nullptr, Free{source}) {}
  std::byte* data() const { return data_.get(); }
  std::size_t size() const { return size_; }
  /// Grows to at least `bytes`; the content is lost when it does.
  std::byte* reserve(std::size_t bytes) {
    if (bytes > size_) *this = Buffer(bytes, data_.get_deleter().source);
    return data();
  }

 private:
  static std::byte* taken(std::size_t bytes, MemorySource* source) {
    return source ? source->take(bytes) : static_cast<std::byte*>(::operator new(bytes, std::align_val_t{buffer_alignment}));
  }
  struct Free {
    MemorySource* source;
    Free() : source(nullptr) {}
    explicit Free(MemorySource* from) : source(from) {}
    void operator()(std::byte* p) const { source ? source->give(p) : ::operator delete(p, std::align_val_t{buffer_alignment}); }
  };
  std::unique_ptr<std::byte, Free> data_;
  std::size_t size_ = 0;
};

/// Pixels with their memory, interleaved (h w c), rows unpadded.
class Image {
 public:
  Image() = default;
  Image(Extent extent, int channels, Dtype dtype = Dtype::uint8) { reshape(extent, channels, dtype); }
  /// Without pixels yet; they will lie there.
  explicit Image(MemorySource* source) : memory_(source) {}
  /// Takes a new shape; memory is kept if it suffices, pixels are not initialised.
  void reshape(Extent extent, int channels, Dtype dtype) {
    extent_ = extent, channels_ = channels, dtype_ = dtype;
    memory_.reserve(bytes());
  }
  std::size_t bytes() const { return static_cast<std::size_t>(extent_.area()) * static_cast<std::size_t>(channels_ * size_of(dtype_)); }
  Extent extent() const { return extent_; }
  int channels() const { return channels_; }
  Dtype dtype() const { return dtype_; }
  bool empty() const { return extent_.empty(); }
  ImageView view() const { return view_of<const std::byte>(memory_.data(), dtype_, extent_, channels_); }
  MutableImageView view() { return view_of<std::byte>(memory_.data(), dtype_, extent_, channels_); }

 private:
  Buffer memory_;
  Extent extent_;
  int channels_ = 0;
  Dtype dtype_ = Dtype::uint8;
};

/// Up to six axes in somebody else's memory; strides in elements, as DLPack counts them.
struct TensorView {
  void* data = nullptr;
  Dtype dtype = Dtype::uint8;
  int rank = 0;
  std::array<std::int64_t, 6> shape{}, strides{};

  constexpr std::int64_t count() const {
    std::int64_t n = 1;
    for (int i = 0; i < rank; ++i) n *= shape[static_cast<std::size_t>(i)];
    return n;
  }
};

}  // namespace smalti
