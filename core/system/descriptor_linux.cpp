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

void notify(int eventfd) {
  const std::uint64_t one = 1;
  if (::write(eventfd, &one, sizeof one) < 0) return;
}

void clear_notifications(int eventfd) {
  std::uint64_t count = 0;
  if (::read(eventfd, &count, sizeof count) < 0) return;
}

}  // namespace sharedfate
