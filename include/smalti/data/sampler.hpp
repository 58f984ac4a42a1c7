// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/checked.hpp>
#include <smalti/core/fixed.hpp>
#include <smalti/core/random.hpp>
#include <smalti/data/schedule.hpp>
#include <smalti/data/source.hpp>
#include <smalti/io/hash.hpp>
#include <smalti/plan/to_value.hpp>

#include <algorithm>
#include <cinttypes>
#include <cmath>
#include <limits>
#include <variant>
#include <vector>

namespace smalti {

/// How the repeat factors of a sample's classes become the sample's own.
enum class RepeatCombine : std::uint8_t { max, geometric_mean };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<RepeatCombine>{"max", "geometric_mean"};
/// What is counted for the frequency of a class: samples with it, or the geometric mean of the shares of samples and of
/// instances.
enum class ClassFrequency : std::uint8_t { image, image_instance };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<ClassFrequency>{"image", "image_instance"};
/// What becomes of the fraction of a repeat factor: a copy with that probability, or always one.
enum class RepeatRounding : std::uint8_t { stochastic, ceil };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<RepeatRounding>{"stochastic", "ceil"};

namespace detail {

inline constexpr u32 repeat_tag = 0x52465343;  // 'RFSC'
inline constexpr int max_class = 1 << 24;

/// Calls f(index, ids) for every sample of a source, `ids` its classes, one an instance, ascending.
template <class F>
void for_each_classes(const Source& source, F f) {
  std::vector<int> ids;
  for (std::int64_t i = 0; i < source.size(); ++i) {
    source.class_ids(i, ids);
    std::sort(ids.begin(), ids.end());
    if (!ids.empty() && (ids.front() < 0 || ids.back() >= max_class))
      raise("label.class", source.name(i) + ": class " + std::to_string(ids.front() < 0 ? ids.front() : ids.back()) +
                               ": must be in [0, " + std::to_string(max_class) + ") for a sampler to count it; number the classes anew");
    f(i, ids);
  }
}
inline void keep_distinct(std::vector<int>& ascending) { ascending.erase(std::unique(ascending.begin(), ascending.end()), ascending.end()); }
inline std::int64_t& at_class(std::vector<std::int64_t>& counts, int c) {
  if (static_cast<std::size_t>(c) >= counts.size()) counts.resize(static_cast<std::size_t>(c) + 1);
  return counts[static_cast<std::size_t>(c)];
}

/// Sample i comes ends[i + 1] - ends[i] times, in the order of the samples.
class RepeatedSamples final : public EpochSamples {
 public:
  explicit RepeatedSamples(std::vector<std::int64_t> ends) : ends_(std::move(ends)) {
    for (std::size_t i = 1; i < ends_.size(); ++i) most_ = std::max(most_, ends_[i] - ends_[i - 1]);
  }
  std::int64_t size() const override { return ends_.back(); }
  Pick operator[](std::int64_t virtual_index) const override {
    const auto end = std::upper_bound(ends_.begin(), ends_.end(), virtual_index);
    const std::int64_t first = *(end - 1);
    return {end - ends_.begin() - 1, static_cast<u32>(virtual_index - first), static_cast<u32>(*end - first)};
  }
  std::uint32_t most_copies() const override { return static_cast<u32>(std::min<std::int64_t>(most_, std::numeric_limits<u32>::max())); }

 private:
  std::vector<std::int64_t> ends_;  ///< prefix sums, from 0 on
  std::int64_t most_ = 0;
};

/// Virtual index v is the next sample of class v mod K, each class in an order of its own.
class ClassSamples final : public EpochSamples {
 public:
  ClassSamples(const Source& source, std::int64_t length, u64 seed, u32 epoch) : length_(length) {
    std::vector<std::int64_t> counts, slot;
    for_each_classes(source, [&](std::int64_t, std::vector<int>& ids) {
      keep_distinct(ids);
      for (const int c : ids) ++at_class(counts, c);
    });
    std::int64_t filled = 0;
    for (std::size_t c = 0; c < counts.size(); ++c) {
      slot.push_back(static_cast<std::int64_t>(classes_.size()));
      if (counts[c] == 0) continue;  // a class without samples is left out
      classes_.push_back({filled, counts[c], EpochOrder(static_cast<u64>(counts[c]), seed, epoch | u64{c} << 32, 5)});
      filled += counts[c];
    }
    if (classes_.empty()) raise("config.empty", "ClassBalancedSampler: must have at least one labelled sample in the source");
    members_.resize(static_cast<std::size_t>(filled));
    std::vector<std::int64_t> next;
    for (const Class& c : classes_) next.push_back(c.first);
    for_each_classes(source, [&](std::int64_t i, std::vector<int>& ids) {
      keep_distinct(ids);
      std::int64_t rounds = 0;
      for (const int c : ids) rounds = std::max(rounds, rounds_of(slot[static_cast<std::size_t>(c)]));
      const std::int64_t copies = rounds * static_cast<std::int64_t>(ids.size());
      most_ = std::max(most_, copies);
      for (std::size_t place = 0; place < ids.size(); ++place) {
        const auto k = static_cast<std::size_t>(slot[static_cast<std::size_t>(ids[place])]);
        members_[static_cast<std::size_t>(next[k]++)] = {i, static_cast<u32>(place), static_cast<u32>(ids.size()), static_cast<u32>(copies)};
      }
    });
  }
  std::int64_t size() const override { return length_; }
  Pick operator[](std::int64_t virtual_index) const override {
    const auto count = static_cast<std::int64_t>(classes_.size());
    const Class& c = classes_[static_cast<std::size_t>(virtual_index % count)];
    const std::int64_t j = virtual_index / count;
    const Member& m = members_[static_cast<std::size_t>(c.first + static_cast<std::int64_t>(c.order(static_cast<u64>(j % c.size))))];
    return {m.index, static_cast<u32>(j / c.size) * m.classes + m.place, m.copies};
  }
  std::uint32_t most_copies() const override { return static_cast<u32>(std::min<std::int64_t>(most_, std::numeric_limits<u32>::max())); }

