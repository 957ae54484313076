#include "core/lane/deadline_watch.h"

#include <algorithm>

#include "core/system/thread_state.h"
#include "core/wire/ticks.h"

namespace sharedfate {

bool DeadlineWatch::is_overdue(const WorkerMemory& memory, const LaneLimits& limits, int pid,
                               int tid, std::uint64_t excused_until) {
  const std::uint64_t sequence = memory.sequence.load(std::memory_order_acquire);
  // Between two tasks a worker may wait for ever, unless it was told to do something that it does
  // not come back from.
  const std::uint64_t start = sequence % 2 == 1
                                  ? memory.task_start_ticks.load(std::memory_order_relaxed)
                                  : memory.fault_ticks.load(std::memory_order_acquire);
  const std::uint64_t now = read_ticks();
  if (start == 0 || start != start_) {
    start_ = start;
    seen_ = now;
    if (start != 0) ready_ns_ = thread_ready_ns(pid, tid);
    return false;
  }
  const std::uint64_t since = std::max(seen_, excused_until);
  if (now <= since) return false;
  const std::uint64_t passed_ms = (now - since) / limits.clock.ticks_per_ms();
  if (passed_ms <= limits.deadline_ms) return false;
  constexpr std::uint64_t ns_per_ms = 1'000'000;
  const std::uint64_t ready_ns = std::max(thread_ready_ns(pid, tid), ready_ns_) - ready_ns_;
  return passed_ms > limits.deadline_ms + ready_ns / ns_per_ms &&
         memory.sequence.load(std::memory_order_acquire) == sequence;
}

int overdue_check_ms(const LaneLimits& limits) {
  return std::clamp(static_cast<int>(limits.deadline_ms / 4), 20, 250);
}

}  // namespace sharedfate
