#include "app/playground/panel/desk.h"

namespace sharedfate {

Desk::Desk(const WindowOptions& options)
    : workload(options.workload),
      tasks(options.tasks),
      tempo_ms(options.tempo_ms),
      workers(5),
      running(!options.paused),
      seed(options.seed),
      demo_pending(options.demo == Demo::crash) {
  for (const LaneSpec& spec : options.lanes) {
    if (spec.kind != LaneKind::serial) {
      workers = spec.workers;
      break;
    }
  }
  worker = std::min(3, workers);
}

}  // namespace sharedfate
