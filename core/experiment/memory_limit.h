#pragma once

#include <cstdint>
#include <string>

#include "core/base/result.h"

namespace sharedfate {

/// Refuses to take that many bytes where that is more than two thirds of what is free: the rest is
/// for the others on the machine. `tried` begins the error; it names the limit in MiB.
Status check_memory(std::uint64_t bytes, const std::string& tried);

}  // namespace sharedfate
