#include "core/wire/shared_lock.h"

namespace sharedfate {

void prepare(pthread_mutex_t& mutex, MutexKind kind) {
  pthread_mutexattr_t attributes{};
  ::pthread_mutexattr_init(&attributes);
  ::pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  ::pthread_mutexattr_setrobust(
      &attributes, kind == MutexKind::robust ? PTHREAD_MUTEX_ROBUST : PTHREAD_MUTEX_STALLED);
  ::pthread_mutex_init(&mutex, &attributes);
  ::pthread_mutexattr_destroy(&attributes);
}

void prepare(pthread_cond_t& condition) {
  pthread_condattr_t attributes{};
  ::pthread_condattr_init(&attributes);
  ::pthread_condattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  ::pthread_cond_init(&condition, &attributes);
  ::pthread_condattr_destroy(&attributes);
}

void prepare(pthread_rwlock_t& rwlock, RwlockKind kind) {
  pthread_rwlockattr_t attributes{};
  ::pthread_rwlockattr_init(&attributes);
  ::pthread_rwlockattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  ::pthread_rwlockattr_setkind_np(&attributes, kind == RwlockKind::writers_first
                                                   ? PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP
                                                   : PTHREAD_RWLOCK_DEFAULT_NP);
  ::pthread_rwlock_init(&rwlock, &attributes);
  ::pthread_rwlockattr_destroy(&attributes);
}

void prepare(SharedLock& lock) {
  lock.owner.store(0, std::memory_order_relaxed);
  prepare(lock.mutex);
}

}  // namespace sharedfate
