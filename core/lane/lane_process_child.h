#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "core/catalog/lane_kind.h"
#include "core/fault/fault.h"
#include "core/system/descriptor.h"
#include "core/system/shared_memory.h"
#include "core/system/spawn.h"
#include "core/wire/lane_control.h"
#include "core/wire/message.h"

namespace sharedfate {

/// What a lane process is started with: its message socket, its memory, and a file that captures
/// its standard error. `own_socket` and `mapping` are for the supervisor.
struct LaneProcessParts {
  Descriptor own_socket, lane_process_socket;
  Descriptor memory;
  Mapping<LaneProcessMemory> mapping;
  Descriptor captured_stderr;
};
/// `policy`: PolicyId, already in the memory when the lane process starts.
Result<LaneProcessParts> make_lane_process_parts(std::uint32_t policy);

/// The lane process that runs now, as its supervisor sees it.
struct LaneProcess {
  Child child;
  Descriptor socket;
  Mapping<LaneProcessMemory> memory;
  Descriptor captured_stderr;  ///< its captured standard error; valid only if it is an interpreter
  std::array<Mapping<WorkerMemory>, worker_count_max>
      workers;  ///< by number - 1; of a lane with one address space only
  int overdue_worker = 0;
  bool has_begun = false;  ///< it has sent a report other than trouble and confined
  bool reported_confinement = false;
  bool stop_requested = false;
  bool at_once = false;                  ///< to be stopped without a grace period
  bool killed = false;                   ///< by its supervisor
  std::optional<ReportMessage> gave_up;  ///< why it cannot go on; reported when it is dead
  std::uint64_t kill_at_ns = 0;          ///< monotonic; 0: it is not being stopped

  void kill();
  /// A worker was started. Keeps its memory if it shares the lane process's address space, because
  /// that worker may cause the lane process's death.
  void note_worker(const ReportMessage& message, const Descriptor& passed, bool one_address_space);
  /// A thread has missed its deadline. It cannot be killed alone, so kills the lane process.
  void note_overdue(const ReportMessage& message);
  /// The report of its end, which was known at `known_ticks`. `orphans`: how many processes it has
  /// left behind.
  ReportMessage describe_end(const Ending& ending, std::uint64_t known_ticks, std::uint32_t orphans,
                             const TickClock& clock);
  /// Injects a fault of the lane process itself from outside: records it and sends SIGKILL.
  void inject(FaultId fault);
  /// The worker that caused the end of a lane with one address space: the one that was overdue,
  /// otherwise the first that has a crash record or a committed fault. nullptr: none.
  [[nodiscard]] const WorkerMemory* faulting_worker() const;
  /// Whether it ended because it was asked to: by itself with success and without a fault, or
  /// killed at once, or killed after the grace period without a fault that makes a worker hang.
  [[nodiscard]] bool ended_as_asked(const Ending& ending) const;

 private:
  /// Adds the captured standard error to the report of its death. If the interpreter cannot be used
  /// at all, sets `gave_up` instead.
  void add_words(ReportMessage& message, const Ending& ending);
};

}  // namespace sharedfate
