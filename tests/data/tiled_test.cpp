// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/io/encode.hpp>
#include <smalti/loader.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace {

using namespace smalti;

std::filesystem::path data(const char* folder) {
  const char* root = std::getenv("SMALTI_DATA");
  return std::filesystem::path(root ? root : "../shared/data") / folder;
}
Targets boxes(std::initializer_list<Box> list) {
  Targets t;
  for (const Box& b : list) {
    Instance& i = t.instances.emplace_back();
    i.index = static_cast<std::int64_t>(t.instances.size()) - 1;
    set_box(i, b);
    start(i);
  }
  return t;
}
/// Two pictures without a pattern, each with boxes, segmentation and keypoints.
Sequence pictures() {
  auto images = std::make_shared<std::vector<Image>>();
  std::vector<Sequence::Entry> entries;
  for (const Extent e : {Extent{50, 90}, Extent{64, 64}}) {
    Image& image = images->emplace_back(e, 3);
    for (std::size_t i = 0; i < image.bytes(); ++i) image.view().data[i] = static_cast<std::byte>((i * 2654435761u) >> 13);
  }
  for (const Image& image : *images) {
    Sequence::Entry& entry = entries.emplace_back();
    entry.pixels = image.view();
    entry.targets = boxes({{3, 4, 20, 30}, {30, 10, 45, 49}, {10.5f, 33, 60, 48.25f}});
    entry.targets.label = static_cast<int>(entries.size()) - 1;
    entry.targets.keypoints = {{5, 5, 2}, {40, 40, 2}};
    const auto ids = std::make_shared<Image>(image.extent(), 1);
    for (std::size_t i = 0; i < ids->bytes(); ++i) ids->view().data[i] = static_cast<std::byte>(i % 7);
    entry.targets.segmentation = ids;
  }
  return Sequence(std::move(entries), images);
}
/// The same tiles as pictures of their own, cut out by hand.
Sequence cut(const Sequence& source, const Tile& tile) {
  auto images = std::make_shared<std::vector<Image>>();
  images->reserve(64);
  std::vector<Sequence::Entry> entries;
  for (std::int64_t p = 0; p < source.size(); ++p) {
    Item whole;
    EXPECT_TRUE(source.load(p, whole));
    const TileGrid grid = tile.plan(whole.pixels.extent);
    for (int k = 0; k < grid.size(); ++k) {
      const Rect r = grid[k];
      Image& image = images->emplace_back(r.extent(), 3);
      std::memset(image.view().data, static_cast<int>(tile.fill.values[0]), image.bytes());
      const auto ids = std::make_shared<Image>(r.extent(), 1);
      std::memset(ids->view().data, 255, ids->bytes());
      const Rect common = intersection(r, Rect::of(whole.pixels.extent));
      for (int y = common.top; y < common.bottom; ++y)
        for (int x = common.left; x < common.right; ++x) {
          std::memcpy(&image.view().at<std::byte>(y - r.top, x - r.left), &whole.pixels.at<const std::byte>(y, x), 3);
          ids->view().at<std::uint8_t>(y - r.top, x - r.left) = whole.targets.segmentation->view().at<const std::uint8_t>(y, x);
        }
      Sequence::Entry& entry = entries.emplace_back();
      tile.label(whole.targets, grid, k, entry.targets);
      const double w = common.right - r.left, h = common.bottom - r.top, x = common.left - r.left, y = common.top - r.top;
      map_targets(entry.targets, {1, 0, double(-r.left), 0, 1, double(-r.top), 0, 0, 1}, {{x, y}, {w, y}, {w, h}, {x, h}}, r.extent());
      entry.targets.segmentation = ids;
      entry.pixels = std::as_const(image).view();
    }
  }
  return Sequence(std::move(entries), images, {"a", "b"});
}
bool same(const Tensor& a, const Tensor& b) {
  return static_cast<bool>(a) == static_cast<bool>(b) &&
         (!a || (a.view.shape == b.view.shape && std::memcmp(a.view.data, b.view.data, static_cast<std::size_t>(a.view.count() * size_of(a.view.dtype))) == 0));
}
/// Whether both sources give the same pictures and labels through a pipeline.
template <class A, class B, class P>
void alike(A a, B b, const P& pipeline) {
  const LoaderOptions how{.batch_size = 4, .seed = 9, .tail = Tail::drop, .threads = 2, .group = 4};
  ASSERT_EQ(a.size(), b.size());
  Loader x{std::move(a), pipeline, how}, y{std::move(b), pipeline, how};
  int batches = 0;
  for (auto from_x = x.next(), from_y = y.next(); from_x; from_x = x.next(), from_y = y.next(), ++batches) {
    EXPECT_TRUE(same(from_x->images, from_y->images));
    EXPECT_TRUE(same(from_x->segmentation, from_y->segmentation));
    ASSERT_EQ(from_x->boxes.values.view.shape, from_y->boxes.values.view.shape);
    for (std::int64_t i = 0; i < from_x->boxes.values.view.count(); ++i)  // two maps one after the other round twice
      EXPECT_NEAR(from_x->boxes.values.data<float>()[i], from_y->boxes.values.data<float>()[i], 2e-5);
    EXPECT_TRUE(same(from_x->boxes.index, from_y->boxes.index));
    EXPECT_TRUE(same(from_x->keypoints, from_y->keypoints));
    EXPECT_TRUE(same(from_x->labels, from_y->labels));
  }
  EXPECT_GT(batches, 1);
}
const PipelineOptions all{.filter = std::nullopt};

