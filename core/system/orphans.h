#pragma once

#include <cstdint>

namespace sharedfate {

/// Kills and reaps every child of this process: what a dead child has left behind comes to it as
/// pid 1 of a pid namespace (`in_namespace`) or as a subreaper. Waits until none is left; without
/// a namespace, where /proc is not that of this process's own, it reaps only who has ended. Returns
/// how many they were. For a process with one thread: no other may start or reap meanwhile.
std::uint32_t end_orphans(bool in_namespace);

}  // namespace sharedfate
