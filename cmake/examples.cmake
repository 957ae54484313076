# What the script view offers to begin with are files that can be run by hand, too: their text is compiled in.
file(GLOB script_examples CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/assets/python/examples/*.py)
set(script_example_rows "")
foreach(example IN LISTS script_examples)
  file(READ ${example} code)
  string(APPEND script_example_rows "R\"py(${code})py\",\n")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${example})
endforeach()
file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/examples/script_examples.inc CONTENT "${script_example_rows}")
