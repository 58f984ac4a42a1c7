// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/cuda/error.hpp>

#include <gtest/gtest.h>

#include <cstdio>

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  try {
    smalti::cuda::device_count();
  } catch (const smalti::DeviceError& error) {
    std::printf("skipped: %s\n", error.what());
    return 77;  // what CTest takes for skipped
  }
  return RUN_ALL_TESTS();
}