 private:
  struct Class {
    std::int64_t first, size;
    EpochOrder order;
  };
  struct Member {
    std::int64_t index;
    u32 place, classes, copies;
  };
  /// How often the class in slot k goes through its samples, begun rounds included.
  std::int64_t rounds_of(std::int64_t k) const {
    const auto count = static_cast<std::int64_t>(classes_.size());
    const std::int64_t share = length_ / count + (k < length_ % count), size = classes_[static_cast<std::size_t>(k)].size;
    return (share + size - 1) / size;
  }
  std::int64_t length_, most_ = 0;
  std::vector<Class> classes_;
  std::vector<Member> members_;  ///< by class
};

}  // namespace detail

/// Repeats samples with rare classes: a class c that a share f_c of the samples has gets r_c = max(1, (t / f_c)^power), a
/// sample the largest r_c of its classes, 1 without any, and that many copies in the mean, drawn anew each epoch.
struct RepeatFactorSampler {
  double t = 0.001;
  double power = 0.5;
  RepeatCombine combine = RepeatCombine::max;
  ClassFrequency frequency = ClassFrequency::image;
  int max_repeat = 0;
  RepeatRounding rounding = RepeatRounding::stochastic;
  bool shuffle = true;

  static constexpr auto describe() {
    return about("Repeat samples with rare classes", "Gupta et al., LVIS, CVPR 2019; Yaman et al., 2023",
        field<&RepeatFactorSampler::t>{.doc = "classes that a smaller share of the samples has are repeated", .unit = "fraction", .min = 0, .max = 1},
        field<&RepeatFactorSampler::power>{.doc = "exponent of t / frequency: 0.5 evens out half of the imbalance, on a log scale, 1 all of it", .min = 0, .max = 4},
        field<&RepeatFactorSampler::combine>{.doc = "how a sample's factor follows from those of its classes"},
        field<&RepeatFactorSampler::frequency>{.doc = "image counts samples; image_instance takes the geometric mean with the share of instances"},
        field<&RepeatFactorSampler::max_repeat>{.doc = "bound of a sample's factor; 0 means none", .min = 0, .max = 65536},
        field<&RepeatFactorSampler::rounding>{.doc = "stochastic keeps the factor in the mean; ceil rounds every factor up"},
        field<&RepeatFactorSampler::shuffle>{.doc = "shuffle the epoch; false keeps copies side by side"});
  }

  /// The factor of every sample, at least 1.
  std::vector<double> factors(const Source& source) const {
    std::vector<std::int64_t> images, instances;
    std::int64_t all = 0;
    detail::for_each_classes(source, [&](std::int64_t, std::vector<int>& ids) {
      all += static_cast<std::int64_t>(ids.size());
      for (std::size_t k = 0; k < ids.size(); ++k) {
        ++detail::at_class(instances, ids[k]);
        if (k == 0 || ids[k] != ids[k - 1]) ++detail::at_class(images, ids[k]);
      }
    });
    std::vector<double> of_class(images.size(), 1.0), factor, own;
    for (std::size_t c = 0; c < images.size(); ++c) {
      if (images[c] == 0) continue;
      double f = static_cast<double>(images[c]) / static_cast<double>(source.size());
      if (frequency == ClassFrequency::image_instance) f = std::sqrt(f * (static_cast<double>(instances[c]) / static_cast<double>(all)));
      if (f < t) of_class[c] = power == 0.5 ? std::sqrt(t / f) : fixed_exp(power * fixed_log(t / f));
      if (max_repeat == 0 && of_class[c] > 65536)
        raise("param.range", "RepeatFactorSampler: class " + std::to_string(c) + " would be repeated " + text_of(std::floor(of_class[c])) +
                                 " times: must be at most 65536; lower power, or set max_repeat");
    }
    detail::for_each_classes(source, [&](std::int64_t, std::vector<int>& ids) {
      detail::keep_distinct(ids);
      own.clear();
      for (const int c : ids) own.push_back(of_class[static_cast<std::size_t>(c)]);
      std::sort(own.begin(), own.end());  // so that the numbers of the classes cannot change a sum
      double r = own.empty() ? 1.0 : own.back();
      if (combine == RepeatCombine::geometric_mean && r > 1) {
        double sum = 0;
        for (const double v : own) sum += fixed_log(v);
        r = fixed_exp(sum / static_cast<double>(own.size()));
      }
      factor.push_back(std::max(1.0, max_repeat > 0 ? std::min(r, static_cast<double>(max_repeat)) : r));
    });
    return factor;
  }

