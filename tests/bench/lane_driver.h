#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/base/result.h"
#include "core/lab/lab.h"
#include "core/model/model.h"

namespace sharedfate::bench {

/// One lane behind the public door, observed as the window observes it: drained about 60 times a
/// second into a model.
class LaneDriver {
 public:
  /// Starts a lane and waits until all its workers have said hello.
  static Result<std::unique_ptr<LaneDriver>> open(const std::string& program_directory,
                                                  const LaneSpec& spec);

  /// From the submission of `tasks` empty tasks, gate open, to the end of the last by its worker's
  /// own stamp. Nanoseconds per task.
  Result<double> run(std::uint64_t tasks);
  /// The same with all tasks in the queue before the gate opens; the clock runs from the opening.
  Result<double> run_held(std::uint64_t tasks);

  struct KillTimes {
    std::uint64_t end_known_ns;     ///< the kernel has said that the process has ended
    std::uint64_t status_known_ns;  ///< its parent has said how
    std::uint64_t replacement_ready_ns;
  };
  /// Kills a worker process with SIGKILL, from outside, and waits until its death and its
  /// replacement are events.
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
