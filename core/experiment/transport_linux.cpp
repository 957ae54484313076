#include <fcntl.h>
#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "core/experiment/transport.h"
#include "core/system/descriptor.h"
#include "core/system/futex.h"
#include "core/system/shared_memory.h"

namespace sharedfate {
namespace {

template <typename Kind>
Result<std::unique_ptr<Transport>> make(std::size_t message_size) {
  auto transport = std::make_unique<Kind>(message_size);
  if (Status opened = transport->open(); !opened) return opened.error();
  return std::unique_ptr<Transport>(std::move(transport));
}

/// The memory in which each side builds what it sends and reads what it has received.
struct Boxes {
  explicit Boxes(std::size_t size) {
    for (auto& box : out) box.resize(size);
    for (auto& box : in) box.resize(size);
  }
  std::array<std::vector<std::byte>, side_count> out, in;
};

/// The result of a system call, which is repeated if a signal has interrupted it. Each is counted.
template <typename Call>
ssize_t repeat_call(std::uint64_t& calls, Call call) {
  for (;;) {
    ++calls;
    const ssize_t result = call();
    if (result >= 0 || errno != EINTR) return result;
  }
}

// --- memory that both sides map: messages are built and read in place ---

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

class SlotTransport : public Transport {
 public:
  explicit SlotTransport(std::size_t message_size)
      : slot_size_((message_size + 63) / 64 * 64), slots_(slots_for(message_size)) {}
  ~SlotTransport() override {
    if (memory_ != nullptr) unmap_memory_block(memory_, size());
  }
  Status open() {
    auto memory = map_memory_block(size(), Sharing::shared);
    if (!memory) return memory.error();
    memory_ = static_cast<std::byte*>(memory.value());
    return Done{};
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
  [[nodiscard]] std::size_t size() const {
    return side_count * (sizeof(Direction) + slots_ * slot_size_);
  }
  Direction& direction(Side from) { return reinterpret_cast<Direction*>(memory_)[place_of(from)]; }
  std::byte* slot(Side from, std::uint32_t message) {
    return memory_ + side_count * sizeof(Direction) +
           (place_of(from) * slots_ + message % slots_) * slot_size_;
  }

  std::size_t slot_size_;
  std::uint32_t slots_;
  std::byte* memory_ = nullptr;
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
  explicit CopiedTransport(std::size_t message_size)
      : SlotTransport(message_size), boxes_(message_size) {}
  std::byte* outbox(Side side) override { return boxes_.out[place_of(side)].data(); }
  bool send(Side side) override {
    const auto& box = boxes_.out[place_of(side)];
    std::memcpy(SlotTransport::outbox(side), box.data(), box.size());
    return SlotTransport::send(side);
  }
  const std::byte* receive(Side side) override {
    auto& box = boxes_.in[place_of(side)];
    std::memcpy(box.data(), SlotTransport::receive(side), box.size());
    SlotTransport::done(side);
    return box.data();
  }
  void done(Side) override {}

 private:
  Boxes boxes_;
};

// --- streams of bytes through the kernel ---

constexpr const char* remedy = "close other programs or raise the limit of open files";

/// A call may read or write a part of the message only; it is repeated for the rest.
class StreamTransport : public Transport {
 public:
  explicit StreamTransport(std::size_t message_size) : boxes_(message_size) {}

  void become(Side side) override {
    const std::size_t other = place_of(other_side(side));
    reads_[other].reset();
    writes_[other].reset();
  }
  std::byte* outbox(Side side) override { return boxes_.out[place_of(side)].data(); }
  bool send(Side side) override {
    const auto& box = boxes_.out[place_of(side)];
    const int descriptor = writes_[place_of(side)].get();
    for (std::size_t sent = 0; sent < box.size();) {
      const ssize_t part = repeat_call(
          count(side), [&] { return ::write(descriptor, box.data() + sent, box.size() - sent); });
      if (part < 0) return false;
      sent += static_cast<std::size_t>(part);
    }
    return true;
  }
  const std::byte* receive(Side side) override {
    auto& box = boxes_.in[place_of(side)];
    const int descriptor = reads_[place_of(side)].get();
    for (std::size_t taken = 0; taken < box.size();) {
      const ssize_t part = repeat_call(
          count(side), [&] { return ::read(descriptor, box.data() + taken, box.size() - taken); });
      if (part <= 0) return nullptr;
      taken += static_cast<std::size_t>(part);
    }
    return box.data();
  }

 protected:
  /// By side. Each side has two descriptors of its own; those of a socket refer to the same end.
  std::array<Descriptor, side_count> reads_, writes_;

