#include "core/experiment/memory_group.h"

namespace sharedfate {

Result<MemoryGroup> MemoryGroup::start(std::uint32_t each) {
  auto workers = MemoryWorkers::start(each);
  if (!workers) return workers.error();
  return MemoryGroup(workers.take());
}

Status MemoryGroup::write(std::uint32_t worker, MemoryCell cell, std::uint64_t value) {
  Status written = workers_->write(worker, cell, value);
  if (written) pages_.look(*workers_, worker, worker + 1);
  return written;
}

Result<IncrementFigures> MemoryGroup::increment(bool threads, MemoryCell cell,
                                                std::uint64_t times) {
  const std::uint32_t each = workers_->each();
  const std::uint32_t first = threads ? 0 : workers_->parent() + 1, end = first + each;
  // Each copy has a variable of its own, so that all of them are added up. Threads, and the shared
  // cell, have only one.
  const bool is_copied = !threads && cell == MemoryCell::counter;
  const auto sum = [&] {
    std::uint64_t total = 0;
    for (std::uint32_t worker = first; worker < (is_copied ? end : first + 1); ++worker)
      total += value(worker, cell);
    return total;
  };
  const std::uint64_t before = sum();
  if (Status done = workers_->increment(threads, cell, times); !done) return done.error();
  pages_.look(*workers_, first, end);
  return IncrementFigures{.expected = each * times, .measured = sum() - before};
}

std::uint32_t MemoryGroup::readers_of(std::uint64_t wanted, MemoryCell cell, std::uint32_t first,
                                      std::uint32_t end) const {
  std::uint32_t readers = 0;
  for (std::uint32_t worker = first; worker < end; ++worker) {
    if (value(worker, cell) == wanted) ++readers;
  }
  return readers;
}

}  // namespace sharedfate
