#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "core/wire/ticks.h"

namespace sharedfate::bench {

/// The classic bounded ring (Lamport) for one producer and one consumer, in which each side keeps a
/// copy of the other side's index. Stamps each event with the time-stamp counter. Nothing is
/// overwritten: push() returns false if the ring is full.
class TickRingPeer {
 public:
  struct Event {
    std::uint64_t ticks, id, value;
  };
  static constexpr std::uint64_t capacity = 1U << 14;

  bool push(std::uint64_t id, std::uint64_t value) {
    const std::uint64_t put = put_.load(std::memory_order_relaxed);
    if (put - taken_seen_ == capacity) {
      taken_seen_ = taken_.load(std::memory_order_acquire);
      if (put - taken_seen_ == capacity) return false;
    }
    events_[put % capacity] = Event{read_ticks(), id, value};
    put_.store(put + 1, std::memory_order_release);
    return true;
  }

  bool pop(Event& event) {
    const std::uint64_t taken = taken_.load(std::memory_order_relaxed);
    if (taken == put_seen_) {
      put_seen_ = put_.load(std::memory_order_acquire);
      if (taken == put_seen_) return false;
    }
    event = events_[taken % capacity];
    taken_.store(taken + 1, std::memory_order_release);
    return true;
  }

 private:
  alignas(64) std::atomic<std::uint64_t> put_{0};
  std::uint64_t taken_seen_ = 0;
  alignas(64) std::atomic<std::uint64_t> taken_{0};
  std::uint64_t put_seen_ = 0;
  alignas(64) std::array<Event, capacity> events_;
};

}  // namespace sharedfate::bench
