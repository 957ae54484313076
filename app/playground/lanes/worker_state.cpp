#include <utility>

#include "app/playground/lanes/worker_tile.h"
#include "core/report/worker_text.h"

namespace sharedfate {
namespace {

std::pair<Icon, Tone> look_of(WorkerStatus status) {
  switch (status) {
    case WorkerStatus::starting:
      return {Icon::reset, Tone::muted};
    case WorkerStatus::idle:
      return {Icon::queue, Tone::muted};
    case WorkerStatus::paused:
      return {Icon::pause, Tone::muted};
    case WorkerStatus::has_task:
    case WorkerStatus::on_core:
      return {Icon::lightning, Tone::running};
    case WorkerStatus::ready:
      return {Icon::queue, Tone::running};
    case WorkerStatus::sleeps:
      return {Icon::clock, Tone::running};
    case WorkerStatus::waits_for_gil:
      return {Icon::lock, Tone::running};
    case WorkerStatus::starved:
      return {Icon::queue, Tone::failed};
    case WorkerStatus::waits_for_lock:
    case WorkerStatus::in_deadlock:
    case WorkerStatus::waits_for_ever:
      return {Icon::lock, Tone::failed};
    case WorkerStatus::stopped:
      return {Icon::pause, Tone::failed};
    case WorkerStatus::corrupted:
      return {Icon::lightning, Tone::failed};
    case WorkerStatus::dying:
    case WorkerStatus::gone:
    case WorkerStatus::dead:
      return {Icon::skull, Tone::lost};
    case WorkerStatus::ended:
      break;
  }
  return {Icon::close, Tone::muted};
}

/// Whether the shares say more than the word: it was not all the time in the same state.
bool is_mixed(const WorkerWords& words) {
  const bool by_share = words.status == WorkerStatus::on_core ||
                        words.status == WorkerStatus::ready ||
                        words.status == WorkerStatus::waits_for_gil;
  return by_share && words.shares.find(',') != std::string::npos;
}

}  // namespace

StateWords state_words(const Tile& tile) {
  // The code decides when its workers start, if at all.
  if (tile.worker == nullptr && tile.view.lane.script.exists())
    return {Icon::minus, "not there: the code makes it", "not there", Tone::muted};
  if (tile.worker == nullptr) return {Icon::reset, "starting", "starting", Tone::muted};
  if (tile.dead) return {Icon::skull, "dead", "dead", Tone::lost};
  const WorkerWords words = worker_words(tile.view.lane, *tile.worker, tile.fast());
  const auto [icon, tone] = look_of(words.status);
  return {icon, is_mixed(words) ? words.shares : words.words, words.word, tone};
}

}  // namespace sharedfate
