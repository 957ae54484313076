#pragma once

#include <functional>

#include "core/base/result.h"
#include "core/system/spawn.h"

namespace sharedfate {

/// Starts a copy of the calling process that runs `body` and exits with its result. The copy is
/// killed when the calling thread ends, and holds every descriptor that the caller has open. Only
/// the calling thread is copied: the caller should have no other thread that may hold a lock.
Result<Child> fork_child(const std::function<int()>& body);

}  // namespace sharedfate
