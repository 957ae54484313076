#include "core/experiment/producer_consumer.h"

#include <array>
#include <string>
#include <vector>

#include "core/experiment/rows.h"
#include "core/experiment/statistics.h"
#include "core/system/shared_memory.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

constexpr std::array<std::uint32_t, 6> capacities{1, 4, 16, 64, 256, 1024};
static_assert(capacities.back() == BoundedQueue::capacity_max);

constexpr std::array parameters{
    ParameterRow{.name = "producers",
                 .sentence = "How many put items in",
                 .standard = "1",
                 .least = 1,
                 .most = queue_workers_max},
    ParameterRow{.name = "consumers",
                 .sentence = "How many take items out",
                 .standard = "1",
                 .least = 1,
                 .most = queue_workers_max},
    ParameterRow{.name = "items",
                 .sentence = "How many each producer puts in",
                 .standard = "5000",
                 .least = 1,
                 .most = 100'000'000},
    form_parameter,
    runs_parameter("5"),
};

struct WorkerStats {
  alignas(64) std::uint64_t items = 0, sum = 0, sum_of_squares = 0;
  std::uint64_t waits = 0, waited_ns = 0;

  void note(std::uint64_t item) {
    ++items;
    sum += item;
    sum_of_squares += item * item;
  }
};

struct SharedRun {
  GroupMemory group;
  BoundedQueue queue;
  std::uint64_t taken = 0;                               ///< protected by the queue's mutex
  std::array<WorkerStats, 2 * queue_workers_max> stats;  ///< producers, then consumers
};

/// Waits on `condition` until `ready`, and adds the wait to `stats`. Precondition: the caller holds
/// the mutex.
template <typename Ready>
void await(BoundedQueue& queue, pthread_cond_t& condition, WorkerStats& stats, Ready ready) {
  if (ready()) return;
  ++stats.waits;
  const std::uint64_t start_ns = monotonic_ns();
  while (!ready()) ::pthread_cond_wait(&condition, &queue.mutex);
  stats.waited_ns += monotonic_ns() - start_ns;
}

void produce(SharedRun& run, const BoundedQueueSetting& setting, std::uint32_t producer,
             WorkerStats& stats) {
  BoundedQueue& queue = run.queue;
  for (std::uint64_t i = 0; i < setting.items; ++i) {
    const std::uint64_t item = producer * setting.items + i;
    ::pthread_mutex_lock(&queue.mutex);
    await(queue, queue.not_full, stats, [&] { return queue.count < setting.capacity; });
    queue.put(item);
    ::pthread_cond_signal(&queue.not_empty);
    ::pthread_mutex_unlock(&queue.mutex);
    stats.note(item);
  }
}

void consume(SharedRun& run, const BoundedQueueSetting& setting, WorkerStats& stats) {
  BoundedQueue& queue = run.queue;
  const std::uint64_t total = setting.producers * setting.items;
  for (;;) {
    ::pthread_mutex_lock(&queue.mutex);
    await(queue, queue.not_empty, stats, [&] { return queue.count > 0 || run.taken == total; });
    if (run.taken == total) break;
    const std::uint64_t item = queue.take();
    // After the last item the other consumers are to end.
    if (++run.taken == total) ::pthread_cond_broadcast(&queue.not_empty);
    ::pthread_cond_signal(&queue.not_full);
    ::pthread_mutex_unlock(&queue.mutex);
    stats.note(item);
  }
  ::pthread_mutex_unlock(&queue.mutex);
}

BoundedQueueFigures figures_of(const SharedRun& run, const BoundedQueueSetting& setting) {
  BoundedQueueFigures figures;
  std::uint64_t sums = 0, squares = 0;
  for (std::uint32_t worker = 0; worker < setting.producers + setting.consumers; ++worker) {
    const WorkerStats& stats = run.stats[worker];
    const bool producer = worker < setting.producers;
    if (producer) {
      figures.sent += stats.items;
      figures.waits_full += stats.waits;
      figures.waited_full_ns += stats.waited_ns;
    } else {
      figures.received += stats.items;
      figures.waits_empty += stats.waits;
      figures.waited_empty_ns += stats.waited_ns;
    }
    // Sent minus received, modulo 2^64: 0 if each item was received once.
    sums += producer ? stats.sum : 0 - stats.sum;
    squares += producer ? stats.sum_of_squares : 0 - stats.sum_of_squares;
  }
  figures.each_once = figures.sent == figures.received && sums == 0 && squares == 0;
  figures.wall_ns = run.group.wall_ns(setting.producers + setting.consumers);
  return figures;
}

