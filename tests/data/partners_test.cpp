// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/loader.hpp>
#include <smalti/io/encode.hpp>
#include <support/mix.hpp>

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace smalti;
using smalti::testing::flat;

/// Pictures of 8x8 whose left half has the value of the picture's number and whose right half that plus 100, as files or pixels.
struct Numbered {
  std::vector<Image> images;
  std::vector<std::vector<std::byte>> files;
};
Sequence numbered(int count, bool encoded = false, const std::set<int>& broken = {}) {
  const auto owner = std::make_shared<Numbered>();
  std::vector<Sequence::Entry> entries(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    Image& image = owner->images.emplace_back(flat(i));
    for (int y = 0; y < 8; ++y)
      for (int x = 12; x < 24; ++x) image.view().row(y)[x] = static_cast<std::byte>(i + 100);
    owner->files.push_back(io::encode_png(std::as_const(image).view()));
    if (broken.contains(i)) owner->files.back().resize(3);
  }
  for (int i = 0; i < count; ++i) {
    const auto k = static_cast<std::size_t>(i);
    entries[k].targets.label = i % 4;
    if (encoded || !broken.empty()) entries[k].encoded = owner->files[k];
    else entries[k].pixels = std::as_const(owner->images[k]).view();
  }
  return Sequence(std::move(entries), owner);
}
/// Shows the partner alone.
const auto swapped = compose(MixUp{.weight = 0.0f});
const LoaderOptions whole_list{.batch_size = 16, .seed = 5, .threads = 2, .partners = Partners::dataset};
LoaderOptions with(LoaderOptions options, auto change) {
  change(options);
  return options;
}

using Rows = std::map<std::pair<std::int64_t, std::int64_t>, std::string>;  ///< (epoch, id) to the bytes of the picture
template <class P>
Rows rows_of(Sequence source, const P& pipeline, LoaderOptions options, int epochs = 1) {
  Rows out;
  Loader loader{std::move(source), pipeline, std::move(options)};
  for (int e = 0; e < epochs; ++e)
    for (const Batch& batch : loader) {
      const std::int64_t n = batch.images.view.shape[0], bytes = batch.images.view.count() / n;
      for (std::int64_t i = 0; i < n; ++i)
        if (batch.valid.data<bool>()[i]) out[{e, batch.ids.data<std::int64_t>()[i]}] = std::string(batch.images.data<char>() + i * bytes, static_cast<std::size_t>(bytes));
    }
  return out;
}
int first(const std::string& picture) { return static_cast<unsigned char>(picture[0]); }
/// The sample that stands at the place that an operator draws on slot 240 + j, by the published formula.
std::int64_t drawn(u64 id, u32 epoch, int j, u64 list, std::string_view op = "0") {
  const Words w = draw(op_key(5, op_id(op), 0), {id, 0, epoch}, param_block(240 + static_cast<u32>(j)));
  return static_cast<std::int64_t>(below_u64(w[0], w[1], list));
}

