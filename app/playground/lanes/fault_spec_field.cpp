#include <fmt/format.h>

#include <algorithm>

#include "app/playground/lanes/control.h"
#include "app/playground/panel/actions.h"
#include "core/fault/combination.h"

// The chosen fault spec, to be copied, and a field to type or paste another one.
namespace sharedfate {
namespace {

constexpr float padding = 12, gap = 6, mistake_width = 460;
constexpr std::size_t text_max = 120;  ///< longer than any fault spec: anything may be pasted

ButtonLook look_of_copy() { return {.key = "", .focusable = false}; }

FaultSpec chosen_fault_spec(const ViewState& view_state) {
  return make_fault_spec(view_state.target.fault, view_state.target.worker,
                         view_state.controls.at_next_task ? 1 : 0);
}

float text_width(PanelContext& context, Wording wording) {
  // The longest spec that can be chosen; a longer one that is pasted is set smaller, then cut.
  return context.ui.canvas().text_width(
      TextRole::label, wording == Wording::keys ? "segv@64:task=1" : "supervisor@64:task=1");
}

float field_width(PanelContext& context, Wording wording) {
  Ui& ui = context.ui;
  return 2 * ui.units(padding) + text_width(context, wording) + ui.units(gap) +
         ui.canvas().key_cap_width(key_cap_of(Verb::edit_fault_spec));
}

/// The target: the lane of the chosen worker, or every lane, as far as they take requests.
std::vector<LaneIndex> lanes_meant(const PanelContext& context) {
  std::vector<LaneIndex> lanes;
  for (const LaneIndex lane : open_lanes(context.model)) {
    const bool meant =
        context.view_state.controls.every_lane || lane == context.view_state.target.lane;
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

}  // namespace

void FaultSpecField::start_typing() {
  close();
  open_ = true;
}

void FaultSpecField::close() { *this = {}; }

/// Checks the spec for all target lanes; injects into all of them, or into none.
Status FaultSpecField::inject_text(PanelContext& context) {
  const auto read = parse_fault_spec(text_, 0);
  if (!read) return read.error();
  const FaultSpec& fault_spec = read.value();
  const std::vector<LaneIndex> lanes = lanes_meant(context);
  if (lanes.empty())
    return Error{"inject " + to_text(fault_spec), "no lane takes it now",
                 fmt::format("press {}", key_cap_of(Verb::restart_lanes))};
  for (const LaneIndex lane : lanes) {
    const LaneSpec& spec = context.model.lanes[static_cast<std::size_t>(lane)].spec;
    if (const Status status = check_for(fault_spec, spec); !status) return status;
  }
  for (const LaneIndex lane : lanes) context.send(lane, InjectFault{fault_spec});
  context.view_state.target.fault = fault_spec.fault;
  if (fault_spec.worker != 0) context.view_state.target.worker = fault_spec.worker;
  return Done{};
}

/// Takes what was typed and pasted in this frame. Enter injects, Escape closes the field.
void FaultSpecField::take_input(PanelContext& context) {
  Ui& ui = context.ui;
  // Pasting opens the field: nothing else here takes pasted text.
  const std::string pasted = ui.take_pasted();
  if (!pasted.empty() && !open_) start_typing();
  if (!open_) return;
  // The keys belong to the field: no focused button may take Enter.
  ui.clear_focus();
  const std::string before = text_;
  text_ += pasted;
  while (ui.take_key_repeated(Key::backspace)) {
    if (!text_.empty()) text_.pop_back();
  }
  text_ += ui.take_text();
  text_ = text_.substr(0, text_max);
  if (text_ != before) mistake_.clear();
  if (ui.take_key(Key::escape)) return close();
  if (!ui.take_key(Key::enter)) return;
  const Status status = inject_text(context);
  if (status) return close();
  mistake_ = status.error().text();
}

/// Draws the error over everything, below the field or, at the window's lower end, above it.
void FaultSpecField::draw_mistake(PanelContext& context, const Rect& under) const {
  Ui& ui = context.ui;
  Canvas& canvas = ui.overlay();
  const float inset = ui.units(padding);
  const float width = std::min(ui.units(mistake_width), ui.screen().w - 2 * inset);
  const float height =
      canvas.wrapped_height(width - 2 * inset, TextRole::small, mistake_) + 2 * ui.units(gap);
  const float x = std::clamp(under.x, inset, ui.screen().right() - inset - width);
  const bool below = under.bottom() + ui.units(gap) + height <= ui.screen().bottom();
  const float y = below ? under.bottom() + ui.units(gap) : under.y - ui.units(gap) - height;
  const Rect box{x, y, width, height};
  ui.region("control.fault_spec.mistake", box, mistake_, {.enabled = true, .focusable = false});
  canvas.glow(box, Ink(0x000000, 0.4F), ui.units(12), ui.units(9));
  canvas.fill(box, ui.tone(Tone::raised), ui.units(9));
  canvas.outline(box, ui.tone(Tone::lost), ui.units(1.75F), ui.units(9));
  canvas.text_wrapped(box.inset(inset, ui.units(gap)), TextRole::small, ui.tone(Tone::text),
                      mistake_);
}

void FaultSpecField::draw(PanelContext& context, const Rect& rect) {
  Ui& ui = context.ui;
  const std::string chosen = to_text(chosen_fault_spec(context.view_state));
  const Interaction pointer = ui.region("control.fault_spec", rect, open_ ? text_ : chosen,
                                        {.enabled = true, .focusable = false});
  draw_control_ground(ui, rect, pointer, open_);
  Rect inner = rect.inset(ui.units(padding), 0);
  if (!open_) {
    const std::string_view key = key_cap_of(Verb::edit_fault_spec);
    const Rect cap = inner.cut_right(ui.canvas().key_cap_width(key), ui.units(gap));
    ui.canvas().key_cap({cap.x, cap.centre().y}, key, ui.tone(Tone::muted));
  }
  const bool empty = open_ && text_.empty();
  const std::string shown = empty ? "FAULT@WORKER" : open_ ? text_ + "|" : chosen;
  ui.canvas().text_in(inner, TextRole::label, ui.tone(empty ? Tone::muted : Tone::text), shown,
                      Align::left, Overflow::shrink);
  if (pointer.hovered) {
    context.hint =
        "The chosen fault in words. Click, then type one or paste it with Ctrl+V; Enter injects.";
  }
  if (pointer.clicked) start_typing();
}

Control FaultSpecField::control() {
  return {[](PanelContext& context, Wording wording) {
            return field_width(context, wording) + context.ui.units(gap) +
                   context.ui.button_width("Copy", look_of_copy());
          },
          [this](PanelContext& context, const Rect& rect, Wording) {
            Ui& ui = context.ui;
            Rect left = rect;
            const Rect copy =
                left.cut_right(ui.button_width("Copy", look_of_copy()), ui.units(gap));
            if (!context.view_state.open.sheet()) take_input(context);
            draw(context, left);
            if (ui.button("control.fault_spec.copy", copy, "Copy", look_of_copy()))
              ui.copy(to_text(chosen_fault_spec(context.view_state)));
            if (!mistake_.empty()) draw_mistake(context, left);
          }};
}

}  // namespace sharedfate
