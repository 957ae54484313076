#include "core/system/scheduling.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "core/system/descriptor.h"

namespace sharedfate {
namespace {

/// The cores that the calling thread may use; nothing if they cannot be read.
std::optional<cpu_set_t> usable_cores() {
  cpu_set_t usable;
  CPU_ZERO(&usable);
  if (::sched_getaffinity(0, sizeof usable, &usable) != 0) return std::nullopt;
  return usable;
}

int count_of(const std::optional<cpu_set_t>& usable) {
  return usable ? std::max(CPU_COUNT(&*usable), 1) : 1;
}

bool stay_on(std::size_t nth, std::size_t count, const std::optional<cpu_set_t>& usable) {
  if (!usable) return false;
  std::vector<std::size_t> cores;
  for (std::size_t core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(core, &*usable)) cores.push_back(core);
  }
  if (cores.empty()) return false;
  cpu_set_t chosen;
  CPU_ZERO(&chosen);
  for (std::size_t i = 0; i < count; ++i) CPU_SET(cores[(nth + i) % cores.size()], &chosen);
  return ::sched_setaffinity(0, sizeof chosen, &chosen) == 0;
}

}  // namespace

struct CoreBinding::Before {
  cpu_set_t cores;
};

int current_core() { return ::sched_getcpu(); }

std::size_t usable_core_count() { return static_cast<std::size_t>(count_of(usable_cores())); }

bool stay_on_core(std::size_t nth) { return stay_on(nth, 1, usable_cores()); }

CoreBinding::CoreBinding(std::size_t nth, std::size_t count) {
  const std::optional<cpu_set_t> usable = usable_cores();
  if (stay_on(nth, count, usable)) before_ = std::make_unique<Before>(Before{*usable});
}

CoreBinding::~CoreBinding() {
  if (before_) ::sched_setaffinity(0, sizeof before_->cores, &before_->cores);
}

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
  constexpr int retry_ms = 110;
  if (!owed_) return -1;
  owed_ = false;
  const Descriptor group(::open("/proc/self/autogroup", O_WRONLY | O_CLOEXEC));
  if (!group.valid()) return -1;
  const std::string text = std::to_string(niceness_);
  owed_ = ::write(group.get(), text.data(), text.size()) < 0 && errno == EAGAIN;
  return owed_ ? retry_ms : -1;
}

}  // namespace sharedfate
