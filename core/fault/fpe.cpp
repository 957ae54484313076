#include <csignal>
#include <stdexcept>

#include "core/fault/rows.h"

namespace sharedfate {

// Not static: dladdr() names only exported functions in a crash stack. Not sanitized: the division
// must reach the processor.
__attribute__((no_sanitize("undefined"))) void divide_by_zero() {
  volatile int dividend = 42, divisor = 0;
  dividend = dividend / divisor;
  // ARM processors do not trap: they return 0.
  throw std::runtime_error("this processor divides by zero and says nothing");
}

const FaultRow fpe_fault{
    .id = FaultId::fpe,
    .name = "fpe",
    .title = "divide by 0",
    .sentence = "Divides a whole number by zero, and the processor refuses.",
    .how = "42 / 0",
    .end = {.signal = SIGFPE, .exit_code = 0},
    .outcome = ends_a_process,
    .needs_deadline = false,
    .commit = divide_by_zero,
};

}  // namespace sharedfate
