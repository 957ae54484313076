#include <fmt/format.h>

#include <algorithm>
#include <thread>
#include <vector>

#include "app/playground/lesson/hero.h"
#include "app/playground/panel/panels.h"
#include "app/playground/widgets/chart.h"

// The timed batches of a step: speed-up over workers or, where the number of workers never changes,
// the time that each lane took. Every figure is measured: a median, with a dot for each round.
namespace sharedfate {
namespace {

constexpr float padding = 20;

struct TimedLane {
  std::string name;
  ChartColour colour;
  std::vector<TimedBatch> batches;  ///< those that have ended; at least one
};

/// The colour of the lane itself. Two lanes of one colour differ by their marks and names.
ChartColour colour_of(LaneKind kind) {
  switch (kind) {
    case LaneKind::threads:
    case LaneKind::python_threads:
      return ChartColour::threads;
    case LaneKind::serial:
    case LaneKind::python_serial:
      return ChartColour::serial;
    default:
      return ChartColour::processes;
  }
}

bool ended(const TimedBatch& batch) { return !batch.rounds.empty(); }

std::vector<TimedLane> lanes_of(const LessonPlayer& player, int step) {
  std::vector<TimedLane> lanes;
  const auto& notes = player.record_of(step).notes;
  for (std::size_t i = 0; i < notes.size() && i < player.lesson().lanes.size(); ++i) {
    TimedLane each{player.lesson().lane_names[i], colour_of(player.lesson().lanes[i].kind), {}};
    std::copy_if(notes[i].batches.begin(), notes[i].batches.end(), std::back_inserter(each.batches),
                 ended);
    if (!each.batches.empty()) lanes.push_back(std::move(each));
  }
  return lanes;
}

/// The batches of the open step or, if that has no run, of the last step before it that timed any.
std::vector<TimedLane> all_lanes(const LessonPlayer& player) {
  std::vector<TimedLane> lanes = lanes_of(player, player.step_index());
  const bool explains = player.step().run.empty();
  for (int step = player.step_index() - 1; explains && lanes.empty() && step >= 0; --step)
    lanes = lanes_of(player, step);
  return lanes;
}

std::string counted(int count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

/// The median of what was measured in each round, its confidence interval, and all of it.
ChartPoint point_of(int workers, std::vector<double> each) {
  const Estimate figure = estimate_median(each);
  return {.x = static_cast<double>(workers),
          .y = figure.value,
          .spread = ChartSpread{figure.low, figure.high},
          .each = std::move(each)};
}

/// Round by round: how many times as fast as the first batch.
ChartPoint speedup_point(const TimedBatch& first, const TimedBatch& batch) {
  std::vector<double> each;
  for (std::size_t i = 0; i < std::min(first.rounds.size(), batch.rounds.size()); ++i)
    each.push_back(first.rounds[i].elapsed_ms / batch.rounds[i].elapsed_ms);
  // The lane is being timed, and this batch is a round behind.
  if (each.empty()) each.push_back(0);
  return point_of(batch.workers, std::move(each));
}

std::string interval_name(const std::vector<TimedLane>& lanes) {
  return fmt::format("95 % interval of the median of {} rounds",
                     lanes.front().batches.front().rounds.size());
}

ChartData speedup_of(const std::vector<TimedLane>& lanes) {
  // Every batch is compared with the first one of its lane.
  const int first = lanes.front().batches.front().workers;
  const auto cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  int most = first;
  ChartData data{.name = "speed-up",
                 .title = "How many times as fast as with " + counted(first, "worker", "workers"),
                 .x = {.title = "workers", .unit = Unit::none, .whole = true},
                 .y = {.title = "speed-up", .unit = Unit::times},
                 .series = {},
                 .spread_name = interval_name(lanes),
                 .figures_beside_points = true};
  for (const TimedLane& lane : lanes) {
    ChartSeries series{lane.name, lane.colour, {}};
    for (const TimedBatch& batch : lane.batches) {
      series.points.push_back(speedup_point(lane.batches.front(), batch));
      most = std::max(most, batch.workers);
    }
    data.series.push_back(std::move(series));
  }
  data.references.push_back(
      {.name = "ideal",
       .points = {{static_cast<double>(first), 1},
                  {static_cast<double>(most), static_cast<double>(most) / first}}});
  data.marks.push_back({static_cast<double>(cores), counted(cores, "core", "cores")});
  return data;
}

ChartData durations_of(const std::vector<TimedLane>& lanes) {
  ChartData data{.name = "time",
                 .title = "How long the same work took",
                 .kind = ChartKind::bars,
                 .x = {.title = "workers", .unit = Unit::none},
                 .y = {.title = "time", .unit = Unit::seconds},
                 .series = {},
                 .spread_name = interval_name(lanes)};
  for (const TimedLane& lane : lanes) {
    const TimedBatch& batch = lane.batches.back();
    std::vector<double> each_s;
    for (const TimedBatch::Round& round : batch.rounds) each_s.push_back(round.elapsed_ms / 1000);
    data.series.push_back(
        {fmt::format("{}, {}", lane.name, counted(batch.workers, "worker", "workers")),
         lane.colour,
         {point_of(batch.workers, std::move(each_s))}});
  }
  return data;
}

bool has_curve(const std::vector<TimedLane>& lanes) {
  return std::any_of(lanes.begin(), lanes.end(),
                     [](const TimedLane& each) { return each.batches.size() > 1; });
}

class SpeedupChart : public Panel {
 public:
  [[nodiscard]] bool shown(const PanelContext& context) const override {
    return step_shows(context, StepView::chart);
  }
  void draw(PanelContext& context, const Rect& area) override;
  void follow_step() override { view_ = {}; }

 private:
  ChartView view_;
};

void SpeedupChart::draw(PanelContext& context, const Rect& area) {
  Ui& ui = context.ui;
  Rect rest = area;
  if (!context.view_state.open.details) draw_hero(context, rest);
  ui.canvas().fill(rest, ui.tone(Tone::panel), ui.units(14));
  const Rect inner = rest.inset(ui.units(padding));
  const std::vector<TimedLane> lanes = all_lanes(*context.lesson_controller.player());
  if (lanes.empty()) {
    ui.canvas().text_in(
        inner, TextRole::class_text, ui.tone(Tone::muted),
        context.lesson_controller.busy() ? "Being measured …" : "Nothing has been measured yet.",
        Align::centre);
    return;
  }
  const ChartData data = has_curve(lanes) ? speedup_of(lanes) : durations_of(lanes);
  if (context.view_state.open.details) return draw_chart(ui, "chart", data, inner, view_);
  ui.canvas().set_for_class(true);
  draw_chart_picture(ui, data, inner);
  ui.canvas().set_for_class(false);
}

}  // namespace

std::unique_ptr<Panel> make_speedup_chart() { return std::make_unique<SpeedupChart>(); }

}  // namespace sharedfate
