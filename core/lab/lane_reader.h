#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "core/lab/lab.h"
#include "core/lab/rate_limit.h"
#include "core/lab/stall_watch.h"
#include "core/lab/time_share_watch.h"
#include "core/system/descriptor.h"
#include "core/system/shared_memory.h"
#include "core/wire/lane_control.h"
#include "core/wire/ticks.h"
#include "core/wire/worker_memory.h"

namespace sharedfate {

/// The last event of each of these kinds that was passed on, all about one lane or one worker.
template <typename... Kinds>
class LastEvents {
 public:
  /// What the observer takes for granted until it is told otherwise: the same event is not passed
  /// on.
  template <typename Kind>
  void assume(const Kind& event) {
    std::get<std::optional<Kind>>(events_) = event;
  }
  /// Passes an event on unless it repeats the last one of its kind.
  template <typename Kind>
  void pass_on(const Kind& event, const Lab::EventSink& sink) {
    if (last<Kind>() == event) return;
    assume(event);
    sink(event);
  }
  /// Nothing: none of this kind was passed on or assumed.
  template <typename Kind>
  [[nodiscard]] const std::optional<Kind>& last() const {
    return std::get<std::optional<Kind>>(events_);
  }

 private:
  std::tuple<std::optional<Kinds>...> events_;
};

/// Makes events of what the processes of one lane have written into shared memory, and of what the
/// kernel says of these processes. A worker may have written anything: every figure is copied once,
/// checked, then used. An event is passed on when it differs from the last one of its kind. Used by
/// the lab's thread.
class LaneReader {
 public:
  /// `news`: an epoll instance that outlives this; becomes readable when a worker's process ends.
  LaneReader(LaneIndex lane, CodeOrigin code_origin, int news);

  void set_control(Mapping<LaneControl> control) { control_ = std::move(control); }
  /// A new lane process: nothing of an earlier one is read any more.
  /// `reports_all`: it reports every process that it starts.
  void set_lane_process(int pid, Mapping<LaneProcessMemory> memory, bool reports_all);
  void forget_lane_process();
  /// `pid`: as the kernel numbers it; 0: not known. `memory`: empty when it cannot be read.
  void add_worker(int worker, std::uint32_t incarnation, int pid, Mapping<WorkerMemory> memory);
  /// Reads what a worker has left that is dead or has stopped.
  void read_last(int worker, const Lab::EventSink& sink);
  void forget_worker(int worker);
  /// No end of a process is noticed any more.
  void stop_watching();

  /// Which processes have ended since the last call.
  void read_ends(const Lab::EventSink& sink);
  /// Everything that the account needs, in the order in which it makes sense.
  void read_figures(const Lab::EventSink& sink);
  /// What the kernel says of the workers: which make no progress and why, what each has of the
  /// cores, and how many processes and threads there are.
  void read_states(const Lab::EventSink& sink);

  /// Until then idle workers are looked at, too.
  void look_closely_until(std::uint64_t time_ns) { look_closely_until_ns_ = time_ns; }
  [[nodiscard]] bool looks_closely() const;
  /// Whether a worker had a task at the last read_states().
  [[nodiscard]] bool any_busy() const { return any_busy_; }
  /// False: no lane process runs, or its memory cannot be read.
  [[nodiscard]] bool has_figures() const { return static_cast<bool>(lane_process_); }
  /// Sequence number of the last request that the lane process has acted on.
  [[nodiscard]] std::uint64_t requests_handled() const;
  [[nodiscard]] int lane_pid() const { return lane_pid_; }
  /// Of a worker from 1; 0: not known.
  [[nodiscard]] int pid_of(int worker) const { return seen_of(worker).pid; }
  [[nodiscard]] int tid_of(int worker) const { return seen_of(worker).tid; }
  /// The lane process and the processes of its workers; 0 for those that are not known.
  [[nodiscard]] std::vector<int> pids() const;

 private:
  struct WorkerSeen {
    Mapping<WorkerMemory> memory;
    EventRingReader ring;
    std::uint32_t incarnation = 0;
    int pid = 0;
    Descriptor pidfd;     ///< of a process of its own, until it has ended
    int tid = 0;          ///< confirmed by the kernel
    int tid_refused = 0;  ///< claimed by the worker and not confirmed
    StallWatch stall;
    TimeShareWatch times;
    std::uint64_t timed_sequence = 0;  ///< at the last look at its times
    bool crash_recorded = false, outcome_reported = false;
    LastEvents<WorkerTallied, WorkerNamed, WorkerTimed> last;
  };

  [[nodiscard]] const WorkerSeen& seen_of(int worker) const {
    return workers_[static_cast<std::size_t>(worker - 1)];
  }
  void watch_process(WorkerSeen& seen) const;
  void read_worker(int worker, WorkerSeen& seen, const Lab::EventSink& sink);
  void read_tally(int worker, WorkerSeen& seen, const Lab::EventSink& sink);
  void read_crash_record(int worker, WorkerSeen& seen, const Lab::EventSink& sink);
  void read_ring(int worker, WorkerSeen& seen, const Lab::EventSink& sink);
  void read_outcome(int worker, WorkerSeen& seen, const Lab::EventSink& sink);
  std::span<TaskRecord> without_slices(int worker, std::size_t count, const Lab::EventSink& sink);
  void confirm_thread(WorkerSeen& seen, int claimed);
  void read_lane_process(const Lab::EventSink& sink);
  void read_queue_lock(const Lab::EventSink& sink);
  void read_interpreter(const Lab::EventSink& sink);
  void read_script(const Lab::EventSink& sink);
  void read_stall(int worker, WorkerSeen& seen, std::uint64_t now_ns, const Lab::EventSink& sink);
  /// The lock of a pair that a worker waits for, and the worker that holds it; 0: not known.
  struct WantedLock {
    int lock = 0, holder = 0;
  };
  [[nodiscard]] WantedLock wanted_lock_of(const WorkerMemory& memory) const;
  /// Whether it has a task, or has had one since its times were read.
  [[nodiscard]] static bool is_active(const WorkerSeen& seen);
  void read_times(std::uint64_t now_ns, const Lab::EventSink& sink);
  void count_processes(std::uint64_t now_ns, const Lab::EventSink& sink);
  [[nodiscard]] ProcessCount count_reported() const;

  LaneIndex lane_;
  CodeOrigin code_origin_;
  int news_;
  TickClock clock_;
  Mapping<LaneControl> control_;
  Mapping<LaneProcessMemory> lane_process_;
  int lane_pid_ = 0;
  std::array<WorkerSeen, worker_count_max> workers_;
  std::vector<TaskRecord> records_;  ///< of one worker, while they are read
  std::vector<Slice> slices_;        ///< the same
  /// Confined code does not know its threads' numbers outside. It can name any: /proc is not looked
  /// through more often than this.
  RateLimit looks_at_threads_{40};
  std::uint64_t look_closely_until_ns_ = 0;
  bool any_stopped_ = false;    ///< idle workers are looked at: a stopped one may stop others
  std::size_t next_timed_ = 0;  ///< index of the worker whose times are read first
  bool any_busy_ = false;
  bool reports_all_ = false;  ///< the lane process reports every process that it starts
  bool count_due_ = false;
  std::uint64_t counted_ns_ = 0;  ///< when the processes were last counted
  /// Of this lane process.
  LastEvents<LaneProcessTallied, QueueLockReported, InterpreterReported, ScriptReported,
             ProcessesCounted>
      last_;
};

}  // namespace sharedfate
