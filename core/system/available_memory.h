#pragma once

#include <cstdint>

namespace sharedfate {

/// How many bytes this process could use now before the kernel would have to swap or to kill: what
/// the machine has free, or less where a control group or a resource limit allows less. 0: unknown.
std::uint64_t available_memory();

}  // namespace sharedfate
