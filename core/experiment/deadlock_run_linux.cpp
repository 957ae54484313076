#include <poll.h>
#include <semaphore.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <utility>

#include "core/base/wait_cycle.h"
#include "core/experiment/deadlock_run.h"
#include "core/system/process_facts.h"
#include "core/system/shared_memory.h"
#include "core/system/spawn.h"
#include "core/wire/shared_lock.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

constexpr int look_interval_ms = 5;
/// How many further looks in a row must show the same cycle: with all of it asleep in futex calls
/// according to /proc, and without that.
constexpr int looks_confirmed = 2, looks_unconfirmed = 40;

struct Philosopher {
  alignas(64) std::atomic<std::uint64_t> rounds{0};
  std::atomic<std::uint32_t> wanted{0};  ///< which lock, + 1; 0: none
  std::atomic<std::int32_t> pid{0}, tid{0};
  std::uint64_t waits = 0, waited_ns = 0, longest_wait_ns = 0;
};

struct DiningTable {
  GroupMemory group;
  std::array<SharedLock, table_places_max> locks;
  sem_t seats;
  std::array<Philosopher, table_places_max> philosophers;
};

/// Calls `attempt`; if that fails, calls `wait` and records how long it took.
template <typename Attempt, typename Wait>
void timed(Philosopher& philosopher, Attempt attempt, Wait wait) {
  if (attempt()) return;
  const std::uint64_t start_ns = monotonic_ns();
  wait();
  const std::uint64_t waited_ns = monotonic_ns() - start_ns;
  ++philosopher.waits;
  philosopher.waited_ns += waited_ns;
  philosopher.longest_wait_ns = std::max(philosopher.longest_wait_ns, waited_ns);
}

void take(DiningTable& table, Philosopher& philosopher, std::uint32_t number) {
  SharedLock& lock = table.locks[number];
  timed(
      philosopher, [&] { return ::pthread_mutex_trylock(&lock.mutex) == 0; },
      [&] {
        philosopher.wanted.store(number + 1, std::memory_order_release);
        ::pthread_mutex_lock(&lock.mutex);
      });
  lock.owner.store(static_cast<std::uint32_t>(philosopher.tid.load()), std::memory_order_release);
  philosopher.wanted.store(0, std::memory_order_release);
}

void give_back(DiningTable& table, std::uint32_t number) {
  table.locks[number].owner.store(0, std::memory_order_release);
  ::pthread_mutex_unlock(&table.locks[number].mutex);
}

void sit_down(DiningTable& table, Philosopher& philosopher) {
  timed(
      philosopher, [&] { return ::sem_trywait(&table.seats) == 0; },
      [&] {
        while (::sem_wait(&table.seats) != 0 && errno == EINTR) continue;
      });
}

void eat(DiningTable& table, std::uint32_t worker, const DeadlockSetting& setting) {
  Philosopher& philosopher = table.philosophers[worker];
  philosopher.pid.store(host_pid());
  philosopher.tid.store(host_tid());
  std::uint32_t first = worker, second = (worker + 1) % setting.workers;
  if (setting.order == LockOrder::ordered && second < first) std::swap(first, second);
  for (std::uint64_t round = 0; round < setting.rounds; ++round) {
    if (setting.order == LockOrder::waiter) sit_down(table, philosopher);
    take(table, philosopher, first);
    take(table, philosopher, second);
    philosopher.rounds.store(round + 1, std::memory_order_release);
    give_back(table, second);
    give_back(table, first);
    if (setting.order == LockOrder::waiter) ::sem_post(&table.seats);
  }
}

/// Workers each of which waits for a lock that the next one holds; the last one for the first.
using Cycle = std::vector<std::uint32_t>;

std::optional<std::uint32_t> owner_of_wanted(const DiningTable& table, std::uint32_t workers,
                                             const Philosopher& philosopher) {
  const std::uint32_t wanted = philosopher.wanted.load(std::memory_order_acquire);
  if (wanted == 0) return std::nullopt;
  const std::uint32_t owner = table.locks[wanted - 1].owner.load(std::memory_order_acquire);
  for (std::uint32_t other = 0; other < workers && owner != 0; ++other) {
    if (static_cast<std::uint32_t>(table.philosophers[other].tid.load()) == owner) return other;
  }
  return std::nullopt;
}

Cycle find_cycle(const DiningTable& table, std::uint32_t workers) {
  for (std::uint32_t start = 0; start < workers; ++start) {
    Cycle cycle = find_wait_cycle(start, workers, [&](std::uint32_t worker) {
      return owner_of_wanted(table, workers, table.philosophers[worker]);
    });
    if (!cycle.empty()) return cycle;
  }
  return {};
}

