#include <poll.h>
#include <sched.h>

#include <algorithm>
#include <csignal>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

#include "core/experiment/worker_group.h"
#include "core/system/futex.h"
#include "core/system/process_facts.h"
#include "core/system/scheduling.h"
#include "core/system/spawn.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

/// How often the starter checks whether a worker has died before it reached the gate.
constexpr std::int64_t look_interval_ns = 100'000'000;

struct Plan {
  Placement placement;
  std::uint32_t count;
  GroupMemory& memory;
  const std::function<void(std::uint32_t)>& body;

  /// All that one worker does.
  void run(std::uint32_t worker) const {
    if (placement == Placement::spread) stay_on_core(worker);
    memory.ready.fetch_add(1, std::memory_order_acq_rel);
    futex_wake(memory.ready);
    while (memory.opened.load(std::memory_order_acquire) == GroupMemory::closed)
      futex_wait(memory.opened, GroupMemory::closed);
    if (memory.opened.load(std::memory_order_acquire) != GroupMemory::go) return;
    begin_together(memory.begun, count);
    GroupMemory::Times& times = memory.times[worker];
    times.start_ns = monotonic_ns();
    body(worker);
    times.end_ns = monotonic_ns();
  }
};

void open(GroupMemory& memory, std::uint32_t state) {
  memory.opened.store(state, std::memory_order_release);
  futex_wake(memory.opened);
}

/// Waits until all workers have reached the gate. False: `lost` reports that one never will.
bool await_all(GroupMemory& memory, std::uint32_t count, const std::function<bool()>& lost) {
  for (;;) {
    const std::uint32_t ready = memory.ready.load(std::memory_order_acquire);
    if (ready == count) return true;
    if (lost()) return false;
    futex_wait(memory.ready, ready, look_interval_ns);
  }
}

Status run_threads(const Plan& plan) {
  const std::uint32_t count = plan.count;
  GroupMemory& memory = plan.memory;
  std::vector<std::thread> threads;
  Status status = Done{};
  try {
    for (std::uint32_t worker = 0; worker < count; ++worker) {
      threads.emplace_back([&plan, worker] { plan.run(worker); });
    }
  } catch (const std::system_error& error) {
    status = Error{"start " + std::to_string(count) + " threads", error.what(),
                   "fewer workers need fewer threads"};
  }
  if (status) await_all(memory, count, [] { return false; });
  open(memory, status ? GroupMemory::go : GroupMemory::cancelled);
  for (std::thread& thread : threads) thread.join();
  return status;
}

std::string ending_text(const Ending& ending) {
  return ending.signalled ? signal_name(ending.signal)
                          : "exit code " + std::to_string(ending.exit_code);
}

struct Lost {
  std::size_t place;
  Ending ending;
};

/// Reaps all children in the order in which they end. As soon as one fails, the others, which may
/// wait for it, are killed. Returns the first that failed.
std::optional<Lost> reap_all(const std::vector<Child>& children) {
  std::optional<Lost> lost;
  std::vector<pollfd> watched;
  for (const Child& child : children) watched.push_back({child.pidfd.get(), POLLIN, 0});
  for (std::size_t left = children.size(); left > 0;) {
    ::poll(watched.data(), watched.size(), -1);
    for (std::size_t i = 0; i < children.size(); ++i) {
      if (watched[i].revents == 0) continue;
      watched[i] = {-1, 0, 0};  // poll ignores it
      --left;
      const Ending ending = reap(children[i]);
      if (lost || (!ending.signalled && ending.exit_code == 0)) continue;
      lost = Lost{i, ending};
      for (std::size_t other = 0; other < children.size(); ++other) {
        if (watched[other].fd >= 0) signal_child(children[other], SIGKILL);
      }
    }
  }
  return lost;
}

Status run_processes(const Plan& plan) {
  const std::uint32_t count = plan.count;
  GroupMemory& memory = plan.memory;
  std::vector<Child> children;
  Status status = Done{};
  for (std::uint32_t worker = 0; worker < count && status; ++worker) {
    auto child = fork_child([&plan, worker] {
      plan.run(worker);
      return 0;
    });
    if (child) {
      children.push_back(child.take());
    } else {
      status = child.error();
    }
  }
  const auto any_ended = [&children] {
    for (const Child& child : children) {
      if (has_ended(child)) return true;
    }
    return false;
  };
  const bool complete = status && await_all(memory, count, any_ended);
  if (complete) {
    open(memory, GroupMemory::go);
  } else {
    for (const Child& child : children) signal_child(child, SIGKILL);
  }
  const std::optional<Lost> lost = reap_all(children);
  if (!lost || !status) return status;
  return Error{
      "let " + std::to_string(count) + " processes work together",
      "worker " + std::to_string(lost->place + 1) + " has died: " + ending_text(lost->ending), ""};
}

}  // namespace

double GroupMemory::wall_ns(std::uint32_t count) const {
  assert(count >= 1 && count <= group_workers_max);
  std::uint64_t start_ns = ~std::uint64_t{0}, end_ns = 0;
  for (std::uint32_t worker = 0; worker < count; ++worker) {
    start_ns = std::min(start_ns, times[worker].start_ns);
    end_ns = std::max(end_ns, times[worker].end_ns);
  }
  return static_cast<double>(end_ns - start_ns);
}

void begin_together(std::atomic<std::uint32_t>& begun, std::uint32_t count) {
  constexpr std::uint32_t looks_before_yield = 2'000;
  begun.fetch_add(1, std::memory_order_acq_rel);
  for (std::uint32_t look = 1; begun.load(std::memory_order_acquire) < count; ++look) {
    if (look % looks_before_yield == 0) ::sched_yield();
  }
}

Status run_together(WorkerForm form, Placement placement, std::uint32_t count, GroupMemory& memory,
                    const std::function<void(std::uint32_t)>& body) {
  assert(count <= group_workers_max);
  const Plan plan{placement, count, memory, body};
  return form == WorkerForm::threads ? run_threads(plan) : run_processes(plan);
}

}  // namespace sharedfate
