// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once

/// The instruction set that this translation unit was compiled for names the inline namespace of the CPU engine, so that
/// translation units built with different flags never share a function. SMALTI_WITH_GENERIC asks for the plain twins of
/// all intrinsics, whatever the compiler may use.
#if defined(SMALTI_WITH_GENERIC) || !defined(__AVX2__)
#define SMALTI_WITH_ISA generic
#elif defined(__AVX512BW__) && defined(__AVX512VL__) && defined(__AVX512VBMI__) && defined(__AVX512VNNI__)
#define SMALTI_WITH_AVX2 1
#define SMALTI_WITH_AVX512 1
#define SMALTI_WITH_ISA avx512
#else
#define SMALTI_WITH_AVX2 1
#define SMALTI_WITH_ISA avx2
#endif
