#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/wire/worker_memory.h"

// The two messages that travel between processes: requests down, reports up. Fixed size, versioned.
namespace sharedfate {

enum class RequestKind : std::uint32_t {
  // for the head
  submit_tasks,
  set_workers,
  inject_fault,
  set_switch_interval,
  // for the supervisor
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

/// Requests up to this one are passed on to the head; the supervisor acts on the others.
constexpr bool is_for_lane_process(RequestKind kind) {
  return kind <= RequestKind::set_switch_interval;
}

struct RequestMessage {
  std::uint32_t magic = wire_magic;
  std::uint32_t version = wire_version;
  std::uint64_t sequence = 0;
  RequestKind kind{};
  std::uint32_t worker = 0;  ///< set_workers: how many; inject_fault: which
  std::uint32_t choice = 0;  ///< WorkloadId, FaultId or PolicyId
  std::uint32_t tempo_ms = 0;
  std::uint64_t parameter = 0;  ///< of the workload; inject_fault: at which task;
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
  overdue,  ///< the head asks its supervisor to be killed: a thread of it is past its deadline
  trouble,
  policy_changed,
  permits_taken,  ///< for the supervisor, by a head whose workers cannot count down by themselves
  // Of a lane's code.
  confined,       ///< flag: CodeOrigin; text: a Confinement. The first one counts: it is sent
                  ///< before the code runs
  script_call,    ///< value: its number; flag: its line; cause: name; task: its first; sequence:
                  ///< how many, 0: not known
  script_result,  ///< value: the call; sequence: its place there, from 0; flag: failed; text
  script_output,  ///< text; flag 1: what follows is left out
  script_error,   ///< value: line; cause: type; text: message
  script_over,    ///< after all of the above; flag: ScriptState ended or failed; value: line
};
constexpr std::uint32_t report_kind_count = 22;

/// What a head says to the observer, and its supervisor passes on as it is.
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
  std::uint32_t flag = 0;   ///< fresh, replaces_dead, open, fatal, Containment
  std::uint32_t value = 0;  ///< tempo_ms, workers, FaultId, PolicyId; lane_process_died: orphans;
                            ///< permits_taken: how many
  std::uint64_t sequence = 0;  ///< request_handled, lane_process_died, lane_process_stopped:
                               ///< requests up to here are settled; workers_changed: the one
  std::uint64_t task = 0;
  // Of a death.
  std::int32_t signal = 0, exit_code = 0;
  std::uint32_t has_address = 0, fault = 0;  ///< fault: FaultId + 1, 0 none, `deadline_fault`
  std::uint64_t address = 0;
  std::uint64_t duration_ns = 0;  ///< known_after or ready_after
  std::array<char, cause_size> cause{};
  std::array<char, text_size> text{};  ///< stack, one frame a line; or a message
};
constexpr std::uint32_t deadline_fault = 0xFFFF;

/// Copies as much as fits, zero-terminated.
template <std::size_t size>
void set_text(std::array<char, size>& to, std::string_view from) {
  const std::size_t count = from.size() < size - 1 ? from.size() : size - 1;
  from.copy(to.data(), count);
  to[count] = '\0';
}

/// The text up to its zero, at most the whole array: the writer may have left none.
template <std::size_t size>
std::string_view get_text(const std::array<char, size>& from) {
  std::size_t count = 0;
  while (count < size && from[count] != '\0') ++count;
  return {from.data(), count};
}

}  // namespace sharedfate
