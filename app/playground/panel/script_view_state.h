#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "app/playground/draw/code_editor.h"
#include "core/lane/lane_kind.h"

namespace sharedfate {

/// What the person at the desk has typed and chosen in the script view.
struct ScriptViewState {
  ScriptViewState();
  /// The next text to begin with, in the place of what is there; undo brings that back.
  void take_next_example();

  /// A text that a file brought along, in the place of what is there; the view opens by itself.
  void bring(std::string_view text, std::string_view file_title);
  /// It was not written here, and nobody has agreed to run exactly this text.
  [[nodiscard]] bool needs_consent() const {
    return !brought_by().empty() && agreed != editor.text();
  }
  /// The file that the text stems from, edited or not; empty: none.
  [[nodiscard]] const std::string& brought_by() const { return editor.brought_by(); }

  /// Another room: its lanes are not those that this view would bring back.
  void leave() {
    open = opens = typing = false;
    ran.clear();
    asked.clear();
    lanes_before.clear();
  }

  std::size_t example = 0;  ///< that was taken last
  bool open = false;
  bool opens = false;   ///< as soon as there are lanes in whose place it can be
  bool typing = false;  ///< the editor has the keys to itself
  CodeEditor editor{"script.code"};
  LaneKind kind = LaneKind::python_pool;  ///< what a Pool of the code is made of
  int chunk_size = 1;                     ///< for calls that name none
  std::uint32_t tempo_ms = 300;           ///< of each line and each task
  std::string ran{};  ///< the text that the lane runs: its marks are of this one

  std::string agreed{};    ///< the text of it that may run
  std::string asked{};     ///< the text about which the question is on screen; empty: none is
  float asked_scroll = 0;  ///< pixels

  /// What to ask of a lane once its code waits for its first line.
  enum class Wish : std::uint8_t { none, run };
  Wish wish = Wish::none;
  std::vector<LaneSpec> lanes_before{};  ///< open again when the view is left
};

}  // namespace sharedfate
