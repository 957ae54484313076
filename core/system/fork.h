#pragma once

#include <functional>

#include "core/base/result.h"
#include "core/system/spawn.h"

namespace sharedfate {

/// Starts a copy of the calling process that runs `body` and ends with its exit code. The copy dies
/// with the thread that called this, and holds every descriptor that the caller has open. Only the
/// calling thread is in it: the caller should have no other, or none that holds a lock.
Result<Child> fork_child(const std::function<int()>& body);

}  // namespace sharedfate
