#include "core/system/priority.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "core/system/descriptor.h"

namespace sharedfate {
namespace {

constexpr int retry_ms = 110;

}  // namespace

void lower_own_priority(int niceness) {
  // On Linux this is the thread's own, whatever POSIX says of processes.
  if (niceness > 0) ::setpriority(PRIO_PROCESS, 0, niceness);
}

int SessionPriority::apply() {
  if (!owed_) return -1;
  owed_ = false;
  const Descriptor group(::open("/proc/self/autogroup", O_WRONLY | O_CLOEXEC));
  if (!group.valid()) return -1;
  const std::string text = std::to_string(niceness_);
  owed_ = ::write(group.get(), text.data(), text.size()) < 0 && errno == EAGAIN;
  return owed_ ? retry_ms : -1;
}

}  // namespace sharedfate
