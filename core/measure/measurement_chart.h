#pragma once

#include <vector>

#include "core/chart/chart_data.h"
#include "core/measure/measurement.h"

namespace sharedfate {

/// The charts of a measurement: first those that summarise the experiment, then one for each name
/// of a series, with a curve for each subject. A subject "threads, computing" is the curve
/// "threads" in the chart "NAME, computing". The series "NAME, lower quartile" and "NAME, upper
/// quartile" become the spread of NAME, and "NAME, fitted" a reference curve. An axis whose figures
/// span more than a factor of 100 is logarithmic, except one that counts workers. There, the fact
/// "cores" becomes a mark. Left out are series without points, and series with several points at
/// one x: those are the measurements behind a spread.
std::vector<ChartData> charts_of(const Measurement& measurement);

}  // namespace sharedfate
