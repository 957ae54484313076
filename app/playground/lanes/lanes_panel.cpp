#include "app/playground/lanes/lane_view.h"
#include "app/playground/panel/actions.h"
#include "app/playground/panel/panels.h"

// The lanes side by side: lays out each one, draws its parts, and records their places for motion.
namespace sharedfate {
namespace {

constexpr float padding = 16, queue_box_max = 20, queue_box_min = 7, strip_box_max = 13,
                strip_box_min = 5;

/// In a demo the dead stay in sight: the card of their death is below them.
bool is_card_over_dead(const LaneView& view) {
  if (!view.dead()) return false;
  return view.lane.state != LaneState::dead ||
         view.context.lesson_controller.mode() != AppMode::lesson;
}

void lay_out(LaneView& view, const Rect& bounds) {
  const float width = bounds.w - 2 * view.units(padding);
  view.layout = lay_out_lane({
      .bounds = bounds,
      .unit = view.ui().scale(),
      .workers = workers_shown(view.lane),
      .one_address_space = view.kind.one_address_space,
      .account_height = account_setting(view.ui(), view.account, width).height,
      .label_width = strip_label_width(view.ui(), view.account, bounds.w),
      .has_failed_row = view.account.failed + view.account.cancelled > 0,
      .notice_height = is_card_over_dead(view) ? 0 : notice_height(view, width, bounds.h),
  });
  LaneAnchors& anchors = view.scene.anchors;
  const std::uint64_t capacity = view.account.submitted;
  anchors.queue = lay_out_grid(capacity, view.layout.queue, view.units(queue_box_max),
                               view.units(queue_box_min));
  anchors.done = lay_out_grid(capacity, view.layout.done, view.units(strip_box_max),
                              view.units(strip_box_min));
  anchors.lost = lay_out_grid(capacity, view.layout.lost, view.units(strip_box_max),
                              view.units(strip_box_min));
  anchors.space = view.layout.space;
  anchors.tiles = view.layout.workers;
  anchors.task_places.assign(anchors.tiles.size(), Rect{});
}

void draw_lane(PanelContext& context, LaneIndex index, const Rect& bounds) {
  const auto place = static_cast<std::size_t>(index);
  const LaneModel& lane = context.model.lanes[place];
  LaneView view{.context = context,
                .index = index,
                .lane = lane,
                .kind = lane_kind_row(lane.spec.kind),
                .scene = context.scenes[place],
                .tone = tone_of(lane.spec.kind),
                .account = lane.account()};
  lay_out(view, bounds);
  move_timelines(view);
  context.ui.region("lane." + std::to_string(index), bounds, view.kind.title,
                    {.enabled = true, .focusable = false});
  context.ui.canvas().fill(bounds, context.ui.tone(Tone::panel), context.ui.units(14));
  draw_lane_header(view);
  draw_lane_space(view);
  for (int worker = 1; worker <= static_cast<int>(view.layout.workers.size()); ++worker)
    draw_worker(view, worker);
  draw_wait_cycles(view);
  draw_account(view);
  if (is_card_over_dead(view)) {
    draw_card_over_dead(view);
  } else {
    draw_notice(view);
  }
  draw_motion(view);
}

void draw_nothing_open(PanelContext& context, const Rect& area) {
  const std::string& complaint = context.ui.complaint();
  const bool failed = !complaint.empty();
  context.ui.canvas().text_in(
      area, TextRole::heading, context.ui.tone(failed ? Tone::lost : Tone::muted),
      failed                         ? complaint
      : context.view_state.open.code ? "Run the code: its pool appears here."
                                     : "The lanes are starting …",
      Align::centre, Overflow::shrink);
}

class LanesPanel : public Panel {
 public:
  [[nodiscard]] bool shown(const PanelContext& context) const override {
    if (context.lesson_controller.mode() == AppMode::list) return false;
    return context.lesson_controller.mode() == AppMode::free_play ||
           (context.view_state.open.details && step_shows(context, StepView::lanes));
  }
  void draw(PanelContext& context, const Rect& area) override;
};

void LanesPanel::draw(PanelContext& context, const Rect& area) {
  const std::vector<LaneIndex> lanes = open_lanes(context.model);
  if (lanes.empty()) {
    draw_nothing_open(context, area);
    return;
  }
  const std::vector<Rect> columns = lay_out_columns(area, static_cast<int>(lanes.size()),
                                                    context.ui.units(lanes.size() > 2 ? 12 : 16));
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    draw_lane(context, lanes[i], columns[i]);
    draw_veil(context, lanes[i], columns[i],
              context.scenes[static_cast<std::size_t>(lanes[i])].anchors.tiles);
  }
}

}  // namespace

void draw_veil(PanelContext& context, LaneIndex lane, const Rect& bounds,
               std::span<const Rect> tiles) {
  if (!context.crash_is_next()) return;
  constexpr float veil_alpha = 0.62F, line = 3, outside = 3;
  Ui& ui = context.ui;
  const Ink veil(ui.tone(Tone::background), veil_alpha);
  const auto culprit = static_cast<std::size_t>(context.slow_motion->about_to_crash(lane));
  if (culprit == 0 || culprit > tiles.size()) return ui.canvas().fill(bounds, veil);
  const Rect tile = tiles[culprit - 1].inset(-ui.units(outside));
  for (const Rect& part : {Rect{bounds.x, bounds.y, bounds.w, tile.y - bounds.y},
                           Rect{bounds.x, tile.bottom(), bounds.w, bounds.bottom() - tile.bottom()},
                           Rect{bounds.x, tile.y, tile.x - bounds.x, tile.h},
                           Rect{tile.right(), tile.y, bounds.right() - tile.right(), tile.h}})
    ui.canvas().fill(part, veil);
  ui.canvas().outline(tile, ui.tone(Tone::lost), ui.units(line), ui.units(9 + outside));
}

Tone tone_of(LaneKind kind) {
  switch (kind) {
    case LaneKind::serial:
    case LaneKind::python_serial:
      return Tone::serial;
    case LaneKind::threads:
    case LaneKind::python_threads:
      return Tone::threads;
    case LaneKind::processes:
    case LaneKind::shared_queue:
    case LaneKind::robust_queue:
    case LaneKind::python_pool:
    case LaneKind::python_executor:
      return Tone::processes;
  }
  return Tone::text;
}

std::unique_ptr<Panel> make_lanes_panel() { return std::make_unique<LanesPanel>(); }

}  // namespace sharedfate