TEST(Partners, from_the_data_set_are_all_samples_equally_often) {
  std::map<int, int> count;
  for (const auto& [row, picture] : rows_of(numbered(48), swapped, whole_list, 100)) ++count[first(picture)];
  double chi_square = 0;
  for (int i = 0; i < 48; ++i) chi_square += (count[i] - 100.0) * (count[i] - 100.0) / 100.0;
  EXPECT_LT(chi_square, 82.7);  // 47 degrees of freedom: 0.1 %
  EXPECT_GT(chi_square, 20.7);  // 0.1 % on the other side: not in turn, either
  std::set<int> outside;  // whereas a group of 2 leaves one of 47
  Rows paired = rows_of(numbered(48), swapped, {.batch_size = 2, .seed = 5, .group = 2});
  for (const auto& [row, picture] : paired) EXPECT_EQ(first(paired[{0, first(picture)}]), row.second);
}
TEST(Partners, from_the_data_set_are_drawn_as_published) {
  for (const auto& [row, picture] : rows_of(numbered(48), swapped, whole_list, 3))
    EXPECT_EQ(first(picture), drawn(static_cast<u64>(row.second), static_cast<u32>(row.first), 0, 48));
  for (const auto& [row, picture] : rows_of(numbered(48), compose(MixUp{}, MixUp{.weight = 0.0f}), whole_list))  // each operator its own
    EXPECT_EQ(first(picture), drawn(static_cast<u64>(row.second), 0, 0, 48, "1"));
}
TEST(Partners, from_the_data_set_draw_with_the_primarys_coordinates_on_streams_of_their_own) {
  const auto row_of_three = compose(RandomHorizontalFlip{}, Mosaic{.grid_yx = {1, 3}, .target_size = {8, 24}, .cell_shape = {8, 8}, .primary_slot = PrimarySlot::first});
  int flips[3] = {};
  for (const auto& [row, picture] : rows_of(numbered(48), row_of_three, with(whole_list, [](auto& o) { o.layout = Layout::HWC; })))
    for (u32 cell = 0; cell < 3; ++cell) {
      const SampleCoord at{static_cast<u64>(row.second), 0, 0};
      const u32 stream = cell == 0 ? 0 : 128 + 64 * (cell - 1);
      const bool flipped = bernoulli(draw(op_key(5, op_id("0"), stream << 16), at, param_block(0))[0], 0.5);
      const int shown = static_cast<int>(cell == 0 ? row.second : drawn(at.id, 0, static_cast<int>(cell) - 1, 48, "1"));
      EXPECT_EQ(static_cast<unsigned char>(picture[24 * cell]), shown + (flipped ? 100 : 0));
      flips[cell] += flipped;
    }
  for (const int n : flips) EXPECT_NEAR(n, 24, 12);
}
TEST(Partners, from_the_data_set_are_the_same_for_any_ranks_threads_and_rows_a_batch) {
  const auto recipe = compose(RandomResizedCrop{.size = 16}, RandomHorizontalFlip{}, Mosaic{.target_size = {16, 16}, .cell_shape = {16, 16}, .zoom = {0.5, 1.5}},
                              with_p(0.5f, MixUp{}), RandomErasing{.value = Fill{Fill::Kind::random}});
  const Rows whole = rows_of(numbered(96), recipe, whole_list, 2);
  EXPECT_EQ(whole.size(), 192u);
  EXPECT_NE(whole, rows_of(numbered(96), recipe, {.batch_size = 16, .seed = 5}, 2));
  for (const int rows : {1, 7, 96})  // no group has to divide the batch
    EXPECT_EQ(rows_of(numbered(96), recipe, with(whole_list, [&](auto& o) { o.batch_size = rows, o.threads = 3, o.tail = Tail::short_; }), 2), whole);
  for (const int world : {2, 4}) {
    Rows all;
    for (int rank = 0; rank < world; ++rank)
      all.merge(rows_of(numbered(96), recipe, with(whole_list, [&](auto& o) { o.batch_size = 8, o.rank = rank, o.world_size = world; }), 2));
    EXPECT_EQ(all, whole);
  }
}
TEST(Partners, from_the_data_set_are_decoded_anew) {
  const auto decodes = [](const auto& pipeline, LoaderOptions options) {
    Loader loader{numbered(48, true), pipeline, std::move(options)};
    for ([[maybe_unused]] const Batch& batch : loader) {}
    return loader.stats().work.decodes;
  };
  const auto half = compose(MixUp{.weight = 0.5f});
  const auto four = compose(Mosaic{.target_size = {16, 16}, .cell_shape = {16, 16}, .seam_policy = SeamPolicy::avoid_boxes});
  EXPECT_EQ(decodes(half, whole_list), 2 * 48);
  EXPECT_EQ(decodes(four, whole_list), 4 * 48);  // whatever the number of windows that are tried
  EXPECT_EQ(decodes(compose(MixUp{.weight = 0.5f}, FiveCrop{.size = 4}), whole_list), 2 * 48);  // not for every view
  EXPECT_EQ(decodes(compose(RandomHorizontalFlip{}), whole_list), 48);
  EXPECT_EQ(decodes(half, {.batch_size = 16, .seed = 5}), 48);
  EXPECT_EQ(decodes(four, {.batch_size = 16, .seed = 5}), 48);
}
TEST(Partners, draw_children_and_fields_on_their_streams_and_share_those_of_the_batch) {
  const SampleCoord at{3, 1, 2};
  const Draws d(7, op_id("2"), at, partner_stream(15));
  EXPECT_EQ(d.key, op_key(7, op_id("2"), 1088u << 16));
  EXPECT_EQ(d.field(63), op_key(7, op_id("2"), 1151u << 16));
  EXPECT_EQ(d.child(1).key, op_key(7, op_id("2/1"), 1088u << 16));
  EXPECT_EQ(d.on_stream(65, {}).key, op_key(7, op_id("2"), 65u << 16));
}
/// The pictures of another source; of odd ones a part that reaches 4 px over the left edge.
class Shifted final : public Source {
 public:
  explicit Shifted(Sequence of) : of_(std::move(of)) {}
  std::int64_t size() const override { return of_.size(); }
  std::string name(std::int64_t index) const override { return of_.name(index); }
  std::vector<std::string> classes() const override { return of_.classes(); }
  std::uint64_t fingerprint() const override { return of_.fingerprint(); }
  Result<Done> load(std::int64_t index, Item& item) const override {
    item.window = SourceWindow{Rect{index % 2 ? -4 : 0, 0, index % 2 ? 4 : 8, 8}, {200}};
    return of_.load(index, item);
  }

