// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/value.hpp>
#include <smalti/data/loader_options.hpp>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <map>
#include <string>
#include <vector>

namespace smalti {

/// One sample that could not be used, and why.
struct BadSample {
  std::int64_t position = 0, id = 0, source_id = 0;
  std::uint32_t epoch = 0;
  std::string name;
  Fault fault;
  bool fatal = false;  ///< not the sample's fault: thrown whatever the policy
};

/// Counts bad samples against what the run accepts, and writes each into the report.
class ErrorBudget {
 public:
  explicit ErrorBudget(const LoaderOptions& o) : action_(o.on_error), limit_(o.max_errors), path_(o.report) {
    if (o.world_size > 1 && !path_.empty()) path_ += ".rank" + std::to_string(o.rank);
  }

  /// Enters the bad samples of a batch for which `read` samples were read. Throws the first one under `raise`, TooManyErrors beyond the limit.
  void spend(std::vector<BadSample>& bad, std::int64_t read, int rank) {
    seen_ += read;
    if (bad.empty()) return;
    std::stable_sort(bad.begin(), bad.end(), [](const BadSample& a, const BadSample& b) { return a.position < b.position; });
    for (const BadSample& b : bad) write(b, rank);
    for (const BadSample& b : bad) {
      if (b.fatal || action_ == OnError::raise) smalti::raise(b.fault);
      ++spent_;
      ++by_code_[b.fault.code];
    }
    const bool rate = limit_ <= 1;
    const bool beyond = rate ? limit_ < 1 && seen_ >= 200 && static_cast<double>(spent_) > limit_ * static_cast<double>(seen_)
                             : static_cast<double>(spent_) > limit_;
    if (!beyond) return;
    std::vector<std::pair<std::int64_t, std::string>> codes;
    for (const auto& [code, n] : by_code_) codes.emplace_back(-n, code);
    std::sort(codes.begin(), codes.end());
    std::string commonest;
    for (std::size_t i = 0; i < std::min<std::size_t>(10, codes.size()); ++i)
      commonest += (i ? ", " : "") + codes[i].second + " " + std::to_string(-codes[i].first);
    char share[32];
    std::snprintf(share, sizeof share, "%.2f", 100.0 * static_cast<double>(spent_) / static_cast<double>(seen_));
    smalti::raise("budget.exceeded", std::to_string(spent_) + " of " + std::to_string(seen_) + " samples (" + share + " %): max_errors is " +
                                         text_of(limit_) + "; commonest " + commonest + (path_.empty() ? "; set report to list them" : "; all in " + path_));
  }
  std::int64_t spent() const { return spent_; }

 private:
  void write(const BadSample& b, int rank) {
    if (path_.empty()) return;
    Value line = Value::Object{};
    line.set("t", static_cast<std::int64_t>(std::time(nullptr))).set("code", b.fault.code).set("uri", b.name).set("sample", b.id);
    line.set("epoch", static_cast<std::int64_t>(b.epoch)).set("message", b.fault.message.substr(0, 2048));
    line.set("action", enum_names<OnError>[static_cast<std::size_t>(action_)]).set("rank", rank);
    std::FILE* f = std::fopen(path_.c_str(), "a");
    if (!f) {
      if (!std::exchange(warned_, true)) std::fprintf(stderr, "smalti: report %s: cannot be written; bad samples are only counted\n", path_.c_str());
      return;
    }
    const std::string text = to_json(line) + "\n";
    std::fwrite(text.data(), 1, text.size(), f);
    std::fclose(f);
  }

  OnError action_;
  double limit_;
  std::string path_;
  std::int64_t seen_ = 0, spent_ = 0;
  std::map<std::string, std::int64_t> by_code_;
  bool warned_ = false;
};

}  // namespace smalti
