# smalti::cuda, for .cu files and for programs that link kernels, where the CUDA toolkit is found. Nothing is compiled here.
find_package(CUDAToolkit QUIET)
if(NOT TARGET CUDA::cudart_static)
  message(STATUS "smalti::cuda is left out: it needs the CUDA toolkit")
  return()
endif()
add_library(smalti_cuda INTERFACE)
add_library(smalti::cuda ALIAS smalti_cuda)
set_target_properties(smalti_cuda PROPERTIES EXPORT_NAME cuda)
# The standard stands here as an option, as CMake 3.25 does not know that nvcc speaks it.
target_compile_options(smalti_cuda INTERFACE $<$<COMPILE_LANGUAGE:CUDA>:-std=c++20> $<$<COMPILE_LANGUAGE:CUDA>:--expt-relaxed-constexpr>)
target_link_libraries(smalti_cuda INTERFACE smalti CUDA::cudart_static ${CMAKE_DL_LIBS})
list(APPEND targets smalti_cuda)
