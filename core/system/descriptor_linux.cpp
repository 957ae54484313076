#include "core/system/descriptor.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>

namespace sharedfate {

void Descriptor::reset() {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

Descriptor create_eventfd() { return Descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)); }

void notify_eventfd(int eventfd) {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t size = ::write(eventfd, &one, sizeof one);
}

void clear_eventfd(int eventfd) {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t size = ::read(eventfd, &count, sizeof count);
}

}  // namespace sharedfate
