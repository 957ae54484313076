// Descriptors that arrive with messages.
#include "core/system/message_socket.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <vector>

#include "tests/lane/kernel_facts.h"

namespace sharedfate::testing {
namespace {

/// Sends a message of eight bytes with `count` descriptors of this process.
void send_with(int socket, std::size_t count) {
  std::array<char, 8> bytes{};
  iovec part{bytes.data(), bytes.size()};
  std::vector<char> control(CMSG_SPACE(count * sizeof(int)));
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control.data();
  header.msg_controllen = control.size();
  cmsghdr* const rights = CMSG_FIRSTHDR(&header);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(count * sizeof(int));
  const std::vector<int> descriptors(count, STDERR_FILENO);
  std::memcpy(CMSG_DATA(rights), descriptors.data(), count * sizeof(int));
  ASSERT_EQ(::sendmsg(socket, &header, 0), 8);
}

TEST(MessageSocket, keeps_only_the_descriptor_of_a_valid_message) {
  auto sockets = create_message_sockets();
  ASSERT_TRUE(sockets);
  const int sender = sockets.value().first.get(), receiver = sockets.value().second.get();
  const int before = descriptor_count();
  std::array<char, 8> message{};
  Descriptor passed;
  for (const std::size_t count : {1U, 2U, 3U, 16U, 253U}) {
    for (int round = 0; round < 100; ++round) {
      send_with(sender, count);
      const Received received = receive_message(receiver, message.data(), message.size(), passed);
      EXPECT_EQ(received, count == 1 ? Received::message : Received::closed) << count;
      EXPECT_EQ(passed.valid(), count == 1) << count;
    }
    passed.reset();
    EXPECT_EQ(descriptor_count(), before) << count;
  }
}

}  // namespace
}  // namespace sharedfate::testing
