#include <algorithm>
#include <array>
#include <map>

#include "core/experiment/rows.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

constexpr std::array parameters{
    ParameterRow{.name = "looks",
                 .sentence = "How often the clock is looked at",
                 .standard = "100000",
                 .least = 1'000,
                 .most = 1'000'000'000},
};

/// Progress is reported once in so many looks.
constexpr std::uint64_t block_looks = 100'000;

Status run(const Parameters& chosen, ExperimentReport& report) {
  const std::uint64_t looks = chosen.number("looks");
  std::map<std::uint64_t, std::uint64_t> counts;  // by difference
  std::uint64_t last = monotonic_ns();
  for (std::uint64_t look = 0; look < looks; ++look) {
    const std::uint64_t now = monotonic_ns();
    // Differences of 1 µs and more are interruptions of this process; they are counted together.
    ++counts[std::min<std::uint64_t>(now - last, 1'000)];
    last = now;
    if (look % block_looks != 0) continue;
    report.progress(static_cast<double>(look) / static_cast<double>(looks));
    last = monotonic_ns();
  }
  const std::uint32_t series = report.series("", "time between two looks", "ns", "looks");
  std::uint64_t seen = 0, median_ns = 0;
  for (const auto& [ns, count] : counts) {
    report.point(series, static_cast<double>(ns), static_cast<double>(count));
    if (seen <= looks / 2) median_ns = ns;
    seen += count;
  }
  report.fact("", "median", static_cast<double>(median_ns), "ns");
  report.fact("", "shortest", static_cast<double>(counts.begin()->first), "ns");
  report.fact("", "a microsecond or longer", static_cast<double>(counts[1'000]), "looks");
  report.note(
      "What a look at the clock costs is in every figure that is taken with one: times much "
      "longer than the median can be believed.");
  return Done{};
}

}  // namespace

const ExperimentRow clock_experiment{
    .name = "clock",
    .sentence = "What a look at the clock costs: the error in every other time.",
    .parameters = parameters,
    .run = run,
};

}  // namespace sharedfate
