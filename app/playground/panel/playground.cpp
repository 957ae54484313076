#include "app/playground/panel/playground.h"

#include <array>
#include <utility>

#include "app/playground/panel/actions.h"
#include "app/playground/panel/lesson_keys.h"
#include "app/playground/panel/script_actions.h"

namespace sharedfate {
namespace {

/// All panels, each a file of its own, in the order in which they are drawn. The last of those at
/// the bottom is at the edge.
constexpr std::array<const Panel*, 16> panels{
    &top_bar_panel,         &lesson_panel,        &script_view_panel,     &lanes_panel,
    &lesson_list_panel,     &labs_panel,          &lesson_findings_panel, &lesson_stepping_panel,
    &process_tree_panel,    &speedup_chart_panel, &control_bar_panel,     &status_line_panel,
    &presenter_strip_panel, &keys_sheet_panel,    &receipt_sheet_panel,   &blank_sheet_panel};

constexpr float margin = 16, panel_gap = 10, edge = 8;  // design units

/// A number that grows with the lane's events; the status line shows its rate.
std::uint64_t events_of(const LaneModel& lane) {
  const Account account = lane.account();
  return lane.records_seen + lane.records_missed + account.done + account.failed +
         lane.death_count + lane.respawns;
}

bool is_shown(const PanelContext& context, const Panel& panel) {
  if (context.view_state.labs.open && !panel.in_labs) return false;
  return panel.shown == nullptr || panel.shown(context);
}

/// The lesson's words, or the code, beside the lanes; above them in a narrow window.
Rect cut_side(PanelContext& context, Rect& rest) {
  Ui& ui = context.ui;
  if (context.lesson_controller.mode() == AppMode::free_play) {
    constexpr float code_beside_min = 900, code_share = 0.46F, code_share_above = 0.62F;
    return rest.w < ui.units(code_beside_min)
               ? rest.cut_top(rest.h * code_share_above, ui.units(panel_gap))
               : rest.cut_left(rest.w * code_share, ui.units(panel_gap));
  }
  constexpr float beside_min = 1000, share = 0.3F, share_wide = 0.4F, lanes_height_min = 200,
                  picture_height_min = 225;
  if (rest.w < ui.units(beside_min)) {
    const float wanted = lesson_content_height(context, rest.w);
    const bool lanes = context.lesson_controller.player()->step().view == StepView::lanes;
    const float below = lanes ? lanes_height_min : picture_height_min;
    const float room = std::max(rest.h * 0.4F, rest.h - ui.units(below + panel_gap));
    return rest.cut_top(std::min(wanted, room), ui.units(panel_gap));
  }
  const bool long_text = lesson_content_height(context, rest.w * share) > rest.h;
  return rest.cut_left(rest.w * (long_text ? share_wide : share), ui.units(panel_gap));
}

/// Places by panel: first those at the edges, then the side; the others get the rest.
std::array<Rect, panels.size()> lay_out_panels(PanelContext& context) {
  std::array<Rect, panels.size()> places;
  Ui& ui = context.ui;
  Rect rest =
      ui.screen().inset(ui.units(std::min(margin, margin / ui.text_scale() + 4)), ui.units(edge));
  const float gap = ui.units(panel_gap);
  for (std::size_t i = 0; i < panels.size(); ++i) {
    if (!is_shown(context, *panels[i])) continue;
    if (panels[i]->place == Panel::Place::top)
      places[i] = rest.cut_top(panels[i]->height(context, rest.w), gap * 0.6F);
    if (panels[i]->place == Panel::Place::overlay) places[i] = ui.screen();
  }
  for (std::size_t i = panels.size(); i-- > 0;) {
    if (panels[i]->place == Panel::Place::bottom && is_shown(context, *panels[i]))
      places[i] = rest.cut_bottom(panels[i]->height(context, rest.w), gap);
  }
  for (std::size_t i = 0; i < panels.size(); ++i) {
    if (panels[i]->place == Panel::Place::side && is_shown(context, *panels[i]))
      places[i] = cut_side(context, rest);
  }
  for (std::size_t i = 0; i < panels.size(); ++i) {
    if (panels[i]->place == Panel::Place::rest) places[i] = rest;
  }
  return places;
}

}  // namespace

Playground::Playground(const WindowOptions& options) : view_state_(options) {}

void Playground::open_lab(const ExperimentRow& row, const std::optional<Parameters>& settings) {
  lab_to_open_ = &row;
  if (settings) view_state_.labs.settings_of(row) = *settings;
}

/// The list begins at the lesson in which the class stopped.
void Playground::choose_kept_place(const LessonController& lesson_controller) {
  if (!lesson_controller.place()) return;
  for (std::size_t i = 0; i < lesson_controller.lessons().size(); ++i) {
    if (lesson_controller.lessons()[i].file == lesson_controller.place()->file)
      view_state_.lesson_choice = i;
  }
}

void Playground::follow_model(const Ui& ui, const Model& model) {
  scenes_.resize(model.lanes.size());
  for (std::size_t i = 0; i < model.lanes.size(); ++i) {
    scenes_[i].motion.follow(model.lanes[i], ui.time_s(), ui.motion());
    scenes_[i].events.note(ui.time_s(), events_of(model.lanes[i]));
    animating_ = animating_ || scenes_[i].motion.moving() || scenes_[i].motion.settling() ||
                 scenes_[i].events.settling();
  }
}

void Playground::frame(Ui& ui, const Model& model, const LessonController& lesson_controller,
                       const FaultLog& fault_log, const MeasurementRunner& measurements,
                       std::vector<AddressedRequest>& requests) {
  animating_ = false;
  if (opening_ != lesson_controller.opening()) {
    opening_ = lesson_controller.opening();
    scenes_.clear();
    view_state_.enter(
        lesson_controller.player() == nullptr ? nullptr : &lesson_controller.player()->lesson());
    choose_kept_place(lesson_controller);
  }
  if (lab_to_open_ != nullptr) view_state_.labs.enter(*std::exchange(lab_to_open_, nullptr));
  follow_model(ui, model);
  view_state_.hint.clear();
  view_state_.labs.by_hand_shown = false;
  PanelContext context{ui,      model,    lesson_controller, view_state_,
                       scenes_, requests, fault_log,         measurements};
  if (lesson_controller.mode() == AppMode::free_play) {
    open_script_view_if_due(context);
    prepare_lanes(context);
  }
  view_state_.follow_step(
      lesson_controller.player() == nullptr ? 0 : lesson_controller.player()->step_index());
  play_lesson_keys(context);
  ui.canvas().fill(ui.screen(), ui.tone(Tone::background));
  const auto places = lay_out_panels(context);
  for (std::size_t i = 0; i < panels.size(); ++i) {
    if (is_shown(context, *panels[i])) panels[i]->draw(context, places[i]);
  }
  // An experiment run by hand that is no longer shown would wait for orders for ever.
  const Measurement* const latest = measurements.measurement();
  const bool by_hand = latest != nullptr && latest->experiment->by_hand && measurements.busy();
  if (by_hand && !measurements.ending() && !view_state_.labs.by_hand_shown)
    ui.ask(CancelMeasurement{});
  animating_ = animating_ || ui.moving();
}

}  // namespace sharedfate
