// Messages of any size with any number of descriptors, sent to a message socket. The receiver must
// take those that have the agreed form and treat all others as the end of the connection.
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <vector>

#include "core/lane/foreign_code.h"
#include "core/system/message_socket.h"
#include "core/system/shared_memory.h"
#include "tests/fuzz/fuzz_target.h"

namespace sharedfate {
namespace {

constexpr std::size_t message_size = 16;
constexpr std::size_t descriptors_max = 8;

/// One message. The input has a byte for the number of descriptors, one for the size, then `bytes`.
struct Sent {
  std::size_t descriptors = 0;
  std::string_view bytes;
};

Sent take_message(std::string_view& input) {
  Sent sent;
  sent.descriptors = static_cast<unsigned char>(input[0]) % (descriptors_max + 1);
  // About half of the messages have the agreed size.
  const auto wanted = input.size() > 1 ? static_cast<unsigned char>(input[1]) : std::size_t{0};
  const std::size_t size = wanted % 2 == 0 ? message_size : wanted / 2 % (2 * message_size);
  input.remove_prefix(std::min<std::size_t>(2, input.size()));
  sent.bytes = input.substr(0, std::min(size, input.size()));
  input.remove_prefix(sent.bytes.size());
  return sent;
}

bool send_raw(int socket, const Sent& sent) {
  std::array<char, 2 * message_size> bytes{};
  std::copy(sent.bytes.begin(), sent.bytes.end(), bytes.begin());
  iovec part{bytes.data(), sent.bytes.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(descriptors_max * sizeof(int))> control{};
  if (sent.descriptors > 0) {
    message.msg_control = control.data();
    message.msg_controllen = CMSG_SPACE(sent.descriptors * sizeof(int));
    cmsghdr* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sent.descriptors * sizeof(int));
    std::array<int, descriptors_max> passed{};
    passed.fill(STDIN_FILENO);
    std::memcpy(CMSG_DATA(header), passed.data(), sent.descriptors * sizeof(int));
  }
  return ::sendmsg(socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0;
}

/// The lowest free descriptor number, which rises if a lower descriptor is left open.
int lowest_free() {
  const Descriptor probe(::dup(STDIN_FILENO));
  return probe.get();
}

void receive_all(std::string_view input) {
  auto sockets = create_message_sockets();
  promise(sockets.ok(), "there are sockets");
  const auto& [own, peer] = sockets.value();
  const int free_before = lowest_free();
  while (!input.empty()) {
    const Sent sent = take_message(input);
    if (!send_raw(peer.get(), sent)) continue;
    std::array<char, message_size> received{};
    Descriptor passed;
    const Received outcome = receive_message(own.get(), received.data(), received.size(), passed);
    const bool agreed = sent.bytes.size() == message_size && sent.descriptors <= 1;
    promise(outcome == (agreed ? Received::message : Received::closed), "what was agreed is taken");
    promise(!agreed || passed.valid() == (sent.descriptors == 1), "its descriptor comes along");
    promise(!agreed || std::equal(received.begin(), received.end(), sent.bytes.begin()),
            "it is what was sent");
    passed.reset();
    promise(lowest_free() == free_before, "no descriptor stays open");
  }
}

/// The same for ForeignCode::give_memory(), which answers only messages of one byte, and only as
/// many as were agreed.
void ask_for_memory(std::string_view input) {
  const int free_before = lowest_free();
  {
    auto code = ForeignCode::prepare({.all_workers = 4});
    promise(code.ok(), "there are sockets");
    const Descriptor peer(::dup(code.value().lane_processes_end()));
    code.value().begin();
    std::uint64_t given = 0;
    while (!input.empty() && code.value().requests() >= 0) {
      if (!send_raw(peer.get(), take_message(input))) break;
      code.value().give_memory();
      char word = 0;
      Descriptor memory;
      if (receive_message(peer.get(), &word, 1, memory) != Received::message) continue;
      promise(is_sealed_memory(memory.get()) && ++given <= 4, "as much memory as was agreed");
    }
  }
  promise(lowest_free() == free_before, "no descriptor stays open");
}

}  // namespace
}  // namespace sharedfate

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  sharedfate::receive_all(input);
  sharedfate::ask_for_memory(input);
  return 0;
}
