#include "core/lane/task_dispatcher.h"

namespace sharedfate {

Result<std::unique_ptr<TaskDispatcher>> make_dispatcher(LaneKind kind, LaneProcessMemory& memory) {
  switch (kind) {
    case LaneKind::shared_queue:
      return make_shared_queue_dispatcher(QueueLockKind::plain, memory);
    case LaneKind::robust_queue:
      return make_shared_queue_dispatcher(QueueLockKind::robust, memory);
    default:
      return make_channel_dispatcher();
  }
}

}  // namespace sharedfate
