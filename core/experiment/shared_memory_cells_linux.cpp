#include <sched.h>
#include <sys/resource.h>

#include "core/experiment/shared_memory_cells.h"
#include "core/system/cores.h"
#include "core/system/futex.h"
#include "core/system/process_facts.h"

namespace sharedfate {

MemoryPage counter;

namespace {

/// An intended race without undefined behaviour: each access is atomic, the sequence is not.
constexpr auto relaxed = std::memory_order_relaxed;

std::uint64_t page_faults_so_far() {
  rusage usage{};
  ::getrusage(RUSAGE_THREAD, &usage);
  return static_cast<std::uint64_t>(usage.ru_minflt);
}

/// Returns how many page faults the write took. The first write to a private page that other
/// processes also map takes one, in which the kernel copies the page.
std::uint64_t write(MemoryPage& page, std::uint64_t value) {
  // The first call takes the page faults that are due to the call itself.
  page_faults_so_far();
  const std::uint64_t before = page_faults_so_far();
  page.value.store(value, relaxed);
  return page_faults_so_far() - before;
}

void increment(const MemoryPlace& place, MemoryPage& page) {
  constexpr std::uint32_t looks_before_yield = 2'000;
  SharedMemoryCells& shared_cells = *place.shared_cells;
  stay_on_core(place.core);
  // Spins instead of sleeping: others could finish before a sleeping worker is woken.
  shared_cells.begun.fetch_add(1, std::memory_order_acq_rel);
  for (std::uint32_t look = 1;
       shared_cells.begun.load(std::memory_order_acquire) < place.slot->begin_together; ++look) {
    if (look % looks_before_yield == 0) ::sched_yield();
  }
  for (std::uint64_t i = 0; i < place.slot->value; ++i)
    page.value.store(page.value.load(relaxed) + 1, relaxed);
}

CellView look_at(const MemoryPage* page) {
  if (page == nullptr) return {};
  CellView view;
  view.address = reinterpret_cast<std::uintptr_t>(page);
  // Read before page_facts(): a page that was never touched is not mapped.
  view.value = page->value.load(relaxed);
  view.page = page_facts(page);
  return view;
}

}  // namespace

void obey(const MemoryPlace& place) {
  MemorySlot& slot = *place.slot;
  MemoryPage* const page = slot.cell == MemoryCell::counter ? &counter : place.shared;
  if (slot.task == MemoryTask::write) slot.view.page_faults = write(*page, slot.value);
  if (slot.task == MemoryTask::increment) increment(place, *page);
  slot.view.pid = host_pid();
  slot.view.tid = host_tid();
  slot.view.cells = {look_at(&counter), look_at(place.shared)};
}

void obey_for_ever(const MemoryPlace& place) {
  MemorySlot& slot = *place.slot;
  for (std::uint32_t answered = 0;;) {
    while (slot.asked.load(std::memory_order_acquire) == answered) futex_wait(slot.asked, answered);
    obey(place);
    slot.answered.store(++answered, std::memory_order_release);
    futex_wake(slot.answered);
  }
}

}  // namespace sharedfate
