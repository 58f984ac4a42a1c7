// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/loader.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace {

using namespace smalti;

/// Pictures of different sizes, each of one colour pattern, in memory that lives as long as the source.
Sequence pictures(int count, int smallest = 20) {
  auto images = std::make_shared<std::vector<Image>>();
  std::vector<Sequence::Entry> entries;
  for (int i = 0; i < count; ++i) {
    Image& image = images->emplace_back(Extent{smallest + i % 7, smallest + 5 + i % 11}, 3);
    for (std::size_t k = 0; k < image.bytes(); ++k) image.view().data[k] = static_cast<std::byte>(k * 3 + static_cast<std::size_t>(i) * 29);
  }
  for (int i = 0; i < count; ++i) {
    entries.push_back({{}, std::as_const((*images)[static_cast<std::size_t>(i)]).view(), {}});
    entries.back().targets.label = i % 3;
  }
  return Sequence(std::move(entries), images);
}

const auto chain = compose(RandomResizedCrop{.size = 16}, RandomHorizontalFlip{}, ColorJitter{.brightness = 0.4f, .contrast = 0.4f, .saturation = 0.4f},
                           Normalize{.mean = imagenet_mean, .std = imagenet_std});
const auto mixing = compose(RandomResizedCrop{.size = 16}, RandomHorizontalFlip{}, MixUp{}, CutMix{}, Normalize{.mean = imagenet_mean, .std = imagenet_std});

using Pictures = std::map<std::int64_t, std::string>;  ///< sample id to the bytes of its picture
void collect(const Batch& batch, Pictures& out) {
  const std::int64_t n = batch.images.view.shape[0], bytes = batch.images.view.count() / n * size_of(batch.images.view.dtype);
  for (std::int64_t i = 0; i < n; ++i)
    if (batch.valid.data<bool>()[i]) out[batch.ids.data<std::int64_t>()[i]] = std::string(batch.images.data<char>() + i * bytes, static_cast<std::size_t>(bytes));
}
template <class P>
Pictures epoch_of(const P& pipeline, LoaderOptions options, int count = 96) {
  Pictures out;
  Loader loader{pictures(count), pipeline, std::move(options)};
  for (const Batch& batch : loader) collect(batch, out);
  return out;
}

