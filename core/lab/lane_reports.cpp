// The part of LaneConnection that handles the lane's reports. Each of them is checked before
// anything in it is used.
#include <algorithm>
#include <csignal>
#include <cstring>
#include <sstream>

#include "core/base/utf8.h"
#include "core/lab/lane_connection.h"
#include "core/system/confinement.h"
#include "core/system/process_facts.h"
#include "core/system/user_namespace.h"

namespace sharedfate {
namespace {

bool is_worker(std::uint32_t number) {
  return number >= worker_count_min && number <= worker_count_max;
}

bool is_valid(const ReportMessage& message) {
  return message.magic == wire_magic && message.version == wire_version &&
         static_cast<std::uint32_t>(message.kind) < report_kind_count;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  std::istringstream stream{std::string(text)};
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// Maps a memory and checks that it is marked with this version of the wire format.
template <typename Content>
Result<Mapping<Content>> map_marked(const Descriptor& passed) {
  auto mapping = Mapping<Content>::map(passed.get(), Access::read_only);
  if (!mapping) return mapping;
  const std::uint32_t magic = mapping.value()->magic, version = mapping.value()->version;
  if (magic == wire_magic && version == wire_version) return mapping;
  return Error{"read the memory of a lane's process",
               "it is marked " + std::to_string(magic) + " version " + std::to_string(version) +
                   ", not " + std::to_string(wire_magic) + " version " +
                   std::to_string(wire_version),
               "use sharedfate and sharedfate-lane of one build"};
}

std::string fault_name(std::uint32_t fault) {
  if (fault == deadline_fault) return "deadline";
  if (fault == 0 || fault > faults().size()) return "";
  return std::string(fault_row(static_cast<FaultId>(fault - 1)).name);
}

/// What the kernel denied, one sentence a part; nothing if the message is malformed.
std::optional<std::vector<std::string>> denied_parts(const ReportMessage& message) {
  Confinement confinement;
  std::memcpy(&confinement, message.text.data(), sizeof confinement);
  std::vector<std::string> denied;
  for (std::size_t i = 0; i < confinement_parts; ++i) {
    const auto part = static_cast<ConfinementPart>(i);
    const ConfinementOutcome& outcome = confinement[part];
    if (outcome.state > ConfinementState::denied ||
        static_cast<std::uint8_t>(outcome.step) >= confinement_step_count)
      return std::nullopt;
    if (outcome.state == ConfinementState::denied)
      denied.push_back(confinement_error(confinement, part, user_namespace_remedy()).text());
  }
  return denied;
}

template <std::size_t size>
std::string text_of(const std::array<char, size>& text) {
  return harmless_text(get_text(text));
}

}  // namespace

DeathReport LaneConnection::death_report(const ReportMessage& message) const {
  DeathReport death;
  death.worker = is_worker(message.worker) ? static_cast<int>(message.worker) : 0;
  death.pid = message.pid;
  death.tid = message.tid;
  if (death.pid == 0 && death.worker != 0) {
    death.pid = reader_.pid_of(death.worker);
    death.tid = reader_.tid_of(death.worker);
  }
  death.task = message.task;
  death.fault = fault_name(message.fault);
  death.signal = message.signal;
  death.exit_code = message.exit_code;
  death.has_address = message.has_address != 0;
  death.address = message.address;
  death.cause = harmless_text(get_text(message.cause));
  death.stack = lines_of(harmless_text(get_text(message.text)));
  death.known_after_ns = message.duration_ns;
  if (message.kind == ReportKind::lane_process_died && message.value <= worker_count_max)
    death.orphans = static_cast<int>(message.value);
  death.time_ns = monotonic_ns();
  return death;
}

void LaneConnection::handle(const ReportMessage& message, Descriptor& passed,
                            const Lab::EventSink& sink) {
  if (!is_valid(message)) return sink(RecordsRejected{lane_, 0, 1});
  const int worker = static_cast<int>(message.worker);
  switch (message.kind) {
    case ReportKind::supervisor_started: {
      auto control = Mapping<LaneControl>::map(passed.get(), Access::read_only);
      sink(SupervisorStarted{lane_, supervisor_.host_pid,
                             contained_ ? Containment::pid_namespace : Containment::subreaper,
                             start_note_});
      if (!control) return end_unreadable(control.error(), sink);
      reader_.set_control(control.take());
      return;
    }
    case ReportKind::lane_process_started: {
      auto memory = map_marked<LaneProcessMemory>(passed);
      postponed_.reset();
      // An interpreter starts processes of its own, and code starts what it likes.
      reader_.set_lane_process(message.pid, memory ? memory.take() : Mapping<LaneProcessMemory>(),
                               spec_.language == Language::cpp);
      const bool fresh = message.flag != 0 && start_fresh_;
      start_fresh_ = true;
      sink(LaneProcessStarted{lane_, message.incarnation, message.pid, message.pid_inner, fresh});
      if (!reader_.has_figures()) end_unreadable(memory.error(), sink);
      return;
    }
    case ReportKind::worker_started:
      return handle_worker_started(message, std::move(passed), sink);
    case ReportKind::worker_ready:
      return sink(WorkerReady{lane_, worker, message.duration_ns});
    case ReportKind::worker_died:
    case ReportKind::worker_stopped:
    case ReportKind::lane_process_died:
    case ReportKind::lane_process_stopped:
      return handle_death(message, sink);
    case ReportKind::gate_changed:
      gate_open_ = message.flag != 0;
      return sink(GateChanged{lane_, gate_open_, std::min(message.duration_ns, monotonic_ns())});
    case ReportKind::tempo_changed:
      tempo_ms_ = message.value;
      return sink(TempoChanged{lane_, tempo_ms_});
    case ReportKind::policy_changed:
      if (message.value >= policies().size()) return sink(RecordsRejected{lane_, 0, 1});
      return sink(PolicyChanged{lane_, static_cast<PolicyId>(message.value)});
    case ReportKind::workers_changed:
      if (!is_worker(message.value)) return sink(RecordsRejected{lane_, 0, 1});
      workers_reported_ = std::max(workers_reported_, message.sequence);
      return sink(WorkersChanged{lane_, static_cast<int>(message.value)});
    case ReportKind::request_handled:
      return acknowledge(message);
    case ReportKind::trouble:
      if (message.flag != 0) {
        reader_.read_figures(sink);
        acknowledge(message);
      }
      sink(LaneTroubled{lane_, harmless_text(get_text(message.text)), message.flag != 0});
      if (message.flag != 0) forget_lane_process();
      return;
    case ReportKind::confined:
    case ReportKind::script_call:
    case ReportKind::script_result:
    case ReportKind::script_output:
    case ReportKind::script_error:
    case ReportKind::script_over:
      return handle_script(message, sink);
    case ReportKind::permits_taken:
    case ReportKind::overdue:
      return;
  }
}

void LaneConnection::end_unreadable(const Error& error, const Lab::EventSink& sink) {
  sink(LaneTroubled{lane_, error.text() + "; the lane was ended", false});
  if (supervisor_alive()) signal_child(supervisor_, SIGKILL);
  // Without the lane process's figures those of its workers mean nothing: no more of them.
  if (!reader_.has_figures()) socket_.reset();
}

void LaneConnection::acknowledge(const ReportMessage& message) {
  const bool of_supervisor = message.kind == ReportKind::request_handled && message.flag == 0;
  std::uint64_t& acknowledged =
      of_supervisor ? acknowledged_by_supervisor_ : acknowledged_by_lane_process_;
  acknowledged = std::max(acknowledged, message.sequence);
}

/// The host PID of the worker that the report names; 0: not known. A lane with code is believed
/// only if the process is below the lane process. Confined code sees no /proc and cannot know the
/// number. Nothing: it is to be looked up in a later drain.
std::optional<int> LaneConnection::host_pid_of(const ReportMessage& message) {
  if (options_.code.origin == CodeOrigin::none) return message.pid;
  if (message.pid != 0) return is_below(reader_.lane_pid(), message.pid) ? message.pid : 0;
  const auto known = [&] {
    const auto found = host_pids_->find(message.pid_inner);
    return found == host_pids_->end() ? 0 : found->second;
  };
  const bool looked_before = host_pids_.has_value();
  if (looked_before && known() != 0) return known();
  if (reads_the_rest_ || !looks_at_processes_.any_left()) return 0;
  if (looked_before) return std::nullopt;
  looks_at_processes_.take();
  host_pids_ = host_pids_below(reader_.lane_pid());
  return known();
}

void LaneConnection::handle_worker_started(const ReportMessage& message, Descriptor passed,
                                           const Lab::EventSink& sink) {
  if (!is_worker(message.worker)) return sink(RecordsRejected{lane_, 0, 1});
  const std::optional<int> pid = host_pid_of(message);
  if (!pid) {
    postponed_ = {message, std::move(passed)};
    return;
  }
  const auto worker = static_cast<int>(message.worker);
  auto memory = map_marked<WorkerMemory>(passed);
  const bool readable = static_cast<bool>(memory);
  reader_.add_worker(worker, message.incarnation, *pid,
                     readable ? memory.take() : Mapping<WorkerMemory>());
  sink(WorkerStarted{lane_, worker, message.incarnation, *pid, message.pid_inner, message.tid,
                     monotonic_ns(), message.flag != 0});
  if (!readable) end_unreadable(memory.error(), sink);
}

/// The dead do not write, so their memories are final. They are read before the death is passed on.
void LaneConnection::handle_death(const ReportMessage& message, const Lab::EventSink& sink) {
  const bool of_worker =
      message.kind == ReportKind::worker_died || message.kind == ReportKind::worker_stopped;
  if (of_worker) {
    if (!is_worker(message.worker)) return sink(RecordsRejected{lane_, 0, 1});
    const auto worker = static_cast<int>(message.worker);
    reader_.read_last(worker, sink);
    if (message.kind == ReportKind::worker_died) {
      sink(WorkerDied{lane_, death_report(message)});
    } else {
      sink(WorkerStopped{lane_, worker});
    }
    reader_.forget_worker(worker);
    return;
  }
  reader_.read_figures(sink);
  if (message.kind == ReportKind::lane_process_died) {
    sink(LaneProcessDied{lane_, death_report(message)});
  } else {
    sink(LaneProcessStopped{lane_});
  }
  acknowledge(message);
  forget_lane_process();
}

void LaneConnection::handle_script(const ReportMessage& message, const Lab::EventSink& sink) {
  switch (message.kind) {
    case ReportKind::confined: {
      const auto denied = denied_parts(message);
      if (!denied || message.flag >= code_origin_count) break;
      return sink(CodeConfined{lane_, static_cast<CodeOrigin>(message.flag), *denied});
    }
    case ReportKind::script_call:
      return sink(ScriptCallBegan{lane_, message.value, text_of(message.cause), message.flag,
                                  message.task, message.sequence});
    case ReportKind::script_result:
      return sink(ScriptResultReported{lane_, message.value, message.sequence,
                                       text_of(message.text), message.flag != 0});
    case ReportKind::script_output:
      return sink(ScriptWrote{lane_, text_of(message.text), message.flag != 0});
    case ReportKind::script_over: {
      const auto state = static_cast<ScriptState>(message.flag);
      if (state != ScriptState::ended && state != ScriptState::failed) break;
      return sink(ScriptReported{lane_, state, message.value});
    }
    case ReportKind::script_error:
      return sink(
          ScriptFailed{lane_, message.value, text_of(message.cause), text_of(message.text)});
    default:
      break;
  }
  sink(RecordsRejected{lane_, 0, 1});
}

}  // namespace sharedfate
