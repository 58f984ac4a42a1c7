// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/axis.hpp>
#include <smalti/core/image.hpp>
#include <smalti/pixel/filters.hpp>
#include <smalti/plan/engine.hpp>

#include <memory>

namespace smalti::python {

/// The CPU engine as one build has it. A shared object of its own for each instruction set, so that no function of one is
/// ever linked into another; the planner, the loader and the bindings are compiled once and use the build that was chosen.
struct EngineBuild {
  static constexpr const char* capsule = "smalti.engine";  ///< name of the Python capsule that holds one

  const char* isa;
  std::unique_ptr<Engine> (*make)();
  /// Resizes along both axes into `out`, of the same dtype and channels. Throws ParamError unless pixels are u8 or f32.
  void (*resize)(ImageView in, const Axis& x, const Axis& y, Interpolation filter, AxisOrder order, MutableImageView out);
};

/// What the module for devices gives the loader, in a capsule as well.
struct DeviceBuild {
  static constexpr const char* capsule = "smalti.device_engine";

  /// The engine of one device. `memory_limit`: bytes of batches that are out or rest, together; 0: what the device has.
  /// `any_stream`: batches that were let go of wait for everything that the device does then. Throws DeviceError.
  std::shared_ptr<BatchEngine> (*make)(int device, std::size_t memory_limit, bool any_stream);
};

}  // namespace smalti::python
