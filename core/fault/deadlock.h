#pragma once

#include "core/wire/worker_memory.h"

namespace sharedfate {

/// Two locks, and which of them the calling thread takes first; its partner begins with the other.
struct LentLocks {
  LockPair* pair = nullptr;
  std::uint32_t first = 0;
  WorkerMemory* memory = nullptr;  ///< of the calling worker: shows which lock it waits for
};

/// Sets the locks for the next deadlock of the calling thread. All of them outlive the thread.
void set_deadlock_locks(const LentLocks& locks);

}  // namespace sharedfate
