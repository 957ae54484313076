#include "core/lane/lane_process.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "core/base/number.h"
#include "core/fault/fault.h"
#include "core/lane/crash_record.h"
#include "core/system/spawn.h"
#include "core/wire/ticks.h"

namespace sharedfate {

const LaneProcessRow& lane_process_row(LaneKind kind) {
  static constexpr std::array rows{
      LaneProcessRow{LaneKind::serial, run_serial_process},
      LaneProcessRow{LaneKind::threads, run_threads_process},
      LaneProcessRow{LaneKind::processes, run_parent},
      LaneProcessRow{LaneKind::shared_queue, run_parent},
      LaneProcessRow{LaneKind::robust_queue, run_parent},
      LaneProcessRow{LaneKind::python_serial, run_python},
      LaneProcessRow{LaneKind::python_threads, run_python},
      LaneProcessRow{LaneKind::python_pool, run_python},
      LaneProcessRow{LaneKind::python_executor, run_python},
  };
  const auto row = std::find_if(rows.begin(), rows.end(),
                                [&](const LaneProcessRow& each) { return each.kind == kind; });
  assert(row != rows.end());
  return *row;
}

void LaneProcessContext::report(const ReportMessage& message, int passed) const {
  if (!send_message(supervisor.get(), &message, sizeof message, passed, Blocking::yes))
    std::_Exit(EXIT_FAILURE);
}

void LaneProcessContext::trouble(const Error& error, bool fatal) const {
  report(trouble_message(error, fatal));
}

std::vector<std::string> lane_process_arguments(const LaneSpec& spec, std::uint32_t incarnation,
                                                int supervisor_pid, CodeOrigin code_origin) {
  return {"lane-process", to_text(spec), std::to_string(incarnation),
          std::to_string(supervisor_pid), std::to_string(static_cast<int>(code_origin))};
}

int run_lane_process(const std::vector<std::string>& arguments) {
  LaneProcessContext context;
  context.supervisor = Descriptor(lane_process_supervisor_descriptor);
  const Descriptor control_memory(lane_process_control_descriptor);
  const Descriptor lane_process_memory(lane_process_memory_descriptor);
  if (!die_with_parent(std::atoi(arguments[3].c_str()))) return EXIT_FAILURE;

  const auto spec = parse_lane_argument(arguments[1]);
  const auto incarnation = parse_number(arguments[2]);
  auto control = Mapping<LaneControl>::map(control_memory.get(), Access::read_write);
  auto memory = Mapping<LaneProcessMemory>::map(lane_process_memory.get(), Access::read_write);
  const auto origin = parse_number(arguments[4]);
  if (!spec || !incarnation || !control || !memory || !origin || *origin >= code_origin_count)
    return EXIT_FAILURE;
  context.spec = spec.value();
  context.code_origin = static_cast<CodeOrigin>(*origin);
  context.incarnation = static_cast<std::uint32_t>(*incarnation);
  context.control = control.take();
  context.limits = {context.control->clock, context.control->deadline_ms};
  context.memory = memory.take();
  prepare_crash_record();
  return lane_process_row(context.spec.kind).run(context);
}

Result<NewWorkerMemory> create_worker_memory(int worker, std::uint32_t incarnation) {
  auto descriptor = create_shared_memory("sharedfate-worker", sizeof(WorkerMemory));
  if (!descriptor) return descriptor.error();
  auto memory = Mapping<WorkerMemory>::map(descriptor.value().get(), Access::read_write);
  if (!memory) return memory.error();
  memory.value()->magic = wire_magic;
  memory.value()->version = wire_version;
  memory.value()->worker = static_cast<std::uint32_t>(worker);
  memory.value()->incarnation = incarnation;
  return NewWorkerMemory{descriptor.take(), memory.take()};
}

ReportMessage trouble_message(const Error& error, bool fatal) {
  ReportMessage message;
  message.kind = ReportKind::trouble;
  message.flag = fatal ? 1 : 0;
  set_text(message.text, error.text());
  return message;
}

ReportMessage worker_started(int worker, std::uint32_t incarnation, int pid, int pid_inner,
                             bool replaces_dead) {
  ReportMessage message;
  message.kind = ReportKind::worker_started;
  message.worker = static_cast<std::uint32_t>(worker);
  message.incarnation = incarnation;
  message.pid = pid;
  message.pid_inner = pid_inner;
  message.flag = replaces_dead ? 1 : 0;
  return message;
}

ReportMessage workers_changed(const RequestMessage& request) {
  ReportMessage message;
  message.kind = ReportKind::workers_changed;
  message.value = request.worker;
  message.sequence = request.sequence;
  return message;
}

bool is_at_once(const RequestMessage& request) {
  return request.parameter == 0 && request.count == static_cast<std::uint64_t>(SiteId::mid_task);
}

bool is_for_start(const RequestMessage& request) {
  return request.count == static_cast<std::uint64_t>(SiteId::start);
}

bool is_for_lane_process_itself(const RequestMessage& request) {
  return request.kind == RequestKind::inject_fault && request.choice < faults().size() &&
         fault_row(static_cast<FaultId>(request.choice)).target == FaultTarget::lane_process;
}

void note_fault(LaneProcessMemory& memory, FaultId fault) {
  memory.fault_ticks.store(read_ticks(), std::memory_order_release);
  memory.fault_committed.store(static_cast<std::uint32_t>(fault) + 1, std::memory_order_release);
}

void order_fault(WorkerMemory& memory, const RequestMessage& request) {
  memory.fault_site.store(static_cast<std::uint32_t>(request.count), std::memory_order_relaxed);
  memory.fault_at_task.store(request.parameter, std::memory_order_relaxed);
  memory.fault_pending.store(request.choice + 1, std::memory_order_release);
  memory.attention.fetch_add(1, std::memory_order_release);
}

bool has_no_target(const LaneProcessContext& context, const WorkerMemory& memory,
                   const RequestMessage& request) {
  if (request.choice >= faults().size() || !is_at_once(request)) return false;
  const FaultRow& row = fault_row(static_cast<FaultId>(request.choice));
  const auto activity =
      static_cast<WorkerActivity>(memory.activity.load(std::memory_order_acquire));
  if (!row.fails_its_task()) return false;
  const bool is_working =
      activity == WorkerActivity::computing || activity == WorkerActivity::blocked;
  if (memory.sequence.load(std::memory_order_acquire) % 2 == 1 || is_working) return false;
  const std::string worker(lane_kind_row(context.spec.kind).worker_mark);
  context.trouble({"let a task of worker " + worker + std::to_string(request.worker) +
                       " fail with '" + std::string(row.name) + "'",
                   "it runs no task, so that nothing happened",
                   "inject it while it runs one, or for its next task"},
                  false);
  return true;
}

bool is_continue(const RequestMessage& request) {
  return request.kind == RequestKind::inject_fault &&
         request.choice == static_cast<std::uint32_t>(FaultId::cont);
}

}  // namespace sharedfate
