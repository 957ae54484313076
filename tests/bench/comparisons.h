#pragma once

#include <span>

#include "tests/bench/harness.h"

namespace sharedfate::bench {

/// What one event costs its writer and its reader.
Comparison event_comparison(const Settings& settings);
/// A million empty tasks on two workers, beside pools of threads and of processes.
Comparison throughput_comparison(const Settings& settings);
/// How long until a death is known, and until its replacement is ready.
Comparison death_comparison(const Settings& settings);
/// The real window under Xvfb: its first frame, its frames with a crowd, its answer to a key.
Comparison window_comparison(const Settings& settings);

using ComparisonMaker = Comparison (*)(const Settings&);
/// All of them, in the order of the table.
std::span<const ComparisonMaker> comparisons();

}  // namespace sharedfate::bench
