#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/base/result.h"
#include "core/experiment/worker_group.h"

namespace sharedfate {

constexpr std::uint32_t readers_max = 16, writers_max = 8;

/// What prevents a reader from seeing a half-written page.
enum class PageProtection { none, mutex, rwlock };

struct ReadersWritersSetting {
  WorkerForm form = WorkerForm::threads;
  PageProtection protection = PageProtection::none;
  std::uint32_t readers = 1, writers = 1;  ///< 1 to readers_max, 0 to writers_max
  std::uint64_t reads = 0;                 ///< by each reader; writers go on until all are done
};

struct ReadersWritersFigures {
  std::uint64_t reads = 0, torn = 0;  ///< torn: its words were not all of one version
  std::uint64_t writes = 0;
  std::uint64_t together = 0;  ///< reads that began while another reader was inside
  double wall_ns = 0;          ///< from the first start of a reader to the last end of one
};

/// Readers read all words of a page, writers change all of them. An error: the workers could not be
/// started, or one died. Precondition: the caller's process has no other thread.
Result<ReadersWritersFigures> run_readers_writers(const ReadersWritersSetting& setting);

}  // namespace sharedfate
