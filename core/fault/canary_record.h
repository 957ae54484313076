#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace sharedfate {

/// What a running task keeps in its process's memory, beside the tasks of its siblings: as in any
/// program, nothing but discipline keeps the others away from it. At the task's end its words are
/// found through the pointer, and summed up.
struct alignas(64) CanaryRecord {
  static constexpr std::size_t word_count = 6;

  std::atomic<CanaryRecord*> self;  ///< null: no task runs
  std::array<std::atomic<std::uint64_t>, word_count> words;
  std::atomic<std::uint64_t> checksum;
};
static_assert(sizeof(CanaryRecord) == 64);

/// The record of the calling thread's worker (from 1), which it has to itself as long as everybody
/// behaves. The records of one process lie side by side.
CanaryRecord& claim_canary(std::uint32_t worker);

/// Fills the record for a task that begins.
void fill_canary(CanaryRecord& record, std::uint64_t task);

/// At the task's end: whether the record is as the task left it. A pointer in it that is not is
/// followed all the same.
bool verify_canary(CanaryRecord& record);

/// Writes a number over a word (0: the pointer) of the record next to the calling thread's own, in
/// which a task runs: a sibling's, or its own where no other runs in this process. Says whether
/// there was one.
bool write_stray(std::size_t word);

}  // namespace sharedfate
