// The half of LaneConnection that turns what a lane wrote into events. All of it is untrusted:
// copied once, checked, then used.
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <sstream>

#include "core/base/utf8.h"
#include "core/lab/lane_connection.h"
#include "core/system/message_socket.h"
#include "core/system/process_facts.h"
#include "core/system/process_tree.h"

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

/// Maps a memory that its maker has marked as one of this version.
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

}  // namespace

DeathReport LaneConnection::death_report(const ReportMessage& message) const {
  DeathReport death;
  death.worker = is_worker(message.worker) ? static_cast<int>(message.worker) : 0;
  death.pid = message.pid;
  death.tid = message.tid;
  if (death.pid == 0 && death.worker != 0) {
    death.pid = workers_[message.worker - 1].pid;
    death.tid = workers_[message.worker - 1].tid;
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
      control_ = control.take();
      return;
    }
    case ReportKind::lane_process_started: {
      forget_lane_process();
      auto lane_process = map_marked<LaneProcessMemory>(passed);
      lane_pid_ = message.pid;
      const bool fresh = message.flag != 0 && start_fresh_;
      start_fresh_ = true;
      sink(LaneProcessStarted{lane_, message.incarnation, message.pid, message.pid_inner, fresh});
      if (!lane_process) return end_unreadable(lane_process.error(), sink);
      lane_process_ = lane_process.take();
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
      return sink(GateChanged{lane_, gate_open_});
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
      return settle(message);
    case ReportKind::trouble:
      if (message.flag != 0) {
        drain_figures(sink);
        settle(message);
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
  // Without the head's figures those of its workers mean nothing: no more of them.
  if (!lane_process_) socket_.reset();
}

void LaneConnection::settle(const ReportMessage& message) {
  const bool of_supervisor = message.kind == ReportKind::request_handled && message.flag == 0;
  std::uint64_t& settled =
      of_supervisor ? acknowledged_by_supervisor_ : acknowledged_by_lane_process_;
  settled = std::max(settled, message.sequence);
}

/// Outside of its namespace, if it has one. What code says is believed of processes below the head;
/// confined, it sees no /proc and does not know. Nothing: this drain has had its look.
std::optional<int> LaneConnection::host_pid_of(const ReportMessage& message) {
  if (options_.code.origin == CodeOrigin::none) return message.pid;
  if (message.pid != 0) return is_below(lane_pid_, message.pid) ? message.pid : 0;
  const auto known = [&] {
    const auto found = host_pids_->find(message.pid_inner);
    return found == host_pids_->end() ? 0 : found->second;
  };
  const bool looked_before = host_pids_.has_value();
  if (looked_before && known() != 0) return known();
  if (reads_the_rest_ || !looks_at_processes_.any_left()) return 0;
  if (looked_before) return std::nullopt;
  looks_at_processes_.take();
  host_pids_ = host_pids_below(lane_pid_);
  return known();
}

bool LaneConnection::Allowance::any_left() {
  constexpr std::uint64_t second = 1'000'000'000;
  const std::uint64_t now = monotonic_ns();
  if (now - second_ns_ >= second) {
    second_ns_ = now;
    taken_ = 0;
  }
  return taken_ < per_second_;
}

void LaneConnection::handle_worker_started(const ReportMessage& message, Descriptor passed,
                                           const Lab::EventSink& sink) {
  if (!is_worker(message.worker)) return sink(RecordsRejected{lane_, 0, 1});
  const std::optional<int> pid = host_pid_of(message);
  if (!pid) {
    postponed_ = {message, std::move(passed)};
    return;
  }
  WorkerSeen& seen = workers_[message.worker - 1];
  seen = {};
  auto memory = map_marked<WorkerMemory>(passed);
  seen.incarnation = message.incarnation;
  seen.pid = *pid;
  sink(WorkerStarted{lane_, static_cast<int>(message.worker), message.incarnation, seen.pid,
                     message.pid_inner, message.tid, monotonic_ns(), message.flag != 0});
  if (!memory) return end_unreadable(memory.error(), sink);
  seen.memory = memory.take();
  watch_process(seen);
}

/// The dead do not write: what their memories hold now is final, and goes before the news of the
/// death.
void LaneConnection::handle_death(const ReportMessage& message, const Lab::EventSink& sink) {
  const bool of_worker =
      message.kind == ReportKind::worker_died || message.kind == ReportKind::worker_stopped;
  if (of_worker) {
    if (!is_worker(message.worker)) return sink(RecordsRejected{lane_, 0, 1});
    WorkerSeen& seen = workers_[message.worker - 1];
    drain_worker(static_cast<int>(message.worker), seen, sink);
    drain_outcome(static_cast<int>(message.worker), seen, sink);
    if (message.kind == ReportKind::worker_died) {
      sink(WorkerDied{lane_, death_report(message)});
    } else {
      sink(WorkerStopped{lane_, static_cast<int>(message.worker)});
    }
    seen = {};
    return;
  }
  drain_figures(sink);
  if (message.kind == ReportKind::lane_process_died) {
    sink(LaneProcessDied{lane_, death_report(message)});
  } else {
    sink(LaneProcessStopped{lane_});
  }
  settle(message);
  forget_lane_process();
}

void LaneConnection::drain_figures(const Lab::EventSink& sink) {
  drain_workers(sink);
  drain_outcomes(sink);
  drain_lane_process(sink);
  drain_queue_lock(sink);
  drain_interpreter(sink);
  drain_script(sink);
}

void LaneConnection::drain_workers(const Lab::EventSink& sink) {
  for (int worker = 1; worker <= worker_count_max; ++worker) {
    WorkerSeen& seen = workers_[static_cast<std::size_t>(worker - 1)];
    if (seen.memory) drain_worker(worker, seen, sink);
  }
}

/// Read after every worker's steps: who has started a task that was put back did so after that was
/// told.
void LaneConnection::drain_outcomes(const Lab::EventSink& sink) {
  for (int worker = 1; worker <= worker_count_max; ++worker) {
    WorkerSeen& seen = workers_[static_cast<std::size_t>(worker - 1)];
    if (seen.memory) drain_outcome(worker, seen, sink);
  }
}

void LaneConnection::drain_outcome(int worker, WorkerSeen& seen, const Lab::EventSink& sink) {
  if (!lane_process_ || seen.outcome_reported) return;
  const auto place = static_cast<std::size_t>(worker - 1);
  const std::uint64_t word = lane_process_->outcomes[place][seen.incarnation % outcomes_kept].load(
      std::memory_order_acquire);
  const auto outcome = static_cast<std::uint32_t>(word);
  if (word == 0 || word >> 32 != seen.incarnation) return;
  seen.outcome_reported = true;
  if (outcome >= task_outcome_count) return sink(RecordsRejected{lane_, worker, 1});
  sink(TaskResolved{lane_, worker, static_cast<TaskOutcome>(outcome)});
}

void LaneConnection::drain_worker(int worker, WorkerSeen& seen, const Lab::EventSink& sink) {
  if (!seen.memory) return;
  // Looked for before its steps are read: who speaks has taken its last one, and a step that is
  // told after the words would say that it got on.
  const bool has_spoken = seen.memory->crash_record.complete.load(std::memory_order_acquire) == 1;
  drain_tally(worker, seen, sink);
  if (has_spoken) drain_crash_record(worker, seen, sink);
  const auto batch = seen.reader.read(seen.memory->ring, records_);
  if (batch.corrupt) sink(RecordsRejected{lane_, worker, 1});
  if (batch.missed > 0) sink(RecordsMissed{lane_, worker, batch.missed});
  if (batch.copied == 0) return;
  const std::span<TaskRecord> records = without_slices(worker, batch.copied, sink);
  if (records.empty()) return;
  // Pictures need the last ones only, and only these are turned into nanoseconds.
  const std::size_t first_shown = records.size() - std::min(records.size(), records_shown_max);
  for (TaskRecord& record : records.subspan(first_shown)) {
    record.start_ticks = clock_.to_ns(record.start_ticks);
    record.end_ticks = clock_.to_ns(record.end_ticks);
  }
  sink(TasksEnded{lane_, worker, records});
}

/// The ended tasks among what was copied; the slices between them are told.
std::span<TaskRecord> LaneConnection::without_slices(int worker, std::size_t count,
                                                     const Lab::EventSink& sink) {
  const auto begin = records_.begin(), end = begin + static_cast<std::ptrdiff_t>(count);
  const auto slices =
      std::stable_partition(begin, end, [](const TaskRecord& each) { return !each.is_slice(); });
  slices_.clear();
  for (auto each = slices; each != end; ++each)
    slices_.push_back({clock_.to_ns(each->start_ticks), clock_.to_ns(each->end_ticks)});
  if (!slices_.empty()) sink(SlicesSeen{lane_, worker, slices_});
  return {records_.data(), static_cast<std::size_t>(slices - begin)};
}

/// The worker says who it is; the kernel is asked whether that is true.
void LaneConnection::confirm_thread(WorkerSeen& seen, int claimed) {
  if (seen.tid != 0 || claimed == 0 || claimed == seen.tid_refused) return;
  const bool inner = options_.code.origin == CodeOrigin::foreign;
  if (inner && !looks_at_threads_.take()) return;
  const int tid = inner ? host_tid_in(seen.pid, claimed) : claimed;
  const bool confirmed = tid != 0 && is_thread_of(seen.pid, tid);
  (confirmed ? seen.tid : seen.tid_refused) = confirmed ? tid : claimed;
}

void LaneConnection::drain_tally(int worker, WorkerSeen& seen, const Lab::EventSink& sink) {
  const WorkerMemory& memory = *seen.memory;
  // `failed` is raised before the step that ends its task: read after `steps` it may be newer,
  // never older.
  const std::uint64_t sequence = memory.sequence.load(std::memory_order_acquire);
  const std::uint64_t failed =
      std::min(memory.failed.load(std::memory_order_relaxed), sequence / 2);
  const std::uint32_t corrupted = memory.corrupted.load(std::memory_order_relaxed);
  const std::uint32_t stray_writes = memory.stray_writes.load(std::memory_order_acquire);
  const std::uint32_t activity = memory.activity.load(std::memory_order_relaxed);
  const std::uint32_t progress_ppm = memory.progress_ppm.load(std::memory_order_relaxed);
  confirm_thread(seen, memory.tid.load(std::memory_order_acquire));
  if (activity >= worker_activity_count) return sink(RecordsRejected{lane_, worker, 1});
  if (sequence == seen.sequence && activity == seen.activity && progress_ppm == seen.progress_ppm &&
      stray_writes == seen.stray_writes && seen.tid == seen.last_tid) {
    return;
  }
  seen.sequence = sequence;
  seen.stray_writes = stray_writes;
  seen.activity = activity;
  seen.progress_ppm = progress_ppm;
  seen.last_tid = seen.tid;
  sink(WorkerTallied{lane_, worker, sequence, failed, memory.task.load(std::memory_order_relaxed),
                     clock_.to_ns(memory.task_start_ticks.load(std::memory_order_relaxed)),
                     progress_ppm, static_cast<WorkerActivity>(activity), seen.tid,
                     std::min<std::uint64_t>(corrupted, failed), stray_writes});
}

void LaneConnection::drain_lane_process(const Lab::EventSink& sink) {
  if (!lane_process_) return;
  // What fails without having been started was accepted before: read in the other order.
  const std::uint64_t failed = lane_process_->failed.load(std::memory_order_acquire);
  // Read after every worker's steps: what has started was accepted before.
  const std::uint64_t accepted = lane_process_->accepted.load(std::memory_order_acquire);
  const std::uint64_t cancelled = lane_process_->cancelled.load(std::memory_order_acquire);
  const std::uint64_t depth = lane_process_->queue_depth.load(std::memory_order_relaxed);
  const std::uint32_t permits = control_ ? control_->permits.load(std::memory_order_relaxed) : 0;
  const std::uint64_t retried = lane_process_->retried.load(std::memory_order_relaxed);
  const std::uint64_t poisoned = lane_process_->poisoned.load(std::memory_order_relaxed);
  const std::uint32_t broken = lane_process_->broken.load(std::memory_order_relaxed);
  const std::uint64_t lost = lane_process_->lost.load(std::memory_order_relaxed);
  const std::uint64_t of_pool = failed + lost + retried + poisoned + broken;
  if (of_pool == last_of_pool_ && accepted == last_accepted_ && cancelled == last_cancelled_ &&
      depth == last_depth_ && permits == last_permits_) {
    return;
  }
  last_accepted_ = accepted;
  last_cancelled_ = cancelled;
  last_depth_ = depth;
  last_permits_ = permits;
  last_of_pool_ = of_pool;
  sink(LaneProcessTallied{lane_, accepted, cancelled, depth, permits, failed, retried, poisoned,
                          broken != 0, monotonic_ns(), lost});
}

void LaneConnection::drain_interpreter(const Lab::EventSink& sink) {
  if (!lane_process_ || spec_.language != Language::python) return;
  const auto gil = lane_process_->gil.load(std::memory_order_acquire);
  if (gil >= gil_state_count) return;
  const InterpreterReported reported{
      lane_, lane_process_->python_version.load(std::memory_order_relaxed),
      static_cast<GilState>(gil), lane_process_->switch_interval_us.load(std::memory_order_relaxed),
      lane_process_->calls_open.load(std::memory_order_relaxed)};
  if (reported == last_interpreter_) return;
  last_interpreter_ = reported;
  sink(reported);
}

void LaneConnection::drain_queue_lock(const Lab::EventSink& sink) {
  if (!lane_process_) return;
  const std::uint32_t dead_holder = lane_process_->lock_dead_holder.load(std::memory_order_acquire);
  const std::uint32_t recovered = lane_process_->lock_recovered.load(std::memory_order_acquire);
  if (dead_holder == last_dead_holder_ && recovered == last_recovered_) return;
  last_dead_holder_ = dead_holder;
  last_recovered_ = recovered;
  if (dead_holder != 0 && !is_worker(dead_holder)) return sink(RecordsRejected{lane_, 0, 1});
  sink(QueueLockReported{lane_, static_cast<int>(dead_holder), recovered});
}

}  // namespace sharedfate
