// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/data/assemble.hpp>
#include <smalti/data/batch.hpp>
#include <smalti/data/group_runner.hpp>
#include <smalti/data/loader_options.hpp>
#include <smalti/data/sample_reader.hpp>
#include <smalti/data/schedule.hpp>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace smalti::detail {

/// A batch in work: its rows, filled by tasks of any thread.
struct PendingBatch {
  std::int64_t step = 0;
  Slice positions;
  std::vector<BatchRow> rows;
  std::vector<BadSample> bad;  ///< in no particular order until the batch is done
  std::int64_t partners = 0;   ///< samples read beside those of the rows
  Tensor images;
  std::optional<BatchRow> model;  ///< a row of another rank, where no row of this one could be filled
  BatchShape shape;               ///< of its pictures; no rows: unknown yet
  std::vector<GroupWork> groups;  ///< that a device renders
  std::exception_ptr failure;     ///< of the device
  int open_tasks = 0;  ///< groups that are not done, and one for what follows the last of them
};

/// What a group holds whose files the device reads.
struct Files {
  std::shared_ptr<void> plans;
  std::shared_ptr<const Source> source;
  std::vector<Item> items, partners;
};

/// Everything that tasks of a loader share. Tasks hold it; the loader may go while they run.
struct LoaderCore {
  std::shared_ptr<const Source> source;
  std::shared_ptr<const AnyPipeline> pipeline;
  std::function<std::unique_ptr<Engine>()> engine;
  std::shared_ptr<BatchEngine> device;  ///< nullptr: pictures are rendered and left in memory of the host
  LoaderOptions options;
  std::shared_ptr<BufferPool> buffers = std::make_shared<BufferPool>();
  int num_classes = 0;

  std::mutex mutex;
  std::condition_variable done;
  std::vector<std::unique_ptr<GroupRunner>> idle;
  WorkStats stats;
  int running = 0;
  std::atomic<bool> cancelled = false;

  /// Positions that are planned together.
  std::int64_t each() const { return pipeline->mixes() && options.partners == Partners::group ? options.group : 1; }

  std::unique_ptr<GroupRunner> take_runner() {
    const std::lock_guard lock(mutex);
    if (idle.empty()) return std::make_unique<GroupRunner>(pipeline, engine(), options.decode, device.get());
    auto runner = std::move(idle.back());
    idle.pop_back();
    return runner;
  }

  /// The first row of a batch to be planned gives all of them their shape; the others must have it.
  void claim(PendingBatch& batch, const SampleOutput& out, std::string_view name) {
    const Plan& plan = out.plan;
    BatchShape& shape = batch.shape;
    {
      const std::lock_guard lock(mutex);
      if (shape.rows == 0) {
        shape = {static_cast<std::int64_t>(batch.rows.size()), plan.extent, plan.channels, plan.dtype, options.layout};
        if (!device) batch.images = buffers->tensor(view_of_batch(shape));
      }
    }
    if (!(plan.extent == shape.extent) || plan.channels != shape.channels)
      raise("geometry.size", std::string(name) + " = " + std::to_string(plan.extent.width) + "x" + std::to_string(plan.extent.height) + "x" +
                                 std::to_string(plan.channels) + ": must have the extent of its batch, " + std::to_string(shape.extent.width) + "x" +
                                 std::to_string(shape.extent.height) + "x" + std::to_string(shape.channels) +
                                 (pipeline->grows() ? "; MixUp shows partners in the size that they have before the first mixing operator: "
                                                      "give it partner_ops that fit them, such as LetterBox, or end"
                                                    : "; end") +
                                 " the pipeline with a crop, Resize or LetterBox of fixed size");
  }
  /// The slot of a row in memory of the host.
  MutableImageView slot(const PendingBatch& batch, std::size_t row) const {
    const BatchShape& s = batch.shape;
    return view_of<std::byte>(batch.images.data<std::byte>() + row * s.row_bytes(), s.dtype, s.extent, s.channels, s.layout);
  }
  /// Lets the device render a batch whose groups are all there; one that has no shape waits for blank().
  void launch(PendingBatch& batch, const EpochSchedule& schedule) {
    if (!device || batch.shape.rows == 0 || batch.failure) return;
    if (options.decode.backend == io::Backend::nvjpeg) decode_there(batch, schedule);
    const auto memory = device->render(std::exchange(batch.groups, {}), batch.shape);
    batch.images = {view_of_batch(batch.shape), memory, memory.get()};
    batch.images.view.data = memory->data();
  }

