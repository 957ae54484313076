#pragma once

#include <string>
#include <vector>

namespace sharedfate::testing {

/// An interpreter of this computer that a lane can be made of.
struct Interpreter {
  std::string path;
  int major = 0, minor = 0, micro = 0;

  /// "3.11.2".
  [[nodiscard]] std::string version() const;
};

/// Every python3 from 3.8 on that find_interpreters() finds; by version, one of each. The first is
/// that of the system.
const std::vector<Interpreter>& interpreters();

}  // namespace sharedfate::testing
