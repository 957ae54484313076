#pragma once

#include <filesystem>
#include <string>

namespace sharedfate::testing {

/// The path of what was built beside the running test: "sharedfate", "libfail_nth.so". Asked at run
/// time, because a path that is compiled in keeps a compiler cache from serving another clone.
inline std::string built_program(const std::string& name) {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / name;
}

}  // namespace sharedfate::testing
