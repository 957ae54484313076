#include <linux/seccomp.h>
#include <sys/prctl.h>

#include "call_filter.h"
#include "core/system/file_view.h"

namespace sharedfate {

ConfinementOutcome restrict_calls() {
  // The kernel only reads the filter; its struct lacks the const.
  sock_fprog program{sizeof call_filter / sizeof call_filter[0],
                     const_cast<sock_filter*>(call_filter)};
  if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
    return denied_at(ConfinementStep::filter_calls);
  return {.state = ConfinementState::reached};
}

}  // namespace sharedfate
