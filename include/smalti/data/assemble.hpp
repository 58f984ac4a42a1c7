// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/sample.hpp>
#include <smalti/data/batch.hpp>
#include <smalti/plan/targets.hpp>

#include <array>
#include <cstring>
#include <span>

namespace smalti {

/// One row of a batch in work.
struct BatchRow {
  std::int64_t id = -1, source_id = -1;
  bool valid = false;
  Targets targets;
  std::array<double, 9> map{1, 0, 0, 0, 1, 0, 0, 0, 1};
  Extent extent, source_extent;
  std::string error_code;
};

namespace detail {

template <class T, class Of>
Tensor column(BufferPool& pool, Dtype dtype, std::span<const BatchRow> rows, Of of) {
  Tensor t = pool.tensor(dtype, {static_cast<std::int64_t>(rows.size())});
  for (std::size_t i = 0; i < rows.size(); ++i) t.data<T>()[i] = of(rows[i]);
  return t;
}

/// Instances of all rows for which `use` holds, as ragged tensors; `put` writes the `width` numbers of one.
template <class Use, class Put>
BoxTensors box_tensors(BufferPool& pool, std::span<const BatchRow> rows, int width, Use use, Put put) {
  BoxTensors t;
  const auto n = static_cast<std::int64_t>(rows.size());
  t.offsets = pool.tensor(Dtype::int64, {n + 1});
  std::int64_t m = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    t.offsets.data<std::int64_t>()[i] = m;
    for (const Instance& instance : rows[i].targets.instances) m += use(instance);
  }
  t.offsets.data<std::int64_t>()[n] = m;
  t.values = pool.tensor(Dtype::float32, {m, width});
  t.classes = pool.tensor(Dtype::int64, {m});
  t.weight = pool.tensor(Dtype::float32, {m});
  t.ignore = pool.tensor(Dtype::boolean, {m});
  t.crowd = pool.tensor(Dtype::boolean, {m});
  t.index = pool.tensor(Dtype::int64, {m});
  std::int64_t k = 0;
  for (const BatchRow& row : rows)
    for (const Instance& instance : row.targets.instances) {
      if (!use(instance)) continue;
      put(instance, t.values.data<float>() + k * width);
      t.classes.data<std::int64_t>()[k] = instance.class_id;
      t.weight.data<float>()[k] = instance.weight;
      t.ignore.data<bool>()[k] = instance.ignore;
      t.crowd.data<bool>()[k] = instance.crowd;
      t.index.data<std::int64_t>()[k] = instance.index;
      ++k;
    }
  return t;
}

inline void put_keypoints(std::span<const BatchRow> rows, BufferPool& pool, Batch& out) {
  std::vector<float> values;
  out.keypoint_offsets = pool.tensor(Dtype::int64, {static_cast<std::int64_t>(rows.size()) + 1});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out.keypoint_offsets.data<std::int64_t>()[i] = static_cast<std::int64_t>(values.size() / 3);
    const auto put = [&](const std::vector<Keypoint>& points) {
      for (const Keypoint& p : points) values.insert(values.end(), {p.x, p.y, static_cast<float>(p.v)});
    };
    put(rows[i].targets.keypoints);
    for (const Instance& instance : rows[i].targets.instances) put(instance.keypoints);
  }
  out.keypoint_offsets.data<std::int64_t>()[rows.size()] = static_cast<std::int64_t>(values.size() / 3);
  out.keypoints = pool.tensor(Dtype::float32, {static_cast<std::int64_t>(values.size() / 3), 3});
  std::copy(values.begin(), values.end(), out.keypoints.data<float>());
}

inline void put_rasters(std::span<const BatchRow> rows, const Targets* model, BufferPool& pool, Batch& out) {
  const auto n = static_cast<std::int64_t>(rows.size());
  const Image* any = model ? model->segmentation.get() : nullptr;
  const Image* any_mask = model && !model->masks.empty() ? model->masks.front().get() : nullptr;
  std::int64_t m = 0;
  for (const BatchRow& row : rows) {
    if (row.targets.segmentation) any = row.targets.segmentation.get();
    if (!row.targets.masks.empty()) any_mask = row.targets.masks.front().get();
    for (const Instance& instance : row.targets.instances) m += instance.mask >= 0;
  }
  if (any) {
    const Extent e = any->extent();
    out.segmentation = pool.tensor(any->dtype(), {n, e.height, e.width});
    for (std::int64_t i = 0; i < n; ++i) {
      std::byte* to = out.segmentation.data<std::byte>() + static_cast<std::size_t>(i) * any->bytes();
      const auto& ids = rows[static_cast<std::size_t>(i)].targets.segmentation;
      if (ids) std::memcpy(to, ids->view().data, any->bytes());
      else std::memset(to, 0xFF, any->bytes());  // ignore_index of either width
    }
  }
  if (any_mask) {
    const Extent e = any_mask->extent();
    out.masks = pool.tensor(Dtype::boolean, {m, e.height, e.width});
    out.mask_offsets = pool.tensor(Dtype::int64, {n + 1});
    std::int64_t k = 0;
    for (std::int64_t i = 0; i < n; ++i) {
      out.mask_offsets.data<std::int64_t>()[i] = k;
      const Targets& t = rows[static_cast<std::size_t>(i)].targets;
      for (const Instance& instance : t.instances)
        if (instance.mask >= 0)
          std::memcpy(out.masks.data<std::byte>() + static_cast<std::size_t>(k++) * any_mask->bytes(),
                      t.masks[static_cast<std::size_t>(instance.mask)]->view().data, any_mask->bytes());
    }
    out.mask_offsets.data<std::int64_t>()[n] = k;
  }
}