TEST(Tiled, gives_what_tiles_cut_out_beforehand_would_give_in_any_pipeline) {
  for (const TileEdge edge : {TileEdge::shift_back, TileEdge::pad}) {
    const Tile tile{.size = {32, 40}, .overlap = 0.25, .edge = edge, .min_visible = 0.01f, .fill = 9};
    const auto hold = [&](const auto& pipeline) { alike(Tiled{pictures(), tile}, cut(pictures(), tile), pipeline); };
    hold(compose_with(all));
    hold(compose_with(all, RandomResizedCrop{.size = 24}, RandomHorizontalFlip{}, Normalize{.mean = imagenet_mean, .std = imagenet_std}));
    hold(compose_with(all, RandomRotate90{}, Resize{.size = Extent{30, 30}}, RandomErasing{.p = 1}));
    hold(compose_with(all, ColorJitter{.brightness = 0.4f, .contrast = 0.4f}, LetterBox{.size = {48, 48}}));
    hold(compose_with(all, RandomCrop{.size = 20}, MixUp{.semantic = SemanticMix::dominant}));
    hold(compose_with(all, Mosaic{.target_size = {64, 64}, .cell_shape = {40, 44}}));
    hold(compose_with({.mode = Mode::exact, .filter = std::nullopt}, RandomHorizontalFlip{}, CenterCrop{.size = 24}));
  }
}
TEST(Tiled, knows_where_its_items_lie) {
  const Tiled source{pictures(), {.size = {32, 40}, .overlap = 0}};
  EXPECT_EQ(source.size(), 2 * 3 + 2 * 2);
  EXPECT_EQ(source.name(2), "item 0 [50, 0, 40, 32]");
  EXPECT_EQ(source.place(2).rect, (Rect{50, 0, 90, 32}));
  EXPECT_EQ(source.place(9).source, 1);
  EXPECT_EQ(source.place(9).rect, (Rect{24, 32, 64, 64}));
  EXPECT_EQ(source.place(9).picture, (Extent{64, 64}));
  EXPECT_EQ(source.classes().size(), 2u);
  Item item;
  ASSERT_TRUE(source.load(9, item));
  EXPECT_EQ(item.name, "item 1 [24, 32, 40, 32]");
  EXPECT_EQ(item.window->rect, source.place(9).rect);
}
TEST(Tiled, leads_from_the_whole_picture_to_the_output) {
  const Tile tile{.size = {32, 40}, .overlap = 0};
  Loader loader{Tiled{pictures(), tile}, compose_with(all, Resize{.size = Extent{64, 80}}), {.batch_size = 10, .shuffle = false}};
  const auto batch = loader.next();
  const double* map = batch->maps.data<double>() + 9 * 2;  // tile [50, 0, 40, 32], twice as large
  EXPECT_EQ((std::array<double, 9>{map[0], map[1], map[2], map[3], map[4], map[5], map[6], map[7], map[8]}), (std::array<double, 9>{2, 0, -100, 0, 2, 0, 0, 0, 1}));
  EXPECT_EQ(batch->source_extents.data<std::int32_t>()[4], 50);
  EXPECT_EQ(batch->source_extents.data<std::int32_t>()[5], 90);
}
TEST(Tiled, keeps_tiles_of_one_extent_and_shows_the_fill_outside) {
  Loader loader{Tiled{pictures(), {.size = 40, .overlap = 0, .edge = TileEdge::pad, .fill = {1, 2, 3}}}, compose_with(all), {.batch_size = 10, .shuffle = false, .layout = Layout::HWC}};
  const auto batch = loader.next();
  ASSERT_EQ(batch->images.view.shape[0], 10);
  EXPECT_EQ(batch->images.view.shape[1], 40);
  const auto* corner = batch->images.data<std::uint8_t>() + (9 * 40 * 40 + 39 * 40 + 39) * 3;
  EXPECT_EQ((std::array{corner[0], corner[1], corner[2]}), (std::array<std::uint8_t, 3>{1, 2, 3}));
}
TEST(Tiled, keeps_the_same_share_of_empty_tiles_in_every_run) {
  const auto count = [](float share, u64 seed = 0) { return Tiled{pictures(), {.size = 10, .overlap = 0, .keep_empty = share}, {.seed = seed}}.size(); };
  const std::int64_t every = count(1), none = count(0), some = count(0.5f);
  EXPECT_EQ(every, 5 * 9 + 7 * 7);
  EXPECT_LT(none, some);
  EXPECT_LT(some, every);
  EXPECT_EQ(count(0.5f), some);
  const Tiled full{pictures(), {.size = 10, .overlap = 0, .keep_empty = 0}};
  Item item;
  for (std::int64_t i = 0; i < full.size(); ++i) {
    ASSERT_TRUE(full.load(i, item));
    EXPECT_FALSE(item.targets.instances.empty());
    EXPECT_EQ(item.window->rect, full.place(i).rect);
  }
}
TEST(Tiled, tells_data_sets_apart_and_reports_its_progress) {
  std::vector<std::int64_t> done;
  const auto print = [&](const Tile& tile, u64 seed = 0) {
    return Tiled{pictures(), tile, {.seed = seed, .progress = [&](std::int64_t i, std::int64_t n) { done.push_back(10 * n + i); }}}.fingerprint();
  };
  const u64 first = print({.size = 20});
  EXPECT_EQ(done, (std::vector<std::int64_t>{21, 22}));
  EXPECT_EQ(print({.size = 20}), first);
  EXPECT_NE(print({.size = 20, .min_visible = 0.2f}), first);
  EXPECT_NE(print({.size = 20}, 1), first);
}
TEST(Tiled, refuses_tiles_of_tiles) {
  const auto inner = std::make_shared<const Tiled>(pictures(), Tile{.size = 40});
  EXPECT_THROW(Tiled(inner, Tile{.size = 20}), ConfigError);
  EXPECT_THROW((Tiled{pictures(), Tile{.size = 200, .min_tile = 100}}), ConfigError);
}
TEST(Tiled, leaves_a_file_that_cannot_be_read_to_the_policy_of_the_loader) {
  std::vector<Image> images;
  images.emplace_back(Extent{40, 60}, 3);
  std::memset(images[0].view().data, 50, images[0].bytes());
  auto bytes = std::make_shared<std::vector<std::byte>>(io::encode_jpeg(std::as_const(images[0]).view()));
  const auto entries = [&](std::size_t first) {
    return std::vector<Sequence::Entry>{{{bytes->data(), first}, {}, {}}, {*bytes, {}, boxes({{1, 1, 9, 9}})}};
  };
  for (const float share : {1.0f, 0.0f}) {
    const Tile tile{.size = {40, 30}, .overlap = 0, .keep_empty = share};
    Loader loader{Tiled{Sequence(entries(10), bytes), tile}, compose_with(all), {.batch_size = 3, .tail = Tail::short_, .on_error = OnError::null, .max_errors = 1}};
    const auto batch = loader.next();
    int valid = 0;
    for (std::int64_t i = 0; i < batch->valid.view.count(); ++i) valid += batch->valid.data<bool>()[i];
    EXPECT_EQ(valid, share > 0 ? 2 : 1);
    EXPECT_EQ(batch->valid.view.count(), valid + 1);
  }
}
TEST(Tiled, decodes_of_a_large_photo_only_what_a_tile_shows) {
  if (!std::filesystem::is_directory(data("photos_large"))) GTEST_SKIP() << "no pictures in " << data("photos_large") << "; set SMALTI_DATA";
  const auto photos = std::make_shared<const ImageFolder>(data("photos_large"));
  const Tile tile{.size = 320, .overlap = 0.2};
  const auto tiles = std::make_shared<const Tiled>(photos, tile);
  const auto pipeline = std::make_shared<const decltype(compose())>(compose());
  const auto engine = [] { return std::make_unique<cpu::Renderer<decltype(compose())::StepList>>(); };
  io::Decoder decoder;
  Image whole;
  std::int64_t loaded = -1, shown = 0, decoded = 0;
  for (std::int64_t i = 0; i < tiles->size(); i += 7) {
    const auto [picture, extent, rect] = tiles->place(i);
    Item item;
    ASSERT_TRUE(tiles->load(i, item));
    if (loaded != picture) {
      const auto header = decoder.header(item.encoded, {}, item.name);
      ASSERT_TRUE(header) << item.name;
      ASSERT_TRUE(decoder.decode(item.encoded, *header, {}, std::nullopt, whole, item.name));
      loaded = picture;
    }
    GroupRunner runner(pipeline, engine(), {});
    const SampleCoord at{};
    const char valid = 1;
    ASSERT_FALSE(runner.prepare({&item, 1}, {&at, 1}, {&valid, 1}, 0, {}));
    Image out(tile.size, 3);
    runner.render([&](std::size_t, SampleOutput&) { return out.view(); });
    for (int y = 0; y < 320; ++y)
      ASSERT_EQ(std::memcmp(out.view().row(y), &std::as_const(whole).view().at<std::byte>(rect.top + y, rect.left), 960), 0) << item.name << " row " << y;
    EXPECT_LT(runner.stats.decoded_pixels * 4, extent.area()) << item.name;  // blocks of 16 px around the tile
    EXPECT_LE(runner.stats.decoded_pixels, 352 * 352) << item.name;
    shown += extent.area(), decoded += runner.stats.decoded_pixels;
  }
  EXPECT_LT(20 * decoded, shown);
}