 private:
  Sequence of_;
};
TEST(Partners, that_show_a_fill_of_their_own_are_rendered_before_a_mosaic) {
  const auto pair = compose(Mosaic{.grid_yx = {1, 2}, .target_size = {8, 16}, .cell_shape = {8, 8}, .fill = 10, .primary_slot = PrimarySlot::first});
  Loader loader{Shifted(numbered(12)), pair, with(whole_list, [](auto& o) { o.batch_size = 12, o.layout = Layout::HWC; })};
  std::set<std::int64_t> kinds;
  const Batch batch = *loader.next();
  for (std::int64_t i = 0; i < 12; ++i) {
    const std::int64_t id = batch.ids.data<std::int64_t>()[i], partner = drawn(static_cast<u64>(id), 0, 0, 12);
    const auto* row = batch.images.data<std::uint8_t>() + i * 8 * 16 * 3;
    EXPECT_EQ(row[0], id % 2 ? 200 : id);
    EXPECT_EQ(row[12], id % 2 ? id : id + 100);
    EXPECT_EQ(row[24], partner % 2 ? 200 : partner);
    EXPECT_EQ(row[36], partner % 2 ? partner : partner + 100);
    kinds.insert(2 * (id % 2) + partner % 2);
  }
  EXPECT_EQ(kinds.size(), 4u);
}
TEST(Partners, come_from_the_list_of_the_sampler) {
  std::vector<std::int64_t> weights(48, 0);
  for (std::size_t i = 0; i < 48; i += 3) weights[i] = 1;
  const auto options = with(whole_list, [&](auto& o) { o.sampler = WeightedSampler{.weights = weights, .length = 16}; });
  std::set<int> seen;
  for (const auto& [row, picture] : rows_of(numbered(48), swapped, options, 20)) seen.insert(first(picture));
  EXPECT_EQ(seen.size(), 16u);
  for (const int i : seen) EXPECT_EQ(i % 3, 0);
}
TEST(Partners, that_cannot_be_read_give_way_to_the_next_slot) {
  const std::set<int> broken{1, 4, 5, 9, 11};
  const auto options = with(whole_list, [](auto& o) { o.batch_size = 1, o.on_error = OnError::null, o.max_errors = 1; });
  int replaced = 0;
  const Rows rows = rows_of(numbered(12, true, broken), swapped, options, 4);
  EXPECT_EQ(rows.size(), 4u * 7);
  for (const auto& [row, picture] : rows) {
    int j = 0;
    const auto partner = [&] { return static_cast<int>(drawn(static_cast<u64>(row.second), static_cast<u32>(row.first), j, 12)); };
    while (broken.contains(partner())) ++j;
    replaced += j > 0;
    EXPECT_EQ(first(picture), partner());
  }
  EXPECT_GT(replaced, 3);
}
TEST(Partners, that_cannot_be_read_are_substituted_or_named) {
  const std::set<int> broken{1, 4, 5, 9, 11};
  auto options = with(whole_list, [](auto& o) { o.batch_size = 1, o.on_error = OnError::substitute, o.max_errors = 1; });
  const Rows rows = rows_of(numbered(12, true, broken), swapped, options);
  EXPECT_EQ(rows.size(), 12u);
  for (const auto& [row, picture] : rows) {
    const auto asked = static_cast<u64>(drawn(static_cast<u64>(row.second), 0, 0, 12));
    int stands = static_cast<int>(asked);
    for (u32 attempt = 0; broken.contains(stands); ++attempt) stands = static_cast<int>(substitute_id(5, asked, attempt, 0, 12));
    EXPECT_EQ(first(picture), stands);
  }
  options.on_error = OnError::raise;
  EXPECT_THROW(rows_of(numbered(12, true, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}), swapped, with(options, [](auto& o) { o.shuffle = false; })), DecodeError);
}
TEST(Partners, without_objects_give_way_to_the_next_slot) {
  auto files = std::make_shared<std::vector<std::vector<std::byte>>>();
  for (int i = 0; i < 12; ++i) files->push_back(io::encode_png(smalti::testing::group(flat(10 * i)).front().view()));
  std::vector<Sequence::Entry> entries;
  for (int i = 0; i < 12; ++i) {
    entries.push_back({(*files)[static_cast<std::size_t>(i)], {}, {}});
    if (i % 4 == 0) set_box(entries.back().targets.instances.emplace_back(), {1, 1, 5, 5});
  }
  const auto paste = compose(CopyAndPaste{.fraction = 1.0f, .allow_boxes = true});
  Loader loader{Sequence(entries, files), paste, with(whole_list, [](auto& o) { o.batch_size = 12; })};
  const Batch batch = *loader.next();
  int passed_over = 0;
  for (std::int64_t i = 0; i < 12; ++i) {
    const std::int64_t id = batch.ids.data<std::int64_t>()[i];
    int j = 0;
    while (drawn(static_cast<u64>(id), 0, j, 12) % 4 != 0) ++j;
    passed_over += j;
    const auto* picture = batch.images.data<std::uint8_t>() + i * 192;
    EXPECT_EQ(picture[0], 10 * id);
    EXPECT_EQ(picture[8 * 3 + 3], 10 * drawn(static_cast<u64>(id), 0, j, 12));
  }
  EXPECT_GT(passed_over, 3);
  EXPECT_EQ(loader.stats().work.decodes, 24);  // those that were passed over are not decoded
}

