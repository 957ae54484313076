#include "core/lab/lane_reader.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <utility>

#include "core/system/process_facts.h"

namespace sharedfate {
namespace {

/// Cores are numbered from 0, and a worker writes the number + 1. Anything above is not believed.
constexpr std::uint32_t core_count_max = 4096;

}  // namespace

LaneReader::LaneReader(LaneIndex lane, CodeOrigin code_origin, int news)
    : lane_(lane),
      code_origin_(code_origin),
      news_(news),
      clock_(TickClock::calibrate()),
      records_(event_ring_capacity) {}

void LaneReader::set_lane_process(int pid, Mapping<LaneProcessMemory> memory, bool reports_all) {
  forget_lane_process();
  reports_all_ = reports_all;
  count_due_ = true;
  lane_pid_ = pid;
  lane_process_ = std::move(memory);
}

void LaneReader::forget_lane_process() {
  lane_process_ = {};
  lane_pid_ = 0;
  for (WorkerSeen& seen : workers_) seen = {};
  last_ = {};
  last_.assume(QueueLockReported{.lane = lane_, .dead_holder = 0, .recovered = 0});
  last_.assume(ScriptReported{.lane = lane_, .state = ScriptState::none, .line = 0});
}

void LaneReader::add_worker(int worker, std::uint32_t incarnation, int pid,
                            Mapping<WorkerMemory> memory) {
  WorkerSeen& seen = workers_[static_cast<std::size_t>(worker - 1)];
  seen = {};
  seen.incarnation = incarnation;
  seen.pid = pid;
  seen.memory = std::move(memory);
  seen.last.assume(WorkerNamed{lane_, worker, WorkerCondition::moving, false, 0});
  seen.last.assume(WorkerTimed{lane_, worker, {}});
  count_due_ = true;
  watch_process(seen);
}

void LaneReader::read_last(int worker, const Lab::EventSink& sink) {
  WorkerSeen& seen = workers_[static_cast<std::size_t>(worker - 1)];
  read_worker(worker, seen, sink);
  read_outcome(worker, seen, sink);
}

void LaneReader::forget_worker(int worker) {
  workers_[static_cast<std::size_t>(worker - 1)] = {};
  count_due_ = true;
}

void LaneReader::stop_watching() {
  for (WorkerSeen& seen : workers_) seen.pidfd.reset();
}

bool LaneReader::looks_closely() const { return monotonic_ns() < look_closely_until_ns_; }

std::uint64_t LaneReader::requests_handled() const {
  return lane_process_ ? lane_process_->requests_handled.load(std::memory_order_acquire) : 0;
}

std::vector<int> LaneReader::pids() const {
  std::vector<int> pids{lane_pid_};
  for (const WorkerSeen& seen : workers_) pids.push_back(seen.pid);
  return pids;
}

/// The kernel reports a worker's end to the lab at the moment at which it reports it to the parent,
/// and also while the parent is stopped or gone. Only this early notice depends on the PID that the
/// lane has named: a hostile lane that names another process does no harm.
void LaneReader::watch_process(WorkerSeen& seen) const {
  // Half of the descriptors that a process may usually have; the other half stays for new lanes.
  constexpr int highest = 512;
  if (!seen.memory || seen.pid <= 0 || seen.pid == lane_pid_) return;
  seen.pidfd = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, seen.pid, 0)));
  if (seen.pidfd.get() >= highest) seen.pidfd.reset();
  if (!seen.pidfd.valid()) return;
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = seen.pidfd.get();
  ::epoll_ctl(news_, EPOLL_CTL_ADD, seen.pidfd.get(), &event);
}

void LaneReader::read_ends(const Lab::EventSink& sink) {
  std::array<pollfd, worker_count_max> watched{};
  std::array<std::size_t, worker_count_max> indices{};
  nfds_t count = 0;
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    if (!workers_[i].pidfd.valid()) continue;
    indices[count] = i;
    watched[count++] = {workers_[i].pidfd.get(), POLLIN, 0};
  }
  if (count == 0 || ::poll(watched.data(), count, 0) <= 0) return;
  for (nfds_t i = 0; i < count; ++i) {
    if (watched[i].revents == 0) continue;
    workers_[indices[i]].pidfd.reset();
    count_due_ = true;
    sink(WorkerEnded{lane_, static_cast<int>(indices[i] + 1)});
  }
}

