#include "core/lane/task_dealer.h"

namespace sharedfate {

Result<std::unique_ptr<TaskDealer>> make_dealer(LaneKind kind, HeadMemory& memory) {
  switch (kind) {
    case LaneKind::shared_queue:
      return make_shared_queue_dealer(QueueLockKind::plain, memory);
    case LaneKind::robust_queue:
      return make_shared_queue_dealer(QueueLockKind::robust, memory);
    default:
      return make_channel_dealer();
  }
}

}  // namespace sharedfate
