#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "app/playground/lanes/control.h"
#include "app/playground/panel/actions.h"

// The target of a fault, and the faults: one chip for each row of the fault table, a page at a
// time.
namespace sharedfate {
namespace {

constexpr float padding = 14, gap = 8, icon_side = 15;

std::size_t page_count() {
  return (faults().size() + FaultPalette::per_page - 1) / FaultPalette::per_page;
}

/// The number key of a fault, by its index in faults(); the same on every page.
std::string_view fault_key(std::size_t index) {
  return key_cap_of({Verb::inject, static_cast<int>(index % FaultPalette::per_page)});
}

void choose_worker(PanelContext& context, int difference) {
  ChosenFault& target = context.view_state.target;
  const bool every_lane = context.view_state.controls.every_lane;
  std::vector<std::pair<LaneIndex, int>> places;
  std::size_t at = 0;
  for (const LaneIndex lane : open_lanes(context.model)) {
    const LaneModel& each = context.model.lanes[static_cast<std::size_t>(lane)];
    for (int worker = 1; worker <= each.spec.workers; ++worker) {
      if (lane == target.lane && worker == target.worker) at = places.size();
      places.emplace_back(lane, worker);
    }
    // The worker numbers of one lane are enough.
    if (every_lane && !places.empty() && each.spec.workers > 1) break;
  }
  if (places.empty()) return;
  const auto count = static_cast<std::ptrdiff_t>(places.size());
  const auto next = (static_cast<std::ptrdiff_t>(at) + difference + count) % count;
  std::tie(target.lane, target.worker) = places[static_cast<std::size_t>(next)];
}

std::string chosen_worker_text(const PanelContext& context) {
  const ChosenFault& target = context.view_state.target;
  const auto index = static_cast<std::size_t>(target.lane);
  if (context.view_state.controls.every_lane) return fmt::format("worker {}", target.worker);
  if (index >= context.model.lanes.size() || !context.model.lanes[index].exists) return "no worker";
  return fmt::format("{}{}", lane_kind_row(context.model.lanes[index].spec.kind).worker_mark,
                     target.worker);
}

ButtonLook look_of_target() { return {.key = key_cap_of(Verb::next_worker), .focusable = false}; }
ButtonLook look_of_every_lane(bool on) {
  return {.has_icon = true,
          .icon = on ? Icon::check : Icon::queue,
          .key = key_cap_of(Verb::toggle_every_lane),
          .chosen = on,
          .focusable = false};
}
ButtonLook look_of_more() { return {.key = key_cap_of(Verb::next_fault_page), .focusable = false}; }
ButtonLook look_of_moment() { return {.key = key_cap_of(Verb::toggle_moment), .focusable = false}; }
std::string moment_label(bool at_next_task, Wording wording) {
  if (!at_next_task) return "now";
  return wording == Wording::words ? "at its next task" : "next task";
}
std::string target_label(const PanelContext& context, Wording wording) {
  if (wording == Wording::keys && context.view_state.controls.every_lane)
    return fmt::format("#{}", context.view_state.target.worker);
  return (wording == Wording::words ? "Hit " : "") + chosen_worker_text(context);
}
std::string every_lane_label(Wording wording) {
  return wording == Wording::words   ? "in every lane"
         : wording == Wording::brief ? "all lanes"
                                     : "all";
}

Control target_control() {
  return {[](PanelContext& context, Wording wording) {
            const std::string widest = wording == Wording::words   ? "Hit worker 64"
                                       : wording == Wording::brief ? "worker 64"
                                                                   : "T64";
            return context.ui.button_width(widest, look_of_target());
          },
          [](PanelContext& context, const Rect& rect, Wording wording) {
            if (context.ui.button("control.worker", rect, target_label(context, wording),
                                  look_of_target()))
              context.act(Verb::next_worker);
            context.hint_at("control.worker",
                            "The worker that the number keys hit. Tab goes to the next, Shift-Tab "
                            "to the one before.");
          }};
}

Control every_lane_control() {
  return {[](PanelContext& context, Wording wording) {
            return context.ui.button_width(every_lane_label(wording), look_of_every_lane(true));
          },
          [](PanelContext& context, const Rect& rect, Wording wording) {
            if (context.ui.button("control.every_lane", rect, every_lane_label(wording),
                                  look_of_every_lane(context.view_state.controls.every_lane)))
              context.act(Verb::toggle_every_lane);
            context.hint_at(
                "control.every_lane",
                "The same fault at the same moment in the worker of that number in every lane.");
          }};
}

Control moment_control() {
  return {[](PanelContext& context, Wording wording) {
            return context.ui.button_width(moment_label(true, wording), look_of_moment());
          },
          [](PanelContext& context, const Rect& rect, Wording wording) {
            const bool at_next_task = context.view_state.controls.at_next_task;
            if (context.ui.button("control.moment", rect, moment_label(at_next_task, wording),
                                  look_of_moment()))
              context.act(Verb::toggle_moment);
            context.hint_at("control.moment",
                            "When the fault strikes: at once, or in the task that is taken next.");
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

std::string more_label(std::size_t page, Wording wording) {
  const std::string place = fmt::format("{}/{}", page + 1, page_count());
  return wording == Wording::words ? "More faults " + place : place;
}

}  // namespace

void FaultPalette::draw_fault(PanelContext& context, const Rect& rect, Wording wording,
                              std::size_t index) {
  Ui& ui = context.ui;
  ChosenFault& target = context.view_state.target;
  const FaultRow& row = faults()[index];
  const Interaction pointer = ui.region("fault." + std::string(row.name), rect, row.title,
                                        {.enabled = true, .focusable = false});
  const bool with_icon = wording != Wording::keys;
  const bool chosen = target.fault == row.id;
  draw_control_ground(ui, rect, pointer, chosen);
  draw_chip(ui, ui.canvas(), rect, index, chosen, with_icon);
  if (pointer.hovered)
    context.hint =
        std::string(row.sentence) + " Drag it onto a worker, or click it and then a worker.";
  if (pointer.clicked || pointer.dragging) target.fault = row.id;
  if (pointer.dragging) draw_carried(ui, rect, index, with_icon);
  if (pointer.dropped && parse_worker_name(ui.drop_target(), target.lane, target.worker))
    inject(context, row.id, target.lane, target.worker);
}

void FaultPalette::turn_page() { page_ = (page_ + 1) % page_count(); }

bool FaultPalette::act(PanelContext& context, UserAction action) {
  ChosenFault& target = context.view_state.target;
  switch (action.verb) {
    case Verb::next_worker:
      choose_worker(context, 1);
      return true;
    case Verb::previous_worker:
      choose_worker(context, -1);
      return true;
    case Verb::next_fault_page:
      turn_page();
      return true;
    case Verb::inject: {
      const std::size_t index = page_ * per_page + static_cast<std::size_t>(action.number);
      if (index >= faults().size()) return false;
      target.fault = faults()[index].id;
      inject(context, target.fault, target.lane, target.worker);
      return true;
    }
    case Verb::inject_chosen:
      inject(context, target.fault, target.lane, target.worker);
      return true;
    default:
      return false;
  }
}

std::vector<Control> FaultPalette::controls() {
  std::vector<Control> controls{target_control(), every_lane_control(), moment_control()};
  const std::size_t first = page_ * per_page;
  const std::size_t end = std::min(first + per_page, faults().size());
  for (std::size_t index = first; index < end; ++index) {
    controls.push_back({[index](PanelContext& context, Wording wording) {
                          return fault_width(context, wording, index);
                        },
                        [this, index](PanelContext& context, const Rect& rect, Wording wording) {
                          draw_fault(context, rect, wording, index);
                        }});
  }
  if (page_count() == 1) return controls;
  controls.push_back({[this](PanelContext& context, Wording wording) {
                        return context.ui.button_width(more_label(page_, wording), look_of_more());
                      },
                      [this](PanelContext& context, const Rect& rect, Wording wording) {
                        if (context.ui.button("control.more_faults", rect,
                                              more_label(page_, wording), look_of_more()))
                          context.act(Verb::next_fault_page);
                        context.hint_at(
                            "control.more_faults",
                            "Shows the other faults. The number keys inject what is shown.");
                      }});
  return controls;
}

}  // namespace sharedfate