std::vector<WaitForLock> waits_of(const DiningTable& table, const Cycle& cycle) {
  std::vector<WaitForLock> waits;
  for (const std::uint32_t worker : cycle) {
    const Philosopher& philosopher = table.philosophers[worker];
    waits.push_back({philosopher.tid.load(), philosopher.wanted.load()});
  }
  return waits;
}

/// Whether /proc shows all workers of the cycle asleep in a futex call.
bool all_in_futex(const DiningTable& table, const Cycle& cycle) {
  return std::all_of(cycle.begin(), cycle.end(), [&table](std::uint32_t worker) {
    const Philosopher& philosopher = table.philosophers[worker];
    const auto state = read_thread_state(philosopher.pid.load(), philosopher.tid.load());
    return state && state->sleeping() && state->in_futex;
  });
}

DeadlockFigures figures_of(const DiningTable& table, std::uint32_t workers) {
  DeadlockFigures figures;
  for (std::uint32_t worker = 0; worker < workers; ++worker) {
    const Philosopher& philosopher = table.philosophers[worker];
    const std::uint64_t rounds = philosopher.rounds.load(std::memory_order_acquire);
    figures.rounds += rounds;
    figures.places.push_back(
        {rounds, philosopher.waits, philosopher.waited_ns, philosopher.longest_wait_ns});
  }
  return figures;
}

/// Detects a deadlock by repeated looks at a table.
class Watch {
 public:
  Watch(const DiningTable& table, std::uint32_t workers) : table_(table), workers_(workers) {}

  /// True once enough looks in a row have shown the same cycle with the same numbers of rounds.
  bool look() {
    const Cycle cycle = find_cycle(table_, workers_);
    std::vector<std::uint64_t> rounds;
    for (const std::uint32_t worker : cycle)
      rounds.push_back(table_.philosophers[worker].rounds.load(std::memory_order_acquire));
    const bool same = !cycle.empty() && cycle == cycle_ && rounds == rounds_;
    seen_ = same ? seen_ + 1 : 0;
    confirmed_ = same && all_in_futex(table_, cycle) ? confirmed_ + 1 : 0;
    cycle_ = cycle;
    rounds_ = std::move(rounds);
    return confirmed_ >= looks_confirmed || seen_ >= looks_unconfirmed;
  }
  [[nodiscard]] const Cycle& cycle() const { return cycle_; }
  [[nodiscard]] bool confirmed() const { return confirmed_ >= looks_confirmed; }

 private:
  const DiningTable& table_;
  std::uint32_t workers_;
  Cycle cycle_;
  std::vector<std::uint64_t> rounds_;
  int seen_ = 0, confirmed_ = 0;
};

}  // namespace

Result<DeadlockFigures> run_into_deadlock(const DeadlockSetting& setting) {
  assert(setting.workers >= 2 && setting.workers <= table_places_max);
  auto memory = MemoryBlock<DiningTable>::create(Sharing::shared);
  if (!memory) return memory.error();
  DiningTable& table = *memory.value();
  for (SharedLock& lock : table.locks) prepare(lock);
  ::sem_init(&table.seats, 1, setting.workers - 1);
  // Threads that wait for each other for ever can only be ended with their process.
  const auto diners = fork_child([&table, &setting] {
    const auto done = run_together(setting.form, Placement::spread, setting.workers, table.group,
                                   [&](std::uint32_t worker) { eat(table, worker, setting); });
    return done ? 0 : 1;
  });
  if (!diners) return diners.error();
  Watch watch(table, setting.workers);
  for (;;) {
    pollfd ended{diners.value().pidfd.get(), POLLIN, 0};
    if (::poll(&ended, 1, look_interval_ms) > 0) break;
    if (!watch.look()) continue;
    // All workers are in the cycle and asleep, so that their figures no longer change.
    DeadlockFigures figures = figures_of(table, setting.workers);
    figures.deadlock = true;
    figures.kernel_confirms = watch.confirmed();
    figures.cycle = waits_of(table, watch.cycle());
    signal_child(diners.value(), SIGKILL);
    reap(diners.value());
    return figures;
  }
  const Ending ending = reap(diners.value());
  if (ending.signalled || ending.exit_code != 0)
    return Error{"have workers take locks", "their process has died", ""};
  DeadlockFigures figures = figures_of(table, setting.workers);
  figures.wall_ns = table.group.wall_ns(setting.workers);
  return figures;
}

}  // namespace sharedfate
