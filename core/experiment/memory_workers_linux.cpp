#include <sys/resource.h>

#include <csignal>
#include <system_error>
#include <thread>

#include "core/experiment/memory_workers.h"
#include "core/experiment/worker_group.h"
#include "core/system/futex.h"
#include "core/system/process_facts.h"
#include "core/system/scheduling.h"

namespace sharedfate {

MemoryPage counter;

enum class MemoryTask : std::uint32_t { look, write, increment };

/// Where one worker gets its tasks and answers. The fields that are not atomic may be used by the
/// asking side while `answered` equals `asked`, and by the worker otherwise.
struct alignas(64) MemorySlot {
  std::atomic<std::uint32_t> asked{0};     ///< futex word: tasks given so far
  std::atomic<std::uint32_t> answered{0};  ///< futex word: tasks done so far
  MemoryTask task{};
  MemoryCell cell{};
  std::uint64_t value = 0;           ///< to be written, or the number of increments
  std::uint32_t begin_together = 1;  ///< how many workers increment at the same time
  MemoryView view;
};

struct SharedMemoryCells {
  alignas(64) std::atomic<std::uint32_t> begun{0};  ///< how many are ready to increment
  std::array<MemorySlot, 2 * memory_workers_max + 1> slots;
};

/// The memory of one worker. `shared` is null for a thread.
struct MemoryPlace {
  SharedMemoryCells* shared_cells;
  MemorySlot* slot;
  MemoryPage* shared;
  std::uint32_t core;  ///< index of the core on which it increments, so that all run in parallel
};

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
  stay_on_core(place.core);
  begin_together(place.shared_cells->begun, place.slot->begin_together);
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

/// Does the task in the slot on the calling thread, then fills in the slot's view.
void obey(const MemoryPlace& place) {
  MemorySlot& slot = *place.slot;
  MemoryPage* const page = slot.cell == MemoryCell::counter ? &counter : place.shared;
  if (slot.task == MemoryTask::write) slot.view.page_faults = write(*page, slot.value);
  if (slot.task == MemoryTask::increment) increment(place, *page);
  slot.view.pid = host_pid();
  slot.view.tid = host_tid();
  slot.view.cells = {look_at(&counter), look_at(place.shared)};
}

/// The main loop of a worker: does each task that it is given.
[[noreturn]] void obey_for_ever(const MemoryPlace& place) {
  MemorySlot& slot = *place.slot;
  for (std::uint32_t answered = 0;;) {
    while (slot.asked.load(std::memory_order_acquire) == answered) futex_wait(slot.asked, answered);
    obey(place);
    slot.answered.store(++answered, std::memory_order_release);
    futex_wake(slot.answered);
  }
}

}  // namespace

MemoryWorkers::MemoryWorkers(std::uint32_t each) : each_(each) {}

Result<std::unique_ptr<MemoryWorkers>> MemoryWorkers::start(std::uint32_t each) {
  assert(each >= 1 && each <= memory_workers_max);
  std::unique_ptr<MemoryWorkers> workers(new MemoryWorkers(each));
  if (Status started = workers->start_all(); !started) return started.error();
  return workers;
}

MemoryWorkers::~MemoryWorkers() {
  for (const Child& child : children_) signal_child(child, SIGKILL);
  for (const Child& child : children_) reap(child);
}

std::string MemoryWorkers::name(std::uint32_t worker) const {
  if (worker == parent()) return "parent";
  return is_thread(worker) ? "T" + std::to_string(worker + 1)
                           : "P" + std::to_string(worker - parent());
}

MemoryPlace MemoryWorkers::place_of(std::uint32_t worker) {
  assert(worker < count());
  const bool is_copy = worker > parent();
  return {.shared_cells = &*shared_cells_,
          .slot = &shared_cells_->slots[worker],
          .shared = is_thread(worker) ? nullptr : &*shared_,
          .core = is_copy ? worker - parent() - 1 : worker};
}

