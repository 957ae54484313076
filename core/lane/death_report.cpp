#include "core/lane/death_report.h"

#include <string>

#include "core/fault/fault.h"
#include "core/lane/crash_record.h"

namespace sharedfate {
namespace {

void add_crash_record(ReportMessage& message, const CrashRecord& words) {
  message.has_address = words.has_address != 0 ? 1 : 0;
  message.address = words.address;
  set_text(message.cause, get_text(words.cause));
  std::string stack;
  for (const std::string& frame : name_stack(words)) stack += frame + "\n";
  set_text(message.text, stack);
}

/// Nanoseconds from the commit of a fault until its effect was known; 0: not known.
std::uint64_t known_after_ns(std::uint64_t fault_ticks, std::uint64_t now_ticks,
                             const TickClock& clock) {
  if (fault_ticks == 0 || fault_ticks > now_ticks) return 0;
  return clock.to_ns(now_ticks) - clock.to_ns(fault_ticks);
}

}  // namespace

ReportMessage describe_death(ReportKind kind, const Child& child, const Ending& ending,
                             std::uint64_t known_ticks, const WorkerMemory* memory, bool overdue,
                             const TickClock& clock) {
  ReportMessage message;
  message.kind = kind;
  message.pid = child.host_pid;
  message.pid_inner = child.pid;
  message.tid = child.host_pid;
  message.signal = ending.signalled ? ending.signal : 0;
  message.exit_code = ending.signalled ? 0 : ending.exit_code;
  if (overdue) message.fault = deadline_fault;
  if (memory == nullptr) return message;

  message.worker = memory->worker;
  if (const int tid = memory->tid.load(std::memory_order_acquire); tid != 0) message.tid = tid;
  const std::uint64_t sequence = memory->sequence.load(std::memory_order_acquire);
  if (sequence % 2 == 1) message.task = memory->task.load(std::memory_order_relaxed);
  const std::uint32_t committed = memory->fault_committed.load(std::memory_order_acquire);
  // A fault that ends by itself, but whose task was killed for its deadline, did not cause the end:
  // the report names the deadline.
  const bool known = committed != 0 && committed <= faults().size();
  if (known && (!overdue || fault_row(static_cast<FaultId>(committed - 1)).needs_deadline))
    message.fault = committed;
  if (!overdue)
    message.duration_ns =
        known_after_ns(memory->fault_ticks.load(std::memory_order_acquire), known_ticks, clock);
  if (memory->crash_record.complete.load(std::memory_order_acquire) == 1 &&
      memory->crash_record.signal == message.signal) {
    add_crash_record(message, memory->crash_record);
  }
  return message;
}

void blame_lane_process(ReportMessage& message, const LaneProcessMemory& memory,
                        std::uint64_t known_ticks, const TickClock& clock) {
  const std::uint32_t committed = memory.fault_committed.load(std::memory_order_acquire);
  if (committed == 0 || committed > faults().size() || message.fault != 0) return;
  message.fault = committed;
  message.duration_ns =
      known_after_ns(memory.fault_ticks.load(std::memory_order_acquire), known_ticks, clock);
}

}  // namespace sharedfate
