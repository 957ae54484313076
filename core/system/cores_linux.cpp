#include <sched.h>

#include <algorithm>
#include <optional>

#include "core/system/cores.h"

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

bool stay_on(std::size_t nth, const std::optional<cpu_set_t>& usable) {
  if (!usable) return false;
  std::size_t left = nth % static_cast<std::size_t>(count_of(usable));
  for (std::size_t core = 0; core < CPU_SETSIZE; ++core) {
    if (!CPU_ISSET(core, &*usable) || left-- > 0) continue;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(core, &one);
    return ::sched_setaffinity(0, sizeof one, &one) == 0;
  }
  return false;
}

}  // namespace

struct CoreBinding::Before {
  cpu_set_t cores;
};

std::size_t usable_core_count() { return static_cast<std::size_t>(count_of(usable_cores())); }

bool stay_on_core(std::size_t nth) { return stay_on(nth, usable_cores()); }

CoreBinding::CoreBinding(std::size_t nth) {
  const std::optional<cpu_set_t> usable = usable_cores();
  if (stay_on(nth, usable)) before_ = std::make_unique<Before>(Before{*usable});
}

CoreBinding::~CoreBinding() {
  if (before_) ::sched_setaffinity(0, sizeof before_->cores, &before_->cores);
}

}  // namespace sharedfate
