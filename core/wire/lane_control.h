#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <type_traits>

#include "core/wire/lock_pair.h"
#include "core/wire/ticks.h"

// What steers all workers of a lane: one sealed memfd per lane, written by the supervisor (the
// permits and the locks also by workers).
namespace sharedfate {

struct LaneControl {
  std::atomic<std::uint32_t>
      sequence;  ///< futex word: bumped whenever a worker that waits at the gate should look
  std::atomic<std::uint32_t> gate_open;
  std::atomic<std::uint32_t> permits;          ///< tasks that may pass the closed gate, one each
  std::atomic<std::uint32_t> permits_granted;  ///< since the start: only grows
  std::atomic<std::uint32_t> tempo_ms;         ///< 0: full speed
  std::uint32_t deadline_ms;
  std::int32_t niceness;  ///< of the workers only: who reports on them is not slowed down
  std::uint64_t seed;
  TickClock clock;  ///< measured once, so that no process of the lane has to take the time
  std::array<LockPair, lock_pair_count> lock_pairs;  ///< prepared by the head for each deadlock
};
static_assert(std::is_trivially_copyable_v<TickClock>);

/// Whether only one thread of an interpreter computes at a time.
enum class GilState : std::uint32_t { unknown, on, off };
constexpr std::uint32_t gil_state_count = 3;

/// How far a lane's code has come.
enum class ScriptState : std::uint32_t {
  none,      ///< there is no code
  starting,  ///< the interpreter prepares
  running,
  paused,  ///< at the gate, before the line
  ended,   ///< after its last line
  failed,  ///< ended by an exception, or never begun: it is no Python
};
constexpr std::uint32_t script_state_count = 6;

/// What a pool has made of the task that a worker was running when it died.
enum class TaskOutcome : std::uint32_t {
  lost,     ///< nobody will ever see its result
  retried,  ///< it waits again
  failed,   ///< the caller has been told
};
constexpr std::uint32_t task_outcome_count = 3;
constexpr std::size_t outcome_count = 64;  ///< the most workers of a lane
/// More than one worker's number can have before its lane gives up, if each one's task has a fate.
constexpr std::size_t outcomes_kept = 8;

/// The fate of the task of a worker's incarnation in one word, so that it cannot be torn.
constexpr std::uint64_t to_outcome_word(std::uint32_t incarnation, TaskOutcome outcome) {
  return (std::uint64_t{incarnation} << 32) | static_cast<std::uint32_t>(outcome);
}

/// What the queue's holder says of itself: one sealed memfd per incarnation of the head, written by
/// the head, or by the supervisor in its stead.
struct LaneProcessMemory {
  std::uint32_t magic;
  std::uint32_t version;
  std::atomic<std::uint64_t> accepted;  ///< raised before any of the tasks can start
  std::atomic<std::uint64_t> cancelled;
  std::atomic<std::uint64_t> failed;   ///< without having been started; raised after `accepted`
  std::atomic<std::uint64_t> lost;     ///< the same: they were in the hand of a worker that died
  std::atomic<std::uint64_t> retried;  ///< how often a task was put back after a worker's death
  std::atomic<std::uint64_t>
      poisoned;  ///< tasks set aside; their last worker's fate word says failed
  std::atomic<std::uint32_t> broken;  ///< 1: an executor whose worker has died
  std::atomic<std::uint32_t> policy;  ///< PolicyId; written by the supervisor
  /// Fate words, by worker from 0 and by incarnation modulo their number: the last ones stay
  /// readable until the observer has come to them.
  std::array<std::array<std::atomic<std::uint64_t>, outcomes_kept>, outcome_count> outcomes;
  std::atomic<std::uint64_t> queue_depth;
  // Of a queue that worker processes share.
  std::atomic<std::uint32_t> lock_dead_holder;  ///< who died with its lock for ever; 0: nobody
  std::atomic<std::uint32_t> lock_recovered;    ///< how often it was taken over from a dead holder
  std::atomic<std::uint64_t> requests_handled;  ///< sequence number of the last request acted on
  std::atomic<std::uint32_t> fault_committed;   ///< FaultId + 1: ordered for the head itself
  std::atomic<std::uint64_t> fault_ticks;       ///< when
  // Of an interpreter.
  std::atomic<std::uint32_t> python_version;      ///< 3.11.2 as 0x030B02; 0: there is none
  std::atomic<std::uint32_t> gil;                 ///< GilState
  std::atomic<std::uint32_t> switch_interval_us;  ///< sys.getswitchinterval()
  std::atomic<std::uint32_t> calls_open;          ///< calls of a pool that have not come back
  // Of the code that it runs.
  std::atomic<std::uint32_t> script_state;  ///< ScriptState
  std::atomic<std::uint32_t> script_line;   ///< from 1; 0: none yet
};

}  // namespace sharedfate
