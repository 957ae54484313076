#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <span>

// The lossy telemetry of one worker: a ring in shared memory, one writer, one reader. The writer
// never waits and never looks at the reader: a slow reader misses records, which costs a picture
// and never an account.
namespace sharedfate {

/// One ended task, or a slice: a stretch of time in which a running task was seen to get on. Wire
/// format.
struct TaskRecord {
  std::uint64_t task;
  std::uint64_t start_ticks;
  std::uint64_t end_ticks;
  std::uint64_t value_and_flags;  ///< bit 63: failed; bit 62: a slice; the rest is the low part of
                                  ///< the result

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

  /// Writer's side. Each field is a release store (a plain store on x86): a reader that is
  /// overtaken and meets a field of the new record thereby also sees the head from before it, by
  /// which it finds out (seqlock without fences, so that ThreadSanitizer can follow it).
  void push(const TaskRecord& record) {
    const std::uint64_t position = head.load(std::memory_order_relaxed);
    auto& slot = slots[position & (event_ring_capacity - 1)];
    // The line that this comes to in a moment is in the reader's cache, or in none: it is fetched
    // while the clock is read, so that a record costs hardly more than its time stamp.
    constexpr std::uint64_t slots_ahead = 16;
    __builtin_prefetch(&slots[(position + slots_ahead) & (event_ring_capacity - 1)], 1);
    slot[0].store(record.task, std::memory_order_release);
    slot[1].store(record.start_ticks, std::memory_order_release);
    slot[2].store(record.end_ticks, std::memory_order_release);
    slot[3].store(record.value_and_flags, std::memory_order_release);
    head.store(position + 1, std::memory_order_release);
  }
  /// As far as a writer comes that dies in push(): half of the slot, and the head as it was.
  void push_half(const TaskRecord& record) {
    auto& slot = slots[head.load(std::memory_order_relaxed) & (event_ring_capacity - 1)];
    slot[0].store(record.task, std::memory_order_release);
    slot[1].store(record.start_ticks, std::memory_order_release);
  }
};

/// Reader's place in a ring that somebody else writes and that may hold anything.
class EventRingReader {
 public:
  struct Batch {
    std::uint64_t copied = 0;  ///< records in `out`, oldest first
    std::uint64_t missed = 0;  ///< overwritten before they could be read
    bool corrupt =
        false;  ///< the head ran backwards: nothing was read, the reader starts over at it
  };

  /// Copies at most out.size() records. The caller checks what is in them.
  Batch read(const EventRing& ring, std::span<TaskRecord> out);

 private:
  std::uint64_t tail_ = 0;
};

}  // namespace sharedfate
