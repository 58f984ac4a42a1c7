// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// nvJPEG of the device that stands in: it decodes as the host does, when its turn comes, and reads the files until then.
#pragma once
#include <smalti/cuda/nvjpeg.hpp>
#include <smalti/io/decode.hpp>

#include <atomic>

namespace smalti::testing {

struct LateNvJpeg {
  static inline std::atomic<int> handles = 0, states = 0, streams = 0, batches = 0;  ///< objects that are there, and calls
  static inline bool refuses_batches = false;                                        ///< of more than one file
  struct State { int batch = 0, format = 0; };

  /// As the library's own functions; this device has no engine for JPEG. A damaged file is found when it is decoded.
  static cuda::NvJpeg functions() {
    cuda::NvJpeg n;
    n.get_property = [](int which, int* value) { return *value = which == 0 ? 13 : which; };
    n.create = [](int backend, void*, void*, unsigned flags, void** handle) {
      if (backend == cuda::NvJpeg::hardware || flags != cuda::NvJpeg::strict) return 7;
      return *handle = &handles, ++handles, 0;
    };
    n.destroy = [](void*) { return --handles, 0; };
    n.state_create = [](void*, void** state) { return *state = new State, ++states, 0; };
    n.state_destroy = [](void* state) { return delete static_cast<State*>(state), --states, 0; };
    n.stream_create = [](void*, void** stream) { return *stream = new bool, ++streams, 0; };
    n.stream_destroy = [](void* stream) { return delete static_cast<bool*>(stream), --streams, 0; };
    n.parse = [](void*, const unsigned char* data, std::size_t length, int, int, void* stream) {
      const auto header = io::read_header({reinterpret_cast<const std::byte*>(data), length}, {}, "");
      if (!header) return 3;
      return *static_cast<bool*>(stream) = !header->progressive, 0;
    };
    n.batch_supported = [](void*, void* stream, int* supported) { return *supported = *static_cast<bool*>(stream) ? 0 : 1, 0; };
    n.batch_initialize = [](void*, void* state, int batch, int, int format) { return *static_cast<State*>(state) = {batch, format}, 0; };
    n.batch_decode = [](void*, void* state, const unsigned char* const* data, const std::size_t* lengths, cuda::NvJpeg::Image* to, cudaStream_t stream) {
      ++batches;
      const auto [batch, format] = *static_cast<State*>(state);
      if (batch > 1 && refuses_batches) return 3;
      for (int k = 0; k < batch; ++k) {
        const std::span file(reinterpret_cast<const std::byte*>(data[k]), lengths[k]);
        Image image;
        if (!decode(file, format, image)) return 3;
        stand_in::machine().of(stream).push([=, out = to[k]] {
          Image late;
          decode(file, format, late);
          const ImageView from = std::as_const(late).view();
          for (int y = 0; y < from.extent.height; ++y) std::memcpy(out.channel[0] + static_cast<std::size_t>(y) * out.pitch[0], from.row(y), static_cast<std::size_t>(from.row_stride));
        });
      }
      return 0;
    };
    return n;
  }

 private:
  static bool decode(std::span<const std::byte> file, int format, Image& out) {
    io::Decoder decoder;
    const io::Decode how{.mode = format == cuda::NvJpeg::luma ? io::ColourMode::gray : io::ColourMode::rgb};
    const auto header = decoder.header(file, how, "");
    return header && decoder.decode(file, *header, how, std::nullopt, out, "");
  }
};

}  // namespace smalti::testing
