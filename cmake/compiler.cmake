# Flags for every target of the project, as one interface target.
find_package(Threads REQUIRED)
add_library(sharedfate_flags INTERFACE)
target_compile_options(sharedfate_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor
  -fno-omit-frame-pointer)
# g++ 12 takes "text" + std::to_string(number) for an overlap when it optimises (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(sharedfate_flags INTERFACE -Wno-restrict)
endif()
if(SHAREDFATE_WARNINGS_ARE_ERRORS)
  target_compile_options(sharedfate_flags INTERFACE -Werror)
endif()
if(SHAREDFATE_SANITIZER)
  target_compile_options(sharedfate_flags INTERFACE -fsanitize=${SHAREDFATE_SANITIZER} -fno-sanitize-recover=all)
  target_link_options(sharedfate_flags INTERFACE -fsanitize=${SHAREDFATE_SANITIZER})
endif()
if(SHAREDFATE_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES Clang)
    message(FATAL_ERROR "SHAREDFATE_FUZZ needs clang's libFuzzer, and the compiler is ${CMAKE_CXX_COMPILER_ID}; "
      "configure with -DCMAKE_CXX_COMPILER=clang++, or leave it off: the fuzz targets then have a driver of their own")
  endif()
  target_compile_options(sharedfate_flags INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(sharedfate_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
# Paths in debug symbols and messages begin at the project's folder, so that a compiler cache serves every clone. A
# debugger that is started elsewhere needs gdb's `directory`.
target_compile_options(sharedfate_flags INTERFACE -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
target_include_directories(sharedfate_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_link_libraries(sharedfate_flags INTERFACE Threads::Threads)

# sharedfate_precompile(TARGET HEADER...): the standard library and the headers given are parsed once for the target and
# not once for each of its files. Every file still includes what it uses: -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON shows
# where one does not.
function(sharedfate_precompile target)
  target_precompile_headers(${target} PRIVATE
    <algorithm> <array> <atomic> <cstdint> <functional> <map> <memory> <optional> <span> <string> <string_view>
    <variant> <vector> ${ARGN})
endfunction()

# What makes builds faster is used where it is installed and nothing else is asked for.
find_program(SHAREDFATE_CCACHE ccache DOC "The compiler cache, if it is installed")
mark_as_advanced(SHAREDFATE_CCACHE)
if(SHAREDFATE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Precompiled headers need -fpch-preprocess, and a cache that does not look at the time of a header's last change.
  target_compile_options(sharedfate_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${SHAREDFATE_CCACHE})
endif()
include(CheckLinkerFlag)
foreach(linker IN ITEMS mold lld)
  check_linker_flag(CXX -fuse-ld=${linker} SHAREDFATE_LINKS_WITH_${linker})
  if(SHAREDFATE_LINKS_WITH_${linker})
    target_link_options(sharedfate_flags INTERFACE -fuse-ld=${linker})
    break()
  endif()
endforeach()
