// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <unordered_map>
#include <vector>

namespace smalti::cuda {

/// Where a batch lies on the device: three pieces of memory, each aligned to 256 bytes.
struct BatchMemory {
  std::byte* records = nullptr;  ///< what is copied there, at once
  std::byte* zeroed = nullptr;   ///< zeros before the first launch
  std::byte* scratch = nullptr;  ///< anything
};

/// Lays out the memory of a batch while its records are written on the host. Addresses are the device's, which may not be
/// known yet; then only the sizes are right.
class FlatMemory {
 public:
  std::span<const std::byte> records() const { return records_; }
  std::size_t zeroed_bytes() const { return zeroed_; }
  std::size_t scratch_bytes() const { return scratch_; }

 protected:
  void begin(BatchMemory where) {
    where_ = where;
    records_.clear(), shared_.clear(), zeroed_ = scratch_ = 0;
  }
  template <class T>
  T* put(const T* from, std::size_t count) {
    static_assert(std::is_trivially_copyable_v<T>);
    const std::size_t at = (records_.size() + 15) / 16 * 16;
    records_.resize(at + count * sizeof(T));
    if (count > 0) std::memcpy(records_.data() + at, from, count * sizeof(T));
    return at_offset<T>(where_.records, at);
  }
  template <class T>
  T* put(const T& one) { return put(&one, 1); }
  /// Puts what the samples of a batch share, once.
  template <class T>
  const T* put_once(const T* from, std::size_t count) {
    const auto [place, is_new] = shared_.try_emplace(from, (records_.size() + 15) / 16 * 16);
    return is_new ? put(from, count) : at_offset<T>(where_.records, place->second);
  }
  template <class T>
  T* scratch(std::size_t count) { return reserve<T>(where_.scratch, scratch_, count); }
  template <class T>
  T* zeroed(std::size_t count) { return reserve<T>(where_.zeroed, zeroed_, count); }

 private:
  template <class T>
  static T* reserve(std::byte* base, std::size_t& used, std::size_t count) {
    const std::size_t at = (used + 255) / 256 * 256;
    used = at + count * sizeof(T);
    return at_offset<T>(base, at);
  }
  template <class T>
  static T* at_offset(std::byte* base, std::size_t at) {
    return reinterpret_cast<T*>(reinterpret_cast<std::uintptr_t>(base) + at);
  }

  BatchMemory where_;
  std::vector<std::byte> records_;
  std::unordered_map<const void*, std::size_t> shared_;  ///< what put_once() put, and where
  std::size_t zeroed_ = 0, scratch_ = 0;
};

}  // namespace smalti::cuda
