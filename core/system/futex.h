#pragma once

#include <atomic>
#include <cstdint>

namespace sharedfate {

/// Waits in the kernel while `word` holds `expected`, for at most `timeout_ns` nanoseconds
/// (negative: no limit). May return early. Works across processes that share the word's memory.
void futex_wait(const std::atomic<std::uint32_t>& word, std::uint32_t expected,
                std::int64_t timeout_ns = -1);
/// Wakes at most `count` waiters, by default all.
void futex_wake(const std::atomic<std::uint32_t>& word, int count = 1 << 30);

}  // namespace sharedfate
