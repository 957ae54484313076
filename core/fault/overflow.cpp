#include <sys/resource.h>
#include <algorithm>
#include <array>
#include <csignal>

#include "core/fault/rows.h"

namespace sharedfate {

// Not static: dladdr() names only exported functions in a crash stack. Calls itself until the stack
// is used up.
int call_itself_for_ever(int depth) {
  constexpr std::size_t frame_size = 1024;
  std::array<char, frame_size> kept{};
  char* volatile place = kept.data();
  volatile bool for_ever = true;
  place[static_cast<std::size_t>(depth) % frame_size] = 1;
  const int below = for_ever ? call_itself_for_ever(depth + 1) : 0;
  // Used after the call, so that the call cannot become a loop.
  return below + place[0];
}

namespace {

void overflow_the_stack() {
  // An unlimited stack would first use up the computer's memory.
  constexpr rlim_t stack_max = 8U << 20;
  rlimit limit{};
  if (::getrlimit(RLIMIT_STACK, &limit) == 0) {
    limit.rlim_cur = std::min(limit.rlim_cur, stack_max);
    (void)::setrlimit(RLIMIT_STACK, &limit);
  }
  (void)call_itself_for_ever(0);
}

}  // namespace

const FaultRow overflow_fault{
    .id = FaultId::overflow,
    .name = "overflow",
    .title = "stack overflow",
    .sentence = "Calls itself until its stack is used up. The handler speaks from another stack.",
    .how = "f() { f(); }",
    .end = {.signal = SIGSEGV, .exit_code = 0},
    .outcome = ends_a_process,
    .needs_deadline = false,
    .commit = overflow_the_stack,
};

}  // namespace sharedfate
