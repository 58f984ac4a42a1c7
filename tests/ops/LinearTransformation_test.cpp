// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/mix.hpp"
#include "support/values.hpp"

#include <smalti/ops/LinearTransformation.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using namespace smalti;
using namespace smalti::testing;

/// 1 x 2 px of two channels, (1, 5) and (2, 7): as one row, channel after channel, 1 2 5 7.
Image pair() { return picture<std::uint8_t>({1, 2}, 2, {1, 5, 2, 7}); }
/// Row i says what value i adds to each of the four.
const SquareMatrix mixing{{1, 0, 0, 10}, {0, 1, 0, 0}, {0, 0, 1, 100}, {0, 3, 0, -1}};

template <class F>
std::string message_of(F f) {
  try {
    f();
  } catch (const Error& e) {
    return e.message();
  }
  return "nothing was refused";
}

TEST(LinearTransformation, multiplies_the_row_of_all_values_less_their_means_from_the_left) {
  // 1 2 5 7 less 1 1 2 3 is 0 1 3 4; times the matrix 0, 1 + 12, 3, 300 - 4
  const LinearTransformation op{.transformation_matrix = mixing, .mean_vector = {1.0f, 1.0f, 2.0f, 3.0f}};
  EXPECT_EQ(through<float>(pair(), op), (std::vector<float>{0, 3, 13, 296}));
  EXPECT_EQ(through_exactly<float>(pair(), op), (std::vector<float>{0, 3, 13, 296}));
}
TEST(LinearTransformation, goes_through_rows_before_it_goes_to_the_next_channel) {
  std::vector<float> numbers(144);
  for (std::size_t i = 0; i < 12; ++i) numbers[i * 12 + i] = static_cast<float>(i + 1);  // value i times i + 1
  const LinearTransformation op{.transformation_matrix = SquareMatrix{12, numbers}, .mean_vector = {0.0f}};
  // 2 x 3 px of two channels, all 1: pixel by pixel, value y 3 + x of the first and 6 + y 3 + x of the second channel
  EXPECT_EQ(through<float>(picture<std::uint8_t>({2, 3}, 2, std::vector<std::uint8_t>(12, 1)), op), (std::vector<float>{1, 7, 2, 8, 3, 9, 4, 10, 5, 11, 6, 12}));
}
TEST(LinearTransformation, takes_one_number_for_a_multiple_of_any_picture) {
  const LinearTransformation op{.transformation_matrix = SquareMatrix{{0.5f}}, .mean_vector = {3.0f}};
  EXPECT_EQ(through<float>(pair(), op), (std::vector<float>{-1, 1, -0.5f, 2}));
}
TEST(LinearTransformation, takes_the_numbers_that_hold_at_its_place) {
  const LinearTransformation twice{.transformation_matrix = SquareMatrix{{2, 0}, {0, 2}}, .mean_vector = {0.0f}};
  const Image row = row_of<std::uint8_t>({51, 255});
  expect_near(through<float>(row, ToDtype{.dtype = Dtype::float32, .scale = true}, twice), {0.4f, 2});
  expect_near(through<float>(row, Normalize{.mean = {0.5f}, .std = {0.1f}}, twice), {-6, 10}, 1e-5);
  expect_near(through<float>(row, twice, Normalize{.mean = {2.0f}, .std = {4.0f}}), {25, 127});  // floats are no share of a range
  expect_near(through<float>(row_of<float>({0.25f, 1}), twice), {0.5f, 2});
  expect_near(through<float>(row_of<std::uint16_t>({1000, 65535}), twice), {2000, 131070});
}
TEST(LinearTransformation, sees_the_picture_as_it_was_moved_and_moves_with_it) {
  const LinearTransformation op{.transformation_matrix = SquareMatrix{{1, 0}, {0, 10}}, .mean_vector = {0.0f}};
  const Image row = row_of<std::uint8_t>({3, 4, 5, 6});
  EXPECT_EQ(through<float>(row, RandomHorizontalFlip{.p = 1}, CenterCrop{.size = {1, 2}}, op), (std::vector<float>{5, 40}));
  EXPECT_EQ(through<float>(row, CenterCrop{.size = {1, 2}}, op, RandomHorizontalFlip{.p = 1}), (std::vector<float>{50, 4}));
}
TEST(LinearTransformation, plans_share_the_matrix) {
  const auto pipeline = compose(LinearTransformation{.transformation_matrix = mixing, .mean_vector = {0.0f}});
  std::vector<SampleInput> in(3);
  for (SampleInput& one : in) one.picture = {{1, 2}, 2};
  GroupPlan plan;
  pipeline.plan(in, {}, plan);
  for (const SampleOutput& out : plan.outputs) EXPECT_EQ(out.plan.matrices.at(0).get(), mixing.numbers.get());
}
TEST(LinearTransformation, names_the_remedy_for_what_does_not_fit) {
  const auto op = [](SquareMatrix m, std::vector<float> mean) { return LinearTransformation{.transformation_matrix = m, .mean_vector = mean}; };
  EXPECT_STREQ(op({{1, 2}}, {0}).refuse(), "transformation_matrix must have as many rows as a row has numbers");
  EXPECT_STREQ(op({{1, 0}, {0, 1}}, {1, 2, 3}).refuse(), "mean_vector must have as many numbers as transformation_matrix has rows, or one");
  EXPECT_STREQ(op({3073, std::vector<float>(3073 * 3073)}, {0}).refuse(),
               "transformation_matrix must have at most 3072 rows (36 MiB, for 32x32 px of 3 channels); put a Resize before it, and compute it for that size");
  EXPECT_EQ(message_of([&] { through<float>(pair(), op({{1, 0}, {0, 1}}, {0})); }),
            "LinearTransformation.transformation_matrix = 2 rows: must fit the image, 2x1 px of 2 channels, by 4 rows; put a Resize before it to the size that it was computed for");
}
TEST(LinearTransformation, stands_behind_a_mix_that_a_normalize_waits_for) {
  const LinearTransformation half{.transformation_matrix = SquareMatrix{{0.5f}}, .mean_vector = {0.0f}};
  const Normalize thrice{.mean = {0.0f}, .std = {1 / 765.0f}};
  const Images images = group(flat(100), flat(40));
  EXPECT_EQ(at(run(compose(half, MixUp{.weight = 1.0f}), images).first[0], 0, 0), 50);
  EXPECT_EQ(at(run(compose(thrice, MixUp{.weight = 1.0f}, half), images).first[1], 0, 0), 60);
  EXPECT_EQ(message_of([&] { run(compose(thrice, half, MixUp{}), images); }),
            "LinearTransformation: must come after the operators that mix samples where a Normalize or ToDtype comes before it, as those wait for the mix");
  EXPECT_EQ(message_of([&] { through<float>(flat(1), half, JPEG{.quality = 50}); }),
            "JPEG: must come before LinearTransformation, whose numbers have no range that could be cut into 256 steps");
}

}  // namespace
