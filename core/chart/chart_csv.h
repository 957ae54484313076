#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/chart/chart_data.h"

namespace sharedfate {

/// One field as in RFC 4180: quoted where necessary.
std::string csv_field(std::string_view text);

/// All figures of a chart, one row each, in the base units that the column titles name; rows end
/// with CR LF. Columns: series, kind ("measured" or "reference"), x, to (the end of a histogram's
/// bar; only there), y, and low and high if there are spreads.
std::string chart_csv(const ChartData& data);

/// Several charts in one table, one row for each figure. Columns: chart, series, kind, what x is,
/// x, to (the end of a histogram's bar), what y is, y, low, high. Fields that do not apply are
/// empty.
std::string charts_csv(const std::vector<ChartData>& charts);

}  // namespace sharedfate
