#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/base/result.h"
#include "core/experiment/race_memory.h"

namespace sharedfate {

/// One row of the ways to let several workers increment one counter.
struct ProtectionRow {
  std::string_view name;
  std::string_view sentence;
  bool loses_nothing = true;
  bool has_owner = false;  ///< one more worker owns the counter: it runs `own`
  /// A worker's share of the work: so many increments, nothing else.
  void (*count)(RaceMemory& memory, std::uint32_t worker, std::uint64_t increments);
  /// The same, while it measures whom it waits for and how long. Null: nobody waits in a way that
  /// software can see.
  void (*count_watched)(RaceMemory& memory, std::uint32_t worker, std::uint64_t increments,
                        RaceResult& result) = nullptr;
  /// The owner's work: takes so many increments in all.
  void (*own)(RaceMemory& memory, std::uint64_t increments) = nullptr;
  /// The counter, after all have ended.
  std::uint64_t (*total)(const RaceMemory& memory);
};

std::span<const ProtectionRow> protections();

}  // namespace sharedfate
