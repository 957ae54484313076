#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/base/result.h"
#include "core/experiment/race_memory.h"

namespace sharedfate {

/// One way to let several workers increment one counter.
struct ProtectionRow {
  std::string_view name;
  std::string_view sentence;
  bool loses_nothing = true;
  bool has_owner = false;  ///< a further worker owns the counter and runs `own`
  /// A worker's part: `increments` increments and nothing else.
  void (*count)(RaceMemory& memory, std::uint32_t worker, std::uint64_t increments);
  /// The same, and records in `result` for which worker it waits, how often and how long. Null: no
  /// worker waits in a way that software can see.
  void (*count_watched)(RaceMemory& memory, std::uint32_t worker, std::uint64_t increments,
                        RaceResult& result) = nullptr;
  /// The owner's part: receives `increments` increments in all.
  void (*own)(RaceMemory& memory, std::uint64_t increments) = nullptr;
  /// The counter, to be read after all workers have ended.
  std::uint64_t (*total)(const RaceMemory& memory);
};

std::span<const ProtectionRow> protections();

}  // namespace sharedfate
