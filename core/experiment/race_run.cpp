#include "core/experiment/race_run.h"

#include <algorithm>

#include "core/system/memory_block.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

void work(const ProtectionRow& protection, RaceMemory& memory, std::uint32_t worker,
          std::uint64_t increments, bool watched, RaceResult& result) {
  result.start_ns = monotonic_ns();
  if (watched && protection.count_watched != nullptr) {
    protection.count_watched(memory, worker, increments, result);
  } else {
    protection.count(memory, worker, increments);
  }
  result.end_ns = monotonic_ns();
}

}  // namespace

Result<RaceFigures> run_race(const ProtectionRow& protection, const RaceSetting& setting,
                             bool watched) {
  const RaceMemoryKind kind = setting.memory;
  const std::uint32_t workers = setting.workers;
  const std::uint64_t increments = setting.increments;
  assert(workers >= 1 && workers <= race_workers_max);
  assert(!(protection.has_owner && kind == RaceMemoryKind::private_));
  auto memory = MemoryBlock<RaceMemory>::create(
      kind == RaceMemoryKind::private_ ? Sharing::copy_on_write : Sharing::shared);
  if (!memory) return memory.error();
  auto results = MemoryBlock<RaceResults>::create(Sharing::shared);
  if (!results) return results.error();
  RaceMemory& race = *memory.value();
  RaceResults& shared = *results.value();
  prepare(race);

  const bool is_private = kind == RaceMemoryKind::private_;
  const WorkerForm form =
      kind == RaceMemoryKind::threads ? WorkerForm::threads : WorkerForm::processes;
  const std::uint32_t all = workers + (protection.has_owner ? 1 : 0);
  const auto done =
      run_together(form, setting.placement, all, shared.gate, [&](std::uint32_t worker) {
        RaceResult& result = shared.workers[worker];
        if (worker < workers) {
          work(protection, race, worker, increments, watched, result);
        } else {
          result.start_ns = monotonic_ns();
          protection.own(race, workers * increments);
          result.end_ns = monotonic_ns();
        }
        // A shared counter may still be written to by other workers.
        if (is_private) result.own_view = protection.total(race);
      });
  if (!done) return done.error();

  RaceFigures figures;
  figures.total = protection.total(race);
  figures.own_view = shared.workers[0].own_view;
  std::uint64_t start_ns = ~std::uint64_t{0}, end_ns = 0;
  for (std::uint32_t worker = 0; worker < all; ++worker) {
    const RaceResult& result = shared.workers[worker];
    start_ns = std::min(start_ns, result.start_ns);
    end_ns = std::max(end_ns, result.end_ns);
    if (worker < workers)
      figures.waiting.push_back({result.waits, result.waited_ns, result.waited_for});
  }
  figures.wall_ns = static_cast<double>(end_ns - start_ns);
  return figures;
}

}  // namespace sharedfate
