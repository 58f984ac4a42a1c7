// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/cpu/resize.hpp>

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace smalti::cpu {
namespace {

using Bytes = std::vector<std::uint8_t>;

/// A picture of one type, with the rows a resampler makes of it.
template <class T>
struct Picture {
  Extent extent;
  int channels;
  std::vector<T> values;

  ImageView view() const {
    return view_of(reinterpret_cast<const std::byte*>(values.data()), dtype_of<T>, extent, channels);
  }
};
Picture<std::uint8_t> noise(Extent e, int channels, unsigned seed) {
  std::mt19937 bits(seed);
  Picture<std::uint8_t> p{e, channels, Bytes(static_cast<std::size_t>(e.area() * channels))};
  for (auto& v : p.values) v = static_cast<std::uint8_t>(bits());
  return p;
}
Axis resized(int from, int to) {
  Axis a = Axis::whole(from);
  a.n_resized = a.keep_end = a.length = to;
  return a;
}
template <class Out = std::uint8_t>
std::vector<Out> rows(ImageView source, Rect window, const Resize& how, bool upwards = false) {
  RowResampler r;
  r.bind(source, window, how);
  EXPECT_EQ(r.dtype(), dtype_of<Out>);
  const auto n = static_cast<std::size_t>(r.width() * r.channels());
  std::vector<Out> out(n * static_cast<std::size_t>(r.height()));
  for (int k = 0; k < r.height(); ++k) {
    const int y = upwards ? r.height() - 1 - k : k;
    std::memcpy(out.data() + n * static_cast<std::size_t>(y), r.row(y), n * sizeof(Out));
  }
  return out;
}
template <class Out = std::uint8_t, class T>
std::vector<Out> rows(const Picture<T>& p, const Resize& how) {
  return rows<Out>(p.view(), Rect::of(p.extent), how);
}

/// The picture that shows value(row, column, channel).
template <class Value>
Picture<std::uint8_t> drawn(Extent e, int channels, Value value) {
  Picture<std::uint8_t> p{e, channels, {}};
  for (int y = 0; y < e.height; ++y)
    for (int x = 0; x < e.width; ++x)
      for (int c = 0; c < channels; ++c) p.values.push_back(value(y, x, c));
  return p;
}
auto pixel_of(const Picture<std::uint8_t>& p) {
  return [&p](int y, int x, int c) {
    return p.values[static_cast<std::size_t>((y * p.extent.width + x) * p.channels + c)];
  };
}

constexpr Interpolation filters[] = {Interpolation::bilinear, Interpolation::bicubic, Interpolation::box,
                                     Interpolation::hamming,  Interpolation::lanczos, Interpolation::area};
constexpr Border borders[] = {Border::constant, Border::edge, Border::reflect, Border::symmetric};

TEST(Resize, halving_by_box_is_the_rounded_mean) {
  const Picture<std::uint8_t> p{{2, 4}, 1, {0, 1, 10, 20, 3, 4, 30, 41}};
  // across first: (0 + 1) / 2 -> 1, (10 + 20) / 2 -> 15, 4, 36; then (1 + 4) / 2 -> 3, (15 + 36) / 2 -> 26
  EXPECT_EQ(rows(p, {.x = resized(4, 2), .y = resized(2, 1), .interpolation = Interpolation::box}), (Bytes{3, 26}));
}

TEST(Resize, a_tall_picture_is_reduced_vertically_first) {
  const Picture<std::uint8_t> p{{4, 2}, 1, {0, 1, 0, 0, 0, 0, 1, 0}};
  Resize how{.x = resized(2, 1), .y = resized(4, 1), .interpolation = Interpolation::box};
  // down: 1/4 -> 0 and 1/4 -> 0, then 0; across: 1 0 0 1 (halves go up), then 2/4 -> 1
  EXPECT_EQ(rows(p, how), (Bytes{0}));
  how.order = AxisOrder::horizontal_first;
  EXPECT_EQ(rows(p, how), (Bytes{1}));
}

TEST(Resize, axes_that_change_places_take_the_order_with_them) {
  const auto p = noise({40, 13}, 3, 1);
  const auto t = drawn({13, 40}, 3, [&](int y, int x, int c) { return pixel_of(p)(x, y, c); });
  const Picture<std::uint8_t> plain{{9, 7}, 3, rows(p, {.x = resized(13, 7), .y = resized(40, 9)})};
  const auto want = drawn({7, 9}, 3, [&](int y, int x, int c) { return pixel_of(plain)(x, y, c); });
  EXPECT_EQ(rows(t, {.x = resized(40, 9), .y = resized(13, 7), .transposed = true}), want.values);
}

TEST(Resize, without_antialias_two_by_two_pixels_are_blended_and_not_rounded) {
  const Picture<std::uint8_t> p{{2, 2}, 1, {0, 10, 21, 40}};
  EXPECT_EQ(rows<float>(p, {.x = resized(2, 1), .y = resized(2, 1), .antialias = false}), (std::vector<float>{17.75f}));
  EXPECT_EQ(rows<float>(p, {.x = resized(2, 4), .y = Axis::whole(2), .antialias = false}),
            (std::vector<float>{0, 2.5f, 7.5f, 10, 21, 25.75f, 35.25f, 40}));
}

TEST(Resize, wider_types_are_filtered_to_floats) {
  const Picture<std::uint16_t> p{{1, 4}, 1, {1000, 2001, 60000, 65535}};
  const Resize how{.x = resized(4, 2), .y = Axis::whole(1), .interpolation = Interpolation::box};
  EXPECT_EQ(rows<float>(p, how), (std::vector<float>{1500.5f, 62767.5f}));
  const Picture<std::int16_t> q{{2, 1}, 1, {-7, 8}};
  EXPECT_EQ(rows<float>(q, {.x = Axis::whole(1), .y = resized(2, 1), .interpolation = Interpolation::area}),
            (std::vector<float>{0.5f}));
}

TEST(Resize, nearest_keeps_type_and_values) {
  const Picture<float> p{{1, 3}, 1, {0.25f, -1, 7}};
  EXPECT_EQ(rows<float>(p, {.x = resized(3, 6), .y = resized(1, 2), .interpolation = Interpolation::nearest}),
            (std::vector<float>{0.25f, 0.25f, -1, -1, 7, 7, 0.25f, 0.25f, -1, -1, 7, 7}));
}

/// The same pixels in planes, and in three of four bytes.
ImageView in_planes(const Picture<std::uint8_t>& p, Bytes& memory) {
  for (int c = 0; c < p.channels; ++c)
    for (std::size_t i = static_cast<std::size_t>(c); i < p.values.size(); i += static_cast<std::size_t>(p.channels)) memory.push_back(p.values[i]);
  return view_of(reinterpret_cast<const std::byte*>(memory.data()), Dtype::uint8, p.extent, p.channels, Layout::CHW);
}
ImageView in_fours(const Picture<std::uint8_t>& p, Bytes& memory) {
  for (std::size_t i = 0; i < p.values.size(); i += 3) memory.insert(memory.end(), {p.values[i], p.values[i + 1], p.values[i + 2], 99});
  ImageView v = view_of(reinterpret_cast<const std::byte*>(memory.data()), Dtype::uint8, p.extent, 4);
  v.channels = 3;
  return v;
}

TEST(Resize, rows_do_not_depend_on_how_the_pixels_lie) {
  const auto p = noise({23, 61}, 3, 5);
  Bytes planes, fours;
  const ImageView planar = in_planes(p, planes), packed = in_fours(p, fours);
  for (const Border border : borders)
    for (const bool reversed : {false, true})
      for (const int margin : {-7, 0, 5}) {  // a crop, the whole, padding on both sides
        Resize how{.x = resized(61 + 2 * margin, 24), .y = resized(23, 12), .border = border, .fill = {9, 8, 7}};
        how.x.support_begin = 0, how.x.support_end = 61;
        how.x.in = {reversed ? 60 + margin : -margin, reversed};
        const auto want = rows(p, how);
        EXPECT_EQ(rows(planar, Rect::of(p.extent), how), want) << margin;
        EXPECT_EQ(rows(packed, Rect::of(p.extent), how), want) << margin;
        const auto mirrored = drawn(p.extent, 3, [&](int y, int x, int c) { return pixel_of(p)(y, 60 - x, c); });
        Resize turned = how;
        turned.x.in = {reversed ? -margin : 60 + margin, !reversed};
        EXPECT_EQ(rows(mirrored, turned), want) << margin;
      }
}

TEST(Resize, a_crop_beyond_the_picture_shows_the_fill_of_each_channel) {
  const Picture<std::uint8_t> p{{1, 2}, 2, {1, 2, 3, 4}};
  Axis x = Axis::whole(2), y = Axis::whole(1);
  x.out.origin = -1, x.length = 4, y.out.origin = -1, y.length = 2;
  EXPECT_EQ(rows(p, {.x = x, .y = y, .fill = {9.4f, 300}}),
            (Bytes{9, 255, 9, 255, 9, 255, 9, 255, 9, 255, 1, 2, 3, 4, 9, 255}));
}

TEST(Resize, padding_first_is_padding_then_resizing) {
  for (const Border border : borders)
    for (const Extent e : {Extent{13, 42}, Extent{1, 7}, Extent{1, 1}}) {
      const auto p = noise(e, 3, 2);
      const auto padded = drawn({e.height + 7, e.width + 9}, 3, [&](int y, int x, int c) {
        const int sy = border_index(y - 3, 0, e.height, border), sx = border_index(x - 4, 0, e.width, border);
        return sy < 0 || sx < 0 ? std::uint8_t{114} : pixel_of(p)(sy, sx, c);
      });
      Resize how{
          .x = resized(e.width + 9, 17), .y = resized(e.height + 7, 8), .border = border, .fill = {114, 114, 114}};
      const auto want = rows(padded, how);
      how.x.in.origin = -4, how.x.support_end = e.width;
      how.y.in.origin = -3, how.y.support_end = e.height;
      EXPECT_EQ(rows(p, how), want) << static_cast<int>(border) << " " << e.width;
    }
}

TEST(Resize, flips_before_and_after_are_flips_of_the_pictures) {
  for (const Interpolation f : filters) {
    const auto p = noise({42, 61}, 3, 3);
    const auto mirrored = drawn(p.extent, 3, [&](int y, int x, int c) { return pixel_of(p)(41 - y, 60 - x, c); });
    Resize how{.x = resized(61, 37), .y = resized(42, 23), .interpolation = f};
    const auto before = rows(mirrored, how);
    const Picture<std::uint8_t> plain{{23, 37}, 3, rows(p, how)};
    const auto after = drawn(plain.extent, 3, [&](int y, int x, int c) { return pixel_of(plain)(22 - y, 36 - x, c); });
    Resize early = how, late = how;
    early.x.in = {60, true}, early.y.in = {41, true};
    late.x.out = {36, true}, late.y.out = {22, true};
    EXPECT_EQ(rows(p, early), before);
    EXPECT_EQ(rows(p, late), after.values);
  }
}

TEST(Resize, a_later_crop_only_chooses_samples) {
  for (const int channels : {1, 2, 3, 4}) {
    const auto p = noise({50, 70}, channels, 4);
    Resize how{.x = resized(70, 40), .y = resized(50, 90), .interpolation = Interpolation::bicubic};
    const Picture<std::uint8_t> whole{{90, 40}, channels, rows(p, how)};
    const auto want = drawn({31, 21}, channels, [&](int y, int x, int c) { return pixel_of(whole)(y + 40, x + 9, c); });
    how.x.keep_begin = 9, how.x.keep_end = 30, how.x.out.origin = 9, how.x.length = 21;
    how.y.keep_begin = 40, how.y.keep_end = 71, how.y.out.origin = 40, how.y.length = 31;
    EXPECT_EQ(rows(p, how), want.values);
  }
}

TEST(Resize, windows_strides_and_the_order_of_asking_change_nothing) {
  const auto p = noise({60, 80}, 3, 5);
  const Rect support{11, 7, 71, 47};
  Resize how{.x = resized(60, 33), .y = resized(40, 21)};
  how.x.support_begin = how.x.in.origin = 11, how.x.support_end = 71;
  how.y.support_begin = how.y.in.origin = 7, how.y.support_end = 47;
  const auto want = rows(p, how);
  const Picture<std::uint8_t> cut =
      drawn({40, 60}, 3, [&](int y, int x, int c) { return pixel_of(p)(y + 7, x + 11, c); });
  EXPECT_EQ(rows(cut, {.x = resized(60, 33), .y = resized(40, 21)}), want) << "a crop's taps never see outside it";
  EXPECT_EQ(rows(cut.view(), support, how), want);
  EXPECT_EQ(rows(p.view(), Rect::of(p.extent), how, true), want);
  Bytes planes(p.values.size());
  for (std::size_t i = 0; i < p.values.size(); ++i) planes[i % 3 * 4800 + i / 3] = p.values[i];
  const ImageView chw =
      view_of(reinterpret_cast<const std::byte*>(planes.data()), Dtype::uint8, p.extent, 3, Layout::CHW);
  EXPECT_EQ(rows(chw, Rect::of(p.extent), how), want);
}

TEST(Resize, one_object_serves_one_picture_after_the_other) {
  RowResampler r;
  const auto big = noise({90, 90}, 4, 6), small = noise({5, 6}, 1, 7);
  const Resize shrink{.x = resized(90, 20), .y = resized(90, 20)}, grow{.x = resized(6, 50), .y = resized(5, 50)};
  r.bind(big.view(), Rect::of(big.extent), shrink);
  r.row(0);
  r.bind(small.view(), Rect::of(small.extent), grow);
  const auto want = rows(small, grow);
  for (std::size_t y = 0; y < 50; ++y) EXPECT_EQ(0, std::memcmp(r.row(static_cast<int>(y)), &want[y * 50], 50));
}

TEST(Resize, a_filter_that_cannot_run_without_antialias_is_refused) {
  const auto p = noise({4, 4}, 1, 8);
  RowResampler r;
  try {
    r.bind(p.view(), Rect::of(p.extent),
           {.x = resized(4, 2), .y = resized(4, 2), .interpolation = Interpolation::lanczos, .antialias = false});
    FAIL();
  } catch (const ParamError& e) {
    EXPECT_EQ(e.message(), "antialias = false: must go with nearest, bilinear or area; set antialias");
  }
}

#if defined(SMALTI_WITH_AVX2)
TEST(Resize, intrinsics_give_the_bytes_of_the_plain_passes) {
  std::mt19937 bits(9);
  const auto upto = [&](int n) { return 1 + static_cast<int>(bits() % static_cast<unsigned>(n)); };
  int taken = 0;
  for (int round = 0; round < 2000; ++round) {
    const int channels = round % 4 + 1, from = upto(300), to = upto(200);
    Axis a = resized(from, to);
    if (round % 3 == 0) a.out = {to - 1, true};
    AxisTable table;
    table.build(a, filters[static_cast<std::size_t>(round) % std::size(filters)], true, true, Border::constant);
    if (table.work != AxisTable::Work::filter) continue;
    const auto row = noise({1, table.need_end - table.need_begin}, channels, static_cast<unsigned>(bits()));
    const auto n = static_cast<std::size_t>(to * channels);
    Bytes plain(n), wide(n + 64);
    LaneTable lanes;
    if (lanes.build(table, channels)) {
      ++taken;
      fixed_row(row.values.data(), table, channels, plain.data());
      lanes.run(row.values.data(), wide.data());
      wide.resize(n);
      ASSERT_EQ(plain, wide) << from << " to " << to << ", " << channels << " channels";
    }
    const auto width = ColumnTable::columns + static_cast<std::size_t>(upto(100));
    const auto column = noise({from, static_cast<int>(width)}, 1, static_cast<unsigned>(bits()));
    ColumnTable wide_columns;
    ASSERT_TRUE(wide_columns.build(table));
    for (int i = 0; i < to; i += 7) {
      const auto slot = static_cast<std::size_t>(i);
      std::vector<const std::byte*> taps;
      for (int k = 0; k < table.count[slot]; ++k) taps.push_back(column.view().row(table.first[slot] + k));
      plain.assign(width, 0), wide.assign(width, 0);
      fixed_columns(taps.data(), table.count[slot], table.fixed_of(i), plain.data(), width);
      wide_columns.run(i, taps.data(), table.count[slot], wide.data(), width);
      ASSERT_EQ(plain, wide);
    }
  }
  EXPECT_GT(taken, 500);
}
#endif

}  // namespace
}  // namespace smalti::cpu
