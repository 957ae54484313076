#include <memory>

#include "tests/bench/bare_ring_peer.h"
#include "tests/bench/comparisons.h"
#include "tests/bench/figure_script.h"
#include "tests/bench/lane_driver.h"
#include "tests/bench/lazy.h"
#include "tests/bench/pool_peers.h"

namespace sharedfate::bench {
namespace {

std::shared_ptr<Lazy<LaneDriver>> lane_of(const Settings& settings, LaneKind kind) {
  const std::string directory = settings.program_directory;
  return std::make_shared<Lazy<LaneDriver>>([directory, kind] {
    return LaneDriver::open(directory, LaneSpec{kind, Language::cpp, peer_worker_count});
  });
}

void add_pools(Comparison& comparison, std::uint64_t tasks) {
  using Pool = double (*)(std::uint64_t, PoolStart);
  constexpr std::pair<const char*, Pool> pools[] = {{"textbook pool", run_textbook_pool},
                                                    {"moodycamel pool", run_moodycamel_pool},
                                                    {"Boost.Asio pool", run_asio_pool}};
  for (const auto& [name, pool] : pools) {
    comparison.contestants.push_back(
        {name, [run = pool, tasks]() -> Result<double> { return run(tasks, PoolStart::at_once); }});
    comparison.contestants.push_back(
        {std::string(name) + ", held",
         [run = pool, tasks]() -> Result<double> { return run(tasks, PoolStart::held); }});
  }
  comparison.contestants.push_back(
      {"oneTBB task_group", [tasks]() -> Result<double> { return run_tbb_task_group(tasks); }});
  comparison.contestants.push_back(
      {"oneTBB parallel_for", [tasks]() -> Result<double> { return run_tbb_parallel_for(tasks); }});
}

void add_processes(Comparison& comparison, const Settings& settings) {
  auto ring = std::make_shared<Lazy<BareRingPeer>>(BareRingPeer::start);
  auto python =
      std::make_shared<Lazy<FigureScript>>([] { return FigureScript::start("python_peers.py"); });
  const std::uint64_t tasks = settings.tasks, python_tasks = settings.python_tasks;
  comparison.contestants.push_back(
      {"bare ring",
       with(ring, [tasks](BareRingPeer& peer) -> Result<double> { return peer.run(tasks); })});
  comparison.contestants.push_back(
      {"multiprocessing.Pool", with(python, [python_tasks](FigureScript& python_peers) {
         return python_peers.measure("pool", python_tasks);
       })});
  comparison.contestants.push_back(
      {"ProcessPoolExecutor", with(python, [python_tasks](FigureScript& python_peers) {
         return python_peers.measure("executor", python_tasks);
       })});
}

void add_lane(Comparison& comparison, const Settings& settings, LaneKind kind,
              const std::string& name) {
  const std::uint64_t tasks = settings.tasks;
  auto lane = lane_of(settings, kind);
  comparison.contestants.push_back(
      {name, with(lane, [tasks](LaneDriver& driver) { return driver.run(tasks); })});
  comparison.contestants.push_back({name + ", held", with(lane, [tasks](LaneDriver& driver) {
                                      return driver.run_paused(tasks);
                                    })});
}

}  // namespace

Comparison throughput_comparison(const Settings& settings) {
  Comparison comparison;
  comparison.name = "throughput";
  add_lane(comparison, settings, LaneKind::threads, "threads lane");
  add_pools(comparison, settings.tasks);
  add_lane(comparison, settings, LaneKind::processes, "processes lane");
  add_processes(comparison, settings);

  using enum Wanted::Kind;
  const std::vector<std::string> textbook = {"textbook pool"}, moodycamel = {"moodycamel pool"};
  const std::vector<std::string> asio = {"Boost.Asio pool"},
                                 tbb = {"oneTBB task_group", "oneTBB parallel_for"};
  const std::vector<std::string> all = {"textbook pool", "moodycamel pool", "Boost.Asio pool",
                                        "oneTBB task_group", "oneTBB parallel_for"};
  const std::vector<std::string> all_held = {"textbook pool, held", "moodycamel pool, held",
                                             "Boost.Asio pool, held"};
  comparison.rows = {
      {"task, threads lane : textbook pool", "ns", "threads lane", textbook, {nothing, 0}},
      {"task, threads lane : moodycamel", "ns", "threads lane", moodycamel, {nothing, 0}},
      {"task, threads lane : Boost.Asio", "ns", "threads lane", asio, {nothing, 0}},
      {"task, threads lane : oneTBB", "ns", "threads lane", tbb, {nothing, 0}},
      {"threads lane : best pool", "ns", "threads lane", all, {speed_at_least, 1.5}},
      {"task from full queue, threads lane : best pool",
       "ns",
       "threads lane, held",
       all_held,
       {nothing, 0}},
      {"task, processes lane : Pool",
       "ns",
       "processes lane",
       {"multiprocessing.Pool"},
       {speed_at_least, 100}},
      {"task, processes lane : executor",
       "ns",
       "processes lane",
       {"ProcessPoolExecutor"},
       {speed_at_least, 500}},
      {"task, processes lane : bare ring",
       "ns",
       "processes lane",
       {"bare ring"},
       {speed_at_least, 0.4}},
      {"task from full queue, processes lane : bare ring",
       "ns",
       "processes lane, held",
       {"bare ring"},
       {nothing, 0}},
  };
  comparison.notes = {"Two workers, " + std::to_string(settings.tasks) +
                          " empty tasks, from the first submission to the end of the "
                          "last; nanoseconds per task. Lanes run `square` with telemetry on, "
                          "drained 60 times a second. Python's pools run " +
                          std::to_string(settings.python_tasks) +
                          " tasks and are compared per task.",
                      "'From full queue': all tasks wait in the queue before any worker may take "
                      "one, and the clock runs from then."};
  return comparison;
}

}  // namespace sharedfate::bench
