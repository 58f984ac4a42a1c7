# The Python module for devices: apart from the other modules, as it is compiled only where nvcc is, and loaded only when a
# device is asked for.
find_package(Python COMPONENTS Interpreter Development.Module)
find_package(pybind11 3.0 CONFIG)
if(NOT pybind11_FOUND)
  message(STATUS "smalti._cuda is left out: it needs Python's headers and pybind11")
  return()
endif()
pybind11_add_module(_cuda NO_EXTRAS ${CMAKE_CURRENT_LIST_DIR}/cuda.cpp)
target_link_libraries(_cuda PRIVATE smalti_kernels)
target_compile_options(_cuda PRIVATE -fvisibility=hidden -Wall -Wextra -Wshadow)
set_target_properties(_cuda PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${CMAKE_CURRENT_LIST_DIR}/smalti)
install(TARGETS _cuda LIBRARY DESTINATION smalti)
