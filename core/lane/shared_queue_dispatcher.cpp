// All workers take their tasks from one queue. The parent puts tickets in without taking the lock.
// It learns which worker has which ticket from what the workers write, checked against its own
// copy.
#include <algorithm>
#include <vector>

#include "core/lane/task_dispatcher.h"
#include "core/system/futex.h"
#include "core/system/shared_memory.h"

namespace sharedfate {
namespace {

constexpr std::uint64_t capacity = shared_queue_capacity;

class SharedQueueDispatcher final : public TaskDispatcher {
 public:
  SharedQueueDispatcher(MutexKind kind, LaneProcessMemory& memory, Mapping<SharedQueue> queue)
      : kind_(kind), memory_(memory), queue_(std::move(queue)), tickets_(capacity) {}

  SharedQueue* queue_for_workers() const override { return &*queue_; }
  void on_worker_started(const ParentWorker& worker) override { last_claim_of(worker) = {}; }
  void dispatch(const ParentWorkers& workers, TaskBatches& waiting, bool one_at_a_time) override;
  bool wants_to_dispatch(const ParentWorkers& workers,
                         const TaskBatches& /*waiting*/) const override {
    if (lock_holder_died()) return false;
    // If all tickets are taken, the tasks not started yet will be in a moment: look again at once.
    return taken() >= refill_at_ || (taken() == pushed_ && unstarted(workers) > 0);
  }
  std::uint64_t unstarted(const ParentWorkers& workers) const override;
  std::uint64_t started(const ParentWorker& worker) const override {
    return std::min(worker.tasks_started(), pushed_);
  }
  const TaskTicket* running(const ParentWorker& dead) override;
  void take_back(const ParentWorker& dead, TaskBatches& waiting) override;
  void take_back_all(TaskBatches& waiting) override;
  void wake() override;
  bool lock_holder_died() const override {
    return kind_ == MutexKind::plain &&
           memory_.lock_dead_holder.load(std::memory_order_relaxed) != 0;
  }

 private:
  /// The last ticket that a worker was seen to claim. Its slot may have been reused since.
  struct Claimed {
    TicketClaim claim;
    TaskTicket ticket{};
  };
  Claimed& last_claim_of(const ParentWorker& worker) {
    return last_claims_[static_cast<std::size_t>(worker.number() - 1)];
  }
  std::uint64_t taken() const {
    return std::clamp(queue_->taken.load(std::memory_order_seq_cst), taken_, pushed_);
  }
  void note_claim(const ParentWorker& worker);
  void note_lock();
  /// Whether the dead worker owned the ticket that it had claimed.
  bool owns(const ParentWorker& dead, const TicketClaim& claim) const;
  static bool has_started(const ParentWorker& worker, const TicketClaim& claim) {
    return ((worker.tasks_started() ^ claim.number) & claim_number_mask) == 0;
  }

