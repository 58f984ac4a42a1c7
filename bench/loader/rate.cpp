// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// The C++ half of loader/compare.py: epochs through a Loader on request, their seconds on standard output.
#include "support/any_pipeline.hpp"

#include <smalti/data/image_folder.hpp>
#include <smalti/data/loader.hpp>
#include <smalti/io/json.hpp>

#include <chrono>
#include <cstdio>
#include <iostream>
#include <memory>

namespace sm = smalti;

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: %s FOLDER PIPELINE.json BATCH_SIZE THREADS; an epoch for every line on standard input\n", argv[0]);
    return 2;
  }
  try {
    std::vector<std::byte> memory;
    const auto bytes = sm::io::read_file(argv[2], memory, {}).value();
    const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const sm::Value json = sm::io::parse_json(text, argv[2]).value();
    const auto pipeline = std::make_shared<const sm::Pipeline>(sm::testing::read_pipeline(json, argv[2]));
    sm::Loader loader{std::make_shared<const sm::ImageFolder>(argv[1]), pipeline, sm::testing::make_engine,
                      {.batch_size = std::atoi(argv[3]), .seed = 1, .threads = std::atoi(argv[4])}};
    for (std::string line; std::getline(std::cin, line);) {
      const auto begin = std::chrono::steady_clock::now();
      std::int64_t images = 0;
      for (const sm::Batch& batch : loader) images += batch.images.view.shape[0];
      const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
      std::printf("%lld %.6f\n", static_cast<long long>(images), spent.count());
      std::fflush(stdout);
    }
  } catch (const sm::Error& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
}
