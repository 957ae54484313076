#include "core/system/message_socket.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace sharedfate {

Result<std::pair<Descriptor, Descriptor>> create_message_sockets() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    return system_error("create a socket pair",
                        "close other programs or raise the limit of open files");
  }
  return std::pair{Descriptor(ends[0]), Descriptor(ends[1])};
}

Status send_message(int socket, const void* message, std::size_t size, int passed,
                    Blocking blocking) {
  iovec part{const_cast<void*>(message), size};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  if (passed >= 0) {
    header.msg_control = control;
    header.msg_controllen = sizeof control;
    cmsghdr* const rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(rights), &passed, sizeof passed);
  }
  const int flags = MSG_NOSIGNAL | (blocking == Blocking::no ? MSG_DONTWAIT : 0);
  ssize_t sent = 0;
  do {
    sent = ::sendmsg(socket, &header, flags);
  } while (sent < 0 && errno == EINTR);
  if (sent < 0) return system_error("send a message to a lane");
  return Done{};
}

namespace {

/// Takes every descriptor that the kernel has installed: the first becomes `passed`, the others are
/// closed. Returns whether there was at most one.
bool take_descriptors(msghdr& header, Descriptor& passed) {
  passed.reset();
  bool alone = true;
  for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int number = -1;
      std::memcpy(&number, CMSG_DATA(part) + i * sizeof number, sizeof number);
      Descriptor one(number);
      // A socket with SO_LINGER set would block close() until the other side has read its data.
      constexpr linger at_once{};
      ::setsockopt(number, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
      if (passed.valid())
        alone = false;
      else
        passed = std::move(one);
    }
  }
  return alone;
}

}  // namespace

Received receive_message(int socket, void* message, std::size_t size, Descriptor& passed) {
  iovec part{message, size};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  // With padding, this buffer has room for two descriptors on most machines.
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  header.msg_control = control;
  header.msg_controllen = sizeof control;
  ssize_t received = 0;
  do {
    received = ::recvmsg(socket, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  } while (received < 0 && errno == EINTR);
  if (received < 0)
    return errno == EAGAIN || errno == EWOULDBLOCK ? Received::nothing : Received::closed;

  // If this process has no descriptor left, the kernel drops all of them.
  const bool alone = take_descriptors(header, passed);
  const bool cut = passed.valid() && (header.msg_flags & MSG_CTRUNC) != 0;
  const bool whole = alone && !cut && static_cast<std::size_t>(received) == size &&
                     (header.msg_flags & MSG_TRUNC) == 0;
  if (!whole) passed.reset();
  return whole ? Received::message : Received::closed;
}

}  // namespace sharedfate
