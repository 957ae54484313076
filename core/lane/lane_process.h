#pragma once

#include <string>
#include <vector>

#include "core/catalog/lane_kind.h"
#include "core/catalog/script_code.h"
#include "core/fault/fault.h"
#include "core/system/descriptor.h"
#include "core/system/message_socket.h"
#include "core/system/shared_memory.h"
#include "core/wire/lane_control.h"
#include "core/wire/message.h"

// The lane process holds the lane's queue: the threads process of a threads lane, the parent of a
// processes lane, the interpreter of a Python lane. Here is what all of them use; what each one
// does is in a file of its own.
namespace sharedfate {

/// What a lane process needs of the control page, copied before there is a worker that could write
/// it.
struct LaneLimits {
  TickClock clock;
  std::uint32_t deadline_ms = 0;
};

/// What a lane process has from its supervisor.
struct LaneProcessContext {
  LaneSpec spec;
  std::uint32_t incarnation = 0;
  Descriptor supervisor;  ///< message socket: requests come in, reports go out
  Mapping<LaneControl> control;
  LaneLimits limits;
  Mapping<LaneProcessMemory> memory;
  CodeOrigin code_origin =
      CodeOrigin::none;  ///< not none: the lane's code is in `lane_process_code_descriptor`

  /// Sends a report to the supervisor, with a copy of the descriptor `passed` unless that is -1.
  /// May block. Ends this process if the supervisor is gone.
  void report(const ReportMessage& message, int passed = -1) const;
  void trouble(const Error& error, bool fatal) const;
};

/// One row per lane kind: its lane process. `run` returns the exit code, when the lane has ended.
struct LaneProcessRow {
  LaneKind kind;
  int (*run)(LaneProcessContext& context);
};
const LaneProcessRow& lane_process_row(LaneKind kind);

/// Descriptors of a lane process.
constexpr int lane_process_supervisor_descriptor = 3;
constexpr int lane_process_control_descriptor = 4;
constexpr int lane_process_memory_descriptor = 5;
constexpr int lane_process_stderr_descriptor = 6;  ///< captures an interpreter's standard error
constexpr int lane_process_code_descriptor = 7;    ///< the code to run, if the lane has code
/// Where foreign code gets memory for its workers: the answer to a one-byte message is one with a
/// descriptor.
constexpr int lane_process_memory_requests_descriptor = 8;

/// The arguments of the role "lane-process", and that role itself, for app/lane/main.cpp.
std::vector<std::string> lane_process_arguments(const LaneSpec& spec, std::uint32_t incarnation,
                                                int supervisor_pid, CodeOrigin code_origin);
int run_lane_process(const std::vector<std::string>& arguments);

/// Creates and initialises the memory of a worker. worker_started passes the descriptor on.
struct NewWorkerMemory {
  Descriptor descriptor;
  Mapping<WorkerMemory> memory;
};
Result<NewWorkerMemory> create_worker_memory(int worker, std::uint32_t incarnation);

/// The report of an error. `fatal`: the lane process cannot go on.
ReportMessage trouble_message(const Error& error, bool fatal);

/// The report that a worker was started.
ReportMessage worker_started(int worker, std::uint32_t incarnation, int pid, int pid_inner,
                             bool replaces_dead);

/// The report that a request for another number of workers is being carried out.
ReportMessage workers_changed(const RequestMessage& request);

/// Whether the fault is to be injected at the worker's next check, wherever it is.
bool is_at_once(const RequestMessage& request);

/// Whether the fault is for the site `start`: it must be in a worker's memory before that worker
/// exists.
bool is_for_start(const RequestMessage& request);

/// Whether the fault is for the lane process itself, and names no worker.
bool is_for_lane_process_itself(const RequestMessage& request);

/// Records in the lane process's memory, with the time, the fault that is about to be injected into
/// it.
void note_fault(LaneProcessMemory& memory, FaultId fault);

/// Writes the fault into the worker's memory; the worker commits it at its next check. The caller
/// must wake the worker.
void order_fault(WorkerMemory& memory, const RequestMessage& request);

/// Whether a fault that would fail the running task, injected at once, finds no running task.
/// Reports that as trouble; the caller then does nothing.
bool has_no_target(const LaneProcessContext& context, const WorkerMemory& memory,
                   const RequestMessage& request);

/// Whether the request resumes a stopped process, which cannot do that itself.
bool is_continue(const RequestMessage& request);

int run_threads_process(LaneProcessContext& context);  ///< threads lane
int run_serial_process(LaneProcessContext& context);   ///< serial lane
int run_parent(LaneProcessContext& context);           ///< lanes of worker processes
int run_python(LaneProcessContext& context);  ///< becomes an interpreter; returns if it cannot

}  // namespace sharedfate
