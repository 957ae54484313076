#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/model/event.h"
#include "core/model/script_model.h"

// What is known of the lanes, made by apply() out of events and of nothing else: no clock, no
// system call, no pixels.
namespace sharedfate {

/// The sum that always holds: submitted = queued + running + done + failed + lost + cancelled.
struct Account {
  std::uint64_t submitted = 0, queued = 0, running = 0, done = 0, failed = 0, lost = 0,
                cancelled = 0;

  [[nodiscard]] std::uint64_t sum() const {
    return queued + running + done + failed + lost + cancelled;
  }
  [[nodiscard]] bool balanced() const { return submitted == sum(); }
  friend bool operator==(const Account&, const Account&) = default;
};

enum class WorkerState : std::uint8_t {
  starting,  ///< its process or thread exists, it has not said hello
  idle,      ///< waits for the queue
  paused,    ///< waits at the gate between two tasks
  running,
  dead,
  ended,  ///< ended because it was asked to
};

/// One ended task on a worker's timeline.
struct Interval {
  std::uint64_t task, start_ns, end_ns;
  bool failed;
};

/// The last intervals of a worker, a ring: the newest is at (count - 1) % capacity.
struct Timeline {
  static constexpr std::size_t capacity = records_shown_max;
  std::array<Interval, capacity> intervals{};
  std::uint64_t count = 0;
};

/// The last stretches in which a worker was seen to run, a ring like Timeline.
struct SliceTimeline {
  static constexpr std::size_t capacity = 256;
  std::array<Slice, capacity> slices{};
  std::uint64_t count = 0;
};

struct WorkerModel {
  int worker = 0;  ///< from 1
  std::uint32_t incarnation = 0;
  int pid = 0, pid_inner = 0,
      tid = 0;  ///< as the kernel numbers them outside; pid_inner inside its namespace
  WorkerState state = WorkerState::starting;
  std::uint64_t sequence = 0, failed = 0;  ///< this incarnation's tally
  std::uint64_t corrupted = 0;     ///< of those failed: something else wrote into what they used
  std::uint64_t stray_writes = 0;  ///< how often it wrote into what others use
  std::uint64_t task = 0;          ///< running task, 0: none. Stays set on a worker that died at it
  std::uint64_t task_started_ns = 0;
  double progress = 0;           ///< of the running task, 0..1, as its workload reports it
  bool waits_in_kernel = false;  ///< the running task is blocked in the kernel, not burning a core
  WorkerCondition condition = WorkerCondition::moving;
  bool condition_sure = false;
  int waits_for = 0;  ///< the worker that holds the lock that this one waits for; 0: not known
  int dying_of = 0;   ///< the signal of its last words, while its death is not known yet; 0: none
  bool dying_at_address = false;
  bool stopping = false;        ///< it ends because it was asked to
  bool process_ended = false;  ///< the kernel says so; how it ended comes with its death
  std::uint64_t dying_address = 0;
  std::uint64_t started_ns = 0;
  std::uint32_t respawns = 0;
  Timeline timeline;
  SliceTimeline slices;
  double cpu_share = 0;  ///< of a core, lately; 1: all of it

  TaskOutcome outcome = TaskOutcome::lost;  ///< of the task that it runs, once it is dead

  [[nodiscard]] bool alive() const {
    return state != WorkerState::dead && state != WorkerState::ended;
  }
  [[nodiscard]] std::uint64_t ended() const { return sequence / 2; }
  /// 1 while a task runs that is neither lost to the pool nor back in its queue.
  [[nodiscard]] std::uint64_t running() const {
    return outcome == TaskOutcome::lost ? sequence % 2 : 0;
  }
  /// 1: the pool has told the caller that the task which it ran has failed.
  [[nodiscard]] std::uint64_t failed_by_pool() const {
    return outcome == TaskOutcome::failed ? sequence % 2 : 0;
  }
  /// Tasks that have left the queue for this worker and did not come back.
  [[nodiscard]] std::uint64_t taken() const { return ended() + running() + failed_by_pool(); }
};

/// A death with what it cost.
struct Death {
  enum class Scope : std::uint8_t { worker, lane_process, supervisor };
  DeathReport report;
  Scope scope = Scope::worker;
  std::uint64_t lost_running = 0, lost_queued = 0;
  TaskOutcome outcome =
      TaskOutcome::lost;       ///< of the worker's task; lost_running says whether it had one
  std::vector<int> also_died;  ///< workers that had no part in it
  std::uint64_t replacement_ready_ns =
      0;  ///< how long until its replacement was ready; 0: none yet
  int replacement_pid = 0;
};

enum class LaneState : std::uint8_t {
  starting,
  open,     ///< workers take tasks
  paused,   ///< the gate is closed
  dead,     ///< the queue's holder died; a restart is needed
  stopped,  ///< ended because it was asked to
  failed,   ///< could not start, or gave up
};

struct LaneModel {
  bool exists = false;
  LaneSpec spec;
  LaneState state = LaneState::starting;
  Containment containment = Containment::pid_namespace;
  std::string containment_note;  ///< why the containment is not the best one; empty when it is
  int supervisor_pid = 0;
  int lane_pid = 0, lane_pid_inner = 0;
  std::uint32_t incarnation = 0;  ///< of the head
  bool gate_open = false;
  std::uint32_t tempo_ms = 0;
  PolicyId policy = PolicyId::pool;
  std::vector<WorkerModel> workers;  ///< by number; holds dead ones too until they are replaced
  std::vector<Death> deaths;  ///< oldest first, the last `deaths_kept`; `death_count` counts all
  std::uint64_t death_count = 0, respawns = 0;
  std::uint64_t records_seen = 0, records_missed = 0, records_rejected = 0;
  std::string trouble;  ///< the last thing the lane could not do; empty: none

