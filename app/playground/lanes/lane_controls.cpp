#include <fmt/format.h>

#include <cmath>

#include "app/playground/lanes/control.h"
#include "app/playground/panel/actions.h"
#include "app/playground/panel/words.h"

namespace sharedfate {
namespace {

constexpr float padding = 14, gap = 8, knob_room = 104;

std::string worded(Wording wording, std::string_view word) {
  return wording == Wording::keys ? "" : std::string(word);
}

const PressControl run_control{
    "control.run",
    Verb::toggle_run,
    [](const PanelContext& context, Wording wording) {
      return worded(wording, context.view_state.running ? "Pause" : "Run");
    },
    [](const PanelContext&, Wording wording) { return worded(wording, "Pause"); },
    [](const PanelContext& context) -> std::string {
      return context.view_state.running ? "Holds every worker at a gate between two tasks."
                                        : "Opens the gate: the workers take tasks.";
    },
    [](const PanelContext& context) {
      return ButtonLook{.kind = ButtonKind::primary,
                        .has_icon = true,
                        .icon = context.view_state.running ? Icon::pause : Icon::play,
                        .key = {}};
    },
};

const PressControl step_control{
    "control.step",
    Verb::step,
    [](const PanelContext&, Wording wording) { return worded(wording, "Step"); },
    [](const PanelContext&, Wording wording) { return worded(wording, "Step"); },
    [](const PanelContext&) -> std::string { return "Lets exactly one task leave each queue."; },
    [](const PanelContext&) { return ButtonLook{.has_icon = true, .icon = Icon::step, .key = {}}; },
};

const PressControl reset_control{
    "control.reset",
    Verb::reset,
    [](const PanelContext&, Wording wording) { return worded(wording, "Reset"); },
    [](const PanelContext&, Wording wording) { return worded(wording, "Reset"); },
    [](const PanelContext& context) {
      return "Ends every process and starts anew, with " +
             counted(context.view_state.controls.tasks, "task") + ".";
    },
    [](const PanelContext&) {
      return ButtonLook{.has_icon = true, .icon = Icon::reset, .key = {}};
    },
};

const PressControl add_control{
    "control.add",
    Verb::add_tasks,
    [](const PanelContext&, Wording wording) { return worded(wording, "Add"); },
    [](const PanelContext&, Wording wording) { return worded(wording, "Add"); },
    [](const PanelContext& context) {
      return fmt::format("Puts {} more of {} into every queue.",
                         counted(context.view_state.controls.tasks, "task"),
                         workload_row(context.view_state.controls.workload.id).name);
    },
    [](const PanelContext&) { return ButtonLook{.has_icon = true, .icon = Icon::plus, .key = {}}; },
};

const PressControl workload_control{
    "control.workload",
    Verb::next_workload,
    [](const PanelContext& context, Wording wording) {
      return (wording == Wording::words ? "Work: " : "") +
             std::string(workload_row(context.view_state.controls.workload.id).name);
    },
    [](const PanelContext&, Wording wording) {
      return std::string(wording == Wording::words ? "Work: primes" : "primes");
    },
    [](const PanelContext& context) {
      return std::string(workload_row(context.view_state.controls.workload.id).sentence) +
             " For tasks added from now on.";
    },
    [](const PanelContext&) { return ButtonLook{}; },
};

const PressControl policy_control{
    "control.policy",
    Verb::next_policy,
    [](const PanelContext& context, Wording) {
      return std::string(policy_row(chosen_policy(context.model)).title);
    },
    [](const PanelContext&, Wording) { return std::string("Supervised"); },
    [](const PanelContext& context) {
      return std::string(policy_row(chosen_policy(context.model)).sentence);
    },
    [](const PanelContext&) { return ButtonLook{}; },
};

const PressControl tasks_control{
    "control.tasks",
    Verb::next_task_count,
    [](const PanelContext& context, Wording wording) {
      return grouped(context.view_state.controls.tasks) +
             (wording == Wording::keys ? "" : " tasks");
    },
    [](const PanelContext&, Wording wording) {
      return std::string(wording == Wording::keys ? "100,000" : "100,000 tasks");
    },
    [](const PanelContext&) -> std::string {
      return "How many tasks Add and Reset put into each queue, up to a million.";
    },
    [](const PanelContext&) { return ButtonLook{}; },
};

const PressControl lanes_control{
    "control.lanes",
    Verb::next_lane_count,
    [](const PanelContext& context, Wording) {
      const auto count = open_lanes(context.model).size();
      return fmt::format("{} lane{}", count, count == 1 ? "" : "s");
    },
    [](const PanelContext&, Wording) { return std::string("4 lanes"); },
    [](const PanelContext&) -> std::string {
      return "One more lane beside these, up to four, then two again.";
    },
    [](const PanelContext&) { return ButtonLook{}; },
};

std::string_view full_speed_text(Wording wording) {
  return wording == Wording::keys ? "full" : "full speed";
}

std::string tempo_text(const PanelContext& context, Wording wording) {
  return context.view_state.controls.tempo_ms == 0
             ? std::string(full_speed_text(wording))
             : fmt::format("{} ms", context.view_state.controls.tempo_ms);
}

float tempo_text_width(Ui& ui, Wording wording) {
  return ui.canvas().text_width(TextRole::figure,
                                wording == Wording::keys ? "2000 ms" : "full speed");
}

float caps_width(Ui& ui, std::string_view less, std::string_view more) {
  return ui.canvas().key_cap_width(less) + ui.canvas().key_cap_width(more);
}

float tempo_width(PanelContext& context, Wording wording) {
  Ui& ui = context.ui;
  float width =
      2 * ui.units(padding) + caps_width(ui, key_cap_of(Verb::slower), key_cap_of(Verb::faster)) +
      2 * ui.units(gap) + ui.units(knob_room) + tempo_text_width(ui, wording) + ui.units(gap);
  if (wording != Wording::keys)
    width += ui.canvas().text_width(TextRole::label, "Tempo") + ui.units(gap);
  return wording == Wording::keys ? width - ui.units(knob_room * 0.3F) : width;
}

void draw_tempo(PanelContext& context, const Rect& rect, Wording wording) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  draw_control_ground(ui, rect, {});
  Rect inner = rect.inset(std::min(ui.units(padding), rect.w * 0.06F), 0);
  if (wording != Wording::keys) {
    canvas.text_in(inner.cut_left(canvas.text_width(TextRole::label, "Tempo"), ui.units(gap)),
                   TextRole::label, ui.tone(Tone::text), "Tempo");
  }
  canvas.text_in(inner.cut_right(tempo_text_width(ui, wording), ui.units(gap)), TextRole::figure,
                 ui.tone(Tone::text), tempo_text(context, wording), Align::right);
  const std::string_view less = key_cap_of(Verb::slower), more = key_cap_of(Verb::faster);
  const auto cap = [&](Rect place, std::string_view key) {
    canvas.key_cap({place.x, place.centre().y}, key, ui.tone(Tone::muted));
  };
  cap(inner.cut_left(canvas.key_cap_width(less), ui.units(gap)), less);
  cap(inner.cut_right(canvas.key_cap_width(more), ui.units(gap)), more);
  constexpr auto last = static_cast<float>(tempo_count - 1);
  int index = tempo_index(context.view_state.controls.tempo_ms);
  float share = static_cast<float>(index) / last;
  const Rect track{inner.x, rect.y + rect.h * 0.15F, inner.w, rect.h * 0.7F};
  if (ui.slider("control.tempo", track, "Tempo " + tempo_text(context, Wording::words), share,
                {.enabled = true, .focusable = false})) {
    // The wheel moves by less than one index: it counts as one.
    const auto wanted = static_cast<int>(std::lround(share * last));
    index =
        wanted != index || ui.input().wheel == 0 ? wanted : index + (ui.input().wheel > 0 ? 1 : -1);
  }
  context.hint_at(
      "control.tempo",
      "Stretches every task so that it can be followed; at the right end it runs at full speed.");
  Controls wanted = context.view_state.controls;
  if (index != tempo_index(wanted.tempo_ms)) wanted.tempo_ms = tempo_at(index);
  set_controls(context, wanted, ui.gesture());
}

float workers_width(PanelContext& context, Wording wording) {
  Ui& ui = context.ui;
  return ui.stepper_width(wording == Wording::keys ? "" : "Workers", "64") +
         caps_width(ui, key_cap_of(Verb::fewer_workers), key_cap_of(Verb::more_workers)) +
         ui.units(gap) * 2 + ui.units(wording == Wording::keys ? -12.0F : 4.0F);
}

void draw_workers(PanelContext& context, const Rect& rect, Wording wording) {
  Ui& ui = context.ui;
  const ViewState& view_state = context.view_state;
  draw_control_ground(ui, rect, {});
  Rect inner = rect;
  const float caps =
      caps_width(ui, key_cap_of(Verb::fewer_workers), key_cap_of(Verb::more_workers)) +
      ui.units(4) + ui.units(10);
  const Rect keys = inner.cut_right(caps);
  const int difference = ui.stepper(
      "control.workers", inner, wording == Wording::keys ? "" : "Workers",
      std::to_string(view_state.controls.workers), view_state.controls.workers > worker_count_min,
      view_state.controls.workers < worker_count_max);
  const Rect first = ui.canvas().key_cap({keys.x, keys.centre().y}, key_cap_of(Verb::fewer_workers),
                                         ui.tone(Tone::muted));
  ui.canvas().key_cap({first.right() + ui.units(4), keys.centre().y},
                      key_cap_of(Verb::more_workers), ui.tone(Tone::muted));
  if (ui.widget_under_pointer().starts_with("control.workers"))
    context.hint = "How many threads, and how many processes, work in each lane.";
  if (difference != 0) context.act(difference < 0 ? Verb::fewer_workers : Verb::more_workers);
}

}  // namespace

std::vector<Control> lane_controls() {
  return {make_control(run_control),      make_control(step_control),
          make_control(reset_control),    make_control(add_control),
          {tempo_width, draw_tempo},      {workers_width, draw_workers},
          make_control(workload_control), make_control(policy_control),
          make_control(tasks_control),    make_control(lanes_control)};
}

}  // namespace sharedfate
