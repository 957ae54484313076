#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>
#include <vector>

#include "core/experiment/hand_over.h"
#include "core/experiment/transport.h"

// Memory that both sides map: messages are built and read in place.
namespace sharedfate {
namespace {

/// As many messages as fit into a pipe, but at least 2, so that one can be built while another is
/// read, and at most 1024.
std::uint32_t slots_for(std::size_t message_size) {
  constexpr std::size_t pipe_room = 64 * 1024, most = 1024;
  return static_cast<std::uint32_t>(std::clamp<std::size_t>(pipe_room / message_size, 2, most));
}

struct Direction {
  alignas(64) RisingSignal sent;
  alignas(64) RisingSignal taken;
};

std::size_t rounded(std::size_t size) { return (size + 63) / 64 * 64; }

class SlotTransport : public Transport {
 public:
  SlotTransport(SharedBlock block, std::size_t message_size)
      : block_(std::move(block)),
        slot_size_(rounded(message_size)),
        slots_(slots_for(message_size)) {}

  static std::size_t bytes_for(std::size_t message_size) {
    return side_count * (sizeof(Direction) + slots_for(message_size) * rounded(message_size));
  }

  std::byte* outbox(Side side) override {
    Direction& way = direction(side);
    const std::uint32_t next = sent_[place_of(side)];
    // If all slots are full, waits until the oldest message has been taken.
    while (next - way.taken.value() >= slots_) way.taken.wait_beyond(next - slots_, count(side));
    return slot(side, next);
  }
  bool send(Side side) override {
    ++sent_[place_of(side)];
    direction(side).sent.raise(count(side));
    return true;
  }
  const std::byte* receive(Side side) override {
    Direction& way = direction(other_side(side));
    const std::uint32_t next = received_[place_of(side)];
    way.sent.wait_beyond(next, count(side));
    return slot(other_side(side), next);
  }
  void done(Side side) override {
    ++received_[place_of(side)];
    direction(other_side(side)).taken.raise(count(side));
  }

 private:
  Direction& direction(Side from) {
    return reinterpret_cast<Direction*>(block_.data())[place_of(from)];
  }
  std::byte* slot(Side from, std::uint32_t message) {
    return block_.data() + side_count * sizeof(Direction) +
           (place_of(from) * slots_ + message % slots_) * slot_size_;
  }

  SharedBlock block_;
  std::size_t slot_size_;
  std::uint32_t slots_;
  // Each side uses its own element only.
  struct alignas(64) Own {
    std::uint32_t number = 0;
    operator std::uint32_t&() { return number; }
  };
  std::array<Own, side_count> sent_, received_;
};

/// The same, but each message is built and read in a side's own memory and copied in between.
class CopiedTransport final : public SlotTransport {
 public:
  CopiedTransport(SharedBlock block, std::size_t message_size)
      : SlotTransport(std::move(block), message_size), size_(message_size) {
    for (auto& box : boxes_) box.resize(message_size);
  }
  std::byte* outbox(Side side) override { return boxes_[place_of(side)].data(); }
  bool send(Side side) override {
    std::memcpy(SlotTransport::outbox(side), boxes_[place_of(side)].data(), size_);
    return SlotTransport::send(side);
  }
  const std::byte* receive(Side side) override {
    std::byte* const own = boxes_[side_count + place_of(side)].data();
    std::memcpy(own, SlotTransport::receive(side), size_);
    SlotTransport::done(side);
    return own;
  }
  void done(Side) override {}

 private:
  std::size_t size_;
  std::array<std::vector<std::byte>, 2 * side_count> boxes_;
};

template <typename Kind>
Result<std::unique_ptr<Transport>> make(std::size_t message_size) {
  auto block = SharedBlock::create(SlotTransport::bytes_for(message_size));
  if (!block) return block.error();
  return std::unique_ptr<Transport>(std::make_unique<Kind>(block.take(), message_size));
}

}  // namespace

Result<SharedBlock> SharedBlock::create(std::size_t size) {
  void* const place =
      ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (place == MAP_FAILED)
    return system_error("share " + std::to_string(size) + " bytes", "ask for smaller messages");
  return SharedBlock(static_cast<std::byte*>(place), size);
}

SharedBlock::SharedBlock(SharedBlock&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(other.size_) {}

SharedBlock::~SharedBlock() {
  if (data_ != nullptr) ::munmap(data_, size_);
}

// Threads of one process use the same mapping anyway. It makes no difference to them that it could
// be shared with other processes.
const TransportRow pointer_transport{
    .name = "pointer",
    .between_threads = true,
    .copies = 0,
    .copies_text = "0: the other thread reads it where it lies",
    .make = make<SlotTransport>,
};
const TransportRow shared_memory_transport{
    .name = "shared memory",
    .copies = 0,
    .copies_text = "0: built and read where both see it",
    .make = make<SlotTransport>,
};
const TransportRow copied_memory_transport{
    .name = "shared memory with copies",
    .copies = 2,
    .copies_text = "2: from own memory into the shared one, and out of it",
    .make = make<CopiedTransport>,
};

}  // namespace sharedfate