 private:
  Boxes boxes_;
};

class PipeTransport final : public StreamTransport {
 public:
  using StreamTransport::StreamTransport;
  Status open() {
    for (const Side from : {Side::near, Side::far}) {
      std::array<int, 2> pair{};
      if (::pipe2(pair.data(), O_CLOEXEC) != 0) return system_error("make a pipe", remedy);
      reads_[place_of(other_side(from))] = Descriptor(pair[0]);
      writes_[place_of(from)] = Descriptor(pair[1]);
    }
    return Done{};
  }
};

class SocketTransport final : public StreamTransport {
 public:
  using StreamTransport::StreamTransport;
  Status open() {
    std::array<int, 2> pair{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0)
      return system_error("make a pair of sockets", remedy);
    for (std::size_t side = 0; side < side_count; ++side) reads_[side] = Descriptor(pair[side]);
    for (std::size_t side = 0; side < side_count; ++side) {
      writes_[side] = Descriptor(::fcntl(pair[side], F_DUPFD_CLOEXEC, 0));
      if (!writes_[side].valid()) return system_error("make a pair of sockets", remedy);
    }
    return Done{};
  }
};

// --- message queues in the kernel: they carry whole messages of limited size ---

/// 0 if it cannot be read: no message size is allowed then.
std::uint64_t number_in(const char* path) {
  std::uint64_t number = 0;
  std::ifstream(path) >> number;
  return number;
}

class PosixQueueTransport final : public Transport {
 public:
  explicit PosixQueueTransport(std::size_t message_size) : boxes_(message_size) {}
  ~PosixQueueTransport() override {
    for (const mqd_t queue : queues_) {
      if (queue != none) ::mq_close(queue);
    }
  }
  Status open() {
    for (const Side from : {Side::near, Side::far}) {
      mq_attr attributes{};
      attributes.mq_maxmsg = 4;
      attributes.mq_msgsize = static_cast<long>(boxes_.out[0].size());
      const std::string name =
          "/sharedfate-" + std::to_string(::getpid()) + "-" + std::to_string(place_of(from));
      queues_[place_of(from)] =
          ::mq_open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600, &attributes);
      if (queues_[place_of(from)] == none)
        return system_error("make a POSIX message queue", "raise the limit: ulimit -q");
      // Without its name, the queue ends with its last open descriptor.
      ::mq_unlink(name.c_str());
    }
    return Done{};
  }

  std::byte* outbox(Side side) override { return boxes_.out[place_of(side)].data(); }
  bool send(Side side) override {
    const auto& box = boxes_.out[place_of(side)];
    return repeat_call(count(side), [&] {
             return ::mq_send(queues_[place_of(side)], reinterpret_cast<const char*>(box.data()),
                              box.size(), 0);
           }) == 0;
  }
  const std::byte* receive(Side side) override {
    auto& box = boxes_.in[place_of(side)];
    const ssize_t size = repeat_call(count(side), [&] {
      return ::mq_receive(queues_[place_of(other_side(side))], reinterpret_cast<char*>(box.data()),
                          box.size(), nullptr);
    });
    return size == static_cast<ssize_t>(box.size()) ? box.data() : nullptr;
  }

 private:
  static constexpr mqd_t none = -1;
  std::array<mqd_t, side_count> queues_{none, none};  // by the side that sends
  Boxes boxes_;
};

class SystemVQueueTransport final : public Transport {
 public:
  explicit SystemVQueueTransport(std::size_t message_size)
      : size_(message_size), boxes_(type_size + message_size) {}
  // A child made by fork ends with _exit and therefore does not remove the queues a second time.
  ~SystemVQueueTransport() override {
    for (const int queue : queues_) {
      if (queue >= 0) ::msgctl(queue, IPC_RMID, nullptr);
    }
  }
  Status open() {
    for (int& queue : queues_) {
      queue = ::msgget(IPC_PRIVATE, 0600);
      if (queue < 0) return system_error("make a System V message queue", "see ipcs -l");
    }
    const long type = 1;
    for (auto& box : boxes_.out) std::memcpy(box.data(), &type, type_size);
    return Done{};
  }

  std::byte* outbox(Side side) override { return boxes_.out[place_of(side)].data() + type_size; }
  bool send(Side side) override {
    return repeat_call(count(side), [&] {
             return ::msgsnd(queues_[place_of(side)], boxes_.out[place_of(side)].data(), size_, 0);
           }) == 0;
  }
  const std::byte* receive(Side side) override {
    auto& box = boxes_.in[place_of(side)];
    const ssize_t size = repeat_call(count(side), [&] {
      return ::msgrcv(queues_[place_of(other_side(side))], box.data(), size_, 0, 0);
    });
    return size == static_cast<ssize_t>(size_) ? box.data() + type_size : nullptr;
  }

 private:
  static constexpr std::size_t type_size = sizeof(long);
  std::size_t size_;
  std::array<int, side_count> queues_{-1, -1};  // by the side that sends
  Boxes boxes_;
};

constexpr std::string_view through_kernel = "2: into the kernel, and out of it";

}  // namespace

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

bool queues_end_with_experiment() { return ::getppid() == 1; }

std::span<const TransportRow> transports() {
  // Threads of one process use the same mapping anyway: it makes no difference to them that other
  // processes could share it.
  static const std::array rows{
      TransportRow{.name = "pointer",
                   .between_threads = true,
                   .copies_text = "0: the other thread reads it where it lies",
                   .make = make<SlotTransport>},
      TransportRow{.name = "shared memory",
                   .copies_text = "0: built and read where both see it",
                   .make = make<SlotTransport>},
      TransportRow{.name = "shared memory with copies",
                   .copies_text = "2: from own memory into the shared one, and out of it",
                   .make = make<CopiedTransport>},
      TransportRow{.name = "pipe", .copies_text = through_kernel, .make = make<PipeTransport>},
      TransportRow{
          .name = "Unix socket", .copies_text = through_kernel, .make = make<SocketTransport>},
      TransportRow{.name = "POSIX message queue",
                   .copies_text = through_kernel,
                   .outlives = true,
                   .largest = [] { return number_in("/proc/sys/fs/mqueue/msgsize_max"); },
                   .largest_set_by = "/proc/sys/fs/mqueue/msgsize_max",
                   .make = make<PosixQueueTransport>},
      TransportRow{.name = "System V message queue",
                   .copies_text = through_kernel,
                   .outlives = true,
                   .largest =
                       [] {
                         return std::min(number_in("/proc/sys/kernel/msgmax"),
                                         number_in("/proc/sys/kernel/msgmnb"));
                       },
                   .largest_set_by = "/proc/sys/kernel/msgmax",
                   .make = make<SystemVQueueTransport>},
  };
  return rows;
}

}  // namespace sharedfate
