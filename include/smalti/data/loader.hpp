// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/random.hpp>
#include <smalti/cpu/render.hpp>
#include <smalti/cpu/thread_pool.hpp>
#include <smalti/data/assemble.hpp>
#include <smalti/data/batch.hpp>
#include <smalti/data/error_budget.hpp>
#include <smalti/data/loader_core.hpp>
#include <smalti/data/loader_options.hpp>
#include <smalti/data/loader_state.hpp>

#include <algorithm>
#include <deque>
#include <iterator>
#include <mutex>
#include <utility>

namespace smalti {

/// Reads, decodes, augments and batches samples on its own threads, in an order that follows from (seed, epoch) alone.
///
/// `for (const Batch& batch : loader)` runs over one epoch; each further loop starts the next one unless set_epoch() was
/// called. Batches belong to the receiver until their last tensor dies. Errors are thrown by the loop. Not to be shared
/// between threads.
class Loader {
 public:
  /// `device`: renders the pictures and keeps them in its memory; labels and their rasters stay in that of the host.
  template <class S, class P>
  Loader(S source, P pipeline, LoaderOptions options = {}, std::shared_ptr<BatchEngine> device = {})
      : Loader(std::make_shared<const S>(std::move(source)), std::make_shared<const P>(std::move(pipeline)),
               [] { return std::make_unique<cpu::Renderer<typename P::StepList>>(); }, std::move(options), std::move(device)) {}
  Loader(std::shared_ptr<const Source> source, std::shared_ptr<const AnyPipeline> pipeline,
         std::function<std::unique_ptr<Engine>()> engine, LoaderOptions options, std::shared_ptr<BatchEngine> device = {})
      : core_(std::make_shared<detail::LoaderCore>()), epoch_(options.epoch), budget_(options) {
    core_->source = std::move(source);
    core_->pipeline = std::move(pipeline);
    core_->engine = std::move(engine);
    core_->device = std::move(device);
    core_->options = std::move(options);
    core_->num_classes = static_cast<int>(core_->source->classes().size());
    check();
    if (core_->options.decode.backend == io::Backend::nvjpeg) core_->device->open_decoder();
    fingerprint_ = LoaderState::of(*core_->source, *core_->pipeline, core_->options);
  }
  ~Loader() { stop(); }
  Loader(Loader&&) = delete;
  Loader& operator=(Loader&&) = delete;

  /// The next batch of the epoch, or nothing at its end.
  std::optional<Batch> next() {
    const EpochSchedule& schedule = this->schedule();
    started_ = true;
    while (next_step_ < schedule.steps() && static_cast<int>(pending_.size()) <= core_->options.prefetch) submit(schedule);
    if (pending_.empty()) return std::nullopt;
    const auto batch = std::move(pending_.front());
    pending_.pop_front();
    {
      const StopWatch watch(waited_);
      std::unique_lock lock(core_->mutex);
      core_->done.wait(lock, [&] { return batch->open_tasks == 0; });
    }
    if (next_step_ < schedule.steps()) submit(schedule);
    consumed_ = std::min((batch->step + 1) * global_batch(), schedule.length());
    budget_.spend(batch->bad, static_cast<std::int64_t>(batch->rows.size()) + batch->partners, core_->options.rank);
    if (batch->failure) std::rethrow_exception(std::exchange(batch->failure, nullptr));  // not left to a thread that lets go of the batch
    if (!batch->images && !batch->rows.empty()) core_->blank(*batch, schedule);
    Batch out = assemble(batch->rows, std::move(batch->images), *core_->buffers, batch->model ? &batch->model->targets : nullptr);
    ++batches_;
    state_ = state_of(consumed_).text();
    out.state = state_;
    return out;
  }

  /// Global batches of the epoch: equal on all ranks.
  std::int64_t steps() const { return schedule().steps(); }
  /// Those of another epoch, which may differ where a sampler draws the copies.
  std::int64_t steps(std::uint32_t epoch) const { return schedule_of(epoch).steps(); }
  std::uint32_t epoch() const { return epoch_; }
  /// The epoch that the next loop runs.
  void set_epoch(std::uint32_t epoch) {
    stop();
    epoch_ = epoch;
    next_step_ = consumed_ = 0;
    started_ = false;
  }
  /// Starts the next loop: the next epoch if one was begun, else the present one, or what a loaded state left of it.
  void rewind() {
    if (started_) set_epoch(epoch_ + 1);
  }

