#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <vector>

#include "core/experiment/transport.h"
#include "core/system/descriptor.h"

// Streams of bytes through the kernel.
namespace sharedfate {
namespace {

/// A call may read or write a part of the message only; it is repeated for the rest.
class StreamTransport final : public Transport {
 public:
  /// By side. Each side has two descriptors of its own; those of a socket refer to the same end.
  struct Ends {
    std::array<Descriptor, side_count> reads, writes;
  };
  StreamTransport(Ends ends, std::size_t message_size) : ends_(std::move(ends)) {
    for (auto& box : out_) box.resize(message_size);
    for (auto& box : in_) box.resize(message_size);
  }

  void become(Side side) override {
    const std::size_t other = place_of(other_side(side));
    ends_.reads[other].reset();
    ends_.writes[other].reset();
  }
  std::byte* outbox(Side side) override { return out_[place_of(side)].data(); }
  bool send(Side side) override {
    const auto& box = out_[place_of(side)];
    for (std::size_t sent = 0; sent < box.size();) {
      ++count(side);
      const ssize_t part =
          ::write(ends_.writes[place_of(side)].get(), box.data() + sent, box.size() - sent);
      if (part < 0 && errno != EINTR) return false;
      if (part > 0) sent += static_cast<std::size_t>(part);
    }
    return true;
  }
  const std::byte* receive(Side side) override {
    auto& box = in_[place_of(side)];
    for (std::size_t taken = 0; taken < box.size();) {
      ++count(side);
      const ssize_t part =
          ::read(ends_.reads[place_of(side)].get(), box.data() + taken, box.size() - taken);
      if (part == 0 || (part < 0 && errno != EINTR)) return nullptr;
      if (part > 0) taken += static_cast<std::size_t>(part);
    }
    return box.data();
  }

 private:
  Ends ends_;
  std::array<std::vector<std::byte>, side_count> out_, in_;
};

constexpr const char* remedy = "close other programs or raise the limit of open files";

Result<std::unique_ptr<Transport>> make_pipes(std::size_t message_size) {
  StreamTransport::Ends ends;
  for (const Side from : {Side::near, Side::far}) {
    std::array<int, 2> pair{};
    if (::pipe2(pair.data(), O_CLOEXEC) != 0) return system_error("make a pipe", remedy);
    ends.reads[place_of(other_side(from))] = Descriptor(pair[0]);
    ends.writes[place_of(from)] = Descriptor(pair[1]);
  }
  return std::unique_ptr<Transport>(
      std::make_unique<StreamTransport>(std::move(ends), message_size));
}

Result<std::unique_ptr<Transport>> make_sockets(std::size_t message_size) {
  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0)
    return system_error("make a pair of sockets", remedy);
  StreamTransport::Ends ends;
  for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
    ends.reads[side] = Descriptor(pair[side]);
    ends.writes[side] = Descriptor(::fcntl(pair[side], F_DUPFD_CLOEXEC, 0));
    if (!ends.writes[side].valid()) return system_error("make a pair of sockets", remedy);
  }
  return std::unique_ptr<Transport>(
      std::make_unique<StreamTransport>(std::move(ends), message_size));
}

}  // namespace

const TransportRow pipe_transport{
    .name = "pipe",
    .copies = 2,
    .copies_text = "2: into the kernel, and out of it",
    .make = make_pipes,
};
const TransportRow socket_transport{
    .name = "Unix socket",
    .copies = 2,
    .copies_text = "2: into the kernel, and out of it",
    .make = make_sockets,
};

}  // namespace sharedfate
