#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/lab/lab.h"
#include "core/lab/stall_watch.h"
#include "core/system/descriptor.h"
#include "core/system/shared_memory.h"
#include "core/system/spawn.h"
#include "core/wire/lane_control.h"
#include "core/wire/message.h"
#include "core/wire/ticks.h"

namespace sharedfate {

/// One lane as the lab holds it: its supervisor, the socket to it and the memories of its
/// processes, which are mapped read-only and believed only after a check. Used by the lab's thread.
class LaneConnection {
 public:
  /// `news`: an epoll instance, which outlives this; becomes readable when the kernel has news of a
  /// worker's process.
  LaneConnection(LaneIndex lane, const LaneOptions& options, int news);
  /// Ends every process of the lane, and waits for the supervisor's end, and then for the others',
  /// a limited time.
  ~LaneConnection();
  LaneConnection(const LaneConnection&) = delete;
  LaneConnection& operator=(const LaneConnection&) = delete;

  /// Starts the supervisor; also again, after it died.
  Status start(const std::string& lane_program, const LaneSpec& spec, bool fresh);
  Status send(const Request& request);
  void drain(const Lab::EventSink& sink);

  /// Tells the lane to end, and waits for nothing: ended() does the rest. No drain() and no start()
  /// afterwards.
  void end();
  /// Whether the supervisor is reaped and the processes that the lane has named have ended, or all
  /// have had their time; kills a supervisor that takes too long. To be asked again until it is
  /// true, when supervisor_pidfd() is readable and now and then.
  bool ended();

  [[nodiscard]] bool supervisor_alive() const { return supervisor_.pidfd.valid(); }
  /// The supervisor died over a request to start anew (true: with an empty account): start() is
  /// due.
  [[nodiscard]] std::optional<bool> fresh_start_wanted() const;
  /// Something goes on that wakes nobody and is to be seen by draining again soon: what a fault
  /// does to workers that run no task, or the end of what a dead supervisor has left.
  [[nodiscard]] bool wants_another_look() const;
  [[nodiscard]] int socket() const { return socket_.get(); }
  [[nodiscard]] int supervisor_pidfd() const { return supervisor_.pidfd.get(); }
  [[nodiscard]] const LaneSpec& spec() const { return spec_; }

 private:
  /// What was last seen of a worker, to pass on changes only.
  struct WorkerSeen {
    Mapping<WorkerMemory> memory;
    EventRingReader reader;
    std::uint32_t incarnation = 0;
    bool outcome_reported = false;
    int pid = 0;
    Descriptor pidfd;     ///< of a process of its own, until it has ended
    int tid = 0;          ///< that the kernel confirmed
    int tid_refused = 0;  ///< that it did not, as it was claimed
    std::uint64_t sequence = 0;
    std::uint32_t stray_writes = 0;
    std::uint32_t progress_ppm = 0;
    std::uint32_t activity = ~0U;
    int last_tid = -1;
    StallWatch stall;
    StallWatch::Finding last_finding;
    int last_waits_for = 0;
    bool crash_recorded = false;
    std::uint64_t cpu_ns = 0;  ///< as last read; 0: not yet
    double last_cpu = 0;
  };

  void watch_process(WorkerSeen& seen) const;
  void look_for_ended(const Lab::EventSink& sink);
  /// Handles what has been reported, at most `count_max` reports: the rest waits for the next time.
  void receive_reports(const Lab::EventSink& sink, int count_max);
  void handle(const ReportMessage& message, Descriptor& passed, const Lab::EventSink& sink);
  void handle_worker_started(const ReportMessage& message, Descriptor passed,
                             const Lab::EventSink& sink);
  [[nodiscard]] std::optional<int> host_pid_of(const ReportMessage& message);
  void confirm_thread(WorkerSeen& seen, int claimed);
  void handle_death(const ReportMessage& message, const Lab::EventSink& sink);
  /// A lane whose memory cannot be read cannot be accounted for: it says so and is ended.
  void end_unreadable(const Error& error, const Lab::EventSink& sink);
  void settle(const ReportMessage& message);
  /// Everything that the account needs, in the order in which it makes sense.
  void drain_figures(const Lab::EventSink& sink);
  void drain_workers(const Lab::EventSink& sink);
  void drain_outcomes(const Lab::EventSink& sink);
  void drain_outcome(int worker, WorkerSeen& seen, const Lab::EventSink& sink);
  void drain_worker(int worker, WorkerSeen& seen, const Lab::EventSink& sink);
  void drain_tally(int worker, WorkerSeen& seen, const Lab::EventSink& sink);
  void drain_crash_record(int worker, WorkerSeen& seen, const Lab::EventSink& sink);
  void drain_stalls(const Lab::EventSink& sink);
  void drain_stall(int worker, WorkerSeen& seen, std::uint64_t now_ns, const Lab::EventSink& sink);
  [[nodiscard]] int holder_of_wanted_lock(const WorkerMemory& memory) const;
  void drain_lane_process(const Lab::EventSink& sink);
  void drain_queue_lock(const Lab::EventSink& sink);
  void drain_interpreter(const Lab::EventSink& sink);
  void drain_script(const Lab::EventSink& sink);
  /// What a lane's code has done and said.
  void handle_script(const ReportMessage& message, const Lab::EventSink& sink);
  void drain_cpu(const Lab::EventSink& sink);
  std::span<TaskRecord> without_slices(int worker, std::size_t count, const Lab::EventSink& sink);
  [[nodiscard]] bool requests_awaited() const;
  void forget_lane_process();
  Status kill_supervisor(FaultId fault);
  void note_supervisor_death(const Lab::EventSink& sink);
  void reap_supervisor(const Lab::EventSink& sink);
  [[nodiscard]] Descriptor first_left() const;
  [[nodiscard]] DeathReport death_report(const ReportMessage& message) const;