  /// Lets the device decode. A group with a file that it refuses is run again and decoded on the host, which tells what is
  /// wrong with the file, if anything is, and does what on_error says.
  void decode_there(PendingBatch& batch, const EpochSchedule& schedule) {
    std::vector<std::size_t> refused = device->decode(batch.groups);
    const std::int64_t rows = each() * pipeline->views();
    for (; !refused.empty(); refused.pop_back()) {
      const auto group = batch.groups.begin() + static_cast<std::ptrdiff_t>(refused.back());
      const std::int64_t number = static_cast<std::int64_t>(group->rows.front().number) / rows;
      const Slice positions{batch.positions.begin + number * each(), std::min(batch.positions.begin + (number + 1) * each(), batch.positions.end)};
      const auto files = std::count_if(group->files.begin(), group->files.end(), [](const auto& f) { return !f.empty(); });
      batch.groups.erase(group);
      std::erase_if(batch.bad, [&](const BadSample& b) { return b.position >= positions.begin && b.position < positions.end; });
      run_group(batch, schedule, positions, static_cast<std::size_t>(number * rows), true);
      const std::lock_guard lock(mutex);
      stats.device_decodes -= files, stats.samples -= positions.size();
    }
  }
  /// Loads, plans, decodes and renders the members at positions [begin, end): rows of the batch from `first_row` on. `again`:
  /// what the device was to decode is decoded on the host.
  void run_group(PendingBatch& batch, const EpochSchedule& schedule, Slice positions, std::size_t first_row, bool again = false) {
    auto runner = take_runner();
    runner->decodes_on_host = again;
    const auto n = static_cast<std::size_t>(positions.size());
    const auto views = static_cast<std::size_t>(pipeline->views());
    SampleReader reader(*source, options, schedule.epoch(), runner->stats);
    ListedPartners listed(reader, schedule, positions.begin);
    std::vector<Seat> seats(n);
    std::vector<Item> items(n);
    std::vector<SampleCoord> at(n);
    std::vector<char> valid(n);
    for (std::size_t k = 0; k < n; ++k) {
      const std::int64_t position = positions.begin + static_cast<std::int64_t>(k);
      const Pick pick = schedule[position];
      seats[k] = {position, pick.index, pick.index};
      at[k] = {static_cast<u64>(pick.index), pick.occurrence, schedule.epoch()};
      reader.read(seats[k], items[k]);
      valid[k] = seats[k].valid;
    }
    PlanOptions how;
    how.seed = options.seed;
    how.group_number = static_cast<std::uint64_t>(positions.begin / options.group);
    how.batch_number = static_cast<std::uint64_t>(batch.step);
    how.total_epochs = options.epochs;
    how.dtype = options.dtype;
    how.layout = options.layout;
    AskPartner ask;
    if (options.partners == Partners::dataset) ask = std::ref(listed);
    const auto fail_all = [&](Fault fault) {
      reader.note(seats[0], std::move(fault), true);
      std::fill(valid.begin(), valid.end(), char{0});
    };
    try {
      while (auto failed = runner->prepare(items, at, valid, num_classes, how, ask)) {
        const auto k = static_cast<std::size_t>(failed->member);
        if (k < n) {
          reader.replace(seats[k], items[k], std::move(failed->fault));
          valid[k] = seats[k].valid;
        } else {
          listed.replace(static_cast<int>(k - n), std::move(failed->fault));
        }
      }
      const auto check = [&](std::size_t i, const SampleOutput& out) { claim(batch, out, items[i / views].name); };
      if (device) runner->render_labels(check);
      else runner->render([&](std::size_t i, SampleOutput& out) { return check(i, out), slot(batch, first_row + i); });
    } catch (const Error& e) {
      fail_all(e.fault());
    } catch (const std::bad_alloc&) {
      fail_all({"limit.memory", "a batch: out of memory; lower batch_size or prefetch"});
    }
    for (std::size_t i = 0; i < n * views; ++i) {
      const std::size_t k = i / views;
      BatchRow& row = batch.rows[first_row + i];
      row.id = seats[k].id;
      row.source_id = seats[k].stands;
      row.valid = valid[k] != 0;
      if (!row.valid) continue;
      SampleOutput& out = runner->plan().outputs[i];
      std::swap(row.targets, out.targets);
      row.map = out.map;
      row.extent = out.plan.extent;
      row.source_extent = runner->source_extent(k);
    }
    GroupWork work;
    if (device && std::find(valid.begin(), valid.end(), char{1}) != valid.end()) {
      work = runner->hand_over(first_row);
      if (options.decode.backend == io::Backend::nvjpeg)
        work.holder = std::make_shared<Files>(Files{std::move(work.holder), source, std::move(items), listed.take()});
      device->upload(work);
    }
    const std::lock_guard lock(mutex);
    if (!work.rows.empty()) batch.groups.push_back(std::move(work));
    for (BadSample& b : reader.bad) batch.bad.push_back(std::move(b));
    if (!again) batch.partners += listed.size();
    stats.add(std::exchange(runner->stats, {}));
    idle.push_back(std::move(runner));
  }

