#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include "app/playground/labs/lab_view.h"
#include "app/playground/lesson/hero.h"
#include "app/playground/lesson/prediction.h"
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

/// Whether a chart's figures are not all written as 0.
bool says_something(const ChartData& chart) {
  for (const ChartSeries& series : chart.series)
    for (const ChartPoint& point : series.points)
      if (!quantity_text(point.y, chart.y.unit).starts_with("0 ")) return true;
  return false;
}

/// What a figure counts, by the unit behind it: "0.12 ns".
Unit unit_of(std::string_view figure) {
  const std::size_t space = figure.rfind(' ');
  const std::string_view unit =
      space == std::string_view::npos ? std::string_view() : figure.substr(space + 1);
  if (unit == "%") return Unit::share;
  if (unit.ends_with("/s")) return Unit::bytes_per_second;
  if (unit.ends_with("s") && !unit.empty()) return Unit::seconds;
  return unit.ends_with("B") ? Unit::bytes : Unit::none;
}

/// How well a chart shows a fact: words of the fact's name in the title, and the unit; 0: not at
/// all.
int closeness(const ChartData& chart, const ToldFigure& told) {
  std::string title = chart.title + " " + chart.y.title;
  std::transform(title.begin(), title.end(), title.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::size_t least = 4;  // shorter words are in every title
  int close = 0;
  for (std::size_t at = 0; at < told.before.size();) {
    const std::size_t end = std::min(told.before.find(' ', at), told.before.size());
    const std::string word = told.before.substr(at, end - at);
    if (word.size() >= least && title.find(word) != std::string::npos) close += 2;
    at = end + 1;
  }
  const Unit unit = unit_of(told.figure);
  return close + (unit != Unit::none && unit == chart.y.unit ? 1 : 0);
}

/// The chart of the figure that decided; without one, the first that says something. nullptr: none
/// shows it.
const ChartData* chart_for_class(const PanelContext& context,
                                 const std::vector<ChartData>& charts) {
  const StepRecord& record = context.lesson_controller.player()->record();
  const bool decided = is_decided(context) && record.right_choice >= 0;
  const auto& told = decided ? record.choices[static_cast<std::size_t>(record.right_choice)].told
                             : std::vector<ToldFigure>();
  const ChartData* best = nullptr;
  int closest = 0;
  for (const ChartData& chart : charts) {
    if (!says_something(chart)) continue;
    if (told.empty()) return &chart;
    if (const int close = closeness(chart, told.front()); close > closest)
      best = &chart, closest = close;
  }
  return best;
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
  if (context.view_state.open.details || found->wait_cycle() != nullptr)
    return draw_findings(context, {"lesson", paragraphs, charts, view_, found->wait_cycle()}, area);
  if (const ChartData* const chart = chart_for_class(context, charts))
    return draw_for_class(context, *chart, area);
  // No chart is about it: what was found, in sentences.
  Rect rest = area;
  draw_hero(context, rest);
  const std::vector<ChartData> none;
  draw_findings(context, {"lesson", paragraphs, none, view_, nullptr}, rest);
}

}  // namespace

std::unique_ptr<Panel> make_lesson_findings() { return std::make_unique<LessonFindings>(); }

}  // namespace sharedfate
