// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Memory that is let go of while a kernel that reads it is still queued: the kernel must see what was delivered.
#include "device/spin.hpp"

#include <smalti/cuda/output.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;

constexpr int rounds = 10000, bytes = 4096;
constexpr long long cycles = 50000;

/// Delivers to one stream and, if there is a second, tells the ring that it reads, too.
void expect_no_stale_byte(cudaStream_t producer, std::initializer_list<cudaStream_t> consumers) {
  const auto ring = cuda::OutputRing::make(cuda::current_device());
  const auto counter = ring->take(sizeof(unsigned), producer);
  auto* const wrong = reinterpret_cast<unsigned*>(counter->data());
  cuda::check(cudaMemsetAsync(wrong, 0, sizeof(unsigned), producer), "cudaMemsetAsync");
  for (int k = 0; k < rounds; ++k) {
    const auto output = ring->take(bytes, producer);
    cuda::check(cudaMemsetAsync(output->data(), k & 255, bytes, producer), "cudaMemsetAsync");
    output->filled(producer);
    for (const cudaStream_t consumer : consumers) {
      output->deliver(consumer);
      cuda::check(smalti::testing::read_late(reinterpret_cast<const unsigned char*>(output->data()), bytes, static_cast<unsigned char>(k & 255), cycles, wrong, consumer), "read_late");
    }
  }  // ... where the output dies
  cuda::check(cudaDeviceSynchronize(), "cudaDeviceSynchronize");
  unsigned stale = 0;
  cuda::check(cudaMemcpy(&stale, wrong, sizeof stale, cudaMemcpyDeviceToHost), "cudaMemcpy");
  EXPECT_EQ(stale, 0u);
}

TEST(Lifetime, a_reader_on_the_producers_stream_sees_what_was_delivered) {
  const auto stream = cuda::make_stream();
  expect_no_stale_byte(stream.get(), {stream.get()});
}
TEST(Lifetime, a_reader_on_another_stream_does) {
  const auto stream = cuda::make_stream(), reader = cuda::make_stream();
  expect_no_stale_byte(stream.get(), {reader.get()});
}
TEST(Lifetime, readers_on_two_streams_do) {
  const auto stream = cuda::make_stream(), one = cuda::make_stream(), other = cuda::make_stream();
  expect_no_stale_byte(stream.get(), {one.get(), other.get()});
}

}  // namespace
