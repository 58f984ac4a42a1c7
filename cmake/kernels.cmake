# Compiles the kernels where nvcc is installed; says so where it is not.
include(CheckLanguage)
check_language(CUDA)
if(NOT CMAKE_CUDA_COMPILER OR NOT TARGET smalti_cuda)
  message(STATUS "SMALTI_KERNELS: skipped, as nvcc is not installed")
  set(SMALTI_KERNELS OFF)
  return()
endif()
if(NOT CMAKE_CUDA_ARCHITECTURES)
  set(CMAKE_CUDA_ARCHITECTURES 90)  # and PTX, which later devices compile themselves
endif()
enable_language(CUDA)
add_subdirectory(kernels)
include(bindings/cuda.cmake)
