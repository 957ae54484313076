#include "core/lane/deadlock_orders.h"

#include <string>

#include "core/fault/fault.h"
#include "core/lane/lane_process.h"

namespace sharedfate {

DeadlockOrders::DeadlockOrders(LaneControl& control, Workers workers, Wake wake)
    : control_(control), workers_(std::move(workers)), wake_(std::move(wake)) {}

WorkerMemory* DeadlockOrders::living(const Party& party) const {
  WorkerMemory* const memory = party.worker == 0 ? nullptr : workers_(party.worker);
  return memory != nullptr && memory->incarnation == party.incarnation ? memory : nullptr;
}

/// A pair prepared for the same victim, which has not taken its lock; or one whose users are gone.
DeadlockOrders::Use* DeadlockOrders::free_pair(int victim) {
  for (std::size_t i = 0; i < uses_.size(); ++i) {
    Use& use = uses_[i];
    const bool untouched = control_.lock_pairs[i].locks[0].owner.load() == 0;
    if (use.victim.worker == victim && !use.complete && untouched) return &use;
  }
  for (Use& use : uses_) {
    const bool partner_may_hold = use.complete && living(use.partner) != nullptr;
    if (living(use.victim) == nullptr && !partner_may_hold) return &use;
  }
  return nullptr;
}

Status DeadlockOrders::prepare_pair(const RequestMessage& request, int worker_count) {
  const int victim = static_cast<int>(request.worker);
  const int partner = victim % worker_count + 1;
  const std::string tried = "deadlock worker " + std::to_string(victim) + " with its neighbour";
  WorkerMemory* const memory = workers_(victim);
  if (partner == victim || memory == nullptr || workers_(partner) == nullptr)
    return Error{tried, "there is no other worker", "give the lane two workers or more"};
  Use* const use = free_pair(victim);
  if (use == nullptr) {
    return Error{tried, "there are " + std::to_string(lock_pair_count) + " deadlocks already",
                 "wait until their deadline has passed, or reset the lane"};
  }
  *use = {{victim, memory->incarnation}, {partner, workers_(partner)->incarnation}, false};
  const auto index = static_cast<std::uint32_t>(use - uses_.data());
  for (SharedLock& lock : control_.lock_pairs[index].locks) prepare(lock);
  memory->lock_first.store(0, std::memory_order_relaxed);
  memory->lock_pair.store(index + 1, std::memory_order_release);
  return Done{};
}

bool DeadlockOrders::advance() {
  bool waiting = false;
  for (std::size_t i = 0; i < uses_.size(); ++i) {
    Use& use = uses_[i];
    if (use.complete || living(use.victim) == nullptr) continue;
    if (control_.lock_pairs[i].locks[0].owner.load(std::memory_order_acquire) == 0) {
      waiting = true;
      continue;
    }
    // The worker in that slot now: the partner may have been replaced meanwhile.
    WorkerMemory* const partner = workers_(use.partner.worker);
    if (partner == nullptr) {
      waiting = true;
      continue;
    }
    use.complete = true;
    use.partner.incarnation = partner->incarnation;
    partner->lock_first.store(1, std::memory_order_relaxed);
    partner->lock_pair.store(static_cast<std::uint32_t>(i + 1), std::memory_order_release);
    RequestMessage at_once;
    at_once.kind = RequestKind::inject_fault;
    at_once.worker = static_cast<std::uint32_t>(use.partner.worker);
    at_once.choice = static_cast<std::uint32_t>(FaultId::deadlock);
    order_fault(*partner, at_once);
    wake_(use.partner.worker);
  }
  return waiting;
}

}  // namespace sharedfate
