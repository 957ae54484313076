#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/catalog/lane_kind.h"
#include "core/catalog/policy.h"
#include "core/catalog/script_code.h"
#include "core/fault/fault.h"
#include "core/system/core_use.h"
#include "core/wire/event_ring.h"
#include "core/wire/lane_control.h"
#include "core/wire/worker_memory.h"
#include "core/workload/workload.h"

// What has happened, in the past tense. The lab makes events from what the lanes wrote, after
// checking it; apply() makes the model from events alone. Times are nanoseconds of the monotonic
// clock; workers are numbered from 1.
namespace sharedfate {

using LaneIndex = int;  ///< index of the lane in the lab, from 0

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

/// The lane process has started. `fresh`: the account starts at zero.
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
/// A replacement for a dead worker is ready, `ready_after_ns` after the dead one was reaped.
struct WorkerReady {
  LaneIndex lane;
  int worker;
  std::uint64_t ready_after_ns;
};

/// What the account needs from a worker: one word that cannot be torn, and the figures that belong
/// to it. `sequence` and `failed` never decrease within an incarnation.
struct WorkerTallied {
  LaneIndex lane;
  int worker;
  std::uint64_t sequence;  ///< odd while a task runs; sequence / 2 tasks have ended
  std::uint64_t failed;    ///< of those ended, how many failed
  std::uint64_t task;      ///< the running task, or the last one that ran; 0: none yet
  std::uint64_t task_started_ns;
  std::uint32_t progress_ppm;
  WorkerActivity activity;
  int tid;                         ///< 0 until the worker is ready and the kernel confirms its TID
  std::uint64_t corrupted = 0;     ///< of those failed: a stray write hit their canary record
  std::uint64_t stray_writes = 0;  ///< how many stray writes it has made
  int core = -1;                   ///< on which it ran at its last look; -1: not known
  friend bool operator==(const WorkerTallied&, const WorkerTallied&) = default;
};

/// What a worker without progress is doing, according to the kernel.
enum class WorkerCondition : std::uint8_t {
  moving,            ///< it makes progress, or waits for a task
  running,           ///< uses processor time without progress
  waits_on_lock,     ///< blocked in a futex wait, while it has work to do
  sleeps_in_kernel,  ///< blocked in the kernel for another reason
  stopped,           ///< its process is stopped
};
/// The lab has looked in /proc at a worker that had made no progress for a while; or the worker
/// makes progress again (`moving`).
struct WorkerNamed {
  LaneIndex lane;
  int worker;
  WorkerCondition condition;
  bool sure;      ///< false: seen only once so far, not confirmed
  int waits_for;  ///< the worker that holds the lock it waits for; 0: not known
  int lock = 0;   ///< which lock that is: 1 A or 2 B of a deadlock's pair; 0: another, or not known
  friend bool operator==(const WorkerNamed&, const WorkerNamed&) = default;
};

/// The crash record of a dying thread is complete; the kernel has not reported the death yet,
/// because tearing down a large memory takes time. Comes before the death, or not at all: not every
/// death leaves a crash record.
struct CrashRecorded {
  LaneIndex lane;
  int worker;
  int signal;
  bool has_address;
  std::uint64_t address;
  std::uint64_t task;  ///< 0: none
};

/// The kernel reports that a worker's process has ended. How it ended follows in WorkerDied or
/// WorkerStopped, once its parent has collected the wait status. Comes before those, or not at all.
struct WorkerEnded {
  LaneIndex lane;
  int worker;
};

/// A lane process's figures have changed.
struct LaneProcessTallied {
  LaneIndex lane;
  LaneFigures figures;
  std::uint64_t time_ns = 0;  ///< when they were read; does not make equal figures different
  friend bool operator==(const LaneProcessTallied& one, const LaneProcessTallied& other) {
    return one.lane == other.lane && one.figures == other.figures;
  }
};
/// What an interpreter reports of itself, and how many calls of its pool have not returned.
struct InterpreterReported {
  LaneIndex lane;
  std::uint32_t version;  ///< 3.11.2 as 0x030B02
  GilState gil;
  std::uint32_t switch_interval_us;
  std::uint32_t calls_open;
  friend bool operator==(const InterpreterReported&, const InterpreterReported&) = default;
};
/// What became of the task that a worker was running when it died. May come before the report of
/// the death.
struct TaskResolved {
  LaneIndex lane;
  int worker;
  TaskOutcome outcome;
};
/// State of the lock of a queue that worker processes share.
struct QueueLockReported {
  LaneIndex lane;
  int dead_holder;          ///< the worker that died and holds it for ever; 0: none
  std::uint64_t recovered;  ///< how often it was taken over from a dead holder
  friend bool operator==(const QueueLockReported&, const QueueLockReported&) = default;
};
/// Whether the lane has requests that it has not acted on yet.
struct RequestsAwaited {
  LaneIndex lane;
  bool awaited;
  friend bool operator==(const RequestsAwaited&, const RequestsAwaited&) = default;
};

/// How many ended tasks of one worker are shown at most.
constexpr std::size_t records_shown_max = 64;
/// Tasks that ended on one worker, oldest first. The span is valid during the call only. In the
/// last `records_shown_max` records the ticks are converted to nanoseconds of the monotonic clock;
/// in older ones they are not.
struct TasksEnded {
  LaneIndex lane;
  int worker;
  std::span<const TaskRecord> records;
};
/// A period in which a worker's task made progress about once a millisecond.
struct Slice {
  std::uint64_t start_ns, end_ns;
};
/// Slices of one worker, oldest first; in the gaps between them it did not run. The span is valid
/// during the call only.
struct SlicesSeen {
  LaneIndex lane;
  int worker;
  std::span<const Slice> slices;
};
/// What a worker's thread has had of the cores in about the last second, as shares of that time.
/// What is left of 1 it was asleep, blocked or stopped.
struct TimeShares {
  bool known = false;        ///< false: not measured yet
  bool ready_known = false;  ///< false: this kernel does not say how long a thread waits for a core
  double on_core = 0;        ///< it ran
  double ready = 0;          ///< it was ready, and no core was free
  bool ran = false;          ///< it has run since the measurement before
  bool sleeps = false;       ///< it was blocked in the kernel when it was looked at
  std::uint64_t no_core_ns = 0;   ///< how long it has been ready and has not run at all
  std::uint64_t task_ns = 0;      ///< how long its running task has been watched; 0: it has none
  std::uint64_t task_cpu_ns = 0;  ///< in which it ran for so long

