// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// How fast are batches on a GPU, on the device and end to end, beside a copy of the bytes that they must read and
// write?
//
// Without --serve every case takes its rounds and gives a line. With it, the first line of the output is what is here,
// and each case that is named on a line of the input gives one round, as a line of JSON: compare.py asks, and asks
// others in turn.
#include "case.hpp"
#include "measure.hpp"
#include "texture.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string_view>

namespace sm = smalti;
using namespace sm::bench;

namespace {

sm::Value describe_device(const std::vector<Entry>& entries) {
  cudaDeviceProp device{};
  check(cudaGetDeviceProperties(&device, sm::cuda::current_device()), "cudaGetDeviceProperties");
  int driver = 0;
  check(cudaDriverGetVersion(&driver), "cudaDriverGetVersion");
  sm::Value::Array cases;
  for (const Entry& e : entries) cases.push_back(sm::Value::Object{{"name", e.name}, {"kind", e.kind}});
  std::int64_t sum = 0;
  const sm::Image sample = textured({13, 17}, sm::Dtype::uint8, 3);
  for (std::size_t k = 0; k < sample.bytes(); ++k)
    sum += static_cast<std::int64_t>(k + 1) * std::to_integer<std::int64_t>(sample.view().data[k]);
  return sm::Value::Object{{"device", std::string(device.name)},
                           {"driver", sm::cuda::detail::version_text(driver)},
                           {"toolkit", sm::cuda::detail::version_text(CUDART_VERSION)},
                           {"texture", sum},
                           {"cases", cases}};
}

/// Makes one case after the other, and keeps the last.
class Bench {
 public:
  explicit Bench(std::vector<Entry> entries) : entries_(std::move(entries)) {}
  const std::vector<Entry>& entries() const { return entries_; }

  /// A round of a case; what goes wrong stands in its place.
  sm::Value round(std::string_view name) {
    try {
      if (!now_ || name_ != name) {
        now_.reset();
        name_ = name;
        const auto entry =
            std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.name == name; });
        if (entry == entries_.end()) return sm::Value::Object{{"error", "there is no such case"}};
        now_ = entry->make();
      }
      return sm::Value::Object{{"about", now_->about()}, {"ms", now_->round()}};
    } catch (const std::exception& e) {
      now_.reset();
      return sm::Value::Object{{"error", std::string(e.what())}};
    }
  }

 private:
  std::vector<Entry> entries_;
  std::string name_;
  std::unique_ptr<Case> now_;
};

}  // namespace

int main(int argc, char** argv) try {
  Setting setting;
  bool serve = false;
  for (int k = 1; k < argc; ++k) {
    const std::string_view arg = argv[k];
    if (arg == "--serve") serve = true;
    else if (arg == "--dry") setting.dry = true;
    else if (arg == "--photos" && k + 1 < argc) setting.photos = argv[++k];
    else return std::fprintf(stderr, "usage: smalti_bench_gpu [--serve] [--dry] [--photos FOLDER]\n"), 2;
  }
  sm::cuda::device_count();
  std::vector<Entry> entries;
  for (const auto list : {&chains, &loaders, &operators})
    for (Entry& e : list(setting)) entries.push_back(std::move(e));
  Bench bench(std::move(entries));
  const sm::Value here = describe_device(bench.entries());
  std::cout << sm::to_json(here) << std::endl;
  if (serve) {
    for (std::string name; std::getline(std::cin, name);) std::cout << sm::to_json(bench.round(name)) << std::endl;
    return 0;
  }
  for (const Entry& e : bench.entries()) {
    bench.round(e.name);
    std::cout << e.name << ": " << sm::to_json(bench.round(e.name)) << std::endl;
  }
  return 0;
} catch (const sm::DeviceError& error) {
  std::printf("nothing was measured: %s\n", error.what());
  return error.code() == "device.driver" || error.code() == "device.none" ? 0 : 1;
}