/// The runs with one size of the queue.
struct Figures {
  std::vector<double> price_ns, waits_full, waits_empty, waited_full, waited_empty;
  double wrong = 0;

  void add(const BoundedQueueSetting& setting, const BoundedQueueFigures& run) {
    const auto share = [&run](std::uint64_t ns, std::uint32_t stats) {
      return 100 * static_cast<double>(ns) / (run.wall_ns * stats);
    };
    price_ns.push_back(run.wall_ns / static_cast<double>(run.sent));
    waits_full.push_back(static_cast<double>(run.waits_full));
    waits_empty.push_back(static_cast<double>(run.waits_empty));
    waited_full.push_back(share(run.waited_full_ns, setting.producers));
    waited_empty.push_back(share(run.waited_empty_ns, setting.consumers));
    wrong += run.each_once ? 0 : 1;
  }
  void describe(std::uint32_t capacity, ExperimentReport& report) const {
    const std::string of = std::to_string(capacity) + (capacity == 1 ? " place" : " places");
    report.fact(of, "runs", static_cast<double>(price_ns.size()), "");
    if (price_ns.empty()) return;
    report.fact(of, "price", estimate_median(price_ns), "ns per item");
    report.fact(of, "waits, full", estimate_median(waits_full), "");
    report.fact(of, "waits, empty", estimate_median(waits_empty), "");
    report.fact(of, "producers wait", estimate_median(waited_full), "%");
    report.fact(of, "consumers wait", estimate_median(waited_empty), "%");
    report.fact(of, "runs with an item lost or twice", wrong, "");
  }
};

Status run(const Parameters& chosen, ExperimentReport& report) {
  BoundedQueueSetting setting{.form = worker_form_of(chosen.text("form")),
                              .producers = static_cast<std::uint32_t>(chosen.number("producers")),
                              .consumers = static_cast<std::uint32_t>(chosen.number("consumers")),
                              .capacity = 1,
                              .items = chosen.number("items")};
  std::array<Figures, capacities.size()> figures;
  // First in the order of the table: the runs take turns in a random one.
  for (const std::uint32_t capacity : capacities) Figures().describe(capacity, report);
  const auto measure = [&](std::uint64_t run, std::size_t i) -> Status {
    setting.capacity = capacities[i];
    const auto measured = run_bounded_queue(setting);
    if (!measured) return measured.error();
    if (run == 0) return Done{};
    figures[i].add(setting, measured.value());
    figures[i].describe(capacities[i], report);
    return Done{};
  };
  const Status done = measure_in_turn(report, chosen.number("runs"), capacities.size(), measure);
  if (!done) return done;
  Distribution price(report, "", "price", "places", "ns per item");
  Distribution full(report, "producers", "time waiting", "places", "%");
  Distribution empty(report, "consumers", "time waiting", "places", "%");
  for (std::size_t i = 0; i < capacities.size(); ++i) {
    price.add(capacities[i], figures[i].price_ns);
    full.add(capacities[i], figures[i].waited_full);
    empty.add(capacities[i], figures[i].waited_empty);
  }
  return Done{};
}

}  // namespace

Result<BoundedQueueFigures> run_bounded_queue(const BoundedQueueSetting& setting) {
  assert(setting.capacity >= 1 && setting.capacity <= BoundedQueue::capacity_max);
  assert(setting.producers >= 1 && setting.producers <= queue_workers_max);
  assert(setting.consumers >= 1 && setting.consumers <= queue_workers_max);
  auto memory = MemoryBlock<SharedRun>::create(Sharing::shared);
  if (!memory) return memory.error();
  SharedRun& run = *memory.value();
  prepare(run.queue);
  const auto work = [&](std::uint32_t worker) {
    if (worker < setting.producers) {
      produce(run, setting, worker, run.stats[worker]);
    } else {
      consume(run, setting, run.stats[worker]);
    }
  };
  const Status done = run_together(setting.form, Placement::spread,
                                   setting.producers + setting.consumers, run.group, work);
  if (!done) return done.error();
  return figures_of(run, setting);
}

const ExperimentRow producer_consumer_experiment{
    .name = "producer-consumer",
    .sentence = "A queue with so many places: which side waits, and what an item costs.",
    .parameters = parameters,
    .run = run,
};

}  // namespace sharedfate
