#pragma once

#include "core/system/futex.h"
#include "core/wire/lane_control.h"

namespace sharedfate {

/// Lets a worker take its next task if the gate is open, or if there is a permit, which it uses up.
/// Lock-free.
inline bool pass_gate(LaneControl& control) {
  if (control.gate_open.load(std::memory_order_acquire) != 0) return true;
  std::uint32_t permits = control.permits.load(std::memory_order_acquire);
  while (permits > 0) {
    if (control.permits.compare_exchange_weak(permits, permits - 1, std::memory_order_acq_rel))
      return true;
  }
  return false;
}

/// Whether pass_gate() would succeed now.
inline bool gate_passable(const LaneControl& control) {
  return control.gate_open.load(std::memory_order_acquire) != 0 ||
         control.permits.load(std::memory_order_acquire) != 0;
}

/// Makes every worker that is paused at the gate check it again.
inline void wake_gate(LaneControl& control) {
  control.sequence.fetch_add(1, std::memory_order_release);
  futex_wake(control.sequence);
}

}  // namespace sharedfate
