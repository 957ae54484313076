#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <type_traits>

#include "core/wire/shared_lock.h"
#include "core/wire/ticks.h"

// What controls all workers of a lane: one sealed memfd per lane, written by the supervisor. The
// lane process prepares the locks; workers use up permits and take the locks.
namespace sharedfate {

struct LaneControl {
  std::atomic<std::uint32_t> sequence;  ///< futex word: incremented when workers that are paused at
                                        ///< the gate must check it again
  std::atomic<std::uint32_t> gate_open;
  std::atomic<std::uint32_t> permits;  ///< tasks that may pass the closed gate, one permit each
  std::atomic<std::uint32_t> permits_granted;  ///< since the start of the lane process; only grows
  std::atomic<std::uint32_t> tempo_ms;         ///< 0: full speed
  std::uint32_t deadline_ms;
  std::int32_t niceness;  ///< added to the nice value of worker threads only, so that reports on
                          ///< them are not delayed
  std::uint64_t seed;
  TickClock clock;  ///< calibrated once by the supervisor, so that other processes of the lane need
                    ///< not do it
  std::array<LockPair, lock_pair_count> lock_pairs;  ///< prepared by the lane process
};
static_assert(std::is_trivially_copyable_v<TickClock>);

/// Whether the interpreter has a lock that lets only one of its threads compute at a time.
enum class GilState : std::uint32_t { unknown, on, off };
constexpr std::uint32_t gil_state_count = 3;

/// How far a lane's code has run.
enum class ScriptState : std::uint32_t {
  none,      ///< there is no code
  starting,  ///< the interpreter prepares to run it
  running,
  paused,  ///< at the gate, before the current line
  ended,   ///< after its last line
  failed,  ///< ended by an exception, or not valid Python and never started
};
constexpr std::uint32_t script_state_count = 6;

/// What the pool did with the task that a worker was running when it died.
enum class TaskOutcome : std::uint32_t {
  lost,     ///< its result never arrives
  retried,  ///< back in the queue
  failed,   ///< reported as failed to the caller
};
constexpr std::uint32_t task_outcome_count = 3;
constexpr std::size_t outcome_count = 64;  ///< one entry for each possible worker of a lane
/// Outcomes kept for each worker: more than the deaths within 10 s at which a supervised lane gives
/// up, so that the observer can read each one before it is overwritten.
constexpr std::size_t outcomes_kept = 8;

/// The outcome of the task of one incarnation of a worker, in one word, so that it cannot be torn.
constexpr std::uint64_t to_outcome_word(std::uint32_t incarnation, TaskOutcome outcome) {
  return (std::uint64_t{incarnation} << 32) | static_cast<std::uint32_t>(outcome);
}

/// What the lane process publishes about itself and its queue: one sealed memfd per incarnation.
/// Written by the lane process; the supervisor writes the policy, and the fault that it injects
/// into the lane process.
struct LaneProcessMemory {
  std::uint32_t magic;
  std::uint32_t version;
  std::atomic<std::uint64_t> accepted;  ///< raised before any of the tasks can start
  std::atomic<std::uint64_t> cancelled;
  std::atomic<std::uint64_t> failed;  ///< without having been started; raised after `accepted`
  std::atomic<std::uint64_t> lost;    ///< the same: handed to a worker that died before their start
  std::atomic<std::uint64_t> retried;   ///< how often a task was put back after its worker's death
  std::atomic<std::uint64_t> poisoned;  ///< tasks set aside; their last outcome word says failed
  std::atomic<std::uint32_t> broken;    ///< 1: an executor that has lost a worker
  std::atomic<std::uint32_t> policy;    ///< PolicyId; written by the supervisor
  /// Outcome words, by worker number - 1 and by incarnation modulo `outcomes_kept`: the last ones
  /// stay readable until the observer reads them.
  std::array<std::array<std::atomic<std::uint64_t>, outcomes_kept>, outcome_count> outcomes;
  std::atomic<std::uint64_t> queue_depth;
  std::atomic<std::uint64_t> queue_depth_max;  ///< the largest `queue_depth` so far
  // Of a queue that worker processes share.
  std::atomic<std::uint32_t> lock_dead_holder;  ///< worker that died with the plain lock; 0: none
  std::atomic<std::uint32_t> lock_recovered;    ///< how often a dead holder's robust lock was taken
  std::atomic<std::uint64_t> requests_handled;  ///< sequence number of the last request handled
  std::atomic<std::uint32_t> fault_committed;   ///< FaultId + 1 of its own injected fault; 0: none
  std::atomic<std::uint64_t> fault_ticks;       ///< when, in ticks
  // Of an interpreter.
  std::atomic<std::uint32_t> python_version;      ///< 3.11.2 as 0x030B02; 0: not a Python lane
  std::atomic<std::uint32_t> gil;                 ///< GilState
  std::atomic<std::uint32_t> switch_interval_us;  ///< sys.getswitchinterval() in microseconds
  std::atomic<std::uint32_t> calls_open;          ///< calls of a pool that have not returned
  // Of the code that it runs.
  std::atomic<std::uint32_t> script_state;  ///< ScriptState
  std::atomic<std::uint32_t> script_line;   ///< line number from 1; 0: none yet
};

/// Publishes the length of the lane process's queue. For one thread of it at a time.
inline void publish_queue_depth(LaneProcessMemory& memory, std::uint64_t depth) {
  memory.queue_depth.store(depth, std::memory_order_release);
  if (depth > memory.queue_depth_max.load(std::memory_order_relaxed))
    memory.queue_depth_max.store(depth, std::memory_order_relaxed);
}

/// What a lane process counts, since its start unless said otherwise: its memory, copied once.
struct LaneFigures {
  std::uint64_t accepted = 0;  ///< tasks that were submitted to it and that it took
  std::uint64_t cancelled = 0;
  std::uint64_t queue_depth = 0;      ///< now
  std::uint64_t queue_depth_max = 0;  ///< the most tasks that waited at one moment
  std::uint32_t permits = 0;   ///< now: single steps at the closed gate that no worker has taken
  std::uint64_t failed = 0;    ///< tasks that failed before they started
  std::uint64_t retried = 0;   ///< how often a task was put back after a worker's death
  std::uint64_t poisoned = 0;  ///< tasks set aside because several workers died of them
  bool broken = false;         ///< an executor that lost a worker: all its tasks fail
  std::uint64_t lost = 0;      ///< tasks handed to a worker that died before it started them
  friend bool operator==(const LaneFigures&, const LaneFigures&) = default;
};

/// Copies a lane process's figures. Call it after every worker's sequence word was read: what has
/// started was accepted before. `permits` stays 0: they are in the lane's LaneControl.
inline LaneFigures copy_figures(const LaneProcessMemory& memory) {
  LaneFigures figures;
  // What fails or is lost without having been started was accepted before: read in the other order.
  figures.failed = memory.failed.load(std::memory_order_acquire);
  figures.lost = memory.lost.load(std::memory_order_acquire);
  figures.accepted = memory.accepted.load(std::memory_order_acquire);
  figures.cancelled = memory.cancelled.load(std::memory_order_acquire);
  figures.queue_depth = memory.queue_depth.load(std::memory_order_relaxed);
  figures.queue_depth_max = memory.queue_depth_max.load(std::memory_order_relaxed);
  figures.retried = memory.retried.load(std::memory_order_relaxed);
  figures.poisoned = memory.poisoned.load(std::memory_order_relaxed);
  figures.broken = memory.broken.load(std::memory_order_relaxed) != 0;
  return figures;
}

}  // namespace sharedfate
