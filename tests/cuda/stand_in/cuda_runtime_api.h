// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Stands in for the CUDA runtime in tests of what is enqueued, and in which order: as slow a device as there can be. Nothing
// that is enqueued runs before somebody waits for it, and then only what they wait for: what must be ordered by an event or
// a stream and is not, happens in the wrong order. Freed memory is given back to the host, so sanitizers see who still uses it.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <functional>
#include <mutex>
#include <new>
#include <set>
#include <utility>
#include <vector>

#define CUDART_VERSION 13000

enum cudaError_t {
  cudaSuccess = 0, cudaErrorInvalidValue = 1, cudaErrorMemoryAllocation = 2, cudaErrorInitializationError = 3, cudaErrorStubLibrary = 34, cudaErrorInsufficientDriver = 35,
  cudaErrorCallRequiresNewerDriver = 36, cudaErrorDevicesUnavailable = 46, cudaErrorInvalidDeviceFunction = 98, cudaErrorNoDevice = 100, cudaErrorInvalidDevice = 101,
  cudaErrorNoKernelImageForDevice = 209, cudaErrorECCUncorrectable = 214, cudaErrorUnsupportedPtxVersion = 222, cudaErrorIllegalAddress = 700, cudaErrorLaunchTimeout = 702,
  cudaErrorAssert = 710, cudaErrorHardwareStackError = 714, cudaErrorIllegalInstruction = 715, cudaErrorMisalignedAddress = 716, cudaErrorInvalidAddressSpace = 717,
  cudaErrorInvalidPc = 718, cudaErrorLaunchFailure = 719, cudaErrorNotReady = 600, cudaErrorSystemNotReady = 802, cudaErrorSystemDriverMismatch = 803, cudaErrorCompatNotSupportedOnDevice = 804
};
enum { cudaStreamNonBlocking = 1, cudaEventDisableTiming = 2, cudaHostAllocDefault = 0 };
enum cudaMemcpyKind { cudaMemcpyHostToDevice, cudaMemcpyDeviceToHost };
enum cudaStreamCaptureStatus { cudaStreamCaptureStatusNone, cudaStreamCaptureStatusActive };
enum cudaStreamCaptureMode { cudaStreamCaptureModeThreadLocal };
enum cudaMemAllocationType { cudaMemAllocationTypePinned };
enum cudaMemLocationType { cudaMemLocationTypeDevice };
enum cudaMemPoolAttr { cudaMemPoolAttrReleaseThreshold };
struct cudaMemPoolProps {
  cudaMemAllocationType allocType;
  struct { cudaMemLocationType type; int id; } location;
};

namespace stand_in {
using Work = std::function<void()>;
/// The runtime may be called by any thread.
inline std::recursive_mutex& mutex() { static std::recursive_mutex m; return m; }
using Lock = std::lock_guard<std::recursive_mutex>;
}  // namespace stand_in

struct CUgraph_st { std::vector<stand_in::Work> works; };
struct CUgraphExec_st { std::vector<stand_in::Work> works; };
struct CUmemPoolHandle_st { int device; };
struct CUstream_st {
  std::deque<stand_in::Work> queue;
  std::uint64_t enqueued = 0, run = 0;
  CUgraph_st* capture = nullptr;
  void push(stand_in::Work w) {
    const stand_in::Lock lock(stand_in::mutex());
    if (capture) { capture->works.push_back(std::move(w)); return; }
    queue.push_back(std::move(w)), ++enqueued;
  }
  void run_to(std::uint64_t end) {
    const stand_in::Lock lock(stand_in::mutex());
    while (run < end && !queue.empty()) {
      stand_in::Work w = std::move(queue.front());
      queue.pop_front();
      w();
      ++run;
    }
  }
};
struct CUevent_st {
  CUstream_st* stream = nullptr;
  std::uint64_t at = 0;  ///< how far the stream must have run
  bool passed() const { const stand_in::Lock lock(stand_in::mutex()); return !stream || stream->run >= at; }
  void wait() const { const stand_in::Lock lock(stand_in::mutex()); if (stream) stream->run_to(at); }
};
using cudaStream_t = CUstream_st*;
using cudaEvent_t = CUevent_st*;
using cudaGraph_t = CUgraph_st*;
using cudaGraphExec_t = CUgraphExec_st*;
using cudaMemPool_t = CUmemPoolHandle_st*;

namespace stand_in {
/// The only device.
struct Machine {
  CUstream_st legacy;
  std::set<CUstream_st*> streams;
  std::vector<CUstream_st*> graveyard;  ///< destroyed, but what was enqueued still runs
  cudaError_t count_fails = cudaSuccess;
  int driver = 13000;
  std::atomic<int> pieces = 0;
  static Machine& here() { static Machine& m = *new Machine; return m; }  // never ends: what nobody waited for never runs
  CUstream_st& of(cudaStream_t s) { return reinterpret_cast<std::uintptr_t>(s) <= 2 ? legacy : *s; }
  void run_all() {
    const Lock lock(mutex());
    legacy.run_to(legacy.enqueued);
    for (CUstream_st* s : streams) s->run_to(s->enqueued);
    for (CUstream_st* s : graveyard) s->run_to(s->enqueued);
  }
};
inline Machine& machine() { return Machine::here(); }
}  // namespace stand_in

#define cudaStreamLegacy (reinterpret_cast<cudaStream_t>(1))
#define cudaStreamPerThread (reinterpret_cast<cudaStream_t>(2))

