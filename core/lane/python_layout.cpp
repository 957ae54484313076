#include "core/lane/python_layout.h"

#include <array>
#include <cstddef>
#include <string_view>

#include "core/fault/fault.h"
#include "core/wire/lane_control.h"
#include "core/wire/message.h"
#include "core/wire/worker_memory.h"
#include "core/workload/workload.h"

namespace sharedfate {
namespace {

struct Place {
  std::string_view name;
  std::size_t number;
};

template <typename Enum>
constexpr std::size_t number_of(Enum value) {
  return static_cast<std::size_t>(value);
}

// Python reads it as two integers and a float: base ticks, base nanoseconds, nanoseconds per tick.
static_assert(sizeof(TickClock) == 24 && std::is_standard_layout_v<TickClock>);
static_assert(sizeof(WorkerMemory) % 8 == 0 && sizeof(LaneProcessMemory) % 8 == 0 &&
              sizeof(LaneControl) % 8 == 0);

constexpr Place places[]{
    {"wire.magic", wire_magic},
    {"wire.version", wire_version},
    {"worker.size", sizeof(WorkerMemory)},
    {"worker.magic", offsetof(WorkerMemory, magic)},
    {"worker.version", offsetof(WorkerMemory, version)},
    {"worker.worker", offsetof(WorkerMemory, worker)},
    {"worker.incarnation", offsetof(WorkerMemory, incarnation)},
    {"worker.sequence", offsetof(WorkerMemory, sequence)},
    {"worker.failed", offsetof(WorkerMemory, failed)},
    {"worker.task", offsetof(WorkerMemory, task)},
    {"worker.task_start_ticks", offsetof(WorkerMemory, task_start_ticks)},
    {"worker.progress_ppm", offsetof(WorkerMemory, progress_ppm)},
    {"worker.activity", offsetof(WorkerMemory, activity)},
    {"worker.tid", offsetof(WorkerMemory, tid)},
    {"worker.fault_committed", offsetof(WorkerMemory, fault_committed)},
    {"worker.fault_ticks", offsetof(WorkerMemory, fault_ticks)},
    {"worker.claim", offsetof(WorkerMemory, claim)},
    {"worker.abandoned", offsetof(WorkerMemory, abandoned)},
    {"worker.attention", offsetof(WorkerMemory, attention)},
    {"worker.fault_pending", offsetof(WorkerMemory, fault_pending)},
    {"worker.fault_at_task", offsetof(WorkerMemory, fault_at_task)},
    {"worker.tasks_before", offsetof(WorkerMemory, tasks_before)},
    {"worker.stop_requested", offsetof(WorkerMemory, stop_requested)},
    {"worker.ring", offsetof(WorkerMemory, ring)},
    {"ring.capacity", event_ring_capacity},
    {"ring.head", offsetof(EventRing, head)},
    {"ring.slots", offsetof(EventRing, slots)},
    {"control.size", sizeof(LaneControl)},
    {"control.gate_open", offsetof(LaneControl, gate_open)},
    {"control.permits", offsetof(LaneControl, permits)},
    {"control.permits_granted", offsetof(LaneControl, permits_granted)},
    {"control.tempo_ms", offsetof(LaneControl, tempo_ms)},
    {"control.deadline_ms", offsetof(LaneControl, deadline_ms)},
    {"control.niceness", offsetof(LaneControl, niceness)},
    {"control.seed", offsetof(LaneControl, seed)},
    {"control.clock", offsetof(LaneControl, clock)},
    {"lane_process.size", sizeof(LaneProcessMemory)},
    {"lane_process.accepted", offsetof(LaneProcessMemory, accepted)},
    {"lane_process.cancelled", offsetof(LaneProcessMemory, cancelled)},
    {"lane_process.failed", offsetof(LaneProcessMemory, failed)},
    {"lane_process.lost", offsetof(LaneProcessMemory, lost)},
    {"lane_process.broken", offsetof(LaneProcessMemory, broken)},
    {"lane_process.outcomes", offsetof(LaneProcessMemory, outcomes)},
    {"lane_process.queue_depth", offsetof(LaneProcessMemory, queue_depth)},
    {"lane_process.requests_handled", offsetof(LaneProcessMemory, requests_handled)},
    {"lane_process.fault_committed", offsetof(LaneProcessMemory, fault_committed)},
    {"lane_process.fault_ticks", offsetof(LaneProcessMemory, fault_ticks)},
    {"lane_process.python_version", offsetof(LaneProcessMemory, python_version)},
    {"lane_process.gil", offsetof(LaneProcessMemory, gil)},
    {"lane_process.switch_interval_us", offsetof(LaneProcessMemory, switch_interval_us)},
    {"lane_process.calls_open", offsetof(LaneProcessMemory, calls_open)},
    {"lane_process.script_state", offsetof(LaneProcessMemory, script_state)},
    {"lane_process.script_line", offsetof(LaneProcessMemory, script_line)},
    {"lane_process.outcomes_kept", outcomes_kept},
    {"request.size", sizeof(RequestMessage)},
    {"request.sequence", offsetof(RequestMessage, sequence)},
    {"request.kind", offsetof(RequestMessage, kind)},
    {"request.worker", offsetof(RequestMessage, worker)},
    {"request.choice", offsetof(RequestMessage, choice)},
    {"request.parameter", offsetof(RequestMessage, parameter)},
    {"request.count", offsetof(RequestMessage, count)},
    {"report.size", sizeof(ReportMessage)},
    {"report.magic", offsetof(ReportMessage, magic)},
    {"report.version", offsetof(ReportMessage, version)},
    {"report.kind", offsetof(ReportMessage, kind)},
    {"report.worker", offsetof(ReportMessage, worker)},
    {"report.incarnation", offsetof(ReportMessage, incarnation)},
    {"report.pid", offsetof(ReportMessage, pid)},
    {"report.pid_inner", offsetof(ReportMessage, pid_inner)},
    {"report.tid", offsetof(ReportMessage, tid)},
    {"report.flag", offsetof(ReportMessage, flag)},
    {"report.value", offsetof(ReportMessage, value)},
    {"report.sequence", offsetof(ReportMessage, sequence)},
    {"report.task", offsetof(ReportMessage, task)},
    {"report.signal", offsetof(ReportMessage, signal)},
    {"report.exit_code", offsetof(ReportMessage, exit_code)},
    {"report.fault", offsetof(ReportMessage, fault)},
    {"report.duration_ns", offsetof(ReportMessage, duration_ns)},
    {"report.cause", offsetof(ReportMessage, cause)},
    {"report.text", offsetof(ReportMessage, text)},
    {"report.cause_size", ReportMessage::cause_size},
    {"report.text_size", ReportMessage::text_size},
    {"report.deadline", deadline_fault},
    {"report_kind.worker_started", number_of(ReportKind::worker_started)},
    {"report_kind.worker_ready", number_of(ReportKind::worker_ready)},
    {"report_kind.worker_died", number_of(ReportKind::worker_died)},
    {"report_kind.worker_stopped", number_of(ReportKind::worker_stopped)},
    {"report_kind.overdue", number_of(ReportKind::overdue)},
    {"report_kind.permits_taken", number_of(ReportKind::permits_taken)},
    {"report_kind.trouble", number_of(ReportKind::trouble)},
    {"report_kind.workers_changed", number_of(ReportKind::workers_changed)},
    {"report_kind.script_call", number_of(ReportKind::script_call)},
    {"report_kind.script_result", number_of(ReportKind::script_result)},
    {"report_kind.script_output", number_of(ReportKind::script_output)},
    {"report_kind.script_error", number_of(ReportKind::script_error)},
    {"report_kind.script_over", number_of(ReportKind::script_over)},
    {"request_kind.submit_tasks", number_of(RequestKind::submit_tasks)},
    {"request_kind.inject_fault", number_of(RequestKind::inject_fault)},
    {"request_kind.set_switch_interval", number_of(RequestKind::set_switch_interval)},
    {"request_kind.stop_lane", number_of(RequestKind::stop_lane)},
    {"activity.starting", number_of(WorkerActivity::starting)},
    {"activity.waiting", number_of(WorkerActivity::waiting)},
    {"activity.paused", number_of(WorkerActivity::paused)},
    {"activity.computing", number_of(WorkerActivity::computing)},
    {"activity.blocked", number_of(WorkerActivity::blocked)},
    {"activity.stopping", number_of(WorkerActivity::stopping)},
    {"outcome.failed", number_of(TaskOutcome::failed)},
    {"script_state.starting", number_of(ScriptState::starting)},
    {"script_state.running", number_of(ScriptState::running)},
    {"script_state.paused", number_of(ScriptState::paused)},
    {"script_state.ended", number_of(ScriptState::ended)},
    {"script_state.failed", number_of(ScriptState::failed)},
    {"gil.on", number_of(GilState::on)},
    {"gil.off", number_of(GilState::off)},
};

}  // namespace

std::string python_layout() {
  std::string text;
  const auto add = [&](std::string_view name, std::size_t number) {
    text += std::string(name) + "=" + std::to_string(number) + " ";
  };
  for (const Place& place : places) add(place.name, place.number);
  for (const FaultRow& row : faults()) add("fault." + std::string(row.name), number_of(row.id));
  for (const WorkloadRow& row : workloads())
    add("workload." + std::string(row.name), number_of(row.id));
  return text;
}

}  // namespace sharedfate
