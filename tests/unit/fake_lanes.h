#pragma once

#include <map>
#include <vector>

#include "core/lab/addressed_request.h"
#include "core/model/model.h"

namespace sharedfate::testing {

/// Lanes that exist in a model only: they answer requests with the events that real ones would
/// report, one turn later. Tasks end when a test says so.
class FakeLanes {
 public:
  /// Opens the lanes, alive and with their gates closed, from index 0 on.
  explicit FakeLanes(const std::vector<LaneSpec>& specs);

  /// Takes requests: from now on they are awaited.
  void take(const std::vector<AddressedRequest>& requests);
  /// Does what was taken.
  void answer();
  /// All queued tasks of an open lane end, shared among its workers, each after `task_ns`.
  void complete(LaneIndex lane, std::uint64_t now_ns, std::uint64_t task_ns);
  /// The lane's head dies, as of a segfault of this worker.
  void kill_lane_process(LaneIndex lane, int worker);

  /// The lane has a new head, of whose workers only these many have come so far.
  void start_lane_process_with(LaneIndex lane, int workers);
  /// One more of its workers has come.
  void start_next_worker(LaneIndex lane);

  [[nodiscard]] const Model& model() const { return model_; }
  [[nodiscard]] const LaneModel& lane(LaneIndex lane) const {
    return model_.lanes[static_cast<std::size_t>(lane)];
  }
  /// What was asked of a lane so far, as words: "close tempo:400 workers:5 reset submit:9 open".
  [[nodiscard]] const std::string& asked(LaneIndex lane) { return asked_[lane]; }
  void forget_asked() { asked_.clear(); }

 private:
  void start_lane_process(LaneIndex lane, bool fresh);
  void start_worker(LaneIndex lane, int worker, bool replaces_dead);
  void emit(const Event& event) { apply(model_, event); }
  void emit_lane_process(LaneIndex lane, std::uint64_t accepted);
  void act(LaneIndex lane, const Request& request);

  Model model_;
  std::vector<AddressedRequest> taken_;
  std::map<LaneIndex, std::string> asked_;
  int next_pid_ = 1000;
  std::uint64_t next_start_ns_ = 1;
};

}  // namespace sharedfate::testing
