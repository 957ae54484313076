#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/lab/addressed_request.h"
#include "core/lesson/fact.h"
#include "core/lesson/lesson.h"
#include "core/model/model.h"

namespace sharedfate {

/// Carries out `time`: one batch for each number of workers, at full speed, one lane after the
/// other, so that no lane takes another one's cores. Leaves tempo, gate and number of workers as it
/// found them. A batch that cannot come to its end is noted as NaN; none lasts longer than
/// `batch_limit_ns`.
class BatchTimer {
 public:
  static constexpr std::uint64_t batch_limit_ns = 120'000'000'000;

  /// `indices`: where the lesson's lanes are in the lab, by their place.
  BatchTimer(const TimeBatches& batches, std::vector<LaneIndex> indices)
      : batches_(batches), indices_(std::move(indices)) {}

  struct Surroundings {
    const std::vector<const LaneModel*>& lanes;  ///< by place; nullptr: not known
    std::uint64_t now_ns;
    bool settled;  ///< what was asked before has been acted on
    std::vector<LaneMeasurement>& notes;
    std::vector<AddressedRequest>& requests;
    std::vector<std::string>& troubles;
  };
  /// Does what is due; true once all batches are noted. Not to be called again after that.
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

  // How the lane was found.
  std::uint32_t tempo_before_ms_ = 0;
  int workers_before_ = 0;
  bool gate_before_ = false;

  // The batch that runs.
  std::uint64_t submitted_before_ = 0;
  std::uint64_t opened_ns_ = 0;
  struct Seen {
    int worker;
    std::uint64_t intervals;  ///< on its timeline before the batch
    bool started;
  };
  std::vector<Seen> seen_;
  std::uint64_t first_start_ns_ = 0;  ///< 0: none seen
  bool first_start_missed_ = false;   ///< pictures of a first task were overwritten
  std::uint64_t missed_before_ = 0;
};

}  // namespace sharedfate
