#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "app/playground/panel/actions.h"
#include "app/playground/panel/panels.h"
#include "app/playground/stage/stage_lane.h"

// The lanes as a class sees them, side by side. What the kernel calls things, and all figures, are
// in the lanes' panel, which shows the details.
namespace sharedfate {
namespace {

constexpr float lane_gap = 48, lane_gap_narrow = 28;

class StagePanel : public Panel {
 public:
  [[nodiscard]] bool shown(const PanelContext& context) const override {
    return step_shows(context, StepView::lanes) && !context.view_state.open.details &&
           uses_lanes(context.lesson_controller.player()->lesson());
  }
  void draw(PanelContext& context, const Rect& area) override;
};

/// What the set-up of the open step noted about a lane; of a step that only explains what happened,
/// that of the step before. nullptr: it has not ended yet.
const LaneMeasurement* notes_on(const PanelContext& context, LaneIndex lane) {
  const LessonPlayer& player = *context.lesson_controller.player();
  const auto& lanes = player.lanes();
  const auto place =
      static_cast<std::size_t>(std::find(lanes.begin(), lanes.end(), lane) - lanes.begin());
  int step = player.step_index();
  const auto explains = [&](int index) {
    const LessonStep& each = player.lesson().steps[static_cast<std::size_t>(index)];
    return each.run.empty() && !each.has_setup;
  };
  while (step > 0 && explains(step)) --step;
  const auto& notes = player.record_of(step).notes;
  if (place >= notes.size() || notes[place].first_workers.empty()) return nullptr;
  return &notes[place];
}

bool has_begun(const LaneView& lane) {
  return lane.account.done + lane.account.failed + lane.account.lost + lane.account.running > 0;
}

void StagePanel::draw(PanelContext& context, const Rect& area) {
  if (area.empty()) return;
  Ui& ui = context.ui;
  const std::vector<LaneIndex> lanes = open_lanes(context.model);
  if (lanes.empty()) {
    ui.canvas().text_in(area, TextRole::class_text, ui.tone(Tone::muted),
                        "The lanes are starting …", Align::centre, Overflow::shrink);
    return;
  }
  const float unit = ui.unit();
  const auto count = static_cast<int>(lanes.size());
  const std::vector<Rect> columns =
      lay_out_columns(area, count, (count > 2 ? lane_gap_narrow : lane_gap) * unit);
  std::vector<LaneView> views;
  float title_height = 0;
  bool begun = false;
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    const auto place = static_cast<std::size_t>(lanes[i]);
    const LaneModel& lane = context.model.lanes[place];
    views.push_back({.context = context,
                     .index = lanes[i],
                     .lane = lane,
                     .kind = lane_kind_row(lane.spec.kind),
                     .scene = context.scenes[place],
                     .tone = tone_of(lane.spec.kind),
                     .account = lane.account()});
    title_height = std::max(title_height, stage_title_height(views.back(), columns[i]));
    begun = begun || has_begun(views.back());
  }
  for (std::size_t i = 0; i < views.size(); ++i) {
    ui.region(fmt::format("lane.{}", views[i].index), columns[i], views[i].kind.title,
              {.enabled = true, .focusable = false});
    const StageView view = make_stage_view(views[i], notes_on(context, views[i].index), columns[i],
                                           title_height, begun);
    draw_stage_lane(view);
    std::vector<Rect> tiles;
    for (const StageActor& actor : view.workers) tiles.push_back(actor.place.tile);
    draw_veil(context, views[i].index, columns[i], tiles);
  }
}

}  // namespace

std::unique_ptr<Panel> make_stage_panel() { return std::make_unique<StagePanel>(); }

}  // namespace sharedfate
