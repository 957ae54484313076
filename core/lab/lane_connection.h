#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "core/lab/lab.h"
#include "core/lab/lane_reader.h"
#include "core/lab/rate_limit.h"
#include "core/system/descriptor.h"
#include "core/system/spawn.h"
#include "core/wire/message.h"

namespace sharedfate {

/// One lane as the lab holds it: owns its supervisor and the socket to it, sends requests and
/// handles reports. What the lane's processes write into shared memory is its reader's business.
/// Used by the lab's thread.
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
  /// Whether a worker had a task in the last drain.
  [[nodiscard]] bool any_busy() const { return reader_.any_busy(); }
  [[nodiscard]] int socket() const { return socket_.get(); }
  [[nodiscard]] int supervisor_pidfd() const { return supervisor_.pidfd.get(); }
  [[nodiscard]] const LaneSpec& spec() const { return spec_; }

 private:
  /// Handles what has been reported, at most `count_max` reports: the rest waits for the next time.
  void receive_reports(const Lab::EventSink& sink, int count_max);
  void handle(const ReportMessage& message, Descriptor& passed, const Lab::EventSink& sink);
  void handle_worker_started(const ReportMessage& message, Descriptor passed,
                             const Lab::EventSink& sink);
  [[nodiscard]] std::optional<int> host_pid_of(const ReportMessage& message);
  void handle_death(const ReportMessage& message, const Lab::EventSink& sink);
  /// What a lane's code has done and printed.
  void handle_script(const ReportMessage& message, const Lab::EventSink& sink);
  /// A lane whose memory cannot be read has no account: it says so and is ended.
  void end_unreadable(const Error& error, const Lab::EventSink& sink);
  void acknowledge(const ReportMessage& message);
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
  LaneReader reader_;
  LaneSpec spec_;
  Child supervisor_;
  Descriptor socket_;
  bool contained_ = true, start_fresh_ = true;
  std::string start_note_;
  /// Confined code does not know its processes' numbers outside. A lane can name any: all of /proc
  /// is looked through once a drain at most, and not in every one.
  std::optional<std::map<int, int>> host_pids_;  ///< as seen in this drain
  RateLimit looks_at_processes_{10};
  bool reads_the_rest_ = false;  ///< what a dead supervisor has sent: nothing of it is postponed
  struct Postponed {
    ReportMessage message;
    Descriptor passed;
  };
  std::optional<Postponed> postponed_;  ///< names a process that started after that look

  // Requests by sequence number: the last one sent to lane process and supervisor, and the last one
  // that each has acknowledged.
  std::uint64_t sequence_ = 0, sent_to_lane_process_ = 0, sent_to_supervisor_ = 0;
  std::uint64_t acknowledged_by_lane_process_ = 0, acknowledged_by_supervisor_ = 0;
  std::uint64_t workers_asked_ = 0, workers_reported_ = 0;  ///< the last change of workers
  LastEvents<RequestsAwaited> last_;
  struct StartWanted {
    std::uint64_t sequence;
    bool fresh;
  };
  std::optional<StartWanted> start_wanted_;  ///< the last request to start anew
  // As the lane has reported them: a new supervisor begins with these.
  bool gate_open_ = false;
  std::uint32_t tempo_ms_ = 0;
  PolicyId policy_ = PolicyId::pool;             ///< asked for last: the same
  std::optional<FaultId> supervisor_fault_;      ///< committed on the supervisor; nothing: none
  std::uint64_t supervisor_fault_ns_ = 0;        ///< when
  std::optional<DeathReport> supervisor_death_;  ///< not reported yet: the rest still runs
  std::uint64_t report_death_by_ns_ = 0;         ///< the latest moment to report it
  std::uint64_t end_by_ns_ = 0;  ///< what is left then is killed; 0: end() was not called
};

}  // namespace sharedfate
