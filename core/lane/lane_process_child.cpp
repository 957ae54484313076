#include "core/lane/lane_process_child.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>

#include "core/fault/fault.h"
#include "core/lane/death_report.h"
#include "core/lane/lane_process.h"
#include "core/system/message_socket.h"

namespace sharedfate {
namespace {

/// Whether the worker has committed a fault that does not end by itself.
bool hangs(const WorkerMemory& worker) {
  const std::uint32_t committed = worker.fault_committed.load(std::memory_order_acquire);
  return committed != 0 && committed <= faults().size() &&
         fault_row(static_cast<FaultId>(committed - 1)).needs_deadline;
}

/// The last part of the captured standard error, from the start of a line, at most `size_max`
/// bytes.
std::string captured_text(const Descriptor& captured_stderr, std::size_t size_max) {
  const off_t size = ::lseek(captured_stderr.get(), 0, SEEK_END);
  if (size <= 0) return {};
  const auto length = std::min(static_cast<std::size_t>(size), size_max);
  std::string text(length, '\0');
  const ssize_t got =
      ::pread(captured_stderr.get(), text.data(), length, size - static_cast<off_t>(length));
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  const std::size_t line = text.find('\n');
  if (static_cast<std::size_t>(size) > length && line != std::string::npos) text.erase(0, line + 1);
  return text;
}

}  // namespace

Result<LaneProcessParts> make_lane_process_parts(std::uint32_t policy) {
  auto sockets = create_message_sockets();
  if (!sockets) return sockets.error();
  auto memory = create_shared_memory("sharedfate-lane-process", sizeof(LaneProcessMemory));
  if (!memory) return memory.error();
  auto mapping = Mapping<LaneProcessMemory>::map(memory.value().get(), Access::read_write);
  if (!mapping) return mapping.error();
  mapping.value()->magic = wire_magic;
  mapping.value()->version = wire_version;
  mapping.value()->policy.store(policy, std::memory_order_release);
  auto captured_stderr = create_captured_stderr("sharedfate-output");
  if (!captured_stderr) return captured_stderr.error();
  return LaneProcessParts{std::move(sockets.value().first), std::move(sockets.value().second),
                          memory.take(), mapping.take(), captured_stderr.take()};
}

void LaneProcess::kill() {
  killed = true;
  signal_child(child, SIGKILL);
}

void LaneProcess::note_worker(const ReportMessage& message, const Descriptor& passed,
                              bool one_address_space) {
  if (!one_address_space || message.worker < 1 || message.worker > worker_count_max) return;
  auto of_worker = Mapping<WorkerMemory>::map(passed.get(), Access::read_only);
  if (of_worker) workers[message.worker - 1] = of_worker.take();
}

void LaneProcess::note_overdue(const ReportMessage& message) {
  if (message.worker < 1 || message.worker > worker_count_max || stop_requested) return;
  overdue_worker = static_cast<int>(message.worker);
  kill();
}

ReportMessage LaneProcess::describe_end(const Ending& ending, std::uint64_t known_ticks,
                                        std::uint32_t orphans, const TickClock& clock) {
  ReportMessage message;
  message.kind = ReportKind::lane_process_stopped;
  if (!ended_as_asked(ending)) {
    message = describe_death(ReportKind::lane_process_died, child, ending, known_ticks,
                             faulting_worker(), overdue_worker != 0, clock);
    blame_lane_process(message, *memory, known_ticks, clock);
    add_words(message, ending);
  }
  message.value = orphans;
  return gave_up ? *gave_up : message;
}

void LaneProcess::add_words(ReportMessage& message, const Ending& ending) {
  if (!captured_stderr.valid() || gave_up) return;
  const std::string stderr_text = captured_text(captured_stderr, ReportMessage::text_size - 1);
  const bool failed = !ending.signalled && ending.exit_code != EXIT_SUCCESS;
  // If code has run at all, the interpreter can be used, however soon it ended.
  const bool ran = memory->script_state.load(std::memory_order_acquire) >
                   static_cast<std::uint32_t>(ScriptState::starting);
  if (!failed || has_begun || ran) return set_text(message.text, stderr_text);
  const Error unusable{"use this interpreter",
                       stderr_text.empty() ? "it said nothing" : stderr_text,
                       "a Python lane needs CPython 3.8 or newer: name one with --python PATH"};
  gave_up.emplace();
  gave_up->kind = ReportKind::trouble;
  gave_up->flag = 1;
  set_text(gave_up->text, unusable.text());
}

void LaneProcess::inject(FaultId fault) {
  note_fault(*memory, fault);
  signal_child(child, SIGKILL);
}

const WorkerMemory* LaneProcess::faulting_worker() const {
  const WorkerMemory* found = nullptr;
  for (const auto& worker : workers) {
    if (!worker) continue;
    const bool confessed = worker->crash_record.complete.load(std::memory_order_acquire) == 1 ||
                           worker->fault_committed.load(std::memory_order_acquire) != 0;
    const bool overdue = overdue_worker == static_cast<int>(worker->worker);
    if (overdue || (confessed && found == nullptr && overdue_worker == 0)) found = &*worker;
  }
  return found;
}

bool LaneProcess::ended_as_asked(const Ending& ending) const {
  if (!stop_requested) return false;
  const WorkerMemory* const culprit = faulting_worker();
  if (killed) return at_once || culprit == nullptr || !hangs(*culprit);
  const bool injected = memory->fault_committed.load(std::memory_order_acquire) != 0;
  return !ending.signalled && ending.exit_code == EXIT_SUCCESS && culprit == nullptr && !injected;
}

}  // namespace sharedfate
