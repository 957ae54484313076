#include <memory>
#include <thread>
#include <vector>

#include <sys/mman.h>

#include "core/wire/event_ring.h"
#include "core/wire/ticks.h"
#include "tests/bench/comparisons.h"
#include "tests/bench/tick_ring_peer.h"

namespace sharedfate::bench {
namespace {

constexpr std::uint64_t events_per_round = 160'000;
// 7 full rings hold more than the 100,000 events of a frame.
constexpr std::size_t frame_ring_count = 7;
constexpr double frame_events = 100'000;

/// Rings in shared memory, as workers have them. A thread other than the reader's writes them, so
/// that their lines are usually in another core's cache when they are read.
struct SharedRings {
  SharedRings() : size(frame_ring_count * sizeof(EventRing)) {
    memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory != MAP_FAILED) rings = static_cast<EventRing*>(memory);
  }
  ~SharedRings() {
    if (rings != nullptr) munmap(memory, size);
  }
  SharedRings(const SharedRings&) = delete;
  SharedRings& operator=(const SharedRings&) = delete;

  std::size_t size;
  void* memory = nullptr;
  EventRing* rings = nullptr;
  std::array<EventRingReader, frame_ring_count> readers;
  std::vector<TaskRecord> records = std::vector<TaskRecord>(event_ring_capacity);
};

template <typename Write>
double time_per_event(std::uint64_t count, Write write) {
  const std::uint64_t start_ns = monotonic_ns();
  for (std::uint64_t i = 0; i < count; ++i) write(i);
  return static_cast<double>(monotonic_ns() - start_ns) / static_cast<double>(count);
}

/// Writes events as a worker does, one at the end of each task, whose time stamp is also the start
/// of the next task. Returns nanoseconds per event.
double write_events(EventRing& ring, std::uint64_t count) {
  std::uint64_t start = read_ticks();
  return time_per_event(count, [&](std::uint64_t i) {
    const std::uint64_t end = read_ticks();
    ring.push(TaskRecord{i, start, end, i});
    start = end;
  });
}

Result<double> write_ours(SharedRings& shared) {
  if (shared.rings == nullptr) return Error{"map the rings", "out of memory", ""};
  double time = 0;
  std::thread([&] { time = write_events(shared.rings[0], events_per_round); }).join();
  return time;
}

Result<double> write_peer(TickRingPeer& ring) {
  // Times the producer alone, in runs that fit into the ring: its cost while the consumer keeps up.
  // Emptying the ring is not timed.
  double time = 0;
  constexpr std::uint64_t runs = events_per_round / TickRingPeer::capacity;
  for (std::uint64_t run = 0; run < runs; ++run) {
    std::thread([&] {
      time += time_per_event(TickRingPeer::capacity, [&](std::uint64_t i) { ring.push(i, i); });
    }).join();
    for (TickRingPeer::Event event{}; ring.pop(event);) {
    }
  }
  return time / static_cast<double>(runs);
}

/// Fills all rings, then reads them. Returns the nanoseconds of reading, and how many records.
std::pair<double, double> drain(SharedRings& shared) {
  std::thread([&] {
    for (std::size_t i = 0; i < frame_ring_count; ++i)
      write_events(shared.rings[i], event_ring_capacity);
  }).join();
  std::uint64_t copied = 0;
  const std::uint64_t start_ns = monotonic_ns();
  for (std::size_t i = 0; i < frame_ring_count; ++i) {
    copied += shared.readers[i].read(shared.rings[i], shared.records).copied;
  }
  return {static_cast<double>(monotonic_ns() - start_ns), static_cast<double>(copied)};
}

Result<double> drain_ours(SharedRings& shared) {
  if (shared.rings == nullptr) return Error{"map the rings", "out of memory", ""};
  const auto [time, copied] = drain(shared);
  return time / copied;
}

Result<double> drain_frame(SharedRings& shared) {
  if (shared.rings == nullptr) return Error{"map the rings", "out of memory", ""};
  const auto [time, copied] = drain(shared);
  return time / copied * frame_events / 1e6;
}

Result<double> drain_peer(TickRingPeer& ring) {
  std::thread([&] {
    for (std::uint64_t i = 0; i < TickRingPeer::capacity; ++i) ring.push(i, i);
  }).join();
  const std::uint64_t start_ns = monotonic_ns();
  std::uint64_t sum = 0;
  for (TickRingPeer::Event event{}; ring.pop(event);) sum += event.id + event.value + event.ticks;
  const auto time = static_cast<double>(monotonic_ns() - start_ns);
  if (sum == 0) return Error{"drain the peer's ring", "it was empty", ""};
  return time / static_cast<double>(TickRingPeer::capacity);
}

Result<double> read_clock() {
  std::uint64_t sum = 0;
  const double time = time_per_event(events_per_round, [&](std::uint64_t) { sum += read_ticks(); });
  if (sum == 0) return Error{"read the time-stamp counter", "it stands still", ""};
  return time;
}

}  // namespace

Comparison event_comparison(const Settings&) {
  auto shared = std::make_shared<SharedRings>();
  auto peer = std::make_shared<TickRingPeer>();
  Comparison comparison;
  comparison.name = "events";
  comparison.contestants = {
      {"event ring: write", [shared] { return write_ours(*shared); }},
      {"SPSC ring + TSC", [peer] { return write_peer(*peer); }},
      {"event ring: drain", [shared] { return drain_ours(*shared); }},
      {"SPSC ring: pop", [peer] { return drain_peer(*peer); }},
      {"event ring: frame", [shared] { return drain_frame(*shared); }},
      {"time-stamp counter", read_clock},
  };
  using enum Wanted::Kind;
  comparison.rows = {
      {"one event, writer : SPSC ring with the time-stamp counter",
       "ns",
       "event ring: write",
       {"SPSC ring + TSC"},
       {time_ratio_at_most, 1}},
      {"one event, drain", "ns", "event ring: drain", {"SPSC ring: pop"}, {figure_at_most, 5}},
      {"100,000 events in one frame, drain", "ms", "event ring: frame", {}, {figure_at_most, 0.5}},
      {"reading the clock alone", "ns", "time-stamp counter", {}, {nothing, 0}},
  };
  comparison.notes = {
      "One event is one record of an ended task (32 bytes, one reading of the clock), written by "
      "one thread and "
      "drained by another; 100,000 of them come from seven workers' rings."};
  return comparison;
}

}  // namespace sharedfate::bench
