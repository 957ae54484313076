#pragma once

#include <filesystem>
#include <string>

namespace sharedfate::testing {

/// The path of a file that was built into the folder of the running test: "sharedfate",
/// "libfail_nth.so". Found at run time: with a compiled-in path, a compiler cache could not be used
/// by another clone.
inline std::string built_program(const std::string& name) {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / name;
}

}  // namespace sharedfate::testing
