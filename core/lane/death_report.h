#pragma once

#include "core/system/spawn.h"
#include "core/wire/lane_control.h"
#include "core/wire/message.h"
#include "core/wire/ticks.h"
#include "core/wire/worker_memory.h"

namespace sharedfate {

/// Combines what the kernel reports of an end (`ending`) with what the dying thread wrote
/// (`memory`: of the faulting worker; nullptr if none is known). `overdue`: it was killed because
/// it missed its deadline. `known_ticks`: when the end was known. `clock` converts the ticks that
/// the thread wrote.
ReportMessage describe_death(ReportKind kind, const Child& child, const Ending& ending,
                             std::uint64_t known_ticks, const WorkerMemory* memory, bool overdue,
                             const TickClock& clock);

/// Adds the fault that was injected into the lane process itself, if there is one and no other
/// fault explains the end.
void blame_lane_process(ReportMessage& message, const LaneProcessMemory& memory,
                        std::uint64_t known_ticks, const TickClock& clock);

}  // namespace sharedfate
