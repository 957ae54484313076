#include "app/playground/panel/view_state.h"

#include <algorithm>

namespace sharedfate {

ViewState::ViewState(const WindowOptions& options)
    : lanes{options.seed, options.deadline_ms, options.use_namespaces}, running(!options.paused) {
  controls.workload = options.workload;
  controls.tasks = options.tasks;
  controls.tempo_ms = options.tempo_ms;
  for (const LaneSpec& spec : options.lanes) {
    if (spec.kind != LaneKind::serial) {
      controls.workers = spec.workers;
      break;
    }
  }
  target.worker = std::min(3, controls.workers);
}

void ViewState::enter(const Lesson* lesson) {
  preparations.clear();
  workers.clear();
  controls_before.clear();
  open = {.notes = open.notes};
  target.lane = 0;
  if (lesson == nullptr) return;
  controls.workload = lesson->workload;
  controls.tempo_ms = lesson->tempo_ms;
  controls.policy = PolicyId::pool;
  lanes.deadline_ms = lesson->deadline_ms;
  lanes.seed = lesson->seed;
  running = true;
  controls.workers = 1;
  for (const LaneSpec& spec : lesson->lanes)
    controls.workers = std::max(controls.workers, spec.workers);
  target.worker = std::min(3, controls.workers);
}

}  // namespace sharedfate
