#include <sched.h>

#include "core/experiment/core_binding.h"

namespace sharedfate {

struct CoreBinding::Before {
  cpu_set_t cores;
};

std::size_t allowed_core_count() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  if (::sched_getaffinity(0, sizeof cores, &cores) != 0) return 1;
  return static_cast<std::size_t>(CPU_COUNT(&cores));
}

CoreBinding::CoreBinding(std::size_t place) : before_(std::make_unique<Before>()) {
  CPU_ZERO(&before_->cores);
  if (::sched_getaffinity(0, sizeof before_->cores, &before_->cores) != 0) {
    before_.reset();
    return;
  }
  std::size_t left = place % static_cast<std::size_t>(CPU_COUNT(&before_->cores));
  for (std::size_t core = 0; core < CPU_SETSIZE; ++core) {
    if (!CPU_ISSET(core, &before_->cores) || left-- > 0) continue;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(core, &one);
    ::sched_setaffinity(0, sizeof one, &one);
    return;
  }
}

CoreBinding::~CoreBinding() {
  if (before_) ::sched_setaffinity(0, sizeof before_->cores, &before_->cores);
}

}  // namespace sharedfate
