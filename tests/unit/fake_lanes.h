#pragma once

#include <map>
#include <vector>

#include "core/lab/lab.h"
#include "core/model/model.h"

namespace sharedfate::testing {

/// Lanes that exist only in a model: answer() emits the events that real lanes would report for the
/// requests taken so far. Tasks end only by complete().
class FakeLanes {
 public:
  /// Opens the lanes, from index 0 on, with ready workers and closed gates.
  explicit FakeLanes(const std::vector<LaneSpec>& specs);

  /// Takes requests, which are awaited from then on.
  void take(const std::vector<AddressedRequest>& requests);
  /// Answers all requests that were taken. `now_ns`: when gates open and close; 0: not known.
  void answer(std::uint64_t now_ns = 0);
  /// Ends all queued tasks of a lane whose gate is open. They are spread over its workers, each of
  /// which runs its tasks one after the other from `now_ns` on, each for `task_ns`.
  void complete(LaneIndex lane, std::uint64_t now_ns, std::uint64_t task_ns);
  /// The lane process dies of a SIGSEGV in this worker.
  void kill_lane_process(LaneIndex lane, int worker);

  /// Starts a new lane process, of whose workers only this many have started so far.
  void start_lane_process_with(LaneIndex lane, int workers);
  /// Starts one more of its workers.
  void start_next_worker(LaneIndex lane);
  /// Any other event.
  void emit(const Event& event) { apply(model_, event); }

  [[nodiscard]] const Model& model() const { return model_; }
  [[nodiscard]] const LaneModel& lane(LaneIndex lane) const {
    return model_.lanes[static_cast<std::size_t>(lane)];
  }
  /// What was asked of a lane since forget_asked(), as words: "close tempo:400 workers:5 reset
  /// submit:9 open".
  [[nodiscard]] const std::string& asked(LaneIndex lane) { return asked_[lane]; }
  void forget_asked() { asked_.clear(); }

 private:
  void start_lane_process(LaneIndex lane, bool fresh);
  void start_worker(LaneIndex lane, int worker, bool replaces_dead);
  void emit_lane_process(LaneIndex lane, std::uint64_t accepted);
  void act(LaneIndex lane, const Request& request);

  Model model_;
  std::vector<AddressedRequest> taken_;
  std::map<LaneIndex, std::string> asked_;
  int next_pid_ = 1000;
  std::uint64_t now_ns_ = 0;
  std::uint64_t next_start_ns_ = 1;
};

}  // namespace sharedfate::testing
