# The OpenGL loader is generated at configure time by Debian's python3-glad: no network, no vendored copy.
set(glad_dir ${CMAKE_BINARY_DIR}/glad)
if(NOT EXISTS ${glad_dir}/src/gl.c)
  find_program(GLAD_PROGRAM glad REQUIRED)
  execute_process(
    COMMAND ${GLAD_PROGRAM} --quiet --reproducible --api gl:core=3.3 --out-path ${glad_dir} c
    RESULT_VARIABLE glad_result ERROR_VARIABLE glad_error)
  if(NOT glad_result EQUAL 0)
    message(FATAL_ERROR "glad could not generate the OpenGL loader: ${glad_error}")
  endif()
endif()
add_library(glad STATIC ${glad_dir}/src/gl.c)
target_include_directories(glad SYSTEM PUBLIC ${glad_dir}/include)
