// Arbitrary reports from a lane's supervisor and arbitrary contents of its shared memory: the
// observer must either take them into the model or refuse them.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <variant>

#include "core/lab/lab.h"
#include "core/model/model.h"
#include "core/report/receipt.h"
#include "core/report/state_json.h"
#include "core/report/worker_text.h"
#include "core/system/spawn.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/hostile_lane.h"

namespace sharedfate {
namespace {

/// More events than one drain of two lanes may report, whatever one of them does.
constexpr std::size_t events_per_drain_max = 5'000;

void check_worker(const WorkerModel& worker) {
  promise(worker.worker >= worker_count_min && worker.worker <= worker_count_max,
          "a worker has one of the numbers that there are");
  promise(worker.progress >= 0 && worker.progress <= 1, "progress is a share");
  promise(worker.failed <= worker.ended(), "what has failed has ended");
  promise(worker.corrupted <= worker.failed, "what was corrupted has failed");
  promise(worker.state <= WorkerState::ended, "a worker is in one of the states that there are");
}

void check_lane(const LaneModel& lane) {
  promise(lane.workers.size() <= worker_count_max, "a lane has no more workers than are allowed");
  promise(lane.deaths.size() <= deaths_kept, "no more deaths are kept than are meant to be");
  promise(lane.state <= LaneState::failed, "a lane is in one of the states that there are");
  for (const WorkerModel& worker : lane.workers) {
    check_worker(worker);
    (void)trouble_of_worker(lane, worker);
  }
  (void)lane.quiescent();
  (void)make_lane_receipt(lane);
}

class Observer {
 public:
  explicit Observer(const std::string& lane_program) : lab_(lane_program), other_(lab_) { drain(); }

  void run(std::string_view script) {
    HostileLane hostile(lab_);
    while (!script.empty()) {
      const std::string_view line = script.substr(0, script.find('\n'));
      script.remove_prefix(std::min(line.size() + 1, script.size()));
      line == "drain" ? drain() : hostile.obey(line);
    }
    drain();
    // The strict handler throws at invalid UTF-8: texts in the model must be valid.
    (void)state_json(model_).dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::strict);
  }

 private:
  void drain() {
    std::size_t count = 0;
    lab_.drain([&](const Event& event) {
      ++count;
      const bool of_other = lane_of(event) == other_.index();
      promise(!of_other || !past_first_drain_, "a lane causes no event of another lane");
      apply(model_, event);
    });
    past_first_drain_ = true;
    promise(count <= events_per_drain_max, "a drain comes to an end");
    for (const LaneModel& lane : model_.lanes) check_lane(lane);
  }

  Lab lab_;
  Model model_;
  HostileLane other_;  ///< sends and writes nothing
  bool past_first_drain_ =
      false;  ///< whether the first drain, which reports the opening of `other_`, is over
};

}  // namespace
}  // namespace sharedfate

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sharedfate;
  const std::string own = own_program_path();
  static Observer observer(own.substr(0, own.rfind('/') + 1) + "idle_supervisor");
  observer.run({reinterpret_cast<const char*>(data), size});
  return 0;
}
