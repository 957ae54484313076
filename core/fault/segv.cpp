#include <csignal>

#include "core/fault/rows.h"

namespace sharedfate {
namespace {

void commit_segv() {
  volatile int* const nobodys_address = nullptr;
  *const_cast<volatile int* volatile&>(nobodys_address) = 42;
}

}  // namespace

const FaultRow segv_fault{
    .id = FaultId::segv,
    .name = "segv",
    .title = "segfault",
    .sentence = "Writes to an address that nobody owns.",
    .how = "*(int*)nullptr = 42",
    .end = {.signal = SIGSEGV, .exit_code = 0},
    .needs_deadline = false,
    .commit = commit_segv,
};

}  // namespace sharedfate
