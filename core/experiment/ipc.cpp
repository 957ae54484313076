#include <algorithm>
#include <array>
#include <csignal>
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
                 .sentence = "How often a message goes there and back; large ones less often",
                 .standard = "500",
                 .least = 1,
                 .most = 100'000},
    ParameterRow{.name = "cores",
                 .sentence = "Each side on a core of its own, both on one, or as the kernel likes",
                 .kind = ParameterKind::word,
                 .standard = "two",
                 .words = placements},
};

/// 8, 64, 512, ... and the largest one.
std::vector<std::uint64_t> sizes_up_to(std::uint64_t largest) {
  std::vector<std::uint64_t> sizes;
  for (std::uint64_t size = size_least; size < largest; size *= size_factor) sizes.push_back(size);
  sizes.push_back(largest);
  return sizes;
}

/// Chooses the numbers of rounds and messages so that each size moves about the same number of
/// bytes, within bounds.
ExchangePlan plan_for(std::uint64_t size, std::uint64_t rounds, SidePlacement placement) {
  constexpr std::uint64_t bytes_in_rounds = 256 * mebi, bytes_in_burst = 32 * mebi;
  constexpr std::uint64_t rounds_least = 10, messages_least = 2, messages_most = 2'000;
  return {.message_size = size,
          .rounds = std::min(rounds, std::max(rounds_least, bytes_in_rounds / size)),
          .bursts = 5,
          .messages = std::clamp(bytes_in_burst / size, messages_least, messages_most),
          .placement = placement};
}

/// One transport, with its series in the report.
struct Way {
  const TransportRow* row;
  Distribution latency, throughput;
  std::uint32_t calls;
  std::uint64_t checked = 0, wrong = 0;
};

Way declare(const TransportRow& row, ExperimentReport& report) {
  report.fact(row.name, "between", row.between_threads ? "threads" : "processes");
  report.fact(row.name, "copies", row.copies_text);
  return {&row, Distribution(report, row.name, "latency", "bytes", "µs"),
          Distribution(report, row.name, "throughput", "bytes", "MiB/s"),
          report.series(row.name, "system calls for a message", "bytes", "calls")};
}

SidePlacement placement_of(const Parameters& chosen) {
  const auto word = std::find(placements.begin(), placements.end(), chosen.text("cores"));
  return static_cast<SidePlacement>(word - placements.begin());
}

Status measure_at(std::uint64_t size, const Parameters& chosen, Way& way,
                  ExperimentReport& report) {
  const auto exchanged =
      exchange_messages(*way.row, plan_for(size, chosen.number("rounds"), placement_of(chosen)));
  if (!exchanged) return exchanged.error();
  const ExchangeResult& result = exchanged.value();
  const auto x = static_cast<double>(size);
  const double latency_us = way.latency.add(x, result.latencies_us);
  const double throughput = way.throughput.add(x, result.throughputs);
  report.point(way.calls, x, result.calls_per_message);
  way.checked += result.checked;
  way.wrong += result.wrong;
  const std::string_view name = way.row->name;
  if (size == size_least) report.fact(name, "latency of 8 bytes", latency_us, "µs");
  report.fact(name, "largest", x, "bytes");
  report.fact(name, "its throughput", throughput, "MiB/s");
  report.fact(name, "messages checked", static_cast<double>(way.checked), "");
  report.fact(name, "of them wrong", static_cast<double>(way.wrong), "");
  return Done{};
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

/// The expected cost of a transport, for the progress: for each size a fixed part and its bytes.
double cost_of(const std::vector<std::uint64_t>& sizes) {
  constexpr double fixed = 4.0 * mebi;
  double cost = 0;
  for (const std::uint64_t size : sizes) cost += fixed + static_cast<double>(size);
  return cost;
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
  struct Planned {
    Way way;
    std::vector<std::uint64_t> sizes;
  };
  std::vector<Planned> all;
  double whole = 0, done = 0;
  for (const TransportRow& row : transports()) {
    if (row.outlives && !queues_end_with_experiment()) {
      report.note(std::string(row.name) +
                  ": not measured, as it would outlive a program that is killed: without a "
                  "namespace of its own, nothing ends it.");
      continue;
    }
    auto sizes = sizes_for(row, chosen.number("bytes"), report);
    whole += cost_of(sizes);
    all.push_back({declare(row, report), std::move(sizes)});
  }
  for (Planned& planned : all) {
    for (const std::uint64_t size : planned.sizes) {
      const Status measured = measure_at(size, chosen, planned.way, report);
      if (!measured) {
        // Goes on with the next transport, which may be able to carry this size.
        report.note(std::string(planned.way.row->name) + ": not measured from " +
                    std::to_string(size) + " bytes on. " + measured.error().text() + ".");
        break;
      }
      done += cost_of({size});
      report.progress(done / whole);
    }
  }
  if (placement_of(chosen) == SidePlacement::two_cores && usable_core_count() == 1)
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