  LaneIndex lane_;
  LaneOptions options_;
  int news_;
  LaneSpec spec_;
  Child supervisor_;
  Descriptor socket_;
  bool contained_ = true, start_fresh_ = true;
  std::string start_note_;
  Mapping<LaneControl> control_;
  Mapping<LaneProcessMemory> lane_process_;
  int lane_pid_ = 0;
  /// How often something is done, in each second.
  class Allowance {
   public:
    explicit Allowance(int per_second) : per_second_(per_second) {}
    [[nodiscard]] bool any_left();
    /// Whether it may be done once more.
    bool take() { return any_left() && ++taken_ > 0; }

   private:
    int per_second_, taken_ = 0;
    std::uint64_t second_ns_ = 0;
  };
  // Numbers of processes and threads that do not know them themselves. A lane can name any: all of
  // /proc is looked through once a drain at most, and not in every one.
  std::optional<std::map<int, int>> host_pids_;  ///< as seen in this drain
  Allowance looks_at_processes_{10}, looks_at_threads_{40};
  bool reads_the_rest_ = false;  ///< what the dead have said: nothing of it is postponed
  struct Postponed {
    ReportMessage message;
    Descriptor passed;
  };
  std::optional<Postponed> postponed_;  ///< names a process that started after that look
  std::array<WorkerSeen, worker_count_max> workers_;
  std::vector<TaskRecord> records_;
  std::vector<Slice> slices_;
  InterpreterReported last_interpreter_{};
  ScriptReported last_script_{};
  std::uint64_t cpu_looked_ns_ = 0;  ///< when the workers' CPU time was last read
  TickClock clock_;

  // Requests by sequence number: the last one sent to, and the last one settled by, head and
  // supervisor.
  std::uint64_t sequence_ = 0, sent_to_lane_process_ = 0, sent_to_supervisor_ = 0;
  std::uint64_t acknowledged_by_lane_process_ = 0, acknowledged_by_supervisor_ = 0;
  struct StartWanted {
    std::uint64_t sequence;
    bool fresh;
  };
  std::optional<StartWanted> start_wanted_;  ///< the last request to start anew
  bool last_awaited_ = false;
  std::uint64_t last_accepted_ = ~std::uint64_t{0}, last_cancelled_ = 0, last_depth_ = 0;
  std::uint32_t last_permits_ = 0;
  std::uint64_t workers_asked_ = 0,
                workers_reported_ = 0;  ///< sequence of the last change of workers
  std::uint64_t last_of_pool_ = 0;      ///< sum of what a policy counts: each of it only grows
  std::uint32_t last_dead_holder_ = 0, last_recovered_ = 0;
  bool gate_open_ = false;
  std::uint32_t tempo_ms_ = 0;
  std::optional<FaultId> supervisor_fault_;      ///< committed on the supervisor; nothing: none
  std::uint64_t supervisor_fault_ns_ = 0;        ///< when
  std::optional<DeathReport> supervisor_death_;  ///< not told yet: the rest of the lane still runs
  std::uint64_t report_death_by_ns_ = 0;         ///< the latest moment to tell it
  PolicyId policy_ = PolicyId::pool;      ///< asked for last: a new supervisor begins with it
  std::uint64_t attentive_until_ns_ = 0;  ///< until then idle workers are looked at, too
  bool anybody_stopped_ = false;          ///< the same, as one that is stopped may stop others
  std::uint64_t end_by_ns_ = 0;           ///< what is left then is killed; 0: end() was not called
};

}  // namespace sharedfate
