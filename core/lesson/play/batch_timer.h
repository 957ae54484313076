#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "core/lab/lab.h"
#include "core/lesson/fact.h"
#include "core/lesson/lesson.h"
#include "core/model/model.h"
#include "core/system/core_use.h"

namespace sharedfate {

/// Performs `time` lines that follow each other: what they compare is measured in turns. There is a
/// batch for each lane and number of workers; all batches are run once to warm up, and then in
/// rounds, in a random order in each round. They run at full speed and one at a time, while all
/// lanes are paused otherwise. Afterwards tempo, gate and number of workers are as before. A batch
/// that does not end is recorded without times; none lasts longer than `batch_limit_ns`.
class BatchTimer {
 public:
  static constexpr std::uint64_t batch_limit_ns = 120'000'000'000;
  /// Rounds after the warm-up: at least so many that the confidence interval of a median is one of
  /// 95 %, and then until each batch's interval is steady, or no further round is begun. From 9 on
  /// it leaves out an outlier at either end.
  static constexpr int rounds_least = 6, rounds_most = 25;
  static constexpr std::uint64_t rounds_limit_ns_default = 20'000'000'000;
  /// An interval is steady if its upper end is at most this multiple of its lower end.
  static constexpr double steady_spread = 1.1;

  /// `indices`: index in the lab of each of the lesson's lanes, in the lesson's order. `seed`: of
  /// the order of the batches. `rounds_limit_ns`: beyond the least number, no round begins later
  /// than that after the first.
  BatchTimer(std::vector<TimeBatches> lines, std::vector<LaneIndex> indices, std::uint64_t seed,
             std::uint64_t rounds_limit_ns = rounds_limit_ns_default);

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

  /// It cannot go on before take_answer(): the use of the cores before the first counted round and
  /// after the last, and the times of a lane's workers before and after a batch. nullopt: it wants
  /// to know nothing.
  [[nodiscard]] std::optional<MachineQuestion> asks(
      const std::vector<const LaneModel*>& lanes) const;
  /// Precondition: there was a question, which this answers.
  void take_answer(const MachineAnswer& answer);
  /// Who used the cores in the counted rounds; not known before they are over.
  [[nodiscard]] const CoreShares& shares() const { return shares_; }

 private:
  enum class Phase : std::uint8_t {
    begin,
    pause_lanes,
    become_ready,
    submit,
    look_before_batch,
    run,
    look_after_batch,
    note,
    look_before,
    look_after,
    restore,
    ended
  };
  struct Variant {
    const TimeBatches* line;
    std::size_t place;  ///< of its lane in the lesson
    int workers;
    std::size_t note;  ///< its place in the lane's notes
  };
  /// A lane's settings before.
  struct Before {
    bool timed = false;   ///< a batch is run in it
    bool failed = false;  ///< nothing can be timed in it any more
    bool known = false;
    std::uint32_t tempo_ms = 0;
    int workers = 0;
    bool gate_open = false;
  };

  void step(const Surroundings& around);
  void begin(const Surroundings& around);
  bool check_lane(std::size_t place, const Surroundings& around);
  void pause_lanes(const Surroundings& around);
  [[nodiscard]] bool lanes_are_paused(const Surroundings& around) const;
  void begin_batch(const Surroundings& around);
  [[nodiscard]] bool is_prepared(const LaneModel& lane) const;
  void submit(const Surroundings& around);
  void open(const Surroundings& around);
  void note(const LaneModel& lane, const Surroundings& around);
  [[nodiscard]] double delayed(std::uint64_t elapsed_ns) const;
  [[nodiscard]] bool has_enough_rounds(const Surroundings& around) const;
  void fail_lane(std::size_t place, const Surroundings& around, const std::string& why);
  void restore(const Surroundings& around);
  [[nodiscard]] bool is_restored(const Surroundings& around) const;
  void ask(std::size_t place, const Request& request, const Surroundings& around);
  void go_to(Phase phase);
  [[nodiscard]] const Variant& variant() const { return variants_[order_[at_]]; }

  std::vector<TimeBatches> lines_;
  std::vector<LaneIndex> indices_;
  std::vector<Variant> variants_;
  std::vector<Before> before_;      ///< by place
  std::vector<std::size_t> order_;  ///< of the variants in this round
  std::size_t at_ = 0;              ///< in `order_`
  int round_ = 0;                   ///< 0: the warm-up
  std::mt19937_64 random_;
  std::uint64_t rounds_limit_ns_;
  Phase phase_ = Phase::begin;
  bool moved_ = false;
  std::uint64_t phase_since_ns_ = 0, rounds_since_ns_ = 0;
  std::optional<CoreUse> use_before_;
  bool answered_ = false;
  CoreShares shares_;

  // The current batch:
  std::vector<std::optional<ThreadTimes>> times_before_, times_after_;  ///< of its workers
  std::uint64_t submitted_before_ = 0;
  std::uint64_t opened_ns_ = 0;  ///< when the gate was asked to open
};

}  // namespace sharedfate
