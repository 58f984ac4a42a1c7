// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cuda/flat_batch.hpp>
#include <smalti/plan/engine.hpp>

#include <deque>
#include <span>
#include <vector>

namespace smalti::cuda {

/// The groups of a batch as samples for kernels: first the pictures that are finished before others read them, then the rows.
class GroupedBatch {
 public:
  /// `out`: memory of the device for the batch; `surface(bytes)` gives more of it, for the finished pictures.
  template <class Surface>
  void build(std::span<const GroupWork> groups, const BatchShape& shape, std::byte* out, Surface surface) {
    finishing_.clear(), rows_.clear(), finished_.clear();
    for (const GroupWork& group : groups) {
      std::vector<SourcePixels>& finished = finished_.emplace_back(group.there.size());
      const Sources sources{group.there, finished, group.labels, group.finished_labels};
      for (std::size_t k = 0; k < group.finishing.size(); ++k) {
        const Plan* const plan = group.finishing[k];
        if (!plan) continue;
        const Dtype dtype = plan->passes.back().dtype;
        const MutableImageView to = view_of<std::byte>(surface(static_cast<std::size_t>(plan->extent.area() * plan->channels * size_of(dtype))), dtype, plan->extent, plan->channels);
        finishing_.push_back({plan, sources, to});
        finished[k] = {to, Rect::of(plan->extent)};
      }
      for (const GroupWork::Row& row : group.rows)
        rows_.push_back({row.plan, sources, view_of<std::byte>(out + row.number * shape.row_bytes(), shape.dtype, shape.extent, shape.channels, shape.layout)});
    }
  }

  std::span<const BatchSample> finishing() const { return finishing_; }
  std::span<const BatchSample> rows() const { return rows_; }

 private:
  std::vector<BatchSample> finishing_, rows_;
  std::deque<std::vector<SourcePixels>> finished_;
};

}  // namespace smalti::cuda
