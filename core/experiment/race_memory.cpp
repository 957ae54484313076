#include "core/experiment/race_memory.h"

namespace sharedfate {

void prepare(RaceMemory& memory) {
  pthread_mutexattr_t for_mutex{};
  ::pthread_mutexattr_init(&for_mutex);
  ::pthread_mutexattr_setpshared(&for_mutex, PTHREAD_PROCESS_SHARED);
  for (pthread_mutex_t* each : {&memory.mutex, &memory.monitor.mutex, &memory.queue.mutex})
    ::pthread_mutex_init(each, &for_mutex);
  ::pthread_mutexattr_destroy(&for_mutex);

  pthread_condattr_t for_condition{};
  ::pthread_condattr_init(&for_condition);
  ::pthread_condattr_setpshared(&for_condition, PTHREAD_PROCESS_SHARED);
  for (pthread_cond_t* each :
       {&memory.monitor.vacated, &memory.queue.not_full, &memory.queue.not_empty})
    ::pthread_cond_init(each, &for_condition);
  ::pthread_condattr_destroy(&for_condition);

  pthread_rwlockattr_t for_rwlock{};
  ::pthread_rwlockattr_init(&for_rwlock);
  ::pthread_rwlockattr_setpshared(&for_rwlock, PTHREAD_PROCESS_SHARED);
  ::pthread_rwlock_init(&memory.rwlock, &for_rwlock);
  ::pthread_rwlockattr_destroy(&for_rwlock);

  ::sem_init(&memory.semaphore, 1, 1);
}

}  // namespace sharedfate
