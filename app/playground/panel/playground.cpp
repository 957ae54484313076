#include "app/playground/panel/playground.h"

#include <algorithm>
#include <utility>

#include "app/playground/code/code_panel.h"
#include "app/playground/labs/labs_panel.h"
#include "app/playground/lesson/listing_panel.h"
#include "app/playground/panel/actions.h"
#include "app/playground/panel/panels.h"

namespace sharedfate {
namespace {

using Place = Panel::Place;

// Design units; those of a class's screen do not grow with the text.
constexpr float margin = 16, panel_gap = 10, edge = 8, class_margin = 40, class_edge = 22,
                class_gap = 18;

/// A number that grows with the lane's events; the status line shows its rate.
std::uint64_t events_of(const LaneModel& lane) {
  const Account account = lane.account();
  return lane.records_seen + lane.records_missed + account.done + account.failed +
         lane.death_count + lane.respawns;
}

/// Code, beside the lanes; above them where they would be too narrow.
Rect cut_side(PanelContext& context, Panel& panel, Rect& rest) {
  Ui& ui = context.ui;
  if (context.lesson_controller.mode() == AppMode::free_play) {
    constexpr float beside_min = 900, share = 0.46F, share_above = 0.62F;
    return rest.w < ui.units(beside_min) ? rest.cut_top(rest.h * share_above, ui.units(panel_gap))
                                         : rest.cut_left(rest.w * share, ui.units(panel_gap));
  }
  // Lanes to which the demo gives nothing to do are not drawn.
  const bool alone = step_shows(context, StepView::lanes) &&
                     !uses_lanes(context.lesson_controller.player()->lesson());
  if (alone) return rest.cut_top(rest.h);
  constexpr float share = 0.42F, lane_width_min = 420;
  const auto lanes = static_cast<float>(open_lanes(context.model).size());
  const ListingNeed need = listing_need(context, rest.w * share);
  // One lane leaves all of its share to the code.
  const float wanted = lanes < 2 ? rest.w * share : std::min(need.width_wanted, rest.w * share);
  const bool lanes_fit = rest.w - wanted >= ui.units(lane_width_min) * lanes;
  if (lanes_fit && need.width <= wanted) return rest.cut_left(wanted, ui.units(2 * panel_gap));
  // Where both do not fit, the code is what the step is about, unless the class has to act.
  const float tall = panel.height(context, rest.w);
  const float least = 3.4F * ui.canvas().line_height(TextRole::class_text);
  const bool acts = step_shows(context, StepView::interleaving);
  if (rest.h - tall < least) return rest.cut_top(acts ? 0 : rest.h);
  return rest.cut_top(tall, ui.units(panel_gap));
}

bool any_key(const Ui& ui) {
  for (const KeyPress& press : ui.input().keys) {
    if (!press.repeat && !press.taken) return true;
  }
  return false;
}

}  // namespace

bool PanelContext::act(UserAction action) { return playground.act(*this, action); }

Playground::Playground(const WindowOptions& options) : view_state_(options) {
  auto labs = std::make_unique<LabsPanel>();
  auto code = std::make_unique<CodePanel>();
  labs_ = labs.get();
  code_ = code.get();
  constexpr bool in_labs = true;
  add(make_top_bar(), Place::top, in_labs);
  add(make_lesson_panel(), Place::top);
  add(make_listing_panel(), Place::side);
  add(std::move(code), Place::side);
  add(make_lanes_panel(), Place::rest);
  add(make_stage_panel(), Place::rest);
  add(make_lesson_list(), Place::rest);
  add(std::move(labs), Place::rest, in_labs);
  add(make_lesson_findings(), Place::rest);
  add(make_lesson_stepping(), Place::rest);
  add(make_process_tree(), Place::rest);
  add(make_speedup_chart(), Place::rest);
  add(make_control_bar(), Place::bottom);
  add(make_status_line(), Place::bottom, in_labs);
  add(make_presenter_strip(), Place::bottom);
  add(make_class_line(), Place::bottom);
  add(make_keys_sheet(), Place::overlay, in_labs);
  add(make_receipt_sheet(), Place::overlay, in_labs);
  add(make_blank_sheet(), Place::overlay, in_labs);
}

void Playground::add(std::unique_ptr<Panel> panel, Panel::Place place, bool in_labs) {
  panels_.push_back({std::move(panel), place, in_labs});
}

Playground::~Playground() = default;

void Playground::open_lab(const ExperimentRow& row, const std::optional<Parameters>& settings) {
  labs_->open_soon(row, settings);
}

bool Playground::is_shown(const PanelContext& context, std::size_t panel) const {
  if (view_state_.open.labs && !panels_[panel].in_labs) return false;
  return panels_[panel].panel->shown(context);
}

/// Places by panel, of those that are shown: first those at the edges, then the side; the others
/// get the rest.
std::vector<std::optional<Rect>> Playground::lay_out(PanelContext& context) {
  std::vector<std::optional<Rect>> places(panels_.size());
  Ui& ui = context.ui;
  const bool for_class =
      context.lesson_controller.mode() == AppMode::lesson && !view_state_.open.labs;
  const float unit = ui.unit();
  Rect rest = for_class
                  ? ui.screen().inset(class_margin * unit, class_edge * unit)
                  : ui.screen().inset(ui.units(std::min(margin, margin / ui.text_scale() + 4)),
                                      ui.units(edge));
  const float gap = for_class ? class_gap * unit : ui.units(panel_gap);
  const auto each_at = [&](Place place, auto&& act) {
    for (std::size_t i = 0; i < panels_.size(); ++i) {
      if (panels_[i].place == place && is_shown(context, i)) act(i);
    }
  };
  each_at(Place::overlay, [&](std::size_t i) { places[i] = ui.screen(); });
  each_at(Place::top, [&](std::size_t i) {
    places[i] =
        rest.cut_top(panels_[i].panel->height(context, rest.w), for_class ? gap : gap * 0.6F);
  });
  for (std::size_t i = panels_.size(); i-- > 0;) {
    if (panels_[i].place == Place::bottom && is_shown(context, i))
      places[i] = rest.cut_bottom(panels_[i].panel->height(context, rest.w), gap);
  }
  each_at(Place::side,
          [&](std::size_t i) { places[i] = cut_side(context, *panels_[i].panel, rest); });
  each_at(Place::rest, [&](std::size_t i) { places[i] = rest; });
  return places;
}

KeyScope Playground::scope_below_sheets(const PanelContext& context) const {
  KeyScope scope = KeyScope::free_play;
  if (context.lesson_controller.mode() == AppMode::list) scope = KeyScope::list;
  if (context.lesson_controller.mode() == AppMode::lesson) scope = KeyScope::lesson;
  for (std::size_t i = 0; i < panels_.size(); ++i) {
    if (is_shown(context, i)) scope = panels_[i].panel->key_scope(context, scope);
  }
  return scope;
}

/// Each press is looked up where the ones before it have led to.
void Playground::dispatch_keys(PanelContext& context) {
  Ui& ui = context.ui;
  const auto take = [](const KeyPress&) { return true; };
  if (view_state_.open.blank) {
    if (any_key(ui)) view_state_.open.blank = false;
    return ui.offer_keys(take);
  }
  ui.offer_keys([&](const KeyPress& press) {
    if (ui.focus_takes(press)) return false;
    context.scope = scope_below_sheets(context);
    const KeyScope scope = view_state_.open.keys      ? KeyScope::keys_sheet
                           : view_state_.open.receipt ? KeyScope::receipt
                                                      : context.scope;
    const KeyRow* const row = find_key_row(scope, press);
    return row != nullptr && act(context, row->action);
  });
}

bool Playground::act(PanelContext& context, UserAction action) {
  // Sheets lie above everything: they come first.
  for (std::size_t i = panels_.size(); i-- > 0;) {
    if (is_shown(context, i) && panels_[i].panel->act(context, action)) return true;
  }
  if (action == Verb::show_code) {
    code_->toggle(context);
    return true;
  }
  return act_on_views(context, action) || act_on_lesson(context, action) ||
         act_on_lanes(context, action);
}

void Playground::follow_lesson(PanelContext& context) {
  const LessonPlayer* const player = context.lesson_controller.player();
  if (opening_ != context.lesson_controller.opening()) {
    opening_ = context.lesson_controller.opening();
    step_ = -1;
    const Lesson* const lesson = player == nullptr ? nullptr : &player->lesson();
    scenes_.clear();
    view_state_.enter(lesson);
    for (const PlacedPanel& each : panels_) each.panel->enter(context, lesson);
  }
  const int step = player == nullptr ? 0 : player->step_index();
  if (step == step_) return;
  step_ = step;
  view_state_.open.details = false;
  for (const PlacedPanel& each : panels_) each.panel->follow_step();
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

/// An experiment run by hand that is no longer shown would wait for orders for ever.
void Playground::end_hidden_experiment(PanelContext& context) {
  const MeasurementRunner& measurements = context.measurements;
  const Measurement* const latest = measurements.measurement();
  const bool by_hand = latest != nullptr && latest->experiment->by_hand && measurements.busy();
  if (by_hand && !measurements.ending() && !context.by_hand_shown)
    context.ui.ask(CancelMeasurement{});
}

void Playground::frame(Ui& ui, const Model& model, const LessonController& lesson_controller,
                       const FaultLog& fault_log, const MeasurementRunner& measurements,
                       std::vector<AddressedRequest>& requests, const SlowMotion* slow_motion) {
  hint_.clear();
  PanelContext context{ui,       model,     lesson_controller, view_state_, scenes_,
                       requests, fault_log, measurements,      *this,       hint_};
  context.slow_motion = slow_motion;
  follow_lesson(context);
  animating_ = false;
  follow_model(ui, model);
  for (const PlacedPanel& each : panels_) each.panel->follow(context);
  if (lesson_controller.mode() == AppMode::free_play) prepare_lanes(context);
  dispatch_keys(context);
  context.scope = scope_below_sheets(context);
  ui.canvas().fill(ui.screen(), ui.tone(Tone::background));
  // What a click shows or hides while panels are drawn has its place in the next frame.
  const std::vector<std::optional<Rect>> places = lay_out(context);
  for (std::size_t i = 0; i < panels_.size(); ++i) {
    if (places[i]) panels_[i].panel->draw(context, *places[i]);
  }
  end_hidden_experiment(context);
  animating_ = animating_ || ui.moving();
}

}  // namespace sharedfate
