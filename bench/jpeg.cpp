// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// What does JPEG cost on 512x512 RGB bytes, beside libjpeg-turbo's encoder and decoder, whose bytes it gives?
#include "support.hpp"

#include <smalti/smalti.hpp>

#include <cstddef>
#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>

namespace sm = smalti;

namespace {

constexpr sm::Extent extent{512, 512};
constexpr sm::Subsampling subsamplings[] = {sm::Subsampling::s444, sm::Subsampling::s422, sm::Subsampling::s420};

void finish(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * 2 * extent.area() * 3);
}

void ours(benchmark::State& state) {
  const auto images = sm::bench::pictures(extent, 8);
  const auto pipeline = sm::compose(
      sm::JPEG{.quality = static_cast<double>(state.range(0)), .subsampling = subsamplings[state.range(1)]});
  sm::cpu::Renderer<typename decltype(pipeline)::StepList> engine;
  std::vector<sm::SampleInput> in(1);
  in[0].picture.extent = extent;
  sm::GroupPlan plan;
  sm::Image out(extent, 3);
  std::size_t k = 0;
  for (auto _ : state) {
    pipeline.plan(in, {}, plan);
    const sm::SourcePixels source{images[k++ % 8].view(), sm::Rect::of(extent)};
    engine.render(plan.outputs[0].plan, {{&source, 1}, {}}, out.view());
    benchmark::DoNotOptimize(out.view().data);
  }
  finish(state);
}

void libjpeg(benchmark::State& state) {
  const auto images = sm::bench::pictures(extent, 8);
  sm::Image out(extent, 3);
  std::size_t k = 0;
  const auto row_of = [](const auto& view, JDIMENSION y) {
    return reinterpret_cast<JSAMPROW>(const_cast<std::byte*>(view.row(static_cast<int>(y))));
  };
  for (auto _ : state) {
    jpeg_error_mgr errors{};
    jpeg_compress_struct c{};
    c.err = jpeg_std_error(&errors);
    jpeg_create_compress(&c);
    unsigned char* file = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&c, &file, &size);
    c.image_width = extent.width, c.image_height = extent.height;
    c.input_components = 3;
    c.in_color_space = JCS_RGB;
    jpeg_set_defaults(&c);
    jpeg_set_quality(&c, static_cast<int>(state.range(0)), TRUE);
    c.comp_info[0].h_samp_factor = state.range(1) ? 2 : 1;
    c.comp_info[0].v_samp_factor = state.range(1) == 2 ? 2 : 1;
    jpeg_start_compress(&c, TRUE);
    const sm::ImageView from = images[k++ % 8].view();
    while (c.next_scanline < c.image_height) {
      JSAMPROW row = row_of(from, c.next_scanline);
      jpeg_write_scanlines(&c, &row, 1);
    }
    jpeg_finish_compress(&c);
    jpeg_destroy_compress(&c);
    jpeg_decompress_struct d{};
    d.err = &errors;
    jpeg_create_decompress(&d);
    jpeg_mem_src(&d, file, size);
    jpeg_read_header(&d, TRUE);
    jpeg_start_decompress(&d);
    while (d.output_scanline < d.output_height) {
      JSAMPROW row = row_of(out.view(), d.output_scanline);
      jpeg_read_scanlines(&d, &row, 1);
    }
    jpeg_finish_decompress(&d);
    jpeg_destroy_decompress(&d);
    std::free(file);
    benchmark::DoNotOptimize(out.view().data);
  }
  finish(state);
}

void axes(benchmark::internal::Benchmark* b) {
  b->ArgNames({"quality", "subsampling"});
  for (const int quality : {20, 50, 90})
    for (const int subsampling : {0, 2}) b->Args({quality, subsampling});
}
BENCHMARK(ours)->Name("jpeg/smalti")->Apply(axes);
BENCHMARK(libjpeg)->Name("jpeg/libjpeg")->Apply(axes);

void copy(benchmark::State& state) { sm::bench::copy_floor(state, 512 * 512 * 3, 512 * 512 * 3); }
BENCHMARK(copy)->Name("jpeg/copy");

}  // namespace