  // This incarnation of the head: what it says of its queue, and what workers that are gone had
  // started.
  std::uint64_t accepted = 0, cancelled_by_lane_process = 0, queue_depth = 0, started_by_gone = 0;
  std::uint64_t lost_by_lane_process = 0, failed_by_lane_process = 0, retried = 0, poisoned = 0;
  std::uint64_t lost_before = 0;  ///< when this head started: nobody waits for these any more
  int lock_dead_holder = 0;       ///< who died with the lock of the queue that all share; 0: nobody
  std::uint64_t lock_recovered = 0;  ///< how often that lock was taken over from a dead holder
  bool broken = false;               ///< the pool: nothing is started, everything fails
  std::uint64_t call_began_ns = 0;   ///< since when somebody waits for results; 0: nobody does
  std::uint32_t permits = 0;         ///< single steps that no worker has taken yet
  // Of an interpreter; 0: there is none, or it has not said yet.
  std::uint32_t python_version = 0;  ///< 3.11.2 as 0x030B02
  GilState gil = GilState::unknown;
  std::uint32_t switch_interval_us = 0;
  std::uint32_t calls_open = 0;   ///< calls of its pool that have not come back
  ScriptModel script{};           ///< of a lane that runs code
  bool requests_awaited = false;  ///< asked, not yet acted on
  Account retired;  ///< what earlier incarnations of head and workers left behind (queued and
                    ///< running are 0)

  [[nodiscard]] Account account() const;
  [[nodiscard]] bool balanced() const { return account().balanced(); }
  [[nodiscard]] int alive() const;
  /// Results that whoever submitted the tasks still waits for: of those that wait, run, or are
  /// lost.
  [[nodiscard]] std::uint64_t results_awaited() const;
  /// They wait for results of which none will ever come: all that is left of them is lost.
  [[nodiscard]] bool waits_in_vain() const;
  /// Threads of an interpreter that have ended by an exception: nobody replaces them.
  [[nodiscard]] bool keeps_its_dead() const {
    return spec.language == Language::python && lane_kind_row(spec.kind).one_address_space;
  }
  /// The CPU shares of the workers that live, together.
  [[nodiscard]] double cpu_share() const;
  /// Workers of the code's pool that have ended no task of that call.
  [[nodiscard]] std::vector<int> idle_workers(const ScriptCall& call) const;
  /// Living workers that wait for a lock whose holder is dead, as the kernel says.
  [[nodiscard]] int stranded() const;
  /// Nothing runs, nothing will until somebody asks for something, and the holder of the queue, who
  /// counts for itself, has come to the same number of waiting tasks as the account.
  [[nodiscard]] bool quiescent() const;
  /// The gate is closed, tasks wait behind it, and fewer workers than could take one have come to
  /// it. Mostly the others are on their way, and come without a word. Not always: tasks that were
  /// handed to one worker are taken by no other. So looking again needs a limit.
  [[nodiscard]] bool gathers_at_gate() const;
};

constexpr std::size_t deaths_kept = 256;

struct Model {
  std::vector<LaneModel> lanes;
};

/// "3.11.2".
std::string python_version_text(std::uint32_t version);

/// Worker `number` (from 1) of a lane, or nullptr.
WorkerModel* find_worker(LaneModel& lane, int number);
const WorkerModel* find_worker(const LaneModel& lane, int number);

/// The workers that wait for each other for ever, from `number` on, in the order in which each
/// waits for the next; empty: this one is in no such circle.
std::vector<int> wait_cycle(const LaneModel& lane, int number);

/// Changes the model by one event. Pure: depends on its arguments only. An event for a lane that
/// does not exist is ignored. Tallies that run backwards are ignored.
void apply(Model& model, const Event& event);

}  // namespace sharedfate
