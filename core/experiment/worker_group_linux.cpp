#include <poll.h>
#include <sched.h>

#include <csignal>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

#include "core/experiment/worker_group.h"
#include "core/system/cores.h"
#include "core/system/futex.h"
#include "core/system/process_facts.h"
#include "core/system/spawn.h"

namespace sharedfate {
namespace {

/// How often the starter checks whether a worker has died before it reached the gate.
constexpr std::int64_t look_interval_ns = 100'000'000;

/// Workers that have passed the gate spin until all have: others could finish before a sleeping
/// worker is woken. After so many looks they yield the core.
constexpr int looks_before_yield = 2'000;

struct Plan {
  Placement placement;
  std::uint32_t count;
  StartGate& gate;
  const std::function<void(std::uint32_t)>& body;

  /// All that one worker does.
  void run(std::uint32_t worker) const {
    if (placement == Placement::spread) stay_on_core(worker);
    gate.ready.fetch_add(1, std::memory_order_acq_rel);
    futex_wake(gate.ready);
    while (gate.opened.load(std::memory_order_acquire) == StartGate::closed)
      futex_wait(gate.opened, StartGate::closed);
    if (gate.opened.load(std::memory_order_acquire) != StartGate::go) return;
    gate.begun.fetch_add(1, std::memory_order_acq_rel);
    for (int look = 0; gate.begun.load(std::memory_order_acquire) < count; ++look) {
      if (look % looks_before_yield == looks_before_yield - 1) ::sched_yield();
    }
    body(worker);
  }
};

void open(StartGate& gate, std::uint32_t state) {
  gate.opened.store(state, std::memory_order_release);
  futex_wake(gate.opened);
}

/// Waits until all workers have reached the gate. False: `lost` reports that one never will.
bool await_all(StartGate& gate, std::uint32_t count, const std::function<bool()>& lost) {
  for (;;) {
    const std::uint32_t ready = gate.ready.load(std::memory_order_acquire);
    if (ready == count) return true;
    if (lost()) return false;
    futex_wait(gate.ready, ready, look_interval_ns);
  }
}

Status run_threads(const Plan& plan) {
  const std::uint32_t count = plan.count;
  StartGate& gate = plan.gate;
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
  if (status) await_all(gate, count, [] { return false; });
  open(gate, status ? StartGate::go : StartGate::cancelled);
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
  StartGate& gate = plan.gate;
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
  const bool complete = status && await_all(gate, count, any_ended);
  if (complete) {
    open(gate, StartGate::go);
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

Status run_together(WorkerForm form, Placement placement, std::uint32_t count, StartGate& gate,
                    const std::function<void(std::uint32_t)>& body) {
  const Plan plan{placement, count, gate, body};
  return form == WorkerForm::threads ? run_threads(plan) : run_processes(plan);
}

}  // namespace sharedfate
