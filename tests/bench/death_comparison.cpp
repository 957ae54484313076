#include <cstring>
#include <memory>
#include <vector>

#include "tests/bench/bare_pidfd_peer.h"
#include "tests/bench/comparisons.h"
#include "tests/bench/lane_driver.h"
#include "tests/bench/lazy.h"
#include "tests/bench/pool_peers.h"
#include "tests/bench/figure_script.h"

namespace sharedfate::bench {
namespace {

constexpr std::size_t ballast_bytes = 500'000'000;

double in_us(std::uint64_t ns) { return static_cast<double>(ns) / 1e3; }

/// One kill per round gives both figures: the death's is kept until its own turn comes.
class Kills {
 public:
  explicit Kills(std::unique_ptr<LaneDriver> lane) : lane_(std::move(lane)) {}

  Result<double> death_known() {
    const auto times = lane_->kill_worker();
    if (!times) return times.error();
    replacement_ready_ns_ = times.value().replacement_ready_ns;
    return in_us(times.value().death_known_ns);
  }

  Result<double> replacement_ready() {
    if (replacement_ready_ns_ == 0) {
      const auto death = death_known();
      if (!death) return death;
    }
    return in_us(std::exchange(replacement_ready_ns_, 0));
  }

  /// With 500 MB of touched memory in this process, which is to the lane what the window is.
  Result<double> replacement_ready_beside_ballast() {
    std::vector<char> ballast(ballast_bytes);
    std::memset(ballast.data(), 1, ballast.size());
    const auto times = lane_->kill_worker();
    if (!times) return times.error();
    return ballast.back() == 1 ? in_us(times.value().replacement_ready_ns) : 0;
  }

 private:
  std::unique_ptr<LaneDriver> lane_;
  std::uint64_t replacement_ready_ns_ = 0;
};

}  // namespace

Comparison death_comparison(const Settings& settings) {
  const std::string directory = settings.program_directory;
  auto kills = std::make_shared<Lazy<Kills>>([directory]() -> Result<std::unique_ptr<Kills>> {
    auto lane = LaneDriver::open(directory, LaneSpec{LaneKind::processes, Language::cpp, peer_worker_count});
    if (!lane) return lane.error();
    return std::make_unique<Kills>(lane.take());
  });
  auto python = std::make_shared<Lazy<FigureScript>>([] { return FigureScript::start("python_peers.py"); });

  Comparison comparison;
  comparison.name = "deaths";
  comparison.contestants = {
      {"death known", with(kills, [](Kills& lane) { return lane.death_known(); })},
      {"bare pidfd", [] { return time_bare_pidfd(); }},
      {"replacement ready", with(kills, [](Kills& lane) { return lane.replacement_ready(); })},
      {"replacement ready, 500 MB", with(kills, [](Kills& lane) { return lane.replacement_ready_beside_ballast(); })},
      {"executor's recovery", with(python, [](FigureScript& python_peers) -> Result<double> {
         const Result<double> time_ns = python_peers.measure("recovery");
         if (!time_ns) return time_ns.error();
         return time_ns.value() / 1e3;
       })},
  };
  using enum Wanted::Kind;
  comparison.rows = {
      {"death known : bare pidfd", "us", "death known", {"bare pidfd"}, {time_ratio_at_most, 1.5}},
      {"replacement ready : executor's recovery", "us", "replacement ready", {"executor's recovery"},
       {time_ratio_at_most, 0.1}},
      {"replacement ready, 500 MB more in the observer : without", "us", "replacement ready, 500 MB",
       {"replacement ready"}, {time_ratio_at_most, 1.1}},
  };
  comparison.notes = {
      "Deaths: SIGKILL sent to a worker of the processes lane until the event is drained; the bare pidfd's process is "
      "/usr/bin/sleep. Replacement: until the new worker has said hello; the executor's: until a new one has given its "
      "first result."};
  return comparison;
}

}  // namespace sharedfate::bench
