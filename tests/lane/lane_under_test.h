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

/// Time limit of a wait. Generous, for busy machines; no measurement depends on it.
constexpr int limit_ms_default = 120'000;

/// Real lanes behind a Lab, and the model made of their events. After every drain it checks that
/// each account balances, that no record was rejected, and that no task has ended twice. A failed
/// check fails the running test.
class LaneUnderTest {
 public:
  /// `lane_program` as in Lab.
  explicit LaneUnderTest(std::string lane_program = {}) : lab_(std::move(lane_program)) {}

  /// Opens a lane and waits until all its workers are ready. Its gate is closed unless the options
  /// say otherwise. Returns its index, or -1 if the test has failed.
  LaneIndex open(const LaneSpec& spec, const LaneOptions& options = {});
  /// Sends a request and expects that the lab takes it.
  void ask(const Request& request, LaneIndex lane = 0);
  void submit(std::uint64_t count, const WorkloadSpec& workload, LaneIndex lane = 0);

  /// Takes in all new events.
  void drain();
  /// Drains until the condition holds. False: at the limit the test fails, with the state of every
  /// lane.
  bool wait_until(const std::string& what, const std::function<bool()>& reached,
                  int limit_ms = limit_ms_default);
  /// Waits until all requests are done and nothing moves, and the account and the lane process
  /// agree.
  bool wait_quiescent(LaneIndex lane = 0);
  /// Waits until every worker that the lane should have is ready.
  bool wait_ready(LaneIndex lane = 0);
  /// Waits until `count` deaths have been reported.
  bool wait_deaths(std::uint64_t count, LaneIndex lane = 0);

  [[nodiscard]] const Model& model() const { return model_; }
  [[nodiscard]] const LaneModel& lane(LaneIndex index = 0) const;
  [[nodiscard]] Account account(LaneIndex index = 0) const { return lane(index).account(); }
  [[nodiscard]] const WorkerModel& worker(int number, LaneIndex index = 0) const;
  /// PIDs of the supervisor, the lane process and the living workers.
  [[nodiscard]] std::set<int> pids(LaneIndex index = 0) const;
  /// PIDs of the living workers by worker number.
  [[nodiscard]] std::map<int, int> worker_pids(LaneIndex index = 0) const;
  /// How many tasks of the lane were seen to end since it was opened or reset.
  [[nodiscard]] std::uint64_t tasks_seen(LaneIndex index = 0) const;
  [[nodiscard]] Lab& lab() { return lab_; }
  [[nodiscard]] std::string dump() const;

  /// How long ended tasks ran, in nanoseconds; at most the last `records_shown_max` of each event.
  std::vector<std::uint64_t> durations_ns;
  /// If set, it is called with every event before that is applied.
  std::function<void(const Event&)> watch;

 private:
  void note(const Event& event);
  void note_ended(const TasksEnded& event);
  void check();

  struct Seen {
    /// Numbers of tasks that have ended. Each lane process starts to number its tasks anew.
    std::unordered_set<std::uint64_t> tasks;
    std::uint64_t count = 0;
  };

  Lab lab_;
  Model model_;
  std::map<LaneIndex, Seen> seen_;
};

}  // namespace sharedfate::testing
