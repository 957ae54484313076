#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <thread>
#include <vector>

#include "app/playground/panel/lane_view.h"
#include "app/playground/panel/panel.h"

// What the timed batches of a step came to: speed-up over workers, or, where there is one number of
// workers only, how long each lane took. Drawn from measured figures alone.
namespace sharedfate {
namespace {

constexpr float padding = 20, axis_left = 64, axis_bottom = 50, dot = 6;

struct Series {
  std::string name;
  Tone tone;
  std::vector<TimedBatch> batches;
};

bool ended(const TimedBatch& batch) { return batch.elapsed_ms > 0; }

std::vector<Series> series_of(const LessonPlayer& player, int step) {
  std::vector<Series> series;
  const auto& notes = player.record_of(step).notes;
  for (std::size_t i = 0; i < notes.size() && i < player.lesson().lanes.size(); ++i) {
    Series each{player.lesson().lane_names[i], tone_of(player.lesson().lanes[i].kind), {}};
    std::copy_if(notes[i].batches.begin(), notes[i].batches.end(), std::back_inserter(each.batches),
                 ended);
    if (!each.batches.empty()) series.push_back(std::move(each));
  }
  return series;
}

/// What the open step timed, or, where it explains, the last step before it that did.
std::vector<Series> all_series(const LessonPlayer& player) {
  std::vector<Series> series = series_of(player, player.step_index());
  const bool explains = player.step().run.empty();
  for (int step = player.step_index() - 1; explains && series.empty() && step >= 0; --step)
    series = series_of(player, step);
  return series;
}

int most_workers(const std::vector<Series>& series) {
  int most = 1;
  for (const Series& each : series) {
    for (const TimedBatch& batch : each.batches) most = std::max(most, batch.workers);
  }
  return most;
}

bool has_curve(const std::vector<Series>& series) {
  return std::any_of(series.begin(), series.end(),
                     [](const Series& each) { return each.batches.size() > 1; });
}

/// With how many workers the first batch ran: the others are compared with it.
int first_workers(const std::vector<Series>& series) {
  return series.empty() ? 1 : series.front().batches.front().workers;
}

double speedup_of(const Series& series, const TimedBatch& batch) {
  return series.batches.front().elapsed_ms / batch.elapsed_ms;
}

/// Where figures are on the paper.
struct Paper {
  Rect plot;
  double x_max, y_max;
  double x_first;  ///< where the speed-up is 1
  [[nodiscard]] Point at(double x, double y) const {
    return {plot.x + plot.w * static_cast<float>((x - 0.5) / x_max),
            plot.bottom() - plot.h * static_cast<float>(y / y_max)};
  }
};

void draw_dashed(Ui& ui, Point from, Point to, Ink ink) {
  constexpr int dashes = 40;
  for (int i = 0; i < dashes; i += 2) {
    const auto at = [&](int place) {
      const float share = static_cast<float>(place) / dashes;
      return Point{from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share};
    };
    ui.canvas().line(at(i), at(i + 1), ink, ui.units(2));
  }
}

void draw_axes(Ui& ui, const Paper& paper) {
  Canvas& canvas = ui.canvas();
  const float line = canvas.line_height(TextRole::figure);
  // As many lines as there is height for.
  const double lines_max = std::max(1.0F, paper.plot.h / (line * 1.6F));
  const double step = std::max(1.0, std::ceil(paper.y_max / lines_max));
  for (double y = 0; y <= paper.y_max + 0.01; y += step) {
    const Point left = paper.at(0.5, y);
    canvas.line(left, {paper.plot.right(), left.y}, ui.tone(Tone::line), 1);
    canvas.text_in(
        {left.x - ui.units(axis_left), left.y - line / 2, ui.units(axis_left - 10), line},
        TextRole::figure, ui.tone(Tone::muted), fmt::format("{:.0f}×", y), Align::right);
  }
  const int x_step = paper.x_max > 16 ? 8 : 1;
  for (int x = 1; x <= static_cast<int>(paper.x_max); x += x_step) {
    const Point foot = paper.at(x, 0);
    canvas.text_in({foot.x - ui.units(20), foot.y + ui.units(6), ui.units(40), line},
                   TextRole::figure, ui.tone(Tone::muted), fmt::format("{}", x), Align::centre);
  }
  canvas.text_in({paper.plot.x, paper.plot.bottom() + ui.units(26), paper.plot.w, ui.units(24)},
                 TextRole::label, ui.tone(Tone::muted), "workers", Align::centre);
}

void draw_ideal_and_cores(Ui& ui, const Paper& paper) {
  const auto cores = static_cast<double>(std::max(1U, std::thread::hardware_concurrency()));
  const double end = std::min(paper.x_max, paper.y_max * paper.x_first);
  draw_dashed(ui, paper.at(paper.x_first, 1), paper.at(end, end / paper.x_first),
              ui.tone(Tone::muted));
  if (cores > paper.x_max) return;
  const Point foot = paper.at(cores, 0), top = paper.at(cores, paper.y_max);
  draw_dashed(ui, foot, top, ui.tone(Tone::running));
  ui.canvas().text_in({top.x + ui.units(6), top.y, ui.units(160), ui.units(22)}, TextRole::label,
                      ui.tone(Tone::running),
                      fmt::format("{:.0f} {}", cores, cores == 1 ? "core" : "cores"));
}

/// A lane's curve; its dots tell it from others without its colour.
void draw_curve(Ui& ui, const Paper& paper, const Series& series, std::size_t place) {
  Canvas& canvas = ui.canvas();
  const Ink ink = ui.tone(series.tone);
  Point before{};
  for (std::size_t i = 0; i < series.batches.size(); ++i) {
    const Point at = paper.at(series.batches[i].workers, speedup_of(series, series.batches[i]));
    if (i > 0) canvas.line(before, at, ink, ui.units(3));
    if (place % 2 == 0) {
      canvas.circle(at, ui.units(dot), ink);
    } else {
      const float side = ui.units(dot) * 1.8F;
      canvas.fill({at.x - side / 2, at.y - side / 2, side, side}, ink);
    }
    before = at;
  }
}

/// Whether another lane was quicker with as many workers, so that its figure stands above this one.
bool another_is_above(const std::vector<Series>& all, std::size_t place, int workers,
                      double speedup) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i == place) continue;
    for (const TimedBatch& batch : all[i].batches) {
      const double other = speedup_of(all[i], batch);
      if (batch.workers == workers && (other > speedup || (other == speedup && i < place)))
        return true;
    }
  }
  return false;
}

