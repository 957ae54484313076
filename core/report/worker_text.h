#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/model/model.h"

// What workers do, and phrases about locks and stray writes.
namespace sharedfate {

/// The name in state.json: "moving", "running", "waits_on_lock", "sleeps_in_kernel", "stopped".
std::string_view condition_name(WorkerCondition condition);

/// What a worker does, as far as it is measured. Each has one word on screen and in text.
enum class WorkerStatus : std::uint8_t {
  starting,
  idle,      ///< waits for a task
  paused,    ///< waits at the gate
  has_task,  ///< runs a task, and what it has of the cores is not measured (yet)
  on_core,
  ready,    ///< could run, and no core is free
  starved,  ///< has had almost no processor time for a while
  sleeps,
  waits_for_gil,
  waits_for_lock,
  in_deadlock,
  waits_for_ever,  ///< for a lock whose holder is dead
  stopped,
  corrupted,  ///< a stray write hit its task
  dying,
  gone,  ///< the kernel has reported its end, its parent has not yet
  dead,
  ended,
};

struct WorkerWords {
  WorkerStatus status;
  std::string words;   ///< "ready: no core free", "waits for lock A: T4 holds it"
  std::string word;    ///< where there is little room: "ready", "waits for A"
  std::string shares;  ///< of the last second, "on a core 20 %, ready 80 %"; empty: not measured

  /// It needs attention: it makes no progress, or is dying.
  [[nodiscard]] bool is_trouble() const;
};

/// The words for a worker's state. A "?" at the end: suspected, after one look at /proc only.
/// `many_tasks`: its tasks are so short that its state would change with each look, so that only
/// what was measured over the last second is said.
WorkerWords worker_words(const LaneModel& lane, const WorkerModel& worker, bool many_tasks = false);

/// The words for a worker in trouble: "stopped (SIGSTOP)", "deadlock with T4", "dying: SIGSEGV at
/// 0x0"; empty: it is not.
std::string trouble_of_worker(const LaneModel& lane, const WorkerModel& worker);

/// What happened to the lock of a queue that worker processes share: "the queue's lock died with
/// P2"; empty: nothing.
std::string queue_lock_text(const LaneModel& lane);

/// Which workers made stray writes, and which had a task corrupted by one, as counted: "T3 wrote
/// into memory of others; T4 found its task corrupted"; empty: none.
std::string stray_text(const LaneModel& lane);

}  // namespace sharedfate
