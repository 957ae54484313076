#include "core/lane/parent_worker.h"

#include <algorithm>
#include <csignal>

#include "core/lane/gate.h"
#include "core/lane/lane_process.h"
#include "core/system/futex.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

constexpr std::uint64_t ns_per_ms = 1'000'000;

}  // namespace

ParentWorker::ParentWorker(int number, Child child, Mapping<WorkerMemory> memory)
    : number_(number), child_(std::move(child)), memory_(std::move(memory)) {}

bool ParentWorker::became_ready() {
  if (ready_ || memory_->tid.load(std::memory_order_acquire) == 0) return false;
  return ready_ = true;
}

void ParentWorker::wake(LaneControl& control) {
  memory_->attention.fetch_add(1, std::memory_order_release);
  futex_wake(memory_->attention);
  wake_gate(control);
}

void ParentWorker::request_stop(LaneControl& control) {
  stopping_ = true;
  memory_->stop_requested.store(1, std::memory_order_release);
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

bool ParentWorker::look_whether_late(const LaneLimits& limits) {
  if (is_stopped(child_)) stopped_ticks_ = read_ticks();
  return !overdue_ &&
         deadline_.is_overdue(*memory_, limits, child_.host_pid, child_.host_pid, stopped_ticks_);
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
