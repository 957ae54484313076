#pragma once

#include <md4c.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/lesson/read/lesson_markdown.h"

namespace sharedfate {

/// Makes steps from the callbacks of md4c. md4c handles nested elements in a loop, without
/// recursion; their depth is limited here all the same.
class MarkdownReader {
 public:
  MarkdownReader(std::string_view source, int first_line, Mistakes& mistakes)
      : source_(source), first_line_(first_line), line_(first_line), mistakes_(mistakes) {
    line_starts_.push_back(0);
    for (std::size_t i = 0; i < source.size(); ++i) {
      if (source[i] == '\n') line_starts_.push_back(i + 1);
    }
  }

  std::vector<MarkdownStep> read();

 private:
  void enter_block(MD_BLOCKTYPE type, void* detail);
  void leave_block(MD_BLOCKTYPE type);
  void enter_heading(unsigned level);
  void enter_quote();
  void enter_item();
  void enter_paragraph();
  void enter_code(const MD_BLOCK_CODE_DETAIL& detail);
  void leave_heading();
  void leave_code();
  void enter_span(MD_SPANTYPE type, void* detail);
  void leave_span(MD_SPANTYPE type);
  void enter_link(const MD_SPAN_A_DETAIL& detail);
  void enter_picture(const MD_SPAN_IMG_DETAIL& detail);
  void text(MD_TEXTTYPE type, std::string_view text);
  void add_words(std::string_view words);

  void wrong(std::string text) { mistakes_.add(line_, std::move(text)); }
  /// Moves the current line to that of a text; false if the text is not part of the source.
  bool note_place(std::string_view text);
  /// Moves the current line to the next one for which `wanted` is true, if there is one.
  template <typename Wanted>
  void move_to_next(const Wanted& wanted);
  [[nodiscard]] std::string_view line_at(int line) const;
  /// The step that a block belongs to. Before the first heading: adds a mistake, returns nullptr.
  MarkdownStep* step();
  void begin_block(Block::Kind kind);
  void end_block();
  [[nodiscard]] int proceed() const { return mistakes_.full() ? 1 : 0; }

  std::string_view source_;
  std::vector<std::size_t> line_starts_;
  int first_line_;
  int line_;  ///< the current line of the file
  Mistakes& mistakes_;

  std::vector<MarkdownStep> steps_;
  int quotes_ = 0, items_ = 0, spans_ = 0;
  bool in_title_ = false, in_html_ = false, html_reported_ = false, in_table_ = false,
       orphan_reported_ = false;
  bool in_block_ = false, item_has_block_ = false, too_deep_ = false;
  bool in_picture_ = false;
  int strong_ = 0, emphasis_ = 0, code_ = 0;
  std::string link_;
  Block block_;
  int block_line_ = 0;
  Fence* fence_ = nullptr;
  Fence stray_fence_;
  bool fenced_ = false, fence_line_open_ = false;
};

/// The text of an attribute: a part of the source, or md4c's copy of it.
inline std::string_view text_of(const MD_ATTRIBUTE& attribute) {
  return attribute.text == nullptr ? std::string_view{}
                                   : std::string_view(attribute.text, attribute.size);
}

inline bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\n") == std::string_view::npos;
}

}  // namespace sharedfate
