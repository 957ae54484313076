#pragma once

#include <string>
#include <vector>

#include "core/fault/fault.h"
#include "core/lane/lane_kind.h"
#include "core/lane/script_code.h"
#include "core/system/descriptor.h"
#include "core/system/message_socket.h"
#include "core/system/shared_memory.h"
#include "core/wire/lane_control.h"
#include "core/wire/message.h"

// The head of a lane is the process that holds the queue: the family of a threads lane, the parent
// of a processes lane. This is what every head has; what it does with it is its own file.
namespace sharedfate {

/// What a head needs of the control page, read once, before there is a worker that could write it.
struct LaneLimits {
  TickClock clock;
  std::uint32_t deadline_ms = 0;
};

/// Its supervisor's side of the world, as seen by a head.
struct LaneProcessContext {
  LaneSpec spec;
  std::uint32_t incarnation = 0;
  Descriptor supervisor;  ///< message socket: requests come in, reports go out
  Mapping<LaneControl> control;
  LaneLimits limits;
  Mapping<LaneProcessMemory> memory;
  CodeOrigin code_origin =
      CodeOrigin::none;  ///< not none: `lane_process_code_descriptor` is the lane's code

  /// Sends a report to the supervisor. A supervisor that is gone takes this process with it.
  void report(const ReportMessage& message, int passed = -1) const;
  void trouble(const Error& error, bool fatal) const;
};

/// One row per lane kind: the program of its head. Does not return before the lane ends; returns
/// the exit code.
struct LaneProcessRow {
  LaneKind kind;
  int (*run)(LaneProcessContext& context);
};
const LaneProcessRow& lane_process_row(LaneKind kind);

/// Descriptors of a head process.
constexpr int lane_process_supervisor_descriptor = 3;
constexpr int lane_process_control_descriptor = 4;
constexpr int lane_process_memory_descriptor = 5;
constexpr int lane_process_stderr_descriptor =
    6;                                           ///< what an interpreter says on its standard error
constexpr int lane_process_code_descriptor = 7;  ///< what it is to run, if the lane has code
/// Where code from elsewhere is given its workers' memory: a message of one byte is answered by one
/// with a descriptor.
constexpr int lane_process_memory_requests_descriptor = 8;

/// Arguments of the role "head", and the role itself: what app/lane/main.cpp calls.
std::vector<std::string> lane_process_arguments(const LaneSpec& spec, std::uint32_t incarnation,
                                                int supervisor_pid, CodeOrigin code_origin);
int run_lane_process(const std::vector<std::string>& arguments);

/// Creates and initialises the memory of a worker. The descriptor is what worker_started carries.
struct NewWorkerMemory {
  Descriptor descriptor;
  Mapping<WorkerMemory> memory;
};
Result<NewWorkerMemory> create_worker_memory(int worker, std::uint32_t incarnation);

/// The report of something that went wrong, `fatal`: so that the lane cannot go on.
ReportMessage trouble_message(const Error& error, bool fatal);

/// The report that a worker has been started.
ReportMessage worker_started(int worker, std::uint32_t incarnation, int pid, int pid_inner,
                             bool replaces_dead);

/// Whether the order to fail is for the worker's next look, wherever that is.
bool is_at_once(const RequestMessage& request);

/// Whether it is for workers that have not said hello: it is in their memory before they exist.
bool is_for_start(const RequestMessage& request);

/// Whether the order is for the head itself: it names no worker.
bool is_for_lane_process_itself(const RequestMessage& request);

/// Notes in the head's memory what is about to be done to it.
void note_fault(LaneProcessMemory& memory, FaultId fault);

/// Hands the worker an order to fail; it obeys at its next look. The caller wakes it.
void order_fault(WorkerMemory& memory, const RequestMessage& request);

/// Whether the order would find nobody: an error that a task's caller handles, at once, where no
/// task runs. Says so as the lane's trouble; nothing else happens then.
bool has_no_target(const LaneProcessContext& context, const WorkerMemory& memory,
                   const RequestMessage& request);

/// Whether the request sets a stopped process going again, which no stopped process can do itself.
bool is_continue(const RequestMessage& request);

int run_threads_process(LaneProcessContext& context);  ///< threads lane
int run_serial_process(LaneProcessContext& context);   ///< serial lane
int run_parent(LaneProcessContext& context);           ///< lanes of worker processes
int run_python(LaneProcessContext& context);  ///< becomes an interpreter; returns if it cannot

}  // namespace sharedfate
