#pragma once

#include <cstdint>

namespace sharedfate {

/// How many bytes this process could touch now without the kernel having to swap or to kill: what
/// the machine has free, less where a control group or a resource limit allows less. 0 where it
/// cannot be found out.
std::uint64_t available_memory();

}  // namespace sharedfate
