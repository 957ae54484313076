#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/chart/chart_data.h"

namespace sharedfate {

/// One field as RFC 4180 has it: quoted where it must be.
std::string csv_field(std::string_view text);

/// All figures of a chart, one row each, in base units that the head of the column names; rows end
/// with CR LF. Columns: series, kind ("measured" or "reference"), x, y, and low and high where
/// there are spreads.
std::string chart_csv(const ChartData& data);

/// Several charts in one table, one row a figure. Columns: chart, series, kind, what x is, x, to
/// (of a bar of a histogram), what y is, y, low, high. What does not apply is empty.
std::string charts_csv(const std::vector<ChartData>& charts);

}  // namespace sharedfate
