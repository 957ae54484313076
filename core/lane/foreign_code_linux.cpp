#include <sys/resource.h>

#include <algorithm>

#include "core/lane/foreign_code.h"
#include "core/system/memory_facts.h"
#include "core/system/process_facts.h"
#include "core/system/scheduling.h"
#include "core/system/shared_memory.h"
#include "core/wire/ticks.h"
#include "core/wire/worker_memory.h"

namespace sharedfate {
namespace {

constexpr std::uint64_t ns_per_ms = 1'000'000, ns_per_s = 1'000'000'000;

std::uint64_t waited_for_ns() {
  constexpr std::uint64_t ns_per_us = 1000;
  rusage used{};
  ::getrusage(RUSAGE_CHILDREN, &used);
  const auto in_ns = [](const timeval& time) {
    return static_cast<std::uint64_t>(time.tv_sec) * ns_per_s +
           static_cast<std::uint64_t>(time.tv_usec) * ns_per_us;
  };
  return in_ns(used.ru_utime) + in_ns(used.ru_stime);
}

Error used_up_error(const std::string& what) {
  return {"go on with the demo's code", what,
          "read it, and if you trust it, run it as your own: copy it into a new text"};
}

Error too_much_memory_error(std::uint64_t most_bytes) {
  constexpr std::uint64_t mebi = 1 << 20;
  return used_up_error("its processes hold more than " + std::to_string(most_bytes / mebi) +
                       " MiB of memory together, the most allowed");
}

/// The memory that the processes hold together. Shared pages are counted once per process at first;
/// the exact shares cost the kernel more, and are read only if that sum is above the limit.
std::uint64_t memory_of(const ProcessTree& tree, std::uint64_t limit) {
  std::uint64_t resident = 0, proportional = 0;
  for (const ProcessNode& node : tree.processes)
    resident += node.depth > 0 ? node.resident_bytes : 0;
  if (resident <= limit) return resident;
  for (const ProcessNode& node : tree.processes)
    proportional += node.depth > 0 ? proportional_bytes(node.pid) : 0;
  return proportional;
}

std::uint64_t running_in(const ProcessTree& tree) {
  std::uint64_t running = 0;
  for (const ProcessNode& node : tree.processes)
    running += node.depth > 0 ? running_threads(node) : 0;
  return std::min<std::uint64_t>(running, usable_core_count());
}

}  // namespace

void UsageMeter::look(const ProcessTree& tree, std::uint64_t waited_for_ns, std::uint64_t running,
                      std::uint64_t now_ns) {
  std::map<int, std::uint64_t> seen;
  std::uint64_t more = 0, gone = 0, waited_for = waited_for_ns;
  for (const ProcessNode& node : tree.processes) {
    if (node.depth == 0) continue;  // the caller
    const auto before = seen_ns_.find(node.pid);
    const std::uint64_t counted = before == seen_ns_.end() ? 0 : before->second;
    more += node.cpu_ns > counted ? node.cpu_ns - counted : 0;
    seen[node.pid] = node.cpu_ns;
    waited_for += node.children_cpu_ns;
  }
  for (const auto& [pid, ns] : seen_ns_) gone += seen.count(pid) == 0 ? ns : 0;
  // A parent that waits for a child inherits its time, a part of which was counted before.
  const std::uint64_t brought = waited_for > waited_for_ns_ ? waited_for - waited_for_ns_ : 0;
  more += brought > gone ? brought - gone : 0;
  const std::uint64_t passed_ns = looked_ns_ == 0 ? 0 : now_ns - looked_ns_;
  cpu_ns_ += std::max(more, running * passed_ns);
  seen_ns_ = std::move(seen);
  waited_for_ns_ = waited_for;
  looked_ns_ = now_ns;
}

Result<ForeignCode> ForeignCode::prepare(const ConfinementLimits& limits) {
  ForeignCode code(limits);
  auto sockets = create_message_sockets();
  if (!sockets) return sockets.error();
  code.requests_ = std::move(sockets.value().first);
  code.lane_processes_end_ = std::move(sockets.value().second);
  return code;
}

void ForeignCode::begin(std::optional<ControlGroup> group) {
  constexpr std::uint64_t kept_free_bytes = 256ULL << 20, share = 4;
  lane_processes_end_.reset();
  waited_before_ns_ = waited_for_ns();
  group_ = std::move(group);
  group_cpu_before_ns_ = group_ ? group_->cpu_ns().value_or(0) : 0;
  group_full_before_ = group_ ? group_->times_full() : 0;
  random_.seed(static_cast<unsigned>(monotonic_ns()));
  least_available_ = std::min(kept_free_bytes, available_memory() / share);
}

void ForeignCode::give_memory() {
  char word = 0;
  Descriptor passed;
  const Received received = receive_message(requests_.get(), &word, sizeof word, passed);
  if (received == Received::nothing) return;
  if (received == Received::message && ++memories_given_ <= limits_.all_workers) {
    const auto memory = create_shared_memory("sharedfate-worker", sizeof(WorkerMemory));
    const int given = memory ? memory.value().get() : -1;
    if (send_message(requests_.get(), &word, sizeof word, given, Blocking::no)) return;
  }
  requests_.reset();
}

std::optional<Error> ForeignCode::used_up() {
  if (memories_given_ > limits_.all_workers)
    return used_up_error("it has started more than " + std::to_string(limits_.all_workers) +
                         " workers, the most allowed");
  const std::uint64_t now = monotonic_ns();
  if (now - memory_seen_at_ns_ < look_ms * ns_per_ms) return std::nullopt;
  memory_seen_at_ns_ = now;
  if (const auto error = held_too_much()) return error;
  // Memory that no process is charged with, such as data in sockets, shows here. 0: not known.
  const std::uint64_t available = available_memory();
  if (available != 0 && available < least_available_)
    return used_up_error("this computer is about to run out of memory");
  if (now < count_at_ns_) return std::nullopt;
  constexpr std::uint64_t shortest_ns = 300 * ns_per_ms, spread_ns = 400 * ns_per_ms;
  count_at_ns_ = now + shortest_ns + random_() % spread_ns;  // it reads all of /proc
  return count(now);
}

std::optional<Error> ForeignCode::count(std::uint64_t now_ns) {
  const ProcessTree tree = read_own_process_tree();
  if (cpu_ns(tree, now_ns) > limits_.all_cpu_seconds * ns_per_s)
    return used_up_error("its processes have used " + std::to_string(limits_.all_cpu_seconds) +
                         " s of processor time together, the most allowed");
  if (memory_of(tree, limits_.all_memory_bytes) > limits_.all_memory_bytes)
    return too_much_memory_error(limits_.all_memory_bytes);
  return std::nullopt;
}

std::uint64_t ForeignCode::cpu_ns(const ProcessTree& tree, std::uint64_t now_ns) {
  meter_.look(tree, waited_for_ns() - waited_before_ns_, running_in(tree), now_ns);
  const auto counted = group_ ? group_->cpu_ns() : std::nullopt;
  return counted ? *counted - group_cpu_before_ns_ : meter_.cpu_ns();
}

std::optional<Error> ForeignCode::held_too_much() const {
  if (!group_ || group_->times_full() <= group_full_before_) return std::nullopt;
  return too_much_memory_error(limits_.all_memory_bytes);
}

}  // namespace sharedfate
