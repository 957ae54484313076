#include "core/experiment/readers_writers.h"

#include <array>
#include <vector>

#include "core/experiment/rows.h"
#include "core/experiment/statistics.h"
#include "core/system/shared_memory.h"
#include "core/wire/shared_lock.h"

namespace sharedfate {
namespace {

constexpr std::array parameters{
    ParameterRow{.name = "readers",
                 .sentence = "How many look at the page",
                 .standard = "2",
                 .least = 1,
                 .most = readers_max},
    ParameterRow{.name = "writers",
                 .sentence = "How many change it meanwhile",
                 .standard = "1",
                 .least = 0,
                 .most = writers_max},
    ParameterRow{.name = "reads",
                 .sentence = "How often each reader looks",
                 .standard = "50000",
                 .least = 1,
                 .most = 100'000'000},
    form_parameter,
    runs_parameter("11"),
};

constexpr auto relaxed = std::memory_order_relaxed;
constexpr std::size_t page_words = 128;

struct Visitor {
  alignas(64) std::uint64_t visits = 0, torn = 0, together = 0;
};

struct Page {
  GroupMemory group;
  pthread_mutex_t mutex;
  pthread_rwlock_t rwlock;
  alignas(64) std::array<std::atomic<std::uint64_t>, page_words> words{};
  alignas(64) std::atomic<std::uint32_t> readers_inside{0};
  alignas(64) std::atomic<std::uint32_t> readers_left{0};
  std::array<Visitor, readers_max + writers_max> visitors;  ///< readers, then writers
};

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

struct Variant {
  PageProtection protection;
  std::string_view name;
};
constexpr std::array variants{
    Variant{PageProtection::none, "unprotected"},
    Variant{PageProtection::mutex, "mutex"},
    Variant{PageProtection::rwlock, "rwlock"},
};

/// The runs with one protection.
struct Figures {
  std::vector<double> torn, price_ns, writes, together;

  void add(const ReadersWritersFigures& run) {
    const auto reads = static_cast<double>(run.reads);
    torn.push_back(static_cast<double>(run.torn));
    price_ns.push_back(run.wall_ns / reads);
    writes.push_back(static_cast<double>(run.writes));
    together.push_back(100 * static_cast<double>(run.together) / reads);
  }
  void describe(std::string_view of, ExperimentReport& report) const {
    report.fact(of, "runs", static_cast<double>(torn.size()), "");
    if (torn.empty()) return;
    report.fact(of, "torn reads", estimate_median(torn), "");
    report.fact(of, "torn least", quantile(torn, 0), "");
    report.fact(of, "torn most", quantile(torn, 1), "");
    report.fact(of, "price", estimate_median(price_ns), "ns per read");
    report.fact(of, "read together", estimate_median(together), "%");
    report.fact(of, "writes meanwhile", estimate_median(writes), "");
  }
};

Status run(const Parameters& chosen, ExperimentReport& report) {
  ReadersWritersSetting setting{.form = worker_form_of(chosen.text("form")),
                                .protection = PageProtection::none,
                                .readers = static_cast<std::uint32_t>(chosen.number("readers")),
                                .writers = static_cast<std::uint32_t>(chosen.number("writers")),
                                .reads = chosen.number("reads")};
  std::array<Figures, variants.size()> figures;
  std::array<std::uint32_t, variants.size()> torn_series{};
  // First in the order of the table: the runs take turns in a random one.
  for (const Variant& variant : variants) Figures().describe(variant.name, report);
  for (std::size_t i = 0; i < variants.size(); ++i)
    torn_series[i] = report.series(variants[i].name, "torn reads", "run", "reads");
  const auto measure = [&](std::uint64_t run, std::size_t i) -> Status {
    setting.protection = variants[i].protection;
    const auto measured = run_readers_writers(setting);
    if (!measured) return measured.error();
    if (run == 0) return Done{};
    figures[i].add(measured.value());
    figures[i].describe(variants[i].name, report);
    report.point(torn_series[i], static_cast<double>(run), figures[i].torn.back());
    return Done{};
  };
  const Status done = measure_in_turn(report, chosen.number("runs"), variants.size(), measure);
  if (!done) return done;
  report.note(
      "Writers go on for as long as there are readers: more writes meanwhile make reads "
      "dearer. The reader-writer lock is of the kind that lets no reader pass a waiting "
      "writer.");
  return Done{};
}

}  // namespace

Result<ReadersWritersFigures> run_readers_writers(const ReadersWritersSetting& setting) {
  assert(setting.readers >= 1 && setting.readers <= readers_max);
  assert(setting.writers <= writers_max);
  auto memory = MemoryBlock<Page>::create(Sharing::shared);
  if (!memory) return memory.error();
  Page& page = *memory.value();
  prepare(page.mutex);
  prepare(page.rwlock, RwlockKind::writers_first);
  page.readers_left.store(setting.readers);
  const std::uint32_t all = setting.readers + setting.writers;
  const auto work = [&](std::uint32_t worker) {
    if (worker < setting.readers) {
      read(page, setting, page.visitors[worker]);
    } else {
      write(page, setting, worker - setting.readers, page.visitors[worker]);
    }
  };
  const Status done = run_together(setting.form, Placement::spread, all, page.group, work);
  if (!done) return done.error();
  ReadersWritersFigures figures;
  figures.wall_ns = page.group.wall_ns(setting.readers);
  for (std::uint32_t worker = 0; worker < all; ++worker) {
    const Visitor& visitor = page.visitors[worker];
    if (worker >= setting.readers) {
      figures.writes += visitor.visits;
      continue;
    }
    figures.reads += visitor.visits;
    figures.torn += visitor.torn;
    figures.together += visitor.together;
  }
  return figures;
}

const ExperimentRow readers_writers_experiment{
    .name = "readers-writers",
    .sentence = "Many look at what some change: torn reads, and what a lock for readers is worth.",
    .parameters = parameters,
    .run = run,
};

}  // namespace sharedfate