/// The figures beside a curve's dots, over whatever line passes there.
void draw_figures(Ui& ui, const Paper& paper, const std::vector<Series>& all, std::size_t place) {
  Canvas& canvas = ui.canvas();
  const float tall = canvas.line_height(TextRole::figure), away = ui.units(dot + 4);
  for (const TimedBatch& batch : all[place].batches) {
    const double speedup = speedup_of(all[place], batch);
    const Point at = paper.at(batch.workers, speedup);
    const std::string text = fmt::format("{:.2f}×", speedup);
    const float width = canvas.text_width(TextRole::figure, text) + ui.units(6);
    const bool below = another_is_above(all, place, batch.workers, speedup);
    const Rect box{at.x - width / 2, below ? at.y + away : at.y - away - tall, width, tall};
    canvas.fill(box, Ink(ui.tone(Tone::panel), 0.85F), ui.units(4));
    canvas.text_in(box, TextRole::figure, ui.tone(all[place].tone), text, Align::centre);
  }
}

void draw_legend(Ui& ui, const std::vector<Series>& series, Rect row) {
  Canvas& canvas = ui.canvas();
  for (std::size_t i = 0; i < series.size(); ++i) {
    const float side = ui.units(12);
    const Rect mark = row.cut_left(side, ui.units(8));
    const Rect box{mark.x, mark.centre().y - side / 2, side, side};
    canvas.fill(box, ui.tone(series[i].tone), i % 2 == 0 ? side / 2 : 0);
    const float width = canvas.text_width(TextRole::label_bold, series[i].name);
    canvas.text_in(row.cut_left(width, ui.units(24)), TextRole::label_bold, ui.tone(series[i].tone),
                   series[i].name);
  }
  canvas.text_in(row, TextRole::label, ui.tone(Tone::muted), "- - ideal", Align::left);
}

