#pragma once

#include <atomic>
#include <cstdint>

#include "core/system/futex.h"

namespace sharedfate {

/// A lock for critical sections of a few nanoseconds: spins a little, then sleeps in the kernel
/// (Drepper, "Futexes Are Tricky", 2011, third mutex). Satisfies BasicLockable.
class QueueLock {
 public:
  void lock() {
    for (int spin = 0; spin < spin_count_max; ++spin) {
      std::uint32_t expected = unlocked;
      if (state_.load(std::memory_order_relaxed) == unlocked &&
          state_.compare_exchange_weak(expected, locked, std::memory_order_acquire)) {
        return;
      }
      relax();
    }
    while (state_.exchange(contended, std::memory_order_acquire) != unlocked)
      futex_wait(state_, contended);
  }
  /// lock() that gives up after about `limit_ns`; returns whether the lock was taken.
  bool lock_within(std::int64_t limit_ns) {
    std::uint32_t expected = unlocked;
    if (state_.compare_exchange_strong(expected, locked, std::memory_order_acquire)) return true;
    if (state_.exchange(contended, std::memory_order_acquire) == unlocked) return true;
    futex_wait(state_, contended, limit_ns);
    return state_.exchange(contended, std::memory_order_acquire) == unlocked;
  }
  void unlock() {
    if (state_.exchange(unlocked, std::memory_order_release) == contended) futex_wake(state_, 1);
  }

 private:
  static constexpr int spin_count_max = 64;
  static constexpr std::uint32_t unlocked = 0, locked = 1, contended = 2;

  static void relax() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  }

  std::atomic<std::uint32_t> state_{unlocked};
};

}  // namespace sharedfate