  MutexKind kind_;
  LaneProcessMemory& memory_;
  Mapping<SharedQueue> queue_;
  std::vector<TaskTicket> tickets_;  ///< the parent's own copy of the slots
  std::uint64_t pushed_ = 0, taken_ = 0, refill_at_ = 0;
  std::uint64_t gone_ = 0;  ///< tickets that reaped workers had started, and tickets taken back
  std::array<Claimed, worker_count_max> last_claims_{};
};

void SharedQueueDispatcher::dispatch(const ParentWorkers& workers, TaskBatches& waiting,
                                     bool one_at_a_time) {
  // In this order: a worker stores its claim before `taken`, so the taker of every ticket before
  // taken_ is known before its slot is reused.
  taken_ = taken();
  for (const auto& worker : workers) {
    if (worker != nullptr) note_claim(*worker);
  }
  note_lock();
  const std::uint64_t pushed_before = pushed_;
  for (; !waiting.empty() && pushed_ - taken_ < capacity; ++pushed_) {
    const TaskTicket ticket = waiting.pop();
    SharedSlot& slot = queue_->slots[pushed_ % capacity];
    tickets_[pushed_ % capacity] = ticket;
    slot.ticket = ticket;
    slot.taker.store(0, std::memory_order_release);
  }
  if (one_at_a_time || taken_ == pushed_) {
    refill_at_ = taken_ + 1;
  } else {
    refill_at_ = waiting.empty() ? pushed_ : pushed_ - capacity / 2;
  }
  queue_->refill_at.store(refill_at_, std::memory_order_seq_cst);
  if (pushed_ == pushed_before) return;
  queue_->pushed.store(pushed_, std::memory_order_seq_cst);
  wake();
}

void SharedQueueDispatcher::wake() {
  queue_->arrivals.fetch_add(1, std::memory_order_release);
  futex_wake(queue_->arrivals);
}

std::uint64_t SharedQueueDispatcher::unstarted(const ParentWorkers& workers) const {
  std::uint64_t left = gone_;
  for (const auto& worker : workers) {
    if (worker != nullptr) left += started(*worker);
  }
  return pushed_ - std::min(left, pushed_);
}

void SharedQueueDispatcher::note_claim(const ParentWorker& worker) {
  const TicketClaim claim = to_claim(worker.memory().claim.load(std::memory_order_acquire));
  if (claim.exists() && claim.index < pushed_ && claim.index + capacity >= pushed_)
    last_claim_of(worker) = {claim, tickets_[claim.index % capacity]};
}

void SharedQueueDispatcher::note_lock() {
  memory_.lock_recovered.store(queue_->recovered.load(std::memory_order_acquire),
                               std::memory_order_release);
}

bool SharedQueueDispatcher::owns(const ParentWorker& dead, const TicketClaim& claim) const {
  if (!claim.exists()) return false;
  if (claim.index + capacity < pushed_) return true;  // slot reused, so the ticket was taken
  return queue_->slots[claim.index % capacity].taker.load(std::memory_order_acquire) ==
         static_cast<std::uint32_t>(dead.number());
}

const TaskTicket* SharedQueueDispatcher::running(const ParentWorker& dead) {
  note_claim(dead);
  const Claimed& last = last_claim_of(dead);
  const bool runs = dead.tasks_started() != dead.tasks_ended();
  return runs && owns(dead, last.claim) && has_started(dead, last.claim) ? &last.ticket : nullptr;
}

void SharedQueueDispatcher::take_back(const ParentWorker& dead, TaskBatches& waiting) {
  note_claim(dead);
  gone_ += started(dead);
  const Claimed last = std::exchange(last_claim_of(dead), {});
  if (owns(dead, last.claim) && !has_started(dead, last.claim)) {
    waiting.push_front(last.ticket);
    ++gone_;
  }
  // A worker is single-threaded: the TID that it stores as holder is its PID.
  if (kind_ == MutexKind::plain && queue_->holder.load(std::memory_order_acquire) ==
                                       static_cast<std::uint32_t>(dead.child().host_pid)) {
    memory_.lock_dead_holder.store(static_cast<std::uint32_t>(dead.number()),
                                   std::memory_order_release);
  }
  wake();
}

void SharedQueueDispatcher::take_back_all(TaskBatches& waiting) {
  std::uint64_t left = pushed_ - std::min(gone_, pushed_);
  const std::uint64_t first = pushed_ - std::min(pushed_, capacity);
  for (std::uint64_t index = pushed_; index > first && left > 0; --index) {
    const std::uint64_t place = (index - 1) % capacity;
    if (queue_->slots[place].taker.load(std::memory_order_acquire) != 0) continue;
    waiting.push_front(tickets_[place]);
    ++gone_;
    --left;
  }
}

}  // namespace

Result<std::unique_ptr<TaskDispatcher>> make_shared_queue_dispatcher(MutexKind kind,
                                                                     LaneProcessMemory& memory) {
  auto descriptor = create_shared_memory("sharedfate-queue", sizeof(SharedQueue));
  if (!descriptor) return descriptor.error();
  auto queue = Mapping<SharedQueue>::map(descriptor.value().get(), Access::read_write);
  if (!queue) return queue.error();
  prepare(queue.value()->mutex, kind);
  return std::unique_ptr<TaskDispatcher>(
      std::make_unique<SharedQueueDispatcher>(kind, memory, queue.take()));
}

}  // namespace sharedfate
