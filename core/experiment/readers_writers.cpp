#include <array>
#include <vector>

#include "core/experiment/readers_writers_run.h"
#include "core/experiment/rows.h"
#include "core/experiment/statistics.h"

namespace sharedfate {
namespace {

constexpr std::array<std::string_view, 2> form_words{"threads", "processes"};

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
    report.fact(of, "torn reads", median(torn), "");
    report.fact(of, "torn least", quantile(torn, 0), "");
    report.fact(of, "torn most", quantile(torn, 1), "");
    report.fact(of, "price", median(price_ns), "ns per read");
    report.fact(of, "read together", median(together), "%");
    report.fact(of, "writes meanwhile", median(writes), "");
  }
};

Status run(const Parameters& chosen, ExperimentReport& report) {
  ReadersWritersSetting setting{
      .form = chosen.text("form") == "threads" ? WorkerForm::threads : WorkerForm::processes,
      .protection = PageProtection::none,
      .readers = static_cast<std::uint32_t>(chosen.number("readers")),
      .writers = static_cast<std::uint32_t>(chosen.number("writers")),
      .reads = chosen.number("reads")};
  const std::uint64_t runs = chosen.number("runs");
  const double steps = static_cast<double>(runs) * static_cast<double>(variants.size());
  std::array<Figures, variants.size()> figures;
  std::array<std::uint32_t, variants.size()> torn_series{};
  for (std::size_t i = 0; i < variants.size(); ++i)
    torn_series[i] = report.series(variants[i].name, "torn reads", "run", "reads");
  double step = 0;
  for (std::uint64_t run = 0; run < runs; ++run) {
    for (std::size_t i = 0; i < variants.size(); ++i) {
      setting.protection = variants[i].protection;
      const auto measured = run_readers_writers(setting);
      if (!measured) return measured.error();
      figures[i].add(measured.value());
      figures[i].describe(variants[i].name, report);
      report.point(torn_series[i], static_cast<double>(run + 1), figures[i].torn.back());
      report.progress(++step / steps);
    }
  }
  report.note(
      "Writers go on for as long as there are readers: more writes meanwhile make reads "
      "dearer. The reader-writer lock is of the kind that lets no reader pass a waiting "
      "writer.");
  return Done{};
}

}  // namespace

const ExperimentRow readers_writers_experiment{
    .name = "readers-writers",
    .sentence = "Many look at what some change: torn reads, and what a lock for readers is worth.",
    .parameters = parameters,
    .run = run,
};

}  // namespace sharedfate
