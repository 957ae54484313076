#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "core/fault/fault.h"
#include "core/lane/lane_kind.h"
#include "core/system/descriptor.h"
#include "core/system/shared_memory.h"
#include "core/system/spawn.h"
#include "core/wire/lane_control.h"
#include "core/wire/message.h"

namespace sharedfate {

/// What a head is born with: its message socket, its memory, and where its words go.
struct LaneProcessParts {
  Descriptor own_socket, lane_process_socket;
  Descriptor memory;
  Mapping<LaneProcessMemory> mapping;
  Descriptor words;
};
/// `policy`: PolicyId, already in the memory when the head sees it first.
Result<LaneProcessParts> make_lane_process_parts(std::uint32_t policy);

/// The head that is alive now, as its supervisor sees it.
struct LaneProcess {
  Child child;
  Descriptor socket;
  Mapping<LaneProcessMemory> memory;
  Descriptor words;  ///< what it says on its standard error, if it is an interpreter
  std::array<Mapping<WorkerMemory>, worker_count_max>
      workers;  ///< of a lane with one address space only
  int overdue_worker = 0;
  bool has_begun = false;  ///< at least one worker was started, or its code has said something
  bool reported_confinement = false;
  bool stop_requested = false;
  bool at_once = false;                  ///< and not to take its time
  bool killed = false;                   ///< by its supervisor
  std::optional<ReportMessage> gave_up;  ///< why it cannot go on; passed on when it is dead
  std::uint64_t kill_at_ns = 0;          ///< 0: not being stopped

  void kill();
  /// A worker has been started. Its memory is kept where it shares the head's address space: it may
  /// be guilty of the head's death.
  void note_worker(const ReportMessage& message, const Descriptor& passed, bool one_address_space);
  /// A thread has missed its deadline: it cannot be killed alone.
  void note_overdue(const ReportMessage& message);
  /// What to report of its end, which was known at `known_ticks`. `orphans`: how many processes it
  /// has left behind.
  ReportMessage describe_end(const Ending& ending, std::uint64_t known_ticks, std::uint32_t orphans,
                             const TickClock& clock);
  /// Commits a fault that is the head's own on it, from outside.
  void inject(FaultId fault);
  /// The guilty one of a family: the one that was overdue, or has last words, or was told to do it.
  /// nullptr: none.
  [[nodiscard]] const WorkerMemory* faulting_worker() const;
  /// Whether it ended as it was asked to: in order, or killed at once, or because its tasks took
  /// too long. A crash on the way out is a crash, and a hang is a hang.
  [[nodiscard]] bool ended_as_asked(const Ending& ending) const;

 private:
  /// What an interpreter said before it died: where it was, into the report of its death; or why it
  /// cannot be used at all, as `gave_up`.
  void add_words(ReportMessage& message, const Ending& ending);
};

}  // namespace sharedfate
