#include "core/wire/lock_pair.h"

namespace sharedfate {

void prepare(LockPair& pair) {
  pthread_mutexattr_t shared{};
  ::pthread_mutexattr_init(&shared);
  ::pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
  for (SharedLock& lock : pair.locks) {
    lock.owner.store(0, std::memory_order_relaxed);
    ::pthread_mutex_init(&lock.mutex, &shared);
  }
  ::pthread_mutexattr_destroy(&shared);
}

}  // namespace sharedfate
