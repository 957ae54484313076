#pragma once

#include <string>

namespace sharedfate {

/// The offsets of the fields in shared memory and messages, and the numbers of enumerators, as text
/// for the Python package: "worker.sequence=64 fault.segv=0 …". So each is defined in C++ only.
std::string python_layout();

}  // namespace sharedfate
