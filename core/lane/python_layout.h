#pragma once

#include <string>

namespace sharedfate {

/// Where a Python lane finds what is in the memories and messages of the wire, and the numbers of
/// what it names there: "worker.steps=64 fault.segv=0 …". One source for both languages.
std::string python_layout();

}  // namespace sharedfate
