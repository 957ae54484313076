#include "core/system/priority.h"

#include <sys/resource.h>

namespace sharedfate {

void lower_own_priority(int niceness) {
  // On Linux this is the thread's own, whatever POSIX says of processes.
  if (niceness > 0) ::setpriority(PRIO_PROCESS, 0, niceness);
}

}  // namespace sharedfate
