# Writes include/smalti/ops.hpp, the list of operators, from the folder include/smalti/ops. Committed; written only when it
# differs, so that a checkout that is up to date is left alone.
file(GLOB headers RELATIVE ${CMAKE_CURRENT_LIST_DIR}/../include ${CMAKE_CURRENT_LIST_DIR}/../include/smalti/ops/*.hpp)
list(SORT headers)
set(includes "")
set(operators "")
set(containers "")
foreach(header IN LISTS headers)
  get_filename_component(name ${header} NAME_WE)
  string(APPEND includes "#include <${header}>\n")
  file(READ ${CMAKE_CURRENT_LIST_DIR}/../include/${header} text)
  if(text MATCHES "template <class\\.\\.\\. Ops>\nstruct ${name} ")
    list(APPEND containers ${name})
  else()
    list(APPEND operators ${name})
  endif()
endforeach()
list(JOIN operators ",\n                              " operators)
list(JOIN containers ", " containers)
set(text "// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Written by cmake/ops.cmake from the folder ops/.
#pragma once
#include <smalti/core/type_list.hpp>
${includes}
namespace smalti {

using AllOperators = TypeList<${operators}>;
using AllContainers = TemplateList<${containers}>;

}  // namespace smalti
")
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_LIST_DIR}/../include/smalti/ops.hpp CONTENT "${text}" @ONLY)
