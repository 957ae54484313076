#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/base/result.h"
#include "core/experiment/worker_group.h"

namespace sharedfate {

constexpr std::uint32_t readers_max = 16, writers_max = 8;

/// What keeps a reader from seeing half of a change.
enum class PageProtection { none, mutex, rwlock };

struct ReadersWritersSetting {
  WorkerForm form = WorkerForm::threads;
  PageProtection protection = PageProtection::none;
  std::uint32_t readers = 1, writers = 1;  ///< 1 to readers_max, 0 to writers_max
  std::uint64_t reads = 0;                 ///< of each reader; writers go on until these are done
};

struct ReadersWritersFigures {
  std::uint64_t reads = 0, torn = 0;  ///< torn: half of one version and half of another
  std::uint64_t writes = 0;
  std::uint64_t together = 0;  ///< reads during which another reader was inside, too
  double wall_ns = 0;          ///< until the last reader was done
};

/// Readers look at a page whose words belong together, writers change all of them. Precondition:
/// the caller's process has no other thread.
Result<ReadersWritersFigures> run_readers_writers(const ReadersWritersSetting& setting);

}  // namespace sharedfate