void LaneReader::read_figures(const Lab::EventSink& sink) {
  clock_.refine();
  for (int worker = 1; worker <= worker_count_max; ++worker)
    read_worker(worker, workers_[static_cast<std::size_t>(worker - 1)], sink);
  // Read after every worker's sequence word: the outcome of a task that was put back is written
  // before any worker can start that task again.
  for (int worker = 1; worker <= worker_count_max; ++worker)
    read_outcome(worker, workers_[static_cast<std::size_t>(worker - 1)], sink);
  read_lane_process(sink);
  read_queue_lock(sink);
  read_interpreter(sink);
  read_script(sink);
}

void LaneReader::read_worker(int worker, WorkerSeen& seen, const Lab::EventSink& sink) {
  if (!seen.memory) return;
  // Looked for before its sequence word is read: a worker that has written a crash record takes no
  // further step, and a step that is reported after the record would say that it got on.
  const bool has_crashed = seen.memory->crash_record.complete.load(std::memory_order_acquire) == 1;
  read_tally(worker, seen, sink);
  if (has_crashed) read_crash_record(worker, seen, sink);
  read_ring(worker, seen, sink);
}

void LaneReader::read_tally(int worker, WorkerSeen& seen, const Lab::EventSink& sink) {
  const WorkerMemory& memory = *seen.memory;
  WorkerTallied tally{};
  tally.lane = lane_;
  tally.worker = worker;
  tally.sequence = memory.sequence.load(std::memory_order_acquire);
  // `failed` is raised before the step that ends its task: read after `sequence` it may be newer,
  // never older.
  tally.failed = std::min(memory.failed.load(std::memory_order_relaxed), tally.sequence / 2);
  tally.corrupted =
      std::min<std::uint64_t>(memory.corrupted.load(std::memory_order_relaxed), tally.failed);
  tally.stray_writes = memory.stray_writes.load(std::memory_order_acquire);
  tally.progress_ppm = memory.progress_ppm.load(std::memory_order_relaxed);
  tally.task = memory.task.load(std::memory_order_relaxed);
  // The clock is refined all the time: a moment that has been passed on stays as it was.
  const std::optional<WorkerTallied>& before = seen.last.last<WorkerTallied>();
  tally.task_started_ns =
      before && before->sequence == tally.sequence
          ? before->task_started_ns
          : clock_.to_ns(memory.task_start_ticks.load(std::memory_order_relaxed));
  confirm_thread(seen, memory.tid.load(std::memory_order_acquire));
  tally.tid = seen.tid;
  const std::uint32_t activity = memory.activity.load(std::memory_order_relaxed);
  if (activity >= worker_activity_count) return sink(RecordsRejected{lane_, worker, 1});
  tally.activity = static_cast<WorkerActivity>(activity);
  const std::uint32_t core = memory.core.load(std::memory_order_relaxed);
  tally.core = core <= core_count_max ? static_cast<int>(core) - 1 : -1;
  seen.last.pass_on(tally, sink);
}

/// The worker claims a TID; it counts if the kernel lists it.
void LaneReader::confirm_thread(WorkerSeen& seen, int claimed) {
  if (seen.tid != 0 || claimed == 0 || claimed == seen.tid_refused) return;
  const bool inner = code_origin_ == CodeOrigin::foreign;
  if (inner && !looks_at_threads_.take()) return;
  const int tid = inner ? host_tid_in(seen.pid, claimed) : claimed;
  if (tid != 0 && is_thread_of(seen.pid, tid)) {
    seen.tid = tid;
    count_due_ = true;
  } else {
    seen.tid_refused = claimed;
  }
}

/// Once for each incarnation: a living worker that claims to be dying can do so once.
void LaneReader::read_crash_record(int worker, WorkerSeen& seen, const Lab::EventSink& sink) {
  if (std::exchange(seen.crash_recorded, true)) return;
  const CrashRecord& record = seen.memory->crash_record;
  const CrashRecorded event{lane_,          worker,     record.signal, record.has_address != 0,
                            record.address, record.task};
  if (event.signal <= 0 || event.signal >= NSIG) return sink(RecordsRejected{lane_, worker, 1});
  sink(event);
}

