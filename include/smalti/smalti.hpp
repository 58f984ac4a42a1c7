// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once

/// Everything that needs only the standard library: operators, plans and the CPU engine. Link smalti::smalti.
#include <smalti/cpu/apply.hpp>
#include <smalti/cpu/render.hpp>
#include <smalti/ops.hpp>
#include <smalti/plan/explain.hpp>
#include <smalti/plan/invert.hpp>
#include <smalti/plan/pipeline.hpp>
#include <smalti/version.hpp>
