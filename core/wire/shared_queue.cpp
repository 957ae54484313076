#include "core/wire/shared_queue.h"

namespace sharedfate {

void prepare(SharedQueue& queue, QueueLockKind kind) {
  pthread_mutexattr_t attributes{};
  ::pthread_mutexattr_init(&attributes);
  ::pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  ::pthread_mutexattr_setrobust(
      &attributes, kind == QueueLockKind::robust ? PTHREAD_MUTEX_ROBUST : PTHREAD_MUTEX_STALLED);
  ::pthread_mutex_init(&queue.mutex, &attributes);
  ::pthread_mutexattr_destroy(&attributes);
}

}  // namespace sharedfate
