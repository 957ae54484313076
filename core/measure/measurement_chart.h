#pragma once

#include <vector>

#include "core/chart/chart_data.h"
#include "core/measure/measurement.h"

namespace sharedfate {

/// What was measured as charts: those of summary_charts_of(), and one for each figure, with all
/// that it was measured of as its series; of "threads, computing" the words behind the comma have a
/// chart of their own. "NAME, lower quartile" and "NAME, upper quartile" become the spread of NAME,
/// and "NAME, fitted" a reference that is told apart from what was measured. An axis on which the
/// figures span more than two powers of ten is logarithmic. "cores" among the facts becomes a mark
/// where the axis counts workers. Series without points are left out, and those with several points
/// at one x: they are what a spread was made of.
std::vector<ChartData> charts_of(const Measurement& measurement);

}  // namespace sharedfate
