#include "core/fault/canary_record.h"

#include <algorithm>

#include "core/catalog/lane_kind.h"

namespace sharedfate {
namespace {

/// As a pointer it is aligned for a 64-bit word and not mapped: following it makes the kernel send
/// SIGSEGV.
constexpr std::uint64_t stray_value = 40;

/// One for each worker of this process.
std::array<CanaryRecord, worker_count_max> records;
thread_local std::size_t own_place = 0;

/// A value that differs for each word of each task.
constexpr std::uint64_t note(std::uint64_t task, std::size_t word) {
  return (task + 1) * 0x9E3779B97F4A7C15U + word;
}

}  // namespace

CanaryRecord& claim_canary(std::uint32_t worker) {
  own_place = std::clamp<std::size_t>(worker, 1, records.size()) - 1;
  return records[own_place];
}

void fill_canary(CanaryRecord& record, std::uint64_t task) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < CanaryRecord::word_count; ++i) {
    record.words[i].store(note(task, i), std::memory_order_relaxed);
    sum += note(task, i);
  }
  record.checksum.store(sum, std::memory_order_relaxed);
  record.self.store(&record, std::memory_order_relaxed);
}

// Not static: dladdr() names only exported functions in a crash stack. Not sanitized: a bad pointer
// must reach the kernel.
[[gnu::noinline]] __attribute__((no_sanitize("undefined"))) bool verify_canary(
    CanaryRecord& record) {
  const CanaryRecord* const found = record.self.load(std::memory_order_relaxed);
  std::uint64_t sum = 0;
  for (const auto& word : found->words) sum += word.load(std::memory_order_relaxed);
  record.self.store(nullptr, std::memory_order_relaxed);
  return sum == record.checksum.load(std::memory_order_relaxed);
}

bool write_stray(std::size_t word) {
  for (std::size_t distance = 1; distance <= records.size(); ++distance) {
    CanaryRecord& hit = records[(own_place + distance) % records.size()];
    if (hit.self.load(std::memory_order_relaxed) == nullptr) continue;
    // Written by address, as through a bad pointer.
    auto* const words = reinterpret_cast<std::atomic<std::uint64_t>*>(&hit);
    words[word % (sizeof(CanaryRecord) / sizeof(std::uint64_t))].store(stray_value,
                                                                       std::memory_order_relaxed);
    return true;
  }
  return false;
}

}  // namespace sharedfate
