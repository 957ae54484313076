#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/base/result.h"
#include "core/lab/lab.h"
#include "core/model/model.h"

namespace sharedfate::bench {

/// One lane, run through Lab and drained into a model about 60 times a second, as the window does.
/// An error: what is waited for has not happened within 60 s, or a request was refused.
class LaneDriver {
 public:
  /// Starts a lane and waits until all its workers are ready.
  static Result<std::unique_ptr<LaneDriver>> open(const std::string& program_directory,
                                                  const LaneSpec& spec);

  /// Submits `tasks` empty tasks with the gate open. Returns nanoseconds per task, from the
  /// submission to the end of the last task by its worker's time stamp.
  Result<double> run(std::uint64_t tasks);
  /// The same, but the gate is opened, and the clock started, when all tasks are in the queue.
  Result<double> run_paused(std::uint64_t tasks);

  /// Nanoseconds from the kill until the event.
  struct KillTimes {
    std::uint64_t end_known_ns;     ///< WorkerEnded, or WorkerDied if that comes first
    std::uint64_t status_known_ns;  ///< WorkerDied, with the wait status from the worker's parent
    std::uint64_t replacement_ready_ns;  ///< WorkerReady
  };
  /// Waits until all workers are ready, kills worker process 1 with SIGKILL and waits until its
  /// replacement is ready.
  Result<KillTimes> kill_worker();

  [[nodiscard]] const LaneModel& lane() const {
    return model_.lanes.at(static_cast<std::size_t>(index_));
  }

 private:
  explicit LaneDriver(const std::string& program_directory);
  void drain();
  Status observe_until(const std::string& what, const std::function<bool()>& reached);
  Result<double> finish(std::uint64_t tasks, std::uint64_t ended_before, std::uint64_t start_ns);
  [[nodiscard]] bool ready() const;

  Lab lab_;
  Model model_;
  LaneIndex index_ = 0;
  std::function<void(const Event&)> watch_;
};

}  // namespace sharedfate::bench
