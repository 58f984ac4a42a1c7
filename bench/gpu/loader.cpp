// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "case.hpp"
#include "measure.hpp"

#include <smalti/cuda/batch_renderer.hpp>
#include <smalti/data/loader.hpp>
#include <smalti/data/sequence.hpp>
#include <smalti/ops/ColorJitter.hpp>
#include <smalti/ops/Normalize.hpp>
#include <smalti/ops/RandomHorizontalFlip.hpp>
#include <smalti/ops/RandomResizedCrop.hpp>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace smalti::bench {
namespace {

using Files = std::vector<std::string>;

/// The JPEG files of a folder, in the order of their names.
std::shared_ptr<const Files> read_files(const std::string& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& file : std::filesystem::directory_iterator(folder))
    if (std::string e = file.path().extension(); e == ".jpg" || e == ".jpeg" || e == ".JPEG")
      paths.push_back(file.path());
  std::sort(paths.begin(), paths.end());
  auto files = std::make_shared<Files>();
  for (const auto& path : paths) {
    std::ifstream in(path, std::ios::binary);
    files->emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  if (files->empty()) raise("file.missing", folder + ": holds no JPEG file");
  return files;
}
/// The files over and over, until there are so many.
Sequence repeated(const std::shared_ptr<const Files>& files, int count) {
  std::vector<Sequence::Entry> entries;
  for (std::size_t k = 0; k < static_cast<std::size_t>(count); ++k)
    entries.push_back({std::as_bytes(std::span((*files)[k % files->size()])), {}, {}});
  return Sequence(std::move(entries), files);
}
double cpu_ms() { return 1e3 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

const auto chain = compose(RandomResizedCrop{.size = {224, 224}}, RandomHorizontalFlip{},
                           ColorJitter{.brightness = 0.4f, .contrast = 0.4f, .saturation = 0.4f, .hue = 0.1f},
                           Normalize{.mean = imagenet_mean, .std = imagenet_std});
using Chain = std::remove_const_t<decltype(chain)>;

/// Epochs of a loader that renders on the device, on all processors.
class LoaderCase final : public Case {
 public:
  LoaderCase(const Setting& setting, int batch, int batches)
      : pictures_(batch * batches),
        loader_(repeated(read_files(setting.photos), pictures_), chain,
                {.batch_size = batch, .seed = 7, .dtype = Dtype::float16},
                std::make_shared<cuda::BatchRenderer<Chain::StepList, cuda::RgbBytes>>(cuda::current_device())) {}

  Value about() const override {
    return Value::Object{
        {"operators", *chain.value().find("ops")}, {"samples", pictures_}, {"threads", cpu::available_processors()}};
  }
  Value round() override {
    const double cpu = cpu_ms();
    int seen = 0;
    const double spent = host_ms([&] {
      for (const Batch& batch : loader_) {
        batch.images.device->lend(reinterpret_cast<std::intptr_t>(stream_.get()));
        seen += static_cast<int>(batch.images.view.shape[0]);
      }
      check(cudaStreamSynchronize(stream_.get()), "cudaStreamSynchronize");
    });
    if (seen != pictures_)
      raise("internal", "an epoch of " + std::to_string(pictures_) + " pictures gave " + std::to_string(seen));
    return Value::Object{{"end_to_end_ms", spent}, {"cpu_ms_a_sample", (cpu_ms() - cpu) / pictures_}};
  }

 private:
  int pictures_;
  cuda::Owned<cudaStream_t> stream_ = cuda::make_stream();
  Loader loader_;
};

/// The same files decoded on all processors and nothing else: the limit of whoever decodes there. `region`: only what
/// the crops look at.
class DecodeCase final : public Case {
 public:
  DecodeCase(const Setting& setting, int pictures, bool region)
      : files_(read_files(setting.photos)), pictures_(pictures), region_(region) {}

  Value about() const override {
    return Value::Object{{"samples", pictures_}, {"threads", cpu::available_processors()}};
  }
  Value round() override {
    const double cpu = cpu_ms();
    std::atomic<int> next = 0, broken = 0;
    const double spent = host_ms([&] {
      std::vector<std::jthread> threads;
      for (int t = 0; t < cpu::available_processors(); ++t)
        threads.emplace_back([&] {
          io::Decode how;
          how.region = region_;
          GroupRunner runner(std::make_shared<Chain>(chain), nullptr, how);
          std::vector<Item> items(1);
          const std::vector<char> valid(1, 1);
          for (int k = next++; k < pictures_; k = next++) {
            items[0].encoded = std::as_bytes(std::span((*files_)[static_cast<std::size_t>(k) % files_->size()]));
            const std::vector<SampleCoord> at{{static_cast<std::uint64_t>(k), 0, 0}};
            if (runner.prepare(items, at, valid, 0, {})) ++broken;
          }
        });
    });
    if (broken > 0) raise("internal", std::to_string(broken) + " files do not decode");
    return Value::Object{{"end_to_end_ms", spent}, {"cpu_ms_a_sample", (cpu_ms() - cpu) / pictures_}};
  }

 private:
  std::shared_ptr<const Files> files_;
  int pictures_;
  bool region_;
};

}  // namespace

std::vector<Entry> loaders(const Setting& setting) {
  const int batch = setting.dry ? 4 : 256, batches = setting.dry ? 2 : 16;
  return {
      {"loader, JPEG to 224 float16", "loader", [=] { return std::make_unique<LoaderCase>(setting, batch, batches); }},
      {"decode limit, whole files", "loader",
       [=] { return std::make_unique<DecodeCase>(setting, batch * batches, false); }},
      {"decode limit, regions of the crops", "loader",
       [=] { return std::make_unique<DecodeCase>(setting, batch * batches, true); }}};
}

}  // namespace smalti::bench
