#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace sharedfate {

/// A record that a running task keeps in its process's memory, next to those of its siblings:
/// nothing but correct code keeps them from writing to it. When the task ends, its words are read
/// through `self` and summed up.
struct alignas(64) CanaryRecord {
  static constexpr std::size_t word_count = 6;

  std::atomic<CanaryRecord*> self;  ///< null: the record is not in use
  std::array<std::atomic<std::uint64_t>, word_count> words;
  std::atomic<std::uint64_t> checksum;
};
static_assert(sizeof(CanaryRecord) == 64);

/// The record of the calling thread's worker (numbered from 1). Nothing but a stray write changes
/// it otherwise. The records of one process are adjacent.
CanaryRecord& claim_canary(std::uint32_t worker);

/// Fills the record when a task begins.
void fill_canary(CanaryRecord& record, std::uint64_t task);

/// Returns whether the record is unchanged at the task's end, and releases it. Follows `self` even
/// if a stray write changed it: that may end in SIGSEGV.
bool verify_canary(CanaryRecord& record);

/// Overwrites word `word` modulo 8 (0: the pointer) of the next record in use after the calling
/// thread's own; of its own if no other is in use. Returns whether any was.
bool write_stray(std::size_t word);

}  // namespace sharedfate