  /// JSON: the place after the batch that was delivered last, for any number of ranks and threads.
  std::string state() const { return state_.empty() ? state_of(consumed_).text() : state_; }
  /// Goes on where a state was taken. Throws StateError if the data set, pipeline, seed or order differ.
  void load_state(std::string_view text) {
    const LoaderState loaded = LoaderState::parse(text);
    stop();
    const bool same = loaded.check(fingerprint_, core_->options);
    epoch_ = loaded.epoch;
    consumed_ = same ? loaded.samples_in_epoch : 0;
    next_step_ = (consumed_ + global_batch() - 1) / global_batch();
    started_ = false;
    if (next_step_ >= schedule().steps()) {
      ++epoch_;
      next_step_ = consumed_ = 0;
    }
    state_ = state_of(consumed_).text();
  }

  /// What the threads did, and how long the consumer waited for them, ns.
  struct Stats {
    WorkStats work;
    std::int64_t waited = 0, batches = 0, bad_samples = 0;
    int held_buffers = 0;
  };
  Stats stats() const {
    const std::lock_guard lock(core_->mutex);
    return {core_->stats, waited_, batches_, budget_.spent(), core_->buffers->held()};
  }
  const LoaderOptions& options() const { return core_->options; }

  class Iterator {
   public:
    using value_type = Batch;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    explicit Iterator(Loader& loader) : loader_(&loader) { ++*this; }
    Batch& operator*() const { return *batch_; }
    Iterator& operator++() {
      batch_ = std::make_shared<Batch>();
      auto next = loader_->next();
      if (next) *batch_ = std::move(*next);
      else batch_.reset();
      return *this;
    }
    void operator++(int) { ++*this; }
    bool operator==(std::default_sentinel_t) const { return !batch_; }

   private:
    Loader* loader_ = nullptr;
    std::shared_ptr<Batch> batch_;
  };
  Iterator begin() {
    rewind();
    return Iterator(*this);
  }
  std::default_sentinel_t end() const { return {}; }

 private:
  std::int64_t global_batch() const { return std::int64_t{core_->options.batch_size} * core_->options.world_size; }
  EpochSchedule schedule_of(std::uint32_t epoch) const {
    const LoaderOptions& o = core_->options;
    if (!o.sampler) return {core_->source->size(), o.seed, epoch, o.shuffles(), global_batch(), o.tail_rule()};
    auto samples = std::visit([&](const auto& s) { return s.epoch(*core_->source, o.seed, epoch); }, *o.sampler);
    return {std::move(samples), o.seed, epoch, o.shuffles(), global_batch(), o.tail_rule()};
  }
  /// That of the present epoch, built once.
  const EpochSchedule& schedule() const {
    if (!schedule_ || schedule_->epoch() != epoch_) schedule_ = schedule_of(epoch_);
    return *schedule_;
  }
  LoaderState state_of(std::int64_t consumed) const {
    LoaderState s = fingerprint_;
    s.epoch = epoch_;
    s.samples_in_epoch = consumed;
    s.epoch_length = schedule().length();
    return s;
  }

