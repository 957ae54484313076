#include "core/wire/event_ring.h"

#include <algorithm>

namespace sharedfate {

EventRingReader::Batch EventRingReader::read(const EventRing& ring, std::span<TaskRecord> out) {
  Batch batch;
  const std::uint64_t head = ring.head.load(std::memory_order_acquire);
  if (head < tail_) {
    tail_ = head;
    batch.corrupt = true;
    return batch;
  }
  // The record that the writer may be overwriting now (position `head`, in the slot of `head` -
  // capacity) is not readable.
  constexpr std::uint64_t readable_max = event_ring_capacity - 1;
  if (head - tail_ > readable_max) {
    batch.missed = head - tail_ - readable_max;
    tail_ = head - readable_max;
  }
  const std::uint64_t count = std::min<std::uint64_t>(head - tail_, out.size());
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto& slot = ring.slots[(tail_ + i) & (event_ring_capacity - 1)];
    out[i] = TaskRecord{
        slot[0].load(std::memory_order_acquire), slot[1].load(std::memory_order_acquire),
        slot[2].load(std::memory_order_acquire), slot[3].load(std::memory_order_acquire)};
  }
  // Records that the writer overtook during the copy are mixed with newer ones: drop them. The
  // writer stores the fields of a newer record after it has moved `head` past the last position at
  // which the old record is readable. A load of such a field therefore makes that `head` visible.
  const std::uint64_t head_after = ring.head.load(std::memory_order_relaxed);
  std::uint64_t torn = 0;
  if (head_after - tail_ > readable_max) torn = std::min(count, head_after - tail_ - readable_max);
  if (torn > 0)
    std::copy(out.begin() + static_cast<std::ptrdiff_t>(torn),
              out.begin() + static_cast<std::ptrdiff_t>(count), out.begin());
  tail_ += count;
  batch.copied = count - torn;
  batch.missed += torn;
  return batch;
}

}  // namespace sharedfate
