#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/model/event.h"
#include "core/model/script_model.h"

// What is known of the lanes. Made by apply() from events alone: no clock, no system call, nothing
// of how it is drawn.
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
  starting,  ///< its process or thread exists, but is not ready yet
  idle,      ///< waits for a task
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

/// The last intervals of a worker, as a ring: the newest is at (count - 1) % capacity.
struct Timeline {
  static constexpr std::size_t capacity = records_shown_max;
  std::array<Interval, capacity> intervals{};
  std::uint64_t count = 0;
};

/// The last slices of a worker, a ring like Timeline.
struct SliceTimeline {
  static constexpr std::size_t capacity = 256;
  std::array<Slice, capacity> slices{};
  std::uint64_t count = 0;
};

struct WorkerModel {
  int worker = 0;  ///< from 1
  std::uint32_t incarnation = 0;
  int pid = 0, pid_inner = 0,
      tid = 0;  ///< on the host; pid_inner: in its namespace
  WorkerState state = WorkerState::starting;
  std::uint64_t sequence = 0, failed = 0;  ///< this incarnation's tally
  std::uint64_t corrupted = 0;     ///< of those failed: a stray write hit their canary record
  std::uint64_t stray_writes = 0;  ///< how many stray writes it has made
  std::uint64_t task = 0;          ///< the running task; 0: none. Kept if the worker dies in it
  std::uint64_t task_started_ns = 0;
  double progress = 0;           ///< of the running task, 0..1, as its workload reports it
  bool waits_in_kernel = false;  ///< the running task is blocked in the kernel
  WorkerCondition condition = WorkerCondition::moving;
  bool condition_sure = false;
  int waits_for = 0;  ///< the worker that holds the lock it waits for; 0: not known
  int lock = 0;       ///< which lock that is: 1 A or 2 B of a deadlock's pair; 0: another
  int dying_of = 0;   ///< signal in its crash record, set before its death is known; 0: none
  bool dying_at_address = false;
  bool stopping = false;       ///< it was asked to stop and is ending
  bool process_ended = false;  ///< the kernel has reported its end, but not yet how it ended
  std::uint64_t dying_address = 0;
  std::uint64_t started_ns = 0;
  std::uint32_t respawns = 0;
  Timeline timeline;
  SliceTimeline slices;
  int core = -1;      ///< on which it ran at its last look; -1: not known
  TimeShares shares;  ///< of the cores, in the last second

  TaskOutcome outcome = TaskOutcome::lost;  ///< of the task it ran when it died; `lost` until known

  [[nodiscard]] bool alive() const {
    return state != WorkerState::dead && state != WorkerState::ended;
  }
  [[nodiscard]] std::uint64_t ended() const { return sequence / 2; }
  /// 1 while a task runs that the pool has neither failed nor put back into its queue.
  [[nodiscard]] std::uint64_t running() const {
    return outcome == TaskOutcome::lost ? sequence % 2 : 0;
  }
  /// 1: the pool has failed the task that it was running.
  [[nodiscard]] std::uint64_t failed_by_pool() const {
    return outcome == TaskOutcome::failed ? sequence % 2 : 0;
  }
  /// Tasks that left the queue for this worker and were not put back.
  [[nodiscard]] std::uint64_t taken() const { return ended() + running() + failed_by_pool(); }
};

/// A death, and the tasks that were lost by it.
struct Death {
  enum class Scope : std::uint8_t { worker, lane_process, supervisor };
  DeathReport report;
  Scope scope = Scope::worker;
  std::uint64_t lost_running = 0, lost_queued = 0;
  TaskOutcome outcome =
      TaskOutcome::lost;  ///< of the worker's task; if `lost`, lost_running says whether it had one
  std::vector<int> also_died;  ///< the other workers that died with it
  std::uint64_t replacement_ready_ns =
      0;  ///< from the death until its replacement was ready; 0: not yet
  int replacement_pid = 0;
};

enum class LaneState : std::uint8_t {
  starting,
  open,     ///< workers take tasks
  paused,   ///< the gate is closed
  dead,     ///< the lane process died; needs a restart
  stopped,  ///< ended because it was asked to
  failed,   ///< could not start, or gave up
};

