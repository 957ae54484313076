#include "core/system/priority.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <string>

#include "core/system/descriptor.h"

namespace sharedfate {
namespace {

constexpr int retry_ms = 110;

}  // namespace

void lower_own_priority(int niceness) {
  // On Linux this affects only the calling thread, although POSIX says the process.
  if (niceness > 0) ::setpriority(PRIO_PROCESS, 0, niceness);
}

void offer_to_memory_killer(int points) {
  const Descriptor score(::open("/proc/self/oom_score_adj", O_RDWR | O_CLOEXEC));
  std::array<char, 16> before{};
  if (!score.valid() || ::read(score.get(), before.data(), before.size() - 1) <= 0 ||
      std::atoi(before.data()) >= points)
    return;
  const std::string text = std::to_string(points);
  if (::pwrite(score.get(), text.data(), text.size(), 0) < 0) return;  // best effort
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
