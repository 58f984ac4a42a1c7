// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once

/// Files, decoding and the loader. Link smalti::io. Test-time views hold every operator, which takes long to compile:
/// they are a header of their own, smalti/data/tta.hpp.
#include <smalti/data/coco.hpp>
#include <smalti/data/image_folder.hpp>
#include <smalti/data/loader.hpp>
#include <smalti/data/merge.hpp>
#include <smalti/data/pascal_voc.hpp>
#include <smalti/data/sequence.hpp>
#include <smalti/data/stitch.hpp>
#include <smalti/data/stitch_dense.hpp>
#include <smalti/data/tile.hpp>
#include <smalti/data/tiled.hpp>
#include <smalti/io/decode.hpp>
#include <smalti/smalti.hpp>
