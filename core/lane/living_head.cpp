#include "core/lane/living_head.h"

#include <csignal>
#include <cstdlib>

#include "core/fault/fault.h"
#include "core/lane/head.h"

namespace sharedfate {
namespace {

/// Whether it was told to do what it does not come back from by itself.
bool hangs(const WorkerMemory& worker) {
  const std::uint32_t committed = worker.fault_committed.load(std::memory_order_acquire);
  return committed != 0 && committed <= faults().size() &&
         fault_row(static_cast<FaultId>(committed - 1)).needs_deadline;
}

}  // namespace

void LivingHead::kill() {
  killed = true;
  signal_child(child, SIGKILL);
}

void LivingHead::strike(FaultId fault) {
  note_fault(*memory, fault);
  signal_child(child, SIGKILL);
}

const WorkerMemory* LivingHead::guilty() const {
  const WorkerMemory* found = nullptr;
  for (const auto& worker : workers) {
    if (!worker) continue;
    const bool confessed = worker->last_words.complete.load(std::memory_order_acquire) == 1 ||
                           worker->fault_committed.load(std::memory_order_acquire) != 0;
    const bool overdue = overdue_worker == static_cast<int>(worker->worker);
    if (overdue || (confessed && found == nullptr && overdue_worker == 0)) found = &*worker;
  }
  return found;
}

bool LivingHead::ended_as_asked(const Ending& ending) const {
  if (!told_to_stop) return false;
  const WorkerMemory* const culprit = guilty();
  if (killed) return at_once || culprit == nullptr || !hangs(*culprit);
  const bool struck = memory->fault_committed.load(std::memory_order_acquire) != 0;
  return !ending.signalled && ending.exit_code == EXIT_SUCCESS && culprit == nullptr && !struck;
}

}  // namespace sharedfate
