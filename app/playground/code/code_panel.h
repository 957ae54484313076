#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/playground/code/code_editor.h"
#include "app/playground/panel/panel.h"
#include "app/playground/widgets/scroll.h"
#include "core/catalog/lane_kind.h"

namespace sharedfate {

/// Python beside the lane that runs it: an editor with the current line lit, the controls, and the
/// results. Code that came with a demo runs only after the user has consented.
class CodePanel : public Panel {
 public:
  CodePanel();

  [[nodiscard]] bool shown(const PanelContext& context) const override {
    return context.lesson_controller.mode() == AppMode::free_play && context.view_state.open.code;
  }
  void draw(PanelContext& context, const Rect& area) override;
  [[nodiscard]] KeyScope key_scope(const PanelContext& context, KeyScope otherwise) const override;
  bool act(PanelContext& context, UserAction action) override;
  void enter(PanelContext& context, const Lesson* lesson) override;
  void follow(PanelContext& context) override;

  /// Opens the view in place of the open lanes, or closes it and opens those again.
  void toggle(PanelContext& context);

 private:
  // What to do (code_run.cpp).
  /// Replaces the text by one from a file, without undo; the view then opens by itself.
  void bring(std::string_view text, std::string_view file_title);
  void take_next_example();
  /// What to do when the code is paused at its first line.
  enum class Wish : std::uint8_t { none, run };
  /// Opens a lane for the code, paused at its first line; asks for consent first where it is
  /// needed.
  void begin(PanelContext& context, Wish wish);
  /// Consents to the text in question and starts it; a changed text needs consent again.
  void agree(PanelContext& context);
  void decline(PanelContext& context);
  /// Runs the code or pauses it at its next line. Starts it anew if it does not run or was changed.
  void run_or_hold(PanelContext& context);
  /// Pauses running code; lets paused code run one line or one task; starts it, paused, if it does
  /// not run or was changed.
  void step(PanelContext& context);
  /// Closes its lane, whatever the code does.
  void stop(PanelContext& context);
  /// Chooses another kind of pool; a text that has been run starts anew on it.
  void choose_kind(PanelContext& context, LaneKind kind);
  void choose_chunk(int difference);
  void choose_tempo(PanelContext& context, int difference);
  /// Withdraws the question if the text was changed, and opens the gate of code that is to run.
  void follow_code(PanelContext& context);
  /// Whether the code runs or is paused, and its text is still the same.
  [[nodiscard]] bool goes_on(const Model& model) const;
  /// Whether the text in the editor is the one that was run, so that its lines can be marked.
  [[nodiscard]] bool runs_this_text() const { return ran_ == editor_.text(); }
  /// Title of the file from which the text stems, edited or not; empty: none.
  [[nodiscard]] const std::string& brought_by() const { return editor_.brought_by(); }

  // What to show (code_panel.cpp).
  struct Line {
    TextRole role;
    Tone tone;
    std::string text;
  };
  void draw_kinds(PanelContext& context, const Rect& place);
  void draw_actions(PanelContext& context, const Rect& place);
  void draw_results(PanelContext& context, const Rect& area);
  void draw_head_buttons(PanelContext& context, Rect& place);
  [[nodiscard]] CodeMarks marks(const Model& model) const;
  [[nodiscard]] std::vector<Line> lines(const Model& model) const;

  // What is asked (code_question.cpp).
  /// Draws the whole text in question in place of the editor, long lines wrapped.
  void draw_asked(PanelContext& context, const Rect& area);
  /// Draws the question and its two answers; "Leave it" has the focus.
  void draw_question(PanelContext& context, const Rect& area);

  CodeEditor editor_{"script.code"};
  std::size_t example_ = 0;                ///< the one taken last
  bool opens_ = false;                     ///< the view opens as soon as there are lanes to replace
  bool typing_ = false;                    ///< the editor has the focus, and with it the keys
  LaneKind kind_ = LaneKind::python_pool;  ///< of the pools that the code makes
  int chunk_size_ = 1;                     ///< for calls that state none
  std::uint32_t tempo_ms_ = 300;           ///< minimum time of each line and each task
  std::string ran_;                        ///< the text that the lane runs and its marks belong to
  std::string agreed_;                     ///< the text that the user has consented to
  std::string asked_;                      ///< the text in question on screen; empty: none
  Scroll asked_scroll_;
  Wish wish_ = Wish::none;
  std::vector<LaneSpec> lanes_before_;  ///< opened again when the view is closed
};

/// The lane that runs code; -1: none.
LaneIndex script_lane(const Model& model);
/// The same lane, or nullptr. The text in the editor may have changed since.
const LaneModel* find_script_lane(const Model& model);

}  // namespace sharedfate
