#include "core/lane/parent_worker.h"

#include <algorithm>
#include <csignal>

#include "core/lane/gate.h"
#include "core/lane/head.h"
#include "core/system/futex.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

constexpr std::uint64_t ns_per_ms = 1'000'000;
constexpr std::uint64_t ahead_min = 2;

}  // namespace

ParentWorker::ParentWorker(int number, Child child, Mapping<WorkerMemory> memory)
    : number_(number), child_(std::move(child)), memory_(std::move(memory)) {}

bool ParentWorker::greet() {
  if (greeted_ || memory_->tid.load(std::memory_order_acquire) == 0) return false;
  return greeted_ = true;
}

std::uint64_t ParentWorker::started() const {
  return std::min((memory_->steps.load(std::memory_order_acquire) + 1) / 2, assigned_);
}

std::uint64_t ParentWorker::ended() const {
  return std::min(memory_->steps.load(std::memory_order_seq_cst) / 2, assigned_);
}

bool ParentWorker::wants_more() const { return greeted_ && !leaving_ && ended() >= refill_at_; }

void ParentWorker::refill(TaskBatches& waiting, bool one_at_a_time) {
  if (!wants_more()) return;
  // Only refills say how quick its tasks are: an idle worker wants more in every round, gets none,
  // and would take the whole next batch for itself.
  if (!waiting.empty()) {
    const std::uint64_t now = monotonic_ns();
    const std::uint64_t since_refill = now - refilled_ns_;
    refilled_ns_ = now;
    if (since_refill < ns_per_ms) ahead_max_ = std::min(ahead_max_ * 2, task_channel_capacity);
    if (since_refill > 4 * ns_per_ms) ahead_max_ = std::max(ahead_max_ / 2, ahead_min);
  }

  const std::uint64_t ahead = assigned_ - ended();
  const std::uint64_t ahead_wanted = one_at_a_time ? 1 : ahead_max_;
  const std::uint64_t assigned_before = assigned_;
  for (std::uint64_t i = ahead; i < ahead_wanted && !waiting.empty(); ++i) {
    memory_->channel.tickets[assigned_ % task_channel_capacity] = waiting.pop();
    ++assigned_;
  }
  refill_at_ = waiting.empty() || one_at_a_time ? assigned_ : assigned_ - (assigned_ - ended()) / 2;
  memory_->channel.refill_at.store(refill_at_, std::memory_order_seq_cst);
  if (assigned_ == assigned_before) return;
  memory_->channel.assigned.store(assigned_, std::memory_order_seq_cst);
  if (memory_->channel.asleep.load(std::memory_order_seq_cst) != 0) {
    memory_->attention.fetch_add(1, std::memory_order_release);
    futex_wake(memory_->attention);
  }
}

const TaskTicket* ParentWorker::running() const {
  const std::uint64_t begun = started();
  return begun == ended() ? nullptr
                          : &memory_->channel.tickets[(begun - 1) % task_channel_capacity];
}

void ParentWorker::return_unstarted(TaskBatches& waiting) const {
  const std::uint64_t first = started();
  for (std::uint64_t i = assigned_; i > first; --i) {
    waiting.push_front(memory_->channel.tickets[(i - 1) % task_channel_capacity]);
  }
}

void ParentWorker::wake(LaneControl& control) {
  memory_->attention.fetch_add(1, std::memory_order_release);
  futex_wake(memory_->attention);
  wake_gate(control);
}

void ParentWorker::tell_to_leave(LaneControl& control) {
  leaving_ = true;
  memory_->leave.store(1, std::memory_order_release);
  wake(control);
}

void ParentWorker::kill_for(FaultId fault) {
  memory_->fault_committed.store(static_cast<std::uint32_t>(fault) + 1, std::memory_order_release);
  memory_->fault_ticks.store(read_ticks(), std::memory_order_release);
  signal_child(child_, SIGKILL);
}

void ParentWorker::kill_overdue() {
  overdue_ = true;
  signal_child(child_, SIGKILL);
}

bool ParentWorker::look_whether_late(const LaneControl& control) {
  if (is_stopped(child_)) stopped_ticks_ = read_ticks();
  return !overdue_ && is_overdue(*memory_, control, stopped_ticks_);
}

void ParentWorker::terminate() {
  terminated_ = true;
  signal_child(child_, SIGKILL);
}

std::uint64_t RespawnLimit::back_off_ns(std::uint64_t now_ns) {
  constexpr std::uint64_t window_ns = 10'000 * ns_per_ms;
  constexpr std::uint64_t first_back_off_ns = 10 * ns_per_ms;
  deaths_ns_.push_back(now_ns);
  while (now_ns - deaths_ns_.front() > window_ns) deaths_ns_.pop_front();
  return first_back_off_ns << std::min<std::size_t>(deaths_ns_.size(), 8);
}

}  // namespace sharedfate
