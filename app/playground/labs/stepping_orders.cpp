#include <fmt/format.h>

#include <algorithm>

#include "app/playground/labs/stepping_view.h"
#include "app/playground/widgets/flow_layout.h"
#include "core/experiment/interleaving.h"

namespace sharedfate {
namespace {

constexpr float padding = 14, gap = 6, line_height = 30, bar_room = 8;
/// Between two steps of a replay: slow enough for the class to follow.
constexpr double step_s = 0.45;

std::string group_words(const OutcomeGroup& group) {
  return fmt::format("{} {}{}", group.orders.size(), group.orders.size() == 1 ? "order" : "orders",
                     group.in_turn ? ", also one after the other" : ", never one after the other");
}

FlowLayout lay_out(Ui& ui, const OutcomeGroup& group, Point top_left, float width) {
  std::vector<float> widths;
  for (const std::string& order : group.orders)
    widths.push_back(ui.canvas().text_width(TextRole::figure, order) + 2 * ui.units(8));
  return lay_out_flow(top_left, width, widths, ui.units(line_height), ui.units(gap));
}

float group_head_height(Ui& ui) {
  return ui.canvas().line_height(TextRole::body_bold) + ui.canvas().line_height(TextRole::label) +
         ui.units(4);
}

/// The order to replay: in a deadlock each thread has to take one more step, into its wait.
std::string whole_order(const OutcomeGroup& group, const std::string& order) {
  return group.outcome.deadlock ? order + "AB" : order;
}

/// Draws the head of a group at the top of the column, and cuts that off.
void draw_group_head(Ui& ui, const SteppingPicture& picture, const OutcomeGroup& group,
                     Rect& column) {
  Canvas& canvas = ui.canvas();
  const std::string outcome = to_text(*picture.program, group.outcome);
  const bool reached = picture.outcome == outcome;
  canvas.text_in(column.cut_top(canvas.line_height(TextRole::body_bold)), TextRole::body_bold,
                 ui.tone(reached ? Tone::done : Tone::text),
                 reached ? outcome + "  ← here" : outcome, Align::left, Overflow::shrink);
  canvas.text_in(column.cut_top(canvas.line_height(TextRole::label), ui.units(4)), TextRole::label,
                 ui.tone(Tone::muted), group_words(group), Align::left, Overflow::shrink);
}

}  // namespace

void SteppingView::draw_order(PanelContext& context, const SteppingPicture& picture,
                              const std::string& order, const std::string& whole, const Rect& box) {
  Ui& ui = context.ui;
  const Interaction pointer =
      ui.region("stepping.order." + order, box, order, {.enabled = true, .focusable = false});
  const float lit = 0.12F * (pointer.hover + pointer.press);
  ui.canvas().fill(box, mix(ui.tone(Tone::raised), ui.tone(Tone::text), lit), ui.units(6));
  if (replayed_ == whole) ui.canvas().outline(box, ui.tone(Tone::text), ui.units(2), ui.units(6));
  ui.canvas().text_in(box, TextRole::figure, ui.tone(Tone::text), order, Align::centre,
                      Overflow::shrink);
  if (pointer.clicked) begin_replay(context, picture, whole, step_s);
}

void SteppingView::begin_replay(PanelContext& context, const SteppingPicture& picture,
                                std::string order, double pause_s) {
  send(context, picture, SteppingOrder::start_over);
  replayed_ = std::move(order);
  sent_ = 0;
  pause_s_ = pause_s;
  next_s_ = context.ui.time_s() + pause_s;
}

void SteppingView::continue_replay(PanelContext& context, const SteppingPicture& picture) {
  if (!replays() || is_obeying(picture)) return;
  Ui& ui = context.ui;
  if (ui.motion() && ui.time_s() < next_s_) {
    ui.refresh_within(next_s_ - ui.time_s());
    return;
  }
  const bool a = replayed_[sent_] == 'A';
  send(context, picture, a ? SteppingOrder::a_goes : SteppingOrder::b_goes);
  ++sent_;
  next_s_ = ui.time_s() + pause_s_;
}

void SteppingView::draw_orders(PanelContext& context, const SteppingPicture& picture,
                               const Rect& area) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  const auto interleavings = enumerate_interleavings(*picture.program);
  const auto groups = group_by_outcome(interleavings);
  canvas.fill(area, ui.tone(Tone::panel), ui.units(14));
  Rect inner = area.inset(ui.units(padding));
  const Rect head = inner.cut_top(canvas.line_height(TextRole::heading), ui.units(2));
  canvas.text_in(head, TextRole::heading, ui.tone(Tone::text),
                 fmt::format("All {} orders", interleavings.size()), Align::left, Overflow::shrink);
  const std::string sentence = "by outcome; click one, and both threads go in it";
  const float words = canvas.wrapped_height(inner.w, TextRole::label, sentence);
  canvas.text_wrapped(inner.cut_top(words + 1, ui.units(10)), TextRole::label, ui.tone(Tone::muted),
                      sentence);
  inner.cut_right(ui.units(bar_room));
  float tall = 0;
  for (const OutcomeGroup& group : groups)
    tall += group_head_height(ui) + lay_out(ui, group, {}, inner.w).height + ui.units(14);
  orders_.lay_out(ui, inner, tall, context.view_state.open.sheet());
  orders_.draw_bar(ui, canvas, inner, inner.right() + ui.units(bar_room));
  canvas.clip(inner);
  Rect column{inner.x, inner.y - orders_.place(), inner.w, tall};
  for (const OutcomeGroup& group : groups) {
    draw_group_head(ui, picture, group, column);
    const FlowLayout flow = lay_out(ui, group, {column.x, column.y}, column.w);
    for (std::size_t i = 0; i < group.orders.size(); ++i) {
      const std::string& order = group.orders[i];
      if (!canvas.visible_part(flow.boxes[i]).empty())
        draw_order(context, picture, order, whole_order(group, order), flow.boxes[i]);
    }
    column.cut_top(flow.height, ui.units(14));
  }
  canvas.unclip();
}

}  // namespace sharedfate
