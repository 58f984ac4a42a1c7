// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/data/loader_options.hpp>
#include <smalti/data/source.hpp>
#include <smalti/io/hash.hpp>
#include <smalti/io/json.hpp>
#include <smalti/plan/pipeline.hpp>
#include <smalti/version.hpp>

#include <cinttypes>
#include <cstdio>

namespace smalti {

/// Where a run stands: one state for all ranks, a few hundred bytes of JSON, no generator bytes.
struct LoaderState {
  static constexpr int format_version = 1;
  std::uint64_t seed = 0;
  std::uint32_t epoch = 0;
  std::int64_t samples_in_epoch = 0, global_batch = 0, num_samples = 0, epoch_length = 0;
  int group = 0;
  std::string partners = "group", tail, dataset, pipeline;
  std::optional<std::string> sampler;  ///< its name and the hash of its parameters

  /// What stays the same for the whole of a run; the place is still to be set.
  static LoaderState of(const Source& source, const AnyPipeline& pipeline, const LoaderOptions& o) {
    LoaderState s;
    s.seed = o.seed;
    s.global_batch = std::int64_t{o.batch_size} * o.world_size;
    s.num_samples = source.size();
    s.group = o.group;
    s.partners = enum_names<Partners>[static_cast<std::size_t>(o.partners)];
    s.tail = std::string(enum_names<Tail>[static_cast<std::size_t>(o.tail_rule())]) + (o.shuffles() ? "" : ", in order");
    s.dataset = hex(source.fingerprint());
    s.pipeline = hex(io::xxh3(canonical_json(pipeline.value())));
    if (o.sampler) {
      const Value v = sampler_value(*o.sampler);
      s.sampler = *v.find("op")->as<std::string>() + ' ' + hex(io::xxh3(canonical_json(v)));
    }
    return s;
  }

  std::string text() const {
    Value v = Value::Object{};
    v.set("format", format_version).set("seed", std::to_string(seed)).set("epoch", static_cast<std::int64_t>(epoch));
    v.set("samples_in_epoch", samples_in_epoch).set("global_batch", global_batch).set("group", group).set("partners", partners);
    v.set("num_samples", num_samples).set("epoch_length", epoch_length).set("tail", tail);
    v.set("rng", "philox-v1").set("order", "feistel-v1").set("dataset", dataset).set("sampler", sampler ? Value(*sampler) : Value{}).set("excluded", nullptr);
    return to_json(v.set("pipeline", pipeline).set("lib", version));
  }

  /// Throws StateError[state.truncated | state.format | state.version].
  static LoaderState parse(std::string_view text) {
    Result<Value> read = io::parse_json(text, "state");
    if (!read || !read->as<Value::Object>())
      raise("state.truncated", "state: must be the whole JSON text that state() gave; this one ends early or was changed");
    LoaderState s;
    const auto integer = [&](const char* key) {
      const Value* v = read->find(key);
      if (!v || !v->as<std::int64_t>()) raise("state.format", std::string(key) + ": must be an integer in a loader's state");
      return *v->as<std::int64_t>();
    };
    const auto string = [&](const char* key) {
      const Value* v = read->find(key);
      if (!v || !v->as<std::string>()) raise("state.format", std::string(key) + ": must be a string in a loader's state");
      return *v->as<std::string>();
    };
    if (integer("format") != format_version)
      raise("state.version", "format = " + std::to_string(integer("format")) + ": must be 1, the format that this version reads; update smalti");
    if (string("rng") != "philox-v1" || string("order") != "feistel-v1")
      raise("state.version", "rng, order = " + string("rng") + ", " + string("order") + ": must be philox-v1, feistel-v1; update smalti");
    s.seed = std::stoull(string("seed"));
    s.epoch = static_cast<std::uint32_t>(integer("epoch"));
    s.samples_in_epoch = integer("samples_in_epoch"), s.global_batch = integer("global_batch");
    s.num_samples = integer("num_samples"), s.epoch_length = integer("epoch_length");
    s.group = static_cast<int>(integer("group"));
    if (read->find("partners")) s.partners = string("partners");  // older states have none
    if (const Value* sampled = read->find("sampler"); sampled && !sampled->is_null()) s.sampler = string("sampler");
    s.tail = string("tail"), s.dataset = string("dataset"), s.pipeline = string("pipeline");
    return s;
  }

  /// Compares with the run that wants to go on; false if the epoch has to start anew. Throws StateError naming both values.
  bool check(const LoaderState& now, const LoaderOptions& o) const {
    const auto same = [](const char* field, const std::string& mine, const std::string& theirs, const char* remedy) {
      if (mine != theirs) raise("state.field", std::string(field) + " = " + mine + ": the checkpoint has " + theirs + "; " + remedy);
    };
    same("seed", std::to_string(now.seed), std::to_string(seed), "give the loader the checkpoint's seed");
    same("tail", now.tail, tail, "give the loader the checkpoint's tail and shuffle");
    if (!o.allow_pipeline_change)
      same("pipeline", "xxh3 " + now.pipeline, "xxh3 " + pipeline, "allow_pipeline_change keeps the place with the new pipeline");
    if (!o.allow_dataset_change)
      same("sampler", now.sampler.value_or("none"), sampler.value_or("none"),
           ("give the loader the checkpoint's sampler; allow_dataset_change starts epoch " + std::to_string(epoch) + " anew").c_str());
    const bool same_data = now.dataset == dataset && now.num_samples == num_samples && now.sampler == sampler;
    if (!o.allow_dataset_change)
      same("dataset", std::to_string(now.num_samples) + " samples (xxh3 " + now.dataset + ")", std::to_string(num_samples) + " samples (xxh3 " + dataset + ")",
           ("allow_dataset_change starts epoch " + std::to_string(epoch) + " anew").c_str());
    if (!same_data) return false;
    if (samples_in_epoch > 0 && now.group != group)
      same("group", std::to_string(now.group), std::to_string(group), "change it at the start of an epoch only");
    if (samples_in_epoch > 0) same("partners", now.partners, partners, "change it at the start of an epoch only");
    if (samples_in_epoch % now.global_batch != 0 && samples_in_epoch != epoch_length)
      raise("state.field", "global_batch = " + std::to_string(now.global_batch) + ": must divide the " + std::to_string(samples_in_epoch) +
                               " samples consumed; the checkpoint had " + std::to_string(global_batch));
    return true;
  }

 private:
  static std::string hex(std::uint64_t v) {
    char out[20];
    std::snprintf(out, sizeof out, "%016" PRIx64, v);
    return out;
  }
};

}  // namespace smalti