inline const char* cudaGetErrorString(cudaError_t e) { return e == cudaErrorIllegalAddress ? "an illegal memory access was encountered" : e == cudaErrorMemoryAllocation ? "out of memory" : "an error"; }
inline const char* cudaGetErrorName(cudaError_t) { return "cudaError"; }
inline cudaError_t cudaGetLastError() { return cudaSuccess; }
inline cudaError_t cudaDriverGetVersion(int* v) { return *v = stand_in::machine().driver, cudaSuccess; }
inline cudaError_t cudaRuntimeGetVersion(int* v) { return *v = CUDART_VERSION, cudaSuccess; }
inline cudaError_t cudaGetDeviceCount(int* n) { return *n = 1, stand_in::machine().count_fails; }
inline cudaError_t cudaGetDevice(int* d) { return *d = 0, cudaSuccess; }
inline cudaError_t cudaSetDevice(int) { return cudaSuccess; }
inline cudaError_t cudaDeviceSynchronize() { return stand_in::machine().run_all(), cudaSuccess; }

inline cudaError_t cudaStreamCreateWithFlags(cudaStream_t* s, unsigned) { const stand_in::Lock lock(stand_in::mutex()); return *s = new CUstream_st, stand_in::machine().streams.insert(*s), cudaSuccess; }
inline cudaError_t cudaStreamDestroy(cudaStream_t s) { const stand_in::Lock lock(stand_in::mutex()); return stand_in::machine().streams.erase(s), stand_in::machine().graveyard.push_back(s), cudaSuccess; }
inline cudaError_t cudaStreamSynchronize(cudaStream_t s) {
  CUstream_st& stream = stand_in::machine().of(s);
  return stream.run_to(stream.enqueued), cudaSuccess;
}
inline cudaError_t cudaEventCreateWithFlags(cudaEvent_t* e, unsigned) { return *e = new CUevent_st, cudaSuccess; }
inline cudaError_t cudaEventDestroy(cudaEvent_t e) { return delete e, cudaSuccess; }
inline cudaError_t cudaEventRecord(cudaEvent_t e, cudaStream_t s) {
  const stand_in::Lock lock(stand_in::mutex());
  CUstream_st& stream = stand_in::machine().of(s);
  stream.push([] {});
  return e->stream = &stream, e->at = stream.enqueued, cudaSuccess;
}
inline cudaError_t cudaEventSynchronize(cudaEvent_t e) { return e->wait(), cudaSuccess; }
inline cudaError_t cudaEventQuery(cudaEvent_t e) { return e->passed() ? cudaSuccess : cudaErrorNotReady; }
inline cudaError_t cudaStreamWaitEvent(cudaStream_t s, cudaEvent_t e, unsigned) {
  const stand_in::Lock lock(stand_in::mutex());
  if (e->stream) stand_in::machine().of(s).push([was = *e] { was.wait(); });
  return cudaSuccess;
}

inline cudaError_t cudaHostAlloc(void** p, std::size_t n, unsigned) { return *p = ::operator new(n, std::align_val_t{256}), cudaSuccess; }
inline cudaError_t cudaFreeHost(void* p) {
  stand_in::machine().run_all();
  if (p) ::operator delete(p, std::align_val_t{256});
  return cudaSuccess;
}
inline cudaError_t cudaMemPoolCreate(cudaMemPool_t* p, const cudaMemPoolProps* about) { return *p = new CUmemPoolHandle_st{about->location.id}, cudaSuccess; }
inline cudaError_t cudaMemPoolDestroy(cudaMemPool_t p) { return delete p, cudaSuccess; }
inline cudaError_t cudaMemPoolSetAttribute(cudaMemPool_t, cudaMemPoolAttr, void*) { return cudaSuccess; }
inline cudaError_t cudaMallocFromPoolAsync(void** p, std::size_t n, cudaMemPool_t, cudaStream_t) {
  *p = ::operator new(n, std::align_val_t{256});
  std::memset(*p, 0xCD, n);
  return ++stand_in::machine().pieces, cudaSuccess;
}
inline cudaError_t cudaFreeAsync(void* p, cudaStream_t s) {
  stand_in::machine().of(s).push([p] { --stand_in::machine().pieces, ::operator delete(p, std::align_val_t{256}); });
  return cudaSuccess;
}
inline cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t n, cudaMemcpyKind, cudaStream_t s) {
  return stand_in::machine().of(s).push([=] { std::memcpy(to, from, n); }), cudaSuccess;
}
inline cudaError_t cudaMemsetAsync(void* to, int v, std::size_t n, cudaStream_t s) {
  return stand_in::machine().of(s).push([=] { std::memset(to, v, n); }), cudaSuccess;
}

inline cudaError_t cudaStreamIsCapturing(cudaStream_t s, cudaStreamCaptureStatus* status) {
  return *status = stand_in::machine().of(s).capture ? cudaStreamCaptureStatusActive : cudaStreamCaptureStatusNone, cudaSuccess;
}
inline cudaError_t cudaStreamBeginCapture(cudaStream_t s, cudaStreamCaptureMode) { return stand_in::machine().of(s).capture = new CUgraph_st, cudaSuccess; }
inline cudaError_t cudaStreamEndCapture(cudaStream_t s, cudaGraph_t* g) { return *g = std::exchange(stand_in::machine().of(s).capture, nullptr), cudaSuccess; }
inline cudaError_t cudaGraphInstantiate(cudaGraphExec_t* x, cudaGraph_t g, unsigned long long) { return *x = new CUgraphExec_st{g->works}, cudaSuccess; }
inline cudaError_t cudaGraphLaunch(cudaGraphExec_t x, cudaStream_t s) {
  for (const stand_in::Work& w : x->works) stand_in::machine().of(s).push(w);
  return cudaSuccess;
}
inline cudaError_t cudaGraphDestroy(cudaGraph_t g) { return delete g, cudaSuccess; }
inline cudaError_t cudaGraphExecDestroy(cudaGraphExec_t x) { return delete x, cudaSuccess; }
