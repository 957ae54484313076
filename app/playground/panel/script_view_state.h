#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "app/playground/draw/code_editor.h"
#include "core/catalog/lane_kind.h"

namespace sharedfate {

/// What the user has typed and chosen in the script view.
struct ScriptViewState {
  ScriptViewState();
  /// Replaces the text by the next example; undo restores it.
  void take_next_example();

  /// Replaces the text by one from a file, without undo; the view then opens by itself.
  void bring(std::string_view text, std::string_view file_title);
  /// Whether the text came from a file and the user has not consented to exactly this version.
  [[nodiscard]] bool needs_consent() const {
    return !brought_by().empty() && agreed != editor.text();
  }
  /// Title of the file from which the text stems, edited or not; empty: none.
  [[nodiscard]] const std::string& brought_by() const { return editor.brought_by(); }

  /// Resets what belonged to the lanes of another lesson or of the list.
  void leave() {
    open = opens = typing = false;
    ran.clear();
    asked.clear();
    lanes_before.clear();
  }

  std::size_t example = 0;  ///< the one taken last
  bool open = false;
  bool opens = false;   ///< opens as soon as there are lanes to replace
  bool typing = false;  ///< the editor has the focus, and with it the keys
  CodeEditor editor{"script.code"};
  LaneKind kind = LaneKind::python_pool;  ///< of the pools that the code makes
  int chunk_size = 1;                     ///< for calls that state none
  std::uint32_t tempo_ms = 300;           ///< minimum time of each line and each task
  std::string ran{};                      ///< the text that the lane runs and its marks belong to

  std::string agreed{};    ///< the text that the user has consented to
  std::string asked{};     ///< the text in question on screen; empty: none
  float asked_scroll = 0;  ///< pixels

  /// What to do when the code is paused at its first line.
  enum class Wish : std::uint8_t { none, run };
  Wish wish = Wish::none;
  std::vector<LaneSpec> lanes_before{};  ///< opened again when the view is closed
};

}  // namespace sharedfate
