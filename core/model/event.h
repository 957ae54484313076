#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/fault/fault.h"
#include "core/lane/lane_kind.h"
#include "core/lane/policy.h"
#include "core/lane/script_code.h"
#include "core/wire/event_ring.h"
#include "core/wire/lane_control.h"
#include "core/wire/worker_memory.h"
#include "core/workload/workload.h"

// What has happened, in the past tense. `lab` makes events out of what the lanes wrote, after
// checking it; the model is made of nothing else. Times are nanoseconds of the monotonic clock.
// Workers are counted from 1.
namespace sharedfate {

using LaneIndex = int;  ///< place of the lane in the lab, from 0

struct LaneOpened {
  LaneIndex lane;
  LaneSpec spec;
};
struct LaneClosed {
  LaneIndex lane;
};

struct SupervisorStarted {
  LaneIndex lane;
  int pid;
  Containment containment;
  std::string note;
};

/// The process that holds the queue has started: the family, or the parent. `fresh`: the account
/// starts at zero.
struct LaneProcessStarted {
  LaneIndex lane;
  std::uint32_t incarnation;
  int pid;
  int pid_inner;
  bool fresh;
};

struct WorkerStarted {
  LaneIndex lane;
  int worker;
  std::uint32_t incarnation;
  int pid;
  int pid_inner;
  int tid;
  std::uint64_t started_ns;
  bool replaces_dead;  ///< a respawn
};
/// A replacement said hello, so long after the death that it makes good was known.
struct WorkerReady {
  LaneIndex lane;
  int worker;
  std::uint64_t ready_after_ns;
};

/// Everything that the account needs from a worker, in one untorn word and its companions.
/// Monotonic per incarnation.
struct WorkerTallied {
  LaneIndex lane;
  int worker;
  std::uint64_t sequence;  ///< odd while a task runs; steps / 2 tasks have ended
  std::uint64_t failed;    ///< of those ended, how many failed
  std::uint64_t task;      ///< the task that runs, or the last that did; 0: none yet
  std::uint64_t task_started_ns;
  std::uint32_t progress_ppm;
  WorkerActivity activity;
  int tid;                         ///< 0 until the worker has said hello
  std::uint64_t corrupted = 0;     ///< of those failed: something else wrote into what they used
  std::uint64_t stray_writes = 0;  ///< how often it wrote into what others use
};

/// What a worker that comes to no end does, as the kernel says.
enum class WorkerCondition : std::uint8_t {
  moving,            ///< nothing to tell: it gets on, or it waits for work
  running,           ///< burns a core, and nothing comes of it
  waits_on_lock,     ///< sleeps in a futex, in the middle of what it does
  sleeps_in_kernel,  ///< sleeps there for another reason
  stopped,           ///< its process is stopped
};
/// A worker that had shown no progress for a while was looked at in /proc; or it moves again.
struct WorkerNamed {
  LaneIndex lane;
  int worker;
  WorkerCondition condition;
  bool sure;      ///< false: suspected, by one look only
  int waits_for;  ///< the worker that holds the lock that it waits for; 0: none that is known
};

/// A dying thread has spoken; the kernel has not told of the death yet. Taking down a large memory
/// takes it a while. Comes before the death, or never: not every death leaves time for words.
struct CrashRecorded {
  LaneIndex lane;
  int worker;
  int signal;
  bool has_address;
  std::uint64_t address;
  std::uint64_t task;  ///< 0: none
};

/// The kernel says that a worker's process has ended. How, its parent says once it has collected
/// the wait status: WorkerDied or WorkerStopped. Comes before those, or never.
struct WorkerEnded {
  LaneIndex lane;
  int worker;
};

/// Figures of the queue's holder, and the permits to pass a closed gate that nobody has used yet.
struct LaneProcessTallied {
  LaneIndex lane;
  std::uint64_t accepted;
  std::uint64_t cancelled;
  std::uint64_t queue_depth;
  std::uint32_t permits;
  std::uint64_t failed = 0;    ///< without having been started
  std::uint64_t retried = 0;   ///< tasks put back after a worker's death
  std::uint64_t poisoned = 0;  ///< tasks set aside
  bool broken = false;         ///< an executor that has lost a worker
  std::uint64_t time_ns = 0;   ///< when this was read
  std::uint64_t lost = 0;      ///< without having been started, in the hand of a worker that died
};
/// What an interpreter says of itself, and how many calls of its pool have not come back.
struct InterpreterReported {
  LaneIndex lane;
  std::uint32_t version;  ///< 3.11.2 as 0x030B02
  GilState gil;
  std::uint32_t switch_interval_us;
  std::uint32_t calls_open;
  friend bool operator==(const InterpreterReported&, const InterpreterReported&) = default;
};
/// What the pool has made of the task that a worker ran when it died. May come before the news of
/// the death.
struct TaskResolved {
  LaneIndex lane;
  int worker;
  TaskOutcome outcome;
};
/// What has become of the lock of a queue that worker processes share.
struct QueueLockReported {
  LaneIndex lane;
  int dead_holder;          ///< the worker that died with it for ever; 0: nobody
  std::uint64_t recovered;  ///< how often it was taken over from a dead holder
};
/// Whether the lane has yet to act on something that it was asked for.
struct RequestsAwaited {
  LaneIndex lane;
  bool awaited;
};

/// How many ended tasks of one worker a picture shows at most.
constexpr std::size_t records_shown_max = 64;
/// A run of tasks that ended on one worker, oldest first. The span is valid during the call only.
/// In the last `records_shown_max` of them the ticks have been turned into nanoseconds of the
/// monotonic clock.
struct TasksEnded {
  LaneIndex lane;
  int worker;
  std::span<const TaskRecord> records;
};
/// A stretch of time in which a worker's task was seen to get on, about once a millisecond.
struct Slice {
  std::uint64_t start_ns, end_ns;
};
/// Stretches of one worker, oldest first, with gaps in which it did not run. The span is valid
/// during the call only.
struct SlicesSeen {
  LaneIndex lane;
  int worker;
  std::span<const Slice> slices;
};
/// How much of a core a worker's thread has had lately, as /proc says.
struct CpuMeasured {
  LaneIndex lane;
  int worker;
  double share;  ///< 1: all of one core
};
/// Records that the worker overwrote before they were read: pictures are missing, the account is
/// not.
struct RecordsMissed {
  LaneIndex lane;
  int worker;
  std::uint64_t count;
};
/// What a worker wrote did not make sense and was not used.
struct RecordsRejected {
  LaneIndex lane;
  int worker;
  std::uint64_t count;
};

/// What the kernel and the dying thread said about the end of a process.
struct DeathReport {
  int worker = 0;  ///< the guilty worker; 0 when unknown (the process was killed from outside)
  int pid = 0;
  int tid = 0;             ///< of the guilty thread; the process's when unknown
  std::uint64_t task = 0;  ///< the task that the guilty worker ran; 0: none
  std::string fault;       ///< name of the injected fault; "deadline" or "" when none was
  int signal = 0;          ///< 0: it exited
  int exit_code = 0;
  bool has_address = false;
  std::uint64_t address = 0;  ///< faulting address, if the signal carries one
  std::string cause;  ///< the dying program's own words, e.g. what() of the exception; may be empty
  std::vector<std::string> stack;  ///< innermost first, "function+0x1f"
  std::uint64_t known_after_ns =
      0;  ///< from the fault's commit to the death's being known; 0: not known
  std::uint64_t time_ns = 0;
  int orphans = 0;  ///< workers that the dead parent left behind: the supervisor saw them end
};

/// One worker process died, alone. Its last WorkerTallied came before this.
struct WorkerDied {
  LaneIndex lane;
  DeathReport death;
};
/// The process that holds the queue died, and all workers with it. Final tallies came before this.
struct LaneProcessDied {
  LaneIndex lane;
  DeathReport death;
};
/// The supervisor died: the lane is over until it is restarted. Final tallies came before this.
struct SupervisorDied {
  LaneIndex lane;
  DeathReport death;
};

/// A worker left because it was asked to. A task of it that was cut short by a stop counts as
/// cancelled.
struct WorkerStopped {
  LaneIndex lane;
  int worker;
};
/// The head ended because it was asked to (stop, reset). What was running or queued is cancelled.
struct LaneProcessStopped {
  LaneIndex lane;
};

struct GateChanged {
  LaneIndex lane;
  bool open;
};
struct TempoChanged {
  LaneIndex lane;
  std::uint32_t tempo_ms;
};
struct PolicyChanged {
  LaneIndex lane;
  PolicyId policy;
};
struct WorkersChanged {
  LaneIndex lane;
  int workers;
};
/// The lane could not do something and says so; it goes on as far as it can. `fatal`: it does not.
struct LaneTroubled {
  LaneIndex lane;
  std::string message;
  bool fatal;
};

/// The lane's code is about to run, confined as far as this. `denied`: what the kernel refused, one
/// sentence each.
struct CodeConfined {
  LaneIndex lane;
  CodeOrigin origin;
  std::vector<std::string> denied;
};
/// How far the lane's code has come: the line that it is at.
struct ScriptReported {
  LaneIndex lane;
  ScriptState state;
  std::uint32_t line;  ///< from 1; 0: none yet
  friend bool operator==(const ScriptReported&, const ScriptReported&) = default;
};
/// The code has called its pool: `name` is the method, `count` how many tasks that makes (0: not
/// known beforehand).
struct ScriptCallBegan {
  LaneIndex lane;
  std::uint32_t call;  ///< its number, from 1
  std::string name;
  std::uint32_t line;
  std::uint64_t first_task, count;
};
/// A task of such a call has ended. In the order in which they end.
struct ScriptResultReported {
  LaneIndex lane;
  std::uint32_t call;
  std::uint64_t place;  ///< among the call's arguments, from 0
  std::string text;     ///< the result as Python writes it, shortened; or the exception
  bool failed;
};
/// The code, or a task of it, has printed something.
struct ScriptWrote {
  LaneIndex lane;
  std::string text;
  bool cut;  ///< what follows is left out
};
/// The code was ended by an exception, or is no Python.
struct ScriptFailed {
  LaneIndex lane;
  std::uint32_t line;  ///< where; 0: not in the code
  std::string type, message;
};

using Event = std::variant<
    LaneOpened, LaneClosed, SupervisorStarted, LaneProcessStarted, WorkerStarted, WorkerReady,
    WorkerTallied, WorkerNamed, CrashRecorded, WorkerEnded, LaneProcessTallied, QueueLockReported,
    RequestsAwaited, TasksEnded, RecordsMissed, RecordsRejected, WorkerDied, LaneProcessDied,
    SupervisorDied, WorkerStopped, LaneProcessStopped, GateChanged, TempoChanged, PolicyChanged,
    TaskResolved, WorkersChanged, LaneTroubled, InterpreterReported, SlicesSeen, CpuMeasured,
    CodeConfined, ScriptReported, ScriptCallBegan, ScriptResultReported, ScriptWrote, ScriptFailed>;

}  // namespace sharedfate
