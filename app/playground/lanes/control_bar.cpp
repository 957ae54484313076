#include "app/playground/lanes/control.h"
#include "app/playground/panel/actions.h"
#include "app/playground/panel/panels.h"
#include "app/playground/widgets/flow_layout.h"

// The bar of controls, in a wording that leaves the lanes enough room.
namespace sharedfate {
namespace {

constexpr float control_height = 42, tight_height = 36, gap = 8, height_share_max = 0.19F;
constexpr float hint_width_min = 210;

struct Bar {
  Wording wording;
  std::vector<Rect> lanes, faults;
  int lines = 0;
  float height = 0, last_line_end = 0;
  bool in_words = false;  ///< includes the fault spec field
};

/// Puts the faults on lines of their own; where only keys fit, directly after the other controls.
void place(Bar& bar, const Rect& area, std::vector<float> lanes, const std::vector<float>& faults,
           float line, float space) {
  const std::size_t count = lanes.size();
  if (bar.wording == Wording::keys) {
    lanes.insert(lanes.end(), faults.begin(), faults.end());
    const FlowLayout all = lay_out_flow({area.x, area.y}, area.w, lanes, line, space);
    bar.lanes.assign(all.boxes.begin(), all.boxes.begin() + static_cast<std::ptrdiff_t>(count));
    bar.faults.assign(all.boxes.begin() + static_cast<std::ptrdiff_t>(count), all.boxes.end());
    bar.lines = all.lines, bar.height = all.height, bar.last_line_end = all.last_line_end;
    return;
  }
  const FlowLayout above = lay_out_flow({area.x, area.y}, area.w, lanes, line, space);
  const FlowLayout below =
      lay_out_flow({area.x, area.y + above.height + space}, area.w, faults, line, space);
  bar.lanes = above.boxes, bar.faults = below.boxes;
  bar.lines = above.lines + below.lines, bar.height = above.height + space + below.height;
  bar.last_line_end = below.last_line_end;
}

std::vector<float> widths_of(PanelContext& context, const std::vector<Control>& controls,
                             Wording wording) {
  std::vector<float> widths;
  for (const Control& control : controls) widths.push_back(control.width(context, wording));
  return widths;
}

std::vector<Control> lane_row(const Model& model) {
  std::vector<Control> controls = lane_controls();
  for (Control& each : python_controls(model)) controls.push_back(std::move(each));
  return controls;
}

/// Describes what is under the pointer, in the free part of the last line.
void draw_hint(PanelContext& context, const Rect& area, const Bar& bar) {
  Ui& ui = context.ui;
  const float from = bar.last_line_end + ui.units(8);
  const Rect& last = bar.faults.back();
  const Rect room{from, last.y, area.right() - from, last.h};
  if (room.w < ui.units(hint_width_min)) return;
  const std::string& hint = context.hint;
  const std::string_view text = hint.empty()
                                    ? "Click a worker to break it, or press Tab and a number."
                                    : std::string_view(hint);
  const float height = ui.canvas().wrapped_height(room.w, TextRole::small, text);
  const float used = std::min(height, room.h);
  ui.canvas().text_wrapped({room.x, room.centre().y - used / 2, room.w, room.h}, TextRole::small,
                           ui.tone(hint.empty() ? Tone::muted : Tone::text), text);
}

class ControlBar : public Panel {
 public:
  [[nodiscard]] bool shown(const PanelContext& context) const override {
    return context.lesson_controller.mode() == AppMode::free_play && !context.view_state.open.code;
  }
  float height(PanelContext& context, float width) override {
    return lay_out_bar(context, {0, 0, width, 0}).height;
  }
  void draw(PanelContext& context, const Rect& area) override;
  [[nodiscard]] KeyScope key_scope(const PanelContext&, KeyScope otherwise) const override {
    return field_.open() ? KeyScope::typing_fault : otherwise;
  }
  bool act(PanelContext& context, UserAction action) override;
  void enter(PanelContext&, const Lesson*) override { field_.close(); }

 private:
  std::vector<Control> fault_row(bool in_words);
  Bar lay_out_bar(PanelContext& context, const Rect& area, bool in_words);
  Bar lay_out_bar(PanelContext& context, const Rect& area);

  FaultPalette palette_;
  FaultSpecField field_;
};

std::vector<Control> ControlBar::fault_row(bool in_words) {
  std::vector<Control> controls = palette_.controls();
  if (in_words) controls.push_back(field_.control());
  return controls;
}

Bar ControlBar::lay_out_bar(PanelContext& context, const Rect& area, bool in_words) {
  std::vector<Bar> bars;
  for (const Wording wording : {Wording::words, Wording::brief, Wording::keys}) {
    const float space = context.ui.units(gap);
    const float line = context.ui.units(wording == Wording::keys ? tight_height : control_height);
    Bar bar{};
    bar.wording = wording;
    bar.in_words = in_words;
    place(bar, area, widths_of(context, lane_row(context.model), wording),
          widths_of(context, fault_row(in_words), wording), line, space);
    bars.push_back(bar);
    if (bar.lines <= 2) return bar;
  }
  // The longest wording that is low enough and takes no more lines than the shortest one.
  const float height_max = context.ui.screen().h * height_share_max;
  for (const Bar& each : bars) {
    if (each.height <= height_max && each.lines <= bars.back().lines) return each;
  }
  return bars.back();
}

/// With the fault spec field if the lanes then have enough room, if it costs no height, or if it
/// takes the keys: then it must be drawn.
Bar ControlBar::lay_out_bar(PanelContext& context, const Rect& area) {
  const Bar all = lay_out_bar(context, area, true);
  if (field_.open() || all.height <= context.ui.screen().h * height_share_max) return all;
  Bar without = lay_out_bar(context, area, false);
  return without.height < all.height ? without : all;
}

void ControlBar::draw(PanelContext& context, const Rect& area) {
  const Bar bar = lay_out_bar(context, area);
  const std::vector<Control> lanes = lane_row(context.model);
  const std::vector<Control> faults = fault_row(bar.in_words);
  for (std::size_t i = 0; i < lanes.size(); ++i) lanes[i].draw(context, bar.lanes[i], bar.wording);
  for (std::size_t i = 0; i < faults.size(); ++i)
    faults[i].draw(context, bar.faults[i], bar.wording);
  draw_hint(context, area, bar);
}

bool ControlBar::act(PanelContext& context, UserAction action) {
  if (action == Verb::edit_fault_spec) {
    field_.start_typing();
    return true;
  }
  return palette_.act(context, action);
}

}  // namespace

std::unique_ptr<Panel> make_control_bar() { return std::make_unique<ControlBar>(); }

}  // namespace sharedfate
