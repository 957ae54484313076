#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/playground/panel/actions.h"
#include "app/playground/panel/control.h"

// The target of a fault, and the faults: one chip for each row of the fault table, a page at a
// time.
namespace sharedfate {
namespace {

constexpr float padding = 14, gap = 8, icon_side = 15;

std::string chosen_worker_text(const PanelContext& context) {
  const ViewState& view_state = context.view_state;
  const auto index = static_cast<std::size_t>(view_state.lane);
  if (view_state.every_lane) return fmt::format("worker {}", view_state.worker);
  if (index >= context.model.lanes.size() || !context.model.lanes[index].exists) return "nobody";
  return fmt::format("{}{}", lane_kind_row(context.model.lanes[index].spec.kind).worker_mark,
                     view_state.worker);
}

ButtonLook look_of_target() { return {.key = "tab", .focusable = false}; }
ButtonLook look_of_every_lane(bool on) {
  return {.has_icon = true,
          .icon = on ? Icon::check : Icon::queue,
          .key = "b",
          .chosen = on,
          .focusable = false};
}
ButtonLook look_of_more() { return {.key = "m", .focusable = false}; }
ButtonLook look_of_moment() { return {.key = "k", .focusable = false}; }
std::string moment_label(bool at_next_task, Wording wording) {
  if (!at_next_task) return "now";
  return wording == Wording::words ? "at its next task" : "next task";
}
std::string target_label(const PanelContext& context, Wording wording) {
  if (wording == Wording::keys && context.view_state.every_lane)
    return fmt::format("#{}", context.view_state.worker);
  return (wording == Wording::words ? "Hit " : "") + chosen_worker_text(context);
}
std::string every_lane_label(Wording wording) {
  return wording == Wording::words   ? "in every lane"
         : wording == Wording::brief ? "all lanes"
                                     : "all";
}

/// Presses of Tab, those of Shift-Tab negative. Tab chooses a worker here and moves no focus: every
/// control has a key of its own.
int take_tabs(PanelContext& context) {
  int steps = 0;
  for (const KeyPress& press : context.ui.input().keys) {
    if (press.taken || press.key != Key::tab) continue;
    const bool back = press.shift;
    if (context.key_repeated(Key::tab)) steps += back ? -1 : 1;
  }
  return steps;
}

Control target_control() {
  return {[](PanelContext& context, Wording wording) {
            const std::string widest = wording == Wording::words   ? "Hit worker 64"
                                       : wording == Wording::brief ? "worker 64"
                                                                   : "T64";
            return context.ui.button_width(widest, look_of_target());
          },
          [](PanelContext& context, const Rect& rect, Wording wording) {
            const bool clicked = context.ui.button(
                "control.worker", rect, target_label(context, wording), look_of_target());
            if (context.ui.widget_under_pointer() == "control.worker") {
              context.view_state.hint =
                  "The worker that the number keys hit. Tab goes to the next, Shift-Tab to the one "
                  "before.";
            }
            const int steps = take_tabs(context) + (clicked ? 1 : 0);
            if (steps != 0) choose_worker(context, steps);
          }};
}

Control every_lane_control() {
  return {[](PanelContext& context, Wording wording) {
            return context.ui.button_width(every_lane_label(wording), look_of_every_lane(true));
          },
          [](PanelContext& context, const Rect& rect, Wording wording) {
            ViewState& view_state = context.view_state;
            const bool clicked =
                context.ui.button("control.every_lane", rect, every_lane_label(wording),
                                  look_of_every_lane(view_state.every_lane));
            if (context.ui.widget_under_pointer() == "control.every_lane") {
              view_state.hint =
                  "The same fault at the same moment in the worker of that number in every lane.";
            }
            if (clicked || context.key(U'b')) view_state.every_lane = !view_state.every_lane;
          }};
}

Control moment_control() {
  return {[](PanelContext& context, Wording wording) {
            return context.ui.button_width(moment_label(true, wording), look_of_moment());
          },
          [](PanelContext& context, const Rect& rect, Wording wording) {
            ViewState& view_state = context.view_state;
            const bool clicked =
                context.ui.button("control.moment", rect,
                                  moment_label(view_state.at_next_task, wording), look_of_moment());
            if (context.ui.widget_under_pointer() == "control.moment") {
              view_state.hint =
                  "When the fault strikes: at once, or in the task that is taken next.";
            }
            if (clicked || context.key(U'k')) view_state.at_next_task = !view_state.at_next_task;
          }};
}

float fault_width(PanelContext& context, Wording wording, std::size_t index) {
  Ui& ui = context.ui;
  const FaultRow& row = faults()[index];
  const float label = ui.canvas().text_width(TextRole::label, row.title);
  const float icon = wording == Wording::keys ? 0 : ui.units(icon_side) + ui.units(gap);
  const float edge = ui.units(wording == Wording::keys ? 9 : padding);
  return std::ceil(2 * edge + icon + label + ui.units(gap) +
                   ui.canvas().key_cap_width(fault_key(index)));
}

void draw_chip(Ui& ui, Canvas& canvas, Rect rect, std::size_t index, bool chosen, bool with_icon) {
  const FaultRow& row = faults()[index];
  const float content = canvas.text_width(TextRole::label, row.title) + ui.units(gap) +
                        canvas.key_cap_width(fault_key(index)) +
                        (with_icon ? ui.units(icon_side) + ui.units(gap) : 0);
  Rect inner = rect.inset(std::max(ui.units(6), (rect.w - content) / 2), 0);
  const Rgb tone = chosen ? ui.tone(Tone::lost) : ui.tone(Tone::text);
  if (with_icon) {
    const Rect icon = inner.cut_left(ui.units(icon_side), ui.units(gap));
    canvas.icon(row.needs_deadline ? Icon::clock : Icon::skull,
                {icon.x, icon.centre().y - icon.w / 2, icon.w, icon.w}, tone);
  }
  const Rect cap = inner.cut_right(canvas.key_cap_width(fault_key(index)), ui.units(gap));
  canvas.key_cap({cap.x, cap.centre().y}, fault_key(index), ui.tone(Tone::muted));
  canvas.text_in(inner, TextRole::label, tone, row.title, Align::left, Overflow::shrink);
}

/// The chip under the pointer while it is dragged to a worker.
void draw_carried(Ui& ui, const Rect& rect, std::size_t index, bool with_icon) {
  const Point at = ui.input().pointer;
  const Rect place{at.x - rect.w / 2, at.y - rect.h / 2, rect.w, rect.h};
  Canvas& canvas = ui.overlay();
  canvas.glow(place, Ink(0x000000, 0.4F), ui.units(12), ui.units(9));
  canvas.fill(place, ui.tone(Tone::raised), ui.units(9));
  canvas.outline(place, ui.tone(Tone::lost), ui.units(1.75F), ui.units(9));
  draw_chip(ui, canvas, place, index, true, with_icon);
}

void draw_fault(PanelContext& context, const Rect& rect, Wording wording, std::size_t index) {
  Ui& ui = context.ui;
  ViewState& view_state = context.view_state;
  const FaultRow& row = faults()[index];
  const Interaction pointer = ui.region("fault." + std::string(row.name), rect, row.title,
                                        {.enabled = true, .focusable = false});
  const bool chosen = view_state.fault == row.id;
  const bool with_icon = wording != Wording::keys;
  draw_control_ground(ui, rect, pointer, chosen);
  draw_chip(ui, ui.canvas(), rect, index, chosen, with_icon);
  if (pointer.hovered)
    view_state.hint =
        std::string(row.sentence) + " Drag it onto a worker, or click it and then a worker.";
  if (pointer.clicked) view_state.fault = row.id;
  if (pointer.dragging) {
    view_state.fault = row.id;
    view_state.dragged_fault = static_cast<int>(index);
    draw_carried(ui, rect, index, with_icon);
  }
  LaneIndex lane = 0;
  int worker = 0;
  if (pointer.dropped && parse_worker_name(ui.drop_target(), lane, worker)) {
    view_state.lane = lane;
    view_state.worker = worker;
    inject(context, row.id, lane, worker);
  }
  if (context.key(static_cast<char32_t>(fault_key(index).front()))) {
    view_state.fault = row.id;
    inject(context, row.id, view_state.lane, view_state.worker);
  }
}

std::size_t page_count() { return (faults().size() + faults_per_page - 1) / faults_per_page; }

std::string more_label(const PanelContext& context, Wording wording) {
  const std::string place = fmt::format("{}/{}", context.view_state.fault_page + 1, page_count());
  return wording == Wording::words ? "More faults " + place : place;
}

/// Turns the page of the palette; the number keys inject what is shown.
Control more_control() {
  return {[](PanelContext& context, Wording wording) {
            return context.ui.button_width(more_label(context, wording), look_of_more());
          },
          [](PanelContext& context, const Rect& rect, Wording wording) {
            const bool clicked = context.ui.button("control.more_faults", rect,
                                                   more_label(context, wording), look_of_more());
            if (context.ui.widget_under_pointer() == "control.more_faults") {
              context.view_state.hint =
                  "Shows the other faults. The number keys inject what is shown.";
            }
            if (clicked || context.key(U'm'))
              context.view_state.fault_page = (context.view_state.fault_page + 1) % page_count();
          }};
}

}  // namespace

std::string fault_key(std::size_t index) {
  return std::to_string((index % faults_per_page + 1) % faults_per_page);
}

std::vector<Control> fault_controls(const ViewState& view_state) {
  std::vector<Control> controls{target_control(), every_lane_control(), moment_control()};
  const std::size_t first = view_state.fault_page * faults_per_page;
  const std::size_t end = std::min(first + faults_per_page, faults().size());
  for (std::size_t index = first; index < end; ++index) {
    controls.push_back({[index](PanelContext& context, Wording wording) {
                          return fault_width(context, wording, index);
                        },
                        [index](PanelContext& context, const Rect& rect, Wording wording) {
                          draw_fault(context, rect, wording, index);
                        }});
  }
  if (page_count() > 1) controls.push_back(more_control());
  return controls;
}

}  // namespace sharedfate
