// The part of LaneConnection that tells of workers that come to no end, and of those that are
// dying.
#include <algorithm>
#include <csignal>
#include <utility>

#include "core/lab/lane_connection.h"

namespace sharedfate {

void LaneConnection::drain_stall(int worker, WorkerSeen& seen, std::uint64_t now_ns,
                                 const Lab::EventSink& sink) {
  const WorkerMemory& memory = *seen.memory;
  WorkerProgress progress;
  progress.pid = seen.pid;
  progress.tid = seen.tid;
  progress.sequence = seen.sequence;
  progress.progress_ppm = seen.progress_ppm;
  progress.busy = seen.sequence % 2 == 1 ||
                  memory.fault_committed.load(std::memory_order_acquire) != 0 ||
                  memory.wanted_lock.load(std::memory_order_acquire) == queue_lock_wanted;
  progress.wanted_lock_address = memory.wanted_lock_address.load(std::memory_order_acquire);
  const bool idle_too = now_ns < attentive_until_ns_ || anybody_stopped_;
  const StallWatch::Finding& finding = seen.stall.look(progress, idle_too, now_ns);
  const int waits_for = finding.on_wanted_lock ? holder_of_wanted_lock(memory) : 0;
  if (finding == seen.last_finding && waits_for == seen.last_waits_for) return;
  seen.last_finding = finding;
  seen.last_waits_for = waits_for;
  sink(WorkerNamed{lane_, worker, finding.condition, finding.sure, waits_for});
}

void LaneConnection::drain_stalls(const Lab::EventSink& sink) {
  const std::uint64_t now_ns = monotonic_ns();
  for (int worker = 1; worker <= worker_count_max; ++worker) {
    WorkerSeen& seen = workers_[static_cast<std::size_t>(worker - 1)];
    if (seen.memory) drain_stall(worker, seen, now_ns, sink);
  }
  anybody_stopped_ = std::any_of(workers_.begin(), workers_.end(), [](const WorkerSeen& seen) {
    return seen.memory && seen.last_finding.condition == WorkerCondition::stopped;
  });
}

/// The lock says who holds it; that is believed of a TID that the kernel has confirmed as one of
/// this lane's workers.
int LaneConnection::holder_of_wanted_lock(const WorkerMemory& memory) const {
  const std::uint32_t pair = memory.lock_pair.load(std::memory_order_acquire);
  const std::uint32_t wanted = memory.wanted_lock.load(std::memory_order_acquire);
  if (!control_ || pair == 0 || pair > lock_pair_count || wanted == 0 || wanted > 2) return 0;
  const std::uint32_t owner =
      control_->lock_pairs[pair - 1].locks[wanted - 1].owner.load(std::memory_order_acquire);
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    const WorkerSeen& seen = workers_[i];
    if (seen.memory && seen.tid != 0 && static_cast<std::uint32_t>(seen.tid) == owner)
      return static_cast<int>(i + 1);
  }
  return 0;
}

/// Of a worker that has spoken. Once for each incarnation: a living worker that claims to be dying
/// may do so once.
void LaneConnection::drain_crash_record(int worker, WorkerSeen& seen, const Lab::EventSink& sink) {
  const CrashRecord& words = seen.memory->crash_record;
  if (std::exchange(seen.crash_recorded, true)) return;
  const CrashRecorded spoken{lane_,         worker,    words.signal, words.has_address != 0,
                             words.address, words.task};
  if (spoken.signal <= 0 || spoken.signal >= NSIG) return sink(RecordsRejected{lane_, worker, 1});
  sink(spoken);
}

bool LaneConnection::wants_another_look() const {
  return supervisor_death_ || postponed_ || monotonic_ns() < attentive_until_ns_;
}

}  // namespace sharedfate
