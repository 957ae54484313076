#pragma once

#include "core/system/spawn.h"
#include "core/wire/lane_control.h"
#include "core/wire/message.h"
#include "core/wire/ticks.h"
#include "core/wire/worker_memory.h"

namespace sharedfate {

/// Puts together what the kernel says of an end (`ending`) and what the dying thread left behind
/// (`memory`, of the guilty worker; nullptr when nobody is known to be guilty). `overdue`: it was
/// killed for missing its deadline. `known_ticks`: when it was reaped. `clock` reads the ticks that
/// the dying thread wrote.
ReportMessage describe_death(ReportKind kind, const Child& child, const Ending& ending,
                             std::uint64_t known_ticks, const WorkerMemory* memory, bool overdue,
                             const TickClock& clock);

/// Adds the fault that was ordered for the head itself, if there was one and nothing else explains
/// the end.
void blame_lane_process(ReportMessage& message, const LaneProcessMemory& memory,
                        std::uint64_t known_ticks, const TickClock& clock);

}  // namespace sharedfate
