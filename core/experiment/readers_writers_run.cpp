#include "core/experiment/readers_writers_run.h"

#include <pthread.h>

#include <algorithm>
#include <array>

#include "core/system/memory_block.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

constexpr auto relaxed = std::memory_order_relaxed;
constexpr std::size_t page_words = 128;

struct Visitor {
  alignas(64) std::uint64_t start_ns = 0, end_ns = 0;
  std::uint64_t visits = 0, torn = 0, together = 0;
};

struct Page {
  StartGate gate;
  pthread_mutex_t mutex;
  pthread_rwlock_t rwlock;
  alignas(64) std::array<std::atomic<std::uint64_t>, page_words> words{};
  alignas(64) std::atomic<std::uint32_t> readers_inside{0};
  alignas(64) std::atomic<std::uint32_t> readers_left{0};
  std::array<Visitor, readers_max + writers_max> visitors;  ///< readers, then writers
};

void prepare(Page& page) {
  pthread_mutexattr_t for_mutex{};
  ::pthread_mutexattr_init(&for_mutex);
  ::pthread_mutexattr_setpshared(&for_mutex, PTHREAD_PROCESS_SHARED);
  ::pthread_mutex_init(&page.mutex, &for_mutex);
  ::pthread_mutexattr_destroy(&for_mutex);
  pthread_rwlockattr_t for_rwlock{};
  ::pthread_rwlockattr_init(&for_rwlock);
  ::pthread_rwlockattr_setpshared(&for_rwlock, PTHREAD_PROCESS_SHARED);
  // The default kind lets readers overtake waiting writers, which may then wait for ever.
  ::pthread_rwlockattr_setkind_np(&for_rwlock, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
  ::pthread_rwlock_init(&page.rwlock, &for_rwlock);
  ::pthread_rwlockattr_destroy(&for_rwlock);
}

void enter(Page& page, PageProtection protection, bool to_write) {
  if (protection == PageProtection::mutex) ::pthread_mutex_lock(&page.mutex);
  if (protection != PageProtection::rwlock) return;
  if (to_write) {
    ::pthread_rwlock_wrlock(&page.rwlock);
  } else {
    ::pthread_rwlock_rdlock(&page.rwlock);
  }
}

void leave(Page& page, PageProtection protection) {
  if (protection == PageProtection::mutex) ::pthread_mutex_unlock(&page.mutex);
  if (protection == PageProtection::rwlock) ::pthread_rwlock_unlock(&page.rwlock);
}

void read(Page& page, const ReadersWritersSetting& setting, Visitor& visitor) {
  for (std::uint64_t i = 0; i < setting.reads; ++i) {
    enter(page, setting.protection, false);
    if (page.readers_inside.fetch_add(1, relaxed) > 0) ++visitor.together;
    const std::uint64_t version = page.words.front().load(relaxed);
    bool torn = false;
    for (const std::atomic<std::uint64_t>& word : page.words)
      torn = word.load(relaxed) != version || torn;
    page.readers_inside.fetch_sub(1, relaxed);
    leave(page, setting.protection);
    visitor.torn += torn ? 1 : 0;
    ++visitor.visits;
  }
  page.readers_left.fetch_sub(1, std::memory_order_acq_rel);
}

void write(Page& page, const ReadersWritersSetting& setting, std::uint64_t writer,
           Visitor& visitor) {
  while (page.readers_left.load(std::memory_order_acquire) > 0) {
    const std::uint64_t version = ++visitor.visits * writers_max + writer;
    enter(page, setting.protection, true);
    for (std::atomic<std::uint64_t>& word : page.words) word.store(version, relaxed);
    leave(page, setting.protection);
  }
}

}  // namespace

Result<ReadersWritersFigures> run_readers_writers(const ReadersWritersSetting& setting) {
  assert(setting.readers >= 1 && setting.readers <= readers_max);
  assert(setting.writers <= writers_max);
  auto memory = MemoryBlock<Page>::create(Sharing::shared);
  if (!memory) return memory.error();
  Page& page = *memory.value();
  prepare(page);
  page.readers_left.store(setting.readers);
  const auto done = run_together(setting.form, Placement::spread, setting.readers + setting.writers,
                                 page.gate, [&](std::uint32_t worker) {
                                   Visitor& visitor = page.visitors[worker];
                                   visitor.start_ns = monotonic_ns();
                                   if (worker < setting.readers) {
                                     read(page, setting, visitor);
                                   } else {
                                     write(page, setting, worker - setting.readers, visitor);
                                   }
                                   visitor.end_ns = monotonic_ns();
                                 });
  if (!done) return done.error();
  ReadersWritersFigures figures;
  std::uint64_t start_ns = ~std::uint64_t{0}, end_ns = 0;
  for (std::uint32_t worker = 0; worker < setting.readers + setting.writers; ++worker) {
    const Visitor& visitor = page.visitors[worker];
    start_ns = std::min(start_ns, visitor.start_ns);
    if (worker >= setting.readers) {
      figures.writes += visitor.visits;
      continue;
    }
    figures.reads += visitor.visits;
    figures.torn += visitor.torn;
    figures.together += visitor.together;
    end_ns = std::max(end_ns, visitor.end_ns);
  }
  figures.wall_ns = static_cast<double>(end_ns - start_ns);
  return figures;
}

}  // namespace sharedfate
