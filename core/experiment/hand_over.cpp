#include "core/experiment/hand_over.h"

#include "core/system/futex.h"

namespace sharedfate {

// All accesses are sequentially consistent: either the sleeper sees the new value, or the raising
// side sees the sleeper.
void RisingSignal::raise(std::uint64_t& calls) {
  ++value_;
  if (sleepers_ == 0) return;
  futex_wake(value_);
  ++calls;
}

void RisingSignal::wait_beyond(std::uint32_t seen, std::uint64_t& calls) {
  while (value_ == seen) {
    ++sleepers_;
    if (value_ == seen) {
      futex_wait(value_, seen);
      ++calls;
    }
    --sleepers_;
  }
}

}  // namespace sharedfate
