#include <sys/resource.h>

#include <algorithm>

#include "core/lane/foreign_code.h"
#include "core/system/available_memory.h"
#include "core/system/cores.h"
#include "core/system/process_facts.h"
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
  return {"let code that a file brought along go on", what,
          "read it, and if you trust it, run it as your own: copy it into a new text"};
}

}  // namespace

void UsageMeter::look(const ProcessTree& tree, std::uint64_t waited_for_ns, std::uint64_t now_ns,
                      std::uint64_t cores) {
  std::uint64_t counted = waited_for_ns, running = 0;
  memory_bytes_ = 0;
  for (const ProcessNode& node : tree.processes) {
    if (node.depth == 0) continue;  // who looks
    counted += node.cpu_ns;
    memory_bytes_ += node.resident_bytes;
    running += node.runs ? 1 : 0;
  }
  if (looked_ns_ == 0) {
    cpu_ns_ = counted;
  } else {
    // Whose parent does not wait for it takes its figure along: then what runs now stands for what
    // has run since.
    const std::uint64_t more = counted > counted_ns_ ? counted - counted_ns_ : 0;
    cpu_ns_ += std::max(more, std::min(running, cores) * (now_ns - looked_ns_));
  }
  counted_ns_ = counted;
  looked_ns_ = now_ns;
}

Result<ForeignCode> ForeignCode::prepare(const ConfinementLimits& limits) {
  ForeignCode code(limits);
  auto sockets = create_message_sockets();
  if (!sockets) return sockets.error();
  code.requests_ = std::move(sockets.value().first);
  code.heads_end_ = std::move(sockets.value().second);
  return code;
}

void ForeignCode::begin() {
  constexpr std::uint64_t kept_free_bytes = 256ULL << 20, share = 4;
  heads_end_.reset();
  waited_before_ns_ = waited_for_ns();
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
    return used_up_error("it has started " + std::to_string(limits_.all_workers) +
                         " workers, which is all that it may");
  const std::uint64_t now = monotonic_ns();
  if (now - memory_seen_at_ns_ < look_ms * ns_per_ms) return std::nullopt;
  memory_seen_at_ns_ = now;
  // What only the kernel sees, as what waits in sockets, is missing on the machine.
  if (available_memory() < least_available_)
    return used_up_error("this computer is about to run out of memory");
  constexpr std::uint64_t count_every_ns = 500 * ns_per_ms;  // it reads all of /proc
  if (now - counted_at_ns_ < count_every_ns) return std::nullopt;
  counted_at_ns_ = now;
  meter_.look(read_own_process_tree(), waited_for_ns() - waited_before_ns_, now,
              usable_core_count());
  if (meter_.cpu_ns() > limits_.all_cpu_seconds * ns_per_s)
    return used_up_error("its processes have used " + std::to_string(limits_.all_cpu_seconds) +
                         " s of processor time together, which is all that they may");
  constexpr std::uint64_t mebi = 1 << 20;
  if (meter_.memory_bytes() > limits_.all_memory_bytes)
    return used_up_error("its processes hold more than " +
                         std::to_string(limits_.all_memory_bytes / mebi) +
                         " MB of memory together, which is all that they may");
  return std::nullopt;
}

}  // namespace sharedfate
