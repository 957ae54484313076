#include <memory>
#include <vector>

#include "tests/bench/bare_pidfd_peer.h"
#include "tests/bench/comparisons.h"
#include "tests/bench/figure_script.h"
#include "tests/bench/lane_driver.h"
#include "tests/bench/lazy.h"
#include "tests/bench/pool_peers.h"

namespace sharedfate::bench {
namespace {

constexpr std::size_t ballast_bytes_max = 500'000'000;

double in_us(std::uint64_t ns) { return static_cast<double>(ns) / 1e3; }

/// Microseconds from the kill of a worker until the event with its wait status.
Result<double> time_status(LaneDriver& lane) {
  const auto times = lane.kill_worker();
  if (!times) return times.error();
  return in_us(times.value().status_known_ns);
}

/// Microseconds from the kill until the event that the process has ended, which comes from its
/// pidfd, as in time_bare_pidfd().
Result<double> time_death(LaneDriver& lane) {
  const auto times = lane.kill_worker();
  if (!times) return times.error();
  return in_us(times.value().end_known_ns);
}

/// Microseconds from the kill until the replacement is ready, with `ballast_bytes` of touched
/// memory in this process, which observes the lane as the window does. Touching the memory
/// displaces the caches' contents; therefore a first kill is not timed.
Result<double> time_replacement(LaneDriver& lane, std::size_t ballast_bytes) {
  std::vector<char> ballast(ballast_bytes, 1);
  // Keeps the compiler from leaving out the allocation.
  [[maybe_unused]] char* volatile escaped = ballast.data();
  const auto warm_up = lane.kill_worker();
  if (!warm_up) return warm_up.error();
  const auto times = lane.kill_worker();
  if (!times) return times.error();
  return in_us(times.value().replacement_ready_ns);
}

}  // namespace

Comparison death_comparison(const Settings& settings) {
  const std::string directory = settings.program_directory;
  auto lane = std::make_shared<Lazy<LaneDriver>>([directory] {
    return LaneDriver::open(directory,
                            LaneSpec{LaneKind::processes, Language::cpp, peer_worker_count});
  });
  auto python =
      std::make_shared<Lazy<FigureScript>>([] { return FigureScript::start("python_peers.py"); });

  Comparison comparison;
  comparison.name = "deaths";
  comparison.contestants = {
      {"death known", with(lane, time_death)},
      {"wait status known", with(lane, time_status)},
      {"bare pidfd", [] { return time_bare_pidfd(); }},
      {"replacement ready",
       with(lane, [](LaneDriver& driver) { return time_replacement(driver, 0); })},
      {"replacement ready, 500 MB",
       with(lane, [](LaneDriver& driver) { return time_replacement(driver, ballast_bytes_max); })},
      {"executor's recovery", with(python,
                                   [](FigureScript& python_peers) -> Result<double> {
                                     const Result<double> time_ns =
                                         python_peers.measure("recovery");
                                     if (!time_ns) return time_ns.error();
                                     return time_ns.value() / 1e3;
                                   })},
  };
  using enum Wanted::Kind;
  comparison.rows = {
      {"death known : a bare pidfd",
       "us",
       "death known",
       {"bare pidfd"},
       {time_ratio_at_most, 1.3}},
      {"its wait status known : a bare pidfd",
       "us",
       "wait status known",
       {"bare pidfd"},
       {time_ratio_at_most, 1.5}},
      {"replacement ready : the executor's recovery",
       "us",
       "replacement ready",
       {"executor's recovery"},
       {time_ratio_at_most, 0.05}},
      {"replacement ready, 500 MB more in the observer : without",
       "us",
       "replacement ready, 500 MB",
       {"replacement ready"},
       {time_ratio_at_most, 1.1}},
  };
  comparison.notes = {
      "Deaths: SIGKILL sent to a worker of the processes lane until the lab has the kernel's word "
      "of its end, as the bare pidfd of /usr/bin/sleep has; its wait status comes with the "
      "parent's "
      "report. Replacement: until the new worker is ready; the executor's: until a new one "
      "has given its first result."};
  return comparison;
}

}  // namespace sharedfate::bench
