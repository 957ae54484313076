#include "core/lane/deadline_watch.h"

#include <algorithm>
#include <utility>

#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

constexpr std::uint64_t ns_per_ms = 1'000'000;

}  // namespace

bool DeadlineWatch::is_overdue(const WorkerMemory& memory, const LaneLimits& limits, int pid,
                               int tid, std::uint64_t excused_until) {
  const std::uint64_t sequence = memory.sequence.load(std::memory_order_acquire);
  // Between two tasks a worker may wait for ever, unless it has committed a fault from which it
  // does not come back.
  const std::uint64_t start = sequence % 2 == 1
                                  ? memory.task_start_ticks.load(std::memory_order_relaxed)
                                  : memory.fault_ticks.load(std::memory_order_acquire);
  const std::uint64_t now = read_ticks();
  const bool is_new = start != start_;
  start_ = start;
  if (start == 0) return false;
  const std::optional<ThreadTimes> times = read_thread_times(pid, tid);
  const std::uint64_t since = std::max(std::exchange(looked_, now), excused_until);
  if (is_new) active_ns_ = 0;
  if (!is_new && now > since)
    add_active_time(times, (now - since) * ns_per_ms / limits.clock.ticks_per_ms());
  times_ = times;
  return active_ns_ > limits.deadline_ms * ns_per_ms &&
         memory.sequence.load(std::memory_order_acquire) == sequence;
}

/// The kernel adds a wait for a core up when it is over. So of a thread that is ready now only the
/// time counts in which it ran: it may have waited all the rest.
void DeadlineWatch::add_active_time(const std::optional<ThreadTimes>& times,
                                    std::uint64_t passed_ns) {
  if (!times || !times_) {
    active_ns_ += passed_ns;
    return;
  }
  const std::uint64_t ran_ns = std::max(times->cpu_ns, times_->cpu_ns) - times_->cpu_ns;
  const std::uint64_t ready_ns = std::max(times->ready_ns, times_->ready_ns) - times_->ready_ns;
  const std::uint64_t not_ready_ns = passed_ns - std::min(passed_ns, ready_ns);
  active_ns_ += times->ready || times->stopped ? ran_ns : std::max(ran_ns, not_ready_ns);
}

int overdue_check_ms(const LaneLimits& limits) {
  return std::clamp(static_cast<int>(limits.deadline_ms / 4), 20, 250);
}

}  // namespace sharedfate