void LaneReader::read_ring(int worker, WorkerSeen& seen, const Lab::EventSink& sink) {
  const auto batch = seen.ring.read(seen.memory->ring, records_);
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

/// The ended tasks among what was copied; passes the slices between them on.
std::span<TaskRecord> LaneReader::without_slices(int worker, std::size_t count,
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

void LaneReader::read_outcome(int worker, WorkerSeen& seen, const Lab::EventSink& sink) {
  if (!seen.memory || !lane_process_ || seen.outcome_reported) return;
  const auto& outcomes = lane_process_->outcomes[static_cast<std::size_t>(worker - 1)];
  const std::uint64_t word =
      outcomes[seen.incarnation % outcomes_kept].load(std::memory_order_acquire);
  const auto outcome = static_cast<std::uint32_t>(word);
  if (word == 0 || word >> 32 != seen.incarnation) return;
  seen.outcome_reported = true;
  if (outcome >= task_outcome_count) return sink(RecordsRejected{lane_, worker, 1});
  sink(TaskResolved{lane_, worker, static_cast<TaskOutcome>(outcome)});
}

void LaneReader::read_lane_process(const Lab::EventSink& sink) {
  if (!lane_process_) return;
  LaneFigures figures = copy_figures(*lane_process_);
  figures.permits = control_ ? control_->permits.load(std::memory_order_relaxed) : 0;
  last_.pass_on(LaneProcessTallied{lane_, figures, monotonic_ns()}, sink);
}

void LaneReader::read_queue_lock(const Lab::EventSink& sink) {
  if (!lane_process_) return;
  const std::uint32_t dead_holder = lane_process_->lock_dead_holder.load(std::memory_order_acquire);
  const std::uint32_t recovered = lane_process_->lock_recovered.load(std::memory_order_acquire);
  if (dead_holder > worker_count_max) return sink(RecordsRejected{lane_, 0, 1});
  last_.pass_on(QueueLockReported{lane_, static_cast<int>(dead_holder), recovered}, sink);
}

void LaneReader::read_interpreter(const Lab::EventSink& sink) {
  if (!lane_process_) return;
  const std::uint32_t version = lane_process_->python_version.load(std::memory_order_relaxed);
  const std::uint32_t gil = lane_process_->gil.load(std::memory_order_acquire);
  if (version == 0 || gil >= gil_state_count) return;
  last_.pass_on(
      InterpreterReported{lane_, version, static_cast<GilState>(gil),
                          lane_process_->switch_interval_us.load(std::memory_order_relaxed),
                          lane_process_->calls_open.load(std::memory_order_relaxed)},
      sink);
}

void LaneReader::read_script(const Lab::EventSink& sink) {
  if (!lane_process_ || code_origin_ == CodeOrigin::none) return;
  const std::uint32_t line = lane_process_->script_line.load(std::memory_order_relaxed);
  const std::uint32_t state = lane_process_->script_state.load(std::memory_order_acquire);
  // The code's end is a report, which comes after all that the code has printed.
  if (state >= static_cast<std::uint32_t>(ScriptState::ended)) return;
  last_.pass_on(ScriptReported{lane_, static_cast<ScriptState>(state), line}, sink);
}

void LaneReader::read_states(const Lab::EventSink& sink) {
  const std::uint64_t now_ns = monotonic_ns();
  for (int worker = 1; worker <= worker_count_max; ++worker) {
    WorkerSeen& seen = workers_[static_cast<std::size_t>(worker - 1)];
    if (seen.memory) read_stall(worker, seen, now_ns, sink);
  }
  any_stopped_ = std::any_of(workers_.begin(), workers_.end(), [](const WorkerSeen& seen) {
    return seen.memory && seen.last.last<WorkerNamed>()->condition == WorkerCondition::stopped;
  });
  read_times(now_ns, sink);
  count_processes(now_ns, sink);
}

void LaneReader::read_stall(int worker, WorkerSeen& seen, std::uint64_t now_ns,
                            const Lab::EventSink& sink) {
  const std::optional<WorkerTallied>& tally = seen.last.last<WorkerTallied>();
  if (!tally) return;
  const WorkerMemory& memory = *seen.memory;
  WorkerProgress progress;
  progress.pid = seen.pid;
  progress.tid = seen.tid;
  progress.sequence = tally->sequence;
  progress.progress_ppm = tally->progress_ppm;
  progress.busy = progress.sequence % 2 == 1 ||
                  memory.fault_committed.load(std::memory_order_acquire) != 0 ||
                  memory.wanted_lock.load(std::memory_order_acquire) == queue_lock_wanted;
  progress.wanted_lock_address = memory.wanted_lock_address.load(std::memory_order_acquire);
  const bool idle_too = now_ns < look_closely_until_ns_ || any_stopped_;
  const StallWatch::Finding& finding = seen.stall.look(progress, idle_too, now_ns);
  const WantedLock wanted = finding.on_wanted_lock ? wanted_lock_of(memory) : WantedLock{};
  seen.last.pass_on(
      WorkerNamed{lane_, worker, finding.condition, finding.sure, wanted.holder, wanted.lock},
      sink);
}

/// The lock says who holds it; that counts if it is the confirmed TID of one of this lane's
/// workers.
LaneReader::WantedLock LaneReader::wanted_lock_of(const WorkerMemory& memory) const {
  const std::uint32_t pair = memory.lock_pair.load(std::memory_order_acquire);
  const std::uint32_t wanted = memory.wanted_lock.load(std::memory_order_acquire);
  if (!control_ || pair == 0 || pair > lock_pair_count || wanted == 0 || wanted > 2) return {};
  const std::uint32_t owner =
      control_->lock_pairs[pair - 1].locks[wanted - 1].owner.load(std::memory_order_acquire);
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    const WorkerSeen& seen = workers_[i];
    if (seen.memory && seen.tid != 0 && static_cast<std::uint32_t>(seen.tid) == owner)
      return {static_cast<int>(wanted), static_cast<int>(i + 1)};
  }
  return {};
}

bool LaneReader::is_active(const WorkerSeen& seen) {
  const std::optional<WorkerTallied>& tally = seen.last.last<WorkerTallied>();
  if (!seen.memory || seen.tid == 0 || !tally) return false;
  return tally->sequence % 2 == 1 || tally->sequence != seen.timed_sequence ||
         seen.memory->fault_committed.load(std::memory_order_relaxed) != 0;
}

/// Reads the times of those workers that have something to do, and of the others until their shares
/// have fallen to 0. A few in each drain, because a look takes some 10 us.
void LaneReader::read_times(std::uint64_t now_ns, const Lab::EventSink& sink) {
  constexpr int looks_max = 16;
  constexpr double share_min = 0.005;
  int looks = 0;
  any_busy_ = false;
  const std::size_t first = next_timed_;
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    const std::size_t index = (first + i) % workers_.size();
    WorkerSeen& seen = workers_[index];
    const bool active = is_active(seen);
    any_busy_ = any_busy_ || active;
    const TimeShares& known = seen.times.shares();
    if (!active && known.on_core + known.ready < share_min) {
      seen.times.forget();
      continue;
    }
    if (!seen.memory || looks == looks_max || !seen.times.due(now_ns)) continue;
    const std::uint64_t sequence = seen.last.last<WorkerTallied>()->sequence;
    const bool busy = sequence % 2 == 1 || (active && sequence == seen.timed_sequence);
    seen.timed_sequence = sequence;
    const TimeShares shares =
        seen.times.look(read_thread_times(seen.pid, seen.tid), sequence, busy, monotonic_ns());
    seen.last.pass_on(WorkerTimed{lane_, static_cast<int>(index + 1), shares}, sink);
    next_timed_ = index + 1;
    ++looks;
  }
}

/// The lane process and those that it has reported, as far as /proc says that they are its children
/// and live.
ProcessCount LaneReader::count_reported() const {
  ProcessCount sum = count_process(lane_pid_);
  for (const WorkerSeen& seen : workers_) {
    if (seen.pid <= 0 || seen.pid == lane_pid_) continue;
    const ProcessCount count = count_process(seen.pid, lane_pid_);
    sum = {sum.processes + count.processes, sum.threads + count.threads};
  }
  return sum;
}

/// At each start and end of a worker, in the same drain. An interpreter also starts threads and
/// processes of its own: all below it is looked for, once a second, too, while it works.
void LaneReader::count_processes(std::uint64_t now_ns, const Lab::EventSink& sink) {
  constexpr std::uint64_t period_ns = 1'000'000'000;
  const bool again = !reports_all_ && any_busy_ && now_ns - counted_ns_ >= period_ns;
  if (lane_pid_ == 0 || !(std::exchange(count_due_, false) || again)) return;
  counted_ns_ = now_ns;
  const ProcessCount count = reports_all_ ? count_reported() : count_tree(lane_pid_);
  last_.pass_on(ProcessesCounted{lane_, count.processes, count.threads}, sink);
}

}  // namespace sharedfate
