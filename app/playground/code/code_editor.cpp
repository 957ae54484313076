#include "app/playground/code/code_editor.h"

#include <algorithm>
#include <cmath>

#include "app/playground/code/code_look.h"
#include "core/base/utf8.h"

namespace sharedfate {
namespace {

constexpr float padding = 12, gutter_gap = 14, corner = 9, caret_width = 2, bar_width = 4;
constexpr float line_factor = 1.25F;
constexpr float wheel_lines = 3;
constexpr double double_click_s = 0.4;
constexpr std::string_view too_long_words = "This is more code than fits: nothing was inserted.";

}  // namespace

/// Where everything is in this frame, pixels.
struct CodeEditor::Layout {
  Rect box;     ///< the whole editor
  Rect gutter;  ///< the line numbers
  Rect code;    ///< the visible part of the code
  float cell = 1, step = 1;
  std::size_t error_index = std::string::npos;
  float error_height = 0;  ///< of the message, below its line
  float content_width = 0, content_height = 0;

  /// The top of a line, from the top of the code, before scrolling.
  [[nodiscard]] float top(std::size_t index) const {
    return static_cast<float>(index) * step +
           (error_index != std::string::npos && index > error_index ? error_height : 0);
  }
  [[nodiscard]] std::size_t line_at(float y, std::size_t count) const {
    std::size_t index = 0;
    while (index + 1 < count && top(index + 1) <= y) ++index;
    return index;
  }
};

void CodeEditor::set_text(std::string_view text, std::string_view brought_by) {
  buffer_.set_text(text, brought_by);
  scroll_x_ = scroll_y_ = 0;
  too_long_ = false;
}

void CodeEditor::replace_text(std::string_view text) {
  buffer_.replace_text(text);
  reveals_caret_ = true;
}

void CodeEditor::edited(bool changed, bool may_be_nothing) {
  changed_ = changed_ || changed;
  too_long_ = !changed && !may_be_nothing;
}

CodeEditor::Layout CodeEditor::lay_out(Ui& ui, const Rect& rect, const CodeMarks& marks) const {
  constexpr std::string_view sample = "0000000000000000000000000000000000000000";
  Canvas& canvas = ui.canvas();
  Layout layout;
  layout.box = rect;
  layout.cell = canvas.text_width(marks.role, sample) / static_cast<float>(sample.size());
  layout.step = std::round(canvas.line_height(marks.role) * line_factor);
  Rect inner = rect.inset(ui.units(padding));
  const std::size_t digits = std::max<std::size_t>(2, std::to_string(buffer_.line_count()).size());
  layout.gutter = inner.cut_left(layout.cell * static_cast<float>(digits), ui.units(gutter_gap));
  layout.code = inner;
  if (marks.error_line > 0 && !marks.error.empty()) {
    layout.error_index =
        std::min(static_cast<std::size_t>(marks.error_line), buffer_.line_count()) - 1;
    layout.error_height =
        canvas.wrapped_height(inner.w - ui.units(24), TextRole::small, marks.error) + ui.units(8);
  }
  std::size_t widest = 0;
  for (std::size_t i = 0; i < buffer_.line_count(); ++i)
    widest = std::max(widest, CodeBuffer::cell_of(buffer_.line(i), std::string::npos));
  layout.content_width = static_cast<float>(widest + 1) * layout.cell;
  layout.content_height = static_cast<float>(buffer_.line_count()) * layout.step +
                          (layout.error_index == std::string::npos ? 0 : layout.error_height);
  return layout;
}

bool CodeEditor::act_on_motion(const KeyPress& press, int page) {
  const auto move = [&](CodeMotion motion) {
    buffer_.move(motion, press.shift);
    return true;
  };
  switch (press.key) {
    case Key::left:
      return move(press.control ? CodeMotion::word_left : CodeMotion::left);
    case Key::right:
      return move(press.control ? CodeMotion::word_right : CodeMotion::right);
    case Key::up:
      return move(CodeMotion::up);
    case Key::down:
      return move(CodeMotion::down);
    case Key::home:
      return move(press.control ? CodeMotion::text_begin : CodeMotion::line_begin);
    case Key::end:
      return move(press.control ? CodeMotion::text_end : CodeMotion::line_end);
    case Key::page_up:
      return buffer_.move_lines(-page, press.shift), true;
    case Key::page_down:
      return buffer_.move_lines(page, press.shift), true;
    default:
      return false;
  }
}

bool CodeEditor::act_on_edit(const KeyPress& press) {
  switch (press.key) {
    case Key::none:
      edited(buffer_.type(encode_utf8(press.character)), false);
      return true;
    case Key::space:
      edited(buffer_.type(" "), false);
      return true;
    case Key::enter:
      if (press.control) return false;
      edited(buffer_.new_line(), false);
      return true;
    case Key::backspace:
      edited(buffer_.erase_backward(press.control));
      return true;
    case Key::del:
      edited(buffer_.erase_forward(press.control));
      return true;
    case Key::tab:
      if (tab_leaves_) return false;
      edited(press.shift ? buffer_.indent_less() : buffer_.indent_more());
      return true;
    default:
      return false;
  }
}

bool CodeEditor::act_on_chord(Ui& ui, const KeyPress& press, bool may_edit) {
  switch (press.chord) {
    case U'a':
      buffer_.select_all();
      return true;
    case U'c':
      if (buffer_.has_selection()) ui.copy(buffer_.selected());
      return true;
    case U'x':
      if (!may_edit || !buffer_.has_selection()) return true;
      ui.copy(buffer_.selected());
      edited(buffer_.erase_selection());
      return true;
    case U'z':
      if (may_edit) edited(press.shift ? buffer_.redo() : buffer_.undo());
      return true;
    case U'y':
      if (may_edit) edited(buffer_.redo());
      return true;
    default:
      return false;
  }
}

bool CodeEditor::act(Ui& ui, const KeyPress& press, const CodeMarks& marks, int page) {
  if (press.key == Key::escape) {
    if (tab_leaves_) return false;
    return tab_leaves_ = true;
  }
  const bool acted = press.chord != 0
                         ? act_on_chord(ui, press, !marks.read_only)
                         : act_on_motion(press, page) || (!marks.read_only && act_on_edit(press));
  if (acted) tab_leaves_ = false;
  reveals_caret_ = reveals_caret_ || acted;
  return acted;
}

CodePlace CodeEditor::place_at(const Layout& layout, Point at) const {
  const std::size_t line = layout.line_at(at.y - layout.code.y + scroll_y_, buffer_.line_count());
  const double cell = static_cast<double>((at.x - layout.code.x + scroll_x_) / layout.cell);
  return {line, CodeBuffer::byte_at(buffer_.line(line), cell)};
}

void CodeEditor::press(Ui& ui, CodePlace place) {
  const bool second = clicked_at_ == place && ui.time_s() - clicked_s_ < double_click_s;
  buffer_.place_caret(place, false);
  if (second) buffer_.select_word();
  clicked_s_ = ui.time_s();
  clicked_at_ = place;
  tab_leaves_ = false;
  pressed_ = true;
}

void CodeEditor::drag_to(CodePlace place) {
  // A movement within the pressed character is no drag: a word selected by a double click stays
  // selected.
  if (place == clicked_at_) return;
  clicked_at_.reset();
  buffer_.place_caret(place, true);
  reveals_caret_ = true;
}

/// A drag selects what lies between press and release; a double click selects a word.
void CodeEditor::point(Ui& ui, const Layout& layout, const PointerEvent& event, bool mine) {
  if (event.button != 0) return;
  const CodePlace place = place_at(layout, event.at);
  if (event.kind == PointerEvent::Kind::release) {
    if (pressed_) drag_to(place);
    pressed_ = false;
  } else if (mine && layout.box.contains(event.at)) {
    press(ui, place);
  }
}

/// Handles clicks and keys in the order in which they came: what is typed after a selection in the
/// same frame replaces that selection.
void CodeEditor::play(Ui& ui, const Layout& layout, const CodeMarks& marks,
                      const Interaction& pointer) {
  const bool mine = pointer.held || pointer.clicked || pointer.dropped;
  const int page = std::max(1, static_cast<int>(layout.code.h / layout.step) - 1);
  const std::vector<PointerEvent> events = ui.input().pointer_events;
  for (std::size_t i = 0; i <= events.size(); ++i) {
    const bool last = i == events.size();
    if (pointer.focused) {
      ui.offer_keys([&](const KeyPress& press) {
        return (last || press.clicks_before <= i) && act(ui, press, marks, page);
      });
    }
    if (!last) point(ui, layout, events[i], mine);
  }
  pressed_ = pressed_ && pointer.held;
  if (pressed_) drag_to(place_at(layout, ui.input().pointer));
  const std::string pasted = pointer.focused ? ui.take_pasted() : "";
  if (pasted.empty() || marks.read_only) return;
  edited(buffer_.insert(pasted), false);
  reveals_caret_ = true;
}

void CodeEditor::reveal_line(const Layout& layout, std::size_t index, float height) {
  const float y = layout.top(std::min(index, buffer_.line_count() - 1));
  // If it is higher than the visible part, its top is shown.
  scroll_y_ = std::min(std::max(scroll_y_, y + height - layout.code.h), std::max(0.0F, y));
}

void CodeEditor::scroll(Ui& ui, const Layout& layout, const CodeMarks& marks,
                        const Interaction& pointer) {
  if (marks.lit_line != lit_before_ && marks.lit_line > 0)
    reveal_line(layout, static_cast<std::size_t>(marks.lit_line) - 1, layout.step);
  if (marks.error_line != error_before_ && layout.error_index != std::string::npos)
    reveal_line(layout, layout.error_index, layout.step + layout.error_height);
  lit_before_ = marks.lit_line;
  error_before_ = marks.error_line;
  if (pointer.hovered) scroll_y_ -= ui.input().wheel * wheel_lines * layout.step;
  if (reveals_caret_) {
    const CodePlace caret = buffer_.caret();
    reveal_line(layout, caret.line, layout.step);
    const float x =
        static_cast<float>(CodeBuffer::cell_of(buffer_.line(caret.line), caret.byte)) * layout.cell;
    scroll_x_ = std::min(std::max(scroll_x_, x + layout.cell - layout.code.w), x);
    reveals_caret_ = false;
  }
  scroll_y_ = std::clamp(scroll_y_, 0.0F, std::max(0.0F, layout.content_height - layout.code.h));
  scroll_x_ = std::clamp(scroll_x_, 0.0F, std::max(0.0F, layout.content_width - layout.code.w));
}

bool CodeEditor::draw(Ui& ui, const Rect& rect, const CodeMarks& marks) {
  changed_ = false;
  const Interaction pointer =
      ui.region(name_, rect, harmless_text(buffer_.text()), {.enter_clicks = false});
  play(ui, lay_out(ui, rect, marks), marks, pointer);
  const bool focused = pointer.focused;
  const Layout layout = lay_out(ui, rect, marks);
  scroll(ui, layout, marks, pointer);

  Canvas& canvas = ui.canvas();
  canvas.fill(rect, ui.tone(Tone::background), ui.units(corner));
  draw_lines(ui, layout, marks, focused);
  draw_scroll_bars(ui, layout);
  canvas.outline(rect, ui.tone(focused ? Tone::text : Tone::line), ui.units(focused ? 1.75F : 1),
                 ui.units(corner));
  if (too_long_) {
    Rect rest = rect.inset(ui.units(padding));
    const Rect place = rest.cut_bottom(canvas.line_height(TextRole::small) + ui.units(8));
    canvas.fill(place, ui.tone(Tone::raised), ui.units(4));
    canvas.text_in(place.inset(ui.units(8), 0), TextRole::small, ui.tone(Tone::lost),
                   too_long_words);
  }
  return changed_;
}

std::pair<std::size_t, std::size_t> CodeEditor::selected_in(std::size_t index) const {
  const auto [from, to] = buffer_.selection();
  if (index < from.line || index > to.line) return {0, 0};
  return {index == from.line ? from.byte : 0,
          index == to.line ? to.byte : buffer_.line(index).size()};
}

void CodeEditor::draw_selection(Ui& ui, const Layout& layout, std::size_t index) {
  const auto [from, to] = buffer_.selection();
  if (!buffer_.has_selection() || index < from.line || index > to.line) return;
  const std::string_view line = buffer_.line(index);
  const auto [first, last] = selected_in(index);
  const auto left = static_cast<float>(CodeBuffer::cell_of(line, first));
  // A selected line end is one cell wide.
  const auto right =
      static_cast<float>(CodeBuffer::cell_of(line, last)) + (index < to.line ? 1.0F : 0.0F);
  ui.canvas().fill(
      {layout.code.x - scroll_x_ + left * layout.cell,
       layout.code.y - scroll_y_ + layout.top(index), (right - left) * layout.cell, layout.step},
      selection_ground(ui.colours()));
}

void CodeEditor::draw_line(Ui& ui, const Layout& layout, const CodeMarks& marks, std::size_t index,
                           const std::vector<PythonSpan>& spans) {
  Canvas& canvas = ui.canvas();
  const std::string_view line = buffer_.line(index);
  const float y = layout.code.y - scroll_y_ + layout.top(index);
  const float text_y = y + std::round((layout.step - canvas.line_height(marks.role)) / 2);
  for (const CodePiece& piece : code_pieces(line, spans, selected_in(index))) {
    const auto cell = static_cast<float>(CodeBuffer::cell_of(line, piece.from));
    const Tone tone = piece.selected ? Tone::text : code_tone(piece.word);
    canvas.text({layout.code.x - scroll_x_ + cell * layout.cell, text_y}, marks.role, ui.tone(tone),
                line.substr(piece.from, piece.to - piece.from));
  }
}

void CodeEditor::draw_lines(Ui& ui, const Layout& layout, const CodeMarks& marks, bool focused) {
  Canvas& canvas = ui.canvas();
  const Rect seen{layout.box.x, layout.code.y, layout.box.w, layout.code.h};
  const Rect code{layout.code.x - ui.units(caret_width), layout.code.y,
                  layout.code.w + 2 * ui.units(caret_width), layout.code.h};
  PythonState state;
  canvas.clip(seen);
  for (std::size_t i = 0; i < buffer_.line_count(); ++i) {
    const std::vector<PythonSpan> spans = highlight_python(buffer_.line(i), state);
    const float y = layout.code.y - scroll_y_ + layout.top(i);
    if (y + layout.step < seen.y || y > seen.bottom()) continue;
    const bool lit = static_cast<int>(i) + 1 == marks.lit_line, wrong = i == layout.error_index;
    const Rect bar{layout.box.x, y, layout.box.w, layout.step};
    if (lit || wrong) {
      canvas.fill(bar, ui.tone(Tone::raised));
      canvas.fill({bar.x, bar.y, ui.units(bar_width), bar.h},
                  ui.fill(wrong ? Tone::lost : Tone::running));
    }
    canvas.text_in({layout.gutter.x, y, layout.gutter.w, layout.step}, marks.role,
                   ui.tone(lit || wrong ? Tone::text : Tone::muted), std::to_string(i + 1),
                   Align::right, Overflow::shrink);
    canvas.clip(code);
    draw_selection(ui, layout, i);
    draw_line(ui, layout, marks, i, spans);
    if (focused && buffer_.caret().line == i) {
      const auto cell =
          static_cast<float>(CodeBuffer::cell_of(buffer_.line(i), buffer_.caret().byte));
      canvas.fill({std::floor(layout.code.x - scroll_x_ + cell * layout.cell) - 1, y,
                   std::max(2.0F, ui.units(caret_width)), layout.step},
                  ui.tone(Tone::text));
    }
    canvas.unclip();
  }
  if (layout.error_index != std::string::npos) draw_error(ui, layout, marks);
  canvas.unclip();
}

void CodeEditor::draw_error(Ui& ui, const Layout& layout, const CodeMarks& marks) {
  Canvas& canvas = ui.canvas();
  const float y = layout.code.y - scroll_y_ + layout.top(layout.error_index) + layout.step;
  const Rect ground{layout.box.x, y, layout.box.w, layout.error_height};
  canvas.fill(ground, ui.tone(Tone::raised));
  canvas.fill({ground.x, ground.y, ui.units(bar_width), ground.h}, ui.fill(Tone::lost));
  Rect words{layout.code.x, y + ui.units(2), layout.code.w, layout.error_height - ui.units(4)};
  const float side = ui.units(14);
  const Rect sign = words.cut_left(side, ui.units(10));
  canvas.icon(
      Icon::exclamation,
      {sign.x, y + ui.units(2) + (canvas.line_height(TextRole::small) - side) / 2, side, side},
      ui.tone(Tone::lost));
  const Rect seen = canvas.visible_part(ground);
  if (!seen.empty())
    ui.region(name_ + ".error", seen, marks.error, {.enabled = true, .focusable = false});
  canvas.text_wrapped(words, TextRole::small, ui.tone(Tone::lost), marks.error);
}

/// They only show the position: the wheel and the keys scroll.
void CodeEditor::draw_scroll_bars(Ui& ui, const Layout& layout) {
  Canvas& canvas = ui.canvas();
  const float thick = std::max(2.0F, ui.units(4)), inset = ui.units(3);
  if (layout.content_height > layout.code.h) {
    const float share = layout.code.h / layout.content_height;
    canvas.fill({layout.box.right() - inset - thick, layout.code.y + scroll_y_ * share, thick,
                 layout.code.h * share},
                ui.tone(Tone::muted), thick / 2);
  }
  if (layout.content_width > layout.code.w) {
    const float share = layout.code.w / layout.content_width;
    canvas.fill({layout.code.x + scroll_x_ * share, layout.box.bottom() - inset - thick,
                 layout.code.w * share, thick},
                ui.tone(Tone::muted), thick / 2);
  }
}

}  // namespace sharedfate
