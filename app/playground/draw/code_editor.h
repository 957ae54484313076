#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/playground/draw/code_buffer.h"
#include "app/playground/draw/python_highlight.h"
#include "app/playground/draw/ui.h"

namespace sharedfate {

/// What is shown with the code and does not belong to it.
struct CodeMarks {
  int lit_line = 0;    ///< from 1: the line that runs; 0: none
  int error_line = 0;  ///< from 1; 0: none
  std::string error;   ///< shown below that line
  bool read_only = false;
  TextRole role = TextRole::figure;  ///< a monospaced one
};

/// A place to read and write Python in. Keeps text, selection, history and what is scrolled to, so
/// that it lives longer than a frame. Its name is that of its widget; the widget's label is the
/// text.
///
/// While it has the focus all keys that type, move or edit are its own, Tab too: Escape gives Tab
/// back, to leave with. Panels that act on keys ask has_keyboard() before they do.
class CodeEditor {
 public:
  explicit CodeEditor(std::string name) : name_(std::move(name)) {}

  [[nodiscard]] const std::string& text() const { return buffer_.text(); }
  /// As CodeBuffer::brought_by().
  [[nodiscard]] const std::string& brought_by() const { return buffer_.brought_by(); }
  /// Replaces the text and forgets what could be undone.
  void set_text(std::string_view text, std::string_view brought_by = {});
  /// Replaces the text by another one, written here; undo brings it back.
  void replace_text(std::string_view text);
  /// Draws it and plays what the person did in this frame. Returns whether that changed the text.
  bool draw(Ui& ui, const Rect& rect, const CodeMarks& marks);
  [[nodiscard]] bool has_keyboard(const Ui& ui) const { return ui.focused() == name_; }

 private:
  struct Layout;

  [[nodiscard]] Layout lay_out(Ui& ui, const Rect& rect, const CodeMarks& marks) const;
  bool act(Ui& ui, const KeyPress& press, const CodeMarks& marks, int page);
  bool act_on_chord(Ui& ui, const KeyPress& press, bool may_edit);
  bool act_on_motion(const KeyPress& press, int page);
  bool act_on_edit(const KeyPress& press);
  [[nodiscard]] CodePlace place_at(const Layout& layout, Point at) const;
  void press(Ui& ui, CodePlace place);
  void drag_to(CodePlace place);
  void play(Ui& ui, const Layout& layout, const CodeMarks& marks, const Interaction& pointer);
  void point(Ui& ui, const Layout& layout, const PointerEvent& event, bool mine);
  void scroll(Ui& ui, const Layout& layout, const CodeMarks& marks, const Interaction& pointer);
  void reveal_line(const Layout& layout, std::size_t index, float height);
  void draw_lines(Ui& ui, const Layout& layout, const CodeMarks& marks, bool focused);
  void draw_line(Ui& ui, const Layout& layout, const CodeMarks& marks, std::size_t index,
                 const std::vector<PythonSpan>& spans);
  void draw_selection(Ui& ui, const Layout& layout, std::size_t index);
  void draw_error(Ui& ui, const Layout& layout, const CodeMarks& marks);
  void draw_scroll_bars(Ui& ui, const Layout& layout);
  [[nodiscard]] std::pair<std::size_t, std::size_t> selected_in(std::size_t index) const;
  /// An edit was asked for; notes when it did not fit.
  void edited(bool changed, bool may_be_nothing = true);

  std::string name_;
  CodeBuffer buffer_;
  float scroll_x_ = 0, scroll_y_ = 0;      // pixels
  bool reveals_caret_ = false;             // the caret moved: it shall be seen
  int lit_before_ = 0, error_before_ = 0;  // a mark that moves shall be seen, too
  bool pressed_ = false;                   // the pointer went down on the code and is held
  bool tab_leaves_ = false;
  bool changed_ = false;
  bool too_long_ = false;
  double clicked_s_ = -1;
  std::optional<CodePlace> clicked_at_;
};

}  // namespace sharedfate