/// The further rasters; rows without one are 0.
inline void put_further(std::span<const BatchRow> rows, const Targets* model, BufferPool& pool, Batch& out) {
  const auto n = static_cast<std::int64_t>(rows.size());
  for (std::size_t r = 0;; ++r) {
    const auto has = [r](const BatchRow& row) { return r < row.targets.rasters.size(); };
    const auto first = std::find_if(rows.begin(), rows.end(), has);
    if (first != rows.end()) model = &first->targets;
    if (!model || r >= model->rasters.size()) return;
    const Image& one = *model->rasters[r].image;
    Tensor t = pool.tensor(one.dtype(), {n, one.extent().height, one.extent().width, one.channels()});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      std::byte* to = t.data<std::byte>() + i * one.bytes();
      const Image* image = has(rows[i]) ? rows[i].targets.rasters[r].image.get() : nullptr;
      if (image && (image->bytes() != one.bytes() || image->dtype() != one.dtype()))
        raise("image.shape", "rasters: those of a batch must have one extent, dtype and number of channels");
      if (image) std::memcpy(to, image->view().data, one.bytes());
      else std::memset(to, 0, one.bytes());
    }
    out.rasters.push_back(std::move(t));
  }
}

}  // namespace detail

/// Turns finished rows into the tensors of a batch; pictures of invalid rows become zeros, if they are not so already as on
/// a device. `model`: what a valid row holds,
/// where there is none.
inline Batch assemble(std::span<const BatchRow> rows, Tensor images, BufferPool& pool, const Targets* model = nullptr) {
  Batch out;
  const auto n = static_cast<std::int64_t>(rows.size());
  if (images && !images.device && n > 0) {
    const auto bytes = static_cast<std::size_t>(images.view.count() / n) * static_cast<std::size_t>(size_of(images.view.dtype));
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (!rows[i].valid) std::memset(images.data<std::byte>() + i * bytes, 0, bytes);
  }
  out.images = std::move(images);
  out.labels = detail::column<std::int64_t>(pool, Dtype::int64, rows, [](const BatchRow& r) { return std::int64_t{r.targets.label}; });
  out.ids = detail::column<std::int64_t>(pool, Dtype::int64, rows, [](const BatchRow& r) { return r.id; });
  out.source_ids = detail::column<std::int64_t>(pool, Dtype::int64, rows, [](const BatchRow& r) { return r.source_id; });
  out.valid = detail::column<bool>(pool, Dtype::boolean, rows, [](const BatchRow& r) { return r.valid; });
  std::size_t classes = model ? model->soft_label.size() : 0;
  for (const BatchRow& row : rows) {
    classes = std::max(classes, row.targets.soft_label.size());
    out.error_code.push_back(row.error_code);
  }
  if (classes > 0) {
    out.soft_labels = pool.tensor(Dtype::float32, {n, static_cast<std::int64_t>(classes)});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      float* to = out.soft_labels.data<float>() + i * classes;
      std::fill_n(to, classes, 0.0f);
      const Targets& t = rows[i].targets;
      if (!t.soft_label.empty()) std::copy(t.soft_label.begin(), t.soft_label.end(), to);
      else if (t.label >= 0 && static_cast<std::size_t>(t.label) < classes) to[t.label] = 1;
    }
  }
  out.maps = pool.tensor(Dtype::float64, {n, 3, 3});
  out.extents = pool.tensor(Dtype::int32, {n, 2});
  out.source_extents = pool.tensor(Dtype::int32, {n, 2});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::copy(rows[i].map.begin(), rows[i].map.end(), out.maps.data<double>() + 9 * i);
    const std::int32_t extents[] = {rows[i].extent.height, rows[i].extent.width};
    const std::int32_t sources[] = {rows[i].source_extent.height, rows[i].source_extent.width};
    std::copy_n(extents, 2, out.extents.data<std::int32_t>() + 2 * i);
    std::copy_n(sources, 2, out.source_extents.data<std::int32_t>() + 2 * i);
  }
  out.boxes = detail::box_tensors(
      pool, rows, 4, [](const Instance& i) { return i.outline != Outline::oriented; },
      [](const Instance& i, float* to) { to[0] = i.box.x1, to[1] = i.box.y1, to[2] = i.box.x2, to[3] = i.box.y2; });
  out.oriented_boxes = detail::box_tensors(
      pool, rows, 5, [](const Instance& i) { return i.outline == Outline::oriented; },
      [](const Instance& i, float* to) {
        const OrientedBox b = oriented_box(i);
        to[0] = b.cx, to[1] = b.cy, to[2] = b.width, to[3] = b.height, to[4] = b.angle;
      });
  detail::put_keypoints(rows, pool, out);
  detail::put_rasters(rows, model, pool, out);
  detail::put_further(rows, model, pool, out);
  return out;
}

}  // namespace smalti
