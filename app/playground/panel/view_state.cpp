#include "app/playground/panel/view_state.h"

#include <algorithm>

namespace sharedfate {

ViewState::ViewState(const WindowOptions& options)
    : workload(options.workload),
      tasks(options.tasks),
      tempo_ms(options.tempo_ms),
      deadline_ms(options.deadline_ms),
      use_namespaces(options.use_namespaces),
      workers(5),
      running(!options.paused),
      seed(options.seed) {
  for (const LaneSpec& spec : options.lanes) {
    if (spec.kind != LaneKind::serial) {
      workers = spec.workers;
      break;
    }
  }
  worker = std::min(3, workers);
}

void ViewState::enter(const Lesson* lesson) {
  preparations.clear();
  script.leave();
  details_open = keys_open = receipt_open = blank = lesson_folded = labs.open = false;
  dragged_fault = last_vote = -1;
  lane = 0;
  if (lesson == nullptr) return;
  workload = lesson->workload;
  tempo_ms = lesson->tempo_ms;
  deadline_ms = lesson->deadline_ms;
  seed = lesson->seed;
  running = true;
  workers = 1;
  for (const LaneSpec& spec : lesson->lanes) workers = std::max(workers, spec.workers);
  worker = std::min(3, workers);
  if (!lesson->free_play || lesson->steps.empty()) return;
  for (const LaneSpec& spec : lesson->lanes) {
    if (spec.language == Language::python) script.kind = spec.kind;
  }
  for (const CodeListing& listing : lesson->steps.front().listings) {
    if (listing.language == "python") script.bring(listing.text, lesson->title);
  }
}

void ViewState::follow_step(int step) {
  if (step == lesson_step) return;
  lesson_step = step;
  lesson_scroll = 0;
  chart = {};
  findings = {};
  labs.stepping = {};
  last_vote = -1;
  details_open = false;
}

}  // namespace sharedfate
