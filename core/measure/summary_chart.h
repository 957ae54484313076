#pragma once

#include <vector>

#include "core/chart/chart_data.h"
#include "core/measure/measurement.h"

namespace sharedfate {

/// Charts that sum up an experiment for the class: one fact compared in bars, and a series as a
/// histogram. Most experiments have none.
std::vector<ChartData> summary_charts_of(const Measurement& measurement);

/// Counts how many values lie in each of `buckets` intervals of equal length, from 0 to the largest
/// value. A point has the interval as x and x_end, the count as y. If no value is above 0: one
/// interval, from 0 to 1.
std::vector<ChartPoint> histogram_of(const std::vector<MeasuredPoint>& values, int buckets);

}  // namespace sharedfate
