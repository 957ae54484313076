#pragma once

#include <string>
#include <vector>

#include "core/wire/worker_memory.h"

namespace sharedfate {

/// Prepares the process: installs handlers for the crash signals and for uncaught exceptions, and
/// lists the loaded modules. Call once, before any thread is started.
void prepare_crash_record();

/// From here on a crash of the calling thread writes a crash record into `memory` before the
/// process dies. Gives the thread its own signal stack, so that a stack overflow can be recorded,
/// too. `memory` must outlive the thread.
void arm_crash_record(WorkerMemory& memory);

/// Ends the unwinding of a crash's stack at the calling function. Only for a function that never
/// returns to its caller.
[[gnu::always_inline]] inline void end_stack_here() {
#if defined(__x86_64__)
  // An undefined return address ends the unwinding, as in the C library's _start (DWARF 5, 6.4.2).
  asm volatile(".cfi_undefined rip");
#elif defined(__aarch64__)
  asm volatile(".cfi_undefined x30");
#endif
}

/// Names of the functions in the crash record of a process that runs this same program; innermost
/// first. Checks every field, because the dying process may have written anything.
std::vector<std::string> name_stack(const CrashRecord& words);

}  // namespace sharedfate
