#include <poll.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <optional>

#include "core/experiment/deadlock_run.h"
#include "core/system/fork.h"
#include "core/system/memory_block.h"
#include "core/system/process_facts.h"
#include "core/system/thread_state.h"
#include "core/wire/lock_pair.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

constexpr std::size_t two = 2;
constexpr int look_interval_ms = 5;
/// Looks in a row that have to show the same, where the kernel agrees and where it does not say.
constexpr int looks_confirmed = 2, looks_unconfirmed = 40;

struct Eater {
  alignas(64) std::atomic<std::uint64_t> rounds{0};
  std::atomic<std::uint32_t> wanted{0};  ///< which lock, + 1; 0: none
  std::atomic<std::int32_t> pid{0}, tid{0};
  std::uint64_t start_ns = 0, end_ns = 0;
};

struct Table {
  StartGate gate;
  LockPair pair{};
  std::array<Eater, two> eaters;
  std::uint64_t meals = 0;  ///< under both locks
};

void take(Table& table, Eater& eater, std::uint32_t lock) {
  eater.wanted.store(lock + 1, std::memory_order_release);
  ::pthread_mutex_lock(&table.pair.locks[lock].mutex);
  table.pair.locks[lock].owner.store(static_cast<std::uint32_t>(eater.tid.load()),
                                     std::memory_order_release);
  eater.wanted.store(0, std::memory_order_release);
}

void give_back(Table& table, std::uint32_t lock) {
  table.pair.locks[lock].owner.store(0, std::memory_order_release);
  ::pthread_mutex_unlock(&table.pair.locks[lock].mutex);
}

void eat(Table& table, std::uint32_t worker, const DeadlockSetting& setting) {
  Eater& eater = table.eaters[worker];
  eater.pid.store(outer_pid());
  eater.tid.store(outer_tid());
  const std::uint32_t first = setting.opposite_order ? worker : 0;
  eater.start_ns = monotonic_ns();
  for (std::uint64_t round = 0; round < setting.rounds; ++round) {
    take(table, eater, first);
    take(table, eater, 1 - first);
    ++table.meals;
    give_back(table, 1 - first);
    give_back(table, first);
    eater.rounds.store(round + 1, std::memory_order_release);
  }
  eater.end_ns = monotonic_ns();
}

std::uint64_t rounds_of(const Table& table) {
  return table.eaters[0].rounds.load(std::memory_order_acquire) +
         table.eaters[1].rounds.load(std::memory_order_acquire);
}

/// Each wants a lock whose owner is the other one: in words; empty: that is not so.
std::string find_cycle(const Table& table) {
  constexpr std::array<const char*, two> names{"left", "right"};
  std::string text;
  for (std::size_t worker = 0; worker < two; ++worker) {
    const Eater& eater = table.eaters[worker];
    const std::uint32_t wanted = eater.wanted.load(std::memory_order_acquire);
    if (wanted == 0) return "";
    const std::uint32_t owner = table.pair.locks[wanted - 1].owner.load(std::memory_order_acquire);
    if (owner != static_cast<std::uint32_t>(table.eaters[1 - worker].tid.load())) return "";
    if (!text.empty()) text += ", ";
    text += "TID " + std::to_string(eater.tid.load()) + " waits for " + names[wanted - 1] +
            " of TID " + std::to_string(owner);
  }
  return text;
}

/// Both sleep in the kernel until a word in memory changes.
bool both_in_futex(const Table& table) {
  for (const Eater& eater : table.eaters) {
    const auto state = read_thread_state(eater.pid.load(), eater.tid.load());
    if (!state || !state->sleeping() || !state->in_futex) return false;
  }
  return true;
}

/// Looks at a table now and then until it is sure of a deadlock.
class Watch {
 public:
  explicit Watch(const Table& table) : table_(table) {}

  std::optional<DeadlockFigures> look() {
    const std::uint64_t rounds = rounds_of(table_);
    std::string cycle = find_cycle(table_);
    const bool same = !cycle.empty() && rounds == rounds_ && cycle == cycle_;
    seen_ = same ? seen_ + 1 : 0;
    confirmed_ = same && both_in_futex(table_) ? confirmed_ + 1 : 0;
    rounds_ = rounds;
    cycle_ = std::move(cycle);
    if (confirmed_ < looks_confirmed && seen_ < looks_unconfirmed) return std::nullopt;
    return DeadlockFigures{.deadlock = true,
                           .kernel_confirms = confirmed_ >= looks_confirmed,
                           .rounds = rounds_,
                           .wall_ns = 0,
                           .cycle = cycle_};
  }

 private:
  const Table& table_;
  std::uint64_t rounds_ = ~std::uint64_t{0};
  std::string cycle_;
  int seen_ = 0, confirmed_ = 0;
};

}  // namespace

Result<DeadlockFigures> run_into_deadlock(const DeadlockSetting& setting) {
  auto memory = MemoryBlock<Table>::create(Sharing::shared);
  if (!memory) return memory.error();
  Table& table = *memory.value();
  prepare(table.pair);
  // Threads that wait for each other for ever can only be ended with their process.
  const auto family = fork_child([&table, &setting] {
    const auto done = run_together(setting.form, Placement::spread, two, table.gate,
                                   [&](std::uint32_t worker) { eat(table, worker, setting); });
    return done ? 0 : 1;
  });
  if (!family) return family.error();
  Watch watch(table);
  for (;;) {
    pollfd ended{family.value().pidfd.get(), POLLIN, 0};
    if (::poll(&ended, 1, look_interval_ms) > 0) break;
    const auto found = watch.look();
    if (!found) continue;
    signal_child(family.value(), SIGKILL);
    reap(family.value());
    return *found;
  }
  const Ending ending = reap(family.value());
  if (ending.signalled || ending.exit_code != 0)
    return Error{"have two workers take two locks", "their process has died", ""};
  const auto start_ns = std::min(table.eaters[0].start_ns, table.eaters[1].start_ns);
  const auto end_ns = std::max(table.eaters[0].end_ns, table.eaters[1].end_ns);
  return DeadlockFigures{.deadlock = false,
                         .kernel_confirms = false,
                         .rounds = rounds_of(table),
                         .wall_ns = static_cast<double>(end_ns - start_ns),
                         .cycle = ""};
}

}  // namespace sharedfate