void draw_curves(Ui& ui, const std::vector<Series>& series, Rect inner) {
  const int workers = most_workers(series);
  const double first = first_workers(series);
  double highest = 1;
  for (const Series& each : series) {
    for (const TimedBatch& batch : each.batches)
      highest = std::max(highest, speedup_of(each, batch));
  }
  inner.cut_left(ui.units(axis_left));
  inner.cut_bottom(ui.units(axis_bottom));
  inner.cut_top(ui.units(12));
  const Paper paper{inner, static_cast<double>(workers),
                    std::ceil(std::max(highest * 1.08, std::min(workers / first, highest + 1))),
                    first};
  draw_axes(ui, paper);
  draw_ideal_and_cores(ui, paper);
  for (std::size_t i = 0; i < series.size(); ++i) draw_curve(ui, paper, series[i], i);
  for (std::size_t i = 0; i < series.size(); ++i) draw_figures(ui, paper, series, i);
}

void draw_bars(Ui& ui, const std::vector<Series>& series, Rect inner) {
  Canvas& canvas = ui.canvas();
  double longest = 1;
  for (const Series& each : series) longest = std::max(longest, each.batches.back().elapsed_ms);
  const float row = std::min(ui.units(92), inner.h / static_cast<float>(series.size()));
  for (const Series& each : series) {
    const TimedBatch& batch = each.batches.back();
    Rect place = inner.cut_top(row);
    canvas.text_in(place.cut_top(canvas.line_height(TextRole::label_bold), ui.units(4)),
                   TextRole::label_bold, ui.tone(each.tone),
                   fmt::format("{}, {} {}", each.name, batch.workers,
                               batch.workers == 1 ? "worker" : "workers"));
    const std::string figure = fmt::format("{:.0f} ms", batch.elapsed_ms);
    const float figure_width = canvas.text_width(TextRole::figure_large, figure) + ui.units(16);
    const float share = static_cast<float>(batch.elapsed_ms / longest);
    const Rect bar{place.x, place.y, (place.w - figure_width) * share,
                   std::min(ui.units(34), place.h)};
    canvas.fill(bar, ui.fill(each.tone), ui.units(4));
    canvas.text_in({bar.right() + ui.units(10), bar.y, figure_width, bar.h}, TextRole::figure_large,
                   ui.tone(Tone::text), figure);
  }
}

std::string quick_title(int first) {
  return fmt::format("How many times as quick as with {} {}", first,
                     first == 1 ? "worker" : "workers");
}

void draw(PanelContext& context, const Rect& area) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  canvas.fill(area, ui.tone(Tone::panel), ui.units(14));
  Rect inner = area.inset(ui.units(padding));
  const std::vector<Series> series = all_series(*context.classroom.player());
  const bool curve = has_curve(series);
  Rect head = inner.cut_top(canvas.line_height(TextRole::heading), ui.units(12));
  const std::string title = curve ? quick_title(static_cast<int>(first_workers(series)))
                                  : std::string("How long the same work took");
  const float title_width = canvas.text_width(TextRole::heading, title);
  canvas.text_in(head.cut_left(std::min(title_width, head.w), ui.units(28)), TextRole::heading,
                 ui.tone(Tone::text), title, Align::left, Overflow::shrink);
  if (curve) draw_legend(ui, series, head);
  if (series.empty()) {
    canvas.text_in(inner, TextRole::body, ui.tone(Tone::muted),
                   context.classroom.busy() ? "Being measured …" : "Nothing has been measured yet.",
                   Align::centre);
  } else if (curve) {
    draw_curves(ui, series, inner);
  } else {
    draw_bars(ui, series, inner);
  }
}

bool shown(const PanelContext& context) {
  return context.classroom.room() == Room::lesson &&
         context.classroom.player()->step().view == StepView::chart;
}

}  // namespace

const Panel speedup_chart_panel{
    .name = "chart", .place = Panel::Place::rest, .height = nullptr, .draw = draw, .shown = shown};

}  // namespace sharedfate
