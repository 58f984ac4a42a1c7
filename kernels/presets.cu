// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Instantiates the kernels of the classification chains of RGB pictures, whose steps are a type and whose pictures are
// cropped, flipped and resized. No logic of its own.
#include <smalti/cuda/kernels.cuh>
#include <smalti/ops/ColorJitter.hpp>

namespace smalti::cuda {

template struct TileKernels<TypeList<>, TileKind<3, byte_layers>>;            // ... and normalised
template struct TileKernels<ColorJitter::Steps, TileKind<3, byte_layers>>;  // ... with brightness, contrast, saturation and hue

}  // namespace smalti::cuda
