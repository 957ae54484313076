#pragma once

#include <cstdint>

namespace sharedfate {

/// Kills and reaps every child of this process: the children of a dead child come to it as pid 1 of
/// a pid namespace (`in_namespace`) or as a subreaper. Waits until none is left. Without a
/// namespace, and where /proc is that of another pid namespace, it only reaps those that have
/// ended. Returns their number. For a process with one thread: no other thread may start or reap
/// children meanwhile.
std::uint32_t end_orphans(bool in_namespace);

}  // namespace sharedfate
