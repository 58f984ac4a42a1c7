// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace smalti {

/// A thing that went wrong, as a value: inside the library faults travel in Result, at its edge they are thrown.
///
/// `code` is stable and lower case, `area.fault` ("jpeg.truncated"); `message` says what, where, which rule and what to
/// do, in at most four lines.
struct Fault {
  std::string code;
  std::string message;
};

/// Base of everything smalti throws. what() is "Type [code] message".
class Error : public std::runtime_error {
 public:
  Error(std::string_view type, Fault fault)
      : std::runtime_error(std::string(type) + " [" + fault.code + "] " + fault.message), fault_(std::move(fault)) {}
  const std::string& code() const { return fault_.code; }
  const std::string& message() const { return fault_.message; }
  const Fault& fault() const { return fault_; }

 private:
  Fault fault_;
};

#define SMALTI_ERROR_TYPE(Name, Base)                                  \
  class Name : public Base {                                           \
   public:                                                             \
    explicit Name(Fault fault) : Base(#Name, std::move(fault)) {}      \
                                                                       \
   protected:                                                          \
    Name(std::string_view type, Fault fault) : Base(type, std::move(fault)) {} \
  }
SMALTI_ERROR_TYPE(IoError, Error);           ///< a file could not be opened or read
SMALTI_ERROR_TYPE(DecodeError, Error);       ///< bytes or an array are not a picture that can be used
SMALTI_ERROR_TYPE(LimitError, DecodeError);  ///< larger than a limit allows; nothing was allocated
SMALTI_ERROR_TYPE(TruncatedError, DecodeError);
SMALTI_ERROR_TYPE(UnsupportedError, DecodeError);
SMALTI_ERROR_TYPE(GeometryError, Error);  ///< a map or an extent that cannot be rendered
SMALTI_ERROR_TYPE(LabelError, Error);     ///< boxes, masks, keypoints or labels that contradict themselves or the image
SMALTI_ERROR_TYPE(ParamError, Error);     ///< a parameter out of its range or of another type
SMALTI_ERROR_TYPE(ConfigError, Error);    ///< a pipeline, file or combination of settings that cannot work
SMALTI_ERROR_TYPE(StateError, Error);     ///< a checkpoint that does not fit
SMALTI_ERROR_TYPE(DeviceError, Error);
SMALTI_ERROR_TYPE(TooManyErrors, Error);  ///< the error budget is used up
#undef SMALTI_ERROR_TYPE

/// Throws the exception type that belongs to the fault's code.
[[noreturn]] inline void raise(Fault fault) {
  const std::string_view code = fault.code;
  const std::string_view area = code.substr(0, code.find('.'));
  const auto is = [&](auto... names) { return ((code == names) || ...); };
  const auto in = [&](auto... names) { return ((area == names) || ...); };
  if (is("jpeg.truncated", "png.truncated")) throw TruncatedError(std::move(fault));
  if (is("decode.unsupported", "decode.not_built", "jpeg.arithmetic", "jpeg.lossless", "jpeg.precision", "jpeg.sampling"))
    throw UnsupportedError(std::move(fault));
  if (in("io")) throw IoError(std::move(fault));
  if (in("limit")) throw LimitError(std::move(fault));
  if (in("decode", "jpeg", "png", "webp", "tiff", "bmp", "image")) throw DecodeError(std::move(fault));
  if (in("geometry")) throw GeometryError(std::move(fault));
  if (in("box", "polygon", "mask", "keypoint", "label")) throw LabelError(std::move(fault));
  if (in("param")) throw ParamError(std::move(fault));
  if (in("config", "group")) throw ConfigError(std::move(fault));
  if (in("state")) throw StateError(std::move(fault));
  if (in("device")) throw DeviceError(std::move(fault));
  if (in("budget")) throw TooManyErrors(std::move(fault));
  throw Error("Error", std::move(fault));
}
[[noreturn]] inline void raise(std::string code, std::string message) {
  raise(Fault{std::move(code), std::move(message)});
}

/// A value, or the fault that stood in its way. gcc 12 has no std::expected; the names are its names.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}
  Result(Fault fault) : state_(std::move(fault)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }
  const Fault& error() const { return std::get<1>(state_); }
  T& operator*() { return *std::get_if<0>(&state_); }
  const T& operator*() const { return *std::get_if<0>(&state_); }
  T* operator->() { return std::get_if<0>(&state_); }
  const T* operator->() const { return std::get_if<0>(&state_); }
  /// The value; throws the fault's exception if there is none.
  T& value() & {
    if (!has_value()) raise(error());
    return **this;
  }
  T&& value() && {
    if (!has_value()) raise(error());
    return std::move(**this);
  }

 private:
  std::variant<T, Fault> state_;
};

/// Result of what has nothing to return.
struct Done {};

}  // namespace smalti
