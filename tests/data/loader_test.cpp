// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/loader.hpp>

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <string>

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
TEST(Loader, says_how_a_group_must_divide_the_batch) {
  try {
    Loader loader{pictures(96), mixing, {.batch_size = 24}};
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(std::string(e.message()), "Loader.group = 16: must divide batch_size, 24, because the pipeline mixes samples; it may be 1, 2, 3, 4, 6, 8, 12, 24");
  }
}

}  // namespace
