#pragma once

#include <optional>
#include <string_view>

#include "app/playground/draw/chart_layout.h"
#include "app/playground/draw/ui.h"
#include "core/chart/chart_data.h"

namespace sharedfate {

/// What a person looks at in a chart. Kept by the panel's owner from frame to frame.
struct ChartView {
  std::optional<ChartSpot> chosen;  ///< by the arrow keys
  std::optional<ChartSpot> shown;   ///< whose figures were on the chart in the last frame
};

/// Draws a chart into a place: title, legend, axes, figures, notes, and buttons that save it as PNG
/// and CSV. Registers NAME.plot, which says in its label what is shown, NAME.png and NAME.csv.
/// Reached by Tab, the arrow keys go from figure to figure.
void draw_chart(Ui& ui, std::string_view name, const ChartData& data, const Rect& place,
                ChartView& view);

/// The same without anything that could be acted on: for a file.
void draw_chart_picture(Ui& ui, const ChartData& data, const Rect& place);

/// Whether the arrow keys belong to a chart of that name: Tab has led there, a click does not take
/// them.
bool chart_has_arrow_keys(const Ui& ui, std::string_view name);

}  // namespace sharedfate
