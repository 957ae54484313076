#include "core/lane/gate.h"

#include "core/system/futex.h"

namespace sharedfate {

void wake_gate(LaneControl& control) {
  control.sequence.fetch_add(1, std::memory_order_release);
  futex_wake(control.sequence);
}

}  // namespace sharedfate
