#include <csignal>

#include "core/fault/rows.h"

namespace sharedfate {
namespace {

void commit_spin() {
  volatile bool for_ever = true;
  while (for_ever) {
  }
}

}  // namespace

const FaultRow spin_fault{
    .id = FaultId::spin,
    .name = "spin",
    .title = "hang",
    .sentence = "Loops for ever: nothing crashes, and nothing comes back. Past its deadline the process is killed.",
    .how = "while (true) {}",
    .end = {.signal = SIGKILL, .exit_code = 0},
    .needs_deadline = true,
    .commit = commit_spin,
};

}  // namespace sharedfate
