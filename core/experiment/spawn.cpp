#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "core/experiment/rows.h"
#include "core/experiment/starting.h"
#include "core/experiment/statistics.h"
#include "core/system/memory_facts.h"
#include "core/system/scheduling.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

constexpr std::uint64_t mebi = 1024 * 1024;
constexpr std::string_view figure = "to start and end";

constexpr std::array parameters{
    ParameterRow{.name = "megabytes",
                 .sentence = "How many MiB the starting process has touched at most",
                 .standard = "256",
                 .least = 0,
                 .most = 1024 * 1024},
    ParameterRow{.name = "repeats",
                 .sentence = "How often each is started at each size",
                 .standard = "51",
                 .least = 1,
                 .most = 10'000},
};

/// 0, 1, 4, 16, ... and the largest one, in MiB.
std::vector<std::uint64_t> sizes_up_to(std::uint64_t most) {
  std::vector<std::uint64_t> sizes{0};
  for (std::uint64_t size = 1; size < most; size *= 4) sizes.push_back(size);
  if (most > 0) sizes.push_back(most);
  return sizes;
}

/// One way to start a thread or a process, with its series in the report.
struct Measured {
  const WayToStart* way;
  Distribution time, processor;
  std::uint32_t each;                                    ///< the series of all measured times
  std::vector<double> times_us = {}, processor_us = {};  ///< at one size

  Status start_once(bool counts) {
    // Not timed: after another kind of start, these also pay for pages that a fork has left to be
    // copied, and for the caches that an exec has emptied.
    for (int untimed = 0; untimed < 2; ++untimed) {
      if (Status status = way->start_and_wait(); !status) return status;
    }
    const std::uint64_t used_ns = processor_time_ns();
    const std::uint64_t begun_ns = monotonic_ns();
    Status status = way->start_and_wait();
    const std::uint64_t ended_ns = monotonic_ns(), used_then_ns = processor_time_ns();
    if (!status || !counts) return status;
    times_us.push_back(static_cast<double>(ended_ns - begun_ns) / 1e3);
    processor_us.push_back(static_cast<double>(used_then_ns - used_ns) / 1e3);
    return status;
  }
  void describe(std::uint64_t size, ExperimentReport& report) {
    const auto x = static_cast<double>(size);
    const std::string at = " at " + std::to_string(size) + " MiB";
    for (const double time_us : times_us) report.point(each, x, time_us);
    report.fact(way->name, "median" + at, time.add(x, times_us), "µs");
    report.fact(way->name, "processor time" + at, processor.add(x, processor_us), "µs");
    times_us.clear();
    processor_us.clear();
  }
};

Status check(const Parameters& chosen) {
  const std::uint64_t megabytes = chosen.number("megabytes");
  return check_memory(megabytes * mebi, "touch " + std::to_string(megabytes) + " MiB");
}

Status run(const Parameters& chosen, ExperimentReport& report) {
  const std::uint64_t repeats = chosen.number("repeats");
  const std::vector<std::uint64_t> sizes = sizes_up_to(chosen.number("megabytes"));
  TouchedMemory memory;
  if (Status status = memory.reserve(sizes.back() * mebi); !status) return status;
  std::vector<Measured> all;
  for (const WayToStart& way : ways_to_start) {
    all.push_back({&way, Distribution(report, way.name, figure, "MiB touched", "µs"),
                   Distribution(report, way.name, "processor time", "MiB touched", "µs"),
                   report.series(way.name, "each time", "MiB touched", "µs")});
  }
  // Where the kernel put what is started on another core, some starts would pay for waking that
  // core, which costs more than the start of a thread.
  const bool on_one_core = stay_on_core(0);
  // The expected cost of a size, for the progress: a fixed part, and a part for each MiB whose page
  // tables the forks copy.
  constexpr double fixed = 20;
  double whole = 0, done = 0;
  const auto part = [](std::uint64_t size) { return fixed + static_cast<double>(size); };
  for (const std::uint64_t size : sizes) whole += part(size);
  for (const std::uint64_t size : sizes) {
    memory.touch(size * mebi);
    const auto start = [&](std::uint64_t round, std::size_t i) {
      return all[i].start_once(round > 0);
    };
    Status status = measure_in_turn(report, repeats, all.size(), start,
                                    {done / whole, (done + part(size)) / whole});
    if (!status) return status;
    for (Measured& measured : all) measured.describe(size, report);
    done += part(size);
  }
  report.note(
      std::string("Each time is from before the start to after the end of a thread or process that "
                  "does nothing, right after two untimed ones of the same kind; the processor time "
                  "is what the kernel has counted for both sides meanwhile. ") +
      (on_one_core ? "All of it runs on one core, so that no idle core has to be woken. " : "") +
      "Programs started with exec are sharedfate-lane, which links the C++ library.");
  report.note(
      "Memory is touched in pages of the usual size. A fork copies the tables of these pages, not "
      "what is in them; with huge pages the tables are shorter, and so is the copy.");
  return Done{};
}

}  // namespace

const ExperimentRow spawn_experiment{
    .name = "spawn",
    .sentence = "What it costs to start and end a thread or a process, with memory touched before.",
    .parameters = parameters,
    .check = check,
    .run = run,
};

}  // namespace sharedfate