  void check() const {
    const LoaderOptions& o = core_->options;
    const auto need = [](bool holds, const char* code, const std::string& text) {
      if (!holds) raise(code, text);
    };
    need(o.batch_size >= 1, "param.range", "Loader.batch_size = " + std::to_string(o.batch_size) + ": must be at least 1");
    need(o.world_size >= 1 && o.rank >= 0 && o.rank < o.world_size, "param.range",
         "Loader.rank = " + std::to_string(o.rank) + ": must be in [0, world_size), and world_size is " + std::to_string(o.world_size));
    need(o.prefetch >= 0, "param.range", "Loader.prefetch = " + std::to_string(o.prefetch) + ": must be at least 0");
    need(core_->source->size() > 0, "config.empty", "Loader.source: must hold at least one sample");
    need(core_->source->size() < (std::int64_t{1} << 48), "param.range", "Loader.source: must hold fewer than 2^48 samples");
    if (core_->pipeline->mixes() && o.partners == Partners::group) {
      std::string legal;
      for (int m = 1; m <= std::min(o.batch_size, max_group); ++m)
        if (o.batch_size % m == 0) legal += (legal.empty() ? "" : ", ") + std::to_string(m);
      need(o.group >= 1 && o.group <= max_group && o.batch_size % o.group == 0, "group.size",
           "Loader.group = " + std::to_string(o.group) + ": must divide batch_size, " + std::to_string(o.batch_size) +
               ", because the pipeline mixes samples; it may be " + legal);
    }
    need(o.group >= 1, "param.range", "Loader.group = " + std::to_string(o.group) + ": must be at least 1");
    need(o.partners == Partners::group || !core_->pipeline->rolls(), "config.conflict",
         "Loader.partners = dataset: must be group, as an operator of the pipeline takes the previous place of its group; set its partner to drawn");
    need(o.epochs >= 0, "param.range", "Loader.epochs = " + std::to_string(o.epochs) + ": must be at least 0");
    need(o.epochs > 0 || !core_->pipeline->needs_epochs(), "config.conflict",
         "Loader.epochs: must be given, as a schedule of the pipeline closes at their end; or give that Schedule a total");
    need(o.decode.backend == io::Backend::cpu || core_->device, "config.conflict",
         "Loader.decode.backend = nvjpeg: must be cpu where pictures are rendered on the CPU; or give the loader a CUDA device");
    if (o.sampler) std::visit([](const auto& s) { checked(s); }, *o.sampler);
    need(schedule().steps() > 0, "config.empty",
         "Loader: must have at least one batch, but " + std::to_string(schedule().samples()) + " samples do not fill a global batch of " +
             std::to_string(global_batch()) + "; lower batch_size or set tail to short or wrap");
    need(o.on_error == OnError::raise || o.max_errors > 0, "config.conflict",
         "Loader.max_errors = 0: must say how many bad samples are accepted when on_error is " + std::string(enum_names<OnError>[static_cast<std::size_t>(o.on_error)]) +
             "; 1.0 accepts any");
  }

  void submit(const EpochSchedule& schedule) {
    const LoaderOptions& o = core_->options;
    const Slice slice = schedule.slice(next_step_, o.rank, o.world_size);
    auto batch = std::make_shared<detail::PendingBatch>();
    batch->step = next_step_++;
    batch->positions = slice;
    const int views = core_->pipeline->views();
    const bool pads = o.pad.value_or(o.world_size > 1);
    const std::int64_t n = pads ? o.batch_size : slice.size();
    batch->rows.resize(static_cast<std::size_t>(n * views));
    const std::int64_t each = core_->each();
    if (slice.size() > 0) batch->open_tasks = static_cast<int>((slice.size() + each - 1) / each) + 1;
    cpu::ThreadPool& pool = cpu::ThreadPool::shared(o.threads > 0 ? o.threads : cpu::available_processors());
    for (std::int64_t p = slice.begin; p < slice.end; p += each) {
      const Slice group{p, std::min(p + each, slice.end)};
      const auto row = static_cast<std::size_t>((p - slice.begin) * views);
      {
        const std::lock_guard lock(core_->mutex);
        ++core_->running;
      }
      pool.submit([core = core_, batch, schedule, group, row] {
        core->run(*batch, schedule, group, row);
      });
    }
    pending_.push_back(std::move(batch));
  }
  /// Gives up what is in work and waits for the tasks that run.
  void stop() {
    if (!core_) return;
    core_->cancelled = true;
    {
      std::unique_lock lock(core_->mutex);
      core_->done.wait(lock, [&] { return core_->running == 0; });
    }
    core_->cancelled = false;
    pending_.clear();
    next_step_ = (consumed_ + global_batch() - 1) / global_batch();
  }

  std::shared_ptr<detail::LoaderCore> core_;
  std::deque<std::shared_ptr<detail::PendingBatch>> pending_;
  mutable std::optional<EpochSchedule> schedule_;
  std::uint32_t epoch_;
  std::int64_t next_step_ = 0, consumed_ = 0, batches_ = 0, waited_ = 0;
  bool started_ = false;
  ErrorBudget budget_;
  LoaderState fingerprint_;
  std::string state_;
};

}  // namespace smalti
