// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Label rasters on the host through the bodies of the kernels: the ids of the CPU engine.
#include "cuda/parity.hpp"

namespace {

using namespace smalti;
using namespace smalti::testing;

/// Ids in stripes and spots, some of them unknown, and two objects with masks.
Targets labels_of(Extent e, Dtype ids, int seed) {
  Targets t = an_object(e, [&](int x, int y) { return 4 * ((x - e.width / 3) * (x - e.width / 3) + (y - e.height / 2) * (y - e.height / 2)) < e.width * e.height / 4; });
  auto square = std::make_shared<Image>(e, 1);
  auto segmentation = std::make_shared<Image>(e, 1, ids);
  for (int y = 0; y < e.height; ++y)
    for (int x = 0; x < e.width; ++x) {
      square->view().at<std::uint8_t>(y, x) = x >= e.width / 2 && x < e.width - 3 && y > 2 && y < e.height / 2 + 5;
      const int id = (x / 5 + y / 7 + seed) % 9 == 0 ? ignore_index(ids) : (x / 5 * 3 + y / 7 + seed) % 6;
      if (ids == Dtype::uint16) segmentation->view().at<std::uint16_t>(y, x) = static_cast<std::uint16_t>(id == 5 ? 40000 : id);
      else segmentation->view().at<std::uint8_t>(y, x) = static_cast<std::uint8_t>(id);
    }
  t.segmentation = segmentation, t.masks.push_back(square);
  Instance& object = t.instances.emplace_back();
  object.mask = 1;
  set_box(object, box_of_mask(*square));
  start(object);
  return t;
}
void expect_labels(const AnyPipeline& pipeline, int n, Dtype in = Dtype::uint8) {
  for (const Dtype ids : {Dtype::uint8, Dtype::uint16}) {
    const std::vector<Image> images = ragged(n, 3, in);
    std::vector<Targets> targets;
    for (int k = 0; k < n; ++k) targets.push_back(labels_of(images[static_cast<std::size_t>(k)].extent(), ids, k));
    Parity<AllSteps> batch(pipeline, images, {}, targets);
    batch.expect_equal();
  }
}

TEST(Raster, gives_the_ids_of_the_cpu_engine_for_crops_flips_and_resizes) {
  expect_labels(*as_data(RandomResizedCrop{.size = Extent{48, 51}}, RandomHorizontalFlip{}), 7);
  expect_labels(*as_data(RandomCrop{.size = {50, 61}, .padding = Padding{7}, .pad_if_needed = true}, RandomRotate90{}, Transpose{}), 7);
  expect_labels(*as_data(LetterBox{.size = {60, 60}}, RandomVerticalFlip{}), 7);
}
TEST(Raster, gives_them_for_warps_and_fields) {
  expect_labels(*as_data(RandomAffine{.degrees = 40, .translate = {{0.2f, 0.2f}}}), 7);
  expect_labels(*as_data(RandomAffine{.degrees = 40, .interpolation = Interpolation::bilinear}, RandomPerspective{.p = 1}), 7);
  expect_labels(*as_data(ElasticTransform{.alpha = {80}}, RandomHorizontalFlip{}), 7);
  expect_labels(*as_data(RandomHorizontalFlip{.p = 1}, GridDistortion{.distort_limit = 0.8}, RandomVerticalFlip{.p = 1}), 7);
  expect_labels(*as_data(OpticalDistortion{.distort_limit = 0.9}), 7);
}
TEST(Raster, gives_them_where_pictures_are_mixed) {
  expect_labels(*as_data(Mosaic{}), 7);
  expect_labels(*as_data(Resize{.size = Extent{48, 48}}, MixUp{.semantic = SemanticMix::dominant}), 7);
  expect_labels(*as_data(Resize{.size = Extent{48, 48}}, CutMix{}), 7);
  expect_labels(*as_data(Resize{.size = Extent{64, 64}}, CopyAndPaste{.blend_sigma = 2}), 7);
  expect_labels(*as_data(RandomGridShuffle{.box_policy = BoxPolicy::all}), 7);
}
TEST(Raster, gives_them_through_passes_and_holes) {
  expect_labels(*as_data(Resize{.size = Extent{48, 51}}, GaussianBlur{.kernel_size = Sides{5, 9}}, RandomAffine{.degrees = 40}, JPEG{.quality = Range{40}}), 7);
  expect_labels(*as_data(Downscale{}, RandomAffine{.degrees = 20}), 7);
  expect_labels(*as_data(RandomErasing{.p = 1, .mask_policy = MaskPolicy::ignore}, GridMask{.unit = {9, 30}, .mask_policy = MaskPolicy::zero}, RandomHorizontalFlip{}, RandomErasing{.p = 1}), 7);
}
TEST(Raster, tells_steps_where_objects_are) {
  for (const Dtype in : {Dtype::uint8, Dtype::float32}) {
    expect_labels(*as_data(RandomAffine{.degrees = 40}, ZScore{.scope = ZScope::masked, .mask = PixelMask::segmentation}), 7, in);
    expect_labels(*as_data(ElasticTransform{}, GaussianBlur{.kernel_size = Sides{5, 5}}, PercentileClip{.mask = PixelMask::segmentation}, RandomErasing{.p = 1, .mask_policy = MaskPolicy::zero}), 7, in);
  }
}
TEST(Raster, knows_no_id_where_the_source_has_no_data) {
  for (const Dtype in : {Dtype::uint8, Dtype::float32}) {
    const PercentileClip op{.nodata = 0.0f, .nodata_to_segmentation = true};
    expect_labels(*as_data(op, RandomHorizontalFlip{}), 7, in);
    expect_labels(*as_data(RandomAffine{.degrees = 40}, op), 7, in);
    expect_labels(*as_data(RandomHorizontalFlip{.p = 1}, ElasticTransform{}, op), 7, in);
  }
}

}  // namespace