struct LaneModel {
  bool exists = false;
  LaneSpec spec;
  LaneState state = LaneState::starting;
  Containment containment = Containment::pid_namespace;
  std::string containment_note;  ///< why the best containment was not possible; empty: it was
  int supervisor_pid = 0;
  int lane_pid = 0, lane_pid_inner = 0;
  std::uint32_t incarnation = 0;  ///< of the lane process
  /// Living processes from the lane process down, and the threads in them, as last counted in
  /// /proc; -1: not yet.
  int processes = -1, threads = -1;
  bool gate_open = false;
  std::uint64_t gate_changed_ns = 0;  ///< monotonic clock; 0: not known
  std::uint32_t tempo_ms = 0;
  PolicyId policy = PolicyId::pool;
  std::vector<WorkerModel> workers;  ///< by number; dead ones stay until they are replaced
  std::vector<Death> deaths;  ///< oldest first, the last `deaths_kept`; `death_count` counts all
  std::uint64_t death_count = 0, respawns = 0;
  std::uint64_t records_seen = 0, records_missed = 0, records_rejected = 0;
  std::string trouble;  ///< the last thing that the lane could not do; empty: none

  LaneFigures figures;                ///< of this incarnation of the lane process
  std::uint64_t started_by_gone = 0;  ///< tasks that workers now gone had taken from the queue
  std::uint64_t lost_before = 0;      ///< `lost` at this lane process's start: no longer waited for
  int lock_dead_holder = 0;  ///< the worker that died holding the shared queue's lock; 0: none
  std::uint64_t lock_recovered = 0;  ///< how often that lock was taken over from a dead holder
  std::uint64_t call_began_ns = 0;   ///< start of the caller's wait, kept after it; 0: no call yet
  // Of an interpreter; 0: there is none, or it has not reported yet.
  std::uint32_t python_version = 0;  ///< 3.11.2 as 0x030B02
  GilState gil = GilState::unknown;
  std::uint32_t switch_interval_us = 0;
  std::uint32_t calls_open = 0;   ///< calls of its pool that have not returned
  ScriptModel script{};           ///< of a lane that runs code
  bool requests_awaited = false;  ///< requests are not acted on yet
  Account retired;  ///< of workers and lane processes that are gone; queued, running: 0

  [[nodiscard]] Account account() const;
  [[nodiscard]] bool balanced() const { return account().balanced(); }
  [[nodiscard]] int alive() const;
  /// Results that the caller, which submitted the tasks, still waits for: of tasks that are queued,
  /// running, or lost since this lane process started.
  [[nodiscard]] std::uint64_t results_awaited() const;
  /// The caller waits only for results of lost tasks, which never come.
  [[nodiscard]] bool waits_in_vain() const;
  /// Dead workers are not replaced: they are threads of an interpreter, ended by an exception.
  [[nodiscard]] bool keeps_its_dead() const {
    return spec.language == Language::python && lane_kind_row(spec.kind).one_address_space;
  }
  /// The sum of what the living workers had of the cores in the last second, in cores.
  [[nodiscard]] double cpu_share() const;
  /// Workers of the code's pool that have ended no task of that call.
  [[nodiscard]] std::vector<int> idle_workers(const ScriptCall& call) const;
  /// Living workers that wait for a lock whose holder is dead, according to the kernel.
  [[nodiscard]] int waiting_for_ever() const;
  /// It is open or paused, and has all of its workers and no others, each of which can take tasks.
  /// Of a lane that runs code: at least that many.
  [[nodiscard]] bool ready() const;
  /// It does nothing until it is restarted: it is dead, stopped or failed.
  [[nodiscard]] bool over() const;
  /// Nothing runs and nothing will until the next request, and the lane process counts as many
  /// queued tasks as the account does. Also true of a lane that has ended or does not exist.
  [[nodiscard]] bool quiescent() const;
  /// The gate is closed, tasks are queued, and fewer workers wait at the gate than could take one.
  /// Most of the others arrive soon, without waking the observer; but tasks handed to one worker
  /// are taken by no other, so this may stay true: poll with a time limit.
  [[nodiscard]] bool gathers_at_gate() const;
};

constexpr std::size_t deaths_kept = 256;

/// What the cores of the computer do.
struct MachineModel {
  int cores = 0;      ///< that the app may use; 0: not known yet
  CoreShares shares;  ///< of the last second; not `known` while no lane runs a task
};

struct Model {
  std::vector<LaneModel> lanes;
  MachineModel machine;
};

/// "3.11.2".
std::string python_version_text(std::uint32_t version);

/// Worker `number` (from 1) of a lane; nullptr: the lane has none of that number.
WorkerModel* find_worker(LaneModel& lane, int number);
const WorkerModel* find_worker(const LaneModel& lane, int number);

/// The workers that wait for each other for ever: `number` first, each followed by the one that it
/// waits for. Empty: `number` is in no such cycle.
std::vector<int> wait_cycle(const LaneModel& lane, int number);

/// Changes the model by one event. Pure: depends on its arguments only. Ignores an event for a lane
/// that does not exist, and a tally that runs backwards (a worker's counts as rejected).
void apply(Model& model, const Event& event);

}  // namespace sharedfate
