#pragma once

#include <string>

#include "core/fault/fault.h"

namespace sharedfate::testing {

/// Why the fault ends differently in this build, because of a sanitizer, than the table of faults
/// says; empty if it does not.
inline std::string sanitizer_changes([[maybe_unused]] FaultId fault) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  if (fault == FaultId::heap)
    return "a sanitizer brings an allocator of its own, which ends the process in its own way";
  if (fault == FaultId::leak)
    return "a sanitizer brings an allocator of its own, which gives up instead of throwing";
  if (fault == FaultId::fds)
    return "a sanitizer opens files of its own at a throw, and ends the process where it cannot";
#endif
#if defined(__SANITIZE_THREAD__)
  if (fault == FaultId::deadlock)
    return "the thread sanitizer sees the deadlock coming and ends the process";
#endif
  return "";
}

/// Why this build does not handle a signal at once that arrives in a system call; empty if it does.
inline std::string sanitizer_delays_signals() {
#if defined(__SANITIZE_THREAD__)
  return "the thread sanitizer keeps a signal back until a call that it knows";
#else
  return "";
#endif
}

}  // namespace sharedfate::testing
