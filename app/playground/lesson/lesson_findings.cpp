#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "app/playground/labs/lab_view.h"
#include "app/playground/lesson/hero.h"
#include "app/playground/panel/panels.h"
#include "core/chart/quantity.h"
#include "core/measure/measurement_chart.h"

// What the open step has measured in a lab, or is measuring.
namespace sharedfate {
namespace {

constexpr float padding = 20;

/// The result of the open step or, if that has no run, of the last step before it that measured
/// something; nullptr: none.
const Measurement* found_by(const LessonPlayer& player) {
  const bool explains = player.step().run.empty();
  for (int step = player.step_index(); step >= 0; --step) {
    const auto& labs = player.record_of(step).labs;
    if (!labs.empty()) return &labs.back();
    if (!explains) break;
  }
  return nullptr;
}

void draw_words(PanelContext& context, const std::string& words, const Rect& area) {
  Ui& ui = context.ui;
  ui.canvas().fill(area, ui.tone(Tone::panel), ui.units(14));
  ui.canvas().text_in(area.inset(ui.units(padding)), TextRole::class_text, ui.tone(Tone::muted),
                      words, Align::centre, Overflow::shrink);
}

/// The first chart whose figures are not all written as 0.
const ChartData& chart_for_class(const std::vector<ChartData>& charts) {
  const auto says_something = [](const ChartData& chart) {
    for (const ChartSeries& series : chart.series)
      for (const ChartPoint& point : series.points)
        if (!quantity_text(point.y, chart.y.unit).starts_with("0 ")) return true;
    return false;
  };
  const auto found = std::find_if(charts.begin(), charts.end(), says_something);
  return found == charts.end() ? charts.front() : *found;
}

/// What decided, and one picture; the rest is shown with the details.
void draw_for_class(PanelContext& context, const ChartData& chart, Rect area) {
  Ui& ui = context.ui;
  draw_hero(context, area);
  ui.canvas().fill(area, ui.tone(Tone::panel), ui.units(14));
  ui.canvas().set_for_class(true);
  draw_chart_picture(ui, chart, area.inset(ui.units(padding)));
  ui.canvas().set_for_class(false);
}

class LessonFindings : public Panel {
 public:
  [[nodiscard]] bool shown(const PanelContext& context) const override {
    return step_shows(context, StepView::measurement);
  }
  void draw(PanelContext& context, const Rect& area) override;
  void follow_step() override { view_ = {}; }

 private:
  FindingsView view_;
};

void LessonFindings::draw(PanelContext& context, const Rect& area) {
  const LessonPlayer& player = *context.lesson_controller.player();
  if (player.wants_measurement()) {
    const Measurement* const live = context.measurements.measurement();
    const double progress = live == nullptr ? 0 : live->progress;
    return draw_words(context, fmt::format("Being measured: {:.0f} %", progress * 100), area);
  }
  const Measurement* const found = found_by(player);
  if (found == nullptr) return draw_words(context, "Nothing has been measured yet.", area);
  const auto paragraphs = paragraphs_of(*found);
  const auto charts = charts_of(*found);
  if (!context.view_state.open.details && !charts.empty() && found->wait_cycle() == nullptr)
    return draw_for_class(context, chart_for_class(charts), area);
  draw_findings(context, {"lesson", paragraphs, charts, view_, found->wait_cycle()}, area);
}

}  // namespace

std::unique_ptr<Panel> make_lesson_findings() { return std::make_unique<LessonFindings>(); }

}  // namespace sharedfate
