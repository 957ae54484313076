#include "app/playground/labs/stepping_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/playground/labs/lab_view.h"
#include "core/experiment/stepping.h"

// Two real threads, paused before each step: the class chooses which one goes next.
namespace sharedfate {
namespace {

constexpr float gap = 10, button_height = 42, news_height = 62, orders_share = 0.34F,
                room_min = 290;

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

}  // namespace

std::optional<SteppingPicture> SteppingView::picture(const PanelContext& context) const {
  const Measurement* const measurement = live(context);
  return measurement == nullptr ? std::nullopt : stepping_picture(*measurement);
}

bool SteppingView::can_go(const SteppingPicture& picture, std::size_t worker) const {
  return !replays() && picture.workers[worker].standing == SteppingPicture::Standing::paused;
}

void SteppingView::go(PanelContext& context, std::size_t worker) {
  const std::optional<SteppingPicture> now = picture(context);
  if (!now || !can_go(*now, worker) || is_obeying(*now)) return;
  end_replay();
  send(context, *now, worker == 0 ? SteppingOrder::a_goes : SteppingOrder::b_goes);
}

void SteppingView::start_over(PanelContext& context, const Parameters& settings) {
  end_replay();
  if (const auto now = picture(context)) return send(context, *now, SteppingOrder::start_over);
  forget_start();
  keep_threads(context, settings);
}

void SteppingView::keep_threads(PanelContext& context, const Parameters& settings) {
  if (!keep_started(context, settings)) return;
  end_replay();
  awaited_ = 0;
}

void SteppingView::send(PanelContext& context, const SteppingPicture& picture,
                        SteppingOrder order) {
  context.ui.ask(OrderMeasurement{static_cast<std::uint64_t>(order)});
  awaited_ = std::max(awaited_, picture.orders_obeyed) + 1;
}

/// No thread can go back: both start over and take all steps but the last.
void SteppingView::take_step_back(PanelContext& context) {
  const std::optional<SteppingPicture> now = picture(context);
  if (!now || replays() || is_obeying(*now) || now->order.empty()) return;
  begin_replay(context, *now, now->order.substr(0, now->order.size() - 1), 0);
}

bool SteppingView::act(PanelContext& context, const Parameters& settings, UserAction action) {
  switch (action.verb) {
    case Verb::a_goes:
      go(context, 0);
      return true;
    case Verb::b_goes:
      go(context, 1);
      return true;
    case Verb::start_over:
      start_over(context, settings);
      return true;
    case Verb::undo:
      take_step_back(context);
      return true;
    default:
      return orders_.act(action);
  }
}

void SteppingView::draw_buttons(PanelContext& context, const SteppingPicture* picture, Rect line) {
  Ui& ui = context.ui;
  for (std::size_t worker = 0; worker < program_workers; ++worker) {
    const UserAction action = worker == 0 ? Verb::a_goes : Verb::b_goes;
    const ButtonLook look{.kind = ButtonKind::primary,
                          .key = key_cap_of(action),
                          .enabled = picture != nullptr && can_go(*picture, worker)};
    const std::string label = std::string(1, worker_letter(worker)) + " goes";
    const Rect place = line.cut_left(ui.button_width(label, look), ui.units(gap));
    if (ui.button(fmt::format("stepping.{}", look.key), place, label, look)) context.act(action);
  }
  const ButtonLook again{
      .has_icon = true, .icon = Icon::reset, .key = key_cap_of(Verb::start_over)};
  const Rect place = line.cut_left(ui.button_width("Start over", again), ui.units(gap));
  if (ui.button("stepping.again", place, "Start over", again)) context.act(Verb::start_over);
  if (picture == nullptr || picture->order.empty()) return;
  ui.region("stepping.order", line, picture->order, {.enabled = true, .focusable = false});
  ui.canvas().text_in(line, TextRole::figure_large, ui.tone(Tone::text), picture->order,
                      Align::left, Overflow::shrink);
}

void SteppingView::draw(PanelContext& context, const Parameters& settings, const Rect& area) {
  Ui& ui = context.ui;
  context.by_hand_shown = true;
  keep_threads(context, settings);
  const std::optional<SteppingPicture> picture = this->picture(context);
  Rect rest = area;
  const Rect buttons = rest.cut_top(ui.units(button_height), ui.units(gap));
  draw_buttons(context, picture ? &*picture : nullptr, buttons);
  if (!picture) {
    const Trouble trouble = trouble_of(context, "The two threads");
    return draw_news(context, {trouble.text, trouble.ended},
                     rest.cut_top(ui.units(news_height), ui.units(gap)));
  }
  continue_replay(context, *picture);
  if (rest.h < ui.units(room_min)) {
    const SteppingNews fold{"Fold the words away with f: then the threads have room."};
    return draw_news(context, fold, rest.cut_top(ui.units(news_height)));
  }
  const Rect orders =
      rest.cut_right(lists_orders_ ? rest.w * orders_share : 0, lists_orders_ ? ui.units(gap) : 0);
  draw_news(context, stepping_news(*picture),
            rest.cut_bottom(ui.units(news_height), ui.units(gap)));
  draw_stepping_scene(ui, *picture, rest);
  if (lists_orders_) draw_orders(context, *picture, orders);
}

std::unique_ptr<LabView> make_stepping_view() { return std::make_unique<SteppingView>(); }
std::unique_ptr<LabView> make_stepping_view_for_class() {
  return std::make_unique<SteppingView>(false);
}

}  // namespace sharedfate
