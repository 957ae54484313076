#include "app/playground/panel/stepping_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/playground/panel/lab_view.h"
#include "core/experiment/stepping.h"

// Two real threads, paused before each step: the class chooses which one goes next.
namespace sharedfate {
namespace {

constexpr float gap = 10, button_height = 42, news_height = 62, orders_share = 0.34F,
                room_min = 290;

OrderMeasurement order_of(SteppingOrder order) { return {static_cast<std::uint64_t>(order)}; }

/// Starts the threads of the chosen program, once for each choice.
void keep_started(PanelContext& context, const ExperimentRow& row) {
  LabsViewState::Stepping& stepping = context.view_state.labs.stepping;
  const Parameters& settings = context.view_state.labs.settings_of(row);
  const std::string wanted = settings.to_text();
  if (stepping.started_with == wanted) return;
  stepping = {};
  stepping.started_with = wanted;
  context.ui.ask(StartMeasurement{&row, settings});
}

/// Whether the measurement has the chosen settings and still runs.
bool is_live(const PanelContext& context, const Measurement& measurement) {
  return measurement.state == MeasurementState::running && !context.measurements.ending() &&
         measurement.parameters == context.view_state.labs.stepping.started_with;
}

void start_over(PanelContext& context, const ExperimentRow& row, bool live) {
  context.view_state.labs.stepping.replayed.clear();
  if (live) {
    context.ui.ask(order_of(SteppingOrder::start_over));
  } else {
    context.view_state.labs.stepping.started_with.clear();
    keep_started(context, row);
  }
}

void draw_buttons(PanelContext& context, const ExperimentRow& row, const SteppingPicture* picture,
                  Rect line) {
  Ui& ui = context.ui;
  for (std::size_t worker = 0; worker < program_workers; ++worker) {
    const std::string letter(1, worker_letter(worker));
    const std::string key(1, static_cast<char>('a' + worker));
    const bool can = picture != nullptr && !replay_runs(context) &&
                     picture->workers[worker].standing == SteppingPicture::Standing::paused;
    const ButtonLook look{.kind = ButtonKind::primary, .key = key, .enabled = can};
    const std::string label = letter + " goes";
    const Rect place = line.cut_left(ui.button_width(label, look), ui.units(gap));
    bool go = ui.button("stepping." + key, place, label, look);
    go = context.key(static_cast<char32_t>(key[0])) || go;
    if (!go || !can) continue;
    context.view_state.labs.stepping.replayed.clear();
    ui.ask(order_of(worker == 0 ? SteppingOrder::a_goes : SteppingOrder::b_goes));
  }
  const ButtonLook again{.has_icon = true, .icon = Icon::reset, .key = "r"};
  const Rect place = line.cut_left(ui.button_width("Start over", again), ui.units(gap));
  const bool clicked = ui.button("stepping.again", place, "Start over", again);
  if (context.key(U'r') || clicked) start_over(context, row, picture != nullptr);
  if (picture == nullptr || picture->order.empty()) return;
  ui.region("stepping.order", line, picture->order, {.enabled = true, .focusable = false});
  ui.canvas().text_in(line, TextRole::figure_large, ui.tone(Tone::text), picture->order,
                      Align::left, Overflow::shrink);
}

void draw_news(PanelContext& context, const SteppingNews& news, const Rect& box) {
  Ui& ui = context.ui;
  ui.region("stepping.news", box, news.text, {.enabled = true, .focusable = false});
  ui.canvas().fill(box, ui.tone(Tone::panel), ui.units(9));
  const Rgb ink = ui.tone(news.bad ? Tone::lost : Tone::text);
  if (news.bad) ui.canvas().outline(box, ink, ui.units(2), ui.units(9));
  Rect inner = box.inset(ui.units(14), ui.units(8));
  if (news.bad) {
    const Rect icon = inner.cut_left(ui.units(18), ui.units(10));
    ui.canvas().icon(Icon::exclamation, {icon.x, icon.centre().y - icon.w / 2, icon.w, icon.w},
                     ink);
  }
  const float tall = ui.canvas().wrapped_height(inner.w, TextRole::body_bold, news.text);
  const TextRole role = tall > inner.h ? TextRole::label_bold : TextRole::body_bold;
  const float used = std::min(inner.h, ui.canvas().wrapped_height(inner.w, role, news.text));
  ui.canvas().text_wrapped({inner.x, inner.centre().y - used / 2, inner.w, used + ui.units(2)},
                           role, ink, news.text);
}

/// Why there are no threads to step.
SteppingNews trouble_of(const PanelContext& context, const Measurement* measurement) {
  if (measurement == nullptr || measurement->state == MeasurementState::running)
    return {"Two threads are being started ..."};
  if (measurement->trouble.empty() && !context.ui.complaint().empty())
    return {context.ui.complaint(), true};
  return {"The threads have ended: " + measurement->trouble + ". Start over makes new ones.", true};
}

}  // namespace

void draw_stepping_view(PanelContext& context, const ExperimentRow& row, const Rect& area) {
  Ui& ui = context.ui;
  context.view_state.labs.by_hand_shown = true;
  keep_started(context, row);
  const Measurement* const measurement = context.measurements.measurement_of(row);
  std::optional<SteppingPicture> picture;
  if (measurement != nullptr && is_live(context, *measurement))
    picture = stepping_picture(*measurement);
  Rect rest = area;
  const Rect buttons = rest.cut_top(ui.units(button_height), ui.units(gap));
  draw_buttons(context, row, picture ? &*picture : nullptr, buttons);
  if (!picture) {
    draw_news(context, trouble_of(context, measurement),
              rest.cut_top(ui.units(news_height), ui.units(gap)));
    return;
  }
  continue_replay(context, *picture);
  if (rest.h < ui.units(room_min)) {
    const SteppingNews fold{"Fold the words away with f: then the threads have room."};
    return draw_news(context, fold, rest.cut_top(ui.units(news_height)));
  }
  const Rect orders = rest.cut_right(rest.w * orders_share, ui.units(gap));
  draw_news(context, stepping_news(*picture),
            rest.cut_bottom(ui.units(news_height), ui.units(gap)));
  draw_stepping_scene(ui, *picture, rest);
  draw_stepping_orders(context, *picture, orders);
}

}  // namespace sharedfate
