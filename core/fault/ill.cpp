#include <csignal>

#include "core/fault/rows.h"

namespace sharedfate {

// Not static: dladdr() names only exported functions in a crash stack.
void run_what_is_no_instruction() {
#if defined(__x86_64__)
  __asm__ volatile("ud2");
#elif defined(__aarch64__)
  __asm__ volatile("udf #0");
#else
#error "say which instruction this processor promises never to know"
#endif
}

const FaultRow ill_fault{
    .id = FaultId::ill,
    .name = "ill",
    .title = "bad opcode",
    .sentence = "Jumps to bytes that are no instruction, and the processor refuses.",
    .how = "ud2, the opcode that no processor will ever know",
    .end = {.signal = SIGILL, .exit_code = 0},
    .outcome = ends_a_process,
    .needs_deadline = false,
    .commit = run_what_is_no_instruction,
};

}  // namespace sharedfate
