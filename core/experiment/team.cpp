#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <new>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

#include "core/experiment/hand_over.h"
#include "core/experiment/team.h"
#include "core/experiment/transport.h"
#include "core/system/spawn.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

/// What the workers share. Zero-filled memory is a valid object.
struct Table {
  RisingSignal ready, go, finished;
  alignas(64) std::atomic<std::uint64_t> next;
  alignas(64) std::atomic<std::uint64_t> done;
};

/// A chain of multiplications, each of which needs the result of the one before, so that the
/// compiler can leave none out.
std::uint64_t compute(std::uint64_t iterations) {
  std::uint64_t value = iterations;
  for (std::uint64_t i = 0; i < iterations; ++i)
    value = value * 6364136223846793005U + 1442695040888963407U;
  return value;
}

void do_task(const TeamTask& task) {
  [[maybe_unused]] volatile std::uint64_t result = compute(task.iterations);
  if (task.wait_us > 0) std::this_thread::sleep_for(std::chrono::microseconds(task.wait_us));
}

void work(Table& table, std::uint64_t tasks, const TeamTask& task) {
  std::uint64_t calls = 0, done = 0;
  table.ready.raise(calls);
  table.go.wait_beyond(0, calls);
  for (; table.next++ < tasks; ++done) do_task(task);
  table.done += done;
  table.finished.raise(calls);
}

void wait_for(RisingSignal& signal, int number) {
  std::uint64_t calls = 0;
  for (std::uint32_t seen = signal.value(); seen < static_cast<std::uint32_t>(number);
       seen = signal.value())
    signal.wait_beyond(seen, calls);
}

TeamRun lead(Table& table, int workers) {
  std::uint64_t calls = 0;
  wait_for(table.ready, workers);
  const std::uint64_t begun_ns = monotonic_ns();
  table.go.raise(calls);
  wait_for(table.finished, workers);
  const std::uint64_t ended_ns = monotonic_ns();
  return {static_cast<double>(ended_ns - begun_ns) / 1e6, table.done};
}

/// If a thread cannot be started, those that were started end without having done a task.
Result<TeamRun> run_threads(Table& table, int workers, std::uint64_t tasks, const TeamTask& task) {
  std::vector<std::thread> threads;
  std::optional<Error> error;
  try {
    for (int i = 0; i < workers; ++i) threads.emplace_back([&] { work(table, tasks, task); });
  } catch (const std::system_error& refused) {
    error = Error{"start a thread", refused.what(), "fewer workers need fewer threads"};
    table.next = tasks;
  }
  const TeamRun run = lead(table, static_cast<int>(threads.size()));
  for (std::thread& thread : threads) thread.join();
  if (error) return *error;
  return run;
}

Result<TeamRun> run_processes(Table& table, int workers, std::uint64_t tasks,
                              const TeamTask& task) {
  std::vector<Child> children;
  std::optional<Error> error;
  for (int i = 0; i < workers && !error; ++i) {
    auto child = fork_child([&] {
      work(table, tasks, task);
      return EXIT_SUCCESS;
    });
    if (child) {
      children.push_back(child.take());
    } else {
      error = child.error();
      table.next = tasks;
    }
  }
  const TeamRun run = lead(table, static_cast<int>(children.size()));
  for (const Child& child : children) reap(child);
  if (error) return *error;
  return run;
}

}  // namespace

std::string_view team_kind_name(TeamKind kind) {
  return kind == TeamKind::threads ? "threads" : "processes";
}

Result<TeamRun> run_team(TeamKind kind, int workers, std::uint64_t tasks, const TeamTask& task) {
  auto block = SharedBlock::create(sizeof(Table));
  if (!block) return block.error();
  Table& table = *new (block.value().data()) Table;
  return kind == TeamKind::threads ? run_threads(table, workers, tasks, task)
                                   : run_processes(table, workers, tasks, task);
}

double iterations_per_us() {
  constexpr std::uint64_t iterations = 2'000'000;
  constexpr int trials = 7;
  double best = 0;
  // The fastest trial was disturbed least.
  for (int i = 0; i < trials; ++i) {
    const std::uint64_t begun_ns = monotonic_ns();
    do_task({.iterations = iterations});
    const std::uint64_t elapsed_ns = std::max<std::uint64_t>(1, monotonic_ns() - begun_ns);
    best = std::max(best, static_cast<double>(iterations) * 1e3 / static_cast<double>(elapsed_ns));
  }
  return best;
}

}  // namespace sharedfate
