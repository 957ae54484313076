#pragma once

#include "core/fault/fault.h"

// A new fault needs an enumerator of FaultId, a file with its row, a declaration here and a line in
// the table of fault.cpp.
namespace sharedfate {

/// The outcome of most faults: the kernel ends the whole process, whichever thread caused it.
constexpr Outcome ends_a_process{
    .shared = "The whole process dies: every running and queued task is lost.",
    .isolated = "One worker dies with the task that it ran. The others go on, and it is replaced.",
};

/// The same where the process is an interpreter.
constexpr PythonFault ends_an_interpreter(std::string_view how) {
  return {.how = how,
          .threads = "The whole process dies: every running and queued task is lost.",
          .pool =
              "One worker dies and is replaced. Its task is lost, and the call that waits for it "
              "never ends.",
          .executor = "The pool is broken: its other workers are ended, everything pending fails."};
}

extern const FaultRow segv_fault;
extern const FaultRow abort_fault;
extern const FaultRow exception_fault;
extern const FaultRow exit_fault;
extern const FaultRow kill_fault;
extern const FaultRow spin_fault;
extern const FaultRow bus_fault;
extern const FaultRow fpe_fault;
extern const FaultRow ill_fault;
extern const FaultRow overflow_fault;
extern const FaultRow heap_fault;
extern const FaultRow error_fault;
extern const FaultRow leak_fault;
extern const FaultRow fds_fault;
extern const FaultRow stop_fault;
extern const FaultRow cont_fault;
extern const FaultRow deadlock_fault;
extern const FaultRow parent_fault;
extern const FaultRow supervisor_fault;
extern const FaultRow wild_fault;
extern const FaultRow sys_exit_fault;

}  // namespace sharedfate
