#pragma once

#include <vector>

#include "core/chart/chart_data.h"
#include "core/measure/measurement.h"

namespace sharedfate {

/// What the room sees first of some experiments: a fact compared in bars, and how often a series
/// came to what. None for most experiments.
std::vector<ChartData> summary_charts_of(const Measurement& measurement);

/// How many of the values were in each of `buckets` stretches of equal length, from 0 to the
/// largest value: points with x, x_end and, as y, the number. All 0: one stretch, from 0 to 1.
std::vector<ChartPoint> histogram_of(const std::vector<MeasuredPoint>& values, int buckets);

}  // namespace sharedfate