  /// The whole part of each factor, and one more with the probability of the rest. O(n) time and memory.
  std::shared_ptr<const EpochSamples> epoch(const Source& source, u64 seed, u32 epoch) const {
    std::vector<std::int64_t> ends{0};
    for (const double r : factors(source)) {
      const u64 id = ends.size() - 1;
      const double whole = std::floor(r), rest = r - whole;
      bool more = rest > 0;
      if (more && rounding == RepeatRounding::stochastic)
        more = bernoulli(philox4x32_10({low(id), high(id), detail::repeat_tag, epoch}, seed_key(seed))[0], rest);
      ends.push_back(ends.back() + static_cast<std::int64_t>(whole) + more);
    }
    return std::make_shared<const detail::RepeatedSamples>(std::move(ends));
  }
};

/// Every class equally often, without drawing with replacement: a class goes through all of its samples, in an order of
/// its own, before one comes again. Unlabelled samples never come.
struct ClassBalancedSampler {
  Required<std::int64_t> length;
  bool shuffle = true;

  static constexpr auto describe() {
    return about("Every class equally often", "",
        field<&ClassBalancedSampler::length>{.doc = "samples of an epoch", .unit = "samples", .min = 1, .max = 0x1p47, .example = 100},
        field<&ClassBalancedSampler::shuffle>{.doc = "shuffle the epoch; false takes the classes in turn"});
  }

  std::shared_ptr<const EpochSamples> epoch(const Source& source, u64 seed, u32 epoch) const {
    return std::make_shared<const detail::ClassSamples>(source, length.value, seed, epoch);
  }
};

/// Each sample in proportion to a weight of its own: length * weight / sum of the weights copies in the mean, rounded down
/// or up anew each epoch, and exactly `length` in all.
struct WeightedSampler {
  Required<std::vector<std::int64_t>> weights;
  std::int64_t length = 0;
  bool shuffle = true;

  static constexpr auto describe() {
    return about("Each sample in proportion to an integer weight", "",
        field<&WeightedSampler::weights>{.doc = "one a sample of the source", .min = 0, .max = 0x1p53, .example = 1},
        field<&WeightedSampler::length>{.doc = "samples of an epoch; 0 means as many as the source has", .unit = "samples", .min = 0, .max = 0x1p47},
        field<&WeightedSampler::shuffle>{.doc = "shuffle the epoch; false keeps copies side by side"});
  }

  std::shared_ptr<const EpochSamples> epoch(const Source& source, u64 seed, u32 epoch) const {
    if (static_cast<std::int64_t>(weights->size()) != source.size())
      raise("config.conflict", "WeightedSampler.weights = " + std::to_string(weights->size()) + " entries: must be one a sample of the source, " +
                                   std::to_string(source.size()));
    __extension__ using Wide = unsigned __int128;
    Wide sum = 0, before = 0;
    for (const std::int64_t w : weights.value) sum += static_cast<u64>(w);
    if (sum == 0 || sum >> 63) raise("param.range", "WeightedSampler.weights: must have a sum in [1, 2^63 - 1]; scale them");
    const Words w = philox4x32_10({0, 0xFFFF0000u, detail::repeat_tag, epoch}, seed_key(seed));
    const u64 u = below_u64(w[0], w[1], static_cast<u64>(sum));
    const auto total = static_cast<u64>(length > 0 ? length : source.size());
    std::vector<std::int64_t> ends{0};
    for (const std::int64_t weight : weights.value) {
      before += static_cast<u64>(weight);
      ends.push_back(static_cast<std::int64_t>((before * total + u) / sum));
    }
    return std::make_shared<const detail::RepeatedSamples>(std::move(ends));
  }
};

/// Which samples an epoch consists of, and how often each comes.
using Sampler = std::variant<RepeatFactorSampler, ClassBalancedSampler, WeightedSampler>;

/// The sampler with all its parameters.
inline Value sampler_value(const Sampler& sampler) {
  Value out = Value::Object{};
  std::visit([&](const auto& s) {
    out.set("op", name_of<std::remove_cvref_t<decltype(s)>>);
    detail::write_members(s, out);
  }, sampler);
  return out;
}

}  // namespace smalti
