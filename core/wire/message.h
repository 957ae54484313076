#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/wire/worker_memory.h"

// The two messages between the processes of a lane: requests go down, reports go up. Fixed size,
// versioned.
namespace sharedfate {

enum class RequestKind : std::uint32_t {
  // For the lane process.
  submit_tasks,
  set_workers,
  inject_fault,
  set_switch_interval,
  // For the supervisor.
  open_gate,
  close_gate,
  step_gate,
  set_tempo,
  stop_lane,
  restart_lane,
  reset_lane,
  set_policy,
};
constexpr std::uint32_t request_kind_count = 12;

/// The supervisor forwards requests up to this kind to the lane process, and handles the others.
constexpr bool is_for_lane_process(RequestKind kind) {
  return kind <= RequestKind::set_switch_interval;
}

struct RequestMessage {
  std::uint32_t magic = wire_magic;
  std::uint32_t version = wire_version;
  std::uint64_t sequence = 0;
  RequestKind kind{};
  std::uint32_t worker = 0;  ///< set_workers: how many; inject_fault: which one, from 1
  std::uint32_t choice = 0;  ///< WorkloadId, FaultId or PolicyId
  std::uint32_t tempo_ms = 0;
  std::uint64_t parameter = 0;  ///< submit_tasks: of the workload; inject_fault: at which task;
                                ///< set_switch_interval: microseconds
  std::uint64_t count = 0;      ///< submit_tasks: how many; inject_fault: SiteId
};
static_assert(sizeof(RequestMessage) == 48);

enum class ReportKind : std::uint32_t {
  supervisor_started,    ///< with the LaneControl's descriptor
  lane_process_started,  ///< with the LaneProcessMemory's descriptor
  worker_started,        ///< with the WorkerMemory's descriptor
  worker_ready,
  worker_died,
  worker_stopped,
  lane_process_died,
  lane_process_stopped,
  gate_changed,
  tempo_changed,
  workers_changed,
  request_handled,  ///< by the supervisor
  overdue,  ///< for the supervisor: a thread is past its deadline, so the lane process must be
            ///< killed
  trouble,
  policy_changed,
  permits_taken,  ///< for the supervisor, from a lane process whose workers cannot decrement
                  ///< `permits` themselves
  // Of a lane's code.
  confined,  ///< flag: CodeOrigin; text: a Confinement in binary. Sent before the code runs; only
             ///< the first one counts
  script_call,    ///< value: number of the call; flag: line; cause: name; task: its first task;
                  ///< sequence: how many tasks, 0: not known
  script_result,  ///< value: number of the call; sequence: index of the result in it, from 0; flag:
                  ///< failed; text: the result
  script_output,  ///< text; flag 1: further output is left out
  script_error,   ///< value: line; cause: type; text: message
  script_over,    ///< the last of these; flag: ScriptState ended or failed; value: line
};
constexpr std::uint32_t report_kind_count = 22;

/// Whether the lane process may send such a report to the observer; the supervisor forwards it
/// unchanged.
constexpr bool is_from_lane_process(ReportKind kind) {
  switch (kind) {
    case ReportKind::worker_started:
    case ReportKind::worker_ready:
    case ReportKind::worker_died:
    case ReportKind::worker_stopped:
    case ReportKind::workers_changed:
    case ReportKind::trouble:
    case ReportKind::confined:
    case ReportKind::script_call:
    case ReportKind::script_result:
    case ReportKind::script_output:
    case ReportKind::script_error:
    case ReportKind::script_over:
      return true;
    default:
      return false;
  }
}

struct ReportMessage {
  static constexpr std::size_t text_size = 1536;
  static constexpr std::size_t cause_size = CrashRecord::cause_size;

  std::uint32_t magic = wire_magic;
  std::uint32_t version = wire_version;
  ReportKind kind{};
  std::uint32_t worker = 0;
  std::uint32_t incarnation = 0;
  std::int32_t pid = 0, pid_inner = 0, tid = 0;
  std::uint32_t flag = 0;  ///< supervisor_started: Containment; lane_process_started: fresh
                           ///< account; worker_started: replaces_dead; gate_changed: open; trouble:
                           ///< fatal; request_handled: 1 if it was for the lane process
  std::uint32_t value = 0;  ///< tempo_ms, workers, PolicyId; lane_process_died,
                            ///< lane_process_stopped: orphans; permits_taken: how many
  /// request_handled, lane_process_died, lane_process_stopped, fatal trouble: requests up to this
  /// one are settled; workers_changed: the request that it answers; 0: none.
  std::uint64_t sequence = 0;
  std::uint64_t task = 0;
  // Of a death.
  std::int32_t signal = 0, exit_code = 0;
  std::uint32_t has_address = 0, fault = 0;  ///< fault: FaultId + 1, or `deadline_fault`; 0: none
  std::uint64_t address = 0;
  std::uint64_t duration_ns = 0;  ///< of a death: from the fault until it was known; worker_ready:
                                  ///< from the death of its predecessor. 0: not known.
                                  ///< gate_changed: when, on the monotonic clock
  std::array<char, cause_size> cause{};
  std::array<char, text_size> text{};  ///< stack, one frame a line; or a message
};
constexpr std::uint32_t deadline_fault = 0xFFFF;

/// Copies as much as fits, and terminates it with a zero.
template <std::size_t size>
void set_text(std::array<char, size>& to, std::string_view from) {
  const std::size_t count = from.size() < size - 1 ? from.size() : size - 1;
  from.copy(to.data(), count);
  to[count] = '\0';
}

/// The text up to its terminating zero, or the whole array if the sender wrote none.
template <std::size_t size>
std::string_view get_text(const std::array<char, size>& from) {
  std::size_t count = 0;
  while (count < size && from[count] != '\0') ++count;
  return {from.data(), count};
}

}  // namespace sharedfate