  [[nodiscard]] double asleep() const { return 1 - on_core - ready; }
  friend bool operator==(const TimeShares&, const TimeShares&) = default;
};
/// A worker's thread was measured, which happens twice a second while it has a task.
struct WorkerTimed {
  LaneIndex lane;
  int worker;
  TimeShares shares;
  friend bool operator==(const WorkerTimed&, const WorkerTimed&) = default;
};
/// The lane process and everything below it were counted in /proc.
struct ProcessesCounted {
  LaneIndex lane;
  int processes;  ///< living ones
  int threads;    ///< in all of these
  friend bool operator==(const ProcessesCounted&, const ProcessesCounted&) = default;
};
/// What the cores have done in the last second; not `known`: no lane runs a task any more.
struct MachineMeasured {
  CoreShares shares;
  int cores;
};
/// Records that the worker overwrote before they were read: its timeline has gaps, the account is
/// complete.
struct RecordsMissed {
  LaneIndex lane;
  int worker;
  std::uint64_t count;
};
/// Something that a worker, or the lane itself (`worker` 0), wrote failed the checks and was not
/// used.
struct RecordsRejected {
  LaneIndex lane;
  int worker;
  std::uint64_t count;
};

/// What the kernel and the crash record say about the end of a process.
struct DeathReport {
  int worker = 0;  ///< the faulting worker; 0: not known (killed from outside)
  int pid = 0;
  int tid = 0;             ///< of the faulting thread; of the process if that is not known
  std::uint64_t task = 0;  ///< the task that the faulting worker ran; 0: none
  std::string fault;       ///< name of the injected fault; "deadline" or "" when none was
  int signal = 0;          ///< 0: it exited
  int exit_code = 0;
  bool has_address = false;
  std::uint64_t address = 0;  ///< faulting address, if the signal carries one
  std::string cause;  ///< what the program reported, e.g. what() of an exception; may be empty
  std::vector<std::string> stack;    ///< innermost first, "function+0x1f"
  std::uint64_t known_after_ns = 0;  ///< from the fault until its death was known; 0: not known
  std::uint64_t time_ns = 0;
  int orphans = 0;  ///< workers of a dead parent that the supervisor has reaped
};

/// One worker died: its process, or its thread of an interpreter that goes on. Its last
/// WorkerTallied came before this.
struct WorkerDied {
  LaneIndex lane;
  DeathReport death;
};
/// The lane process died, and all its workers with it. The final tallies came before this.
struct LaneProcessDied {
  LaneIndex lane;
  DeathReport death;
};
/// The supervisor died, and with it the lane, until a restart. The final tallies came before this.
struct SupervisorDied {
  LaneIndex lane;
  DeathReport death;
};

/// A worker ended because it was asked to stop. A task that it was running counts as cancelled.
struct WorkerStopped {
  LaneIndex lane;
  int worker;
};
/// The lane process ended because it was asked to (stop, reset). Running and queued tasks are
/// cancelled.
struct LaneProcessStopped {
  LaneIndex lane;
};

struct GateChanged {
  LaneIndex lane;
  bool open;
  std::uint64_t at_ns = 0;  ///< monotonic clock; 0: not known
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
/// The lane could not do something. It goes on as far as it can, unless `fatal`.
struct LaneTroubled {
  LaneIndex lane;
  std::string message;
  bool fatal;
};

/// The lane's code is about to run. `denied`: the parts of its confinement that the kernel refused,
/// one sentence each.
struct CodeConfined {
  LaneIndex lane;
  CodeOrigin origin;
  std::vector<std::string> denied;
};
/// The state of the lane's code, and the line that it is at.
struct ScriptReported {
  LaneIndex lane;
  ScriptState state;
  std::uint32_t line;  ///< from 1; 0: none yet
  friend bool operator==(const ScriptReported&, const ScriptReported&) = default;
};
/// The code has called its pool. `name`: the method; `count`: how many tasks that makes (0: not
/// known beforehand).
struct ScriptCallBegan {
  LaneIndex lane;
  std::uint32_t call;  ///< its number, from 1
  std::string name;
  std::uint32_t line;
  std::uint64_t first_task, count;
};
/// A task of such a call has ended. Reported in the order in which the tasks end.
struct ScriptResultReported {
  LaneIndex lane;
  std::uint32_t call;
  std::uint64_t place;  ///< index among the call's arguments, from 0
  std::string text;     ///< the result as Python writes it, shortened; or the exception
  bool failed;
};
/// The code, or a task of it, has printed something.
struct ScriptWrote {
  LaneIndex lane;
  std::string text;
  bool cut;  ///< the rest of the output is left out
};
/// The code was ended by an exception, or is not valid Python.
struct ScriptFailed {
  LaneIndex lane;
  std::uint32_t line;  ///< line of the error; 0: not in the code
  std::string type, message;
};

using Event =
    std::variant<LaneOpened, LaneClosed, SupervisorStarted, LaneProcessStarted, WorkerStarted,
                 WorkerReady, WorkerTallied, WorkerNamed, CrashRecorded, WorkerEnded,
                 LaneProcessTallied, QueueLockReported, RequestsAwaited, TasksEnded, RecordsMissed,
                 RecordsRejected, WorkerDied, LaneProcessDied, SupervisorDied, WorkerStopped,
                 LaneProcessStopped, GateChanged, TempoChanged, PolicyChanged, TaskResolved,
                 WorkersChanged, LaneTroubled, InterpreterReported, SlicesSeen, WorkerTimed,
                 ProcessesCounted, MachineMeasured, CodeConfined, ScriptReported, ScriptCallBegan,
                 ScriptResultReported, ScriptWrote, ScriptFailed>;

/// The lane that an event is about; nothing: the whole computer.
std::optional<LaneIndex> lane_of(const Event& event);

}  // namespace sharedfate
