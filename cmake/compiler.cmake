# Flags for every target of the project, as one interface target.
find_package(Threads REQUIRED)
add_library(sharedfate_flags INTERFACE)
target_compile_options(sharedfate_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor
  -fno-omit-frame-pointer)
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
target_include_directories(sharedfate_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_link_libraries(sharedfate_flags INTERFACE Threads::Threads)
