#include "core/lane/shared_queue_consumer.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/lane/gate.h"
#include "core/system/descriptor.h"
#include "core/system/futex.h"

namespace sharedfate {

/// The queue is consistent even if the holder died: a ticket belongs to the worker whose number is
/// in its slot, and the next holder skips such slots.
void SharedQueueConsumer::lock() {
  int result = ::pthread_mutex_trylock(&queue_.mutex);
  if (result == EBUSY) result = wait_for_lock();
  if (result == EOWNERDEAD) {
    ::pthread_mutex_consistent(&queue_.mutex);
    queue_.recovered.fetch_add(1, std::memory_order_release);
    notify_eventfd(notify_descriptor_);
  }
  const int pid = worker_.memory().tid.load(std::memory_order_relaxed);
  queue_.holder.store(static_cast<std::uint32_t>(pid), std::memory_order_release);
}

/// Publishes which lock it waits for: the observer compares that with the address that the kernel
/// reports.
int SharedQueueConsumer::wait_for_lock() {
  WorkerMemory& memory = worker_.memory();
  worker_.set_activity(WorkerActivity::waiting);
  memory.wanted_lock_address.store(reinterpret_cast<std::uintptr_t>(&queue_.mutex),
                                   std::memory_order_relaxed);
  memory.wanted_lock.store(queue_lock_wanted, std::memory_order_release);
  const int result = ::pthread_mutex_lock(&queue_.mutex);
  memory.wanted_lock.store(0, std::memory_order_release);
  return result;
}

void SharedQueueConsumer::unlock() {
  queue_.holder.store(0, std::memory_order_release);
  ::pthread_mutex_unlock(&queue_.mutex);
}

/// A worker that dies between these stores has either claimed the ticket or not: it owns the ticket
/// from the store to `taker` on.
void SharedQueueConsumer::claim(std::uint64_t index) {
  WorkerMemory& memory = worker_.memory();
  memory.claim.store(to_claim_word({index, ++claims_}), std::memory_order_release);
  queue_.slots[index % shared_queue_capacity].taker.store(memory.worker, std::memory_order_release);
  queue_.taken.store(index + 1, std::memory_order_seq_cst);
}

SharedQueueConsumer::Outcome SharedQueueConsumer::try_take(TaskTicket& ticket) {
  lock();
  worker_.pass(SiteId::lock);
  const std::uint64_t end = queue_.pushed.load(std::memory_order_acquire);
  std::uint64_t index = queue_.taken.load(std::memory_order_acquire);
  while (index < end &&
         queue_.slots[index % shared_queue_capacity].taker.load(std::memory_order_acquire) != 0) {
    ++index;
  }
  Outcome outcome = Outcome::empty;
  if (index < end) outcome = pass_gate(worker_.control()) ? Outcome::taken : Outcome::gate_closed;
  if (outcome == Outcome::taken) {
    ticket = queue_.slots[index % shared_queue_capacity].ticket;
    claim(index);
    last_before_refill_ = index + 1 >= queue_.refill_at.load(std::memory_order_seq_cst);
  }
  unlock();
  return outcome;
}

bool SharedQueueConsumer::take(TaskTicket& ticket) {
  while (true) {
    // Loaded before the orders are checked: an order that comes later changes `arrivals`.
    const std::uint32_t arrivals = queue_.arrivals.load(std::memory_order_acquire);
    worker_.attend_idle();
    if (worker_.stopping()) return false;
    switch (try_take(ticket)) {
      case Outcome::taken:
        worker_.begin(ticket);
        if (last_before_refill_) notify_eventfd(notify_descriptor_);
        return true;
      case Outcome::gate_closed:
        worker_.wait_at_gate();
        break;
      case Outcome::empty:
        worker_.set_activity(WorkerActivity::waiting);
        worker_.pass(SiteId::waiting);
        futex_wait(queue_.arrivals, arrivals);
        break;
    }
  }
}

}  // namespace sharedfate