TEST(Loader, gives_the_same_bytes_for_any_number_of_threads_ranks_and_rows_a_batch) {
  const Pictures whole = epoch_of(chain, {.batch_size = 16, .seed = 3, .threads = 1});
  EXPECT_EQ(whole.size(), 96u);
  for (const int threads : {2, 5}) EXPECT_EQ(epoch_of(chain, {.batch_size = 16, .seed = 3, .threads = threads}), whole);
  for (const int rows : {1, 7, 96}) EXPECT_EQ(epoch_of(chain, {.batch_size = rows, .seed = 3, .tail = Tail::short_, .threads = 3}), whole);
  for (const int world : {2, 4}) {
    Pictures all;
    for (int rank = 0; rank < world; ++rank) all.merge(epoch_of(chain, {.batch_size = 8, .seed = 3, .threads = 2, .rank = rank, .world_size = world}));
    EXPECT_EQ(all, whole);
  }
}
TEST(Loader, mixes_within_groups_whatever_the_batch) {
  const Pictures whole = epoch_of(mixing, {.batch_size = 16, .seed = 3, .threads = 1});
  EXPECT_EQ(epoch_of(mixing, {.batch_size = 48, .seed = 3, .threads = 4}), whole);
  EXPECT_EQ(epoch_of(mixing, {.batch_size = 64, .seed = 3, .tail = Tail::short_, .threads = 2}), whole);
}
TEST(Loader, goes_on_after_any_batch) {
  const LoaderOptions options{.batch_size = 16, .seed = 3, .threads = 2};
  for (int stop = 1; stop <= 4; ++stop) {
    Loader loader{pictures(96), chain, options};
    Pictures first;
    std::string state;
    int n = 0;
    for (const Batch& batch : loader) {
      collect(batch, first);
      state = batch.state;
      if (++n == stop) break;
    }
    Loader resumed{pictures(96), chain, options};
    resumed.load_state(state);
    for (const Batch& batch : resumed) collect(batch, first);
    EXPECT_EQ(first, epoch_of(chain, options));
  }
}
TEST(Loader, lets_batches_be_held_and_never_writes_to_one_again) {
  Loader loader{pictures(96), chain, {.batch_size = 16, .seed = 3, .threads = 3}};
  std::vector<Batch> held;
  for (Batch& batch : loader) held.push_back(std::move(batch));
  Pictures out;
  for (const Batch& batch : held) collect(batch, out);
  EXPECT_EQ(out, epoch_of(chain, {.batch_size = 16, .seed = 3}));
  EXPECT_EQ(loader.stats().held_buffers > 0, true);
  held.clear();
}
TEST(Loader, may_be_left_in_the_middle) {
  for (int round = 0; round < 20; ++round) {
    Loader loader{pictures(96), chain, {.batch_size = 4, .seed = 3, .threads = 3, .prefetch = round % 5}};
    int n = 0;
    for ([[maybe_unused]] const Batch& batch : loader)
      if (++n > round % 4) break;
  }
}
TEST(Loader, runs_beside_another_one) {
  Loader a{pictures(96), chain, {.batch_size = 16, .seed = 3, .threads = 2}}, b{pictures(96), chain, {.batch_size = 16, .seed = 3, .threads = 2}};
  Pictures from_a, from_b;
  auto x = a.begin();
  auto y = b.begin();
  for (; x != a.end(); ++x, ++y) {
    collect(*x, from_a);
    collect(*y, from_b);
  }
  EXPECT_EQ(from_a, from_b);
}
TEST(Loader, replaces_a_picture_that_an_operator_cannot_take) {
  const auto cut = compose(RandomCrop{.size = 24});  // some of the pictures are smaller
  Loader strict{pictures(40), cut, {.batch_size = 8, .seed = 3, .threads = 2}};
  EXPECT_THROW(for ([[maybe_unused]] const Batch& batch : strict) {}, ParamError);
  Loader loader{pictures(40), cut, {.batch_size = 8, .seed = 3, .threads = 2, .on_error = OnError::substitute, .max_errors = 1}};
  int rows = 0, replaced = 0;
  for (const Batch& batch : loader)
    for (int i = 0; i < 8; ++i, ++rows) {
      EXPECT_TRUE(batch.valid.data<bool>()[i]);
      replaced += batch.ids.data<std::int64_t>()[i] != batch.source_ids.data<std::int64_t>()[i];
    }
  EXPECT_EQ(rows, 40);
  EXPECT_GT(replaced, 5);
}
TEST(Loader, takes_each_sample_as_often_as_its_sampler_says) {
  const LoaderOptions options{.batch_size = 16, .seed = 3, .sampler = ClassBalancedSampler{.length = 160}, .threads = 2};
  Loader loader{pictures(96), chain, options};
  EXPECT_EQ(loader.steps(), 10);
  int of_label[3] = {};
  std::map<std::int64_t, int> copies;
  std::string state;
  for (const Batch& batch : loader)
    for (int i = 0; i < 16; ++i) {
      ++of_label[batch.labels.data<std::int64_t>()[i]];
      ++copies[batch.ids.data<std::int64_t>()[i]];
      state = batch.state;
    }
  EXPECT_LE(std::max({of_label[0], of_label[1], of_label[2]}) - std::min({of_label[0], of_label[1], of_label[2]}), 1);
  EXPECT_EQ(copies.size(), 96u);  // 32 pictures a label, 53 or 54 places: each comes once or twice
  for (const auto& [id, n] : copies) EXPECT_LE(n, 2) << id;
  Loader other{pictures(96), chain, {.batch_size = 16, .seed = 3, .sampler = ClassBalancedSampler{.length = 320}}};
  EXPECT_THROW(other.load_state(state), StateError);
}
/// Pictures of one size with boxes, instance masks, a segmentation and a further raster.
Sequence labelled(int count) {
  auto images = std::make_shared<std::vector<Image>>();
  std::vector<Sequence::Entry> entries;
  const auto mask = std::make_shared<Image>(Extent{20, 24}, 1);
  std::memset(mask->view().data, 1, mask->bytes());
  for (int i = 0; i < count; ++i) images->emplace_back(Extent{20, 24}, 3);
  for (int i = 0; i < count; ++i) {
    Image& image = (*images)[static_cast<std::size_t>(i)];
    std::memset(image.view().data, i + 1, image.bytes());
    Targets& t = entries.emplace_back(Sequence::Entry{{}, std::as_const(image).view(), {}}).targets;
    t.label = i % 3;
    t.masks = {mask};
    t.segmentation = mask;
    t.rasters = {{mask}};
    set_box(t.instances.emplace_back(), {2, 2, 12, 12});
    t.instances.back().mask = 0;
  }
  return Sequence(std::move(entries), images);
}
std::vector<std::int64_t> shape_of(const Tensor& t) { return {t.view.shape.begin(), t.view.shape.begin() + t.view.rank}; }
TEST(Loader, gives_a_rank_that_a_short_tail_leaves_empty_blank_rows_of_the_steps_shape) {
  using Shape = std::vector<std::int64_t>;
  const auto sizes = compose(MultiScale{.sizes = {16, 32, 48}, .every = 1}, MixUp{.semantic = SemanticMix::dominant}, ToDtype{.dtype = Dtype::float32, .scale = true});
  std::vector<std::unique_ptr<Loader>> ranks;
  for (int rank = 0; rank < 4; ++rank)
    ranks.push_back(std::make_unique<Loader>(labelled(22), sizes, LoaderOptions{.batch_size = 4, .seed = 3, .tail = Tail::short_, .threads = 2, .rank = rank, .world_size = 4, .group = 4}));
  std::set<std::int64_t> sides;
  for (int step = 0; step < 8; ++step) {  // 16 and 6 samples, four times: the last step gives the ranks 4, 2, 0 and 0
    std::vector<Batch> batches;
    for (const auto& rank : ranks) {
      if (step % 2 == 0) rank->rewind();
      batches.push_back(std::move(*rank->next()));
      ASSERT_TRUE(step % 2 == 0 || !rank->next());
    }
    sides.insert(batches[0].images.view.shape[2]);
    for (int rank = 0; rank < 4; ++rank) {
      const Batch& b = batches[static_cast<std::size_t>(rank)];
      ASSERT_TRUE(b.images);
      EXPECT_EQ(shape_of(b.images), shape_of(batches[0].images));
      EXPECT_EQ(b.images.view.dtype, Dtype::float32);
      EXPECT_EQ(shape_of(b.soft_labels), (Shape{4, 3}));
      EXPECT_EQ(shape_of(b.segmentation), shape_of(batches[0].segmentation));
      EXPECT_EQ(shape_of(b.rasters.at(0)), shape_of(batches[0].rasters.at(0)));
      EXPECT_EQ(b.masks.view.shape[1], b.images.view.shape[2]);
      EXPECT_EQ(shape_of(b.boxes.offsets), (Shape{5}));
      if (step % 2 == 0 || rank < 2) continue;
      EXPECT_EQ(b.masks.view.shape[0] + b.boxes.values.view.shape[0], 0);
      for (int i = 0; i < 4; ++i) EXPECT_FALSE(b.valid.data<bool>()[i]);
      for (std::int64_t k = 0; k < b.images.view.count(); ++k) ASSERT_EQ(b.images.data<float>()[k], 0);
      for (std::int64_t k = 0; k < b.segmentation.view.count(); ++k) ASSERT_EQ(b.segmentation.data<std::uint8_t>()[k], 255);
      for (std::int64_t k = 0; k < 12; ++k) EXPECT_EQ(b.soft_labels.data<float>()[k], 0);
    }
  }
  EXPECT_GT(sides.size(), 1u);
}
TEST(Loader, gives_a_batch_of_bad_samples_blank_rows) {
  const auto cut = compose(RandomCrop{.size = 24});  // some of the pictures are smaller
  Loader loader{pictures(40), cut, {.batch_size = 1, .seed = 3, .threads = 2, .on_error = OnError::null, .max_errors = 1}};
  int blank = 0;
  for (const Batch& batch : loader) {
    EXPECT_EQ(shape_of(batch.images), (std::vector<std::int64_t>{1, 3, 24, 24}));
    blank += !batch.valid.data<bool>()[0];
  }
  EXPECT_GT(blank, 5);
}
TEST(Loader, refuses_an_empty_group_where_nothing_mixes_too) {
  try {
    Loader loader{pictures(96), chain, {.batch_size = 16, .group = 0}};
    FAIL();
  } catch (const ParamError& e) {
    EXPECT_EQ(std::string(e.message()), "Loader.group = 0: must be at least 1");
  }
}
TEST(Loader, says_how_partners_of_a_mixup_behind_a_mosaic_are_brought_to_size) {
  const Mosaic mosaic{.target_size = {32, 32}, .cell_shape = {32, 32}};
  const LetterBox fit{.size = {32, 32}};
  const Schedule closed{.p1 = 1, .close = 1, .total = 1};
  const auto message = [](const auto& pipeline) {  // of pictures of 20x24 and 40x48, in turn
    auto images = std::make_shared<std::vector<Image>>();
    for (int i = 0; i < 16; ++i) images->emplace_back(Extent{20 * (i % 2 + 1), 24 * (i % 2 + 1)}, 3);
    std::vector<Sequence::Entry> entries;
    for (const Image& image : *images) entries.push_back({{}, image.view(), {}});
    Loader loader{Sequence(entries, images), pipeline, {.batch_size = 8, .seed = 1, .threads = 1, .group = 8}};
    try {
      for (const Batch& batch : loader) EXPECT_EQ(shape_of(batch.images), (std::vector<std::int64_t>{8, 3, 32, 32}));
    } catch (const Error& e) {
      return std::string(e.message());
    }
    return std::string();
  };
  const std::string remedy = "MixUp shows partners in the size that they have before the first mixing operator: give it partner_ops that fit them, "
                             "such as LetterBox, or end the pipeline with a crop, Resize or LetterBox of fixed size";
  for (const std::string& text : {message(compose(mosaic, MixUp{.num_classes = 2})), message(compose(with_p(closed, mosaic), fit, MixUp{.num_classes = 2}))}) {
    EXPECT_NE(text.find("x3: must have the extent of its batch, "), std::string::npos) << text;
    EXPECT_EQ(text.substr(text.find("; ") + 2), remedy);
  }
  EXPECT_EQ(message(compose(mosaic, MixUp{.num_classes = 2, .partner_ops = {fit}})), "");
  EXPECT_EQ(message(compose(with_p(closed, mosaic), fit, MixUp{.num_classes = 2, .partner_ops = {fit}})), "");
  EXPECT_EQ(message(compose(with_p(closed, mosaic), MixUp{.num_classes = 2}, fit)), "");
  const std::string plain = message(compose(MixUp{.num_classes = 2}));
  EXPECT_EQ(plain.substr(plain.find("; ") + 2), "end the pipeline with a crop, Resize or LetterBox of fixed size");
}
TEST(Loader, says_how_a_group_must_divide_the_batch) {
  try {
    Loader loader{pictures(96), mixing, {.batch_size = 24}};
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(std::string(e.message()), "Loader.group = 16: must divide batch_size, 24, because the pipeline mixes samples; it may be 1, 2, 3, 4, 6, 8, 12, 24");
  }
}

}  // namespace
