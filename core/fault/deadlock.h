#pragma once

#include "core/wire/worker_memory.h"

namespace sharedfate {

/// Two locks, and which of them the calling thread takes first; its partner begins with the other.
struct LentLocks {
  LockPair* pair = nullptr;
  std::uint32_t first = 0;
  WorkerMemory* memory = nullptr;  ///< of the calling worker: says for which lock it waits
};

/// What the next deadlock of the calling thread is made with. All of it outlives the thread.
void set_deadlock_locks(const LentLocks& locks);

}  // namespace sharedfate
