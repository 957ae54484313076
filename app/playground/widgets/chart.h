#pragma once

#include <optional>
#include <string_view>

#include "app/playground/widgets/chart_layout.h"
#include "app/playground/widgets/ui.h"
#include "core/chart/chart_data.h"

namespace sharedfate {

/// Which figure of a chart the user looks at. The owner of the panel keeps it between frames.
struct ChartView {
  std::optional<ChartSpot> chosen;  ///< with the arrow keys
  std::optional<ChartSpot> shown;   ///< on the chart in the last frame
};

/// Draws a chart: title, legend, axes, figures, notes, and buttons that save it as PNG and CSV.
/// Registers the widgets NAME.png, NAME.csv and, except for bars, NAME.plot, whose label says which
/// figure is shown. If Tab has moved the focus there, the arrow keys move from figure to figure.
void draw_chart(Ui& ui, std::string_view name, const ChartData& data, const Rect& place,
                ChartView& view);

/// Draws the same without controls, for a file.
void draw_chart_picture(Ui& ui, const ChartData& data, const Rect& place);

}  // namespace sharedfate
