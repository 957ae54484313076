#pragma once

#include <string>

#include "core/model/model.h"

// What a worker that comes to no end does, or dies of, in words.
namespace sharedfate {

/// For files: "moving", "running", "waits_on_lock", "sleeps_in_kernel", "stopped".
std::string_view condition_name(WorkerCondition condition);

/// "stopped", "waits for a lock: T3 → T4 → T3", "dying: SIGSEGV at address 0x0"; empty: there is
/// nothing to tell. `arrow` stands between the workers of a deadlock.
std::string trouble_of_worker(const LaneModel& lane, const WorkerModel& worker,
                              std::string_view arrow = " → ");

/// "the queue's lock died with P2": what became of the lock of a queue that worker processes share;
/// empty: nothing.
std::string queue_lock_text(const LaneModel& lane);

/// Who has written into what others use, and whose tasks failed because of a write that was not
/// theirs, as counted: "T3 wrote astray; T4 found its task corrupted"; empty: nobody.
std::string stray_text(const LaneModel& lane);

/// "T3 → T4 → T3"; empty: the worker is in no circle of workers that wait for each other.
std::string wait_cycle_text(const LaneModel& lane, int worker, std::string_view arrow = " → ");

}  // namespace sharedfate
