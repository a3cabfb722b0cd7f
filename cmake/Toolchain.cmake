# Compiler cache, linker, warnings and sanitizers, in one place.
find_program(KAISHO_CCACHE ccache)
if(KAISHO_CCACHE)
  # Paths below the checkout are taken relative to it, so that two checkouts share what they compiled.
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${KAISHO_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()

find_program(KAISHO_MOLD mold)
if(KAISHO_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_library(kaisho_warnings INTERFACE)
target_compile_options(kaisho_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Werror
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor> $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports false positives of these at -O2 inside libstdc++ (PR 105329, 105651).
  target_compile_options(kaisho_warnings INTERFACE -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds -Wno-maybe-uninitialized)
endif()

add_compile_options(-fstack-protector-strong)
if(KAISHO_SANITIZE)
  add_compile_options(-fsanitize=${KAISHO_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${KAISHO_SANITIZE})
endif()
if(KAISHO_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