/// The labels that stitching the tiles of a data set gives, against those of the data set, picture by picture.
void round_trip(const PascalVoc& source, const Tile& tile) {
  const auto pipeline = compose_with(all);
  int objects = 0;
  for (std::int64_t p = 0; p < source.size(); ++p) {
    Item item;
    ASSERT_TRUE(source.load(p, item));
    const Extent picture = *item.labelled;
    Targets& whole = item.targets;
    std::vector<Instance> kept;  // small enough, and not what a detector would call the same object
    for (const Instance& i : whole.instances)
      if (i.box.width() <= static_cast<float>(tile.shared().width) && i.box.height() <= static_cast<float>(tile.shared().height) &&
          std::none_of(kept.begin(), kept.end(), [&](const Instance& k) { return k.class_id == i.class_id && overlap(StitchMetric::iou, k.box, i.box) >= 0.5f; }))
        kept.push_back(i);
    whole.instances = kept;
    const TileGrid grid = tile.plan(picture);
    std::vector<TilePredictions> tiles;
    for (int k = 0; k < grid.size(); ++k) {
      SampleInput in;
      in.picture.extent = picture;
      in.window = tile.window(grid, k);
      tile.label(whole, grid, k, in.targets);
      GroupPlan plan;
      pipeline.plan({&in, 1}, {}, plan);
      TilePredictions& predicted = tiles.emplace_back();
      predicted.map = plan.outputs[0].map;
      for (const Instance& i : plan.outputs[0].targets.instances)
        if (!i.ignore) predicted.found.push_back({i.box, 1, i.class_id});
    }
    std::vector<Detection> truth;
    for (const Instance& i : kept) truth.push_back({i.box, 1, i.class_id});
    std::sort(truth.begin(), truth.end(), before);
    const auto found = Stitch{}(tiles);
    ASSERT_EQ(found.size(), truth.size()) << item.name;
    for (std::size_t i = 0; i < truth.size(); ++i) {
      EXPECT_EQ(found[i].box, truth[i].box) << item.name;
      EXPECT_EQ(found[i].class_id, truth[i].class_id);
    }
    objects += static_cast<int>(truth.size());
  }
  EXPECT_GT(objects, 50);
}
TEST(Tiled, returns_the_boxes_of_real_data_sets_through_stitch) {
  if (!std::filesystem::is_directory(data("bccd"))) GTEST_SKIP() << "no pictures in " << data("bccd") << "; set SMALTI_DATA";
  LabelOptions how;
  how.on_invalid = OnInvalid::clip, how.degenerate = Degenerate::drop;
  round_trip(PascalVoc(data("bccd"), 0, how), {.size = {240, 256}, .overlap = 0.5, .min_visible = 0, .assign = TileAssign::center_owner});
  round_trip(PascalVoc(data("raccoon") / "images", data("raccoon") / "annotations", 0, how), {.size = 400, .overlap = 0.6, .min_visible = 0, .assign = TileAssign::center_owner});
}

}  // namespace
