#include <fmt/format.h>

#include <algorithm>

#include "app/playground/panel/actions.h"
#include "app/playground/panel/control.h"
#include "core/fault/combination.h"

// The chosen fault spec, to be copied, and a field to type or paste another one.
namespace sharedfate {
namespace {

constexpr float padding = 12, gap = 6, mistake_width = 460;
constexpr std::size_t text_max = 120;  ///< longer than any fault spec: anything may be pasted

ButtonLook look_of_copy() { return {.key = "", .focusable = false}; }
std::string_view field_key = "v";

FaultSpec chosen_fault_spec(const ViewState& view_state) {
  return make_fault_spec(view_state.fault, view_state.worker, view_state.at_next_task ? 1 : 0);
}

float text_width(PanelContext& context, Wording wording) {
  // The longest spec that can be chosen; a longer one that is pasted is set smaller, then cut.
  return context.ui.canvas().text_width(
      TextRole::label, wording == Wording::keys ? "segv@64:task=1" : "supervisor@64:task=1");
}

float field_width(PanelContext& context, Wording wording) {
  Ui& ui = context.ui;
  return 2 * ui.units(padding) + text_width(context, wording) + ui.units(gap) +
         ui.canvas().key_cap_width(field_key);
}

/// The target: the lane of the chosen worker, or every lane, as far as they take requests.
std::vector<LaneIndex> lanes_meant(const PanelContext& context) {
  std::vector<LaneIndex> lanes;
  for (const LaneIndex lane : open_lanes(context.model)) {
    const bool meant = context.view_state.every_lane || lane == context.view_state.lane;
    if (meant && takes_requests(context.model.lanes[static_cast<std::size_t>(lane)]))
      lanes.push_back(lane);
  }
  return lanes;
}

Status check_for(const FaultSpec& fault_spec, const LaneSpec& lane) {
  if (const Status status = check_fault_spec(fault_spec, lane.kind); !status) return status;
  if (fault_spec.worker <= lane.workers) return Done{};
  return Error{"inject " + to_text(fault_spec) + " into a " + to_text(lane) + " lane",
               fmt::format("its workers are 1 to {}", lane.workers), ""};
}

/// Checks the spec for all target lanes; injects into all of them, or into none.
Status inject_text(PanelContext& context) {
  ViewState& view_state = context.view_state;
  const auto read = parse_fault_spec(view_state.fault_spec.text, 0);
  if (!read) return read.error();
  const FaultSpec& fault_spec = read.value();
  const std::vector<LaneIndex> lanes = lanes_meant(context);
  if (lanes.empty())
    return Error{"inject " + to_text(fault_spec), "no lane takes it now", "press n"};
  for (const LaneIndex lane : lanes) {
    const LaneSpec& spec = context.model.lanes[static_cast<std::size_t>(lane)].spec;
    if (const Status status = check_for(fault_spec, spec); !status) return status;
  }
  for (const LaneIndex lane : lanes) context.send(lane, InjectFault{fault_spec});
  view_state.fault = fault_spec.fault;
  if (fault_spec.worker != 0) view_state.worker = fault_spec.worker;
  return Done{};
}

/// Applies the keys of this frame. Enter injects, Escape closes the field.
void edit(PanelContext& context) {
  ViewState::FaultSpecField& field = context.view_state.fault_spec;
  Ui& ui = context.ui;
  const std::string before = field.text;
  while (ui.take_key_repeated(Key::backspace)) {
    if (!field.text.empty()) field.text.pop_back();
  }
  field.text += ui.take_text();
  field.text = field.text.substr(0, text_max);
  if (field.text != before) field.mistake.clear();
  if (ui.take_key(Key::enter)) {
    const Status status = inject_text(context);
    if (status) {
      field = {};
    } else {
      field.mistake = status.error().text();
    }
  }
  if (ui.take_key(Key::escape)) field = {};
}

/// Draws the error over everything, below the field or, at the window's lower end, above it.
void draw_mistake(PanelContext& context, const Rect& under) {
  Ui& ui = context.ui;
  const std::string& text = context.view_state.fault_spec.mistake;
  Canvas& canvas = ui.overlay();
  const float inset = ui.units(padding);
  const float width = std::min(ui.units(mistake_width), ui.screen().w - 2 * inset);
  const float height =
      canvas.wrapped_height(width - 2 * inset, TextRole::small, text) + 2 * ui.units(gap);
  const float x = std::clamp(under.x, inset, ui.screen().right() - inset - width);
  const bool below = under.bottom() + ui.units(gap) + height <= ui.screen().bottom();
  const float y = below ? under.bottom() + ui.units(gap) : under.y - ui.units(gap) - height;
  const Rect box{x, y, width, height};
  ui.region("control.fault_spec.mistake", box, text, {.enabled = true, .focusable = false});
  canvas.glow(box, Ink(0x000000, 0.4F), ui.units(12), ui.units(9));
  canvas.fill(box, ui.tone(Tone::raised), ui.units(9));
  canvas.outline(box, ui.tone(Tone::lost), ui.units(1.75F), ui.units(9));
  canvas.text_wrapped(box.inset(inset, ui.units(gap)), TextRole::small, ui.tone(Tone::text), text);
}

void draw_field(PanelContext& context, const Rect& rect) {
  Ui& ui = context.ui;
  ViewState::FaultSpecField& field = context.view_state.fault_spec;
  const std::string chosen = to_text(chosen_fault_spec(context.view_state));
  const std::string label = field.open ? field.text : chosen;
  const Interaction pointer =
      ui.region("control.fault_spec", rect, label, {.enabled = true, .focusable = false});
  draw_control_ground(ui, rect, pointer, field.open);
  Rect inner = rect.inset(ui.units(padding), 0);
  if (!field.open) {
    const Rect cap = inner.cut_right(ui.canvas().key_cap_width(field_key), ui.units(gap));
    ui.canvas().key_cap({cap.x, cap.centre().y}, field_key, ui.tone(Tone::muted));
  }
  const bool empty = field.open && field.text.empty();
  const std::string shown = empty ? "FAULT@WORKER" : field.open ? field.text + "|" : chosen;
  ui.canvas().text_in(inner, TextRole::label, ui.tone(empty ? Tone::muted : Tone::text), shown,
                      Align::left, Overflow::shrink);
  if (pointer.hovered) {
    context.view_state.hint =
        "The chosen fault in words. Click, then type one or paste it with Ctrl+V; Enter injects.";
  }
  if (pointer.clicked || context.key(U'v')) context.view_state.open_fault_spec_field();
}

}  // namespace

Control fault_spec_control() {
  return {[](PanelContext& context, Wording wording) {
            return field_width(context, wording) + context.ui.units(gap) +
                   context.ui.button_width("Copy", look_of_copy());
          },
          [](PanelContext& context, const Rect& rect, Wording) {
            Ui& ui = context.ui;
            ViewState& view_state = context.view_state;
            Rect left = rect;
            const Rect copy =
                left.cut_right(ui.button_width("Copy", look_of_copy()), ui.units(gap));
            // Pasting opens the field: nothing else here takes pasted text.
            const std::string pasted = view_state.sheet_open() ? "" : ui.take_pasted();
            if (!pasted.empty()) {
              if (!view_state.fault_spec.open) view_state.open_fault_spec_field();
              view_state.fault_spec.text += pasted;
              view_state.fault_spec.mistake.clear();
            }
            if (view_state.fault_spec.open) {
              // The keys belong to the field: no focused button may take Enter.
              ui.clear_focus();
              edit(context);
            }
            draw_field(context, left);
            if (ui.button("control.fault_spec.copy", copy, "Copy", look_of_copy()))
              ui.copy(to_text(chosen_fault_spec(view_state)));
            if (!view_state.fault_spec.mistake.empty()) draw_mistake(context, left);
          }};
}

}  // namespace sharedfate
