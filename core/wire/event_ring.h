#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <span>

// The lossy telemetry of one worker: a ring in shared memory with one writer and one reader. The
// writer never waits and never checks the reader: a reader that is too slow misses records. That
// costs an animation, but no figure of the account.
namespace sharedfate {

/// One ended task, or a slice: a stretch of time in which a running task made progress. Wire
/// format.
struct TaskRecord {
  std::uint64_t task;
  std::uint64_t start_ticks;
  std::uint64_t end_ticks;
  std::uint64_t value_and_flags;  ///< bit 63: failed; bit 62: a slice; the rest is the low part of
                                  ///< the task's result

  static constexpr std::uint64_t failed_flag = std::uint64_t{1} << 63;
  static constexpr std::uint64_t slice_flag = std::uint64_t{1} << 62;
  static constexpr std::uint64_t flags = failed_flag | slice_flag;
  [[nodiscard]] bool is_slice() const { return (value_and_flags & slice_flag) != 0; }
  [[nodiscard]] bool failed() const { return (value_and_flags & failed_flag) != 0; }
};
static_assert(sizeof(TaskRecord) == 32);

constexpr std::uint64_t event_ring_capacity = 1U << 14;
static_assert((event_ring_capacity & (event_ring_capacity - 1)) == 0);

/// Wire format. Zero-filled memory is an empty ring.
struct EventRing {
  alignas(64) std::atomic<std::uint64_t> head;  ///< records written since the start; written by the
                                                ///< worker only
  alignas(64) std::array<std::array<std::atomic<std::uint64_t>, 4>, event_ring_capacity> slots;

  /// Writer's side. Each field is a release store (a plain store on x86). A reader that is
  /// overtaken and loads a field of the new record therefore also sees the `head` stored before it,
  /// and so detects that (a seqlock without fences, so that ThreadSanitizer can follow it).
  void push(const TaskRecord& record) {
    const std::uint64_t position = head.load(std::memory_order_relaxed);
    auto& slot = slots[position & (event_ring_capacity - 1)];
    // The cache line of a slot that is written soon is in the reader's cache, or in none. It is
    // prefetched, so that a later push() does not wait for it.
    constexpr std::uint64_t slots_ahead = 16;
    __builtin_prefetch(&slots[(position + slots_ahead) & (event_ring_capacity - 1)], 1);
    slot[0].store(record.task, std::memory_order_release);
    slot[1].store(record.start_ticks, std::memory_order_release);
    slot[2].store(record.end_ticks, std::memory_order_release);
    slot[3].store(record.value_and_flags, std::memory_order_release);
    head.store(position + 1, std::memory_order_release);
  }
  /// What a writer that dies in push() leaves: half of the slot is written, `head` is unchanged.
  void push_half(const TaskRecord& record) {
    auto& slot = slots[head.load(std::memory_order_relaxed) & (event_ring_capacity - 1)];
    slot[0].store(record.task, std::memory_order_release);
    slot[1].store(record.start_ticks, std::memory_order_release);
  }
};

/// A reader's position in a ring that another, untrusted process writes.
class EventRingReader {
 public:
  struct Batch {
    std::uint64_t copied = 0;  ///< records in `out`, oldest first
    std::uint64_t missed = 0;  ///< overwritten before they were read
    bool corrupt =
        false;  ///< `head` went backwards: nothing was read, the reader continues at the new `head`
  };

  /// Copies at most out.size() records. The caller must check their content.
  Batch read(const EventRing& ring, std::span<TaskRecord> out);

 private:
  std::uint64_t tail_ = 0;
};

}  // namespace sharedfate