  /// A task: a group of a batch, and behind the last of them what the batch still needs.
  void run(PendingBatch& batch, const EpochSchedule& schedule, Slice group, std::size_t first_row) {
    const auto guarded = [&](auto work) {
      if (cancelled) return;
      try {
        work();
      } catch (...) {
        const std::lock_guard lock(mutex);
        batch.failure = std::current_exception();
      }
    };
    guarded([&] { run_group(batch, schedule, group, first_row); });
    bool last = false;
    {
      const std::lock_guard lock(mutex);
      last = --batch.open_tasks == 1;
    }
    if (last) guarded([&] { launch(batch, schedule); });
    const std::lock_guard lock(mutex);
    batch.open_tasks -= last;
    --running;
    done.notify_all();
  }

  /// Gives a batch without a single picture, as that of a rank for which a short tail leaves nothing, blank pictures of the
  /// shape that this step has on other ranks: it runs groups of the epoch, theirs first, until one has a row. Their faults
  /// are told elsewhere. After 64 it gives up, so that a data set of nothing but bad files is not read over and over.
  void blank(PendingBatch& batch, const EpochSchedule& schedule) {
    const std::int64_t first = schedule.slice(batch.step, 0, 1).begin / each(), groups = (schedule.length() + each() - 1) / each();
    for (std::int64_t g = 0; g < std::min<std::int64_t>(64, groups) && batch.shape.rows == 0; ++g) {
      const std::int64_t p = (first + g) % groups * each();
      if (p >= batch.positions.begin && p < batch.positions.end) continue;
      const Slice group{p, std::min(p + each(), schedule.length())};
      PendingBatch other;
      other.step = batch.step;
      other.rows.resize(static_cast<std::size_t>(group.size() * pipeline->views()));
      run_group(other, schedule, group, 0);
      const auto row = std::find_if(other.rows.begin(), other.rows.end(), [](const BatchRow& r) { return r.valid; });
      if (row == other.rows.end()) continue;
      batch.shape = other.shape;
      batch.shape.rows = static_cast<std::int64_t>(batch.rows.size());
      if (device) launch(batch, schedule);
      else batch.images = buffers->tensor(view_of_batch(batch.shape));
      batch.model = std::move(*row);
    }
  }
};

}  // namespace smalti::detail
