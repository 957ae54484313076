#pragma once

#include <string>
#include <vector>

namespace sharedfate::testing {

/// A Python interpreter of this computer that a lane can use.
struct Interpreter {
  std::string path;
  int major = 0, minor = 0, micro = 0;

  /// "3.11.2".
  [[nodiscard]] std::string version() const;
};

/// The interpreters that find_interpreters() lists and that are 3.8 or newer, one per version. The
/// first is the system's, if there is one.
const std::vector<Interpreter>& interpreters();

}  // namespace sharedfate::testing
