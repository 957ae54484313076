#pragma once

#include <string>

#include "core/model/model.h"

// Phrases about workers that are stuck or dying, about locks and about stray writes.
namespace sharedfate {

/// The name in state.json: "moving", "running", "waits_on_lock", "sleeps_in_kernel", "stopped".
std::string_view condition_name(WorkerCondition condition);

/// "stopped", "deadlock: T3 → T4 → T3", "dying: SIGSEGV at 0x0"; empty: nothing to report. A "?" at
/// the end: suspected, after one look at /proc only. `arrow` stands between the workers of a
/// deadlock.
std::string trouble_of_worker(const LaneModel& lane, const WorkerModel& worker,
                              std::string_view arrow = " → ");

/// What happened to the lock of a queue that worker processes share: "the queue's lock died with
/// P2"; empty: nothing.
std::string queue_lock_text(const LaneModel& lane);

/// Which workers made stray writes, and which had a task corrupted by one, as counted: "T3 wrote
/// into memory of others; T4 found its task corrupted"; empty: none.
std::string stray_text(const LaneModel& lane);

/// "T3 → T4 → T3"; empty: the worker is in no deadlock.
std::string wait_cycle_text(const LaneModel& lane, int worker, std::string_view arrow = " → ");

}  // namespace sharedfate
