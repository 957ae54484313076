#include <fcntl.h>
#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "core/experiment/transport.h"

// The two kinds of message queues in the kernel: they carry whole messages of limited size.
namespace sharedfate {
namespace {

/// 0 if it cannot be read: no message size is allowed then.
std::uint64_t number_in(const char* path) {
  std::uint64_t number = 0;
  std::ifstream(path) >> number;
  return number;
}

class PosixQueueTransport final : public Transport {
 public:
  explicit PosixQueueTransport(std::size_t message_size) {
    for (auto& box : out_) box.resize(message_size);
    for (auto& box : in_) box.resize(message_size);
  }
  ~PosixQueueTransport() override {
    for (const mqd_t queue : queues_) {
      if (queue != none) ::mq_close(queue);
    }
  }
  Status open() {
    for (const Side from : {Side::near, Side::far}) {
      mq_attr attributes{};
      attributes.mq_maxmsg = 4;
      attributes.mq_msgsize = static_cast<long>(out_[0].size());
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

  std::byte* outbox(Side side) override { return out_[place_of(side)].data(); }
  bool send(Side side) override {
    const auto& box = out_[place_of(side)];
    for (;;) {
      ++count(side);
      if (::mq_send(queues_[place_of(side)], reinterpret_cast<const char*>(box.data()), box.size(),
                    0) == 0)
        return true;
      if (errno != EINTR) return false;
    }
  }
  const std::byte* receive(Side side) override {
    auto& box = in_[place_of(side)];
    for (;;) {
      ++count(side);
      const ssize_t size = ::mq_receive(queues_[place_of(other_side(side))],
                                        reinterpret_cast<char*>(box.data()), box.size(), nullptr);
      if (size == static_cast<ssize_t>(box.size())) return box.data();
      if (size >= 0 || errno != EINTR) return nullptr;
    }
  }

 private:
  static constexpr mqd_t none = -1;
  std::array<mqd_t, side_count> queues_{none, none};  // by the side that sends
  std::array<std::vector<std::byte>, side_count> out_, in_;
};

class SystemVQueueTransport final : public Transport {
 public:
  explicit SystemVQueueTransport(std::size_t message_size) : size_(message_size) {
    for (auto& box : out_) box.resize(type_size + message_size);
    for (auto& box : in_) box.resize(type_size + message_size);
  }
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
    for (auto& box : out_) std::memcpy(box.data(), &type, type_size);
    return Done{};
  }

  std::byte* outbox(Side side) override { return out_[place_of(side)].data() + type_size; }
  bool send(Side side) override {
    for (;;) {
      ++count(side);
      if (::msgsnd(queues_[place_of(side)], out_[place_of(side)].data(), size_, 0) == 0)
        return true;
      if (errno != EINTR) return false;
    }
  }
  const std::byte* receive(Side side) override {
    auto& box = in_[place_of(side)];
    for (;;) {
      ++count(side);
      const ssize_t size = ::msgrcv(queues_[place_of(other_side(side))], box.data(), size_, 0, 0);
      if (size == static_cast<ssize_t>(size_)) return box.data() + type_size;
      if (size >= 0 || errno != EINTR) return nullptr;
    }
  }

 private:
  static constexpr std::size_t type_size = sizeof(long);
  std::size_t size_;
  std::array<int, side_count> queues_{-1, -1};  // by the side that sends
  std::array<std::vector<std::byte>, side_count> out_, in_;
};

template <typename Kind>
Result<std::unique_ptr<Transport>> make(std::size_t message_size) {
  auto transport = std::make_unique<Kind>(message_size);
  if (Status opened = transport->open(); !opened) return opened.error();
  return std::unique_ptr<Transport>(std::move(transport));
}

}  // namespace

bool queues_end_with_experiment() { return ::getppid() == 1; }

const TransportRow posix_queue_transport{
    .name = "POSIX message queue",
    .copies = 2,
    .copies_text = "2: into the kernel, and out of it",
    .outlives = true,
    .largest = [] { return number_in("/proc/sys/fs/mqueue/msgsize_max"); },
    .largest_set_by = "/proc/sys/fs/mqueue/msgsize_max",
    .make = make<PosixQueueTransport>,
};
const TransportRow system_v_queue_transport{
    .name = "System V message queue",
    .copies = 2,
    .copies_text = "2: into the kernel, and out of it",
    .outlives = true,
    .largest =
        [] {
          return std::min(number_in("/proc/sys/kernel/msgmax"),
                          number_in("/proc/sys/kernel/msgmnb"));
        },
    .largest_set_by = "/proc/sys/kernel/msgmax",
    .make = make<SystemVQueueTransport>,
};

}  // namespace sharedfate
