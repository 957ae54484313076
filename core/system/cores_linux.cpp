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

}  // namespace

struct CoreBinding::Before {
  cpu_set_t cores;
};

std::size_t usable_core_count() {
  const std::optional<cpu_set_t> usable = usable_cores();
  return usable ? static_cast<std::size_t>(std::max(CPU_COUNT(&*usable), 1)) : 1;
}

bool stay_on_core(std::size_t nth) {
  const std::optional<cpu_set_t> usable = usable_cores();
  if (!usable) return false;
  std::size_t left = nth % usable_core_count();
  for (std::size_t core = 0; core < CPU_SETSIZE; ++core) {
    if (!CPU_ISSET(core, &*usable) || left-- > 0) continue;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(core, &one);
    return ::sched_setaffinity(0, sizeof one, &one) == 0;
  }
  return false;
}

CoreBinding::CoreBinding(std::size_t nth) {
  const std::optional<cpu_set_t> usable = usable_cores();
  if (usable && stay_on_core(nth)) before_ = std::make_unique<Before>(Before{*usable});
}

CoreBinding::~CoreBinding() {
  if (before_) ::sched_setaffinity(0, sizeof before_->cores, &before_->cores);
}

}  // namespace sharedfate
