#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "core/lab/lab.h"
#include "core/model/model.h"

namespace sharedfate::testing {

/// Generous on purpose: a bound on a machine that is busy with other things, never a measurement.
constexpr int limit_ms_default = 120'000;

/// Real lanes behind the public door, and the model made of their events. After every drain it
/// checks law 1, and that no task has run twice. A check that fails is a failure of the running
/// test.
class LaneUnderTest {
 public:
  /// `lane_program` as in Lab.
  explicit LaneUnderTest(std::string lane_program = {}) : lab_(std::move(lane_program)) {}

  /// Opens a lane and waits until all its workers have said hello. Its gate is closed unless the
  /// options say otherwise.
  LaneIndex open(const LaneSpec& spec, const LaneOptions& options = {});
  /// Asks, and expects that the lab takes the request.
  void ask(const Request& request, LaneIndex lane = 0);
  void submit(std::uint64_t count, const WorkloadSpec& workload, LaneIndex lane = 0);

  /// Takes in what has happened.
  void drain();
  /// Drains until the condition holds. At the limit the test fails with the state of every lane.
  bool wait_until(const std::string& what, const std::function<bool()>& reached,
                  int limit_ms = limit_ms_default);
  /// Until everything asked for is done and nothing moves, and the account and the queue's holder
  /// agree.
  bool wait_quiescent(LaneIndex lane = 0);
  /// Until every worker that the lane should have is there and has said hello.
  bool wait_ready(LaneIndex lane = 0);
  /// Until `count` deaths have been reported.
  bool wait_deaths(std::uint64_t count, LaneIndex lane = 0);

  [[nodiscard]] const LaneModel& lane(LaneIndex index = 0) const;
  [[nodiscard]] Account account(LaneIndex index = 0) const { return lane(index).account(); }
  [[nodiscard]] const WorkerModel& worker(int number, LaneIndex index = 0) const;
  /// PIDs of supervisor, head and workers that live.
  [[nodiscard]] std::set<int> pids(LaneIndex index = 0) const;
  /// Worker number to PID, of those that live.
  [[nodiscard]] std::map<int, int> worker_pids(LaneIndex index = 0) const;
  /// How many tasks of the lane were seen ending, over all incarnations.
  [[nodiscard]] std::uint64_t tasks_seen(LaneIndex index = 0) const;
  [[nodiscard]] Lab& lab() { return lab_; }
  [[nodiscard]] std::string dump() const;

  /// Every ended task's time on its worker, in nanoseconds, as far as pictures were shown.
  std::vector<std::uint64_t> durations_ns;
  /// Where set, sees every event before it is applied.
  std::function<void(const Event&)> watch;

 private:
  void note(const Event& event);
  void note_ended(const TasksEnded& event);
  void check();

  struct Seen {
    std::unordered_set<std::uint64_t>
        tasks;  ///< of this incarnation of the head: each starts to count anew
    std::uint64_t count = 0;
  };

  Lab lab_;
  Model model_;
  std::map<LaneIndex, Seen> seen_;
};

}  // namespace sharedfate::testing
