#include "core/fault/deadlock.h"

#include <csignal>

#include "core/fault/rows.h"
#include "core/system/futex.h"

namespace sharedfate {
namespace {

thread_local LentLocks lent;

void wait_for_ever() {
  const std::atomic<std::uint32_t> nobody_changes_it{0};
  for (volatile bool for_ever = true; for_ever;) futex_wait(nobody_changes_it, 0);
}

}  // namespace

void set_deadlock_locks(const LentLocks& locks) { lent = locks; }

// Not static: a debugger shows its name even in a stripped program.
void take_two_locks() {
  // Without a prepared pair there is no partner: wait until the deadline.
  if (lent.pair == nullptr) return wait_for_ever();
  SharedLock& held = lent.pair->locks[lent.first];
  const std::uint32_t other = 1 - lent.first;
  SharedLock& wanted = lent.pair->locks[other];

  ::pthread_mutex_lock(&held.mutex);
  held.owner.store(static_cast<std::uint32_t>(lent.memory->tid.load(std::memory_order_acquire)),
                   std::memory_order_release);
  futex_wake(held.owner);
  // In a real program a deadlock needs unlucky timing. Here each waits until both hold one lock.
  while (wanted.owner.load(std::memory_order_acquire) == 0) futex_wait(wanted.owner, 0);

  lent.memory->wanted_lock_address.store(reinterpret_cast<std::uintptr_t>(&wanted.mutex),
                                         std::memory_order_relaxed);
  lent.memory->wanted_lock.store(other + 1, std::memory_order_release);
  ::pthread_mutex_lock(&wanted.mutex);
  // Not reached: the partner holds this lock and waits for the one held here.
  wait_for_ever();
}

const FaultRow deadlock_fault{
    .id = FaultId::deadlock,
    .name = "deadlock",
    .title = "deadlock",
    .sentence =
        "Two workers take two locks in opposite order: each waits for ever for what the other "
        "holds.",
    .how = "lock(a); lock(b) in one, lock(b); lock(a) in its neighbour",
    .end = {.signal = SIGKILL, .exit_code = 0},
    .outcome =
        {.shared =
             "Those two stand still, the others go on. Past its deadline the whole process has to "
             "be killed.",
         .isolated =
             "Those two stand still, the others go on. Past their deadline they are killed and "
             "replaced."},
    .needs_deadline = true,
    .commit = take_two_locks,
    .needs_partner = true,
};

}  // namespace sharedfate
