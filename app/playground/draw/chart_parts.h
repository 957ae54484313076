#pragma once

#include <cstddef>
#include <string>

#include "app/playground/draw/chart_layout.h"
#include "app/playground/draw/ui.h"

// The parts of which draw_chart makes a chart.
namespace sharedfate {

constexpr float chart_mark_size = 6;  ///< design units, half of a mark's width

Tone tone_of(ChartColour colour);

/// The second sign of a series beside its colour: a shape by its place among the series.
void draw_chart_mark(Canvas& canvas, Point centre, float half, std::size_t place, Ink ink,
                     Rgb ground);
void draw_dashed(Ui& ui, Point from, Point to, Ink ink);

/// The title in its row `head`, and the legend and what the axes are (empty: said elsewhere) behind
/// it, or, where they do not fit, in rows at the top of `rest`, which loses what they take.
void draw_chart_head(Ui& ui, const ChartData& data, Rect head, Rect& rest, const std::string& axes);

/// Divides the place into plot and margins for the figures beside the axes, and lays out the axes.
ChartPaper make_chart_paper(Ui& ui, const ChartData& data, Rect place);
void draw_chart_axes(Ui& ui, const ChartPaper& paper);
void draw_chart_curves(Ui& ui, const ChartData& data, const ChartPaper& paper);
void draw_chart_histogram(Ui& ui, const ChartData& data, const ChartPaper& paper);
void draw_chart_bars(Ui& ui, const ChartData& data, Rect place);
/// Everything known of one figure, in a box beside it and inside `bounds`.
void draw_chart_spot(Ui& ui, const ChartData& data, const ChartPaper& paper, const Rect& bounds,
                     ChartSpot spot);

}  // namespace sharedfate
