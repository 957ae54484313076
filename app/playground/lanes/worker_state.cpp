#include <optional>

#include "app/playground/lanes/worker_tile.h"
#include "core/report/worker_text.h"

namespace sharedfate {
namespace {

/// For a worker that is dying, stopped, blocked or looping; empty: it makes progress.
std::optional<StateWords> trouble_words(const Tile& tile) {
  const WorkerModel& worker = *tile.worker;
  if (worker.process_ended && !worker.stopping && worker.dying_of == 0)
    return StateWords{Icon::skull, "has ended; its parent has not said how yet", "ended",
                      Tone::lost};
  const std::string words = trouble_of_worker(tile.view.lane, worker);
  if (words.empty()) return std::nullopt;
  if (worker.dying_of != 0) return StateWords{Icon::skull, words, "dying", Tone::lost};
  switch (worker.condition) {
    case WorkerCondition::stopped:
      return StateWords{Icon::pause, words, "stopped", Tone::failed};
    case WorkerCondition::waits_on_lock: {
      const std::string cycle = wait_cycle_text(tile.view.lane, worker.worker);
      // Only a full tile has room for the cycle.
      const bool few_words = tile.view.layout.detail == WorkerDetail::full;
      return StateWords{Icon::lock, words,
                        cycle.empty()
                            ? tile.view.lane.lock_dead_holder != 0 ? "stranded" : "locked out"
                        : few_words ? cycle
                                    : "deadlock",
                        Tone::failed};
    }
    case WorkerCondition::running:
      return StateWords{Icon::clock, words, "no end", Tone::failed};
    case WorkerCondition::sleeps_in_kernel:
      return StateWords{Icon::clock, words, "sleeps", Tone::failed};
    case WorkerCondition::moving:
      return StateWords{Icon::lightning, words, "corrupted", Tone::failed};
  }
  return std::nullopt;
}

bool shares_a_gil(const Tile& tile) {
  const LaneModel& lane = tile.view.lane;
  return lane.gil == GilState::on && tile.view.kind.one_address_space && lane.alive() > 1;
}

}  // namespace

StateWords state_words(const Tile& tile) {
  // The code decides when its workers start, if at all.
  if (tile.worker == nullptr && tile.view.lane.script.exists())
    return {Icon::minus, "not there: the code makes it", "not there", Tone::muted};
  if (tile.worker == nullptr) return {Icon::reset, "starting", "starting", Tone::muted};
  if (tile.dead) return {Icon::skull, "dead", "dead", Tone::lost};
  if (std::optional<StateWords> trouble = trouble_words(tile)) return *std::move(trouble);
  if (tile.fast()) return {Icon::lightning, "running", "running", Tone::running};
  switch (tile.worker->state) {
    case WorkerState::starting:
      return {Icon::reset, "starting", "starting", Tone::muted};
    case WorkerState::idle:
      return {Icon::queue, "waits for the queue", "waits", Tone::muted};
    case WorkerState::paused:
      return {Icon::lock, "held at the gate", "held", Tone::muted};
    case WorkerState::running:
      if (tile.worker->waits_in_kernel)
        return {Icon::clock, "blocked in the kernel", "blocked", Tone::running};
      // The strip below shows whether it is on a core or waits for the GIL.
      if (shares_a_gil(tile))
        return {Icon::lightning, "takes turns at the GIL", "turns", Tone::running};
      return {Icon::lightning, "burning a core", "burning", Tone::running};
    case WorkerState::dead:
      return {Icon::skull, "dead", "dead", Tone::lost};
    case WorkerState::ended:
      break;
  }
  return {Icon::close, "has left", "left", Tone::muted};
}

}  // namespace sharedfate
