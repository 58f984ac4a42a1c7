// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/io/limits.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <span>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace smalti::io {

namespace detail {

inline Fault file_fault(const std::string& path, int error, const char* doing) {
  const char* code = error == ENOENT || error == ENOTDIR ? "io.not_found"
                     : error == EACCES || error == EPERM ? "io.denied"
                     : error == EISDIR                   ? "io.directory"
                     : error == ENAMETOOLONG             ? "io.name"
                     : error == ELOOP                    ? "io.not_found"
                                                         : "io.transient";
  return {code, path + ": cannot be " + doing + ", " + std::strerror(error)};
}
/// A descriptor that closes itself.
struct Descriptor {
  int fd;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
};

inline Result<std::span<const std::byte>> read_once(const std::string& path, std::vector<std::byte>& memory, const Limits& limits, std::size_t most, int& error) {
  error = 0;
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};  // a FIFO must not hang the run
  if (file.fd < 0) return error = errno, file_fault(path, error, "opened");
  struct stat info{};
  if (::fstat(file.fd, &info) != 0) return error = errno, file_fault(path, error, "read");
  if (S_ISDIR(info.st_mode)) return Fault{"io.directory", path + ": is a folder, not a picture"};
  if (!S_ISREG(info.st_mode)) return Fault{"io.not_regular", path + ": must be a regular file"};
  if (info.st_size > limits.max_file_bytes)
    return Fault{"limit.file_bytes", path + " = " + std::to_string(info.st_size) + " bytes: must be at most " + std::to_string(limits.max_file_bytes) +
                                         "; raise limits.max_file_bytes if the file is right"};
  const auto size = std::min(static_cast<std::size_t>(info.st_size), most);
  if (memory.size() < size) memory.resize(size);
  std::size_t have = 0;
  while (have < size) {
    const ssize_t n = ::pread(file.fd, memory.data() + have, size - have, static_cast<off_t>(have));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return error = errno, file_fault(path, error, "read");
    if (n == 0) return Fault{"io.short_read", path + ": ended after " + std::to_string(have) + " of " + std::to_string(size) + " bytes while being read"};
    have += static_cast<std::size_t>(n);
  }
  return std::span<const std::byte>(memory.data(), size);
}

}  // namespace detail

/// The bytes of a file, in `memory`, which is reused. Passing faults (EIO, EAGAIN, ETIMEDOUT, ESTALE) are tried again three
/// times, after 50, 200 and 800 ms. Never mapped: a file that is cut while mapped would end the process. `most`: only the
/// first so many.
inline Result<std::span<const std::byte>> read_file(const std::string& path, std::vector<std::byte>& memory, const Limits& limits,
                                                    std::size_t most = static_cast<std::size_t>(-1)) {
  for (const int wait_ms : {50, 200, 800, 0}) {
    int error = 0;
    auto bytes = detail::read_once(path, memory, limits, most, error);
    const bool passing = error == EIO || error == EAGAIN || error == ETIMEDOUT || error == ESTALE;
    if (!passing || wait_ms == 0) return bytes;
    std::this_thread::sleep_for(std::chrono::milliseconds(wait_ms));
  }
  return Fault{"io.transient", path};
}

}  // namespace smalti::io
