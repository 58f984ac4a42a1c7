# How the project's own programs are built; users' flags are their own.
find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # It caches what has a precompiled header only if told so.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

# Products and sums may be contracted here as they are where users compile: the bytes must not depend on it.
add_library(smalti_own INTERFACE)
target_compile_options(smalti_own INTERFACE -Wall -Wextra -Wconversion -Wshadow -Werror)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  set(SMALTI_ARCH -march=x86-64-v3)
  target_compile_options(smalti_own INTERFACE ${SMALTI_ARCH})
endif()
if(SMALTI_SANITIZE)
  target_compile_options(smalti_own INTERFACE -fsanitize=${SMALTI_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(smalti_own INTERFACE -fsanitize=${SMALTI_SANITIZE})
endif()