Status MemoryWorkers::start_child(const std::function<int()>& body) {
  auto child = fork_child(body);
  if (!child) return child.error();
  children_.push_back(child.take());
  return Done{};
}

Status MemoryWorkers::start_all() {
  auto shared_cells = MemoryBlock<SharedMemoryCells>::create(Sharing::shared);
  if (!shared_cells) return shared_cells.error();
  shared_cells_ = shared_cells.take();
  auto shared = MemoryBlock<MemoryPage>::create(Sharing::shared);
  if (!shared) return shared.error();
  shared_ = shared.take();
  give_own_mapping(&counter);
  give_own_mapping(&*shared_);
  counter.value.store(0);
  const auto live_as_threads = [this] {
    // This write gives the process a page of its own before the copies are made.
    counter.value.store(0);
    std::vector<std::thread> threads;
    try {
      for (std::uint32_t worker = 0; worker < each_; ++worker)
        threads.emplace_back([place = place_of(worker)] { obey_for_ever(place); });
    } catch (const std::system_error&) {
      std::_Exit(EXIT_FAILURE);
    }
    for (std::thread& thread : threads) thread.join();
    return EXIT_SUCCESS;
  };
  if (Status started = start_child(live_as_threads); !started) return started;
  // Once the threads answer, their process has a page of its own and no longer counts among those
  // that map the page of this process and its copies.
  if (Status looked = ask(0, each_, MemoryTask::look); !looked) return looked;
  for (std::uint32_t worker = parent() + 1; worker < count(); ++worker) {
    const auto live_as_copy = [place = place_of(worker)]() -> int { obey_for_ever(place); };
    if (Status started = start_child(live_as_copy); !started) return started;
  }
  return ask(0, count(), MemoryTask::look);
}

Status MemoryWorkers::await(std::uint32_t worker) {
  constexpr std::int64_t look_interval_ns = 100'000'000;
  const MemorySlot& slot = shared_cells_->slots[worker];
  const Child& child = children_[is_thread(worker) ? 0 : worker - parent()];
  for (;;) {
    const std::uint32_t answered = slot.answered.load(std::memory_order_acquire);
    if (answered == slot.asked.load(std::memory_order_relaxed)) return Done{};
    if (has_ended(child))
      return Error{"ask worker " + name(worker), "its process has died", "start the lab again"};
    futex_wait(slot.answered, answered, look_interval_ns);
  }
}

Status MemoryWorkers::ask(std::uint32_t first, std::uint32_t end, MemoryTask task, MemoryCell cell,
                          std::uint64_t value) {
  shared_cells_->begun.store(0);
  for (std::uint32_t worker = first; worker < end; ++worker) {
    MemorySlot& slot = shared_cells_->slots[worker];
    slot.task = task;
    slot.cell = cell;
    slot.value = value;
    slot.begin_together = end - first;
    if (worker == parent()) {
      obey(place_of(worker));
      continue;
    }
    slot.asked.fetch_add(1, std::memory_order_release);
    futex_wake(slot.asked);
  }
  for (std::uint32_t worker = first; worker < end; ++worker) {
    if (worker == parent()) continue;
    if (Status answered = await(worker); !answered) return answered;
  }
  return Done{};
}

Status MemoryWorkers::write(std::uint32_t worker, MemoryCell cell, std::uint64_t value) {
  assert(worker < count() && has(worker, cell));
  if (Status done = ask(worker, worker + 1, MemoryTask::write, cell, value); !done) return done;
  return ask(0, count(), MemoryTask::look);
}

Status MemoryWorkers::increment(bool threads, MemoryCell cell, std::uint64_t times) {
  assert(!threads || cell == MemoryCell::counter);
  const std::uint32_t first = threads ? 0 : parent() + 1;
  if (Status done = ask(first, first + each_, MemoryTask::increment, cell, times); !done)
    return done;
  return ask(0, count(), MemoryTask::look);
}

const MemoryView& MemoryWorkers::view(std::uint32_t worker) const {
  assert(worker < count());
  return shared_cells_->slots[worker].view;
}

}  // namespace sharedfate
