#pragma once

#include <cstdint>
#include <string>

#include "core/base/result.h"

namespace sharedfate {

/// An error if `bytes` is more than two thirds of the available memory: the rest is left to other
/// programs. `tried` says in the error what was attempted; the error names the limit in MiB.
Status check_memory(std::uint64_t bytes, const std::string& tried);

}  // namespace sharedfate
