#include <array>
#include <string>
#include <vector>

#include "core/experiment/bounded_queue_run.h"
#include "core/experiment/rows.h"
#include "core/experiment/statistics.h"

namespace sharedfate {
namespace {

constexpr std::array<std::string_view, 2> form_words{"threads", "processes"};
constexpr std::array<std::uint32_t, 6> capacities{1, 4, 16, 64, 256, 1024};
static_assert(capacities.back() == queue_capacity_max);

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
    ParameterRow{.name = "form",
                 .sentence = "What they are",
                 .kind = ParameterKind::word,
                 .standard = "threads",
                 .words = form_words},
    ParameterRow{.name = "runs",
                 .sentence = "How often all that is done",
                 .standard = "5",
                 .least = 1,
                 .most = 1'000},
};

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
    report.fact(of, "price", median(price_ns), "ns per item");
    report.fact(of, "waits, full", median(waits_full), "");
    report.fact(of, "waits, empty", median(waits_empty), "");
    report.fact(of, "producers wait", median(waited_full), "%");
    report.fact(of, "consumers wait", median(waited_empty), "%");
    report.fact(of, "runs with an item lost or twice", wrong, "");
  }
};

Status run(const Parameters& chosen, ExperimentReport& report) {
  BoundedQueueSetting setting{
      .form = chosen.text("form") == "threads" ? WorkerForm::threads : WorkerForm::processes,
      .producers = static_cast<std::uint32_t>(chosen.number("producers")),
      .consumers = static_cast<std::uint32_t>(chosen.number("consumers")),
      .capacity = 1,
      .items = chosen.number("items")};
  const std::uint64_t runs = chosen.number("runs");
  const double steps = static_cast<double>(runs) * static_cast<double>(capacities.size());
  std::array<Figures, capacities.size()> figures;
  double step = 0;
  for (std::uint64_t run = 0; run < runs; ++run) {
    for (std::size_t i = 0; i < capacities.size(); ++i) {
      setting.capacity = capacities[i];
      const auto measured = run_bounded_queue(setting);
      if (!measured) return measured.error();
      figures[i].add(setting, measured.value());
      figures[i].describe(capacities[i], report);
      report.progress(++step / steps);
    }
  }
  const std::uint32_t price = report.series("", "price", "places", "ns per item");
  const std::uint32_t full = report.series("producers", "time waiting", "places", "%");
  const std::uint32_t empty = report.series("consumers", "time waiting", "places", "%");
  for (std::size_t i = 0; i < capacities.size(); ++i) {
    report.point(price, capacities[i], median(figures[i].price_ns));
    report.point(full, capacities[i], median(figures[i].waited_full));
    report.point(empty, capacities[i], median(figures[i].waited_empty));
  }
  return Done{};
}

}  // namespace

const ExperimentRow producer_consumer_experiment{
    .name = "producer-consumer",
    .sentence = "A queue with so many places: which side waits, and what an item costs.",
    .parameters = parameters,
    .run = run,
};

}  // namespace sharedfate
