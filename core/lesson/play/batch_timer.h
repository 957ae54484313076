#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/lab/lab.h"
#include "core/lesson/fact.h"
#include "core/lesson/lesson.h"
#include "core/model/model.h"

namespace sharedfate {

/// Performs `time`: one batch for each number of workers, at full speed, one lane after the other,
/// so that lanes do not compete for cores. Restores tempo, gate and number of workers. A batch that
/// does not end is recorded as NaN; none lasts longer than `batch_limit_ns`.
class BatchTimer {
 public:
  static constexpr std::uint64_t batch_limit_ns = 120'000'000'000;

  /// `indices`: index in the lab of each of the lesson's lanes, in the lesson's order.
  BatchTimer(const TimeBatches& batches, std::vector<LaneIndex> indices)
      : batches_(batches), indices_(std::move(indices)) {}

  struct Surroundings {
    const std::vector<const LaneModel*>& lanes;  ///< by place; nullptr: not known
    std::uint64_t now_ns;
    bool settled;  ///< the lanes have acted on all earlier requests
    std::vector<LaneMeasurement>& notes;
    std::vector<AddressedRequest>& requests;
    std::vector<std::string>& troubles;
  };
  /// Does what is due; returns true once all batches are recorded. Not to be called after that.
  bool update(const Surroundings& around);

 private:
  enum class Phase : std::uint8_t { begin_lane, become_ready, submit, run, note, restore };

  void begin_lane(const Surroundings& around);
  void ask_for_workers(const Surroundings& around);
  bool is_prepared(const LaneModel& lane) const;
  void submit(const Surroundings& around);
  void open(const LaneModel& lane, const Surroundings& around);
  void look_for_first_start(const LaneModel& lane);
  void note(const LaneModel* lane, const Surroundings& around);
  void note_nan(const Surroundings& around);
  void give_up_lane(const Surroundings& around, const std::string& why);
  void restore(const Surroundings& around);
  void next_lane();
  void step(const LaneModel* lane, const Surroundings& around);
  void ask(const Surroundings& around, const Request& request);
  [[nodiscard]] const LaneModel* lane(const Surroundings& around) const;
  [[nodiscard]] std::size_t place() const { return batches_.lanes[lane_at_]; }

  TimeBatches batches_;
  std::vector<LaneIndex> indices_;
  std::size_t lane_at_ = 0;
  Phase phase_ = Phase::begin_lane;
  bool moved_ = false;
  int workers_ = 0;
  std::uint64_t phase_since_ns_ = 0;

  // The lane's settings before:
  std::uint32_t tempo_before_ms_ = 0;
  int workers_before_ = 0;
  bool gate_before_ = false;

  // The current batch:
  std::uint64_t submitted_before_ = 0;
  std::uint64_t opened_ns_ = 0;
  struct Seen {
    int worker;
    std::uint64_t intervals;  ///< that its timeline had before the batch
    bool started;
  };
  std::vector<Seen> seen_;
  std::uint64_t first_start_ns_ = 0;  ///< 0: none seen
  bool first_start_missed_ = false;   ///< the record of a first task may have been overwritten
  std::uint64_t missed_before_ = 0;
};

}  // namespace sharedfate