std::string message_of(auto f) {
  try {
    f();
  } catch (const Error& e) {
    return std::string(e.message());
  }
  return "";
}
TEST(Partners, of_another_kind_cannot_go_on_within_an_epoch) {
  std::string state;
  Loader loader{numbered(48), swapped, whole_list};
  const std::string before = loader.state();
  state = loader.next()->state;
  Loader other{numbered(48), swapped, {.batch_size = 16, .seed = 5}};
  EXPECT_EQ(message_of([&] { other.load_state(state); }), "partners = group: the checkpoint has dataset; change it at the start of an epoch only");
  other.load_state(before);
  Loader same{numbered(48), swapped, whole_list};
  same.load_state(state);
  Batch expected = *loader.next(), resumed = *same.next();
  EXPECT_EQ(std::memcmp(expected.images.data<char>(), resumed.images.data<char>(), 16 * 192), 0);
  std::string older = Loader{numbered(48), swapped, {.batch_size = 16, .seed = 5}}.next()->state;
  const auto from = older.find("\"partners\"");
  older.erase(from, older.find(',', from) + 1 - from);
  other.load_state(older);
  EXPECT_EQ(message_of([&] { same.load_state(older); }), "partners = dataset: the checkpoint has group; change it at the start of an epoch only");
}
TEST(Partners, from_the_data_set_cannot_be_the_previous_place) {
  EXPECT_EQ(message_of([] { Loader loader(numbered(48), compose(CutMix{.partner = Pairing::roll}), whole_list); }),
            "Loader.partners = dataset: must be group, as an operator of the pipeline takes the previous place of its group; set its partner to drawn");
}

}  // namespace
