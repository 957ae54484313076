#include <algorithm>
#include <array>
#include <csignal>
#include <set>
#include <string>
#include <vector>

#include "core/experiment/message_exchange.h"
#include "core/experiment/rows.h"
#include "core/experiment/statistics.h"
#include "core/system/memory_facts.h"
#include "core/system/scheduling.h"

namespace sharedfate {
namespace {

constexpr std::uint64_t mebi = 1024 * 1024;
constexpr std::uint64_t size_least = 8, size_factor = 8;

constexpr std::array<std::string_view, 3> placements{"two", "one", "any"};

constexpr std::array parameters{
    ParameterRow{.name = "bytes",
                 .sentence = "The largest message, a multiple of 8",
                 .standard = "67108864",
                 .least = size_least,
                 .most = 1024 * mebi},
    ParameterRow{.name = "rounds",
                 .sentence = "How often a message goes there and back in each run; large ones less "
                             "often",
                 .standard = "100",
                 .least = 1,
                 .most = 100'000},
    ParameterRow{.name = "cores",
                 .sentence = "Each side on a core of its own, both on one, or as the kernel likes",
                 .kind = ParameterKind::word,
                 .standard = "two",
                 .words = placements},
    runs_parameter("5"),
};

/// 8, 64, 512, ... and the largest one.
std::vector<std::uint64_t> sizes_up_to(std::uint64_t largest) {
  std::vector<std::uint64_t> sizes;
  for (std::uint64_t size = size_least; size < largest; size *= size_factor) sizes.push_back(size);
  sizes.push_back(largest);
  return sizes;
}

/// What one run exchanges. Chooses the numbers of rounds and messages so that each size moves about
/// the same number of bytes in all runs together, within bounds.
ExchangePlan plan_for(std::uint64_t size, const Parameters& chosen) {
  constexpr std::uint64_t bytes_in_rounds = 256 * mebi, bytes_in_burst = 32 * mebi;
  constexpr std::uint64_t rounds_least = 2, messages_least = 2, messages_most = 2'000;
  const auto placement = std::find(placements.begin(), placements.end(), chosen.text("cores"));
  return {
      .message_size = size,
      .rounds = std::min(chosen.number("rounds"),
                         std::max(rounds_least, bytes_in_rounds / size / chosen.number("runs"))),
      .bursts = 1,
      .messages = std::clamp(bytes_in_burst / size, messages_least, messages_most),
      .placement = static_cast<SidePlacement>(placement - placements.begin())};
}

/// The sizes that a transport can carry. If there are larger ones, a note gives the limit.
std::vector<std::uint64_t> sizes_for(const TransportRow& row, std::uint64_t largest,
                                     ExperimentReport& report) {
  if (row.largest == nullptr) return sizes_up_to(largest);
  const std::uint64_t limit = row.largest() / size_least * size_least;
  if (largest <= limit) return sizes_up_to(largest);
  report.note(std::string(row.name) + ": carries at most " + std::to_string(limit) +
              " bytes in a message (" + std::string(row.largest_set_by) +
              "); larger ones were not sent.");
  return limit < size_least ? std::vector<std::uint64_t>{} : sizes_up_to(limit);
}

/// One transport, with its series in the report.
class Way {
 public:
  Way(const TransportRow& row, std::uint64_t largest, ExperimentReport& report)
      : row_(&row),
        report_(&report),
        sizes_(sizes_for(row, largest, report)),
        latency_(report, row.name, "latency", "bytes", "µs"),
        throughput_(report, row.name, "throughput", "bytes", "MiB/s"),
        calls_(report.series(row.name, "system calls for a message", "bytes", "calls")) {
    report.fact(row.name, "between", row.between_threads ? "threads" : "processes");
    report.fact(row.name, "copies", row.copies_text);
  }

  [[nodiscard]] const std::vector<std::uint64_t>& sizes() const { return sizes_; }
  [[nodiscard]] bool carries(std::uint64_t size) const {
    return std::find(sizes_.begin(), sizes_.end(), size) != sizes_.end();
  }

  /// If it fails, larger messages are not tried, and what was found at this size is not used.
  void exchange(const ExchangePlan& plan, bool counts) {
    if (!carries(plan.message_size)) return;
    const auto exchanged = exchange_messages(*row_, plan);
    if (!exchanged) {
      report_->note(std::string(row_->name) + ": not measured from " +
                    std::to_string(plan.message_size) + " bytes on. " + exchanged.error().text() +
                    ".");
      sizes_.clear();
      return;
    }
    const ExchangeResult& result = exchanged.value();
    checked_ += result.checked;
    wrong_ += result.wrong;
    if (!counts) return;
    latencies_us_.insert(latencies_us_.end(), result.latencies_us.begin(),
                         result.latencies_us.end());
    latency_of_run_us_.push_back(median(result.latencies_us));
    throughputs_.insert(throughputs_.end(), result.throughputs.begin(), result.throughputs.end());
    calls_of_run_.push_back(result.calls_per_message);
  }

  /// Reports what was exchanged at this size. The messages of one run have met the same load, so
  /// that what repeats is the run: its median counts once.
  void describe(std::uint64_t size) {
    if (carries(size)) {
      const auto x = static_cast<double>(size);
      const Estimate latency_us = estimate_median(latency_of_run_us_);
      latency_.add(x, latency_us.value, latencies_us_);
      const Estimate throughput = throughput_.add(x, throughputs_);
      report_->point(calls_, x, median(calls_of_run_));
      const std::string_view name = row_->name;
      if (size == size_least) report_->fact(name, "latency of 8 bytes", latency_us, "µs");
      report_->fact(name, "largest", x, "bytes");
      report_->fact(name, "its throughput", throughput, "MiB/s");
      report_->fact(name, "messages checked", static_cast<double>(checked_), "");
      report_->fact(name, "of them wrong", static_cast<double>(wrong_), "");
    }
    for (auto* figures : {&latencies_us_, &latency_of_run_us_, &throughputs_, &calls_of_run_})
      figures->clear();
  }

 private:
  const TransportRow* row_;
  ExperimentReport* report_;
  std::vector<std::uint64_t> sizes_;
  Distribution latency_, throughput_;
  std::uint32_t calls_;
  std::uint64_t checked_ = 0, wrong_ = 0;
  // At one size: of each message; of each run.
  std::vector<double> latencies_us_, latency_of_run_us_, throughputs_, calls_of_run_;
};

/// The expected cost of all messages of a size, for the progress: a fixed part and its bytes.
double cost_of(std::uint64_t size, const std::vector<Way>& ways) {
  constexpr double fixed = 4.0 * mebi;
  const auto count =
      std::count_if(ways.begin(), ways.end(), [size](const Way& way) { return way.carries(size); });
  return static_cast<double>(count) * (fixed + static_cast<double>(size));
}

Status check(const Parameters& chosen) {
  const std::uint64_t bytes = chosen.number("bytes");
  const std::string tried = "send messages of " + std::to_string(bytes) + " bytes";
  if (bytes % size_least != 0) {
    return Error{tried, "it is not a multiple of 8",
                 "take " + std::to_string(bytes / size_least * size_least)};
  }
  // Each of the two sides has a buffer to send, one to receive, and two slots in shared memory.
  constexpr std::uint64_t copies_most = 8;
  return check_memory(copies_most * bytes, tried);
}

void add_notes(ExperimentReport& report) {
  report.note(
      "Latency is half of the time there and back, with only the first and the last word of a "
      "message written and read. For the throughput every word is written by one side and read "
      "by the other, several messages one after the other.");
  report.note(
      "System calls are counted as both sides make them. Copies are a model: they are what the "
      "way requires, and were not counted.");
  report.note(
      "Waking a process on another core costs more than most ways do for a small message, and "
      "more still in a virtual machine; with --cores one that part is left out.");
}

Status run(const Parameters& chosen, ExperimentReport& report) {
  // A side that has ended makes write() fail, and is not to end this process.
  std::signal(SIGPIPE, SIG_IGN);
  std::vector<Way> ways;
  std::set<std::uint64_t> sizes;
  for (const TransportRow& row : transports()) {
    if (row.outlives && !queues_end_with_experiment()) {
      report.note(std::string(row.name) +
                  ": not measured, as it would outlive a program that is killed: without a "
                  "namespace of its own, nothing ends it.");
      continue;
    }
    ways.emplace_back(row, chosen.number("bytes"), report);
    sizes.insert(ways.back().sizes().begin(), ways.back().sizes().end());
  }
  double whole = 0, done = 0;
  for (const std::uint64_t size : sizes) whole += cost_of(size, ways);
  for (const std::uint64_t size : sizes) {
    const ExchangePlan plan = plan_for(size, chosen);
    const double cost = cost_of(size, ways);
    const auto exchange = [&](std::uint64_t run, std::size_t i) -> Status {
      ways[i].exchange(plan, run > 0);
      return Done{};
    };
    Status measured = measure_in_turn(report, chosen.number("runs"), ways.size(), exchange,
                                      {done / whole, (done + cost) / whole});
    if (!measured) return measured;
    for (Way& way : ways) way.describe(size);
    done += cost;
  }
  if (chosen.text("cores") == "two" && usable_core_count() == 1)
    report.note("There is one core only: both sides share it.");
  add_notes(report);
  return Done{};
}

}  // namespace

const ExperimentRow ipc_experiment{
    .name = "ipc",
    .sentence =
        "What it costs to hand a message over: by pointer, by shared memory, or through the "
        "kernel.",
    .parameters = parameters,
    .check = check,
    .run = run,
};

}  // namespace sharedfate
