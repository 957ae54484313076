#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/playground/code/code_buffer.h"
#include "app/playground/code/python_highlight.h"
#include "app/playground/widgets/ui.h"

namespace sharedfate {

/// What is shown with the code and is not part of it.
struct CodeMarks {
  int lit_line = 0;    ///< from 1: the line that is being run; 0: none
  int error_line = 0;  ///< from 1; 0: none
  std::string error;   ///< shown below that line
  bool read_only = false;
  TextRole role = TextRole::figure;  ///< must be monospaced
};

/// An editor for Python code. Keeps text, selection, history and scroll position between frames.
/// Its name is that of its widget, whose label is the text.
///
/// While it has the focus, it takes all keys that type, move or edit, including Tab; after Escape,
/// the next Tab moves the focus. Panels check has_keyboard() before they act on keys.
class CodeEditor {
 public:
  explicit CodeEditor(std::string name) : name_(std::move(name)) {}

  [[nodiscard]] const std::string& text() const { return buffer_.text(); }
  /// As CodeBuffer::brought_by().
  [[nodiscard]] const std::string& brought_by() const { return buffer_.brought_by(); }
  /// Replaces the text and clears the history.
  void set_text(std::string_view text, std::string_view brought_by = {});
  /// Replaces the text by one that was written here; undo restores the old one.
  void replace_text(std::string_view text);
  /// Draws the editor and handles the input of this frame. Returns whether that changed the text.
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
  /// Records the result of an edit. Unless `may_be_nothing`, an edit without effect did not fit.
  void edited(bool changed, bool may_be_nothing = true);

  std::string name_;
  CodeBuffer buffer_;
  float scroll_x_ = 0, scroll_y_ = 0;      // pixels
  bool reveals_caret_ = false;             // the caret moved and must be made visible
  int lit_before_ = 0, error_before_ = 0;  // of the last frame: a mark that moves is made visible
  bool pressed_ = false;                   // the mouse button went down on the code and is held
  bool tab_leaves_ = false;
  bool changed_ = false;
  bool too_long_ = false;
  double clicked_s_ = -1;
  std::optional<CodePlace> clicked_at_;
};

}  // namespace sharedfate
