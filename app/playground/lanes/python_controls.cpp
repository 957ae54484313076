#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/playground/lanes/control.h"
#include "app/playground/panel/actions.h"

// Controls that only Python lanes have.
namespace sharedfate {
namespace {

constexpr float padding = 14, gap = 8, track_room = 70;

std::string interval_text(std::uint32_t interval_us) {
  return fmt::format("{:g} ms", interval_us / 1000.0);
}

std::string_view interval_title(Wording wording) {
  return wording == Wording::words ? "GIL turn" : "GIL";
}

float interval_text_width(Ui& ui) { return ui.canvas().text_width(TextRole::figure, "100 ms"); }

float interval_width(PanelContext& context, Wording wording) {
  Ui& ui = context.ui;
  const Canvas& canvas = ui.canvas();
  return 2 * ui.units(padding) + canvas.text_width(TextRole::label, interval_title(wording)) +
         ui.units(track_room) + interval_text_width(ui) +
         canvas.key_cap_width(key_cap_of(Verb::next_switch_interval)) + 3 * ui.units(gap);
}

void draw_interval(PanelContext& context, const Rect& rect, Wording wording) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  draw_control_ground(ui, rect, {});
  Rect inner = rect.inset(ui.units(padding), 0);
  const std::string_view title = interval_title(wording);
  canvas.text_in(inner.cut_left(canvas.text_width(TextRole::label, title), ui.units(gap)),
                 TextRole::label, ui.tone(Tone::text), title);
  const Rect cap =
      inner.cut_right(canvas.key_cap_width(key_cap_of(Verb::next_switch_interval)), ui.units(gap));
  canvas.key_cap({cap.x, cap.centre().y}, key_cap_of(Verb::next_switch_interval),
                 ui.tone(Tone::muted));
  const std::string figure = interval_text(context.view_state.controls.switch_interval_us);
  canvas.text_in(inner.cut_right(interval_text_width(ui), ui.units(gap)), TextRole::figure,
                 ui.tone(Tone::text), figure, Align::right);
  constexpr auto last = static_cast<float>(switch_interval_count - 1);
  const int before = switch_interval_index(context.view_state.controls.switch_interval_us);
  float share = static_cast<float>(before) / last;
  const Rect track{inner.x, rect.y + rect.h * 0.15F, inner.w, rect.h * 0.7F};
  int index = before;
  if (ui.slider("control.switch_interval", track, "GIL turn " + figure, share,
                {.enabled = true, .focusable = false})) {
    // The wheel moves by less than one index: it counts as one.
    index = static_cast<int>(std::lround(share * last));
    if (index == before && ui.input().wheel != 0) index += ui.input().wheel > 0 ? 1 : -1;
  }
  context.hint_at(
      "control.switch_interval",
      "sys.setswitchinterval: how long a thread may keep the GIL while others wait for it.");
  Controls wanted = context.view_state.controls;
  if (index != before) wanted.switch_interval_us = switch_interval_at(index);
  set_controls(context, wanted, ui.gesture());
}

const LaneModel* first_python_lane(const Model& model) {
  for (const LaneModel& lane : model.lanes) {
    if (lane.exists && lane.spec.language == Language::python) return &lane;
  }
  return nullptr;
}

const PressControl interpreter_control{
    "control.interpreter",
    Verb::next_interpreter,
    [](const PanelContext& context, Wording wording) {
      const LaneModel* const lane = first_python_lane(context.model);
      const std::string version = lane == nullptr || lane->python_version == 0
                                      ? "…"
                                      : python_version_text(lane->python_version);
      return (wording == Wording::words ? "Python " : "Py ") + version;
    },
    [](const PanelContext&, Wording wording) {
      return std::string(wording == Wording::words ? "Python 3.11.88" : "Py 3.11.88");
    },
    [](const PanelContext& context) {
      const LaneModel* const lane = first_python_lane(context.model);
      const std::string path =
          lane == nullptr || lane->spec.python.empty() ? "python3 of PATH" : lane->spec.python;
      return "The interpreter is " + path + ". The next one of this computer, in new lanes.";
    },
    [](const PanelContext&) { return ButtonLook{}; },
};

}  // namespace

std::vector<Control> python_controls(const Model& model) {
  if (first_python_lane(model) == nullptr) return {};
  return {{interval_width, draw_interval}, make_control(interpreter_control)};
}

}  // namespace sharedfate
