#pragma once

#include <span>

#include "tests/bench/harness.h"

namespace sharedfate::bench {

/// What one event costs its writer and its reader.
Comparison event_comparison(const Settings& settings);
/// Empty tasks on two workers, compared with pools of threads and of processes.
Comparison throughput_comparison(const Settings& settings);
/// The time until a worker's death is known, and until its replacement is ready.
Comparison death_comparison(const Settings& settings);
/// The real window under Xvfb: its first frame, its frames with 2,000,000 tasks, its answer to a
/// key, its frames around crashes.
Comparison window_comparison(const Settings& settings);

using ComparisonMaker = Comparison (*)(const Settings&);
/// All comparisons, in the order of the printed table.
std::span<const ComparisonMaker> comparisons();

}  // namespace sharedfate::bench
